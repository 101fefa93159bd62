"""Tensors that a session keeps from step to step: the functions that ask for them, and what a step gives (FET-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.graph.defaults import get_default_graph
from reference.graph.device import canonical_device_name
from reference.graph.tensor import Tensor
from reference.interchange.messages import message
from reference.opdef.functions import build
from reference.ops.state.variable import word_of
from reference.public import public
from reference.runtime.tensor_store import CONTAINER

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.runtime.step import Engine
    from reference.session.session import BaseSession

_MAKERS = ("GetSessionHandle", "GetSessionHandleV2")
_DEAD_HANDLES = 10  # so many are gathered before their tensors are forgotten


@public("python.ops.session_ops.TensorHandle")
class TensorHandle:
    """Stands for a tensor that a session keeps: what fetching `tf.get_session_handle` gives (FET-14).

    May be fed for any tensor of its dtype (FEE-17).  The tensor is forgotten some time after the last reference to
    this object has gone, unless `get_raw_handle` was called.
    """

    def __init__(self, handle: Any, dtype: DType, session: BaseSession) -> None:
        self._handle = _text(handle)
        self._dtype = dtype
        self._session = session
        self._owns = True

    @property
    def handle(self) -> str:
        """The text: ``OPERATION;NUMBER;DEVICE``."""
        return self._handle

    def __str__(self) -> str:
        return self._handle

    def eval(self) -> Any:
        """The tensor, brought back by a step; TypeError if it is gone or no longer this object's."""
        self._check_owns()
        holder, tensor = _reader(self._session.graph, self._handle, self._dtype)
        return self._session.run(tensor, feed_dict={holder: self._handle})

    def delete(self) -> None:
        """Forgets the tensor by a step; TypeError if it is gone or no longer this object's."""
        self._check_owns()
        self._owns = False  # also if it fails
        graph = self._session.graph
        if graph._handle_deleter is None:
            with graph.as_default():
                graph._handle_deleter = delete_session_tensor(self._handle)
        holder, deleter = graph._handle_deleter
        self._session.run(deleter, feed_dict={holder: self._handle})

    def get_raw_handle(self) -> str:
        """The text; from then on the tensor is kept until `tf.delete_session_tensor` or the end of the session."""
        self._owns = False
        return self._handle

    def to_numpy_array(self) -> np.ndarray[Any, Any]:
        """The serialized `ResourceHandleProto` message, as an array of the bytes that a resource tensor is fed."""
        proto = message("ResourceHandleProto")(
            device=self._handle.split(";")[-1], container=CONTAINER, name=self._handle
        )
        return np.frombuffer(proto.SerializeToString(), [("resource", np.uint8)])

    def _check_owns(self) -> None:
        if not self._owns:
            raise TypeError(f"Persistent tensor {self._handle} may have already been deleted.")

    def __del__(self) -> None:
        if getattr(self, "_owns", False) and not self._session._closed:
            self._session._dead_handles.add(self._handle)


