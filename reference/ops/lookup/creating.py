"""The ops that name a table: it is made when one of them first runs in a session (TAB-1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank_at_most
from reference.ops.lookup.dense_table import DenseTable
from reference.ops.lookup.mutable_table import MutableTable
from reference.ops.lookup.signature import KIND, Array
from reference.ops.lookup.static_table import StaticTable
from reference.ops.state.variable import word_of
from reference.runtime.context import Context
from reference.runtime.handles import reference_handle, resource_handle
from reference.runtime.resources import Ref, ResourceHandle
from reference.tensor_shape import static_repr

_NAMES = 'container: string = "", shared_name: string = "", use_node_name_sharing: bool = false'
_DTYPES = "key_dtype: type, value_dtype: type"
_ATTRS = f"{_NAMES}, {_DTYPES}"
_VALUE_SHAPE = "value_shape: shape = []"
_DENSE_ATTRS = f"{_ATTRS}, {_VALUE_SHAPE}, initial_num_buckets: int = 131072, max_load_factor: float = 0.8"
_REFERENCE, _RESOURCE = "table_handle: Ref(string)", "table_handle: resource"

HashTable = op("HashTable", "", _REFERENCE, _ATTRS, stateful=True)
HashTableV2 = op("HashTableV2", "", _RESOURCE, _ATTRS, stateful=True)
MutableHashTable = op("MutableHashTable", "", _REFERENCE, _ATTRS, stateful=True)
MutableHashTableV2 = op("MutableHashTableV2", "", _RESOURCE, _ATTRS, stateful=True)
MutableHashTableOfTensors = op("MutableHashTableOfTensors", "", _REFERENCE, f"{_ATTRS}, {_VALUE_SHAPE}", stateful=True)
MutableHashTableOfTensorsV2 = op(
    "MutableHashTableOfTensorsV2", "", _RESOURCE, f"{_ATTRS}, {_VALUE_SHAPE}", stateful=True
)
MutableDenseHashTable = op("MutableDenseHashTable", "empty_key: key_dtype", _REFERENCE, _DENSE_ATTRS, stateful=True)
MutableDenseHashTableV2 = op(
    "MutableDenseHashTableV2", "empty_key: key_dtype, deleted_key: key_dtype", _RESOURCE, _DENSE_ATTRS, stateful=True
)

# The dtypes of values for each dtype of keys (TAB-2).
_NUMBERS = ("float32", "float64", "int32")
STATIC = {
    "int32": (*_NUMBERS, "string"),
    "int64": (*_NUMBERS, "int64", "string"),
    "string": (*_NUMBERS, "int64", "string", "bool"),
}
OF_TENSORS = {
    "int32": _NUMBERS,
    "int64": (*_NUMBERS, "int64", "string"),
    "string": (*_NUMBERS, "int64", "bool"),
}
MUTABLE = OF_TENSORS | {"int64": (*_NUMBERS, "int64", "string", "variant")}
DENSE = OF_TENSORS | {"int64": (*_NUMBERS, "int64", "bool", "variant")}


@HashTable.shape
@MutableHashTable.shape
@MutableHashTableOfTensors.shape
def _() -> Any:
    return (2,)


@HashTableV2.shape
@MutableHashTableV2.shape
@MutableHashTableOfTensorsV2.shape
def _() -> Any:
    return ()


@MutableDenseHashTable.shape
def _(empty_key: Any) -> Any:
    return (2,)


@MutableDenseHashTableV2.shape
def _(empty_key: Any, deleted_key: Any) -> Any:
    with_rank_at_most(empty_key, 1)
    return ()


def _handle(
    context: Context, kind: str, names: tuple[str, str, bool], dtypes: tuple[DType, DType],
    supported: dict[str, tuple[str, ...]], factory: Callable[[str], Any],
) -> Any:  # fmt: skip
    """The handle of a table, a "resource" or a "reference"; the table is made where there is none (TAB-3, TAB-4)."""
    container, shared_name, use_node_name = names
    operation = context.operation
    if dtypes[1].name not in supported.get(dtypes[0].name, ()):
        raise InvalidArgumentError(
            None, None, f"No OpKernel was registered to support Op '{operation.type}' used by node {operation.name} "
            f"with these attrs: [key_dtype={_enum(dtypes[0])}, value_dtype={_enum(dtypes[1])}]"
        )  # fmt: skip
    name = shared_name or (operation.name if use_node_name else "")
    make = resource_handle if kind == "resource" else reference_handle
    handle = make(context, KIND, container, name, factory)
    table = _created_again(context, handle, factory)
    if (table.key_dtype, table.value_dtype) != dtypes:
        wanted, held = (tuple(map(word_of, pair)) for pair in (dtypes, (table.key_dtype, table.value_dtype)))
        raise InvalidArgumentError(
            None, None,
            f"Conflicting key/value dtypes {wanted[0]}->{wanted[1]} with {held[0]}-{held[1]} for table {table.name}",
        )  # fmt: skip
    return handle


def _created_again(context: Context, handle: Any, factory: Callable[[str], Any]) -> Any:
    """The table; made anew where it was deleted after the operation's first step (TAB-4)."""
    if isinstance(handle, Ref):
        container, name = (part.decode() for part in handle.read())  # type: ignore[union-attr]
    else:
        container, name = handle[()].container, handle[()].name
    return ResourceHandle(context.resources, container, name, KIND).create(lambda: factory(name))


