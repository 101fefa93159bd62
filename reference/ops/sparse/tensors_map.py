"""Maps in which sparse tensors are kept under a number, so that queues can hold the number (PIPE-21)."""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.state.variable import word_of
from reference.runtime.context import Context
from reference.tensor_shape import static_repr

Array = np.ndarray[Any, Any]
_KIND = "SparseTensorsMap"


class Sparse(NamedTuple):
    """A sparse tensor as three arrays, and the dtype of its values."""

    indices: Array
    values: Array
    shape: Array
    dtype: DType


class TensorsMap:
    """Sparse tensors by number; each can be taken out once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._held: dict[int, Sparse] = {}
        self._next = 0

    def add(self, tensor: Sparse) -> int:
        """Puts a tensor in, and gives its number."""
        with self._lock:
            number = self._next
            self._next += 1
            self._held[number] = tensor
            return number

    def take(self, number: int) -> Sparse:
        """Takes the tensor of this number out; InvalidArgumentError where there is none."""
        with self._lock:
            if number not in self._held:
                raise InvalidArgumentError(None, None, f"Unable to find SparseTensor: {number} in map: {self._name}")
            return self._held.pop(number)


_ADD_ATTRS = 'T: type, container: string = "", shared_name: string = ""'
_SPARSE = "sparse_indices: int64, sparse_values: T, sparse_shape: int64"

AddSparseToTensorsMap = op("AddSparseToTensorsMap", _SPARSE, "sparse_handle: int64", _ADD_ATTRS, stateful=True)
AddManySparseToTensorsMap = op("AddManySparseToTensorsMap", _SPARSE, "sparse_handles: int64", _ADD_ATTRS, stateful=True)


def _check_ranks(sparse_indices: Any, sparse_values: Any, sparse_shape: Any) -> None:
    with_rank(sparse_indices, 2)
    with_rank(sparse_values, 1)
    with_rank(sparse_shape, 1)


@AddSparseToTensorsMap.shape
def _(sparse_indices: Any, sparse_values: Any, sparse_shape: Any) -> Any:
    _check_ranks(sparse_indices, sparse_values, sparse_shape)
    return ()


@AddManySparseToTensorsMap.shape
def _(sparse_indices: Any, sparse_values: Any, sparse_shape: Any) -> Any:
    _check_ranks(sparse_indices, sparse_values, sparse_shape)
    return (None,)


@AddSparseToTensorsMap.kernel
def _(
    sparse_indices: Array, sparse_values: Array, sparse_shape: Array, *, context: Context, T: DType,
    container: str, shared_name: str,
) -> Any:  # fmt: skip
    tensor = _checked(Sparse(sparse_indices, sparse_values, sparse_shape, T))
    return np.array(_map_of(context, container, shared_name or context.operation.name).add(tensor), np.int64)


@AddManySparseToTensorsMap.kernel
def _(
    sparse_indices: Array, sparse_values: Array, sparse_shape: Array, *, context: Context, T: DType,
    container: str, shared_name: str,
) -> Any:  # fmt: skip
    tensor = _checked(Sparse(sparse_indices, sparse_values, sparse_shape, T), many=True)
    held = _map_of(context, container, shared_name or context.operation.name)
    numbers = np.zeros(int(sparse_shape[0]), np.int64)
    rows = _rows(tensor)
    for row in [*rows, *(row for row in range(len(numbers)) if row not in rows)]:  # rows with values come first
        empty = _row(tensor, slice(0))
        numbers[row] = held.add(rows.get(row, empty))
    return numbers


TakeManySparseFromTensorsMap = op(
    "TakeManySparseFromTensorsMap", "sparse_handles: int64",
    "sparse_indices: int64, sparse_values: dtype, sparse_shape: int64",
    'dtype: type, container: string = "", shared_name: string = ""', stateful=True,
)  # fmt: skip


@TakeManySparseFromTensorsMap.shape
def _(sparse_handles: Any) -> Any:
    with_rank(sparse_handles, 1)
    return [(None, None), (None,), (None,)]


@TakeManySparseFromTensorsMap.kernel
def _(sparse_handles: Array, *, context: Context, dtype: DType, container: str, shared_name: str) -> Any:
    if sparse_handles.ndim != 1:
        shape = static_repr(sparse_handles.shape)
        raise InvalidArgumentError(None, None, f"sparse_handles should be a vector but received shape {shape}")
    if not sparse_handles.size:
        raise InvalidArgumentError(
            None, None, "Must have at least 1 serialized SparseTensor, but input matrix has 0 rows"
        )
    name = shared_name or context.state(lambda: f"_{next(context.session.numbers)}_{context.operation.name}")
    held = _map_of(context, container, name)
    return _stacked([held.take(int(number)) for number in sparse_handles], dtype)


def _map_of(context: Context, container: str, name: str) -> TensorsMap:
    found: TensorsMap = context.resources.lookup_or_create(container, name, lambda: TensorsMap(name), _KIND)
    return found


def _checked(tensor: Sparse, many: bool = False) -> Sparse:
    """The sparse tensor, which must have the ranks of one; the indices of ``many`` must be in order and in bounds."""
    indices, values, shape, _ = tensor
    for name, array, rank, form in (
        ("indices", indices, 2, "matrix"), ("values", values, 1, "vector"), ("shape", shape, 1, "vector")
    ):  # fmt: skip
        if array.ndim != rank:
            words = f"Input {name} should be a {form} but received shape {static_repr(array.shape)}"
            raise InvalidArgumentError(None, None, words)
    if many and len(shape) < 2:
        raise InvalidArgumentError(None, None, f"Rank of input SparseTensor should be > 1, but saw rank: {len(shape)}")
    if len(indices) != len(values):
        raise InvalidArgumentError(
            None, None, "indices and values rows (indexing dimension) must match. "
            f"(indices = {len(indices)}, values = {len(values)})"
        )  # fmt: skip
    if (shape < 0).any():
        raise InvalidArgumentError(None, None, f"Dimension {shape[shape < 0][0]} must be >= 0")
    if indices.shape[1] != len(shape):
        raise InvalidArgumentError(None, None, "Order length must be SparseTensor rank.")
    if many:
        _check_order(indices, shape)
    return tensor


def _check_order(indices: Array, shape: Array) -> None:
    previous: list[int] | None = None
    for position, index in enumerate(indices.tolist()):
        words = f"indices[{position}] = {static_repr(tuple(index))}"
        if any(not 0 <= number < size for number, size in zip(index, shape.tolist(), strict=True)):
            bounds = static_repr(tuple(shape.tolist()))
            raise InvalidArgumentError(None, None, f"{words} is out of bounds: need 0 <= index < {bounds}")
        if previous is not None and index == previous:
            raise InvalidArgumentError(None, None, f"{words} is repeated")
        if previous is not None and index < previous:
            raise InvalidArgumentError(None, None, f"{words} is out of order. Many sparse ops require sorted indices.")
        previous = index


def _rows(tensor: Sparse) -> dict[int, Sparse]:
    """The rows that have values, by number."""
    first = tensor.indices[:, 0]
    return {int(row): _row(tensor, first == row) for row in np.unique(first)}


def _row(tensor: Sparse, places: Any) -> Sparse:
    return Sparse(tensor.indices[places, 1:], tensor.values[places], tensor.shape[1:], tensor.dtype)


def _stacked(tensors: list[Sparse], dtype: DType) -> tuple[Array, Array, Array]:
    """The tensors as the rows of one, as large as the largest of them."""
    for number, tensor in enumerate(tensors):
        if tensor.dtype is not dtype:
            raise InvalidArgumentError(
                None, None, f"Requested SparseTensor of type {word_of(dtype)} but "
                f"SparseTensor[{number}].values.dtype() == {word_of(tensor.dtype)}"
            )  # fmt: skip
        if len(tensor.shape) != len(tensors[0].shape):
            raise InvalidArgumentError(
                None, None, f"Inconsistent rank across SparseTensors: rank prior to SparseTensor[{number}] was: "
                f"{len(tensors[0].shape) + 1} but rank of SparseTensor[{number}] is: {len(tensor.shape) + 1}"
            )  # fmt: skip
    indices = [np.insert(tensor.indices, 0, row, axis=1) for row, tensor in enumerate(tensors)]
    shape = np.array([len(tensors), *np.max([tensor.shape for tensor in tensors], axis=0)], np.int64)
    return np.concatenate(indices), np.concatenate([tensor.values for tensor in tensors]), shape
