"""Finding a checkpoint by its name, and what is said where there is none (CKP-21)."""

from __future__ import annotations

import os
from typing import Any

from reference.errors import DataLossError, InvalidArgumentError, NotFoundError, OpError
from reference.interchange.checkpoint.bundle_reader import BundleReader
from reference.interchange.checkpoint.bundle_writer import index_path
from reference.interchange.checkpoint.table import Table
from reference.interchange.files import path_of

_UNSUCCESSFUL = "Unsuccessful TensorSliceReader constructor"


def open_checkpoint(prefix: str, tensor_names: Any = ()) -> BundleReader:
    """The checkpoint ``prefix``; where there is none, the error that says so (CKP-21)."""
    if os.path.exists(index_path(prefix)):
        return BundleReader(prefix)
    folder = os.path.dirname(prefix)
    if folder and not os.path.isdir(folder):
        raise InvalidArgumentError(
            None, None, f"{_UNSUCCESSFUL}: Failed to get matching files on {prefix}: "
            f"Not found: {folder}; No such file or directory"
        )  # fmt: skip
    if os.path.basename(prefix) in ("", ".", "..") or not os.path.exists(prefix):
        raise NotFoundError(None, None, f"{_UNSUCCESSFUL}: Failed to find any matching files for {prefix}")
    _check_is_table(prefix)
    first = path_of(min(tensor_names, default=b""))
    raise NotFoundError(None, None, f'Tensor name "{first}" not found in checkpoint files {prefix}')


def _check_is_table(path: str) -> None:
    """Raises DataLossError unless ``path`` is a table: what else it could be is a checkpoint of the older format."""
    try:
        with open(path, "rb") as file:
            Table(file.read())
    except IsADirectoryError:
        reason = f"Failed precondition: {path}; Is a directory"
    except OpError as error:
        reason = f"Data loss: {error.message}"
    else:
        return
    raise DataLossError(
        None, None, f"Unable to open table file {path}: {reason}: perhaps your file is in a different file format and "
        "you need to use a different restore operator?"
    )  # fmt: skip
