"""How random programs use barriers: components that are missing, and takes of elements that are ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType
from reference.ops.barriers import operations

KIND = "barrier"
_DTYPES = ("int32", "float32", "string", "bool", "float64", "int64")
_KEYS = (b"a", b"b", b"c", b"", b"\x00\xff", b"key")

Effect = Callable[["BarrierModel"], bool | None]


@dataclass
class BarrierModel:
    """What is known of a barrier while a program is drawn."""

    dtypes: tuple[DType, ...]
    shapes: tuple[tuple[int, ...], ...]
    held: frozenset[tuple[bytes, int]] = frozenset()  # the components of incomplete elements
    ready: int = 0
    is_closed: bool = False
    is_cancelled: bool = False

    @property
    def incomplete(self) -> set[bytes]:
        """The keys of the elements that lack a component."""
        return {key for key, _ in self.held}

    def insert(self, key: bytes, component: int) -> bool:
        """Gives an element a component; false where it has it, or is new to a closed barrier."""
        if (key, component) in self.held or (self.is_closed and key not in self.incomplete):
            return False
        components = {(key, each) for each in range(len(self.dtypes))}
        self.held |= {(key, component)}
        if components <= self.held:
            self.held -= components
            self.ready += 1
        return True


@operations.Barrier.pattern(KIND)
def _(draw: Any) -> Any:
    types = [draw.dtype(*_DTYPES) for _ in range(draw.choice([2, 1, 2, 3]))]
    shapes = [tuple(size or 1 for size in draw.shape(max_rank=2, max_size=3)) for _ in types]  # ACC-16
    known = [None if not shape and draw.boolean() else shape for shape in shapes]
    attrs = {"component_types": types, "shapes": known, "shared_name": draw.shared_name()}
    return attrs, BarrierModel(tuple(types), tuple(shapes))


@operations.BarrierInsertMany.pattern(KIND)
def _(draw: Any, model: BarrierModel) -> Any:
    component = draw.integer(0, len(model.dtypes) - 1)
    wanted = sorted(model.incomplete) if draw.boolean() else _KEYS
    fitting = [key for key in wanted if (key, component) not in model.held] or _KEYS
    first, count = draw.integer(0, len(fitting) - 1), min(draw.choice([1, 2, 3]), len(fitting))
    keys = [fitting[(first + place) % len(fitting)] for place in range(count)]
    array = draw.contents(model.dtypes[component], (len(keys), *model.shapes[component]), moved=True)
    values = (draw.placeholder if draw.boolean() else draw.constant)(array, model.dtypes[component])
    arguments = {"keys": draw.constant(np.array(keys, object), dtypes.string), "values": values}
    return {**arguments, "component_index": component}, _inserts(keys, component)


def _inserts(keys: Sequence[bytes], component: int) -> Effect:
    def effect(model: BarrierModel) -> bool | None:
        if model.is_cancelled or (model.is_closed and not model.held):
            return False
        return all(model.insert(key, component) for key in keys) or None  # some keys may have been inserted

    return effect


@operations.BarrierTakeMany.pattern(KIND)
def _(draw: Any, model: BarrierModel) -> Any:
    count, allow_small_batch = draw.choice([1, 2, 3, 0]), draw.boolean()
    return {
        "num_elements": draw.constant(count),
        "component_types": list(model.dtypes),
        "allow_small_batch": allow_small_batch,
    }, _takes(count, allow_small_batch)


def _takes(count: int, allow_small_batch: bool) -> Effect:
    def effect(model: BarrierModel) -> bool | None:
        taken = count
        if model.is_closed:  # ACC-22
            total = model.ready + (0 if allow_small_batch else len(model.incomplete))
            taken = min(count, total) if allow_small_batch else count
            if total < max(taken, 1):
                return False
        if model.ready < taken:
            return None
        model.ready -= taken
        return True

    return effect


@operations.BarrierClose.pattern(KIND)
def _(draw: Any, model: BarrierModel) -> Any:
    if draw.integer(0, 3) < 3:
        return None  # a closed barrier takes nothing new: seldom
    cancels = draw.boolean()
    return {"cancel_pending_enqueues": cancels}, _closes_at_once if cancels else _closes


def _closes(model: BarrierModel) -> bool:
    was_closed, model.is_closed = model.is_closed, True
    return not was_closed


def _closes_at_once(model: BarrierModel) -> bool | None:
    if model.is_cancelled or (model.is_closed and not model.held):
        return None  # DEV-37
    model.is_closed = model.is_cancelled = True
    model.held = frozenset()
    return True


@operations.BarrierReadySize.pattern(KIND)
@operations.BarrierIncompleteSize.pattern(KIND)
def _(draw: Any, model: BarrierModel) -> Any:
    return None if draw.boolean() else ({}, lambda model: True)
