"""How random programs use staging areas: what is put in and taken out, so that nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from reference.dtypes import DType
from reference.opdef.record import named_thing
from reference.ops.staging import operations
from reference.ops.staging.staging_area import bytes_of

KIND = "staging area"
_DTYPES = ("int32", "float32", "string", "bool", "float64", "int64")

Effect = Callable[["StagingModel"], bool | None]


@dataclass
class StagingModel:
    """What is known of a staging area while a program is drawn."""

    races_waiting: ClassVar[bool] = False  # who waits for one holds up whatever TensorFlow's thread could do meanwhile

    shared_name: str
    dtypes: tuple[DType, ...]
    capacity: int
    memory_limit: int
    staged: tuple[int, ...] = ()  # how many bytes each tuple has

    def attrs(self) -> dict[str, Any]:
        """What operations say to mean this area."""
        limits = {"capacity": self.capacity, "memory_limit": self.memory_limit}
        return {**limits, "dtypes": list(self.dtypes), "shared_name": self.shared_name}


@named_thing(KIND)
def _(draw: Any) -> StagingModel:
    types = tuple(draw.dtype(*_DTYPES) for _ in range(draw.choice([1, 2])))
    name = draw.fresh_name("shared")  # else each operation would have an area of its own
    return StagingModel(name, types, draw.choice([0, 0, 1, 2]), draw.choice([0, 0, 0, 40]))


@operations.Stage.pattern(KIND)
def _(draw: Any, model: StagingModel) -> Any:
    values = []
    for dtype in model.dtypes:
        array = draw.contents(dtype, draw.shape(max_rank=2, max_size=3), moved=True)
        values.append(draw.placeholder(array, dtype) if draw.boolean() else draw.constant(array, dtype))
    return {**model.attrs(), "values": values}, _puts(bytes_of([value.value for value in values]))


def _puts(size: int) -> Effect:
    def effect(model: StagingModel) -> bool | None:
        if 0 < model.capacity <= len(model.staged) or 0 < model.memory_limit < sum(model.staged) + size:
            return None
        model.staged += (size,)
        return True

    return effect


@operations.Unstage.pattern(KIND)
def _(draw: Any, model: StagingModel) -> Any:
    return model.attrs(), _takes


def _takes(model: StagingModel) -> bool | None:
    had_some, model.staged = bool(model.staged), model.staged[1:]
    return had_some or None


@operations.StagePeek.pattern(KIND)
def _(draw: Any, model: StagingModel) -> Any:
    index = draw.integer(0, max(len(model.staged) - 1, 0))
    return {**model.attrs(), "index": draw.constant(index)}, lambda model: index < len(model.staged) or None


@operations.StageSize.pattern(KIND)
def _(draw: Any, model: StagingModel) -> Any:
    return None if draw.boolean() else (model.attrs(), lambda model: True)


@operations.StageClear.pattern(KIND)
def _(draw: Any, model: StagingModel) -> Any:
    return None if draw.integer(0, 3) < 3 else (model.attrs(), _drops)


def _drops(model: StagingModel) -> bool:
    model.staged = ()
    return True
