"""Tensor values as data: exact to the bit, independent of any library's dtypes (runs on Python 3.7)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from conformance import reading
from conformance.reading import Malformed

_MOST_AXES = 32  # what every NumPy can hold
_MOST_BYTES = 2**62


class DType(NamedTuple):
    """A TensorFlow dtype: its number in a GraphDef, bytes an element (0: not fixed), NumPy's name."""

    number: int
    itemsize: int
    numpy: str | None


DTYPES: dict[str, DType] = {  # WIRE-11
    "float32": DType(1, 4, "float32"),
    "float64": DType(2, 8, "float64"),
    "int32": DType(3, 4, "int32"),
    "uint8": DType(4, 1, "uint8"),
    "int16": DType(5, 2, "int16"),
    "int8": DType(6, 1, "int8"),
    "string": DType(7, 0, "object"),
    "complex64": DType(8, 8, "complex64"),
    "int64": DType(9, 8, "int64"),
    "bool": DType(10, 1, "bool"),
    "qint8": DType(11, 1, None),
    "quint8": DType(12, 1, None),
    "qint32": DType(13, 4, None),
    "bfloat16": DType(14, 2, None),
    "qint16": DType(15, 2, None),
    "quint16": DType(16, 2, None),
    "uint16": DType(17, 2, "uint16"),
    "complex128": DType(18, 16, "complex128"),
    "float16": DType(19, 2, "float16"),
    "resource": DType(20, 0, None),
    "variant": DType(21, 0, None),
    "uint32": DType(22, 4, "uint32"),
    "uint64": DType(23, 8, "uint64"),
}
REF_OFFSET = 100
DTYPE_NUMBERS: dict[str, int] = {name: dtype.number for name, dtype in DTYPES.items()}
DTYPE_NUMBERS.update({name + "_ref": dtype.number + REF_OFFSET for name, dtype in DTYPES.items()})
DTYPE_NAMES: dict[int, str] = {number: name for name, number in DTYPE_NUMBERS.items()}

OPAQUE = frozenset(["resource", "variant"])


@dataclass(frozen=True)
class TensorValue:
    """A tensor's value: dtype name, shape and contents.

    ``data`` is the elements' little-endian bytes in row-major order; for strings a tuple of bytes; for
    resources and variants None, since a handle means nothing outside its process. Equality is of every bit.

    >>> TensorValue.of(np.array([1, -1], np.int16))
    TensorValue(dtype='int16', shape=(2,), data=b'\\x01\\x00\\xff\\xff')
    >>> TensorValue.of(b"a").to_json()
    {'dtype': 'string', 'shape': [], 'data': ['YQ==']}
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes | tuple[bytes, ...] | None

    @classmethod
    def of(cls, value: Any) -> TensorValue:
        """The value of an array, a NumPy scalar, bytes or text; raises Malformed if it has no dtype."""
        if isinstance(value, (bytes, str)):
            return cls("string", (), _string_elements([value]))
        array = np.asarray(value)
        if not isinstance(value, (np.ndarray, np.generic)) and array.dtype.kind in "SU":
            array = np.asarray(value, dtype=object)  # fixed-width strings lose NULs at the end
        dtype = "resource" if _is_handle(array) else dtype_name(array.dtype)
        if dtype in OPAQUE:
            return cls(dtype, (), None)
        if dtype == "string":
            return cls(dtype, array.shape, _string_elements(array.ravel().tolist()))
        return cls(dtype, array.shape, (array if _is_little_endian(array.dtype) else array.byteswap()).tobytes())

    def array(self, numpy_dtype: Callable[[str], Any] | None = None) -> np.ndarray[Any, Any]:
        """The value as a fresh array.

        ``numpy_dtype`` maps the names that NumPy has no type for (bfloat16, qint8, …) to one; without it
        bfloat16 is ml_dtypes' and a quantised type the integer it is kept in. Raises Malformed for handles.
        """
        if self.data is None:
            raise Malformed(f"a {self.dtype} has no contents")
        if isinstance(self.data, tuple):
            result = np.empty(len(self.data), dtype=object)
            result[:] = self.data
            return result.reshape(self.shape)
        own = DTYPES[self.dtype].numpy
        dtype = np.dtype(own if own is not None else (numpy_dtype or _extension_dtype)(self.dtype))
        flat: np.ndarray[Any, Any] = np.frombuffer(bytearray(self.data), dtype=dtype)
        return (flat if sys.byteorder == "little" else flat.byteswap()).reshape(self.shape)

    def to_json(self) -> dict[str, Any]:
        """The value as JSON data (WIRE-12): strings as a list of base64, the rest the base64 of its bytes."""
        if isinstance(self.data, tuple):
            data: Any = [reading.write_base64(element) for element in self.data]
        else:
            data = None if self.data is None else reading.write_base64(self.data)
        return {"dtype": self.dtype, "shape": list(self.shape), "data": data}

    @classmethod
    def from_json(cls, data: Any) -> TensorValue:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("dtype", "shape", "data"))
        dtype = reading.field(fields, "dtype", reading.text)
        if dtype not in DTYPES:
            raise Malformed(f"{dtype!r} is no dtype of a value", "dtype")
        shape = reading.field(fields, "shape", _shape)
        return cls(dtype, shape, reading.field(fields, "data", lambda contents: _contents(dtype, shape, contents)))


@lru_cache(maxsize=128)  # NumPy puts a name together whenever it is asked
def dtype_name(dtype: np.dtype[Any]) -> str:
    """TensorFlow's name for a NumPy type; raises Malformed where there is none."""
    if dtype.kind in "OSU":
        return "string"
    name = dtype.names[0] if dtype.names and len(dtype.names) == 1 else dtype.name
    if name not in DTYPES:
        raise Malformed("TensorFlow has no dtype for NumPy's " + str(dtype))
    return name


