"""The functions of `tf.gfile` (REA-20 to REA-22); `reference.files.operations` says what each does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reference.files import operations
from reference.public import public


@public("gfile.Exists")
def exists(filename: Any) -> bool:
    """Whether there is a file or folder of this name (REA-20)."""
    return operations.exists(filename)


@public("gfile.IsDirectory")
def is_directory(dirname: Any) -> bool:
    """Whether there is a folder of this name (REA-20)."""
    return operations.is_directory(dirname)


@public("gfile.Stat")
def stat(filename: Any) -> operations.FileStatistics:
    """The length in bytes, time of change and kind of a file (REA-20)."""
    return operations.statistics(filename)


@public("gfile.ListDirectory")
def list_directory(dirname: Any) -> list[str]:
    """The names in a folder (REA-20); `errors.NotFoundError` for what is no folder."""
    return operations.children(dirname)


@public("gfile.Glob")
def glob(filename: Any) -> list[str]:
    """The files that match a pattern, or each pattern of a sequence (REA-22)."""
    return operations.matching(filename)


@public("gfile.MkDir")
def make_directory(dirname: Any) -> None:
    """Makes a folder in one that is there (REA-21)."""
    operations.make_directory(dirname)


@public("gfile.MakeDirs")
def make_directories(dirname: Any) -> None:
    """Makes a folder and those that it lies in (REA-21)."""
    operations.make_directories(dirname)


@public("gfile.Remove")
def remove(filename: Any) -> None:
    """Removes a file (REA-21)."""
    operations.remove(filename)


@public("gfile.DeleteRecursively")
def delete_recursively(dirname: Any) -> None:
    """Removes a folder and all in it (REA-21)."""
    operations.remove_tree(dirname)


@public("gfile.Copy")
def copy(oldpath: Any, newpath: Any, overwrite: bool = False) -> None:
    """Writes the contents of one file to another (REA-21)."""
    operations.copy(oldpath, newpath, overwrite)


@public("gfile.Rename")
def rename(oldname: Any, newname: Any, overwrite: bool = False) -> None:
    """Gives a file or folder another name (REA-21)."""
    operations.rename(oldname, newname, overwrite)


@public("gfile.Walk")
def walk(top: Any, in_order: bool = True) -> Iterator[operations.Folder]:
    """Each folder below ``top`` with the folders and files in it, outer before inner if ``in_order`` (REA-20)."""
    return operations.walk(top, in_order)
