"""A counter: a variable that goes up by one until it reaches its limit (VAR-18)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import OutOfRangeError
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.state.resource_variable import variable_of
from reference.public import public
from reference.runtime.resources import Ref

CountUpTo = op("CountUpTo", "ref: Ref(T)", "output: T", "limit: int, T: index")
ResourceCountUpTo = op("ResourceCountUpTo", "resource: resource", "output: T", "limit: int, T: index", stateful=True)


@CountUpTo.shape
def _(ref: Any) -> Any:
    return with_rank(ref, 0)


@ResourceCountUpTo.shape
def _(resource: Any, *, resource_handle: Any) -> Any:
    return with_rank(None if resource_handle is None else resource_handle[0], 0)


@CountUpTo.kernel
def _(ref: Ref, *, limit: int) -> Any:
    return _counted(ref, limit)


@ResourceCountUpTo.kernel
def _(resource: Any, *, limit: int) -> Any:
    return _counted(variable_of(resource), limit)


def _counted(variable: Ref, limit: int) -> Any:
    """The value before one was added to it; OutOfRangeError once it is ``limit``."""
    with variable.lock:
        old: Any = variable.value
        if old >= limit:
            raise OutOfRangeError(None, None, f"Reached limit of {limit}")
        variable.assign(np.asarray(old + old.dtype.type(1)))
    return old


@public("count_up_to")
def count_up_to(ref: Any, limit: int, name: str | None = None) -> Any:
    """The value of a variable before one is added to it; OutOfRangeError once it is ``limit`` (VAR-18)."""
    if ref.dtype.is_ref_dtype:
        return build("CountUpTo", name, ref=ref, limit=limit)
    return build("ResourceCountUpTo", name, resource=ref.handle, limit=limit, T=ref.dtype)
