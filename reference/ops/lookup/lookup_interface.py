"""What all tables of the Python side have in common (TAB-15)."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.dtypes import as_dtype
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.public import public
from reference.sparse import SparseTensor
from reference.tensor_shape import TensorShape


@public("contrib.lookup.LookupInterface")
class LookupInterface:
    """A table that maps keys to values."""

    def __init__(self, key_dtype: Any, value_dtype: Any) -> None:
        self._key_dtype, self._value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)

    key_dtype = property(lambda self: self._key_dtype, doc="The dtype of the keys.")
    value_dtype = property(lambda self: self._value_dtype, doc="The dtype of the values.")

    @property
    def name(self) -> Any:
        """The name of the table; NotImplementedError here."""
        return NotImplementedError

    @property
    def resource_handle(self) -> Any:
        """The tensor that means the table."""
        raise NotImplementedError

    def size(self, name: str | None = None) -> Any:
        """How many keys there are, an int64 scalar."""
        raise NotImplementedError

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The value of each key."""
        raise NotImplementedError


@public("contrib.lookup.InitializableLookupTableBase")
class InitializableLookupTableBase(LookupInterface):
    """A table that is filled by one operation, its ``initializer`` (TAB-15)."""

    def __init__(self, default_value: Any, initializer: Any) -> None:
        super().__init__(initializer.key_dtype, initializer.value_dtype)
        self._default_value = to_tensor(default_value, self._value_dtype)
        self._default_value.get_shape().merge_with(TensorShape([]))
        self._initializer = initializer
        self._resource_handle = self._create_resource()
        self._init_op = initializer.initialize(self)

    def _create_resource(self) -> Tensor:
        """The operation that names the table."""
        raise NotImplementedError

    default_value = property(lambda self: self._default_value, doc="The value of a key that has none.")
    resource_handle = property(lambda self: self._resource_handle, doc="The tensor that means the table.")

    @property
    def name(self) -> str:
        """The last part of the name of the operation that names the table."""
        return last_name(self._resource_handle)

    @property
    def initializer(self) -> Operation:
        """The operation that fills the table."""
        return self._init_op  # type: ignore[no-any-return]

    def size(self, name: str | None = None) -> Any:
        """How many keys there are, an int64 scalar."""
        with name_scope(name, f"{self.name}_Size", [self._resource_handle]):
            return build("LookupTableSizeV2", None, table_handle=self._resource_handle)

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The value of each key of a tensor or SparseTensor; TypeError for keys of another dtype (TAB-20)."""
        check_keys(keys, self._key_dtype)
        tensor = keys.values if isinstance(keys, SparseTensor) else keys
        with name_scope(name, f"{self.name}_Lookup", [self._resource_handle, tensor, self._default_value]):
            values = build(
                "LookupTableFindV2", None,
                table_handle=self._resource_handle, keys=tensor, default_value=self._default_value,
            )  # fmt: skip
        values.set_shape(tensor.get_shape())
        return like(keys, values)


def last_name(handle: Tensor) -> str:
    """The name of an operation without the scopes around it."""
    return str(handle.op.name.rsplit("/", 1)[-1])


def check_keys(keys: Any, dtype: Any) -> None:
    """TypeError unless the keys, a tensor or SparseTensor, are of this dtype."""
    if keys.dtype.base_dtype != dtype:
        raise TypeError(f"Signature mismatch. Keys must be dtype {dtype}, got {keys.dtype}.")


def like(keys: Any, values: Tensor) -> Any:
    """The values where the keys were, if those were sparse."""
    return SparseTensor(keys.indices, values, keys.dense_shape) if isinstance(keys, SparseTensor) else values


def set_exported_shapes(keys: Tensor, values: Tensor, value_shape: Any = ()) -> None:
    """As many values as keys."""
    values.set_shape(keys.get_shape().concatenate(value_shape))
