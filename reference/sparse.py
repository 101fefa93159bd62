"""Values made of several tensors: `SparseTensor` and `IndexedSlices`, and what fetching them gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from reference.convert import to_tensor
from reference.opdef.constant_value import constant_as_shape
from reference.opdef.static_shape import with_rank
from reference.public import public
from reference.tensor_shape import TensorShape

if TYPE_CHECKING:
    from reference.dtypes import DType
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor


@public("SparseTensorValue")
class SparseTensorValue(NamedTuple):
    """What a fetched `SparseTensor` gives, and what one may be fed: three arrays."""

    indices: Any
    values: Any
    dense_shape: Any


@public("SparseTensor", "sparse.SparseTensor")
class SparseTensor:
    """A tensor given by the places and values of its elements that are not zero.

    ``indices``: int64 [count, rank]; ``values``: any dtype [count]; ``dense_shape``: int64 [rank].
    """

    def __init__(self, indices: Any, values: Any, dense_shape: Any) -> None:
        from reference.graph.name_scope import name_scope

        with name_scope(None, "SparseTensor", [indices, values, dense_shape]):
            self._indices = to_tensor(indices, "int64", "indices")
            self._values = to_tensor(values, None, "values")
            self._dense_shape = to_tensor(dense_shape, "int64", "dense_shape")
        count, rank = with_rank(self._indices._static, 2)
        (value_count,) = with_rank(self._values._static, 1)
        TensorShape([count]).merge_with([value_count])
        TensorShape([rank]).merge_with(TensorShape.from_static(with_rank(self._dense_shape._static, 1)))

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> SparseTensor:
        """A `SparseTensor` of constants; TypeError if the value is not one."""
        if not isinstance(sparse_tensor_value, SparseTensor | SparseTensorValue):
            raise TypeError(
                "Neither a SparseTensor nor SparseTensorValue: {}.".format(sparse_tensor_value)  # noqa: UP032
            )
        return cls(*(getattr(sparse_tensor_value, name) for name in SparseTensorValue._fields))

    indices = property(lambda self: self._indices, doc="The places of the values.")
    values = property(lambda self: self._values, doc="The values.")
    dense_shape = property(lambda self: self._dense_shape, doc="The shape of the whole tensor.")

    @property
    def op(self) -> Operation:
        """The operation that makes the values."""
        return self._values.op

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._values.dtype

    @property
    def graph(self) -> Graph:
        """The graph of the three tensors."""
        return self._indices.graph

    @property
    def shape(self) -> TensorShape:
        """What is known of the shape of the whole tensor."""
        return TensorShape.from_static(constant_as_shape(self._dense_shape))

    def get_shape(self) -> TensorShape:
        """The same as `shape`."""
        return self.shape

    def eval(self, feed_dict: Any = None, session: Any = None) -> SparseTensorValue:
        """The value, run in ``session`` or the default session (DEF-9)."""
        from reference.session.default_run import eval_in_default_session

        return eval_in_default_session(self, feed_dict, self.graph, session)  # type: ignore[no-any-return]

    def __str__(self) -> str:
        return f"SparseTensor(indices={self._indices}, values={self._values}, dense_shape={self._dense_shape})"


class IndexedSlicesValue(NamedTuple):
    """What fetched `IndexedSlices` give."""

    values: Any
    indices: Any
    dense_shape: Any


@public("IndexedSlices")
class IndexedSlices:
    """Rows of a larger tensor: ``values[i]`` stands in row ``indices[i]``."""

    def __init__(self, values: Tensor, indices: Tensor, dense_shape: Tensor | None = None) -> None:
        self._values, self._indices, self._dense_shape = values, indices, dense_shape

    values = property(lambda self: self._values, doc="The rows.")
    indices = property(lambda self: self._indices, doc="Where each row stands.")
    dense_shape = property(lambda self: self._dense_shape, doc="The shape of the whole tensor, or None.")

    @property
    def name(self) -> str:
        """The name of the rows' tensor."""
        return self._values.name

    @property
    def op(self) -> Operation:
        """The operation that makes the rows."""
        return self._values.op

    @property
    def dtype(self) -> DType:
        """The dtype of the rows."""
        return self._values.dtype

    @property
    def device(self) -> str:
        """The device of the rows."""
        return self._values.device

    @property
    def graph(self) -> Graph:
        """The graph of the rows."""
        return self._values.graph

    def _as_control_input(self) -> Operation:
        return self._values.op

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(-self._values, self._indices, self._dense_shape)  # type: ignore[operator]

    def __str__(self) -> str:
        shape = "" if self._dense_shape is None else f", dense_shape={self._dense_shape}"
        return f"IndexedSlices(indices={self._indices}, values={self._values}{shape})"
