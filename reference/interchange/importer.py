"""Adds the nodes of a `GraphDef` to a graph: all of them, or none if one of them cannot be (INT-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from reference.dtypes import DType
from reference.graph import creation_stack
from reference.graph.scopes import apply_devices
from reference.graph.tensor import Tensor
from reference.interchange.import_order import ImportedNode, Key, creation_order, read_nodes
from reference.interchange.known_ops import find_record
from reference.interchange.messages import message
from reference.interchange.node_attributes import node_attributes, tensor_forms
from reference.interchange.op_summary import dtype_word, op_summary
from reference.opdef.apply import output_types
from reference.opdef.record import OpRecord
from reference.opdef.signature import Argument
from reference.opdef.static_shape import merge

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation

_MOST_OUTPUTS = 2**20  # of one node; a damaged file may ask for billions
_LARGEST_INT32 = 2**31 - 1


class Importer:
    """One import of a message into a graph."""

    def __init__(
        self, graph: Graph, graph_def: Any, prefix: str, mapped: Mapping[Key, Tensor], producer_op_list: Any
    ) -> None:
        self._graph = graph
        self._first_id = graph._next_id
        self._producer = graph_def.versions.producer
        self._producer_ops = {op_def.name: op_def for op_def in producer_op_list.op} if producer_op_list else {}
        self._functions = new_functions(graph, graph_def)
        self._nodes = read_nodes(graph_def.node, mapped)
        self._new_names = self._choose_names(prefix)
        self._operations: list[Operation | None] = [None] * len(self._nodes)
        self._added: list[Operation] = []  # in the order of creation
        self._back_edges: list[tuple[Operation, int, int, int]] = []
        self._records: dict[str, OpRecord] = {}
        self._stack = creation_stack.capture()  # one for all operations (GRA-34)

    @contextmanager
    def imported(self) -> Iterator[dict[str, Operation]]:
        """A block that has the new operations, by the names of the message; an error in it takes them away again."""
        try:
            yield self.run()
        except BaseException:
            self.remove()
            raise
        self.keep()

    def run(self) -> dict[str, Operation]:
        """Adds everything; the new operations by the names that they have in the message."""
        for index in creation_order(self._nodes):
            self._add(index)
        self._close_loops()
        self._put_scopes_on()
        pairs = zip(self._nodes, self._operations, strict=True)
        return {node.proto.name: operation for node, operation in pairs if operation is not None}

    def keep(self) -> None:
        """Makes what was added part of the graph for good."""
        for operation in self._added:
            self._graph._names.mark(operation._name)
        self._graph._functions.update(self._functions)

    def remove(self) -> None:
        """Takes the operations that were added out of the graph again."""
        graph = self._graph
        for operation in self._added:
            del graph._operations[operation._name]
            for tensor in operation._inputs:
                if operation in tensor._consumers:
                    tensor._consumers.remove(operation)
            for controller in operation._control_inputs:
                controller._control_outputs.remove(operation)
        graph._next_id = self._first_id
        graph._version_changed()

    # ---- names

    def _choose_names(self, prefix: str) -> dict[str, str]:
        """The full name of each node, made unique where the graph has that name (INT-6)."""
        taken = self._graph._operations
        names = [node.proto.name for node in self._nodes]
        wanted = {name: f"{prefix}/{name}" if prefix else name for name in names}
        chosen = dict(wanted)
        clashing = [name for name in names if wanted[name] in taken]
        if clashing:
            used = set(wanted.values())
            for name in clashing:
                number = 1
                while (candidate := f"{wanted[name]}_{number}") in taken or candidate in used:
                    number += 1
                used.add(candidate)
                chosen[name] = candidate
        return chosen

    # ---- one node

    def _add(self, index: int) -> None:
        node = self._nodes[index]
        proto = node.proto
        name = self._new_names[proto.name]
        given, missing = self._inputs(node)
        record = self._record(proto.op)
        attrs = node_attributes(record, name, self._attributes(record, proto), given)
        shapes = _output_shapes(attrs)
        if "_class" in attrs:
            attrs["_class"] = self._colocation(proto.name, attrs["_class"])
        inputs = _checked_inputs(record, name, given, attrs)
        types = _output_types(record, name, attrs)
        operation = self._graph.add_imported_operation(record, inputs, attrs, types, name, self._stack)
        self._added.append(operation)
        self._operations[index] = operation
        for position in missing:
            source, output = node.inputs[position]
            self._back_edges.append((operation, position, source, output))
        if "value" in attrs:
            forms = tensor_forms(proto.attr)
            if forms:
                operation._tensor_forms = forms
        self._add_control_inputs(operation, node)
        if proto.device:
            operation._set_device(proto.device)
        if shapes is not None:
            _merge_shapes(operation, shapes)

    def _record(self, op_type: str) -> OpRecord:
        record = self._records.get(op_type)
        if record is None:
            functions = self._graph._functions | self._functions
            record = self._records[op_type] = find_record(op_type, functions, self._producer)
        return record

    def _inputs(self, node: ImportedNode) -> tuple[list[Tensor | None], list[int]]:
        """The input tensors, and the positions of those that a NextIteration will give later."""
        tensors: list[Tensor | None] = []
        missing = []
        for position, source in enumerate(node.inputs):
            if isinstance(source, Tensor):
                tensors.append(source)
                continue
            index, output = source
            operation = self._operations[index]
            if operation is None:
                missing.append(position)
                tensors.append(None)
                continue
            outputs = operation._outputs
            if output >= len(outputs):
                raise ValueError(
                    f"Node '{node.proto.name}': Connecting to invalid output {output} of source node "
                    f"{self._nodes[index].proto.name} which has {len(outputs)} outputs."
                )
            tensors.append(outputs[output])
        return tensors, missing

    def _attributes(self, record: OpRecord, proto: Any) -> Any:
        """The attributes without those that only say what the producer's ops do anyway (INT-11)."""
        producer_op = self._producer_ops.get(proto.op)
        if producer_op is None:
            return proto.attr
        defaults = {attr.name: attr.default_value for attr in producer_op.attr if attr.HasField("default_value")}
        known = record.signature.attrs
        return {
            key: value
            for key, value in proto.attr.items()
            if key in known or key[:1] == "_" or key not in defaults or value != defaults[key]
        }

    def _colocation(self, name: str, groups: Any) -> list[bytes]:
        if not isinstance(groups, list) or not all(isinstance(group, bytes) for group in groups):
            raise ValueError(f"Node '{name}': attr '_class' must be a list of strings, not {groups!r}")
        return [self._renamed(name, group) for group in groups]

    def _renamed(self, name: str, group: bytes) -> bytes:
        if not group.startswith(b"loc:@"):
            return group
        other = group[5:].decode("utf-8", "replace")
        if other not in self._new_names:
            raise ValueError(f"Node '{name}' expects to be colocated with unknown node '{other}'")
        return b"loc:@" + self._new_names[other].encode()

    def _add_control_inputs(self, operation: Operation, node: ImportedNode) -> None:
        blocks = self._graph._control_stack
        if not node.controls and not blocks:
            return
        sources = [self._operations[source] if isinstance(source, int) else source for source in node.controls]
        found = sorted((one for one in sources if one is not None), key=lambda operation: operation.name)  # INT-4
        found += [controller for block in blocks for controller in block.control_inputs]
        for controller in dict.fromkeys(found):
            operation._control_inputs.append(controller)
            controller._control_outputs.append(operation)

    # ---- all nodes

    def _close_loops(self) -> None:
        for operation, position, index, output in self._back_edges:
            source = self._operations[index]
            assert source is not None
            count = len(source._outputs)
            if output >= count:
                name = source._name
                raise ValueError(f"Output {output} of node {name} does not exist. Node only has {count} outputs.")
            tensor = source._outputs[output]
            _check_type(operation._name, position, tensor, operation._inputs[position]._dtype)
            operation._update_input(position, tensor)

    def _put_scopes_on(self) -> None:
        """Puts the devices of the blocks around the call, or of other operations, on the new ones (INT-15)."""
        graph = self._graph
        for operation in self._added:
            for block in graph._control_stack:
                block.add(operation)
            others = self._colocated_with(operation) if "_class" in operation._attrs else []
            if others:
                operation._device = next((other._device for other in others if other._device), "")
            elif graph._device_stack:
                apply_devices(operation, graph._device_stack)

    def _colocated_with(self, operation: Operation) -> list[Operation]:
        names = [group[5:].decode() for group in operation._attrs["_class"] if group.startswith(b"loc:@")]
        found = [self._graph._operations[name] for name in names]
        return [] if operation in found else found


