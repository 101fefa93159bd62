"""The ops that name a reader, and make it when they first run in a session (REA-1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference.errors import NotFoundError
from reference.opdef.record import OpRecord, op
from reference.ops.readers.formats import FixedLength, Format, Identity, Records, TextLine, WholeFile
from reference.ops.readers.reader import KIND, Reader
from reference.runtime.context import Context
from reference.runtime.handles import reference_handle, resource_handle

_NAMED = 'container: string = "", shared_name: string = ""'
_LENGTHS = "header_bytes: int = 0, record_bytes: int, footer_bytes: int = 0, hop_bytes: int = 0"
_REMOVED_IN = 26  # the version of graphs from which on the older ops are gone


def _handle_ops(name: str, attrs: str, newer_attrs: str = "", is_removed: bool = True) -> tuple[OpRecord, OpRecord]:
    """The two ops of one kind of reader: the older with a reference to two strings, the newer with a resource."""
    removed = (_REMOVED_IN, f"Use {name}V2") if is_removed else None
    older = op(name, outputs="reader_handle: Ref(string)", attrs=attrs, stateful=True, removed=removed)
    newer = op(f"{name}V2", outputs="reader_handle: resource", attrs=f"{attrs}{newer_attrs}", stateful=True)
    older.shape(lambda: (2,))
    newer.shape(lambda: ())
    return older, newer


def _handle(context: Context, container: str, shared_name: str, make: Callable[[], Format]) -> Any:
    """The handle of the reader; what is wrong with the settings is said whether it is made or shared."""
    form = make()
    is_resource = context.operation.outputs[0].dtype.name == "resource"
    return (resource_handle if is_resource else reference_handle)(
        context, KIND, container, shared_name, lambda _: Reader(context.operation.name, form, context.session.changes)
    )


WholeFileReader, WholeFileReaderV2 = _handle_ops("WholeFileReader", _NAMED, is_removed=False)
IdentityReader, IdentityReaderV2 = _handle_ops("IdentityReader", _NAMED)
TextLineReader, TextLineReaderV2 = _handle_ops("TextLineReader", f"skip_header_lines: int = 0, {_NAMED}")
TFRecordReader, TFRecordReaderV2 = _handle_ops("TFRecordReader", f'{_NAMED}, compression_type: string = ""')
FixedLengthRecordReader, FixedLengthRecordReaderV2 = _handle_ops(
    "FixedLengthRecordReader", f"{_LENGTHS}, {_NAMED}", ', encoding: string = ""'
)


@WholeFileReader.kernel
@WholeFileReaderV2.kernel
def _(*, context: Context, container: str, shared_name: str) -> Any:
    return _handle(context, container, shared_name, WholeFile)


@IdentityReader.kernel
@IdentityReaderV2.kernel
def _(*, context: Context, container: str, shared_name: str) -> Any:
    return _handle(context, container, shared_name, Identity)


@TextLineReader.kernel
@TextLineReaderV2.kernel
def _(*, context: Context, container: str, shared_name: str, skip_header_lines: int) -> Any:
    return _handle(context, container, shared_name, lambda: TextLine(skip_header_lines))


@TFRecordReader.kernel
@TFRecordReaderV2.kernel
def _(*, context: Context, container: str, shared_name: str, compression_type: str) -> Any:
    return _handle(context, container, shared_name, lambda: Records(compression_type))


@FixedLengthRecordReader.kernel
def _() -> Any:
    """The older op lacks an attribute that TensorFlow's implementation asks for: it never runs (REA-7)."""
    raise NotFoundError(None, None, "No attr named 'encoding' in NodeDef:")


@FixedLengthRecordReaderV2.kernel
def _(
    *, context: Context, container: str, shared_name: str, header_bytes: int, record_bytes: int, footer_bytes: int,
    hop_bytes: int, encoding: str,
) -> Any:  # fmt: skip
    return _handle(
        context, container, shared_name,
        lambda: FixedLength(header_bytes, record_bytes, footer_bytes, hop_bytes, encoding),
    )  # fmt: skip