def _enum(dtype: DType) -> str:
    return f"DT_{word_of(dtype).upper()}"


def _publish_kernels(record: Any, kind: str, supported: Any, table: Callable[..., Any]) -> None:
    """The kernel of a handle op without inputs."""

    @record.kernel  # type: ignore[untyped-decorator]
    def _(
        *, context: Any, container: str, shared_name: str, use_node_name_sharing: bool, key_dtype: DType,
        value_dtype: DType,
    ) -> Any:  # fmt: skip
        names = (container, shared_name, use_node_name_sharing)
        return _handle(
            context, kind, names, (key_dtype, value_dtype), supported, lambda name: table(name, key_dtype, value_dtype)
        )


_publish_kernels(HashTable, "reference", STATIC, StaticTable)
_publish_kernels(HashTableV2, "resource", STATIC, StaticTable)
_publish_kernels(MutableHashTable, "reference", MUTABLE, MutableTable)
_publish_kernels(MutableHashTableV2, "resource", MUTABLE, MutableTable)


def _table_of_tensors(name: str, key_dtype: DType, value_dtype: DType, value_shape: Any) -> MutableTable:
    if value_shape is None or len(value_shape) != 1:
        raise InvalidArgumentError(
            None, None, f"Default value must be a vector, got shape {static_repr(value_shape or ())}"
        )
    return MutableTable(name, key_dtype, value_dtype, value_shape)


def _publish_kernels_of_tensors(record: Any, kind: str) -> None:
    @record.kernel  # type: ignore[untyped-decorator]
    def _(
        *, context: Any, container: str, shared_name: str, use_node_name_sharing: bool, key_dtype: DType,
        value_dtype: DType, value_shape: Any,
    ) -> Any:  # fmt: skip
        names = (container, shared_name, use_node_name_sharing)
        return _handle(
            context, kind, names, (key_dtype, value_dtype), OF_TENSORS,
            lambda name: _table_of_tensors(name, key_dtype, value_dtype, value_shape),
        )  # fmt: skip


_publish_kernels_of_tensors(MutableHashTableOfTensors, "reference")
_publish_kernels_of_tensors(MutableHashTableOfTensorsV2, "resource")


@MutableDenseHashTable.kernel
def _(empty_key: Array) -> Any:
    """TensorFlow's kernel looks for an input that this older op has not."""
    raise InvalidArgumentError(None, None, "Unknown input name: deleted_key")


@MutableDenseHashTableV2.kernel
def _(
    empty_key: Array, deleted_key: Array, *, context: Any, container: str, shared_name: str,
    use_node_name_sharing: bool, key_dtype: DType, value_dtype: DType, value_shape: Any, initial_num_buckets: int,
    max_load_factor: float,
) -> Any:  # fmt: skip
    def table(name: str) -> DenseTable:
        shape = tuple(value_shape or ())
        _check_dense(empty_key, deleted_key, shape, initial_num_buckets, max_load_factor)
        marks = (empty_key, deleted_key)
        return DenseTable(name, (key_dtype, value_dtype), shape, marks, initial_num_buckets, max_load_factor)

    names = (container, shared_name, use_node_name_sharing)
    return _handle(context, "resource", names, (key_dtype, value_dtype), DENSE, table)


def _check_dense(empty: Array, deleted: Array, value_shape: Any, buckets: int, load: float) -> None:
    """InvalidArgumentError for keys, a shape or numbers of which no table can be made (TAB-13)."""
    problem = ""
    if not 0 < load < 1:
        problem = f"max_load_factor must be between 0 and 1, got: {load:g}"
    elif len(value_shape) > 1:
        problem = f"Empty value must be a scalar or a vector, got shape {static_repr(value_shape)}"
    elif empty.ndim > 1:
        problem = f"Empty key must be a scalar or a vector, got shape {static_repr(empty.shape)}"
    elif empty.shape != deleted.shape:
        shapes = f"{static_repr(empty.shape)} and {static_repr(deleted.shape)}"
        problem = f"Empty and deleted keys must have same shape, got shapes: {shapes}"
    elif (empty == deleted).all():
        problem = "Empty and deleted keys cannot be equal"
    elif buckets < 4 or buckets & (buckets - 1):
        problem = f"Number of buckets must be at least 4 and a power of 2, got: {buckets}"
    if problem:
        raise InvalidArgumentError(None, None, problem)
