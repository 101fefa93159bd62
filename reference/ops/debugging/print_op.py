"""Values shown as they pass: Print and `tf.Print`."""

from __future__ import annotations

import sys
import threading
from typing import Any

from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.tensor_words import tensor_words
from reference.public import public

Print = op(
    "Print", "input: T, data: U", "output: T",
    'T: type, U: list(type) >= 0, message: string = "", first_n: int = -1, summarize: int = 3', stateful=True,
)  # fmt: skip


class _Count:
    """How often an operation has run in a session."""

    def __init__(self) -> None:
        self._number = 0
        self._lock = threading.Lock()

    def next(self) -> int:
        with self._lock:
            self._number += 1
            return self._number


@Print.shape
def _(input: StaticShape, data: Any) -> StaticShape:
    return input


@Print.kernel
def _(input: Any, data: list[Any], *, message: str, first_n: int, summarize: int, context: Any) -> Any:
    if first_n < 0 or context.state(_Count).next() <= first_n:  # DBG-3
        shown = "".join(f"[{tensor_words(tensor, summarize)}]" for tensor in data)
        sys.stderr.write(f"{message}{shown}\n")  # DBG-2
    return input


@public("Print")
def print_passing(
    input_: Any,
    data: Any,
    message: str | None = None,
    first_n: int | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Tensor:
    """``input_``, passed on by an operation that writes ``message`` and the tensors ``data`` to standard error (DBG-1).

    ``summarize`` elements of each tensor are shown (3, unless given; all if negative), and only the first ``first_n``
    runs of the operation in a session write, where that is given.  Raises TypeError if ``data`` is no list.
    """
    given = {"message": message, "first_n": first_n, "summarize": summarize}
    options = {key: value for key, value in given.items() if value is not None}
    return build("Print", name, input=input_, data=data, **options)  # type: ignore[no-any-return]
