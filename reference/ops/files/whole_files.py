"""Reading and writing files as one string, and finding them by a pattern (REA-18, REA-19)."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError, NotFoundError
from reference.files.local_path import local_path
from reference.files.operations import make_directories
from reference.files.pattern import files_matching
from reference.interchange.files import file_errors, path_of
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank, with_rank_at_most
from reference.tensor_shape import static_repr

ReadFile = op("ReadFile", "filename: string", "contents: string", public="read_file io.read_file")
WriteFile = op(
    "WriteFile", "filename: string, contents: string", stateful=True, public="write_file io.write_file"
)  # fmt: skip
MatchingFiles = op("MatchingFiles", "pattern: string", "filenames: string", public="matching_files io.matching_files")


@ReadFile.shape
def _(filename: Any) -> Any:
    return with_rank(filename, 0)


@WriteFile.shape
def _(filename: Any, contents: Any) -> list[Any]:
    with_rank(filename, 0)
    with_rank(contents, 0)
    return []


@MatchingFiles.shape
def _(pattern: Any) -> Any:
    with_rank_at_most(pattern, 1)
    return (None,)


@ReadFile.kernel
def _(filename: Any) -> Any:
    _check_scalar(filename, "Input filename")
    contents = np.empty((), object)
    contents[()] = contents_of(filename[()])
    return contents


@WriteFile.kernel
def _(filename: Any, contents: Any) -> None:
    """Writes a file anew, and makes the folders that it lies in (REA-18)."""
    _check_scalar(filename, "Input filename")
    _check_scalar(contents, "Contents")
    name = filename[()]
    path = local_path(name)
    make_directories(os.path.dirname(path))
    with file_errors(path_of(name)), open(path, "wb") as file:
        file.write(contents[()])


@MatchingFiles.kernel
def _(pattern: Any) -> Any:
    """The names that match any of the patterns, in the order of their bytes (REA-19)."""
    if pattern.ndim > 1:
        raise InvalidArgumentError(
            None, None, f"Input patterns tensor must be scalar or vector, but had shape: {static_repr(pattern.shape)}"
        )
    found = [os.fsencode(name) for one in pattern.ravel() for name in files_matching(one)]
    return np.array(sorted(found), object)


def contents_of(name: bytes) -> bytes:
    """All bytes of a file."""
    with file_errors(path_of(name)), open(local_path(name), "rb") as file:
        return file.read()


def _check_scalar(value: Any, name: str) -> None:
    if value.ndim:
        raise InvalidArgumentError(
            None, None, f"{name} tensor must be scalar, but had shape: {static_repr(value.shape)}"
        )


ReadFile.example(os.devnull, gives="")
MatchingFiles.example("", gives=np.array([], object))
ReadFile.rejects("no/such/file", error=NotFoundError, message="no/such/file; No such file or directory")
ReadFile.rejects(["a"], error=ValueError, message="Shape must be rank 0 but is rank 1", building=True)
WriteFile.rejects("a", ["b"], error=ValueError, message="Shape must be rank 0 but is rank 1", building=True)
MatchingFiles.rejects("no/such/*", error=NotFoundError, message="no/such; No such file or directory")
MatchingFiles.rejects([["a"]], error=ValueError, message="Shape must be at most rank 1 but is rank 2", building=True)
