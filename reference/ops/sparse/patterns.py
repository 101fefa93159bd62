"""How random programs use maps of sparse tensors: what is taken out was put in before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.dtypes import DType, int64
from reference.opdef.record import named_thing
from reference.ops.sparse import tensors_map

KIND = "map of sparse tensors"
_DTYPES = ("float32", "int32", "string", "int64", "bool", "float64")

Effect = Callable[["MapModel"], bool | None]


@dataclass
class MapModel:
    """What is known of a map while a program is drawn: the numbers of the tensors in it."""

    shared_name: str
    dtype: DType
    rank: int
    next: int = 0
    held: frozenset[int] = frozenset()

    def add(self, count: int) -> bool:
        """Puts so many tensors in."""
        self.held |= set(range(self.next, self.next + count))
        self.next += count
        return True

    def sparse(self, draw: Any, shape: tuple[int, ...]) -> dict[str, Any]:
        """The three tensors of a sparse one."""
        places = [place for place in np.ndindex(*shape) if draw.boolean()]
        indices = np.array(places, np.int64).reshape(len(places), len(shape))
        return {
            "sparse_indices": draw.constant(indices, int64),
            "sparse_values": draw.constant(draw.contents(self.dtype, (len(places),), moved=True), self.dtype),
            "sparse_shape": draw.constant(np.array(shape, np.int64), int64),
            "shared_name": self.shared_name,
        }


@named_thing(KIND)
def _(draw: Any) -> MapModel:
    return MapModel(draw.fresh_name("shared"), draw.dtype(*_DTYPES), draw.choice([1, 2]))


@tensors_map.AddSparseToTensorsMap.pattern(KIND)
def _(draw: Any, model: MapModel) -> Any:
    return model.sparse(draw, draw.shape(model.rank, model.rank, max_size=3)), _adds(1)


@tensors_map.AddManySparseToTensorsMap.pattern(KIND)
def _(draw: Any, model: MapModel) -> Any:
    rows = draw.integer(0, 3)
    return model.sparse(draw, (rows, *draw.shape(model.rank, model.rank, max_size=2))), _adds(rows)


def _adds(count: int) -> Effect:
    return lambda model: model.add(count)


@tensors_map.TakeManySparseFromTensorsMap.pattern(KIND)
def _(draw: Any, model: MapModel) -> Any:
    if not model.held:
        return None
    held = sorted(model.held)
    first = draw.integer(0, len(held) - 1)
    numbers = held[first : first + draw.choice([1, 2, 3])]
    handles = draw.constant(np.array(numbers[:: -1 if draw.boolean() else 1], np.int64), int64)
    arguments = {"sparse_handles": handles, "dtype": model.dtype, "shared_name": model.shared_name}
    return arguments, _takes(frozenset(numbers))


def _takes(numbers: frozenset[int]) -> Effect:
    def effect(model: MapModel) -> bool | None:
        if not numbers <= model.held:
            return None  # some may have been taken
        model.held -= numbers
        return True

    return effect
