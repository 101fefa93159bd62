"""The ops of staging areas; each operation means the area by its own attributes, without a handle."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from reference.dtypes import DType, as_dtype
from reference.opdef.record import op
from reference.ops.staging.staging_area import KIND, StagingArea, check_count
from reference.ops.state.variable import word_of
from reference.runtime.failure import undeclared_output
from reference.runtime.handles import resource_handle, resource_of

_NAMED = 'container: string = "", shared_name: string = ""'
_LIMITED = "capacity: int >= 0 = 0, memory_limit: int >= 0 = 0"
_FILLED = f"{_LIMITED}, dtypes: list(type) >= 1, {_NAMED}"
_ANY = f"{_LIMITED}, dtypes: list(type), {_NAMED}"

Stage = op("Stage", "values: dtypes", attrs=_FILLED, stateful=True)
Unstage = op("Unstage", outputs="values: dtypes", attrs=_FILLED, stateful=True)
StagePeek = op("StagePeek", "index: int32", "values: dtypes", _FILLED, stateful=True)
StageSize = op("StageSize", outputs="size: int32", attrs=_ANY, stateful=True)
StageClear = op("StageClear", attrs=_ANY, stateful=True)


@Stage.shape
def _(values: Any) -> Any:
    return []


@Unstage.shape
def _(*, dtypes: list[DType]) -> Any:
    return [None] * len(dtypes)


@StagePeek.shape
def _(index: Any, *, dtypes: list[DType]) -> Any:
    return [None] * len(dtypes)


@StageSize.shape
def _() -> Any:
    return ()


@StageClear.shape
def _() -> Any:
    return []


@Stage.kernel
def _(values: Any, *, context: Any, container: str, shared_name: str, capacity: int, memory_limit: int
      ) -> Generator[None, None, None]:  # fmt: skip
    area = _area(context, container, shared_name, capacity, memory_limit)
    yield from area.put([np.asarray(value) for value in values], context.session.changes)


@Unstage.kernel
def _(*, context: Any, container: str, shared_name: str, capacity: int, memory_limit: int, dtypes: list[DType]
      ) -> Generator[None, None, Any]:  # fmt: skip
    area = _area(context, container, shared_name, capacity, memory_limit)
    return _checked((yield from area.get(context.session.changes)), dtypes, context)


@StagePeek.kernel
def _(index: Any, *, context: Any, container: str, shared_name: str, capacity: int, memory_limit: int,
      dtypes: list[DType]) -> Generator[None, None, Any]:  # fmt: skip
    area = _area(context, container, shared_name, capacity, memory_limit)
    return _checked((yield from area.peek(int(np.ravel(index)[0]))), dtypes, context)


@StageSize.kernel
def _(*, context: Any, container: str, shared_name: str, capacity: int, memory_limit: int) -> Any:
    return np.int32(_area(context, container, shared_name, capacity, memory_limit).size)


@StageClear.kernel
def _(*, context: Any, container: str, shared_name: str, capacity: int, memory_limit: int) -> None:
    _area(context, container, shared_name, capacity, memory_limit).clear(context.session.changes)


def _area(context: Any, container: str, shared_name: str, capacity: int, memory_limit: int) -> StagingArea:
    """The area with this name, with the limits that the first operation asks for (ACC-36)."""
    handle = resource_handle(
        context, KIND, container, shared_name, lambda name: StagingArea(capacity, memory_limit)
    )  # fmt: skip
    area: StagingArea = resource_of(handle, KIND, context)
    return area


def _checked(values: Sequence[Any], dtypes: list[DType], context: Any) -> Sequence[Any]:
    """``values``, which must be what the operation says it gives (ACC-36)."""
    check_count(values, len(dtypes))
    for position, (value, declared) in enumerate(zip(values, dtypes, strict=True)):
        held = as_dtype("string" if value.dtype == object else value.dtype)
        if held is not declared:
            raise undeclared_output(context.operation, position, word_of(held), word_of(declared))
    return values
