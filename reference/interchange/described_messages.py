"""Messages that no package at hand has, made from a list of their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reference.interchange.messages import print_in_order

PACKAGE = "graphsession"
Field = tuple[int, str, str]


def described_messages(
    file_name: str, messages: Mapping[str, Sequence[Field]], enums: Mapping[str, Mapping[str, int]] | None = None
) -> dict[str, Any]:
    """The classes of ``messages``, each a list of fields ``(number, name, type)``.

    A type is a word of protobuf such as ``int32``, or the full name of a message, that of one of these with a dot
    before it.  ``*`` before the type: repeated; ``?`` behind it: known to be there or not, even where it is 0.
    ``enums`` has the values of enumerations ``MESSAGE.ENUMERATION`` inside these messages; such a type is that name
    with a dot before it.
    """
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    from tensorboard.compat.proto import tensor_shape_pb2, versions_pb2

    file = descriptor_pb2.FileDescriptorProto(name=f"{PACKAGE}/{file_name}.proto", package=PACKAGE, syntax="proto3")
    file.dependency.extend([tensor_shape_pb2.DESCRIPTOR.name, versions_pb2.DESCRIPTOR.name])
    for name, fields in messages.items():
        descriptor = file.message_type.add(name=name)
        _describe_enums(descriptor, enums or {})
        for number, field_name, kind in fields:
            _describe(descriptor, number, field_name, kind, is_enum=kind.lstrip("*.") in (enums or {}))
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(file.SerializeToString())
    descriptors = {name: pool.FindMessageTypeByName(f"{PACKAGE}.{name}") for name in messages}
    for found in descriptors.values():
        print_in_order(found)
    return {name: message_factory.GetMessageClass(found) for name, found in descriptors.items()}


def _describe_enums(descriptor: Any, enums: Mapping[str, Mapping[str, int]]) -> None:
    for path, values in enums.items():
        message_name, _, name = path.rpartition(".")
        if message_name == descriptor.name:
            described = descriptor.enum_type.add(name=name)
            for value_name, number in values.items():
                described.value.add(name=value_name, number=number)


def _describe(descriptor: Any, number: int, name: str, kind: str, is_enum: bool) -> None:
    field = descriptor.field.add(name=name, number=number)
    field.label = field.LABEL_REPEATED if kind.startswith("*") else field.LABEL_OPTIONAL
    kind = kind.removeprefix("*")
    if kind.endswith("?"):
        descriptor.oneof_decl.add(name=f"has_{name}")
        field.oneof_index = len(descriptor.oneof_decl) - 1
        kind = kind.removesuffix("?")
    if "." in kind:
        field.type = field.TYPE_ENUM if is_enum else field.TYPE_MESSAGE
        field.type_name = f".{PACKAGE}{kind}" if kind.startswith(".") else f".{kind}"
    else:
        field.type = getattr(field, f"TYPE_{kind.upper()}")
