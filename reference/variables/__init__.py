"""Variables: tensors that keep their values from step to step, each session its own (VAR-1)."""

from reference.variables import (
    assigning,
    checks,
    creation,
    global_step,
    initializers,
    partitioned,
    scope,
    sets,
    variable,
)

__all__ = [
    "assigning", "checks", "creation", "global_step", "initializers", "partitioned", "scope", "sets", "variable",
]  # fmt: skip
