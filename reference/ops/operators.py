"""Python's operators on tensors: ``a + b`` is an operation named ``add`` (OPS-6, NAM-11).

The operand that is no tensor is converted in a scope of the operator's name: on the right to the dtype of
the left one if it fits, on the left to the dtype of the right one, else TypeError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference import dtypes
from reference.convert import to_tensor
from reference.graph.elements import common_graph
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.math.complex_numbers import absolute
from reference.ops.math.division_functions import div, truediv
from reference.ops.math.logic import logical_xor
from reference.ops.math.product_functions import matmul
from reference.sparse import SparseTensor

Operator = Callable[..., Any]


def _add(x: Any, y: Any, name: str | None = None) -> Any:
    """Numbers are added, strings joined."""
    return build("Add" if x.dtype == dtypes.string else "AddV2", name, x=x, y=y)


def _op(op_type: str) -> Operator:
    def function(x: Any, y: Any, name: str | None = None) -> Any:
        return build(op_type, name, x=x, y=y)

    return function


def _unary(op_type: str) -> Operator:
    def function(x: Any, name: str | None = None) -> Any:
        return build(op_type, name, x=x)

    return function


# Operators whose operands are converted here: the name in Python and of the scope, and what it builds.
_BINARY: dict[str, Operator] = {
    "add": _add,
    "sub": _op("Sub"),
    "mul": _op("Mul"),
    "div": div,
    "truediv": truediv,
    "floordiv": _op("FloorDiv"),
    "mod": _op("FloorMod"),
    "pow": _op("Pow"),
    "and": _op("LogicalAnd"),
    "or": _op("LogicalOr"),
    "xor": logical_xor,
    "matmul": matmul,
}
# Operators that are plain ops.
_PLAIN: dict[str, Operator] = {
    "__lt__": _op("Less"),
    "__le__": _op("LessEqual"),
    "__gt__": _op("Greater"),
    "__ge__": _op("GreaterEqual"),
    "__neg__": _unary("Neg"),
    "__invert__": _unary("LogicalNot"),
    "__abs__": absolute,
}
_SCOPED = {"xor"}  # several operations, in a scope even where nothing is to be converted


def _from_left(name: str, function: Operator) -> Operator:
    """``x + y`` for a tensor ``x``."""
    reflected = f"__r{name}__"

    def operator(x: Any, y: Any) -> Any:
        if isinstance(y, Tensor) and y.graph is x.graph and name not in _SCOPED:
            return function(x, y, name=name)
        graph = common_graph([x, y])
        assert graph is not None
        with graph.as_default(), graph.name_scope(name) as scope:
            if not isinstance(y, SparseTensor):
                try:
                    y = to_tensor(y, None, "y", x.dtype.base_dtype)
                except TypeError:
                    if hasattr(type(y), reflected):  # it may know how to deal with a tensor
                        return NotImplemented
                    raise
            return function(x, y, name=scope)

    return operator


def _from_right(name: str, function: Operator) -> Operator:
    """``x + y`` for a tensor ``y`` and an ``x`` that is none."""

    def operator(y: Any, x: Any) -> Any:
        graph = common_graph([x, y])
        assert graph is not None
        with graph.as_default(), graph.name_scope(name) as scope:
            x = to_tensor(x, y.dtype.base_dtype, "x")
            return function(x, y, name=scope)

    return operator


def _table() -> dict[str, Operator]:
    operators: dict[str, Operator] = {}
    for name, function in _BINARY.items():
        operators[f"__{name}__"] = _from_left(name, function)
        operators[f"__r{name}__"] = _from_right(name, function)
    return operators | _PLAIN


_OPERATORS = _table()


def overload_operators(cls: type) -> None:
    """Gives a class whose objects have a ``value()`` tensor, such as variables, the operators of tensors."""
    for name, operator in _OPERATORS.items():
        setattr(cls, name, _on_value(operator))


def _on_value(operator: Operator) -> Operator:
    def method(self: Any, *args: Any) -> Any:
        return operator(self.value(), *args)

    return method


for _name, _operator in _OPERATORS.items():
    setattr(Tensor, _name, _operator)
Tensor.OVERLOADABLE_OPERATORS = {*_OPERATORS, "__getitem__", "__eq__", "__ne__"}
