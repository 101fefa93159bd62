"""Variables held by resource handle: reads and assignments are operations that the graph orders (VAR-21)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from reference.convert import to_tensor
from reference.dtypes import DType, as_dtype
from reference.graph.defaults import DEFAULT_GRAPHS, get_default_graph
from reference.graph.name_scope import name_scope
from reference.opdef.functions import build
from reference.ops.state.slice_assign import assign_slice
from reference.sparse import IndexedSlices
from reference.tensor_shape import TensorShape
from reference.variables.initial_value import called, check_arguments, check_modes, guarded, placed_with, value_or
from reference.variables.synchronization import VariableAggregation, VariableSynchronization
from reference.variables.variable import Variable

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor


class _HandleVariable(Variable):
    """What can be done with a variable whose handle is at hand."""

    _handle: Tensor
    _dtype: DType
    _static_shape: TensorShape
    _cached_value: Tensor | None = None

    @property
    def handle(self) -> Tensor:
        """The handle, by which ops read and assign."""
        return self._handle

    @property
    def dtype(self) -> DType:
        """The dtype of the value."""
        return self._dtype

    @property
    def shape(self) -> TensorShape:
        """What is known of the shape."""
        return self._static_shape

    @property
    def _shared_name(self) -> str:
        return self._handle.op.name

    def set_shape(self, shape: Any) -> NoReturn:
        """Not possible: the shape belongs to the handle."""
        raise NotImplementedError("ResourceVariable does not implement set_shape()")

    # ---- reading

    def _read(self, handle: Tensor | None = None) -> Tensor:
        handle = self._handle if handle is None else handle
        tensor: Tensor = build("ReadVariableOp", None, resource=handle, dtype=self._dtype)
        if tensor._static is None:
            tensor.set_shape(self._static_shape)
        return tensor

    def value(self) -> Tensor:
        """A new tensor of the value, read after the control dependencies in force (VAR-24)."""
        if self._cached_value is not None:
            return self._cached_value
        graph = self.graph
        with graph.colocate_with(None, ignore_existing=True), graph.device(self._handle.device):
            return self._read()

    def read_value(self) -> Tensor:
        """A new tensor of the value, read after the control dependencies in force (VAR-24)."""
        with name_scope("Read", None), self.graph.device(self._handle.device):
            value = self._read()
        return build("Identity", None, input=value)  # type: ignore[no-any-return]

    def sparse_read(self, indices: Any, name: str | None = None) -> Tensor:
        """The rows ``indices`` of the value, and no others, read."""
        with name_scope("Gather" if name is None else name, None) as scope:
            rows = build("ResourceGather", scope, resource=self._handle, indices=indices, dtype=self._dtype)
        return build("Identity", None, input=rows)  # type: ignore[no-any-return]

    def is_initialized(self, name: str | None = None) -> Tensor:
        """Whether the variable has a value in the session (VAR-22)."""
        return build("VarIsInitializedOp", name, resource=self._handle)  # type: ignore[no-any-return]

    def initialized_value(self) -> Tensor:
        """The value, or the initial value in a step in which there is none yet (VAR-15)."""
        with get_default_graph().control_dependencies(None):
            return value_or(self.is_initialized(), self._read_where, self._initial_value)

    def _read_where(self, pred: Tensor) -> Tensor:
        graph = self.graph
        with graph.name_scope("Read"), graph.name_scope("ReadVariableOp") as scope:
            with graph.colocate_with(self._handle):
                handle = build("Switch", None, data=self._handle, pred=pred)[1]
            with graph.device(self._handle.device):
                value = build("ReadVariableOp", scope, resource=handle, dtype=self._dtype)
        return build("Identity", None, input=value)  # type: ignore[no-any-return]

    def _reference(self) -> Tensor:
        return self._read()

    def __bool__(self) -> bool:
        return bool(self.read_value())

    def numpy(self) -> NoReturn:
        """Not possible in a graph."""
        raise NotImplementedError("numpy() is only available when eager execution is enabled.")

    # ---- assigning

    def assign(self, value: Any, use_locking: Any = None, name: str | None = None, read_value: bool = True) -> Any:
        """The variable as it is once ``value`` is assigned; the operation if not ``read_value`` (VAR-25)."""
        tensor = to_tensor(value, self._dtype)
        self._static_shape.assert_is_compatible_with(tensor.shape)
        return self._changed("AssignVariableOp", name, read_value, value=tensor)

    def assign_add(self, delta: Any, use_locking: Any = None, name: str | None = None, read_value: bool = True) -> Any:
        """Like `assign`, of the sum with ``delta`` (VAR-7)."""
        return self._changed("AssignAddVariableOp", name, read_value, value=to_tensor(delta, self._dtype))

    def assign_sub(self, delta: Any, use_locking: Any = None, name: str | None = None, read_value: bool = True) -> Any:
        """Like `assign`, of the difference with ``delta`` (VAR-7)."""
        return self._changed("AssignSubVariableOp", name, read_value, value=to_tensor(delta, self._dtype))

    def count_up_to(self, limit: int) -> Any:
        """The value before one is added to it; `errors.OutOfRangeError` once it is ``limit``."""
        return build("ResourceCountUpTo", None, resource=self._handle, limit=limit, T=self._dtype)

    def _changed(self, op_type: str, name: str | None, read_value: bool = True, **inputs: Any) -> Any:
        operation = build(op_type, name, resource=self._handle, **inputs)
        return self._lazy_read(operation) if read_value else operation

    def _lazy_read(self, operation: Operation) -> _UnreadVariable:
        return _UnreadVariable(self, operation)

    def _assign_slice(self, part: Tensor, value: Any, name: str | None = None) -> Any:
        tensor = to_tensor(value, self._dtype)
        return self._lazy_read(assign_slice("ResourceStridedSliceAssign", self._handle, part, tensor, name))

    def _scattered(self, op_type: str, delta: Any, name: str | None) -> Any:
        if not isinstance(delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {delta}")
        updates = to_tensor(delta.values, self._dtype)
        return self._changed(op_type, name, indices=delta.indices, updates=updates)

    def scatter_add(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Adds `IndexedSlices` to the rows that they name (VAR-17)."""
        return self._scattered("ResourceScatterAdd", sparse_delta, name)

    def scatter_sub(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Subtracts `IndexedSlices` from the rows that they name (VAR-17)."""
        return self._scattered("ResourceScatterSub", sparse_delta, name)

    def scatter_mul(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Multiplies the rows that `IndexedSlices` name (VAR-17)."""
        return self._scattered("ResourceScatterMul", sparse_delta, name)

    def scatter_div(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Divides the rows that `IndexedSlices` name (VAR-17)."""
        return self._scattered("ResourceScatterDiv", sparse_delta, name)

    def scatter_max(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Keeps the larger of each element and that of `IndexedSlices` (VAR-17)."""
        return self._scattered("ResourceScatterMax", sparse_delta, name)

    def scatter_min(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Keeps the smaller of each element and that of `IndexedSlices` (VAR-17)."""
        return self._scattered("ResourceScatterMin", sparse_delta, name)

    def scatter_update(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Replaces the rows that `IndexedSlices` name (VAR-17)."""
        return self._scattered("ResourceScatterUpdate", sparse_delta, name)


class ResourceVariable(_HandleVariable):
    """A variable made of a VarHandleOp operation, whose output is a handle of the value."""

    def __init__(
        self,
        initial_value: Any = None,
        trainable: Any = None,
        collections: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        dtype: Any = None,
        variable_def: Any = None,
        import_scope: str | None = None,
        constraint: Any = None,
        synchronization: Any = VariableSynchronization.AUTO,
        aggregation: Any = VariableAggregation.NONE,
        shape: Any = None,
    ) -> None:
        if variable_def is not None:
            from reference.variables.variable_def import restore_resource_variable

            if initial_value is not None:
                raise ValueError("variable_def and initial_value are mutually exclusive.")
            restore_resource_variable(self, variable_def, import_scope)
            return
        modes = check_modes(synchronization, aggregation, trainable, name)
        self._synchronization, self._aggregation, self._trainable = modes
        names = check_arguments(initial_value, collections, constraint)
        self._constraint, self._caching_device = constraint, caching_device
        dtype = None if dtype is None else as_dtype(dtype).base_dtype
        values = [] if callable(initial_value) else [initial_value]
        with get_default_graph().control_dependencies(None), name_scope(name, "Variable", values) as scope:
            self._build(initial_value, dtype, shape, scope)
        self._join_collections(names, self._trainable)

    def _build(self, initial_value: Any, dtype: DType | None, shape: Any, scope: str) -> None:
        """Adds the handle, and below it ``IsInitialized``, ``Assign`` and ``Read`` (VAR-21)."""
        graph, own_name = DEFAULT_GRAPHS.get_default(), scope[:-1]
        function: Callable[[], Any] = initial_value if callable(initial_value) else lambda: initial_value
        with placed_with(graph, own_name):
            initial = called(graph, function, dtype)
            self._static_shape = _declared_shape(initial, shape)
            self._initial_value, self._dtype = initial, initial.dtype.base_dtype
            self._handle = build(
                "VarHandleOp", scope, shared_name=own_name, dtype=self._dtype, shape=self._static_shape
            )
        with graph.name_scope("IsInitialized"):
            self._is_initialized_op = self.is_initialized()
        with graph.name_scope("Assign") as assign_scope:
            self._initializer_op = build(
                "AssignVariableOp", assign_scope, resource=self._handle, value=guarded(initial, own_name)
            )
        with graph.name_scope("Read"):
            self._graph_element = self._read()
            if self._caching_device is not None:
                with graph.colocate_with(None, ignore_existing=True), graph.device(self._caching_device):
                    self._cached_value = build("Identity", None, input=self._graph_element)
                self._graph_element = self._cached_value

    def _as_graph_element(self) -> Tensor:
        return self._graph_element

    def _as_control_input(self) -> Operation:
        return self._handle.op

    @property
    def op(self) -> Operation:
        """The VarHandleOp operation."""
        return self._handle.op

    @property
    def name(self) -> str:
        """The name of the handle, ``operation:0``."""
        return self._handle.name

    @property
    def create(self) -> Operation:
        """The same as `initializer`."""
        return self.initializer

    def to_proto(self, export_scope: str | None = None) -> Any:
        """This variable as a `VariableDef` message; None if its name is not below ``export_scope``."""
        from reference.variables.variable_def import resource_variable_def

        return resource_variable_def(self, export_scope)


def _declared_shape(initial: Tensor, shape: Any) -> TensorShape:
    """The shape of the variable; ValueError if the initial value cannot have it."""
    if shape is None:
        return initial.shape
    declared = TensorShape(shape)
    if not initial.shape.is_compatible_with(declared):
        raise ValueError(
            f"The initial value's shape ({initial.shape}) is not compatible with the explicitly supplied "
            f"`shape` argument ({shape})."
        )
    return declared


class _UnreadVariable(_HandleVariable):
    """A variable as it is after an operation has changed it: every read waits for that (VAR-25)."""

    def __init__(self, variable: _HandleVariable, change: Operation) -> None:
        self._handle, self._dtype, self._static_shape = variable._handle, variable._dtype, variable._static_shape
        self._change = change
        self._trainable, self._constraint = variable._trainable, variable._constraint
        self._synchronization, self._aggregation = variable._synchronization, variable._aggregation
        self._initial_value = self._initializer_op = None
        self._graph_element = self._read()

    def _read(self, handle: Tensor | None = None) -> Tensor:
        with self.graph.control_dependencies([self._change]):
            return super()._read(handle)

    def value(self) -> Tensor:
        """A new tensor of the value, read after the change."""
        return self._read()

    def _as_graph_element(self) -> Tensor:
        return self._graph_element

    def _as_control_input(self) -> Operation:
        return self._change

    @property
    def op(self) -> Operation:
        """The operation that changes the variable."""
        return self._change

    @property
    def name(self) -> str:
        """The name of the operation that changes the variable."""
        return self._change.name

    @property
    def graph(self) -> Any:
        """The graph of the variable."""
        return self._handle.graph
