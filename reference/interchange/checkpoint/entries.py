"""What the index of a checkpoint says: a header, and for each tensor where its elements are (CKP-12).

The messages are made here from their fields: numbers, names and types.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from reference.errors import DataLossError
from reference.interchange.checkpoint.tensor_slice import TensorSlice
from reference.interchange.described_messages import described_messages

_FIELDS = {
    "BundleHeader": ((1, "num_shards", "int32"), (2, "endianness", "int32"), (3, "version", "tensorboard.VersionDef")),
    "BundleEntry": (
        (1, "dtype", "int32"), (2, "shape", "tensorboard.TensorShapeProto"), (3, "shard_id", "int32"),
        (4, "offset", "int64"), (5, "size", "int64"), (6, "crc32c", "fixed32"), (7, "slices", "*.TensorSlice"),
    ),
    "TensorSlice": ((1, "extent", "*.Extent"),),
    "Extent": ((1, "start", "int64"), (2, "length", "int64?")),
}  # fmt: skip
VERSION = 1  # of the format, as writers note it


@cache
def _classes() -> dict[str, Any]:
    return described_messages("checkpoint", _FIELDS)


def new_header(shards: int) -> Any:
    """The header of a bundle with so many data files, in the byte order of these machines (CKP-12)."""
    header = _classes()["BundleHeader"](num_shards=shards)
    header.version.producer = VERSION
    return header


def new_entry(dtype: int, shape: tuple[int, ...]) -> Any:
    """An entry for a tensor whose elements are nowhere yet."""
    entry = _classes()["BundleEntry"](dtype=dtype)
    entry.shape.SetInParent()
    for size in shape:
        entry.shape.dim.add(size=size)
    return entry


def parse_header(data: bytes) -> Any:
    """The header that ``data`` holds; ValueError where it holds none."""
    return _parse("BundleHeader", data)


def parse_entry(data: bytes) -> Any:
    """The entry that ``data`` holds; ValueError where it holds none."""
    return _parse("BundleEntry", data)


def _parse(name: str, data: bytes) -> Any:
    from google.protobuf.message import DecodeError

    try:
        return _classes()[name].FromString(data)
    except DecodeError as error:
        raise ValueError(str(error)) from None


def add_slice(entry: Any, part: TensorSlice) -> None:
    """Notes that a slice of the entry's tensor is stored under a key of its own."""
    proto = entry.slices.add()
    for extent in part.extents:
        if extent is None:
            proto.extent.add()
        else:
            proto.extent.add(start=extent[0], length=extent[1])


def slices_of(entry: Any) -> list[TensorSlice]:
    """The slices in which the tensor of an entry is stored; none of a tensor stored as a whole."""
    return [
        TensorSlice(tuple((each.start, each.length) if each.HasField("length") else None for each in proto.extent))
        for proto in entry.slices
    ]


def shape_of(entry: Any) -> tuple[int, ...]:
    """The shape of an entry's tensor."""
    shape = tuple([dim.size for dim in entry.shape.dim])
    if any(size < 0 for size in shape):
        raise DataLossError(None, None, f"Invalid tensor shape: {list(shape)}")
    return shape
