"""A graph: operations and the tensors between them, with the scopes that name and group them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from reference.graph import elements
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.names import NameTable, check_node_name, check_scope_name
from reference.graph.operation import Operation
from reference.graph.scopes import (
    Blocks,
    ControlDependencies,
    DeviceBlock,
    ThreadBlocks,
    apply_devices,
    colocate,
    required_control_inputs,
)
from reference.opdef.inference import infer_shapes
from reference.text import as_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reference.dtypes import DType
    from reference.graph.creation_stack import RawStack
    from reference.graph.tensor import Tensor
    from reference.opdef.record import OpRecord

VERSION_PRODUCER = 134  # of the GraphDefs that TensorFlow 1.15 writes
VERSION_MIN_CONSUMER = 0


class _ThreadScopes(threading.local):
    """The scopes of a graph that belong to one thread (NAM-9)."""

    def __init__(self) -> None:
        self.name_scope = ""
        self.variable_stores: dict[str, Any] = {}


class Graph:
    """A dataflow graph.  It computes nothing and holds no values; a session runs it (GRA-1)."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._operations: dict[str, Operation] = {}
        self._names = NameTable()
        self._next_id = 1
        self._version = 0  # grows with every change that a session must notice
        self._finalized = False
        self._seed: int | None = None
        self._collections: dict[Any, list[Any]] = {}
        self._threads = _ThreadScopes()
        self._blocks: Blocks | ThreadBlocks = Blocks()
        self._gradient_override: dict[str, str] = {}
        self._attr_scopes: dict[str, Any] = {}
        self._container: Any = ""
        self._handle_readers: dict[Any, tuple[Tensor, Tensor]] = {}  # FET-14: by operation and device of the handle
        self._handle_holders: dict[Tensor, DType] = {}
        self._handle_movers: dict[tuple[Tensor, Tensor], Tensor] = {}
        self._handle_deleter: tuple[Tensor, Operation] | None = None
        self._unfeedable: set[Tensor] = set()
        self._unfetchable: set[Any] = set()
        self._functions: dict[str, Any] = {}  # FunctionDef messages by name
        self._python_functions: list[Any] = []  # DBG-31: they live as long as the graph does
        self._handle_feeders: dict[Any, Any] = {}
        self._versions: Any = None  # a VersionDef message, once an import has narrowed the versions

    # ---- what is in the graph

    def as_default(self) -> AbstractContextManager[Graph]:
        """A block in which this is the default graph of the thread (DEF-2)."""
        return DEFAULT_GRAPHS.get_controller(self)

    def get_operations(self) -> list[Operation]:
        """The operations, in the order of their creation (GRA-2)."""
        return list(self._operations.values())

    def get_operation_by_name(self, name: str) -> Operation:
        """The operation of that name; KeyError, ValueError or TypeError if there is none (GRA-21)."""
        if not isinstance(name, str):
            raise TypeError(f"Operation names are strings (or similar), not {type(name).__name__}.")
        found = self.as_graph_element(name, allow_tensor=False, allow_operation=True)
        assert isinstance(found, Operation)
        return found

    def get_tensor_by_name(self, name: str) -> Tensor:
        """The tensor of that name; KeyError, ValueError or TypeError if there is none (GRA-21)."""
        if not isinstance(name, str):
            raise TypeError(f"Tensor names are strings (or similar), not {type(name).__name__}.")
        return self.as_graph_element(name, allow_tensor=True, allow_operation=False)  # type: ignore[return-value]

    def as_graph_element(self, obj: Any, allow_tensor: bool = True, allow_operation: bool = True) -> Tensor | Operation:
        """The tensor or operation that ``obj`` is, names or stands for (GRA-4)."""
        return elements.as_graph_element(self, obj, allow_tensor, allow_operation)

    @property
    def version(self) -> int:
        """The number of operations that were added so far (GRA-22)."""
        return self._next_id - 1

    @property
    def _last_id(self) -> int:
        return self._next_id - 1

    def _version_changed(self) -> None:
        self._version += 1

    @property
    def _producer(self) -> int:
        """The version of the ops that this graph may have (INT-10)."""
        return VERSION_PRODUCER if self._versions is None else int(self._versions.producer)

    @property
    def graph_def_versions(self) -> Any:
        """The versions of the `GraphDef` that this graph becomes, as a `VersionDef` message (GRA-20)."""
        from reference.interchange.graph_def import version_def

        return version_def(self)

    def as_graph_def(self, from_version: int | None = None, add_shapes: bool = False) -> Any:
        """This graph as a new `GraphDef` message (GRA-19)."""
        from reference.interchange.graph_def import graph_def_of

        return graph_def_of(self, from_version, add_shapes)

    # ---- adding operations

    def add_operation(
        self,
        record: OpRecord,
        inputs: list[Tensor],
        attrs: dict[str, Any],
        output_types: Sequence[DType],
        name: str | None = None,
    ) -> Operation:
        """Adds an operation, with all that the blocks around the call put on it."""
        with self._lock:
            self._check_not_finalized()
            blocks = self._blocks.control
            control_inputs = required_control_inputs(blocks, inputs) if blocks else []
            operation = self._new_operation(record, inputs, attrs, output_types, self._operation_name(record, name))
            self._put_scopes_on(operation, control_inputs)
            return operation

    def add_imported_operation(
        self,
        record: OpRecord,
        inputs: list[Tensor],
        attrs: dict[str, Any],
        output_types: Sequence[DType],
        full_name: str,
        stack: RawStack,
    ) -> Operation:
        """Adds an operation exactly as given: its full name, and nothing from the blocks around."""
        with self._lock:
            self._check_not_finalized()
            return self._new_operation(record, inputs, attrs, output_types, full_name, stack)

    def _new_operation(
        self,
        record: OpRecord,
        inputs: list[Tensor],
        attrs: dict[str, Any],
        types: Sequence[DType],
        name: str,
        stack: RawStack | None = None,
    ) -> Operation:
        operation = Operation(self, self._next_id, name, record, inputs, attrs, types, stack)
        try:
            infer_shapes(operation)
        except Exception:
            for tensor in inputs:
                tensor._consumers.remove(operation)
            raise
        self._operations[name] = operation
        self._next_id += 1
        self._version += 1
        return operation

    def _operation_name(self, record: OpRecord, name: str | None) -> str:
        name = record.name if name is None else name.decode() if isinstance(name, bytes) else name  # NAM-10
        if name and name[-1] == "/":  # NAM-6: an absolute name, made unique already
            name = name[:-1]
        else:
            name = self.unique_name(name)
        if name in self._operations:
            raise ValueError(f"Duplicate node name in graph: '{name}'")
        check_node_name(name)
        return name

    def _put_scopes_on(self, operation: Operation, control_inputs: list[Operation]) -> None:
        if control_inputs:
            operation._control_inputs.extend(control_inputs)
            for controller in control_inputs:
                controller._control_outputs.append(operation)
        blocks = self._blocks
        for block in blocks.control:
            block.add(operation)
        if blocks.devices:
            operation._in_device_block = True
            apply_devices(operation, blocks.devices)
        if blocks.colocation:
            colocate(operation, blocks.colocation)
        gradient = self._gradient_override.get(operation.type)
        if gradient is not None:
            operation._attrs.setdefault("_gradient_op_type", gradient.encode())
        for key, value in self._attr_scopes.items():
            operation._attrs.setdefault(key, value)
        if self._container and operation._attrs.get("container") == b"":
            operation._attrs["container"] = as_bytes(self._container)

    def create_op(
        self,
        op_type: str,
        inputs: Sequence[Tensor],
        dtypes: Sequence[Any] | None = None,
        input_types: Sequence[Any] | None = None,
        name: str | None = None,
        attrs: dict[str, Any] | None = None,
        op_def: Any = None,
        compute_shapes: bool = True,
        compute_device: bool = True,
    ) -> Operation:
        """Adds an operation of a registered op, with attributes given as `AttrValue` messages."""
        from reference.interchange.create_op import create_op

        return create_op(self, op_type, list(inputs), name, attrs or {})

    # ---- names

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """``name`` within the current name scope, made unique in the graph (NAM-3)."""
        scope = self._threads.name_scope
        with self._lock:
            return self._names.unique(f"{scope}/{name}" if scope else name, mark_as_used)

    @property
    def _name_stack(self) -> str:
        return self._threads.name_scope

    def get_name_scope(self) -> str:
        """The current name scope, without a slash at its end."""
        return self._threads.name_scope

    @contextmanager
    def name_scope(self, name: str | None) -> Iterator[str]:
        """A block whose operations have ``name`` before their own; gives the scope's full name (NAM-7).

        A name that ends in ``/`` is entered again as it is; None or ``""`` is the outermost scope (NAM-8).
        """
        threads = self._threads
        outer = threads.name_scope
        inner = ""
        if name:
            name = name.decode() if isinstance(name, bytes) else name
            if not isinstance(name, str):
                raise TypeError("expected string or bytes-like object")
            check_scope_name(name, outermost=not outer)
            inner = name[:-1] if name[-1] == "/" else self.unique_name(name)
        threads.name_scope = inner
        try:
            yield f"{inner}/" if name else ""
        finally:
            threads.name_scope = outer

    # ---- blocks

    @property
    def _control_stack(self) -> list[ControlDependencies]:
        return self._blocks.control

    @property
    def _device_stack(self) -> list[DeviceBlock]:
        return self._blocks.devices

    def control_dependencies(self, control_inputs: Sequence[Any] | None) -> ControlDependencies:
        """A block whose operations run only after ``control_inputs``; None sets outer blocks aside (GRA-6, GRA-7)."""
        if control_inputs is None:
            return ControlDependencies(self, None)
        operations = [elements.as_control_input(self, item) for item in control_inputs]
        return ControlDependencies(self, list(dict.fromkeys(operations)))

    @contextmanager
    def device(self, device_name_or_function: Any) -> Iterator[None]:
        """A block whose operations ask for a device, by name or by a function of the operation (GRA-11)."""
        blocks = self._blocks
        outer = blocks.devices
        blocks.devices = [*outer, DeviceBlock.of(device_name_or_function)]
        try:
            yield
        finally:
            blocks.devices = outer

    @contextmanager
    def colocate_with(self, op: Any, ignore_existing: bool = False) -> Iterator[None]:
        """A block whose operations are placed where ``op`` is (GRA-13)."""
        if op is None and not ignore_existing:
            raise ValueError("Trying to reset colocation (op is None) but ignore_existing is not True")
        other = None if op is None else elements.as_operation(self, op)
        blocks = self._blocks
        outer, outer_devices = blocks.colocation, blocks.devices
        blocks.devices = []
        blocks.colocation = [*([] if ignore_existing else outer), *([] if other is None else [other])]
        try:
            yield
        finally:
            blocks.colocation, blocks.devices = outer, outer_devices

    @contextmanager
    def gradient_override_map(self, op_type_map: dict[str, str]) -> Iterator[None]:
        """A block in which operations of some ops get the gradient of another name (GRA-14)."""
        if not isinstance(op_type_map, dict):
            raise TypeError("op_type_map must be a dictionary mapping strings to strings")
        for key, value in op_type_map.items():
            if not (isinstance(key, str) and isinstance(value, str)):
                raise TypeError("op_type_map must be a dictionary mapping strings to strings")
        outer = self._gradient_override
        self._gradient_override = outer | op_type_map
        try:
            yield
        finally:
            self._gradient_override = outer

    @contextmanager
    def _attr_scope(self, attr_map: dict[str, Any]) -> Iterator[None]:
        from reference.interchange.attr_value import from_attr_value

        outer = self._attr_scopes
        given = {key: from_attr_value(value) for key, value in attr_map.items() if value is not None}
        removed = {key for key, value in attr_map.items() if value is None}
        self._attr_scopes = {key: value for key, value in (outer | given).items() if key not in removed}
        try:
            yield
        finally:
            self._attr_scopes = outer

    @contextmanager
    def container(self, container_name: Any) -> Iterator[Any]:
        """A block whose operations keep their state in a container of this name (GRA-25)."""
        outer = self._container
        self._container = container_name
        try:
            yield container_name
        finally:
            self._container = outer

    # ---- collections

    def add_to_collection(self, name: Any, value: Any) -> None:
        """Adds a value to a collection; a value may stand in it more than once (GRA-16)."""
        self._check_not_finalized()
        with self._lock:
            self._collections.setdefault(name, []).append(value)

    def add_to_collections(self, names: Any, value: Any) -> None:
        """Adds a value to several collections, to each of them once (GRA-16)."""
        names = (names,) if isinstance(names, str) else dict.fromkeys(names)
        for name in names:
            self.add_to_collection(name, value)

    def get_collection_ref(self, name: Any) -> list[Any]:
        """The list itself of a collection, made if there is none (GRA-32)."""
        with self._lock:
            return self._collections.setdefault(name, [])

    def get_collection(self, name: Any, scope: str | None = None) -> list[Any]:
        """A copy of a collection; with ``scope``, only items whose name it matches from the start (GRA-16)."""
        with self._lock:
            items = list(self._collections.get(name, ()))
        return items if scope is None else elements.named_like(items, scope)

    def get_all_collection_keys(self) -> list[Any]:
        """The names of all collections."""
        with self._lock:
            return [name for name in self._collections if isinstance(name, str)]

    @property
    def collections(self) -> list[Any]:
        """The names of all collections."""
        return list(self._collections)

    def clear_collection(self, name: Any) -> None:
        """Removes a collection (GRA-32)."""
        self._check_not_finalized()
        with self._lock:
            self._collections.pop(name, None)

    # ---- what may still be done with the graph

    def finalize(self) -> None:
        """Forbids every further change (GRA-17)."""
        self._finalized = True

    def _unsafe_unfinalize(self) -> None:
        self._finalized = False

    @property
    def finalized(self) -> bool:
        """Whether the graph is finalized."""
        return self._finalized

    def _check_not_finalized(self) -> None:
        if self._finalized:
            raise RuntimeError("Graph is finalized and cannot be modified.")

    def prevent_feeding(self, tensor: Tensor) -> None:
        """Forbids feeding a tensor (FEE-9)."""
        self._unfeedable.add(tensor)

    def is_feedable(self, tensor: Tensor) -> bool:
        """Whether a tensor may be fed."""
        return tensor not in self._unfeedable

    def prevent_fetching(self, op: Any) -> None:
        """Forbids fetching an operation (FET-9)."""
        self._unfetchable.add(op)

    def is_fetchable(self, tensor_or_op: Any) -> bool:
        """Whether a tensor or operation may be fetched."""
        op = tensor_or_op if isinstance(tensor_or_op, Operation) else tensor_or_op.op
        return op not in self._unfetchable

    @property
    def seed(self) -> int | None:
        """The graph-level seed of random operations, or None."""
        return self._seed

    @seed.setter
    def seed(self, seed: int | None) -> None:
        self._seed = seed

    @property
    def building_function(self) -> bool:
        """Whether this is the body of a function; never so for a graph made by a user."""
        return False

    def switch_to_thread_local(self) -> None:
        """From now on, control dependencies, devices and colocation are those of the current thread (GRA-27)."""
        if not isinstance(self._blocks, ThreadBlocks):
            self._blocks = ThreadBlocks()
