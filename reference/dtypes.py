"""The element types of tensors: one `DType` object for each, such as `tf.float32`."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np

_REF_OFFSET = 100  # DTY-2

# DTY-1: (number on the wire, name, NumPy type as users see it); None where NumPy has no such type.
_TYPES: tuple[tuple[int, str, Any], ...] = (
    (1, "float32", np.float32),
    (2, "float64", np.float64),
    (3, "int32", np.int32),
    (4, "uint8", np.uint8),
    (5, "int16", np.int16),
    (6, "int8", np.int8),
    (7, "string", object),
    (8, "complex64", np.complex64),
    (9, "int64", np.int64),
    (10, "bool", builtins.bool),
    (11, "qint8", np.dtype([("qint8", np.int8)])),
    (12, "quint8", np.dtype([("quint8", np.uint8)])),
    (13, "qint32", np.dtype([("qint32", np.int32)])),
    (14, "bfloat16", ml_dtypes.bfloat16),
    (15, "qint16", np.dtype([("qint16", np.int16)])),
    (16, "quint16", np.dtype([("quint16", np.uint16)])),
    (17, "uint16", np.uint16),
    (18, "complex128", np.complex128),
    (19, "float16", np.float16),
    (20, "resource", None),
    (21, "variant", None),
    (22, "uint32", np.uint32),
    (23, "uint64", np.uint64),
)
# DTY-10: the kinds.
_FLOATING = frozenset({"float16", "bfloat16", "float32", "float64"})
_UNSIGNED = frozenset({"uint8", "uint16", "uint32", "uint64"})
_SIGNED = frozenset({"int8", "int16", "int32", "int64"})
_QUANTIZED = frozenset({"qint8", "quint8", "qint16", "quint16", "qint32"})
_REAL_PART = {"complex64": "float32", "complex128": "float64"}
_WITH_LIMITS = _SIGNED | _UNSIGNED | {"float32", "float64"}

_BY_ENUM: dict[int, DType] = {}
_float_info: Any = ml_dtypes.finfo  # np.finfo, and bfloat16 too


class DType:
    """The type of a tensor's elements.

    Every dtype exists once: `DType(1) is tf.float32`. A *reference* dtype (`float32_ref`) is the type of a
    version-1 variable's output; its `base_dtype` is the type of the value.

    >>> import reference as tf
    >>> tf.float32, tf.float32 == "float", tf.complex64.real_dtype, tf.int8.limits
    (tf.float32, True, tf.float32, (0, 127))

    Source: DTY-1 to DTY-11.
    """

    __slots__ = (
        "_as_ref", "_is_ref_dtype", "_visible", "as_datatype_enum", "base_dtype", "is_bool",
        "is_complex", "is_floating", "is_integer", "is_numpy_compatible", "is_quantized",
        "is_ref_dtype", "is_unsigned", "name", "numpy_dtype", "real_dtype",
    )  # fmt: skip

    name: str
    as_datatype_enum: int
    base_dtype: DType
    real_dtype: DType
    numpy_dtype: np.dtype[Any]  # what arrays of this dtype are made of; `object` where NumPy has no such type
    is_bool: builtins.bool
    is_integer: builtins.bool
    is_floating: builtins.bool
    is_complex: builtins.bool
    is_quantized: builtins.bool
    is_unsigned: builtins.bool
    is_numpy_compatible: builtins.bool
    is_ref_dtype: builtins.bool
    _is_ref_dtype: builtins.bool
    _as_ref: DType
    _visible: Any

    def __new__(cls, type_enum: Any) -> DType:
        number = int(type_enum)
        known = _BY_ENUM.get(number)
        if known is None:  # DTY-11
            raise TypeError(f"type_enum is not a valid types_pb2.DataType: {number}")
        return known

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("can't set attribute")

    @property
    def as_numpy_dtype(self) -> Any:
        """The NumPy type of a value, as TensorFlow shows it; KeyError for resource and variant (DTY-3)."""
        if self._visible is None:
            raise KeyError(self.as_datatype_enum)
        return self._visible

    @property
    def min(self) -> Any:
        """The smallest value; TypeError where there is no order (DTY-7)."""
        if self.is_integer:
            return int(np.iinfo(self.numpy_dtype).min)
        if self.is_floating:
            return _float_info(self.numpy_dtype).min
        raise TypeError(f"Cannot find minimum value of {self}.")

    @property
    def max(self) -> Any:
        """The largest finite value; TypeError where there is no order (DTY-7)."""
        if self.is_integer:
            return int(np.iinfo(self.numpy_dtype).max)
        if self.is_floating:
            return _float_info(self.numpy_dtype).max
        raise TypeError(f"Cannot find maximum value of {self}.")

    @property
    def limits(self) -> tuple[Any, Any]:
        """The range of an image's values: (0, 1) for floats, (0, max) for integers; else KeyError (DTY-7)."""
        if self.base_dtype.name not in _WITH_LIMITS:
            raise KeyError(self.as_numpy_dtype)
        return (0, 1) if self.is_floating else (0, self.max)

    @property
    def size(self) -> int:
        """Bytes an element takes: 8 for strings, 1 for resources and variants (DTY-8)."""
        if self.is_numpy_compatible:
            return self.numpy_dtype.itemsize
        if self.is_ref_dtype:
            raise KeyError(self.as_datatype_enum)
        return 1

    def is_compatible_with(self, other: Any) -> builtins.bool:
        """Whether `other` is this dtype or a reference to it; TypeError if `other` is no dtype (DTY-6)."""
        other = as_dtype(other)
        return self is other or self is other.base_dtype

    def __eq__(self, other: object) -> builtins.bool:  # DTY-5
        if self is other:
            return True
        if other is None or type(other) is DType:
            return False
        try:
            return as_dtype(other) is self
        except TypeError:
            return False

    def __ne__(self, other: object) -> builtins.bool:
        return not self == other

    def __hash__(self) -> int:
        return self.as_datatype_enum

    def __repr__(self) -> str:  # DTY-9
        return "tf." + self.name

    def __str__(self) -> str:
        return f"<dtype: {self.name!r}>"

    def __reduce__(self) -> tuple[Callable[[Any], DType], tuple[str]]:
        return as_dtype, (self.name,)


