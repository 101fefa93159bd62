"""Variables as `VariableDef` messages, and variables found again in a graph by such a message (VAR-29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.graph.defaults import get_default_graph
from reference.variables.synchronization import VariableAggregation, VariableSynchronization

if TYPE_CHECKING:
    from reference.variables.ref_variable import RefVariable
    from reference.variables.resource_variable import ResourceVariable


def _message() -> Any:
    from tensorboard.compat.proto.variable_pb2 import VariableDef

    return VariableDef()


def _strip(name: str, scope: str | None) -> str:
    return name[len(scope) + 1 :] if scope and name.startswith(f"{scope}/") else name


def _add(name: str, scope: str | None) -> str:
    return f"{scope}/{name}" if scope else name


def _describe(variable: Any, scope: str | None) -> Any:
    message = _message()
    message.variable_name = _strip(variable.name, scope)
    message.initializer_name = _strip(variable.initializer.name, scope)
    if variable._initial_value is not None:
        message.initial_value_name = _strip(variable._initial_value.name, scope)
    message.trainable = variable.trainable
    message.synchronization = variable.synchronization.value
    message.aggregation = variable.aggregation.value
    info = variable._save_slice_info
    if info is not None:
        part = message.save_slice_info_def
        part.full_name = _strip(info.full_name, scope)
        part.full_shape[:], part.var_offset[:], part.var_shape[:] = info.full_shape, info.var_offset, info.var_shape
    return message


def ref_variable_def(variable: RefVariable, export_scope: str | None) -> Any:
    """The message of a variable held by reference; None if it stands outside of ``export_scope``."""
    if export_scope is not None and not variable.name.startswith(export_scope):
        return None
    message = _describe(variable, export_scope)
    message.snapshot_name = _strip(variable.value().name, export_scope)
    return message


def resource_variable_def(variable: ResourceVariable, export_scope: str | None) -> Any:
    """The message of a variable held by resource handle; None if it stands outside of ``export_scope``."""
    if export_scope is not None and not variable.name.startswith(export_scope):
        return None
    message = _describe(variable, export_scope)
    message.snapshot_name = _strip(variable._as_graph_element().name, export_scope)
    message.is_resource = True
    return message


def _restore(variable: Any, message: Any, scope: str | None) -> None:
    graph = get_default_graph()
    variable._initializer_op = graph.as_graph_element(_add(message.initializer_name, scope))
    initial = message.initial_value_name
    variable._initial_value = graph.as_graph_element(_add(initial, scope)) if initial else None
    variable._synchronization = VariableSynchronization(message.synchronization)
    variable._aggregation = VariableAggregation(message.aggregation)
    variable._trainable = message.trainable
    variable._constraint = variable._caching_device = None
    if message.HasField("save_slice_info_def"):
        variable._save_slice_info = variable.SaveSliceInfo(
            save_slice_info_def=message.save_slice_info_def, import_scope=scope
        )


def restore_ref_variable(variable: RefVariable, message: Any, import_scope: str | None) -> None:
    """Makes ``variable`` the one that the message describes in the default graph; KeyError if it is not there."""
    graph = get_default_graph()
    variable._variable = graph.as_graph_element(_add(message.variable_name, import_scope))  # type: ignore[assignment]
    variable._snapshot = graph.as_graph_element(_add(message.snapshot_name, import_scope))  # type: ignore[assignment]
    _restore(variable, message, import_scope)


def restore_resource_variable(variable: ResourceVariable, message: Any, import_scope: str | None) -> None:
    """Makes ``variable`` the one that the message describes in the default graph; KeyError if it is not there."""
    from reference.opdef.handles import held_by
    from reference.tensor_shape import TensorShape

    graph = get_default_graph()
    variable._handle = handle = graph.as_graph_element(_add(message.variable_name, import_scope))  # type: ignore[assignment]
    held = held_by(handle)  # type: ignore[arg-type]
    assert held is not None
    variable._static_shape, variable._dtype = TensorShape.from_static(held[0]), held[1]
    variable._graph_element = graph.as_graph_element(_add(message.snapshot_name, import_scope))  # type: ignore[assignment]
    _restore(variable, message, import_scope)
