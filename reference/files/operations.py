"""What can be done with files and folders, by name (REA-20, REA-21).

Errors are those of `tf.errors`, and name the file as the caller did.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from reference.errors import (
    AlreadyExistsError,
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    OpError,
    UnimplementedError,
)
from reference.files.local_path import local_path
from reference.files.pattern import files_matching
from reference.interchange.files import file_error, file_errors, path_of

_SECOND = 10**9  # nanoseconds


class FileStatistics(NamedTuple):
    """How long a file is, when it was last changed, and whether it is a folder."""

    length: int  # bytes
    mtime_nsec: int  # nanoseconds since 1970, a whole number of seconds
    is_directory: bool


def exists(name: Any) -> bool:
    """Whether there is a file or folder of this name; a link that leads nowhere is none."""
    path = local_path(name)
    return bool(path) and os.path.exists(path)


def is_directory(name: Any) -> bool:
    """Whether there is a folder of this name; a scheme that is not known has none."""
    try:
        path = local_path(name)
    except UnimplementedError:
        return False
    return os.path.isdir(path) and not (path_of(name).endswith("/") and os.path.isfile(path))


def statistics(name: Any) -> FileStatistics:
    """What is known of a file; `errors.NotFoundError` where there is none."""
    with file_errors(path_of(name)):
        found = os.stat(local_path(name))
    return FileStatistics(found.st_size, int(found.st_mtime) * _SECOND, os.path.isdir(local_path(name)))


def children(name: Any) -> list[str]:
    """The names in a folder, in order; `errors.NotFoundError` for what is no folder."""
    if not is_directory(name):
        raise NotFoundError(None, None, f"Could not find directory {path_of(name)}")
    with file_errors(path_of(name)):
        return sorted(os.listdir(local_path(name)))


def matching(names: Any) -> list[str]:
    """The files that match a pattern, or each of several in turn (REA-22)."""
    if isinstance(names, str):
        return files_matching(names)
    return [found for name in names for found in files_matching(name)]


def make_directory(name: Any) -> None:
    """Makes a folder in one that is there; nothing happens where something of that name is there already."""
    path = local_path(name)
    try:
        if path:
            os.mkdir(path)
    except FileExistsError:
        return
    except OSError as error:
        raise file_error(error, path_of(name)) from None


def make_directories(name: Any) -> None:
    """Makes a folder and those that it lies in; those that are there already stay as they are."""
    path = local_path(name)
    try:
        if path:
            os.makedirs(path, exist_ok=True)
    except FileExistsError:
        return
    except OSError as error:
        raise file_error(error, error.filename or path_of(name)) from None


def remove(name: Any) -> None:
    """Removes a file, or a link."""
    with file_errors(path_of(name)):
        os.unlink(local_path(name))


def remove_tree(name: Any) -> None:
    """Removes a folder and all in it; a link is removed, what it leads to stays (DEV-46)."""
    path = local_path(name)
    if not exists(name):
        raise NotFoundError(None, None, f"{path_of(name)} not found")
    if os.path.islink(path) or not os.path.isdir(path):
        raise FailedPreconditionError(None, None, f"{path_of(name)}; Not a directory")
    with file_errors(path_of(name)):
        shutil.rmtree(path)


def copy(source: Any, target: Any, overwrite: bool = False) -> None:
    """Writes the contents of one file to another; `errors.AlreadyExistsError` unless that is new or ``overwrite``."""
    _refuse_old(target, overwrite)
    with file_errors(path_of(source)):
        descriptor = os.open(local_path(source), os.O_RDONLY)  # a folder can be opened, but not read
    try:
        with file_errors(path_of(target)), open(local_path(target), "wb") as written:
            if os.path.isdir(local_path(source)):
                raise InvalidArgumentError(None, None, f"{path_of(target)}; Invalid argument")
            with os.fdopen(descriptor, "rb", closefd=False) as read:
                shutil.copyfileobj(read, written)
    finally:
        os.close(descriptor)


def rename(old: Any, new: Any, overwrite: bool = False) -> None:
    """Gives a file or folder another name; `errors.AlreadyExistsError` unless that is new or ``overwrite``."""
    _refuse_old(new, overwrite)
    with file_errors(path_of(old)):
        os.replace(local_path(old), local_path(new))


def _refuse_old(name: Any, overwrite: bool) -> None:
    if not overwrite and exists(name):
        raise AlreadyExistsError(None, None, "file already exists")


Folder = tuple[Any, list[str], list[str]]


def walk(top: Any, first: bool = True, on_error: Callable[[OpError], Any] | None = None) -> Iterator[Folder]:
    """Each folder below ``top`` with the names of the folders and the files in it, outer before inner if ``first``.

    Links to folders are followed.  ``on_error`` is called for a folder that cannot be listed; then there is
    nothing of it (DEV-46).
    """
    try:
        names = children(top)
    except (NotFoundError, FailedPreconditionError) as error:
        if on_error is not None:
            on_error(error)
        return
    folders, files = _split(names, lambda name: is_directory(_below(top, name)))
    here = (path_of(top), folders, files)
    if first:
        yield here
    for name in folders:
        yield from walk(_below(top, name), first, on_error)
    if not first:
        yield here


def _below(folder: Any, name: str) -> str:
    return os.path.join(path_of(folder), name)


def _split(names: Iterable[str], test: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    passed: list[str] = []
    failed: list[str] = []
    for name in names:
        (passed if test(name) else failed).append(name)
    return passed, failed
