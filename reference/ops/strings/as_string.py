"""Numbers written as strings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.ops.state.variable import word_of

AsString = op(
    "AsString", "input: T", "output: string",
    "T: {int8, int16, int32, int64, complex64, complex128, float, double, bool}, precision: int = -1, "
    'scientific: bool = false, shortest: bool = false, width: int = -1, fill: string = ""',
    public="as_string strings.as_string dtypes.as_string",
)  # fmt: skip
_WITH_FRACTION = (dtypes.float32, dtypes.float64, dtypes.complex64, dtypes.complex128)


@AsString.shape
def _(input: Any) -> Any:
    return input


@AsString.kernel
def _(input: Any, *, T: DType, precision: int, scientific: bool, shortest: bool, width: int, fill: str) -> Any:
    """Each number as C's ``printf`` writes it; truth values as words, complex numbers in brackets."""
    _check(T, precision, scientific, shortest, fill)
    written = np.empty(input.shape, object)
    places = f"{fill}{width if width > -1 else ''}{f'.{precision}' if precision > -1 else ''}"
    letter = "d" if T not in _WITH_FRACTION else "e" if scientific else "g" if shortest else "f"
    written.ravel()[:] = [_written(number, places, letter).encode() for number in input.ravel().tolist()]
    return written


def _check(dtype: DType, precision: int, scientific: bool, shortest: bool, fill: str) -> None:
    """InvalidArgumentError for a format that does not suit the dtype, or does not exist."""
    problem = ""
    if dtype not in _WITH_FRACTION and (scientific or shortest):
        problem = f"scientific and shortest format not supported for datatype {word_of(dtype)}"
    elif dtype not in _WITH_FRACTION and precision >= 0:
        problem = f"precision not supported for datatype {word_of(dtype)}"
    elif len(fill) > 1:
        problem = "Fill string must be one or fewer characters"
    elif scientific and shortest:
        problem = "Cannot select both scientific and shortest notation"
    elif fill and fill not in "+ 0-":
        problem = f'Fill argument not supported: "{fill}"'
    if problem:
        raise InvalidArgumentError(None, None, problem)


def _written(number: Any, places: str, letter: str) -> str:
    if isinstance(number, bool):
        return "true" if number else "false"
    if isinstance(number, complex):
        return f"({_written(number.real, places, letter)},{_written(number.imag, places, letter)})"
    if isinstance(number, float) and not math.isfinite(number):
        return _not_finite(number, places)
    return str(f"%{places}{letter}" % number)


def _not_finite(number: float, places: str) -> str:
    """C fills no zeros before what has no digits, and shows the sign of a NaN; Python does it the other way."""
    flag, width = (places[:1], places[1:]) if places[:1] in ("+", " ", "0", "-") else ("", places)
    sign = "-" if math.copysign(1, number) < 0 else flag if flag in ("+", " ") else ""
    word = sign + ("nan" if math.isnan(number) else "inf")
    size = int(width.split(".")[0] or 0)
    return word.ljust(size) if flag == "-" else word.rjust(size)


AsString.example([1, -20], gives=["1", "-20"])
AsString.example([1, -20], width=4, fill="0", gives=["0001", "-020"])
AsString.example([1.5, -20.0], gives=["1.500000", "-20.000000"])
AsString.example([1.5, 1e20], shortest=True, gives=["1.5", "1e+20"])
AsString.example([True, False], gives=["true", "false"])
AsString.rejects([1], precision=2, error=InvalidArgumentError, message="precision not supported for datatype int32")
AsString.rejects(
    [1.5], scientific=True, shortest=True, error=InvalidArgumentError,
    message="Cannot select both scientific and shortest notation",
)  # fmt: skip
AsString.rejects([1], fill="xy", error=InvalidArgumentError, message="Fill string must be one or fewer characters")
AsString.rejects([1], fill="q", error=InvalidArgumentError, message='Fill argument not supported: "q"')


@AsString.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype("int32", "int64", "bool", "float32", "float64")
    return {"input": draw.tensor(dtype), "width": draw.integer(-1, 9), "fill": draw.choice(["", "0", "-", "+", " "])}
