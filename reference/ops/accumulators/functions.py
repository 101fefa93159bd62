"""The classes that stand for accumulators in a graph (ACC-1, ACC-11)."""

from __future__ import annotations

from typing import Any

from reference import dtypes
from reference.convert import to_tensor
from reference.opdef.functions import build
from reference.ops.math.casting import cast
from reference.public import public
from reference.sparse import IndexedSlices
from reference.tensor_shape import TensorShape


@public("ConditionalAccumulatorBase")
class ConditionalAccumulatorBase:
    """What both kinds of accumulators have: a handle, a count of gradients and a global step (ACC-11)."""

    def __init__(self, dtype: Any, shape: Any, accumulator_ref: Any) -> None:
        self._dtype = dtype
        self._shape = TensorShape(shape)
        self._accumulator_ref = accumulator_ref
        self._name = accumulator_ref.op.name.rpartition("/")[2]
        self._prefix = "Resource" if accumulator_ref.dtype == dtypes.resource else ""

    @property
    def accumulator_ref(self) -> Any:
        """The handle: a resource tensor, or a reference to strings."""
        return self._accumulator_ref

    @property
    def name(self) -> str:
        """The last part of the name of the operation that makes the handle."""
        return str(self._name)

    @property
    def dtype(self) -> Any:
        """The dtype of the gradients, as it was given."""
        return self._dtype

    def num_accumulated(self, name: str | None = None) -> Any:
        """How many gradients are accumulated: int32 scalar (ACC-3, ACC-11)."""
        name = f"{self._name}_NumAccumulated" if name is None else name
        return build(f"{self._prefix}AccumulatorNumAccumulated", name, handle=self._accumulator_ref)

    def set_global_step(self, new_global_step: Any, name: str | None = None) -> Any:
        """An operation that sets the global step: int64 scalar (ACC-4)."""
        step = cast(to_tensor(new_global_step), dtypes.int64)
        op_type = f"{self._prefix}AccumulatorSetGlobalStep"
        return build(op_type, name, handle=self._accumulator_ref, new_global_step=step)


@public("ConditionalAccumulator")
class ConditionalAccumulator(ConditionalAccumulatorBase):
    """Accumulates gradients that are tensors (ACC-1)."""

    def __init__(
        self,
        dtype: Any,
        shape: Any = None,
        shared_name: str | None = None,
        name: str = "conditional_accumulator",
        reduction_type: str = "MEAN",
    ) -> None:
        handle = build(
            "ResourceConditionalAccumulator", name,
            dtype=dtype, shape=shape, shared_name=shared_name, reduction_type=reduction_type,
        )  # fmt: skip
        super().__init__(dtype, shape, handle)

    def apply_grad(self, grad: Any, local_step: Any = 0, name: str | None = None) -> Any:
        """An operation that adds a gradient, unless ``local_step`` is before the global step (ACC-3, ACC-7)."""
        grad = to_tensor(grad, self._dtype)
        grad.shape.assert_is_compatible_with(self._shape)
        step = cast(to_tensor(local_step), dtypes.int64)
        op_type = "ResourceAccumulatorApplyGradient"
        return build(op_type, name, handle=self._accumulator_ref, local_step=step, gradient=grad)

    def take_grad(self, num_required: Any, name: str | None = None) -> Any:
        """The mean or sum of all gradients, once there are ``num_required`` (ACC-5)."""
        taken = build(
            "ResourceAccumulatorTakeGradient", name,
            handle=self._accumulator_ref, num_required=num_required, dtype=self._dtype,
        )  # fmt: skip
        taken.set_shape(self._shape)
        return taken


@public("SparseConditionalAccumulator", "sparse.SparseConditionalAccumulator")
class SparseConditionalAccumulator(ConditionalAccumulatorBase):
    """Accumulates gradients that are given by slices (ACC-8)."""

    def __init__(
        self,
        dtype: Any,
        shape: Any = None,
        shared_name: str | None = None,
        name: str = "sparse_conditional_accumulator",
        reduction_type: str = "MEAN",
    ) -> None:
        handle = build(
            "SparseConditionalAccumulator", name,
            dtype=dtype, shape=shape, shared_name=shared_name, reduction_type=reduction_type,
        )  # fmt: skip
        super().__init__(dtype, shape, handle)

    def apply_indexed_slices_grad(self, grad: Any, local_step: Any = 0, name: str | None = None) -> Any:
        """The same as `apply_grad`, of an `IndexedSlices`."""
        return self.apply_grad(grad.indices, grad.values, grad.dense_shape, local_step, name)

    def apply_grad(
        self, grad_indices: Any, grad_values: Any, grad_shape: Any = None, local_step: Any = 0, name: str | None = None
    ) -> Any:
        """An operation that adds slices, unless ``local_step`` is before the global step (ACC-3, ACC-8, ACC-9)."""
        step = cast(to_tensor(local_step), dtypes.int64)
        return build(
            "SparseAccumulatorApplyGradient",
            name,
            handle=self._accumulator_ref,
            local_step=step,
            gradient_indices=cast(grad_indices, dtypes.int64),
            gradient_values=grad_values,
            gradient_shape=cast([] if grad_shape is None else grad_shape, dtypes.int64),
            has_known_shape=grad_shape is not None,
        )

    def take_grad(self, num_required: Any, name: str | None = None) -> Any:
        """Indices, values and shape of the mean or sum, once there are ``num_required`` gradients (ACC-5, ACC-10)."""
        return build(
            "SparseAccumulatorTakeGradient", name,
            handle=self._accumulator_ref, num_required=num_required, dtype=self._dtype,
        )  # fmt: skip

    def take_indexed_slices_grad(self, num_required: Any, name: str | None = None) -> IndexedSlices:
        """The same as `take_grad`, as an `IndexedSlices`."""
        taken = self.take_grad(num_required, name)
        return IndexedSlices(indices=taken.indices, values=taken.values, dense_shape=taken.shape)
