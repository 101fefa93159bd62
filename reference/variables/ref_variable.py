"""Variables held by reference, the default of TensorFlow 1.x (VAR-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.convert import to_tensor
from reference.dtypes import DType, as_dtype
from reference.graph.defaults import DEFAULT_GRAPHS, get_default_graph
from reference.graph.name_scope import name_scope
from reference.opdef.functions import build
from reference.ops.state.slice_assign import assign_slice
from reference.sparse import IndexedSlices
from reference.tensor_shape import TensorShape
from reference.variables.initial_value import (
    called,
    check_arguments,
    check_modes,
    guarded,
    placed_with,
    shape_to_hold,
    value_or,
)  # fmt: skip
from reference.variables.synchronization import VariableAggregation, VariableSynchronization
from reference.variables.variable import Variable

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor


class RefVariable(Variable):
    """A variable made of a VariableV2 operation, whose output is a reference to the value."""

    def __init__(
        self,
        initial_value: Any = None,
        trainable: Any = None,
        collections: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        expected_shape: Any = None,
        import_scope: str | None = None,
        constraint: Any = None,
        synchronization: Any = VariableSynchronization.AUTO,
        aggregation: Any = VariableAggregation.NONE,
        shape: Any = None,
    ) -> None:
        if variable_def is not None:
            from reference.variables.variable_def import restore_ref_variable

            if initial_value is not None:
                raise ValueError("variable_def and initial_value are mutually exclusive.")
            restore_ref_variable(self, variable_def, import_scope)
            return
        modes = check_modes(synchronization, aggregation, trainable, name)
        self._synchronization, self._aggregation, self._trainable = modes
        names = check_arguments(initial_value, collections, constraint)
        self._constraint, self._caching_device = constraint, caching_device
        dtype = None if dtype is None else as_dtype(dtype).base_dtype
        values = [] if callable(initial_value) else [initial_value]
        with get_default_graph().control_dependencies(None), name_scope(name, "Variable", values) as scope:
            self._build(initial_value, dtype, shape, validate_shape, scope)
        self._join_collections(names, self._trainable)

    def _build(self, initial_value: Any, dtype: DType | None, shape: Any, validate_shape: bool, scope: str) -> None:
        """Adds ``name``, ``name/Assign`` and ``name/read``, and what the initial value needs (VAR-2, VAR-14)."""
        graph, own_name = DEFAULT_GRAPHS.get_default(), scope[:-1]
        if callable(initial_value):
            with placed_with(graph, own_name):
                initial = called(graph, initial_value, dtype)
                holder = _holder(initial, shape_to_hold(initial, shape, validate_shape), scope)
        else:
            initial = to_tensor(initial_value, dtype, "initial_value")
            holder = _holder(initial, shape_to_hold(initial, shape, validate_shape), scope)
        self._initial_value, self._variable = initial, holder
        self._initializer_op = build(
            "Assign", None, ref=holder, value=guarded(initial, own_name), validate_shape=validate_shape
        ).op
        place = graph.colocate_with(holder) if self._caching_device is None else graph.device(self._caching_device)
        with place:
            self._snapshot: Tensor = build("Identity", "read", input=holder)

    # ---- reading

    def value(self) -> Tensor:
        """The tensor ``name/read``; every use of the variable reads through this one (VAR-11)."""
        return self._snapshot

    def read_value(self) -> Tensor:
        """A new tensor of the value when it is read, after the control dependencies in force (VAR-12)."""
        return build("Identity", "read", input=self._variable)  # type: ignore[no-any-return]

    def _reference(self) -> Tensor:
        return self._variable

    _ref = _reference  # the name that scripts of TensorFlow 1.x reach for

    def _as_graph_element(self) -> Tensor:
        return self._variable

    def initialized_value(self) -> Tensor:
        """The value, or the initial value in a step in which there is none yet (VAR-15)."""
        with get_default_graph().control_dependencies(None):
            is_initialized = build("IsVariableInitialized", None, ref=self._variable)
            return value_or(is_initialized, self._read_where, self._initial_value)

    def _read_where(self, pred: Tensor) -> Tensor:
        with self.graph.name_scope("read") as scope:
            switched = build("RefSwitch", "Switch", data=self._variable, pred=pred)[1]
        return build("Identity", scope, input=switched)  # type: ignore[no-any-return]

    # ---- what is known of it

    @property
    def op(self) -> Operation:
        """The VariableV2 operation."""
        return self._variable.op

    @property
    def name(self) -> str:
        """The name of the reference, ``operation:0``."""
        return self._variable.name

    @property
    def dtype(self) -> DType:
        """The reference dtype (VAR-2)."""
        return self._variable.dtype

    @property
    def shape(self) -> TensorShape:
        """What is known of the shape."""
        return self._variable.shape

    def set_shape(self, shape: Any) -> None:
        """Adds knowledge of the shape; ValueError if it contradicts what is known."""
        self._variable.set_shape(shape)
        self._snapshot.set_shape(shape)

    # ---- assigning

    def assign(self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
        """A reference that is given out once ``value`` is assigned; the operation if not ``read_value`` (VAR-5)."""
        return self._assigned("Assign", name, read_value, value=value, use_locking=use_locking)

    def assign_add(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """Like `assign`, of the sum with ``delta`` (VAR-7)."""
        return self._assigned("AssignAdd", name, read_value, value=delta, use_locking=use_locking)

    def assign_sub(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """Like `assign`, of the difference with ``delta`` (VAR-7)."""
        return self._assigned("AssignSub", name, read_value, value=delta, use_locking=use_locking)

    def _assigned(self, op_type: str, name: str | None, read_value: bool, **inputs: Any) -> Any:
        result = build(op_type, name, ref=self._variable, **inputs)
        return result if read_value else result.op

    def count_up_to(self, limit: int) -> Any:
        """The value before one is added to it; `errors.OutOfRangeError` once it is ``limit``."""
        return build("CountUpTo", None, ref=self._variable, limit=limit)

    def _assign_slice(self, part: Tensor, value: Any, name: str | None = None) -> Any:
        return assign_slice("StridedSliceAssign", self._variable, part, value, name)

    def _scattered(self, op_type: str, delta: Any, use_locking: bool, name: str | None) -> Any:
        if not isinstance(delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {delta}")
        return build(
            op_type, name, ref=self._variable, indices=delta.indices, updates=delta.values, use_locking=use_locking
        )

    def scatter_add(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Adds `IndexedSlices` to the rows that they name; gives the reference (VAR-17)."""
        return self._scattered("ScatterAdd", sparse_delta, use_locking, name)

    def scatter_sub(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Subtracts `IndexedSlices` from the rows that they name; gives the reference (VAR-17)."""
        return self._scattered("ScatterSub", sparse_delta, use_locking, name)

    def scatter_mul(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Multiplies the rows that `IndexedSlices` name; gives the reference (VAR-17)."""
        return self._scattered("ScatterMul", sparse_delta, use_locking, name)

    def scatter_div(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Divides the rows that `IndexedSlices` name; gives the reference (VAR-17)."""
        return self._scattered("ScatterDiv", sparse_delta, use_locking, name)

    def scatter_max(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Keeps the larger of each element and that of `IndexedSlices`; gives the reference (VAR-17)."""
        return self._scattered("ScatterMax", sparse_delta, use_locking, name)

    def scatter_min(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Keeps the smaller of each element and that of `IndexedSlices`; gives the reference (VAR-17)."""
        return self._scattered("ScatterMin", sparse_delta, use_locking, name)

    def scatter_update(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Any:
        """Replaces the rows that `IndexedSlices` name; gives the reference (VAR-17)."""
        return self._scattered("ScatterUpdate", sparse_delta, use_locking, name)

    def to_proto(self, export_scope: str | None = None) -> Any:
        """This variable as a `VariableDef` message; None if its name is not below ``export_scope``."""
        from reference.variables.variable_def import ref_variable_def

        return ref_variable_def(self, export_scope)


def _holder(initial: Tensor, shape: TensorShape, scope: str) -> Tensor:
    return build("VariableV2", scope, shape=shape, dtype=initial.dtype.base_dtype)  # type: ignore[no-any-return]
