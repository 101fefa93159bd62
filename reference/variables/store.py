"""The variables that `tf.get_variable` has made in a graph, by name (VAR-30)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import Enum
from typing import Any

from reference.dtypes import DType, as_dtype
from reference.errors import creation_stack
from reference.graph.collections import GraphKeys
from reference.graph.defaults import get_default_graph
from reference.graph.name_scope import name_scope
from reference.tensor_shape import TensorShape
from reference.variables.creation import create_variable, resource_variables_enabled

_STORE_KEY = ("__variable_store",)


class ReuseMode(Enum):
    """How `get_variable` treats a name that is taken, beside True and False."""

    AUTO_REUSE = 1

    def __str__(self) -> str:
        return f"_ReuseMode.{self.name}"


AUTO_REUSE = ReuseMode.AUTO_REUSE


class VariableStore:
    """The variables of one graph that can be shared by name."""

    def __init__(self) -> None:
        self.variables: dict[Any, Any] = {}
        self.partitioned: dict[Any, Any] = {}

    def get_variable(
        self, name: Any, *, custom_getter: Any = None, reuse: Any = None, dtype: Any = None, **arguments: Any
    ) -> Any:
        """The variable of that name, old or new as ``reuse`` says, through ``custom_getter`` if given (VAR-37)."""
        if custom_getter is not None and not callable(custom_getter):
            raise ValueError(f"Passed a custom_getter which is not callable: {custom_getter}")
        given = {**arguments, "reuse": reuse, "dtype": as_dtype(dtype).base_dtype}
        if given["trainable"] is None:
            given["trainable"] = _is_trained(given["synchronization"])
        if custom_getter is None:
            return self._true_getter(name, **given)
        return custom_getter(getter=self._true_getter, name=name, **given)

    def _true_getter(
        self, name: Any, shape: Any = None, dtype: Any = "float32", partitioner: Any = None, **rest: Any
    ) -> Any:
        if partitioner is not None:
            if not callable(partitioner):
                raise ValueError(f"Partitioner must be callable, but received: {partitioner}")
            if TensorShape(shape).ndims != 0:
                from reference.variables.partitioned import get_partitioned_variable

                return get_partitioned_variable(self, name, shape, as_dtype(dtype), partitioner, **rest)
        if f"{name}/part_0" in self.variables:
            if rest["reuse"]:
                return self.partitioned[name]
            raise ValueError(
                f"No partitioner was provided, but a partitioned version of the variable was found: {name}/part_0. "
                "Perhaps a variable of the same name was already created with partitioning?"
            )
        return self.get_single_variable(name, shape=shape, dtype=as_dtype(dtype), **rest)

    def get_single_variable(
        self, name: Any, *, shape: Any, dtype: DType, reuse: Any = None, partition_info: Any = None, **arguments: Any
    ) -> Any:
        """The variable of that name, old or new as ``reuse`` says (VAR-31)."""
        static = TensorShape(shape)
        initializer = arguments.get("initializer")
        if initializer is not None and not callable(initializer) and static.is_fully_defined():
            raise ValueError("If initializer is a constant, do not specify shape.")
        if name in self.variables:
            return self._existing(name, static, dtype, reuse)
        if reuse is True:
            raise ValueError(
                f"Variable {name} does not exist, or was not created with tf.get_variable(). "
                "Did you mean to set reuse=tf.AUTO_REUSE in VarScope?"
            )
        return self._create(name, static, dtype, partition_info, **arguments)

    def _existing(self, name: Any, shape: TensorShape, dtype: DType, reuse: Any) -> Any:
        variable = self.variables[name]
        if not reuse:
            where = "\n".join(creation_stack(variable.op))
            raise ValueError(
                f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE "
                f"in VarScope? Originally defined at:\n\n{where}"
            )
        if not shape.is_compatible_with(variable.get_shape()):
            raise ValueError(
                f"Trying to share variable {name}, but specified shape {shape} and found shape {variable.get_shape()}."
            )
        if not dtype.is_compatible_with(variable.dtype):
            raise ValueError(
                f"Trying to share variable {name}, but specified dtype {dtype.name} "
                f"and found dtype {variable.dtype.name}."
            )
        return variable

    def _create(
        self, name: Any, shape: TensorShape, dtype: DType, partition_info: Any, *, initializer: Any = None,
        regularizer: Any = None, use_resource: Any = None, **arguments: Any,
    ) -> Any:  # fmt: skip
        if initializer is None:
            initializer = default_initializer(name, dtype)
        initial_value, variable_dtype = _initial_value(initializer, shape, dtype, partition_info)
        variable = create_variable(
            initial_value=initial_value,
            name=name,
            dtype=variable_dtype,
            use_resource=resource_variables_enabled() if use_resource is None else use_resource,
            **arguments,
        )
        self.variables[name] = variable
        if regularizer:
            _add_regularization(variable, regularizer, name)
        return variable


def variable_store() -> VariableStore:
    """The store of the default graph."""
    kept = get_default_graph().get_collection_ref(_STORE_KEY)
    if not kept:
        kept.append(VariableStore())
    return kept[0]  # type: ignore[no-any-return]


def _is_trained(synchronization: Any) -> bool:
    return getattr(synchronization, "name", None) != "ON_READ"


def default_initializer(name: Any, dtype: DType) -> Any:
    """What initialises a variable of which nothing is said: Glorot's uniform for floats, else zeros (VAR-33)."""
    from reference.variables.initializers import glorot_uniform_initializer, zeros_initializer

    if dtype.is_floating:
        return glorot_uniform_initializer()
    if dtype.is_integer or dtype.is_bool or dtype.name == "string":
        return zeros_initializer()
    raise ValueError(f"An initializer for variable {name} of {dtype} is required")


def _initial_value(initializer: Any, shape: TensorShape, dtype: DType, partition_info: Any) -> tuple[Any, DType | None]:
    """What a variable is made from, and its dtype where that is not the initial value's own (VAR-34)."""
    if not callable(initializer):
        return initializer, None
    if isinstance(initializer, type):
        initializer = initializer()
    if shape.is_fully_defined():
        extra = {"partition_info": partition_info} if "partition_info" in _parameters(initializer) else {}
        return lambda: initializer(shape.as_list(), dtype=dtype, **extra), dtype.base_dtype
    if any(parameter.default is parameter.empty for parameter in _parameters(initializer).values()):
        raise ValueError(
            "The initializer passed is not valid. It should be a callable with no arguments and the shape should not "
            "be provided or an instance of `tf.keras.initializers.*' and `shape` should be fully defined."
        )
    return initializer, None


def _parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    try:
        parameters = inspect.signature(function).parameters
    except ValueError:  # a builtin that does not say
        return {}
    return {name: item for name, item in parameters.items() if item.kind not in (item.VAR_POSITIONAL, item.VAR_KEYWORD)}


def _add_regularization(variable: Any, regularizer: Callable[[Any], Any], name: str) -> None:
    """Adds the variable's regularisation loss to its collection, unless it is None (VAR-36)."""
    graph = get_default_graph()
    with graph.colocate_with(variable.op), name_scope(f"{name}/Regularizer/", None):
        loss = regularizer(variable)
    if loss is not None:
        graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
