"""The ops of accumulators: those that name one, and those that apply to it and take from it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError, NotFoundError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.accumulators.accumulator import KIND, Accumulator
from reference.ops.accumulators.dense_sum import DenseSum
from reference.ops.accumulators.sparse_sum import Slices, SparseSum
from reference.ops.state.variable import word_of
from reference.runtime.handles import reference_handle, resource_handle, resource_of
from reference.tensor_shape import static_repr

_ATTRS = (
    'dtype: numeric, shape: shape, container: string = "", shared_name: string = "", '
    'reduction_type: {"MEAN", "SUM"} = "MEAN"'
)

ConditionalAccumulator = op("ConditionalAccumulator", outputs="handle: Ref(string)", attrs=_ATTRS, stateful=True)
SparseConditionalAccumulator = op(
    "SparseConditionalAccumulator", outputs="handle: Ref(string)", attrs=_ATTRS, stateful=True
)
ResourceConditionalAccumulator = op(
    "ResourceConditionalAccumulator", outputs="handle: resource", attrs=_ATTRS, stateful=True
)


@ConditionalAccumulator.shape
@SparseConditionalAccumulator.shape
@ResourceConditionalAccumulator.shape
def _() -> Any:
    return (2,)  # of the handle's two strings; the resource tensor, a scalar, is said to have it too


@ConditionalAccumulator.kernel
def _(*, context: Any, dtype: DType, shape: Any, container: str, shared_name: str, reduction_type: str) -> Any:
    return reference_handle(
        context, KIND, container, shared_name, lambda name: Accumulator(DenseSum(shape, reduction_type), dtype)
    )


@SparseConditionalAccumulator.kernel
def _(*, context: Any, dtype: DType, shape: Any, container: str, shared_name: str, reduction_type: str) -> Any:
    return reference_handle(
        context, KIND, container, shared_name, lambda name: Accumulator(SparseSum(shape, reduction_type), dtype)
    )


@ResourceConditionalAccumulator.kernel
def _(*, context: Any, dtype: DType, shape: Any, container: str, shared_name: str, reduction_type: str) -> Any:
    return resource_handle(
        context, KIND, container, shared_name, lambda name: Accumulator(DenseSum(shape, reduction_type), dtype)
    )


# ---- applying

_DTYPE = "dtype: numeric"
_APPLY = "local_step: int64, gradient: dtype"

AccumulatorApplyGradient = op("AccumulatorApplyGradient", f"handle: Ref(string), {_APPLY}", attrs=_DTYPE)
ResourceAccumulatorApplyGradient = op(
    "ResourceAccumulatorApplyGradient", f"handle: resource, {_APPLY}", attrs=_DTYPE, stateful=True
)
SparseAccumulatorApplyGradient = op(
    "SparseAccumulatorApplyGradient",
    "handle: Ref(string), local_step: int64, gradient_indices: int64, gradient_values: dtype, gradient_shape: int64",
    attrs=f"{_DTYPE}, has_known_shape: bool",
)


@AccumulatorApplyGradient.shape
@ResourceAccumulatorApplyGradient.shape
def _(handle: Any, local_step: Any, gradient: Any) -> Any:
    with_rank(local_step, 0)
    return []


@SparseAccumulatorApplyGradient.shape
def _(handle: Any, local_step: Any, indices: Any, values: Any, shape: Any) -> Any:
    with_rank(local_step, 0)
    return []


@AccumulatorApplyGradient.kernel
@ResourceAccumulatorApplyGradient.kernel
def _(handle: Any, local_step: Any, gradient: Any, *, context: Any, dtype: DType) -> None:
    accumulator = _accumulator(handle, context)
    step = _scalar(local_step, "local_step")
    _check_dtype(accumulator, dtype)
    if isinstance(accumulator.gradients, SparseSum):  # ACC-12
        raise NotFoundError(None, None, "No attr named 'has_known_shape' in NodeDef:")
    accumulator.apply(step, np.asarray(gradient), context.session.changes)


@SparseAccumulatorApplyGradient.kernel
def _(handle: Any, local_step: Any, indices: Any, values: Any, shape: Any, *, context: Any, dtype: DType,
      has_known_shape: bool) -> None:  # fmt: skip
    accumulator = _accumulator(handle, context)
    step = _scalar(local_step, "local_step")
    _check_dtype(accumulator, dtype)
    if isinstance(accumulator.gradients, DenseSum):  # ACC-12
        raise InvalidArgumentError(None, None, "Unknown input name: gradient")
    slices = Slices(np.asarray(indices), np.asarray(values), np.asarray(shape) if has_known_shape else None)
    accumulator.apply(step, slices, context.session.changes)


# ---- taking

_TAKE = "num_required: int32"

AccumulatorTakeGradient = op("AccumulatorTakeGradient", f"handle: Ref(string), {_TAKE}", "average: dtype", _DTYPE)
ResourceAccumulatorTakeGradient = op(
    "ResourceAccumulatorTakeGradient", f"handle: resource, {_TAKE}", "average: dtype", _DTYPE, stateful=True
)
SparseAccumulatorTakeGradient = op(
    "SparseAccumulatorTakeGradient",
    f"handle: Ref(string), {_TAKE}",
    "indices: int64, values: dtype, shape: int64",
    _DTYPE,
)


@AccumulatorTakeGradient.shape
@ResourceAccumulatorTakeGradient.shape
def _(handle: Any, num_required: Any) -> Any:
    with_rank(num_required, 0)
    return None


@SparseAccumulatorTakeGradient.shape
def _(handle: Any, num_required: Any) -> Any:
    with_rank(num_required, 0)
    return [None, None, None]


@AccumulatorTakeGradient.kernel
@ResourceAccumulatorTakeGradient.kernel
def _(handle: Any, num_required: Any, *, context: Any, dtype: DType) -> Generator[None, None, Any]:
    return (yield from _taken(handle, num_required, context, dtype, DenseSum))


@SparseAccumulatorTakeGradient.kernel
def _(handle: Any, num_required: Any, *, context: Any, dtype: DType) -> Generator[None, None, Any]:
    return (yield from _taken(handle, num_required, context, dtype, SparseSum))


def _taken(
    handle: Any, num_required: Any, context: Any, dtype: DType, kind: type[DenseSum | SparseSum]
) -> Generator[None, None, Any]:
    """What the accumulator gives once it has enough gradients (ACC-5)."""
    accumulator = _accumulator(handle, context)
    required = _scalar(num_required, "num_required")
    if required <= 0:
        raise InvalidArgumentError(None, None, f"Argument num_required must be positive, but was {required}")
    _check_dtype(accumulator, dtype)
    if not isinstance(accumulator.gradients, kind):  # ACC-12
        raise InvalidArgumentError(None, None, "The accumulator's gradients are not of the kind that is to be taken.")
    return (yield from accumulator.take(required, context.session.changes))


# ---- the count and the global step

AccumulatorNumAccumulated = op("AccumulatorNumAccumulated", "handle: Ref(string)", "num_accumulated: int32")
ResourceAccumulatorNumAccumulated = op(
    "ResourceAccumulatorNumAccumulated", "handle: resource", "num_accumulated: int32", stateful=True
)


@AccumulatorNumAccumulated.shape
@ResourceAccumulatorNumAccumulated.shape
def _(handle: Any) -> Any:
    return ()


@AccumulatorNumAccumulated.kernel
@ResourceAccumulatorNumAccumulated.kernel
def _(handle: Any, *, context: Any) -> Any:
    return np.int32(_accumulator(handle, context).count)


AccumulatorSetGlobalStep = op("AccumulatorSetGlobalStep", "handle: Ref(string), new_global_step: int64")
ResourceAccumulatorSetGlobalStep = op(
    "ResourceAccumulatorSetGlobalStep", "handle: resource, new_global_step: int64", stateful=True
)


@AccumulatorSetGlobalStep.shape
@ResourceAccumulatorSetGlobalStep.shape
def _(handle: Any, new_global_step: Any) -> Any:
    with_rank(new_global_step, 0)
    return []


@AccumulatorSetGlobalStep.kernel
@ResourceAccumulatorSetGlobalStep.kernel
def _(handle: Any, new_global_step: Any, *, context: Any) -> None:
    accumulator = _accumulator(handle, context)
    accumulator.set_global_step(_scalar(new_global_step, "num_required"))  # TensorFlow's message names that argument


def _accumulator(handle: Any, context: Any) -> Accumulator:
    accumulator: Accumulator = resource_of(handle, KIND, context)
    return accumulator


def _scalar(value: Any, argument: str) -> int:
    if np.ndim(value):
        shape = static_repr(np.shape(value))
        raise InvalidArgumentError(None, None, f"Argument {argument} must be scalar, but had bad shape {shape}")
    return int(value)


def _check_dtype(accumulator: Accumulator, dtype: DType) -> None:
    if accumulator.dtype is not dtype:
        raise InvalidArgumentError(
            None, None, f"The accumulator holds gradients of {word_of(accumulator.dtype)}, not {word_of(dtype)}."
        )
