"""How random programs use accumulators: gradients that fit, and takes of no more than there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.dtypes import DType, int64
from reference.ops.accumulators import operations

KIND = "accumulator"
_DTYPES = (
    "float32",
    "float64",
    "float16",
)  # those that TensorFlow accumulates
_MOST_STEPS = 3

Effect = Callable[["AccumulatorModel"], bool | None]
StaticShape = tuple[int | None, ...] | None


@dataclass
class AccumulatorModel:
    """What is known of an accumulator while a program is drawn."""

    dtype: DType
    shape: tuple[int, ...]  # of the gradients; what its attribute leaves open another sum may have otherwise
    is_open: bool
    of_slices: bool = False
    count: int = 0
    summed: tuple[int, ...] | None = None  # the shape of the sum
    global_step: int = 0

    def gradient(self, draw: Any) -> tuple[int, ...]:
        """A shape that a gradient may have."""
        if not self.is_open or draw.integer(0, 3) < 3:
            return self.shape
        shape: tuple[int, ...] = draw.shape(max_rank=2, max_size=3)
        return (self.shape[0], *shape[1:]) if self.of_slices else shape


def _maker(of_slices: bool) -> Callable[[Any], Any]:
    def pattern(draw: Any) -> Any:
        dtype, shape = draw.dtype(*_DTYPES), draw.shape(int(of_slices), max_rank=2)
        if of_slices and not shape[0]:
            shape = (2, *shape[1:])
        is_open = draw.integer(0, 3) == 3
        return {
            "dtype": dtype,
            "shape": None if is_open else _less_known(draw, shape),
            "shared_name": draw.fresh_name("shared"),  # DEV-38
            "reduction_type": draw.choice(["MEAN", "SUM"]),
        }, AccumulatorModel(dtype, shape, is_open, of_slices)

    return pattern


def _less_known(draw: Any, shape: tuple[int, ...]) -> StaticShape:
    return tuple(None if draw.integer(0, 3) == 3 else size for size in shape)


for _record in (operations.ConditionalAccumulator, operations.ResourceConditionalAccumulator):
    _record.pattern(KIND)(_maker(of_slices=False))
operations.SparseConditionalAccumulator.pattern(KIND)(_maker(of_slices=True))


def _step(draw: Any) -> tuple[int, Any]:
    number = draw.integer(0, _MOST_STEPS)
    return number, draw.constant(number, int64)


@operations.AccumulatorApplyGradient.pattern(KIND)
@operations.ResourceAccumulatorApplyGradient.pattern(KIND)
def _(draw: Any, model: AccumulatorModel) -> Any:
    if model.of_slices:
        return None
    number, step = _step(draw)
    shape = model.gradient(draw)
    return {"local_step": step, "gradient": draw.tensor(model.dtype, shape)}, _adds(number, shape)


@operations.SparseAccumulatorApplyGradient.pattern(KIND)
def _(draw: Any, model: AccumulatorModel) -> Any:
    if not model.of_slices:
        return None
    number, step = _step(draw)
    shape = model.gradient(draw)
    rows = [row for row in range(shape[0]) if draw.boolean()]
    has_known_shape = draw.boolean()
    return {
        "local_step": step,
        "gradient_indices": draw.constant(np.array(rows, np.int64), int64),
        "gradient_values": draw.tensor(model.dtype, (len(rows), *shape[1:])),
        "gradient_shape": draw.constant(np.array(shape if has_known_shape else (), np.int64), int64),
        "has_known_shape": has_known_shape,
    }, _adds(number, shape)


def _adds(local_step: int, shape: tuple[int, ...]) -> Effect:
    def effect(model: AccumulatorModel) -> bool:
        if local_step < model.global_step:
            return True  # ACC-3
        if model.summed not in (None, shape):
            return False
        model.summed = shape
        model.count += 1
        return True

    return effect


def _taker(of_slices: bool) -> Callable[[Any, AccumulatorModel], Any]:
    def pattern(draw: Any, model: AccumulatorModel) -> Any:
        if model.of_slices != of_slices:
            return None
        required = draw.choice([1, 2, 3])
        return {"num_required": draw.constant(required), "dtype": model.dtype}, _takes(required)

    return pattern


for _record in (operations.AccumulatorTakeGradient, operations.ResourceAccumulatorTakeGradient):
    _record.pattern(KIND)(_taker(of_slices=False))
operations.SparseAccumulatorTakeGradient.pattern(KIND)(_taker(of_slices=True))


def _takes(required: int) -> Effect:
    def effect(model: AccumulatorModel) -> bool | None:
        if model.count < required:
            return None
        model.count, model.summed = 0, None
        model.global_step += 1
        return True

    return effect


@operations.AccumulatorNumAccumulated.pattern(KIND)
@operations.ResourceAccumulatorNumAccumulated.pattern(KIND)
def _(draw: Any, model: AccumulatorModel) -> Any:
    return None if draw.boolean() else ({}, lambda model: True)


@operations.AccumulatorSetGlobalStep.pattern(KIND)
@operations.ResourceAccumulatorSetGlobalStep.pattern(KIND)
def _(draw: Any, model: AccumulatorModel) -> Any:
    if draw.integer(0, 3) < 3:
        return None  # it makes most gradients stale: seldom
    number, step = _step(draw)
    return {"new_global_step": step}, _sets(number)


def _sets(number: int) -> Effect:
    def effect(model: AccumulatorModel) -> bool:
        model.global_step = number
        return True

    return effect
