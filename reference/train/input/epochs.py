"""How often an input is read, and which files it is."""

from __future__ import annotations

from typing import Any

from reference import dtypes
from reference.graph.collections import GraphKeys
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.name_scope import name_scope
from reference.opdef.functions import build
from reference.ops.source.constant import constant
from reference.public import public
from reference.variables.creation import create_variable


@public("train.limit_epochs")
def limit_epochs(tensor: Any, num_epochs: int | None = None, name: str | None = None) -> Any:
    """A tensor that can be had ``num_epochs`` times; then `errors.OutOfRangeError` (PIPE-14).

    ``tensor`` itself if ``num_epochs`` is None.  Raises ValueError unless it is more than 0.  The count is a local
    variable.
    """
    if num_epochs is None:
        return tensor
    if num_epochs <= 0:
        raise ValueError(f"num_epochs must be > 0 not {num_epochs}.")
    with name_scope(name, "limit_epochs", [tensor]) as scope:
        none_yet = constant(0, dtype=dtypes.int64)
        epochs = create_variable(none_yet, name="epochs", trainable=False, collections=[GraphKeys.LOCAL_VARIABLES])
        with DEFAULT_GRAPHS.get_default().control_dependencies([epochs.count_up_to(num_epochs)]):
            return build("Identity", scope, input=tensor)


@public("train.match_filenames_once", "io.match_filenames_once")
def match_filenames_once(pattern: Any, name: str | None = None) -> Any:
    """A local variable whose initial value is the list of files that match ``pattern`` (PIPE-15)."""
    with name_scope(name, "matching_filenames", [pattern]) as scope:
        return create_variable(
            build("MatchingFiles", pattern=pattern),
            trainable=False,
            name=scope,
            validate_shape=False,
            collections=[GraphKeys.LOCAL_VARIABLES],
        )
