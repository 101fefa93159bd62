"""`tf.divide`, `tf.div` and their like: which division a dtype means (OPS-19)."""

from __future__ import annotations

from typing import Any

from reference import dtypes
from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.math.casting import cast
from reference.public import public

# The floats as which whole numbers are divided.
_DIVIDED_AS = {
    **dict.fromkeys((dtypes.uint8, dtypes.int8, dtypes.uint16, dtypes.int16), dtypes.float32),
    **dict.fromkeys((dtypes.int32, dtypes.int64), dtypes.float64),
    **dict.fromkeys((dtypes.bfloat16, dtypes.float16, dtypes.float32, dtypes.float64), None),
    **dict.fromkeys((dtypes.complex64, dtypes.complex128), None),
}


@public("truediv", "math.truediv")
def truediv(x: Any, y: Any, name: str | None = None) -> Any:
    """The quotient that Python's ``/`` gives: whole numbers are divided as floats (OPS-19).

    Raises TypeError for different dtypes and for those that cannot be divided.
    """
    with name_scope(name, "truediv", [x, y]) as scope:
        x, y = to_tensor(x, name="x"), to_tensor(y, name="y")
        dtype = _same_dtype(x, y)
        if dtype not in _DIVIDED_AS:
            raise TypeError(f"Invalid dtype {dtype!r} in __truediv__")
        floating = _DIVIDED_AS[dtype]
        if floating is not None:
            x, y = cast(x, floating), cast(y, floating)
        return build("RealDiv", scope, x=x, y=y)


@public("div")
def div(x: Any, y: Any, name: str | None = None) -> Any:
    """The quotient that Python 2's ``/`` gave: floats are divided, whole numbers divided and rounded down."""
    with name_scope(name, "div", [x, y]) as scope:
        x = to_tensor(x, name="x")
        y = to_tensor(y, x.dtype.base_dtype, "y")
        dtype = _same_dtype(x, y)
        return build("RealDiv" if dtype.is_floating or dtype.is_complex else "FloorDiv", scope, x=x, y=y)


def _same_dtype(x: Tensor, y: Tensor) -> Any:
    dtypes_given = x.dtype.base_dtype, y.dtype.base_dtype
    if dtypes_given[0] != dtypes_given[1]:
        raise TypeError(f"x and y must have the same dtype, got {dtypes_given[0]!r} != {dtypes_given[1]!r}")
    return dtypes_given[0]


@public("divide", "math.divide")
def divide(x: Any, y: Any, name: str | None = None) -> Any:
    """``x / y`` as Python has it for these operands; with a name, `truediv`."""
    return x / y if name is None else truediv(x, y, name)


@public("floordiv", "math.floordiv")
def floordiv(x: Any, y: Any, name: str | None = None) -> Any:
    """The quotient rounded down, as Python's ``//``."""
    with name_scope(name, "floordiv", [x, y]) as scope:
        return build("FloorDiv", scope, x=x, y=y)


@public("div_no_nan", "math.divide_no_nan")
def div_no_nan(x: Any, y: Any, name: str | None = None) -> Any:
    """The quotient, and zero where ``y`` is zero."""
    return _no_nan("div_no_nan", "DivNoNan", x, y, name)


@public("math.multiply_no_nan")
def multiply_no_nan(x: Any, y: Any, name: str | None = None) -> Any:
    """The product, and zero where ``y`` is zero, whatever ``x`` is."""
    return _no_nan("multiply_no_nan", "MulNoNan", x, y, name)


def _no_nan(default_name: str, op_type: str, x: Any, y: Any, name: str | None) -> Any:
    with name_scope(name, default_name, [x, y]) as scope:
        x = to_tensor(x, name="x")
        return build(op_type, scope, x=x, y=to_tensor(y, x.dtype.base_dtype, "y"))


@public("math.reciprocal_no_nan")
def reciprocal_no_nan(x: Any, name: str | None = None) -> Any:
    """One divided by ``x``, and zero where ``x`` is zero."""
    with name_scope(name, "reciprocal_no_nan", [x]) as scope:
        x = to_tensor(x, name="x")
        return build("DivNoNan", scope, x=to_tensor(1, x.dtype.base_dtype, "one"), y=x)
