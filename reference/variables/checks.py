"""Which variables have a value: operations that say so (VAR-9)."""

from __future__ import annotations

from typing import Any

from reference.graph.defaults import get_default_graph
from reference.graph.name_scope import name_scope
from reference.opdef.functions import build
from reference.ops.array.joining import stack
from reference.ops.array.masking import boolean_mask
from reference.ops.source.constant import constant
from reference.public import public
from reference.variables.sets import global_variables, local_variables


@public("is_variable_initialized")
def is_variable_initialized(variable: Any) -> Any:
    """Whether a variable has a value in the session: a boolean scalar."""
    if variable.dtype.is_ref_dtype:
        return build("IsVariableInitialized", None, ref=variable)
    return variable.is_initialized(name=None)


@public("report_uninitialized_variables")
def report_uninitialized_variables(var_list: Any = None, name: str = "report_uninitialized_variables") -> Any:
    """The names of those variables that have no value in the session: a vector of strings (VAR-9).

    ``var_list`` None means all global and local variables.
    """
    if var_list is None:
        var_list = global_variables() + local_variables()
    graph = get_default_graph()
    with name_scope(name, None):
        answers = [is_variable_initialized(variable) for variable in var_list]
        with graph.device("/cpu:0"):
            if not var_list:
                return constant([], dtype="string")
            missing = build("LogicalNot", None, x=stack(answers))
            names = constant([variable.op.name for variable in var_list])
            return boolean_mask(names, missing)


@public("assert_variables_initialized")
def assert_variables_initialized(var_list: Any = None) -> Any:
    """What fails with `errors.FailedPreconditionError` if a variable has no value; None for no variables."""
    if var_list is None:
        var_list = global_variables() + local_variables()
    if not var_list:
        return None
    ranks = []
    for variable in var_list:
        with get_default_graph().colocate_with(variable.op):
            ranks.append(build("Rank", None, input=variable))
    return ranks[0] if len(ranks) == 1 else stack(ranks)
