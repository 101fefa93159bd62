"""The tensor from which a variable is initialised, and how it waits for other variables (VAR-15)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reference.convert import to_tensor
from reference.graph.collections import GraphKeys
from reference.graph.graph import Graph
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.apply import output_types
from reference.opdef.functions import build
from reference.opdef.record import REGISTRY
from reference.tensor_shape import TensorShape
from reference.variables.synchronization import VariableAggregation, VariableSynchronization


def check_arguments(initial_value: Any, collections: Any, constraint: Any) -> list[Any]:
    """The collections that a variable joins; ValueError for arguments that no variable can be made from."""
    if initial_value is None:
        raise ValueError("initial_value must be specified.")  # VAR-28
    if collections is None:
        collections = [GraphKeys.GLOBAL_VARIABLES]
    if not isinstance(collections, list | tuple | set):
        raise ValueError(
            "collections argument to Variable constructor must be a list, tuple, or set. "
            f"Got {collections} of type {type(collections)}"
        )
    if constraint is not None and not callable(constraint):
        raise ValueError("The `constraint` argument must be a callable.")
    return list(collections)


def check_modes(synchronization: Any, aggregation: Any, trainable: Any, name: Any) -> tuple[Any, Any, bool]:
    """The modes of copies, None taken as the default, and whether the variable is trained."""
    aggregation = VariableAggregation.NONE if aggregation is None else aggregation
    synchronization = VariableSynchronization.AUTO if synchronization is None else synchronization
    if not isinstance(aggregation, VariableAggregation):
        raise ValueError(f"Invalid variable aggregation mode: {aggregation} for variable: {name}")
    if not isinstance(synchronization, VariableSynchronization):
        raise ValueError(f"Invalid variable synchronization mode: {synchronization} for variable: {name}")
    if trainable is None:
        trainable = synchronization is not VariableSynchronization.ON_READ
    return synchronization, aggregation, trainable


@contextmanager
def placed_with(graph: Graph, name: str) -> Iterator[None]:
    """A block whose operations are placed with the operation ``name``, which may not exist yet (GRA-13)."""
    outer = graph._attr_scopes
    graph._attr_scopes = {**outer, "_class": [b"loc:@" + name.encode()]}
    try:
        yield
    finally:
        graph._attr_scopes = outer


def called(graph: Graph, function: Any, dtype: Any) -> Tensor:
    """What an initial value's function gives, its operations below ``Initializer`` and on no device (VAR-14)."""
    with graph.name_scope("Initializer"), graph.device(None):
        return to_tensor(function(), dtype, "initial_value")


def shape_to_hold(initial: Tensor, shape: Any, validate_shape: bool) -> TensorShape:
    """The shape of the variable's holder; ValueError if it must be known and is not (VAR-13)."""
    if validate_shape and not initial.shape.is_fully_defined():
        raise ValueError(f"initial_value must have a shape specified: {initial}")
    if shape is not None:
        return TensorShape(shape)
    return initial.shape if validate_shape else TensorShape(None)


def value_or(is_initialized: Tensor, read: Any, initial: Tensor) -> Tensor:
    """``read`` of the true branch where ``is_initialized``, else ``initial``: the nodes of a `tf.cond`.

    ``read(pred)`` makes the nodes that read the variable only where ``pred`` is true.
    """
    graph = initial.graph
    with graph.name_scope("cond"):
        switch = build("Switch", "Switch", data=is_initialized, pred=is_initialized)
        build("Identity", "switch_t", input=switch[1])
        build("Identity", "switch_f", input=switch[0])
        pred = build("Identity", "pred_id", input=is_initialized)
        value = read(pred)
        with graph.colocate_with(initial, ignore_existing=True):
            otherwise = build("Switch", None, data=initial, pred=pred)[0]
        return build("Merge", None, inputs=[otherwise, value])[0]  # type: ignore[no-any-return]


# ---- initial values made from other variables

_READS_SAFELY = {"IsVariableInitialized", "VarIsInitializedOp", "ReadVariableOp"}
_HOLDERS = {"Variable", "VariableV2"}


def guarded(initial: Tensor, name: str) -> Tensor:
    """``initial``, computed from the initial values of variables that have no value yet (VAR-15).

    The operations between those variables and ``initial`` are copied; the copies' names end in ``name``.
    """
    order = _dependents(initial.op)
    if not order:
        return initial
    replaced: dict[Tensor, Tensor] = {}
    for operation in order:
        if operation.type in _HOLDERS:
            variable = _variable_held_by(operation)
            if variable is not None:
                replaced[operation.outputs[0]] = variable.initialized_value()
        elif any(tensor in replaced for tensor in operation._inputs):
            copy = _copy(operation, [replaced.get(tensor, tensor) for tensor in operation._inputs], name)
            replaced.update(zip(operation.outputs, copy.outputs, strict=True))
    return replaced.get(initial, initial)


def _dependents(last: Operation) -> list[Operation]:
    """The operations from which ``last`` is computed, inputs first; none if no variable is among them, or a loop."""
    order: list[Operation] = []
    seen = {last}
    path = [(last, iter(last._inputs))]
    while path:
        operation, inputs = path[-1]
        source = next((tensor._op for tensor in inputs if tensor._op not in seen), None)
        if source is None:
            path.pop()
            order.append(operation)
        elif source.type == "NextIteration":
            return []
        elif source.type not in _READS_SAFELY:
            seen.add(source)
            path.append((source, iter(source._inputs)))
    return order if any(operation.type in _HOLDERS for operation in order) and last.type not in _READS_SAFELY else []


def _variable_held_by(holder: Operation) -> Any:
    graph = holder.graph
    known = graph.get_collection(GraphKeys.GLOBAL_VARIABLES) + graph.get_collection(GraphKeys.LOCAL_VARIABLES)
    return next((item for item in known if getattr(item, "op", None) is holder), None)


def _copy(operation: Operation, inputs: list[Tensor], name: str) -> Operation:
    """The same operation on other inputs; where a reference has become a value, the op that takes values."""
    record = operation._record
    if operation.type == "RefSwitch" and not inputs[0].dtype.is_ref_dtype:
        record = REGISTRY["Switch"]
    graph, attrs = operation.graph, dict(operation._attrs)
    with graph.name_scope(None):
        return graph.add_operation(record, inputs, attrs, output_types(record, attrs), f"{operation.name}_{name}")
