"""What a reader between two units of work writes of itself, and takes up again (REA-10)."""

from __future__ import annotations

from functools import cache
from typing import Any

from reference.errors import InvalidArgumentError, UnimplementedError
from reference.interchange.described_messages import described_messages
from reference.ops.readers.reader import Reader

_FIELDS = {
    "ReaderState": (
        (1, "work_started", "int64"), (2, "work_finished", "int64"), (3, "num_records_produced", "int64"),
        (4, "current_work", "bytes"),
    )
}  # fmt: skip


@cache
def _state_class() -> Any:
    return described_messages("reader", _FIELDS)["ReaderState"]


def serialized(reader: Reader) -> bytes:
    """The counts of a reader and the work that it was at last; UnimplementedError for kinds with more to keep."""
    if not reader.form.keeps_state:
        raise UnimplementedError(None, None, "Reader SerializeState")
    state = _state_class()(
        work_started=reader.started, work_finished=reader.finished, num_records_produced=reader.produced,
        current_work=reader.work,
    )  # fmt: skip
    data: bytes = state.SerializeToString()
    return data


def restore(reader: Reader, data: bytes) -> None:
    """Takes up what `serialized` gave, of a reader that was at no work.

    Raises UnimplementedError for kinds without that, InvalidArgumentError for what is no such state.
    """
    if not reader.form.keeps_state:
        raise UnimplementedError(None, None, "Reader RestoreState")
    state = _parsed(reader, data)
    where = f"when restoring in {reader.form.title} '{reader.name}': {state}"
    if min(state.work_started, state.work_finished, state.num_records_produced) < 0:
        raise InvalidArgumentError(None, None, f"Unexpected negative value {where}")
    if state.work_started > state.work_finished:
        raise InvalidArgumentError(None, None, f"Inconsistent work started vs. finished {where}")
    reader.started, reader.finished = state.work_started, state.work_finished
    reader.produced, reader.work = state.num_records_produced, state.current_work


def _parsed(reader: Reader, data: bytes) -> Any:
    from google.protobuf import text_encoding
    from google.protobuf.message import DecodeError

    try:
        return _state_class().FromString(data)
    except DecodeError:
        words = text_encoding.CEscape(data, as_utf8=False)
        raise InvalidArgumentError(
            None, None, f"Could not parse state for {reader.form.title} '{reader.name}': {words}"
        ) from None
