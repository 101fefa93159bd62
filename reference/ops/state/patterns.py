"""How random programs use variables: which operations one has, and when they can run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType
from reference.opdef.record import REGISTRY
from reference.ops.control_flow.tokens import RefIdentity
from reference.ops.source.identity import Identity
from reference.ops.state import count_up_to, resource_variable, scatter, slice_assign, variable

KIND = "variable"
_DTYPES = ("float32", "int32", "float64", "int64", "float32", "int32", "bool", "string")
_COUNTED = ("int32", "int64")
_NO_LIMIT = 2**31 - 1


@dataclass
class VariableModel:
    """What is known of a variable while a program is drawn."""

    dtype: DType
    shape: tuple[int, ...]
    moved: bool  # it holds extreme numbers, which no arithmetic may see
    locks: bool = False  # whatever changes it keeps others from doing so meanwhile
    assigned: bool = False
    is_resource: bool = False

    @property
    def races(self) -> bool:
        """Whether threads may use it at the same time: of others parts of an assignment may be seen (SCH-6)."""
        return self.is_resource or (self.locks and int(np.prod(self.shape)) == 1)

    def locking(self, draw: Any) -> dict[str, bool]:
        """Whether an operation that changes it locks it."""
        return {"use_locking": self.locks or draw.boolean()}

    def contents(self, draw: Any, shape: tuple[int, ...], nonzero: bool = False) -> Any:
        """A tensor of the variable's dtype for it or some of its rows."""
        if self.dtype.name in _COUNTED or nonzero:  # small numbers, so that a counter never is at its limit
            least = 1 if nonzero else 0
            return draw.tensor(self.dtype, shape, *([] if self.dtype.is_bool else [least, 9]))
        if self.moved:
            return draw.constant(draw.contents(self.dtype, shape, moved=True), self.dtype)
        return draw.tensor(self.dtype, shape)


Effect = Callable[[VariableModel], bool]


def _has_value(model: VariableModel) -> bool:
    return model.assigned


def _takes_value(model: VariableModel) -> bool:
    model.assigned = True
    return True


def _loses_value(model: VariableModel) -> bool:
    model.assigned = False
    return True


def _needs_nothing(model: VariableModel) -> bool:
    return True


@variable.VariableV2.pattern(KIND)
@variable.Variable.pattern(KIND)
def _(draw: Any) -> Any:
    dtype, locks = draw.dtype(*_DTYPES), draw.boolean()
    shape = () if locks and draw.boolean() else draw.shape(max_rank=2)
    model = VariableModel(dtype, shape, draw.integer(0, 3) == 3, locks, assigned=0 in shape)  # VAR-19
    return {"dtype": dtype, "shape": shape, "shared_name": draw.shared_name()}, model


@resource_variable.VarHandleOp.pattern(KIND)
def _(draw: Any) -> Any:
    dtype, shape = draw.dtype(*_DTYPES), draw.shape(max_rank=2)
    known = None if draw.integer(0, 3) == 3 else shape
    attrs = {"dtype": dtype, "shape": known, "shared_name": draw.fresh_name("shared")}  # else all would share one
    return attrs, VariableModel(dtype, shape, draw.integer(0, 3) == 3, is_resource=True)


@variable.Assign.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    arguments = {"value": model.contents(draw, model.shape), "validate_shape": not draw.boolean()}
    return {**arguments, **model.locking(draw)}, _takes_value


@resource_variable.AssignVariableOp.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    return {"value": model.contents(draw, model.shape)}, _takes_value


@Identity.pattern(KIND)
@RefIdentity.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    return {}, _has_value


@resource_variable.ReadVariableOp.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    return {"dtype": model.dtype}, _has_value


@variable.IsVariableInitialized.pattern(KIND)
@resource_variable.VarIsInitializedOp.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    return {}, _needs_nothing


@resource_variable.DestroyResourceOp.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    return {"ignore_lookup_error": True}, _loses_value


@resource_variable.VariableShape.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    return {"out_type": draw.choice([dtypes.int32, dtypes.int64])}, _has_value


@variable.AssignAdd.pattern(KIND)
@variable.AssignSub.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    if model.moved or not _is_number(model.dtype):
        return None
    return {"value": model.contents(draw, model.shape), **model.locking(draw)}, _has_value


@resource_variable.AssignAddVariableOp.pattern(KIND)
@resource_variable.AssignSubVariableOp.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    if model.moved or not _is_number(model.dtype):
        return None
    return {"value": model.contents(draw, model.shape)}, _has_value


def _is_number(dtype: DType) -> bool:
    return bool(dtype.is_integer or dtype.is_floating or dtype.is_complex)


@count_up_to.CountUpTo.pattern(KIND)
@count_up_to.ResourceCountUpTo.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    if model.shape or model.dtype.name not in _COUNTED:
        return None
    return {"limit": _NO_LIMIT, "T": model.dtype}, _has_value


@resource_variable.ResourceGather.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    if not model.shape or not model.shape[0]:
        return None
    return {"indices": _rows(draw, model), "dtype": model.dtype}, _has_value


def _rows(draw: Any, model: VariableModel) -> Any:
    return draw.tensor(draw.choice([dtypes.int32, dtypes.int64]), draw.shape(max_rank=2), 0, model.shape[0] - 1)


def _scatter(changes_numbers: bool, divides: bool) -> Callable[[Any, VariableModel], Any]:
    def pattern(draw: Any, model: VariableModel) -> Any:
        if not model.shape or not model.shape[0]:
            return None
        if changes_numbers and (model.moved or not _is_number(model.dtype)):
            return None
        indices = _rows(draw, model)
        shape = () if draw.integer(0, 3) == 3 else (*indices.shape, *model.shape[1:])
        updates = model.contents(draw, shape, nonzero=divides)
        locking = {} if model.is_resource else model.locking(draw)
        return {"indices": indices, "updates": updates, **locking}, _has_value

    return pattern


for _kind in scatter.KINDS:
    for _name in (f"Scatter{_kind}", f"ResourceScatter{_kind}"):
        REGISTRY[_name].pattern(KIND)(_scatter(_kind != "Update", _kind == "Div"))


@slice_assign.StridedSliceAssign.pattern(KIND)
@slice_assign.ResourceStridedSliceAssign.pattern(KIND)
def _(draw: Any, model: VariableModel) -> Any:
    if not model.shape:
        return None
    begin = draw.integer(0, model.shape[0])
    end = draw.integer(begin, model.shape[0])
    bounds = {name: draw.constant([number]) for name, number in {"begin": begin, "end": end, "strides": 1}.items()}
    value = model.contents(draw, (end - begin, *model.shape[1:]))
    return {**bounds, "value": value}, _has_value
