"""Assertions that a relation holds for every element: `tf.assert_equal`, `tf.assert_positive` and their kin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import numpy as np

from reference.convert import to_tensor
from reference.errors import InvalidArgumentError
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.constant_value import constant_value
from reference.opdef.functions import build
from reference.ops.control_flow.assertion import assert_true
from reference.ops.debugging.static_value import static_value
from reference.ops.math.reduce_functions import reduce_all
from reference.public import public, publish

Assertion = Callable[..., Operation]


def _relation(name: str, op_type: str, symbol: str) -> Assertion:
    """The function ``tf.assert_...`` for a binary op and the sign that its messages show."""
    own_name = name

    def function(
        x: Any, y: Any, data: Any = None, summarize: Any = None, message: Any = None, name: str | None = None
    ) -> Operation:
        with name_scope(name, own_name, [x, y, data]):
            x = to_tensor(x, name="x")
            y = to_tensor(y, name="y")
            if data is None:
                data = [f"Condition x {symbol} y did not hold element-wise:", *_shown("x", x), *_shown("y", y)]
            if message is not None:
                data = [message, *data]
            holds = reduce_all(build(op_type, x=x, y=y))
            operands_known = static_value(x) is not None and static_value(y) is not None
            if operands_known and constant_value(holds) is not None and not constant_value(holds):
                _refuse(data)
            return assert_true(holds, data, summarize=summarize)

    return _described(function, own_name, f"x {symbol} y", "DBG-16")


def _shown(letter: str, tensor: Tensor) -> list[Any]:
    return [f"{letter} ({tensor.name}) = ", tensor]


def _refuse(data: Iterable[Any]) -> NoReturn:
    """Raises what is known to be wrong while the graph is built (DBG-14)."""
    raise InvalidArgumentError(None, None, "\n".join(map(_words, data)))


def _words(item: Any) -> str:
    known = static_value(item) if isinstance(item, Tensor) else None
    return str(item if known is None else known)


def _described(function: Assertion, name: str, condition: str, clause: str) -> Assertion:
    function.__name__ = function.__qualname__ = name
    function.__doc__ = (
        f"An operation that fails unless ``{condition}`` for every element ({clause}).\n\n"
        "The `errors.InvalidArgumentError` shows ``message``, the condition and the first ``summarize`` elements of\n"
        "the operands, or of the tensors ``data`` in their place; it is raised at once where the operands are known."
    )
    return function


_assert_same_values = _relation("assert_equal", "Equal", "==")


@public("assert_equal", "debugging.assert_equal")
def assert_equal(
    x: Any, y: Any, data: Any = None, summarize: Any = None, message: Any = None, name: str | None = None
) -> Operation:
    """An operation that fails unless ``x == y`` for every element; for one object, one that does nothing (DBG-15)."""
    with name_scope(name, "assert_equal", [x, y, data]):
        if x is y:
            return build("NoOp")  # type: ignore[no-any-return]
    return _assert_same_values(x, y, data, summarize, message, name)


_RELATIONS = {
    "assert_none_equal": ("NotEqual", "!="),
    "assert_less": ("Less", "<"),
    "assert_less_equal": ("LessEqual", "<="),
    "assert_greater": ("Greater", ">"),
    "assert_greater_equal": ("GreaterEqual", ">="),
}
_FUNCTIONS = {name: _relation(name, op_type, symbol) for name, (op_type, symbol) in _RELATIONS.items()}


def _sign(name: str, condition: str, relation: str, zero_first: bool, one_line: bool) -> Assertion:
    """The function ``tf.assert_...`` that compares one tensor with zero."""
    own_name, compare = name, _FUNCTIONS[relation]

    def function(
        x: Any, data: Any = None, summarize: Any = None, message: Any = None, name: str | None = None
    ) -> Operation:
        with name_scope(name, own_name, [x, data]):
            x = to_tensor(x, name="x")
            if data is None:
                words, (label, _) = f"Condition {condition} did not hold element-wise:", _shown("x", x)
                data = [message or "", *([words + label] if one_line else [words, label]), x]
            zero = to_tensor(0, dtype=x.dtype)
            operands = (zero, x) if zero_first else (x, zero)
            return compare(*operands, data=data, summarize=summarize)

    return _described(function, own_name, condition, "DBG-17")


_SIGNS = {
    "assert_negative": ("x < 0", "assert_less", False, False),
    "assert_positive": ("x > 0", "assert_less", True, False),
    "assert_non_negative": ("x >= 0", "assert_less_equal", True, False),
    "assert_non_positive": ("x <= 0", "assert_less_equal", False, True),
}
_FUNCTIONS |= {name: _sign(name, *how) for name, how in _SIGNS.items()}
for _name, _function in _FUNCTIONS.items():
    publish(_name, _function)
    publish(f"debugging.{_name}", _function)


@public("assert_near", "debugging.assert_near")
def assert_near(
    x: Any,
    y: Any,
    rtol: Any = None,
    atol: Any = None,
    data: Any = None,
    summarize: Any = None,
    message: Any = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless ``|x - y| < atol + rtol * |y|`` for every element (DBG-18).

    Both tolerances are ten times the machine epsilon of the dtype, unless given.  Raises ValueError for a dtype that
    is no float.
    """
    with name_scope(name, "assert_near", [x, y, rtol, atol, data]):
        x = to_tensor(x, name="x")
        y = to_tensor(y, name="y", dtype=x.dtype)
        epsilon = np.finfo(x.dtype.as_numpy_dtype).eps
        rtol = to_tensor(10 * epsilon if rtol is None else rtol, name="rtol", dtype=x.dtype)
        atol = to_tensor(10 * epsilon if atol is None else atol, name="atol", dtype=x.dtype)
        if data is None:
            words = f"x and y not equal to tolerance rtol = {rtol}, atol = {atol}"
            data = [message or "", words, *_shown("x", x), *_shown("y", y)]
        tolerance = atol + rtol * build("Abs", x=y)
        distance = build("Abs", x=x - y)
        holds = reduce_all(build("Less", x=distance, y=tolerance))
        return assert_true(holds, data, summarize=summarize)