def new_functions(graph: Graph, graph_def: Any) -> dict[str, Any]:
    """Copies of the functions that a message brings; ValueError for one that the graph has otherwise (INT-12)."""
    found: dict[str, Any] = {}
    for function in graph_def.library.function:
        name = function.signature.name
        if graph._functions.get(name, function) != function or found.get(name, function) != function:
            raise ValueError(
                f"Cannot add function '{name}' because a different function with the same name already exists."
            )
        found[name] = copy = message("FunctionDef")()
        copy.CopyFrom(function)
    return found


def _types(arguments: Iterable[Argument], attrs: Mapping[str, Any]) -> list[DType]:
    types: list[DType] = []
    for argument in arguments:
        if argument.type_list_attr:
            types.extend(attrs[argument.type_list_attr])
            continue
        dtype = argument.dtype or attrs[argument.type_attr or ""]
        dtype = dtype._as_ref if argument.is_ref else dtype
        types.extend([dtype] * (attrs[argument.number_attr] if argument.number_attr else 1))
    return types


def _check_counts(arguments: Iterable[Argument], attrs: Mapping[str, Any], most: int, name: str) -> None:
    for argument in arguments:
        count = attrs[argument.number_attr] if argument.number_attr else 0
        if count > _LARGEST_INT32:
            raise ValueError(f"Attr {argument.number_attr} has value {count} out of range for an int32")
        if count > most:
            raise ValueError(f"Attr {argument.number_attr} of node {name} has value {count}, which is too large")


