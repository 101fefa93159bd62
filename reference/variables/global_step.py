"""`tf.train.get_global_step` and its siblings: the variable that counts training steps."""

from __future__ import annotations

import logging
from typing import Any

from reference.dtypes import int64
from reference.graph.collections import GraphKeys
from reference.graph.defaults import get_default_graph
from reference.graph.graph import Graph
from reference.graph.tensor import Tensor
from reference.public import public
from reference.variables.initializers import Zeros
from reference.variables.scope import get_variable
from reference.variables.synchronization import VariableAggregation
from reference.variables.variable import Variable


@public("train.assert_global_step")
def assert_global_step(global_step_tensor: Any) -> None:
    """TypeError unless this is a scalar variable or tensor of an integer dtype."""
    if not isinstance(global_step_tensor, Variable | Tensor):
        raise TypeError(f'Existing "global_step" must be a Variable or Tensor: {global_step_tensor}.')
    if not global_step_tensor.dtype.base_dtype.is_integer:
        raise TypeError(f'Existing "global_step" does not have integer type: {global_step_tensor.dtype}')
    shape = global_step_tensor.get_shape()
    if shape.ndims != 0 and shape.is_fully_defined():
        raise TypeError(f'Existing "global_step" is not scalar: {shape}')


@public("train.get_global_step")
def get_global_step(graph: Graph | None = None) -> Any:
    """The graph's counter of steps, or None; TypeError if what stands in its place is no integer scalar."""
    graph = graph or get_default_graph()
    known = graph.get_collection(GraphKeys.GLOBAL_STEP)
    if len(known) > 1:
        logging.getLogger("tensorflow").error("Multiple tensors in global_step collection.")
        return None
    if known:
        found = known[0]
    else:
        try:
            found = graph.get_tensor_by_name("global_step:0")
        except KeyError:
            return None
    assert_global_step(found)
    return found


@public("train.create_global_step")
def create_global_step(graph: Graph | None = None) -> Any:
    """A new counter of steps, an int64 variable that is not trained; ValueError where there is one (VAR-41)."""
    graph = graph or get_default_graph()
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    with graph.as_default(), graph.name_scope(None):
        return get_variable(
            GraphKeys.GLOBAL_STEP, shape=[], dtype=int64, initializer=Zeros(), trainable=False,
            aggregation=VariableAggregation.ONLY_FIRST_REPLICA,
            collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        )  # fmt: skip


@public("train.get_or_create_global_step")
def get_or_create_global_step(graph: Graph | None = None) -> Any:
    """The graph's counter of steps, made if there is none."""
    graph = graph or get_default_graph()
    found = get_global_step(graph)
    return create_global_step(graph) if found is None else found


@public("train.global_step")
def global_step(sess: Any, global_step_tensor: Any) -> int:
    """The value of the counter in a session."""
    return int(sess.run(global_step_tensor))