def element_count(shape: Iterable[int]) -> int:
    """How many elements an array of this shape has."""
    count = 1
    for size in shape:
        count *= size
    return count


def _is_handle(array: np.ndarray[Any, Any]) -> bool:
    """Whether this is the fetched handle of a resource as the reference has it: TensorFlow gives bytes of its own."""
    return array.dtype == object and array.shape == () and type(array[()]).__name__ == "ResourceHandle"


def _is_little_endian(dtype: np.dtype[Any]) -> bool:
    return dtype.byteorder == "<" or (dtype.byteorder != ">" and (sys.byteorder == "little" or dtype.itemsize == 1))


def _string_elements(elements: Iterable[Any]) -> tuple[bytes, ...]:
    encoded = tuple(element.encode("utf-8") if isinstance(element, str) else element for element in elements)
    for element in encoded:
        if not isinstance(element, bytes):
            raise Malformed("an array of Python objects may hold only bytes and text, not " + type(element).__name__)
    return encoded


def _extension_dtype(name: str) -> Any:
    if name != "bfloat16":
        return name.lstrip("q")  # what a fetch of a quantised tensor holds
    import ml_dtypes

    return ml_dtypes.bfloat16


def _dimension(data: Any) -> int:
    size = reading.integer(data)
    if size < 0:
        raise Malformed("a dimension is not negative")
    return size


def _shape(data: Any) -> tuple[int, ...]:
    shape = reading.array(data, _dimension)
    if len(shape) > _MOST_AXES:
        raise Malformed(f"has more than {_MOST_AXES} dimensions")
    if element_count(size for size in shape if size) * 16 > _MOST_BYTES:
        raise Malformed("is larger than any memory")
    return shape


def _contents(dtype: str, shape: tuple[int, ...], data: Any) -> bytes | tuple[bytes, ...] | None:
    if dtype in OPAQUE:
        if data is not None or shape:
            raise Malformed(f"a {dtype} is a scalar without contents")
        return None
    count = element_count(shape)
    if dtype == "string":
        strings = reading.array(data, reading.base64_bytes)
        if len(strings) != count:
            raise Malformed(f"holds {len(strings)} strings where the shape wants {count}")
        return strings
    contents = reading.base64_bytes(data)
    if len(contents) != count * DTYPES[dtype].itemsize:
        wanted = count * DTYPES[dtype].itemsize
        raise Malformed(f"holds {len(contents)} bytes where dtype and shape want {wanted}")
    if dtype == "bool" and contents.strip(b"\0\1"):
        raise Malformed("a bool is the byte 0 or 1")
    return contents
