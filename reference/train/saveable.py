"""What of a variable is saved, under which name, and how it gets its value back (CKP-25)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reference.convert import to_tensor
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.lookup.mutable_hash_table import ChangingTable
from reference.ops.lookup.saved_table import SavedTable, saved_table
from reference.variables.partitioned import PartitionedVariable
from reference.variables.resource_variable import ResourceVariable
from reference.variables.variable import Variable

CPU = "/device:CPU:0"
_HELD_BY_REFERENCE = ("Variable", "VariableV2")
_READ = "ReadVariableOp"


@dataclass(frozen=True)
class Saveable:
    """One tensor of a checkpoint, or one slice of it."""

    name: str  # in the checkpoint
    slice_spec: str  # which part of the tensor, in the words of `SaveV2`; empty: all of it
    op: Operation  # that holds the variable, or reads it
    dtype: Any
    read: Callable[[], Any]  # gives the tensor to save; it may add operations each time
    assign: Callable[[Tensor, bool], Operation]  # what gives the variable a value; whether shapes must agree

    @property
    def specs(self) -> list[Saveable]:
        """The tensors of the checkpoint: this one."""
        return [self]

    def restore(self, values: Sequence[Tensor], reshape: bool) -> Operation:
        """The operation that gives the variable its value back."""
        (value,) = values
        if reshape:
            value = build("Reshape", None, tensor=value, shape=self._shape())
        return self.assign(value, not reshape)

    def _shape(self) -> Any:
        shape = self.read().shape
        return shape.as_list() if shape.is_fully_defined() else build("Shape", None, input=self.read())


AnySaveable = Saveable | SavedTable


# ---- from what the user gives to saveables


def saveables_of(variables: Any) -> list[AnySaveable]:
    """A saveable for each variable, or each part of one, of a list or of a dictionary by name; in order of names.

    Raises TypeError for what is no variable, ValueError where names or variables occur twice.
    """
    by_name = variables if isinstance(variables, Mapping) else _named(variables)
    saveables: list[AnySaveable] = []
    seen: set[Any] = set()
    for name in sorted(by_name, key=_checked_name):
        found = list(_saveables_named(name, by_name[name]))
        for saveable in found:
            if saveable.op in seen:
                raise ValueError(f"The same saveable will be restored with two names: {name}")
            seen.add(saveable.op)
        saveables += found
    return saveables


def _checked_name(name: Any) -> str:
    if not isinstance(name, str):
        raise TypeError(
            "names_to_saveables must be a dict mapping string names to trackable operations. "
            f"Name is not a string: {name}"
        )
    return name


def _named(variables: Any) -> dict[str, Any]:
    """Variables by the names under which they are saved; parts of one variable together."""
    if not isinstance(variables, list | tuple | set | frozenset):
        raise TypeError(f"Variables to save should be passed in a dict or a list: {variables}")
    by_name: dict[str, Any] = {}
    for variable in sorted(variables, key=lambda item: item.name):
        if isinstance(variable, PartitionedVariable | SavedTable):
            by_name[variable.name] = variable
        elif isinstance(variable, ChangingTable):
            by_name[variable.name] = saved_table(variable)
        elif isinstance(variable, Variable) and variable._save_slice_info is not None:
            name = variable._save_slice_info.full_name
            if not isinstance(by_name.setdefault(name, []), list):
                raise ValueError(f"Mixing slices and non-slices with the same name: {name}")
            by_name[name].append(variable)
        else:
            element = _graph_element(variable)
            if element.op.type not in (*_HELD_BY_REFERENCE, _READ):
                raise TypeError(f"Variable to save is not a Variable: {element}")
            name = (element.op.inputs[0].op if element.op.type == _READ else element.op).name
            if name in by_name:
                raise ValueError(f"At least two variables have the same name: {name}")
            by_name[name] = element
    return by_name


def _graph_element(variable: Any) -> Tensor:
    """The reference to a variable, or what reads it."""
    if not isinstance(variable, Variable):
        return to_tensor(variable, as_ref=True)
    element = variable._as_graph_element()
    is_cached = isinstance(variable, ResourceVariable) and element.op.type == "Identity"
    return element.op.inputs[0] if is_cached else element


def _saveables_named(name: str, given: Any) -> Iterable[AnySaveable]:
    """The saveables of what stands under a name: a variable, the parts of one, or a table (TAB-21)."""
    if isinstance(given, SavedTable):
        yield given
        return
    if isinstance(given, PartitionedVariable | list):
        yield from _slices(name, list(given))
        return
    element = _graph_element(given)
    if element.op.type == _READ:
        yield _of_handle(name, "", element.op, element.op.inputs[0], element.dtype, lambda: element)
    elif element.op.type in _HELD_BY_REFERENCE:
        yield _of_reference(name, "", element, lambda: element)
    else:
        raise TypeError(
            f"names_to_saveables must be a dict mapping string names to Tensors/Variables. Not a variable: {element}"
        )


def _slices(name: str, parts: list[Any]) -> Iterable[Saveable]:
    whole: str | None = None
    for part in parts:
        if not isinstance(part, Variable):
            raise ValueError(f"Slices must all be Variables: {part}")
        info = part._save_slice_info
        if info is None:
            raise ValueError(f"Slices must all be slices: {part}")
        if whole is not None and info.full_name != whole:
            raise ValueError(f"Slices must all be from the same tensor: {whole} != {info.full_name}")
        whole = info.full_name
        if isinstance(part, ResourceVariable):
            yield _of_handle(name, info.spec, part.op, part.handle, part.dtype, _reader(part))
        else:
            yield _of_reference(name, info.spec, part._as_graph_element(), part.value)


# ---- the two kinds of variables


def _of_reference(name: str, slice_spec: str, reference: Tensor, read: Callable[[], Any]) -> Saveable:
    def assign(value: Tensor, shapes_agree: bool) -> Operation:
        validate = shapes_agree and reference.shape.is_fully_defined()
        return build("Assign", None, ref=reference, value=value, validate_shape=validate).op  # type: ignore[no-any-return]

    return Saveable(name, slice_spec, reference.op, reference.dtype.base_dtype, read, assign)


def _of_handle(
    name: str, slice_spec: str, op: Operation, handle: Tensor, dtype: Any, read: Callable[[], Any]
) -> Saveable:
    def assign(value: Tensor, shapes_agree: bool) -> Operation:
        with DEFAULT_GRAPHS.get_default().device(op.device):
            return build("AssignVariableOp", None, resource=handle, value=build("Identity", None, input=value))  # type: ignore[no-any-return]

    return Saveable(name, slice_spec, op, dtype, read, assign)


def _reader(part: ResourceVariable) -> Callable[[], Any]:
    """Reads the part anew each time, onto the CPU: the value is to be saved as it is then."""

    def read() -> Any:
        graph = part.graph
        with graph.device(part.device):
            value = part.read_value()
            with graph.device(CPU):
                return build("Identity", None, input=value)

    return read