class DeadHandles:
    """The handles of a session that nobody holds any more."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._gathered: list[str] = []

    def add(self, handle: str) -> None:
        """Forgets the tensors of the gathered handles when there are enough of these; safe at any moment."""
        self._gathered.append(handle)
        if len(self._gathered) >= _DEAD_HANDLES:
            gathered, self._gathered = self._gathered, []
            self._engine.forget_tensors(gathered)


@public("get_session_handle")
def get_session_handle(data: Tensor, name: str | None = None) -> Tensor:
    """A string scalar: the handle of the value of ``data`` in a step, which the session keeps from then on (FET-14).

    TypeError if ``data`` is no tensor.
    """
    if not isinstance(data, Tensor):
        raise TypeError("`data` must be of type Tensor.")
    with data.graph.colocate_with(data):
        return build("GetSessionHandle", name, value=data)  # type: ignore[no-any-return]


@public("get_session_tensor")
def get_session_tensor(handle: Any, dtype: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """A placeholder for the text of a handle, and the tensor of ``dtype`` that the handle stands for (FET-14).

    ``handle`` is a text or `TensorHandle` of a tensor on the same device; ValueError if it names no device.
    """
    with get_default_graph().device(_device_of(handle)):
        holder = build("Placeholder", None, dtype=dtypes.string)
        tensor = build("GetSessionTensor", name, handle=holder, dtype=dtype)
    holder.graph._handle_holders[holder] = tensor.dtype
    return holder, tensor


@public("delete_session_tensor")
def delete_session_tensor(handle: Any, name: str | None = None) -> tuple[Tensor, Operation]:
    """A placeholder for the text of a handle, and the operation that forgets the tensor (FET-14).

    ``handle`` is a text or `TensorHandle` of a tensor on the same device; ValueError if it names no device.
    """
    with get_default_graph().device(_device_of(handle)):
        holder = build("Placeholder", None, dtype=dtypes.string)
        return holder, build("DeleteSessionTensor", name, handle=holder)


def _device_of(handle: Any) -> str:
    return canonical_device_name(_text(handle).split(";")[-1])


def _text(handle: Any) -> str:
    return handle.decode() if isinstance(handle, bytes) else str(handle)


def _reader(graph: Graph, handle: str, dtype: DType) -> tuple[Tensor, Tensor]:
    """A placeholder and the tensor of its handle: one pair for all handles that an operation gives on a device."""
    origin = handle.split(";")[0], _device_of(handle)
    if origin not in graph._handle_readers:
        with graph.as_default():
            graph._handle_readers[origin] = get_session_tensor(handle, dtype)
    return graph._handle_readers[origin]


def with_moved_tensors(feeds: dict[Tensor, Any], session: BaseSession) -> dict[Tensor, Any]:
    """Feeds, in which placeholders of `get_session_tensor` get handles of tensors on their own device (FET-14).

    A tensor on another device is kept once more, by a step of its own.  ValueError for a text that names no device.
    """
    holders = session.graph._handle_holders
    if not holders:
        return feeds
    moved = {}
    for tensor, value in feeds.items():
        if tensor in holders and not isinstance(value, TensorHandle):
            handle = _text(value.tolist())
            if _device_of(handle) != canonical_device_name(tensor.op.device):
                moved[tensor] = np.asarray(_move(session, handle, tensor, holders[tensor]), object)
    return {**feeds, **moved}


def _move(session: BaseSession, handle: str, holder: Tensor, dtype: DType) -> str:
    """The handle of the same tensor on the device of ``holder``."""
    graph = session.graph
    source, tensor = _reader(graph, handle, dtype)
    if (holder, tensor) not in graph._handle_movers:
        with graph.as_default(), graph.device(holder.op.device):
            graph._handle_movers[holder, tensor] = build("GetSessionHandle", None, value=tensor)
    text: str = session.run(graph._handle_movers[holder, tensor], {source: handle}).get_raw_handle()
    return text


def with_handles(values: Mapping[Any, Any], session: BaseSession) -> Mapping[Any, Any]:
    """Fetched values, with a `TensorHandle` for each text that an operation of `get_session_handle` gave (FET-14)."""
    made = [element for element in values if isinstance(element, Tensor) and element.op.type in _MAKERS]
    if not made:
        return values
    handles = {tensor: TensorHandle(values[tensor], tensor.op.inputs[0].dtype, session) for tensor in made}
    return {**values, **handles}


def with_kept_tensors(feeds: dict[Tensor, Any], engine: Engine) -> dict[Tensor, Any]:
    """Feeds, with the tensor in the place of each handle (FEE-17).

    InvalidArgumentError for a handle that stands for nothing in the session, or for a tensor of another dtype.
    """
    handles = {tensor: str(value) for tensor, value in feeds.items() if isinstance(value, TensorHandle)}
    if not handles:
        return feeds
    kept = {tensor: engine.kept_tensor(handle) for tensor, handle in handles.items()}
    for number, tensor in enumerate(sorted(feeds, key=lambda tensor: tensor.name)):
        expected = tensor.dtype.base_dtype
        if tensor in kept and kept[tensor].dtype is not expected:
            raise InvalidArgumentError(
                None, None,
                f"Expects arg[{number}] to be {word_of(expected)} but {word_of(kept[tensor].dtype)} is provided",
            )  # fmt: skip
    return {**feeds, **{tensor: value for tensor, (value, _) in kept.items()}}
