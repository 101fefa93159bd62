"""An operation: a node of a graph, with its inputs, attributes, device and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.graph import creation_stack
from reference.graph.device import canonical_device_name
from reference.graph.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reference.dtypes import DType
    from reference.graph.graph import Graph
    from reference.opdef.record import OpRecord


class Operation:
    """A node of a graph (GRA-3).

    Attributes are kept as plain Python values: int, float, bool, bytes, `DType`, a static shape (a
    tuple, or None for unknown rank), a NumPy array for a tensor, a list of one of these.
    """

    _tensor_forms: Mapping[str, int] = {}  # for tensors that messages hold in an unusual form: how many they list

    __slots__ = (
        "__weakref__", "_graph", "_id", "_name", "_record", "_inputs", "_control_inputs", "_control_outputs",
        "_attrs", "_device", "_outputs", "_stack", "__dict__",
    )  # fmt: skip

    _in_device_block = False  # whether a device scope was open when it was created: messages say so

    def __init__(
        self,
        graph: Graph,
        op_id: int,
        name: str,
        record: OpRecord,
        inputs: list[Tensor],
        attrs: dict[str, Any],
        output_types: Sequence[DType],
        stack: creation_stack.RawStack | None = None,
    ) -> None:
        self._graph = graph
        self._id = op_id
        self._name = name
        self._record = record
        self._inputs = inputs
        self._control_inputs: list[Operation] = []
        self._control_outputs: list[Operation] = []
        self._attrs = attrs
        self._device = ""
        self._outputs = [Tensor(self, index, dtype) for index, dtype in enumerate(output_types)]
        self._stack = creation_stack.capture() if stack is None else stack
        for tensor in inputs:
            tensor._consumers.append(self)

    @property
    def graph(self) -> Graph:
        """The graph that contains this operation."""
        return self._graph

    @property
    def name(self) -> str:
        """The full name, unique in the graph."""
        return self._name

    @property
    def type(self) -> str:
        """The name of the op, such as ``"MatMul"``."""
        return self._record.name

    @property
    def inputs(self) -> InputList:
        """The tensors that this operation takes."""
        return InputList(self._inputs)

    @property
    def outputs(self) -> list[Tensor]:
        """The tensors that this operation makes."""
        return self._outputs

    @property
    def control_inputs(self) -> list[Operation]:
        """The operations that must have run before this one (GRA-6)."""
        return list(self._control_inputs)

    @property
    def device(self) -> str:
        """The device that this operation was asked to run on, or the empty string."""
        return self._device

    def _set_device(self, device: Any) -> None:
        self._device = canonical_device_name(device)

    def values(self) -> tuple[Tensor, ...]:
        """The outputs, as a tuple."""
        return tuple(self._outputs)

    @property
    def node_def(self) -> Any:
        """This operation as a new `NodeDef` message (GRA-19)."""
        from reference.interchange.graph_def import node_def_of

        return node_def_of(self)

    @property
    def op_def(self) -> Any:
        """The signature of this operation's op, as a new `OpDef` message (GRA-33)."""
        from reference.interchange.op_def import op_def_of

        return op_def_of(self._record)

    def get_attr(self, name: str) -> Any:
        """The value of an attribute; ValueError if this operation has none of that name (GRA-18)."""
        if name not in self._attrs:
            raise ValueError(f"Operation '{self._name}' has no attr named '{name}'.")
        from reference.interchange.attr_value import user_value

        return user_value(self, name)

    def _set_attr(self, name: str, attr_value: Any) -> None:
        from reference.interchange.attr_value import from_attr_value

        self._attrs[name] = from_attr_value(attr_value)

    def colocation_groups(self) -> list[bytes]:
        """The groups of operations that share this one's device: its own, unless it was given others (GRA-13)."""
        given = [group for group in self._attrs.get("_class", ()) if group.startswith(b"loc:@")]
        return given or [b"loc:@" + self._name.encode()]

    def run(self, feed_dict: dict[Any, Any] | None = None, session: Any = None) -> None:
        """Runs this operation in ``session`` or the default session (DEF-9)."""
        from reference.session.default_run import run_in_default_session

        run_in_default_session(self, feed_dict, self._graph, session)

    @property
    def traceback(self) -> list[tuple[str, int, str, str]]:
        """The calls that created this operation: (file name, line number, function, source line) (GRA-34)."""
        return creation_stack.render(self._stack)

    def _add_control_inputs(self, operations: Sequence[Operation]) -> None:
        for operation in operations:
            if operation not in self._control_inputs:
                self._control_inputs.append(operation)
                operation._control_outputs.append(self)
        self._graph._version_changed()

    def _add_control_input(self, operation: Operation) -> None:
        self._add_control_inputs([operation])

    def _update_input(self, index: int, tensor: Tensor) -> None:
        """Takes ``tensor`` as input ``index`` from now on."""
        self._inputs[index]._consumers.remove(self)
        self._inputs[index] = tensor
        tensor._consumers.append(self)
        self._graph._version_changed()

    def __repr__(self) -> str:  # GRA-10
        return f"<tf.Operation '{self._name}' type={self.type}>"

    def __str__(self) -> str:
        return str(self.node_def)


class InputList:
    """The inputs of an operation: a sequence that cannot be changed."""

    __slots__ = ("_tensors",)

    def __init__(self, tensors: list[Tensor]) -> None:
        self._tensors = tensors

    def __iter__(self) -> Any:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def __bool__(self) -> bool:
        return bool(self._tensors)

    def __getitem__(self, index: Any) -> Any:
        return self._tensors[index]

    def __add__(self, other: Any) -> list[Tensor]:
        return self._tensors + list(other)

    def __repr__(self) -> str:
        return repr(self._tensors)
