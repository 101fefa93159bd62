"""Values and outcomes as text that a person reads."""

from __future__ import annotations

import numpy as np

from conformance.outcome import BuildError, Crash, Hang, Outcome, RunError, Unsupported, Value
from conformance.values import TensorValue

_ELEMENTS = 12  # of a value; of a larger one the first and the last are shown
_CHARACTERS = 160  # of one message


def value_text(value: TensorValue | None) -> str:
    """A value as dtype, shape and elements.

    >>> value_text(TensorValue.of(np.float32([[1, 2.5]])))
    'float32[1,2] [[1.0, 2.5]]'
    """
    if value is None:
        return "None"
    kind = f"{value.dtype}[{','.join(map(str, value.shape))}]"
    return kind if value.data is None else f"{kind} {_elements(value)}"


def _elements(value: TensorValue) -> str:
    array = value.array()
    if array.size > _ELEMENTS:
        flat = [_element(item) for item in array.ravel()]
        return f"[{', '.join(flat[:4])}, … {', '.join(flat[-2:])}]"
    return _nested(array)


def _nested(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> str:
    if array.ndim == 0:
        return _element(array[()])
    return f"[{', '.join(_nested(np.asarray(row, array.dtype)) for row in array)}]"


def _element(item: object) -> str:
    return repr(item) if isinstance(item, bytes) else str(item)


def outcome_text(outcome: Outcome) -> str:
    """An outcome in one line."""
    if isinstance(outcome, Value):
        texts = [value_text(value) for value in outcome.values]
        return ("; ".join(texts) if outcome.nest is None else outcome.nest.text(texts)) or "done"
    if isinstance(outcome, BuildError | RunError):
        when = "building" if isinstance(outcome, BuildError) else "running"
        return f"{outcome.error_class} when {when}: {_short(outcome.message)}"
    if isinstance(outcome, Unsupported):
        return f"unsupported: {', '.join(outcome.ops)} {_short(outcome.message)}".rstrip()
    if isinstance(outcome, Crash):
        return f"crash: {_short(outcome.message)}"
    assert isinstance(outcome, Hang)
    return f"no answer within {outcome.seconds:g} s"


def _short(message: str) -> str:
    line = message.partition("\n")[0]
    return line if len(line) <= _CHARACTERS else line[:_CHARACTERS] + "…"
