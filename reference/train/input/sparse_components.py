"""Sparse tensors in batches: the queue holds the number under which a map holds the tensor (PIPE-21)."""

from __future__ import annotations

from typing import Any, NamedTuple

from reference import dtypes
from reference.dtypes import DType
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.constant_value import constant_value
from reference.opdef.functions import build
from reference.ops.array.gathering import gather
from reference.ops.array.reshaping import expand_dims, squeeze
from reference.ops.control_flow.branch import branches_on, take_from_branch
from reference.ops.flow.grouping import with_dependencies
from reference.ops.math.selection import where
from reference.ops.source.constant import constant
from reference.sparse import SparseTensor


class Map(NamedTuple):
    """Where the sparse tensors of a component are kept: the operation that made the map, and what they are."""

    made_by: Operation
    rank: int | None  # of a batch of them
    dtype: DType


Maps = list[Map | None]  # one for each component, None for a dense one


def stored(sets: list[list[Any]], enqueue_many: bool, keep: Tensor) -> tuple[list[list[Tensor]], Maps]:
    """All components as tensors, sparse ones as numbers in maps, which the sets share.

    Raises ValueError where a component is sparse in some sets only, or of different ranks.
    """
    maps: Maps = [None] * len(sets[0])
    tensors: list[list[Tensor]] = []
    for number, components in enumerate(sets):
        shared = ["" if entry is None else entry.made_by.name for entry in maps]
        numbers = [
            _number(component, enqueue_many, keep, name) if isinstance(component, SparseTensor) else None
            for component, name in zip(components, shared, strict=False)
        ]
        tensors.append(_columns(components, numbers))
        found = [_map_of(*pair, enqueue_many) for pair in zip(components, numbers, strict=False)]
        if number and not _agree(maps, found):
            raise ValueError(f"Inconsistent SparseTensors list: {sets[0]} vs. {components}")
        maps = maps if number else found
    return tensors, maps


def _columns(components: list[Any], numbers: list[Tensor | None]) -> list[Tensor]:
    """The components for the queue: numbers become columns."""
    return [
        component if number is None else expand_dims(number, [-1])
        for component, number in zip(components, numbers, strict=False)
    ]


def _map_of(component: Any, number: Tensor | None, enqueue_many: bool) -> Map | None:
    if number is None:
        return None
    rank = component.dense_shape.shape.with_rank(1)[0].value
    made_by = number.op if number.op.type != "Merge" else number.op.inputs[1].op
    return Map(made_by, rank if rank is None or enqueue_many else rank + 1, component.dtype)


def _agree(first: Maps, other: Maps) -> bool:
    return all(
        (a is None) == (b is None) and (a is None or b is None or None in (a.rank, b.rank) or a.rank == b.rank)
        for a, b in zip(first, other, strict=False)
    )


# ---- putting into maps


def _number(component: SparseTensor, enqueue_many: bool, keep: Tensor, shared_name: str) -> Tensor:
    """The number, or with ``enqueue_many`` the numbers of the rows, under which a map holds the tensor."""
    if keep.shape.ndims == 1:
        return _added(_values_where(keep, component), enqueue_many, shared_name)
    if constant_value(keep) is not None:
        return _added(component, enqueue_many, shared_name)
    graph = DEFAULT_GRAPHS.get_default()
    with graph.name_scope("cond"):
        _, if_false, predicate = branches_on(keep)
        number = _added(component, enqueue_many, shared_name)
        take_from_branch(number.op, predicate, taken_if=True)
        with graph.control_dependencies([if_false]):
            none = constant([-1] if enqueue_many else -1, dtype=dtypes.int64)
        return build("Merge", "Merge", inputs=[none, number]).output  # type: ignore[no-any-return]


def _added(component: SparseTensor, enqueue_many: bool, shared_name: str) -> Tensor:
    op_type = "AddManySparseToTensorsMap" if enqueue_many else "AddSparseToTensorsMap"
    return build(  # type: ignore[no-any-return]
        op_type,
        sparse_indices=component.indices,
        sparse_values=component.values,
        sparse_shape=component.dense_shape,
        shared_name=shared_name,
    )


def _values_where(keep: Tensor, component: SparseTensor) -> SparseTensor:
    """The sparse tensor without the values of the rows that are not kept."""
    kept = build("Reshape", tensor=where(gather(keep, component.indices[:, 0])), shape=[-1])
    return SparseTensor(
        gather(component.indices, kept),
        gather(component.values, kept),
        build("Identity", input=component.dense_shape),
    )


# ---- taking out of maps


def restored(taken: Any, maps: Maps) -> Any:
    """What was taken out of a queue, with sparse tensors for their numbers; all of it waits for all of it."""
    if not any(maps):
        return taken
    is_one = isinstance(taken, Tensor)
    listed = [taken] if is_one else taken
    found = [tensor if entry is None else _batch_of(tensor, entry) for tensor, entry in zip(listed, maps, strict=True)]
    operations = [item.op for item in found]
    together = [_with_dependencies(operations, item) for item in found]
    return found[0] if is_one else together  # one component waits for itself alone


def _batch_of(numbers: Tensor, entry: Map) -> SparseTensor:
    graph = numbers.graph
    numbers = squeeze(numbers, [1])
    with graph.colocate_with(entry.made_by):
        indices, values, shape = build(
            "TakeManySparseFromTensorsMap", sparse_handles=numbers, dtype=entry.dtype, shared_name=entry.made_by.name
        )
    indices.set_shape([None, entry.rank])
    shape.set_shape([entry.rank])
    return SparseTensor(indices, values, shape)


def _with_dependencies(operations: list[Operation], item: Any) -> Any:
    if isinstance(item, Tensor):
        return with_dependencies(operations, item)
    parts = (item.indices, item.values, item.dense_shape)
    return SparseTensor(*(with_dependencies(operations, part) for part in parts))
