"""Checkpoints as files: whether there is one, since when, and deleting it (CKP-32)."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable

from reference.interchange.checkpoint.bundle_writer import index_path
from reference.interchange.files import file_errors
from reference.public import public

V2 = 2  # the format of checkpoints that this package writes


@public("train.checkpoint_exists")
def checkpoint_exists(checkpoint_prefix: str) -> bool:
    """Whether there is a checkpoint of this name, in today's format or the one before.

    Raises NotFoundError if its folder does not exist.
    """
    return bool(_existing(checkpoint_prefix))


@public("train.get_checkpoint_mtimes")
def get_checkpoint_mtimes(checkpoint_prefixes: Iterable[str]) -> list[float]:
    """When each of these checkpoints was written, in seconds since 1970; those that do not exist are left out."""
    return [os.stat(path).st_mtime for prefix in checkpoint_prefixes for path in _existing(prefix)[:1]]


@public("train.remove_checkpoint")
def remove_checkpoint(
    checkpoint_prefix: str, checkpoint_format_version: int = V2, meta_graph_suffix: str = "meta"
) -> None:
    """Deletes the files of a checkpoint, the graph's among them."""
    pattern = f"{glob.escape(checkpoint_prefix)}.data-?????-of-?????"
    paths = [meta_graph_path(checkpoint_prefix, meta_graph_suffix), index_path(checkpoint_prefix), *glob.glob(pattern)]
    for path in filter(is_file, paths if checkpoint_format_version == V2 else [*paths[:1], checkpoint_prefix]):
        with file_errors(path):
            os.remove(path)


def meta_graph_path(checkpoint_prefix: str, suffix: str = "meta") -> str:
    """The name of the file with the graph of a checkpoint, one for all of its shards."""
    return f"{re.sub(r'-[0-9?]+-of-[0-9?]+$', '', checkpoint_prefix)}.{suffix}"


def _existing(prefix: str) -> list[str]:
    return [path for path in (prefix + ".index", prefix) if is_file(path)]


def is_file(path: str) -> bool:
    """Whether a file or folder exists; NotFoundError if the folder that it should be in does not."""
    folder = os.path.dirname(path)
    if folder:
        with file_errors(folder):
            os.stat(folder)
    return os.path.exists(path)
