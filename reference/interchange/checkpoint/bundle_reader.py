"""Reading a checkpoint: the index says where the elements of a tensor, or of its slices, are (CKP-12, CKP-17)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from reference.dtypes import DType, as_dtype
from reference.errors import DataLossError, InternalError, InvalidArgumentError, NotFoundError, OpError, OutOfRangeError
from reference.interchange.checkpoint.bundle_writer import HEADER_KEY, data_path, index_path, key_text
from reference.interchange.checkpoint.checksum import unmask
from reference.interchange.checkpoint.elements import decode_elements
from reference.interchange.checkpoint.entries import VERSION, parse_entry, parse_header, shape_of, slices_of
from reference.interchange.checkpoint.ordered_code import slice_key
from reference.interchange.checkpoint.table import Table
from reference.interchange.checkpoint.tensor_slice import Shape, TensorSlice, check_fits, whole
from reference.interchange.files import file_errors

Array = np.ndarray[Any, Any]

# Tensors of these dtypes are given whole, or in just the slices in which they were stored (CKP-18).
_NOT_CUT = frozenset({"string", "float16", "uint16", "uint32", "uint64", "qint16", "quint16"})
_BIG_ENDIAN = 1
_WORDS = {"float16": "half", "float32": "float", "float64": "double"}


class BundleReader:
    """An open checkpoint.

    Raises NotFoundError where there is no file or no tensor of a name, DataLossError and OutOfRangeError where
    files are damaged or cut short.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        path = index_path(prefix)
        with file_errors(path), open(path, "rb") as file:
            self._table = Table(file.read())
        header = self._read_header(path)
        self.shards, self._is_swapped = header.num_shards, header.endianness == _BIG_ENDIAN

    def _read_header(self, path: str) -> Any:
        try:
            header = self._table.get(HEADER_KEY)
        except OpError as error:
            raise _unreadable(path, f"failed to seek to header entry): {error.message}") from None
        if header is None:
            raise _unreadable(path, "failed to seek to header entry)")
        try:
            parsed = parse_header(header)
        except ValueError:
            raise _unreadable(path, "unable to parse header): Entry for key  not parseable.") from None
        _check_versions(parsed.version)
        return parsed

    def __contains__(self, name: bytes) -> bool:
        return self._table.get(name) is not None

    def names(self) -> Iterator[bytes]:
        """The names of the tensors, in their order as bytes."""
        for key, _ in self._table:
            if not key.startswith(b"\0") and key != HEADER_KEY:
                yield key

    def entries(self) -> Iterator[tuple[bytes, Any]]:
        """All keys with what stands under them, the header aside."""
        return ((key, self.entry(key)) for key, _ in self._table if key != HEADER_KEY)

    def entry(self, name: bytes) -> Any:
        """What the index says of a tensor."""
        value = self._table.get(name)
        if value is None:
            raise NotFoundError(None, None, f"Key {key_text(name)} not found in checkpoint")
        try:
            return parse_entry(value)
        except ValueError:
            raise DataLossError(None, None, f"Entry for key {key_text(name)} not parseable.") from None

    def dtype(self, name: bytes) -> DType:
        """The dtype of a tensor."""
        return as_dtype(self.entry(name).dtype)

    def shape(self, name: bytes) -> Shape:
        """The shape of a tensor, the whole one where it is stored in slices."""
        return shape_of(self.entry(name))

    def read(self, name: bytes) -> Array:
        """The value of a tensor, put together from its slices where it is stored in such."""
        entry = self.entry(name)
        if not entry.slices:
            return self._elements(name, entry)
        return self._gather(name, entry, whole(len(entry.shape.dim)))

    def read_slice(self, name: bytes, part: TensorSlice) -> Array:
        """The value of one slice of a tensor; InvalidArgumentError where not all of it is stored."""
        entry = self.entry(name)
        if entry.slices:
            return self._gather(name, entry, part)
        shape = shape_of(entry)
        if part.shape_in(shape) == shape:
            return self._elements(name, entry)
        _check_can_be_cut(as_dtype(entry.dtype))
        return self._elements(name, entry)[_index(part.bounds(shape))]

    def _gather(self, name: bytes, entry: Any, wanted: TensorSlice) -> Array:
        """The slice ``wanted`` from the stored slices that cover it (CKP-17)."""
        shape, dtype, stored = shape_of(entry), as_dtype(entry.dtype), slices_of(entry)
        _check_disjoint(stored, shape)
        bounds = wanted.bounds(shape)
        for part in stored:
            if part.bounds(shape) == bounds:
                return self._stored_slice(name, part)
        overlaps = [(part, common) for part in stored if (common := wanted.overlap(part, shape)) is not None]
        if sum(_volume(common) for _, common in overlaps) != _volume(bounds):
            raise InvalidArgumentError(
                None, None, f"Does not have sufficient slices for partitioned tensor {key_text(name)} "
                f"to restore in slice_spec: {wanted}"
            )  # fmt: skip
        _check_can_be_cut(dtype)
        result = np.empty(wanted.shape_in(shape), dtype.numpy_dtype)
        for part, common in overlaps:
            source = self._stored_slice(name, part)[_index(common, part.bounds(shape))]
            result[_index(common, bounds)] = source
        return result

    def _stored_slice(self, name: bytes, part: TensorSlice) -> Array:
        key = slice_key(name, part)
        return self._elements(key, self.entry(key))

    def _elements(self, key: bytes, entry: Any) -> Array:
        """The elements that an entry points to."""
        dtype, shape = as_dtype(entry.dtype), shape_of(entry)
        expected = math.prod(shape) * dtype.size
        if dtype.name != "string" and entry.size != expected:
            raise DataLossError(
                None, None, f"Invalid size in bundle entry: key {key_text(key)}; "
                f"stored size {entry.size}; expected size {expected}"
            )  # fmt: skip
        path = data_path(self.prefix, entry.shard_id, self.shards)
        with file_errors(path), open(path, "rb") as file:
            file.seek(entry.offset)
            data = file.read(entry.size)
        if len(data) < entry.size:
            raise OutOfRangeError(None, None, "Read less bytes than requested")
        array = decode_elements(data, unmask(entry.crc32c), dtype, shape)
        return array.byteswap() if self._is_swapped and dtype.name != "string" else array


