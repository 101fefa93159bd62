"""How the records of elementwise ops are made: one line of a table for each op.

A row gives the function of NumPy arrays that the op is, the dtypes that it takes, and one example.
The shape rules, the rejected uses and the way random graphs use the op are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import OpRecord, op
from reference.opdef.static_shape import broadcast
from reference.tensor_shape import static_repr

Array = np.ndarray[Any, Any]
Unary = Callable[[Any], Any]
Binary = Callable[[Any, Any], Any]

FLOATING = "bfloat16, half, float, double"
FLOATING_OR_COMPLEX = f"{FLOATING}, complex64, complex128"
SIGNED_OR_COMPLEX = f"{FLOATING}, int32, int64, complex64, complex128"
ARITHMETIC = f"{FLOATING}, uint8, int8, uint16, int16, int32, int64, complex64, complex128"
WITHOUT_BFLOAT16 = "half, float, double, complex64, complex128"
ORDERED = "float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64"

_DRAWN = ("float32", "float64", "int32", "int64", "bool", "float16")  # what random graphs use of these dtypes


def unary(
    name: str,
    function: Unary,
    types: str,
    example: tuple[Any, Any],
    *,
    output: str = "T",
    drawn: tuple[str, ...] = _DRAWN,
    between: tuple[float, float] | None = None,
    **traits: Any,
) -> OpRecord:
    """Makes the record of an op of one tensor, for dtypes ``types``, with an example ``(x, y)``.

    ``between`` keeps the numbers of random graphs where the op is defined and well conditioned.
    """
    record = op(name, "x: T", f"y: {output}", f"T: {{{types}}}", **traits)
    record.shape(lambda x: x)
    record.kernel(lambda x: function(x))
    x, y = example
    record.example(x, gives=y)
    _reject_dtype(record)
    low, high = between or (None, None)
    record.arguments(lambda draw: {"x": draw.tensor(draw.dtype(*drawn), low=low, high=high)})
    return record


def _reject_dtype(record: OpRecord) -> None:
    """The one thing that an op of one tensor refuses: another dtype, while building."""
    allowed = {dtype.name for dtype in record.signature.attrs["T"].allowed or ()}
    wrong = next(value for name, value in (("bool", True), ("string", "a")) if name not in allowed)
    message = f"Value passed to parameter 'x' has DataType {'bool' if wrong is True else 'string'} not in list of"
    record.rejects(wrong, error=TypeError, message=message, building=True)


def binary(
    name: str,
    function: Binary,
    types: str,
    example: tuple[Any, Any, Any],
    *,
    inputs: tuple[str, str] = ("x", "y"),
    output: str = "T",
    attrs: str = "",
    drawn: tuple[str, ...] = _DRAWN,
    between: tuple[float, float] | None = None,
    nonzero: bool = False,
    **traits: Any,
) -> OpRecord:
    """Makes the record of an op of two tensors that broadcast, with an example ``(x, y, z)``.

    ``nonzero`` and ``between`` are what random graphs must keep to; whole numbers may be divided by zero.
    """
    first, second = inputs
    type_attr = f"T: {{{types}}}"
    record = op(name, f"{first}: T, {second}: T", f"z: {output}", f"{type_attr}{attrs}", **traits)
    if not attrs:
        record.shape(broadcast)
        record.kernel(broadcasting(function))
    x, y, z = example
    record.example(x, y, gives=z)
    _reject_shapes(record, x)
    low, high = between or (None, None)

    @record.arguments
    def _(draw: Any) -> dict[str, Any]:
        dtype, shape = draw.dtype(*drawn), draw.shape()
        left = draw.tensor(dtype, shape, low=low, high=high)
        if nonzero and dtype.is_integer and draw.integer(0, 3) == 3:  # now and then a division fails
            return {first: left, second: draw.tensor(dtype, draw.broadcastable(shape), low=-1, high=0)}
        right = draw.tensor(dtype, draw.broadcastable(shape), low=low, high=high, nonzero=nonzero)
        return {first: left, second: right}

    return record


def _reject_shapes(record: OpRecord, like: Any) -> None:
    element = np.asarray(like).ravel()[0].item()
    two, three = [element] * 2, [element] * 3
    record.rejects(two, three, error=InvalidArgumentError, message="Incompatible shapes: [2] vs. [3]")
    record.rejects(two, three, error=ValueError, message="Dimensions must be equal, but are 2 and 3 for", building=True)


def broadcasting(function: Binary) -> Callable[[Any, Any], Any]:
    """``function`` as a kernel, which refuses shapes that do not broadcast."""

    def kernel(x: Array, y: Array) -> Any:
        if x.shape != y.shape and not broadcasts(x.shape, y.shape):
            raise incompatible(x, y)
        return function(x, y)

    return kernel


def broadcasts(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two shapes broadcast against each other."""
    return all(a == b or a == 1 or b == 1 for a, b in zip(reversed(one), reversed(other), strict=False))


def incompatible(x: Array, y: Array) -> InvalidArgumentError:
    """The error for operands that do not broadcast."""
    return InvalidArgumentError(None, None, f"Incompatible shapes: {static_repr(x.shape)} vs. {static_repr(y.shape)}")
