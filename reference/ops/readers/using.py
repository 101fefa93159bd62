"""The ops that read with a reader, and ask what it has done (REA-2, REA-4)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import OpRecord, op
from reference.opdef.static_shape import with_rank, with_size
from reference.ops.queues.creating import KIND as QUEUE_KIND
from reference.ops.readers.reader import KIND, Reader, check_queue
from reference.ops.readers.state import restore, serialized
from reference.runtime.context import Context
from reference.runtime.handles import resource_of
from reference.tensor_shape import static_repr

Waiting = Generator[None, None, Any]


def _ops(name: str, inputs: str = "", outputs: str = "") -> tuple[OpRecord, OpRecord]:
    """The older op, whose handles are references to two strings, and the newer, whose handles are resources."""
    older = op(name, inputs.format(handle="Ref(string)"), outputs)
    newer = op(f"{name}V2", inputs.format(handle="resource"), outputs, stateful=True)
    return older, newer


_READER = "reader_handle: {handle}"
_BOTH = f"{_READER}, queue_handle: {{handle}}"
READ = _ops("ReaderRead", _BOTH, "key: string, value: string")
READ_UP_TO = _ops("ReaderReadUpTo", f"{_BOTH}, num_records: int64", "keys: string, values: string")
NUM_RECORDS = _ops("ReaderNumRecordsProduced", _READER, "records_produced: int64")
NUM_WORK_UNITS = _ops("ReaderNumWorkUnitsCompleted", _READER, "units_completed: int64")
SERIALIZE = _ops("ReaderSerializeState", _READER, "state: string")
RESTORE = _ops("ReaderRestoreState", f"{_READER}, state: string")
RESET = _ops("ReaderReset", _READER)


def _both(records: tuple[OpRecord, OpRecord], kernel: Callable[..., Any], outputs: Any, scalars: int = 0) -> None:
    """Gives both ops one kernel; ``scalars`` of their last inputs must be scalars, the others are handles."""
    for record, check_handle in zip(records, (_check_two_strings, lambda handle: with_rank(handle, 0)), strict=True):

        def shape(*inputs: Any, check: Callable[[Any], Any] = check_handle) -> Any:
            for handle in inputs[: len(inputs) - scalars]:
                check(handle)
            for scalar in inputs[len(inputs) - scalars :]:
                with_rank(scalar, 0)
            return outputs

        record.shape_function = shape
        record.kernel(kernel)


def _check_two_strings(handle: Any) -> None:
    with_size(with_rank(handle, 1)[0], 2)


def _read(reader_handle: Any, queue_handle: Any, *, context: Context) -> Waiting:
    reader, queue = _reader(reader_handle, context), _queue(queue_handle, context)
    key, value = yield from reader.read(queue)
    return _string(key), _string(value)


def _read_up_to(reader_handle: Any, queue_handle: Any, num_records: Any, *, context: Context) -> Waiting:
    reader, queue = _reader(reader_handle, context), _queue(queue_handle, context)
    if np.ndim(num_records):
        raise InvalidArgumentError(None, None, f"num_records must be a scalar, got {static_repr(num_records.shape)}")
    records = yield from reader.read_up_to(queue, int(num_records))
    keys, values = ([record[index] for record in records] for index in (0, 1))
    return np.array(keys, object), np.array(values, object)


def _num_records(reader_handle: Any, *, context: Context) -> Waiting:
    return (yield from _asked(reader_handle, context, lambda reader: np.int64(reader.produced)))


def _num_work_units(reader_handle: Any, *, context: Context) -> Waiting:
    return (yield from _asked(reader_handle, context, lambda reader: np.int64(reader.finished)))


def _serialize(reader_handle: Any, *, context: Context) -> Waiting:
    return (yield from _asked(reader_handle, context, lambda reader: _string(serialized(reader))))


def _restore(reader_handle: Any, state: Any, *, context: Context) -> Waiting:
    if state.ndim:
        shape = static_repr(state.shape)
        raise InvalidArgumentError(None, None, f"Reader state must be scalar, but had shape: {shape}")
    yield from _asked(reader_handle, context, lambda reader: restore(reader, state[()]))


def _reset(reader_handle: Any, *, context: Context) -> Waiting:
    yield from _asked(reader_handle, context, Reader.reset)


_both(READ, _read, [(), ()])
_both(READ_UP_TO, _read_up_to, [(None,), (None,)], scalars=1)
_both(NUM_RECORDS, _num_records, ())
_both(NUM_WORK_UNITS, _num_work_units, ())
_both(SERIALIZE, _serialize, ())
_both(RESTORE, _restore, [], scalars=1)
_both(RESET, _reset, [])


def _asked(handle: Any, context: Context, answer: Callable[[Reader], Any]) -> Waiting:
    """What is asked of a reader once nobody reads with it (REA-3)."""
    reader = _reader(handle, context)
    with (yield from reader.turn()):
        return answer(reader)


def _reader(handle: Any, context: Context) -> Reader:
    reader: Reader = resource_of(handle, KIND, context)
    return reader


def _queue(handle: Any, context: Context) -> Any:
    queue = resource_of(handle, QUEUE_KIND, context)
    check_queue(queue)
    return queue


def _string(value: bytes) -> Any:
    array = np.empty((), object)
    array[()] = value
    return array
