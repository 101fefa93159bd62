"""Refusing NaN and infinity: CheckNumerics, and the functions that put it into a graph."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference import dtypes
from reference.convert import to_tensor
from reference.errors import InvalidArgumentError
from reference.graph.defaults import get_default_graph
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.ops.flow.grouping import group, with_dependencies
from reference.public import public

CheckNumerics = op(
    "CheckNumerics", "tensor: T", "output: T", "T: {bfloat16, half, float, double}, message: string", stateful=True,
    public="check_numerics debugging.check_numerics",
)  # fmt: skip


@CheckNumerics.shape
def _(tensor: StaticShape) -> StaticShape:
    return tensor


@CheckNumerics.kernel
def _(tensor: Any, *, message: str) -> Any:
    found = [word for word, test in (("Inf", np.isinf), ("NaN", np.isnan)) if test(tensor).any()]
    if found:  # DBG-11
        raise InvalidArgumentError(None, None, f"{message} : Tensor had {' and '.join(found)} values")
    return tensor


@CheckNumerics.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"tensor": draw.tensor(draw.dtype("float32", "float64")), "message": draw.choice(["", "not finite"])}


@public("verify_tensor_all_finite", "debugging.assert_all_finite")
def verify_tensor_all_finite(
    t: Any = None, msg: Any = None, name: Any = None, x: Any = None, message: Any = None
) -> Tensor:
    """The tensor ``x`` (or ``t``), which a step gives only where none of its elements is NaN or infinite (DBG-12).

    ``message`` (or ``msg``) is what the `errors.InvalidArgumentError` of such a step begins with.  Raises ValueError
    if both names of an argument are used, TypeError for a dtype that is not a float.
    """
    for one, other, names in ((x, t, ("t", "x")), (message, msg, ("msg", "message"))):
        if one is not None and other is not None:
            raise ValueError(f"Cannot specify both '{names[0]}' and '{names[1]}'")
    with name_scope(name, "VerifyFinite", [t if x is None else x]):
        tensor = to_tensor(t if x is None else x, name="x")
        checked = build("CheckNumerics", tensor=tensor, message=msg if message is None else message)
        return with_dependencies([checked], tensor)  # type: ignore[no-any-return]


_CHECKED_DTYPES = (dtypes.float16, dtypes.float32, dtypes.float64)


@public("add_check_numerics_ops")
def add_check_numerics_ops() -> Operation:
    """An operation that checks every float16, float32 and float64 tensor of the default graph, in order (DBG-13).

    The message of each check is the tensor's name.  Raises ValueError if such a tensor is made inside a
    conditional or a loop: the check would wait for a value that need not come.
    """
    checks: list[Any] = []
    operations = get_default_graph().get_operations()
    inside = _inside_control_flow(operations)
    for operation in operations:
        for output in operation.outputs:
            if output.dtype not in _CHECKED_DTYPES:
                continue
            if operation in inside:
                raise ValueError(
                    "`tf.add_check_numerics_ops() is not compatible with TensorFlow control flow operations "
                    "such as `tf.cond()` or `tf.while_loop()`."
                )
            with operation.graph.control_dependencies(checks[-1:]):
                checks = [build("CheckNumerics", tensor=output, message=output.name)]
    return group(*checks)


_INTO = {"Switch", "RefSwitch", "Enter", "RefEnter", "NextIteration", "RefNextIteration"}
_OUT_OF = {"Exit", "RefExit"}
_MERGES = {"Merge", "RefMerge"}


def _inside_control_flow(operations: list[Operation]) -> set[Operation]:
    """The operations that run on a branch or in a loop: those that a Switch or an Enter leads to."""
    inside: set[Operation] = set()
    for operation in operations:  # in the order of their creation, so that those before are known
        sources = [tensor.op for tensor in operation.inputs] + list(operation.control_inputs)
        if operation.type in _MERGES:  # the end of a branch, or the beginning of a loop
            sources = [source for source in sources if source.type in ("Enter", "RefEnter")]
        if operation.type in _INTO or (operation.type not in _OUT_OF and not inside.isdisjoint(sources)):
            inside.add(operation)
    return inside