def _unreadable(path: str, why: str) -> DataLossError:
    return DataLossError(
        None, None, f"Unable to read file ({path}). Perhaps the file is corrupt or was produced by a newer version of "
        f"TensorFlow with format changes ({why}"
    )  # fmt: skip


def _check_versions(version: Any) -> None:
    """Whether files of this version may be read here (CKP-12)."""
    if version.min_consumer > VERSION:
        raise InvalidArgumentError(
            None, None, f"Checkpoint min consumer version {version.min_consumer} above current version {VERSION} for "
            "TensorFlow 1.15.5.  Please upgrade TensorFlow."
        )  # fmt: skip
    if VERSION in version.bad_consumers:
        raise InvalidArgumentError(
            None, None, f"Checkpoint disallows consumer version {VERSION}.  Please upgrade TensorFlow: this version is "
            "likely buggy."
        )  # fmt: skip


def _check_disjoint(stored: list[TensorSlice], shape: Shape) -> None:
    for index, part in enumerate(stored):
        check_fits(part, shape)
        for before in stored[:index]:
            if before.overlap(part, shape) is not None:
                raise InternalError(None, None, f"Overlapping slices: existing slice = {before}, new slice = {part}")


def _check_can_be_cut(dtype: DType) -> None:
    if dtype.name in _NOT_CUT:
        raise InvalidArgumentError(None, None, f"Dtype {_WORDS.get(dtype.name, dtype.name)} not supported.")


def _volume(bounds: list[tuple[int, int]]) -> int:
    return math.prod(end - begin for begin, end in bounds)


def _index(box: list[tuple[int, int]], origin: list[tuple[int, int]] | None = None) -> tuple[slice, ...]:
    """``box`` as a NumPy index into an array that begins at ``origin``."""
    starts = [begin for begin, _ in origin] if origin else [0] * len(box)
    return tuple(slice(begin - start, end - start) for (begin, end), start in zip(box, starts, strict=True))
