"""`tf.Assert`: an operation that stops the step unless a condition is true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reference import dtypes
from reference.convert import to_tensor, to_tensors
from reference.errors import InvalidArgumentError
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.opdef.tensor_words import tensor_words
from reference.ops.control_flow.branch import branches_on, take_from_branch
from reference.ops.flow.grouping import with_dependencies
from reference.public import public
from reference.tensor_shape import static_repr

_SHOWN = 3  # elements of each tensor in the message, unless the caller says how many

Assert = op("Assert", "condition: bool, data: T", "", f"T: list(type) >= 1, summarize: int = {_SHOWN}", stateful=True)


@Assert.kernel
def _(condition: Any, data: list[Any], *, summarize: int) -> None:
    if condition.ndim:
        raise InvalidArgumentError(None, None, f"In[0] should be a scalar: {static_repr(condition.shape)}")
    if not condition:
        words = " ".join(f"[{tensor_words(tensor, summarize)}]" for tensor in data)
        raise InvalidArgumentError(None, None, f"assertion failed: {words}")


@Assert.arguments
def _(draw: Any) -> dict[str, Any]:
    data = [draw.tensor(draw.dtype("float32", "int32", "bool", "string")) for _ in range(draw.integer(1, 3))]
    return {"condition": draw.tensor("bool", ()), "data": data, "summarize": draw.integer(-1, 4)}


@public("Assert", "debugging.Assert")
def assert_true(condition: Any, data: Any, summarize: int | None = None, name: str | None = None) -> Operation:
    """An operation that fails unless ``condition``, a boolean scalar, is true (OPS-23).

    The message of its `errors.InvalidArgumentError` shows the first ``summarize`` elements (3, unless given; all if
    negative) of each tensor of the sequence ``data``.  Raises TypeError if ``data`` is no sequence.
    """
    with name_scope(name, "Assert", [condition, data]):
        if not isinstance(data, Sequence):
            raise TypeError("values must be a sequence.")
        tensors = to_tensors(data)
        summarize = _SHOWN if summarize is None else summarize
        if all(tensor.dtype in (dtypes.string, dtypes.int32) for tensor in tensors):
            return _assertion(condition, data, summarize)
        return _guarded(to_tensor(condition, name="Condition"), data, summarize)


def _assertion(condition: Any, data: Any, summarize: int) -> Operation:
    return build("Assert", "Assert", condition=condition, data=data, summarize=summarize)  # type: ignore[no-any-return]


def _guarded(condition: Tensor, data: Sequence[Any], summarize: int) -> Operation:
    """An assertion on the branch where ``condition`` is false, so that ``data`` moves nowhere while it is true."""
    graph = DEFAULT_GRAPHS.get_default()
    with graph.name_scope("AssertGuard"):
        if_true, if_false, predicate = branches_on(condition)
        with graph.control_dependencies([if_true]):
            nothing = build("NoOp")
        passed = with_dependencies([nothing], if_true)
        with graph.name_scope("Assert") as scope, graph.control_dependencies([if_false]):
            constants = to_tensors(data, name="data")
        assertion = build("Assert", scope, condition=condition, data=constants, summarize=summarize)
        take_from_branch(assertion, predicate, taken_if=False)
        failed = with_dependencies([assertion], if_false)
        return build("Merge", "Merge", inputs=[failed, passed]).output.op  # type: ignore[no-any-return]
