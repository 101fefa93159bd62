"""How random programs use readers: with a queue of work of their own, which must have some when they read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from reference import dtypes
from reference.opdef.record import OpRecord
from reference.ops.queues import creating as queues
from reference.ops.queues.patterns import QueueModel
from reference.ops.readers import creating, using

KIND = "reader"
_EMPTY_FILE = b"/dev/null"  # the one file that is everywhere
_WORK = (b"a", b"", b"\x00\xff", b"some work", _EMPTY_FILE)
_STATES = (
    b"",
    b"\x08\x01\x10\x01\x18\x01\x22\x01a",
    b"\x08\x02\x10\x02\x18\x05",
    b"\x18\x80\x01\x22\x09some work",
)  # as REA-10 writes them

Effect = Callable[["ReaderModel"], bool | None]


@dataclass
class ReaderModel(QueueModel):
    """What is known of a reader and its queue of work while a program is drawn."""

    form: str = "identity"

    def element(self, draw: Any, rows: tuple[int, ...] = ()) -> list[Any]:
        """Units of work: any texts, or the names of files."""
        assert self.shapes is not None
        shape = (*rows, *(size or 0 for size in self.shapes[0]))
        names = [_EMPTY_FILE if self.form != "identity" else draw.choice(_WORK) for _ in range(int(np.prod(shape)))]
        array = np.array(names, object).reshape(shape)
        return [draw.placeholder(array, dtypes.string) if draw.boolean() else draw.constant(array, dtypes.string)]

    def begin_work(self) -> bool | None:
        """Takes a unit of work, and reads the one record in it; None where that would be waited for."""
        if self.form == "lines" or not self.holds(1):
            return False if self.closed and not self.size else None
        self.size -= 1
        return True


def _maker(form: str, queue: OpRecord, **attrs: int) -> Callable[[Any], Any]:
    def pattern(draw: Any) -> Any:
        shape = (1,) if draw.integer(0, 3) == 3 else ()
        capacity = draw.choice([3, 5, 1, 10])
        made = {"component_types": [dtypes.string], "shapes": [shape], "capacity": capacity}
        model = ReaderModel((dtypes.string,), (shape,), capacity, form=form)
        return {**attrs, "shared_name": draw.shared_name()}, model, (queue, {**made, "shared_name": ""})

    return pattern


creating.WholeFileReader.pattern(KIND)(_maker("file", queues.FIFOQueueOp))
creating.WholeFileReaderV2.pattern(KIND)(_maker("file", queues.FIFOQueueV2Op))
creating.IdentityReaderV2.pattern(KIND)(_maker("identity", queues.FIFOQueueV2Op))
creating.TextLineReaderV2.pattern(KIND)(_maker("lines", queues.PaddingFIFOQueueV2Op))
creating.TFRecordReaderV2.pattern(KIND)(_maker("lines", queues.FIFOQueueV2Op))
creating.FixedLengthRecordReaderV2.pattern(KIND)(_maker("lines", queues.FIFOQueueV2Op, record_bytes=4))


def _both(records: tuple[OpRecord, OpRecord], pattern: Callable[[Any, ReaderModel], Any]) -> None:
    for record in records:
        record.pattern(KIND)(pattern)


def _reads(draw: Any, model: ReaderModel) -> Any:
    return {}, ReaderModel.begin_work


def _reads_up_to(draw: Any, model: ReaderModel) -> Any:
    count = draw.choice([1, 2, 5, 0])

    def effect(model: ReaderModel) -> bool | None:
        return not count or model.begin_work()

    return {"num_records": draw.constant(count, dtypes.int64)}, effect


def _asks(draw: Any, model: ReaderModel) -> Any:
    return None if draw.boolean() else ({}, lambda model: True)


def _serializes(draw: Any, model: ReaderModel) -> Any:
    return None if draw.boolean() else ({}, _keeps_state)


def _keeps_state(model: ReaderModel) -> bool:
    return model.form != "lines"


def _restores(draw: Any, model: ReaderModel) -> Any:
    return {"state": draw.constant(np.array(draw.choice(_STATES), object), dtypes.string)}, _keeps_state


_both(using.READ, _reads)
_both(using.READ_UP_TO, _reads_up_to)
_both(using.NUM_RECORDS, _asks)
_both(using.NUM_WORK_UNITS, _asks)
_both(using.SERIALIZE, _serializes)
_both(using.RESTORE, _restores)
_both(using.RESET, _asks)
