"""Sums, differences, products, powers, signs, and the larger or smaller of two numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.ops.math.elementwise import ARITHMETIC, FLOATING, SIGNED_OR_COMPLEX, WITHOUT_BFLOAT16, binary, unary

_ADDABLE = f"{FLOATING}, uint8, int8, int16, int32, int64, complex64, complex128"

binary("Add", np.add, f"{_ADDABLE}, string", ([1.0, 2.0], [[3.0], [0.5]], [[4.0, 5.0], [1.5, 2.5]]),
       drawn=("float32", "int32", "float64", "int64", "uint8", "string"), public="add math.add")  # fmt: skip
binary("AddV2", np.add, _ADDABLE, ([1, 2**31 - 1], 1, [2, -(2**31)]), commutative=True, aggregate=True)
binary("Sub", np.subtract, ARITHMETIC, ([1.0, 2.0], [3.0, 0.5], [-2.0, 1.5]), public="subtract math.subtract")
binary("Mul", np.multiply, ARITHMETIC, ([1.0, 2.0], [3.0, 0.5], [3.0, 1.0]),
       commutative=True, public="multiply math.multiply")  # fmt: skip


def _multiply_no_nan(x: Any, y: Any) -> Any:
    """The product, and zero where ``y`` is zero even if ``x`` is infinite or not a number."""
    return np.where(y == 0, x.dtype.type(0), x * y)


binary("MulNoNan", _multiply_no_nan, WITHOUT_BFLOAT16, ([float("inf"), 2.0], [0.0, 3.0], [0.0, 6.0]))


def _squared_difference(x: Any, y: Any) -> Any:
    difference = x - y
    if difference.dtype.kind == "c":  # times the conjugate: the imaginary part is zero
        return (difference.real * difference.real + difference.imag * difference.imag).astype(difference.dtype)
    return difference * difference


binary("SquaredDifference", _squared_difference, SIGNED_OR_COMPLEX, ([1.0, 2.0], 4.0, [9.0, 4.0]),
       commutative=True, public="squared_difference math.squared_difference")  # fmt: skip


def _power(x: Any, y: Any) -> Any:
    if x.dtype.kind == "i" and np.any(y < 0):
        raise InvalidArgumentError(None, None, "Integers to negative integer powers are not allowed")
    return np.power(x, y)


Pow = binary("Pow", _power, "bfloat16, float, half, double, int32, int64, complex64, complex128",
             ([2, -3], [10, 3], [1024, -27]), drawn=("float32", "float64", "int32", "int64"),
             between=(0, 4), accuracy="2 ulp", public="pow math.pow")  # fmt: skip
Pow.rejects([2], [-1], error=InvalidArgumentError, message="Integers to negative integer powers are not allowed")


def _maximum(x: Any, y: Any) -> Any:
    return np.where(x < y, y, x)


def _minimum(x: Any, y: Any) -> Any:
    return np.where(y < x, y, x)


_COMPARABLE = f"{FLOATING}, int32, int64"
binary("Maximum", _maximum, _COMPARABLE, ([1.0, 2.0], [3.0, 0.5], [3.0, 2.0]), public="maximum math.maximum")
binary("Minimum", _minimum, _COMPARABLE, ([1.0, 2.0], [3.0, 0.5], [1.0, 0.5]), public="minimum math.minimum")

unary("Neg", np.negative, SIGNED_OR_COMPLEX, ([1.0, -2.0], [-1.0, 2.0]), public="negative math.negative")
unary("Square", np.square, SIGNED_OR_COMPLEX, ([3, -4], [9, 16]), public="square math.square")
unary("Abs", np.absolute, f"{FLOATING}, int8, int16, int32, int64", ([1.0, -2.0], [1.0, 2.0]))


def _sign(x: Any) -> Any:
    """-1, 0 or 1, and of a complex number the number of size 1 in its direction; 0 for what is not a number."""
    return np.where(np.isnan(x), x.dtype.type(0), np.sign(x))


unary("Sign", _sign, SIGNED_OR_COMPLEX, ([2.0, 0.0, -3.0], [1.0, 0.0, -1.0]), public="sign math.sign")
