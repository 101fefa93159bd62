"""Writing a checkpoint: first its data file, tensor by tensor, then its index (CKP-2, CKP-12)."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.interchange.checkpoint.checksum import mask
from reference.interchange.checkpoint.elements import encode_elements
from reference.interchange.checkpoint.entries import add_slice, new_entry, new_header, shape_of, slices_of
from reference.interchange.checkpoint.ordered_code import slice_key
from reference.interchange.checkpoint.table import encode_table
from reference.interchange.checkpoint.tensor_slice import Shape, TensorSlice
from reference.interchange.files import file_errors, write_whole

Array = np.ndarray[Any, Any]
HEADER_KEY = b""


def data_path(prefix: str, shard: int, shards: int) -> str:
    """The name of one data file of a checkpoint."""
    return f"{prefix}.data-{shard:05d}-of-{shards:05d}"


def index_path(prefix: str) -> str:
    """The name of the index of a checkpoint."""
    return f"{prefix}.index"


class BundleWriter:
    """A checkpoint in the making: ``with BundleWriter(prefix) as writer: writer.add(…)``.

    Its files get their names when all is written; until then an older checkpoint of that name stays (CKP-2).
    Raises the errors of `tf.errors` that the file system gives cause for, and InvalidArgumentError for a tensor
    that is there already.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._entries: dict[bytes, Any] = {}
        self._size = 0
        make_directory_of(prefix)
        self._path = data_path(prefix, 0, 1)
        self._temporary = temporary_name(self._path)
        with file_errors(self._temporary):
            self._file = open(self._temporary, "wb")  # noqa: SIM115 (closed by __exit__)

    def add(self, name: bytes, array: Array, dtype: DType) -> None:
        """Writes a whole tensor."""
        if not name:
            raise InvalidArgumentError(None, None, "A tensor in a checkpoint needs a name")
        self._add(name, array, dtype)

    def add_slice(self, name: bytes, shape: Shape, part: TensorSlice, array: Array, dtype: DType) -> None:
        """Writes one slice of a tensor of ``shape``; one that covers all of it is the whole tensor (CKP-19)."""
        if array.shape == shape:
            self.add(name, array, dtype)
            return
        entry = self._entries.get(name)
        if entry is None:
            entry = self._entries[name] = new_entry(dtype.as_datatype_enum, shape)
        elif not slices_of(entry):
            raise _duplicate(name)
        elif (entry.dtype, shape_of(entry)) != (dtype.as_datatype_enum, shape):
            raise InvalidArgumentError(None, None, f"Slices of {key_text(name)} differ in dtype or in the whole shape")
        self._add(slice_key(name, part), array, dtype)
        add_slice(entry, part)

    def _add(self, key: bytes, array: Array, dtype: DType) -> None:
        if dtype.name in ("resource", "variant"):  # CKP-4
            raise InvalidArgumentError(None, None, f"Tensors of dtype {dtype.name} cannot be saved")
        if key in self._entries:
            raise _duplicate(key)
        data, checksum = encode_elements(array, dtype)
        with file_errors(self._temporary):
            self._file.write(data)
        entry = new_entry(dtype.as_datatype_enum, array.shape)
        entry.offset, entry.size, entry.crc32c = self._size, len(data), mask(checksum)
        self._entries[key] = entry
        self._size += len(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        if kind is not None:
            os.remove(self._temporary)
            return
        with file_errors(self._path):
            os.replace(self._temporary, self._path)
        write_index(self._prefix, 1, self._entries)


def write_index(prefix: str, shards: int, entries: Mapping[bytes, Any]) -> None:
    """Writes the index of a checkpoint: its header and its entries by key."""
    values = {key: entry.SerializeToString(deterministic=True) for key, entry in entries.items()}
    values[HEADER_KEY] = new_header(shards).SerializeToString(deterministic=True)
    path = index_path(prefix)
    write_whole(path, temporary_name(path), encode_table(sorted(values.items())))


def make_directory_of(prefix: str) -> None:
    """Makes the folder in which a checkpoint is to be, but none above it (CKP-2)."""
    folder = os.path.dirname(prefix)
    if folder and not os.path.exists(folder):
        with file_errors(folder):
            os.mkdir(folder)


def temporary_name(path: str) -> str:
    """The name under which a file is written until it is whole."""
    return f"{path}.tempstate{random.getrandbits(64)}"


def key_text(key: bytes) -> str:
    """A key in a message, which ends where a byte 0 is: nothing is seen of the key of a slice."""
    return key.partition(b"\0")[0].decode("utf-8", "replace")


def _duplicate(key: bytes) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, f"Adding duplicate key: {key_text(key)}")
