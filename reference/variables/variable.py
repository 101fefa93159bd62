"""`tf.Variable`: what every variable can do, whichever ops it is made of."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from reference.convert import register_tensor_conversion_function
from reference.dtypes import DType, as_dtype
from reference.graph.collections import GraphKeys
from reference.ops.array.indexing import slice_variable
from reference.ops.operators import overload_operators
from reference.public import public
from reference.tensor_shape import TensorShape
from reference.variables.creation import create_variable

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor


class _VariableType(type):
    """Lets ``Variable(…)`` make a variable of the kind that the arguments and scopes ask for."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return create_variable(*args, **kwargs) if cls is Variable else super().__call__(*args, **kwargs)


@public("Variable")
class Variable(metaclass=_VariableType):
    """A tensor that keeps its value from step to step; every session has a value of its own (VAR-1).

    ``Variable(initial_value, trainable=None, collections=None, validate_shape=True, caching_device=None,
    name=None, variable_def=None, dtype=None, expected_shape=None, import_scope=None, constraint=None,
    use_resource=None, synchronization=AUTO, aggregation=NONE, shape=None)`` adds to the graph an operation
    that holds the value, one that assigns ``initial_value`` (a value, a tensor, or a function of no arguments)
    and one that reads.  Raises ValueError where there is no initial value or its shape is needed and not known.

    >>> import reference as tf
    >>> v = tf.Variable(42, name="foo")
    >>> v.initializer.name, v.value().name, v.dtype
    ('foo/Assign', 'foo/read:0', tf.int32_ref)
    """

    __array_priority__ = 100  # NumPy's operators give way to the variable's
    _initial_value: Any
    _initializer_op: Any
    _trainable: bool
    _constraint: Any
    _synchronization: Any
    _aggregation: Any
    _in_graph_mode = True  # asked by libraries that also know eager execution

    class SaveSliceInfo:
        """Which part of a larger variable a variable is, for checkpoints."""

        def __init__(
            self, full_name: Any = None, full_shape: Any = None, var_offset: Any = None, var_shape: Any = None,
            save_slice_info_def: Any = None, import_scope: Any = None,
        ) -> None:  # fmt: skip
            given = save_slice_info_def
            prefix = f"{import_scope}/" if import_scope and given is not None else ""
            self.full_name = prefix + given.full_name if given is not None else full_name
            self.full_shape = list(given.full_shape) if given is not None else full_shape
            self.var_offset = list(given.var_offset) if given is not None else var_offset
            self.var_shape = list(given.var_shape) if given is not None else var_shape

        @property
        def spec(self) -> str:
            """The part, as checkpoints write it."""
            shape = " ".join(str(size) for size in self.full_shape)
            slices = ":".join(f"{start},{size}" for start, size in zip(self.var_offset, self.var_shape, strict=True))
            return f"{shape} {slices}"

    _save_slice_info: SaveSliceInfo | None = None

    def _set_save_slice_info(self, save_slice_info: SaveSliceInfo) -> None:
        self._save_slice_info = save_slice_info

    def _get_save_slice_info(self) -> SaveSliceInfo | None:
        return self._save_slice_info

    # ---- what each kind of variable says in its own way

    @abstractmethod
    def value(self) -> Tensor:
        """A tensor of the current value."""

    @abstractmethod
    def read_value(self) -> Tensor:
        """A new tensor of the value when it is read, after the control dependencies in force (VAR-12)."""

    @property
    @abstractmethod
    def op(self) -> Operation:
        """The operation that holds the value."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name of the tensor that stands for the variable."""

    @property
    @abstractmethod
    def dtype(self) -> DType:
        """The dtype; of a variable held by reference, the reference dtype (VAR-2)."""

    @property
    @abstractmethod
    def shape(self) -> TensorShape:
        """What is known of the shape."""

    @abstractmethod
    def initialized_value(self) -> Tensor:
        """The value, or the initial value in a step in which there is none yet (VAR-15)."""

    @abstractmethod
    def _as_graph_element(self) -> Tensor:
        """The tensor that `Session.run` takes for this variable."""

    # ---- what all share

    @property
    def _shared_name(self) -> str:
        return self.name[: self.name.index(":")]

    @property
    def device(self) -> str:
        """The device that was asked to hold the variable, or the empty string."""
        return self.op.device

    @property
    def graph(self) -> Graph:
        """The graph of this variable."""
        return self.op.graph

    @property
    def initializer(self) -> Operation:
        """The operation that assigns the initial value."""
        return self._initializer_op  # type: ignore[no-any-return]

    @property
    def initial_value(self) -> Tensor:
        """The tensor from which the variable is initialised."""
        return self._initial_value  # type: ignore[no-any-return]

    @property
    def trainable(self) -> bool:
        """Whether optimisers change this variable unless they are told which to change."""
        return self._trainable

    @property
    def constraint(self) -> Any:
        """The function that an optimiser applies after an update, or None."""
        return self._constraint

    @property
    def synchronization(self) -> Any:
        """How copies on several replicas are kept alike."""
        return self._synchronization

    @property
    def aggregation(self) -> Any:
        """How copies on several replicas are put together."""
        return self._aggregation

    def get_shape(self) -> TensorShape:
        """The same as `shape`."""
        return self.shape

    def eval(self, session: Any = None) -> Any:
        """The value in ``session`` or the default session (DEF-9)."""
        return self._as_graph_element().eval(session=session)

    def load(self, value: Any, session: Any = None) -> None:
        """Sets the value in ``session`` or the default session, with no new operation (VAR-16).

        Raises ValueError where there is no session.
        """
        from reference.graph.defaults import get_default_session

        session = session or get_default_session()
        if session is None:
            raise ValueError("Either session argument should be provided or default session should be established")
        session.run(self.initializer, {self.initializer.inputs[1]: value})

    def experimental_ref(self) -> VariableReference:
        """A hashable stand-in for this variable."""
        return VariableReference(self)

    @staticmethod
    def from_proto(variable_def: Any, import_scope: str | None = None) -> Any:
        """The variable of the default graph that a `VariableDef` message describes."""
        return create_variable(variable_def=variable_def, import_scope=import_scope)

    def _join_collections(self, collections: Any, trainable: bool) -> None:
        names = list(collections)
        if trainable and GraphKeys.TRAINABLE_VARIABLES not in names:
            names.append(GraphKeys.TRAINABLE_VARIABLES)  # VAR-4
        self.graph.add_to_collections(names, self)

    @abstractmethod
    def _assign_slice(self, part: Tensor, value: Any, name: str | None = None) -> Any:
        """Assigns to the part of the variable that a slice of it stands for (VAR-42)."""

    def __getitem__(self, key: Any) -> Tensor:
        """A slice of the value, which has a method ``assign(value, name=None)`` (VAR-42)."""
        part = slice_variable(self, key)
        if part.op.type == "StridedSlice":
            part.assign = partial(self._assign_slice, part)  # type: ignore[attr-defined]
        return part

    def __iter__(self) -> NoReturn:
        raise TypeError("'Variable' object is not iterable.")

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={self.get_shape()} dtype={self.dtype.name}>"


class VariableReference:
    """A hashable stand-in for a variable, equal to another of the same variable."""

    def __init__(self, variable: Variable) -> None:
        self._variable = variable

    def deref(self) -> Variable:
        """The variable."""
        return self._variable

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VariableReference) and self._variable is other._variable

    def __hash__(self) -> int:
        return id(self._variable)

    def __repr__(self) -> str:
        return f"<Reference wrapping {self._variable!r}>"


def _variable_to_tensor(variable: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    """The value for an op that reads, the reference for an op that assigns (VAR-11)."""
    if dtype is not None and not as_dtype(dtype).is_compatible_with(variable.dtype):
        raise ValueError(
            f"Incompatible type conversion requested to type '{as_dtype(dtype).name}' "
            f"for variable of type '{variable.dtype.name}'"
        )
    return variable._reference() if as_ref else variable.value()


register_tensor_conversion_function(Variable, _variable_to_tensor)
overload_operators(Variable)
