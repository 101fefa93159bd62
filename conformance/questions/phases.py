"""Tell an error of a session's step from an error of building the graph.

An error belongs to the phase "running" when it left one of the calls below, whatever its class: a wrong
fetch is a TypeError of the step. The calls are wrapped on the module's own classes while a question is
asked, so this can be decided for any module that looks like `tf`.
"""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SESSION_STEPS = ("run", "partial_run", "partial_run_setup", "make_callable", "list_devices", "close")
_MARK = "_conformance_phase"


def phase_of(error: BaseException) -> str:
    """ "running" for an error that left a step, else "building"."""
    return str(getattr(error, _MARK, "building"))


def _steps(tf: Any) -> list[tuple[type, str]]:
    sessions = [(cls, name) for cls in (tf.Session, tf.InteractiveSession) for name in SESSION_STEPS]
    steps = [*sessions, (tf.Tensor, "eval"), (tf.Operation, "run")]
    return [(cls, name) for cls, name in steps if hasattr(cls, name)]


def _marking(step: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(step)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            result = step(*arguments, **named)
        except Exception as error:
            setattr(error, _MARK, "running")
            raise
        return _marking(result) if step.__name__ == "make_callable" else result

    return call


@contextlib.contextmanager
def steps_are_marked(tf: Any) -> Iterator[None]:
    """While open, errors that leave a step of module `tf` know it; the classes are restored at the end."""
    inherited = object()
    originals = [(cls, name, cls.__dict__.get(name, inherited)) for cls, name in _steps(tf)]
    wrapped = [(cls, name, _marking(getattr(cls, name))) for cls, name in _steps(tf)]
    for cls, name, marking in wrapped:
        setattr(cls, name, marking)
    try:
        yield
    finally:
        for cls, name, original in originals:
            if original is inherited:
                delattr(cls, name)
            else:
                setattr(cls, name, original)
