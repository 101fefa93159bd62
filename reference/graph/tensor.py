"""A tensor: one output of an operation, by which other operations take it as input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.tensor_shape import TensorShape, as_static, static_repr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reference.dtypes import DType
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.opdef.record import StaticShape


class OperatorNotAllowedInGraphError(TypeError):
    """A Python construct needed the value of a tensor, which a graph does not hold (GRA-9)."""


class Tensor:
    """A symbolic handle to one output of an `Operation`; it has a dtype and a static shape, no value (GRA-3, GRA-9).

    Tensors are equal only to themselves (GRA-23).
    """

    __slots__ = (
        "__weakref__", "_op", "_value_index", "_dtype", "_static", "_shape", "_consumers", "_constant", "__dict__",
    )  # fmt: skip
    __array_priority__ = 100  # NumPy's operators give way to the tensor's

    OVERLOADABLE_OPERATORS: set[str] = set()  # filled by reference.ops.operators

    def __init__(self, op: Operation, value_index: int, dtype: DType) -> None:
        self._op = op
        self._value_index = value_index
        self._dtype = dtype
        self._static: StaticShape = None
        self._shape: TensorShape | None = None  # one object, because unknown sizes are equal only to themselves
        self._consumers: list[Operation] = []
        self._constant: Any = None  # what reference.opdef.constant_value has found out

    @property
    def op(self) -> Operation:
        """The operation that makes this tensor."""
        return self._op

    @property
    def value_index(self) -> int:
        """Which output of its operation this tensor is."""
        return self._value_index

    @property
    def dtype(self) -> DType:
        """The dtype of the elements."""
        return self._dtype

    @property
    def graph(self) -> Graph:
        """The graph that contains this tensor."""
        return self._op.graph

    @property
    def name(self) -> str:
        """``operation:index`` (NAM-5)."""
        return f"{self._op.name}:{self._value_index}"

    @property
    def device(self) -> str:
        """The device that the operation was asked to run on, or the empty string."""
        return self._op.device

    @property
    def shape(self) -> TensorShape:
        """What is known of the shape before the graph runs (GRA-15)."""
        if self._shape is None or self._shape.static != self._static:
            self._shape = TensorShape(self._static)  # ValueError if a size is below 0
        return self._shape

    def get_shape(self) -> TensorShape:
        """The same as `shape`."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Adds knowledge of the shape; ValueError if it contradicts what is known (GRA-28)."""
        from reference.opdef.static_shape import merge

        self._static = merge(self._static, as_static(shape))

    def _shape_as_list(self) -> list[int | None] | None:
        return None if self._static is None else list(self._static)

    def consumers(self) -> list[Operation]:
        """The operations that take this tensor as input."""
        return list(self._consumers)

    def eval(self, feed_dict: dict[Any, Any] | None = None, session: Any = None) -> Any:
        """The value of this tensor, run in ``session`` or the default session (DEF-9)."""
        from reference.session.default_run import eval_in_default_session

        return eval_in_default_session(self, feed_dict, self.graph, session)

    def experimental_ref(self) -> Any:
        """A hashable stand-in for this tensor."""
        return self

    if TYPE_CHECKING:  # set by reference.ops.array.indexing

        def __getitem__(self, key: Any) -> Tensor: ...

    def __iter__(self) -> Iterator[Any]:
        raise OperatorNotAllowedInGraphError(
            "iterating over `tf.Tensor` is not allowed in Graph execution. "
            "Use Eager execution or decorate this function with @tf.function."
        )
        yield  # a generator, because Python's ``in`` hides a TypeError that comes before the first item

    def __bool__(self) -> bool:
        raise OperatorNotAllowedInGraphError(
            "using a `tf.Tensor` as a Python `bool` is not allowed in Graph execution. "
            "Use Eager execution or decorate this function with @tf.function."
        )

    def __len__(self) -> int:
        raise TypeError(
            f"len is not well defined for symbolic Tensors. ({self.name}) "
            "Please call `x.shape` rather than `len(x)` for shape information."
        )

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f"Cannot convert a symbolic Tensor ({self.name}) to a numpy array.")

    def __copy__(self) -> Tensor:
        return self

    def __repr__(self) -> str:  # GRA-10
        return f"<tf.Tensor '{self.name}' shape={self.shape} dtype={self._dtype.name}>"

    def __str__(self) -> str:
        shape = "" if self._static is None else f", shape={self.shape}"
        device = f", device={self.device}" if self.device else ""
        return f'Tensor("{self.name}"{shape}, dtype={self._dtype.name}{device})'

    def _describe_shape(self) -> str:
        return static_repr(self._static)
