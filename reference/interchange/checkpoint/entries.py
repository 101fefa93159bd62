"""What the index of a checkpoint says: a header, and for each tensor where its elements are (CKP-12).

The messages are made here from their fields, as no package at hand has them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from reference.errors import DataLossError
from reference.interchange.checkpoint.tensor_slice import TensorSlice

# message -> number of the field, its name, its type; "*" before the type: repeated
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
_PACKAGE = "graphsession"


@cache
def _classes() -> dict[str, Any]:
    """The classes of the messages by name."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    from tensorboard.compat.proto import tensor_shape_pb2, versions_pb2

    file = descriptor_pb2.FileDescriptorProto(name="graphsession/checkpoint.proto", package=_PACKAGE, syntax="proto3")
    file.dependency.extend([tensor_shape_pb2.DESCRIPTOR.name, versions_pb2.DESCRIPTOR.name])
    for name, fields in _FIELDS.items():
        descriptor = file.message_type.add(name=name)
        for number, field_name, kind in fields:
            _describe(descriptor, number, field_name, kind)
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(file.SerializeToString())
    find = pool.FindMessageTypeByName
    return {name: message_factory.GetMessageClass(find(f"{_PACKAGE}.{name}")) for name in _FIELDS}


def _describe(descriptor: Any, number: int, name: str, kind: str) -> None:
    field = descriptor.field.add(name=name, number=number)
    field.label = field.LABEL_REPEATED if kind.startswith("*") else field.LABEL_OPTIONAL
    kind = kind.lstrip("*")
    if kind.endswith("?"):  # written even where it is 0: one that may be absent
        descriptor.oneof_decl.add(name=f"has_{name}")
        field.oneof_index = len(descriptor.oneof_decl) - 1
        kind = kind[:-1]
    if "." in kind:
        field.type = field.TYPE_MESSAGE
        field.type_name = f".{_PACKAGE}{kind}" if kind.startswith(".") else f".{kind}"
    else:
        field.type = getattr(field, f"TYPE_{kind.upper()}")


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