def _make(number: int, name: str, visible: Any, base: DType | None) -> DType:
    """Registers one dtype; `base` is the value dtype that a reference dtype refers to."""
    made = object.__new__(DType)
    kind = base.name if base else name
    storage = np.dtype(object if visible is None else visible)
    facts: dict[str, Any] = {
        "name": name,
        "as_datatype_enum": number,
        "base_dtype": base or made,
        "real_dtype": made,
        "numpy_dtype": storage,
        "is_bool": kind == "bool",
        "is_integer": kind in _SIGNED or kind in _UNSIGNED,
        "is_floating": kind in _FLOATING,
        "is_complex": kind in _REAL_PART,
        "is_quantized": kind in _QUANTIZED,
        "is_unsigned": kind in _UNSIGNED,
        "is_numpy_compatible": visible is not None,
        "is_ref_dtype": base is not None,
        "_is_ref_dtype": base is not None,
        "_as_ref": made,
        "_visible": visible,
    }
    for attribute, fact in facts.items():
        object.__setattr__(made, attribute, fact)
    _BY_ENUM[number] = made
    return made


def _register() -> None:
    for number, name, visible in _TYPES:
        value = _make(number, name, visible, None)
        reference = _make(number + _REF_OFFSET, name + "_ref", visible, value)  # DTY-2
        object.__setattr__(value, "_as_ref", reference)
    by_name = {dtype.name: dtype for dtype in _BY_ENUM.values()}
    for dtype in by_name.values():
        real = _REAL_PART.get(dtype.base_dtype.name)
        if real:
            object.__setattr__(dtype, "real_dtype", by_name[real])


_register()

float16 = half = _BY_ENUM[19]
bfloat16 = _BY_ENUM[14]
float32 = _BY_ENUM[1]
float64 = double = _BY_ENUM[2]
complex64 = _BY_ENUM[8]
complex128 = _BY_ENUM[18]
int8 = _BY_ENUM[6]
int16 = _BY_ENUM[5]
int32 = _BY_ENUM[3]
int64 = _BY_ENUM[9]
uint8 = _BY_ENUM[4]
uint16 = _BY_ENUM[17]
uint32 = _BY_ENUM[22]
uint64 = _BY_ENUM[23]
bool = _BY_ENUM[10]
string = _BY_ENUM[7]
resource = _BY_ENUM[20]
variant = _BY_ENUM[21]
qint8 = _BY_ENUM[11]
quint8 = _BY_ENUM[12]
qint16 = _BY_ENUM[15]
quint16 = _BY_ENUM[16]
qint32 = _BY_ENUM[13]

ALL_DTYPES: tuple[DType, ...] = tuple(_BY_ENUM[number] for number, _, _ in _TYPES)
QUANTIZED_DTYPES: frozenset[DType] = frozenset(dtype for dtype in _BY_ENUM.values() if dtype.is_quantized)

NUMPY_TO_DTYPE: dict[np.dtype[Any], DType] = {
    dtype.numpy_dtype: dtype for dtype in ALL_DTYPES if dtype.is_numpy_compatible
}


def _conversions() -> dict[Any, DType]:
    """Everything that stands for a dtype: number, names, NumPy dtypes, NumPy and Python types (DTY-4)."""
    table: dict[Any, DType] = dict(_BY_ENUM)
    table |= {dtype.name: dtype for dtype in _BY_ENUM.values()}
    table |= {"half": float16, "half_ref": float16._as_ref, "float": float32, "float_ref": float32._as_ref}
    table |= {"double": float64, "double_ref": float64._as_ref}
    table |= NUMPY_TO_DTYPE
    table |= {kind.type: dtype for kind, dtype in NUMPY_TO_DTYPE.items() if kind.type is not np.void}
    table |= {np.longlong: int64, np.ulonglong: uint64, np.intc: int32, np.uintc: uint32}
    table |= {
        builtins.float: float32,
        builtins.bool: bool,
        object: string,
        np.bytes_: string,
        np.str_: string,
    }
    return table


_FROM_ANYTHING = _conversions()


def as_dtype(type_value: Any) -> DType:
    """The dtype that a number, a name, a NumPy dtype or a type stands for.

    Raises TypeError for anything else, Python's own for what cannot be hashed. Source: DTY-4.
    """
    if type(type_value) is DType:
        return type_value
    found = _FROM_ANYTHING.get(type_value)
    if found is None and isinstance(type_value, np.dtype) and type_value.type is not np.void:
        found = _FROM_ANYTHING.get(type_value.type)  # other byte orders and strings of any length
    if found is None:
        raise TypeError(f"Cannot convert value {type_value!r} to a TensorFlow DType.")
    return found
