"""`tf.assign` and its siblings: functions that change a variable, whichever ops it is made of (VAR-5)."""

from __future__ import annotations

from typing import Any

from reference.opdef.functions import build
from reference.public import public


def _is_reference(ref: Any) -> bool:
    return bool(ref.dtype.is_ref_dtype)


@public("assign")
def assign(ref: Any, value: Any, validate_shape: Any = None, use_locking: Any = None, name: str | None = None) -> Any:
    """Gives ``ref`` another value; the result has it once it is assigned (VAR-5, VAR-6)."""
    if _is_reference(ref):
        return build("Assign", name, ref=ref, value=value, use_locking=use_locking, validate_shape=validate_shape)
    return ref.assign(value, name=name)


@public("assign_add")
def assign_add(ref: Any, value: Any, use_locking: Any = None, name: str | None = None) -> Any:
    """Adds ``value`` to ``ref``; the result has the sum once it is assigned (VAR-7)."""
    if _is_reference(ref):
        return build("AssignAdd", name, ref=ref, value=value, use_locking=use_locking)
    return ref.assign_add(value)


@public("assign_sub")
def assign_sub(ref: Any, value: Any, use_locking: Any = None, name: str | None = None) -> Any:
    """Subtracts ``value`` from ``ref``; the result has the difference once it is assigned (VAR-7)."""
    if _is_reference(ref):
        return build("AssignSub", name, ref=ref, value=value, use_locking=use_locking)
    return ref.assign_sub(value)
