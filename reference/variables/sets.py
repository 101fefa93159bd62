"""The variables of a graph by collection, and the operations that initialise and check them (VAR-4)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from reference.graph.collections import GraphKeys
from reference.graph.defaults import get_default_graph
from reference.graph.operation import Operation
from reference.ops.flow.grouping import group
from reference.public import public


@public("global_variables")
def global_variables(scope: str | None = None) -> list[Any]:
    """The variables that are initialised by `global_variables_initializer` (VAR-4)."""
    return get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES, scope)


@public("all_variables")
def all_variables() -> list[Any]:
    """The older name of `global_variables`."""
    return global_variables()


@public("local_variables")
def local_variables(scope: str | None = None) -> list[Any]:
    """The variables that belong to one process and are not saved."""
    return get_default_graph().get_collection(GraphKeys.LOCAL_VARIABLES, scope)


@public("model_variables")
def model_variables(scope: str | None = None) -> list[Any]:
    """The variables that a model computes from."""
    return get_default_graph().get_collection(GraphKeys.MODEL_VARIABLES, scope)


@public("trainable_variables")
def trainable_variables(scope: str | None = None) -> list[Any]:
    """The variables that an optimiser changes unless it is told which to change (VAR-4)."""
    return get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES, scope)


@public("moving_average_variables")
def moving_average_variables(scope: str | None = None) -> list[Any]:
    """The variables that have a moving average."""
    return get_default_graph().get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)


@public("variables_initializer", "initializers.variables")
def variables_initializer(var_list: Sequence[Any], name: str = "init") -> Operation:
    """An operation that runs the initialisers of all these variables, in any order (VAR-9)."""
    return group(*[variable.initializer for variable in var_list or ()], name=name)


@public("global_variables_initializer", "initializers.global_variables")
def global_variables_initializer() -> Operation:
    """An operation that initialises the global variables that there are now (VAR-9)."""
    return variables_initializer(global_variables())


@public("local_variables_initializer", "initializers.local_variables")
def local_variables_initializer() -> Operation:
    """An operation that initialises the local variables that there are now (VAR-9)."""
    return variables_initializer(local_variables())


def _deprecated(old: str, new: str) -> None:
    logging.getLogger("tensorflow").warning("%s is deprecated; use %s instead.", old, new)


@public("initialize_variables")
def initialize_variables(var_list: Sequence[Any], name: str = "init") -> Operation:
    """The older name of `variables_initializer`."""
    _deprecated("initialize_variables", "tf.variables_initializer")
    return variables_initializer(var_list, name)


@public("initialize_all_variables")
def initialize_all_variables() -> Operation:
    """The older name of `global_variables_initializer`."""
    _deprecated("initialize_all_variables", "tf.global_variables_initializer")
    return global_variables_initializer()


@public("initialize_local_variables")
def initialize_local_variables() -> Operation:
    """The older name of `local_variables_initializer`."""
    _deprecated("initialize_local_variables", "tf.local_variables_initializer")
    return local_variables_initializer()
