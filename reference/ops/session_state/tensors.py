"""Tensors that outlive their step: kept, brought back and forgotten by handle (FET-14)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.graph.device import merge_device
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.state.variable import word_of
from reference.runtime.devices import CPU
from reference.runtime.failure import undeclared_output
from reference.runtime.resources import ResourceHandle
from reference.runtime.tensor_store import CONTAINER

GetSessionHandle = op("GetSessionHandle", "value: T", "handle: string", "T: type", stateful=True)
GetSessionHandleV2 = op("GetSessionHandleV2", "value: T", "handle: resource", "T: type", stateful=True)
GetSessionTensor = op("GetSessionTensor", "handle: string", "value: dtype", "dtype: type", stateful=True)
DeleteSessionTensor = op("DeleteSessionTensor", "handle: string", stateful=True)


@GetSessionHandle.shape
@GetSessionHandleV2.shape
def _(value: Any) -> Any:
    return ()


@GetSessionTensor.shape
def _(handle: Any) -> Any:
    with_rank(handle, 0)
    return None


@DeleteSessionTensor.shape
def _(handle: Any) -> Any:
    with_rank(handle, 0)
    return []


@GetSessionHandle.kernel
def _(value: Any, *, context: Any, T: DType) -> Any:
    return np.asarray(_keep(value, context, T).encode(), object)


@GetSessionHandleV2.kernel
def _(value: Any, *, context: Any, T: DType) -> Any:
    return ResourceHandle(context.resources, CONTAINER, _keep(value, context, T), CONTAINER).as_array()


def _keep(value: Any, context: Any, dtype: DType) -> str:
    """The text of a new handle of a value; the device in it is the one that the operation runs on."""
    device = merge_device(CPU, context.operation.device)
    kept: str = context.session.tensors.keep(context.operation.name, device, np.asarray(value), dtype.base_dtype)
    return kept


@GetSessionTensor.kernel
def _(handle: Any, *, context: Any, dtype: DType) -> Any:
    value, kept_dtype = context.session.tensors.get(handle.item().decode())
    if kept_dtype is not dtype:
        raise undeclared_output(context.operation, 0, word_of(kept_dtype), word_of(dtype))
    return value


@DeleteSessionTensor.kernel
def _(handle: Any, *, context: Any) -> None:
    context.session.tensors.delete(handle.item().decode())
