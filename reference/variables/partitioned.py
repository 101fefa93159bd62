"""Variables made of several smaller ones, cut along one axis (VAR-38)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from reference.convert import register_tensor_conversion_function, to_tensor
from reference.dtypes import DType, as_dtype
from reference.graph.defaults import get_default_graph
from reference.graph.name_scope import name_scope
from reference.opdef.functions import build
from reference.ops.source.constant import constant
from reference.public import public
from reference.tensor_shape import TensorShape
from reference.variables.variable import Variable


class PartitionInfo(NamedTuple):
    """Which part of a larger variable an initialiser is asked for."""

    full_shape: list[int]
    var_offset: list[int]


class PartitionedVariable:
    """The parts of a variable, in order; as a tensor, their concatenation."""

    def __init__(
        self, name: str, shape: TensorShape, dtype: DType, parts: list[Variable], partitions: list[int]
    ) -> None:
        self._name, self._shape, self._dtype, self._parts, self._partitions = name, shape, dtype, parts, partitions

    name = property(lambda self: self._name, doc="The name of the whole; those of the parts end in ``part_N``.")
    dtype = property(lambda self: self._dtype, doc="The dtype of the value.")
    shape = property(lambda self: self._shape, doc="The shape of the whole.")

    def get_shape(self) -> TensorShape:
        """The same as `shape`."""
        return self._shape

    def __iter__(self) -> Iterator[Variable]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def as_tensor(self) -> Any:
        """The value of the whole."""
        values = [part.value() for part in self._parts]
        axis = next((axis for axis, count in enumerate(self._partitions) if count > 1), 0)
        with name_scope(None, None):
            if len(values) == 1:
                return build("Identity", self._name, input=values[0])
            with get_default_graph().name_scope(f"{self._name}/ConcatPartitions/"):
                joined = build("ConcatV2", "concat", values=values, axis=axis)
            return build("Identity", self._name, input=joined)

    def assign(
        self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> list[Any]:
        """Assigns to every part its slice of ``value``."""
        return self._each("assign", value, use_locking, read_value)

    def assign_add(
        self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """Adds to every part its slice of ``value``."""
        return self._each("assign_add", value, use_locking, read_value)

    def assign_sub(
        self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """Subtracts from every part its slice of ``value``."""
        return self._each("assign_sub", value, use_locking, read_value)

    def _each(self, method: str, value: Any, use_locking: bool, read_value: bool) -> list[Any]:
        axis = next((axis for axis, count in enumerate(self._partitions) if count > 1), 0)
        sizes = np.array([part.shape.as_list()[axis] for part in self._parts], np.int32)
        pieces = build(
            "SplitV", "split", value=value, size_splits=constant(sizes), split_dim=axis, num_split=len(sizes)
        )
        return [
            getattr(part, method)(piece, use_locking=use_locking, read_value=read_value)
            for part, piece in zip(self._parts, pieces, strict=True)
        ]


def _whole(value: PartitionedVariable, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    if dtype is not None and not as_dtype(dtype).is_compatible_with(value.dtype):
        raise ValueError(
            f"Incompatible type conversion requested to type '{as_dtype(dtype).name}' "
            f"for variable of type '{value.dtype.name}'"
        )
    return value.as_tensor()


register_tensor_conversion_function(PartitionedVariable, _whole)


def get_partitioned_variable(
    store: Any,
    name: str,
    shape: Any,
    dtype: DType,
    partitioner: Any,
    *,
    reuse: Any,
    initializer: Any = None,
    **rest: Any,
) -> Any:
    """The variable of that name, in as many parts as ``partitioner(shape=…, dtype=…)`` says for each axis."""
    whole = TensorShape(shape) if callable(initializer) else getattr(initializer, "shape", TensorShape(shape))
    if not whole.is_fully_defined():
        raise ValueError(f"Shape of a new partitioned variable must be fully defined, but instead was {whole}.")
    sizes: list[Any] = whole.as_list()
    partitions = _partitions(partitioner, whole, dtype)
    if name in store.partitioned:
        return _existing(store.partitioned[name], whole, dtype, partitions, reuse)
    if reuse is True:
        raise ValueError(
            f"PartitionedVariable {name} does not exist, or was not created with tf.get_variable(). "
            "Did you mean to set reuse=False or reuse=tf.AUTO_REUSE in VarScope?"
        )
    parts = []
    for index, (offset, size) in enumerate(_slices(sizes, partitions)):
        part_name = f"{name}/part_{index}"
        part_shape, value = _part_initializer(initializer, part_name, offset, size)
        info = PartitionInfo(sizes, offset)
        part = store.get_single_variable(
            part_name, shape=part_shape, dtype=dtype, reuse=reuse, initializer=value, partition_info=info, **rest
        )
        part._set_save_slice_info(Variable.SaveSliceInfo(name, sizes, offset, size))
        parts.append(part)
    store.partitioned[name] = PartitionedVariable(name, whole, dtype, parts, partitions)
    return store.partitioned[name]


def _existing(found: PartitionedVariable, shape: TensorShape, dtype: DType, partitions: list[int], reuse: Any) -> Any:
    name = found.name
    if not reuse:
        raise ValueError(
            f"Partitioned variable with name {name} already exists. "
            "Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?"
        )
    for what, given, known, fits in (
        ("shape", shape, found.shape, shape.is_compatible_with(found.shape)),
        ("dtype", dtype.name, found.dtype.name, dtype.is_compatible_with(found.dtype)),
        ("partitions", partitions, found._partitions, partitions == found._partitions),
    ):
        if not fits:
            raise ValueError(
                f"Trying to reuse partitioned variable {name}, but specified {what} {given} and found {what} {known}."
            )
    return found


def _partitions(partitioner: Callable[..., Any], shape: TensorShape, dtype: DType) -> list[int]:
    counts = partitioner(shape=shape, dtype=dtype)
    if not isinstance(counts, Sequence):
        raise ValueError(f"Partitioner must return a sequence, but saw: {counts}")
    if len(counts) != shape.ndims:
        raise ValueError(
            f"Partitioner returned a partition list that does not match the Variable's rank: {counts} vs. {shape}"
        )
    if any(count < 1 for count in counts):
        raise ValueError(f"Partitioner returned zero partitions for some axes: {counts}")
    if sum(count > 1 for count in counts) > 1:
        raise ValueError(f"Can only slice a variable along one dimension: shape: {shape}, partitioning: {counts}")
    return list(counts)


def _slices(shape: list[int], partitions: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Offset and shape of every part; the first ones are larger by one where the size does not divide."""
    axis = next((axis for axis, count in enumerate(partitions) if count > 1), 0)
    size, larger = divmod(shape[axis], partitions[axis])
    start = 0
    for index in range(partitions[axis]):
        length = size + (index < larger)
        offset = [0] * len(shape)
        offset[axis] = start
        yield offset, [*shape[:axis], length, *shape[axis + 1 :]]
        start += length


def _part_initializer(initializer: Any, name: str, offset: list[int], size: list[int]) -> tuple[Any, Any]:
    """The shape and initialiser to ask for a part with: a value is cut, a function asked for less."""
    if initializer is None or callable(initializer):
        return size, initializer
    with name_scope(f"{name}/PartitionedInitializer/", None):
        begin, extent = (np.array(numbers, np.int32) for numbers in (offset, size))
        return None, build("Slice", None, input=to_tensor(initializer), begin=begin, size=extent)


@public("fixed_size_partitioner")
def fixed_size_partitioner(num_shards: int, axis: int = 0) -> Callable[..., list[int]]:
    """A partitioner that cuts ``axis`` into this many parts, or as many as it has rows."""

    def _partitioner(shape: Any, **unused: Any) -> list[int]:
        counts = [1] * len(shape)
        counts[axis] = min(num_shards, shape.as_list()[axis])
        return counts

    return _partitioner
