"""Making one checkpoint of those that several devices wrote (CKP-22)."""

from __future__ import annotations

from typing import Any

from reference.errors import InvalidArgumentError
from reference.interchange.checkpoint.merging import delete_folders_of, merge_checkpoints
from reference.interchange.files import path_of
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.tensor_shape import static_repr

MergeV2Checkpoints = op(
    "MergeV2Checkpoints",
    "checkpoint_prefixes: string, destination_prefix: string",
    attrs="delete_old_dirs: bool = true",
    stateful=True,
)


@MergeV2Checkpoints.shape
def _(checkpoint_prefixes: Any, destination_prefix: Any) -> list[Any]:
    with_rank(checkpoint_prefixes, 1)
    with_rank(destination_prefix, 0)
    return []


@MergeV2Checkpoints.kernel
def _(checkpoint_prefixes: Any, destination_prefix: Any, *, delete_old_dirs: bool) -> None:
    if checkpoint_prefixes.ndim != 1:
        raise InvalidArgumentError(
            None, None, "Input checkpoint_prefixes should be an 1-D tensor, got "
            f"{static_repr(checkpoint_prefixes.shape)} instead."
        )  # fmt: skip
    if destination_prefix.ndim:
        raise InvalidArgumentError(
            None, None, "Input destination_prefix should be a scalar tensor, got "
            f"{static_repr(destination_prefix.shape)} instead."
        )  # fmt: skip
    prefixes = [path_of(prefix) for prefix in checkpoint_prefixes]
    merge_checkpoints(prefixes, path_of(destination_prefix[()]))
    if delete_old_dirs:
        delete_folders_of(prefixes)


MergeV2Checkpoints.rejects(
    "a", "b", error=InvalidArgumentError, message="Input checkpoint_prefixes should be an 1-D tensor, got [] instead."
)
MergeV2Checkpoints.rejects(["a"], ["b"], error=ValueError, message="Shape must be rank 0 but is rank 1", building=True)
