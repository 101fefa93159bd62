"""Messages that no package at hand has, made from a list of their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reference.interchange.messages import print_in_order

PACKAGE = "graphsession"
Field = tuple[int, str, str]


def described_messages(file_name: str, messages: Mapping[str, Sequence[Field]]) -> dict[str, Any]:
    """The classes of ``messages``, each a list of fields ``(number, name, type)``.

    A type is a word of protobuf such as ``int32``, or the full name of a message, that of one of these with a dot
    before it.  ``*`` before the type: repeated; ``?`` behind it: known to be there or not, even where it is 0.
    """
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    from tensorboard.compat.proto import tensor_shape_pb2, versions_pb2

    file = descriptor_pb2.FileDescriptorProto(name=f"{PACKAGE}/{file_name}.proto", package=PACKAGE, syntax="proto3")
    file.dependency.extend([tensor_shape_pb2.DESCRIPTOR.name, versions_pb2.DESCRIPTOR.name])
    for name, fields in messages.items():
        descriptor = file.message_type.add(name=name)
        for number, field_name, kind in fields:
            _describe(descriptor, number, field_name, kind)
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(file.SerializeToString())
    descriptors = {name: pool.FindMessageTypeByName(f"{PACKAGE}.{name}") for name in messages}
    for found in descriptors.values():
        print_in_order(found)
    return {name: message_factory.GetMessageClass(found) for name, found in descriptors.items()}


def _describe(descriptor: Any, number: int, name: str, kind: str) -> None:
    field = descriptor.field.add(name=name, number=number)
    field.label = field.LABEL_REPEATED if kind.startswith("*") else field.LABEL_OPTIONAL
    kind = kind.removeprefix("*")
    if kind.endswith("?"):
        descriptor.oneof_decl.add(name=f"has_{name}")
        field.oneof_index = len(descriptor.oneof_decl) - 1
        kind = kind.removesuffix("?")
    if "." in kind:
        field.type = field.TYPE_MESSAGE
        field.type_name = f".{PACKAGE}{kind}" if kind.startswith(".") else f".{kind}"
    else:
        field.type = getattr(field, f"TYPE_{kind.upper()}")