def _checked_inputs(
    record: OpRecord, name: str, given: Sequence[Tensor | None], attrs: Mapping[str, Any]
) -> list[Tensor]:
    """The inputs, each of the expected dtype (INT-9); a stand-in for those that are not there yet."""
    arguments = record.signature.inputs
    _check_counts(arguments, attrs, len(given) + _MOST_OUTPUTS, name)
    expected = _types(arguments, attrs)
    if len(expected) != len(given):
        words = ", ".join(map(dtype_word, expected))
        raise ValueError(
            f"NodeDef expected inputs '{words}' do not match {len(given)} inputs specified; {op_summary(record)}; "
            f"NodeDef: {{{{node {name}}}}}"
        )
    tensors = []
    for position, (tensor, dtype) in enumerate(zip(given, expected, strict=True)):
        if tensor is None:
            tensor = Tensor(None, 0, dtype)  # type: ignore[arg-type]
        elif tensor._dtype is not dtype:
            _check_type(name, position, tensor, dtype)
        tensors.append(tensor)
    return tensors


def _check_type(name: str, position: int, tensor: Tensor, dtype: DType) -> None:
    if tensor._dtype is not dtype and tensor._dtype.base_dtype is not dtype:
        raise ValueError(
            f"Input {position} of node {name} was passed {dtype_word(tensor._dtype)} from {tensor.name} "
            f"incompatible with expected {dtype_word(dtype)}."
        )


def _output_types(record: OpRecord, name: str, attrs: dict[str, Any]) -> list[DType]:
    _check_counts(record.signature.outputs, attrs, _MOST_OUTPUTS, name)
    return output_types(record, attrs)


def _output_shapes(attrs: dict[str, Any]) -> list[Any] | None:
    """The static shapes that ``_output_shapes`` gives; what follows from the graph is no attribute of it."""
    shapes = attrs.get("_output_shapes")
    if not isinstance(shapes, list) or not all(shape is None or isinstance(shape, tuple) for shape in shapes):
        return None
    del attrs["_output_shapes"]
    return shapes


def _merge_shapes(operation: Operation, shapes: Sequence[Any]) -> None:
    """Adds what ``_output_shapes`` knows to the static shapes (INT-16)."""
    if len(shapes) < len(operation._outputs):
        raise ValueError(
            f"Node '{operation._name}' has {len(operation._outputs)} outputs but the _output_shapes attribute "
            f"specifies shapes for {len(shapes)} outputs"
        )
    for index, (tensor, shape) in enumerate(zip(operation._outputs, shapes, strict=False)):
        try:
            tensor._static = merge(tensor._static, shape)
        except ValueError as problem:
            raise ValueError(
                f"Node '{operation._name}' has an _output_shapes attribute inconsistent with the GraphDef for output "
                f"#{index}: {problem}"
            ) from None
