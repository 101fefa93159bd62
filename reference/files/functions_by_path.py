"""The functions of `tf.io.gfile`: those of `tf.gfile` under other names (REA-20 to REA-22)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from reference.files import operations
from reference.public import public


@public("io.gfile.exists")
def exists(path: Any) -> bool:
    """Whether there is a file or folder of this name (REA-20)."""
    return operations.exists(path)


@public("io.gfile.isdir")
def isdir(path: Any) -> bool:
    """Whether there is a folder of this name (REA-20)."""
    return operations.is_directory(path)


@public("io.gfile.stat")
def stat(path: Any) -> operations.FileStatistics:
    """The length in bytes, time of change and kind of a file (REA-20)."""
    return operations.statistics(path)


@public("io.gfile.listdir")
def listdir(path: Any) -> list[str]:
    """The names in a folder (REA-20); `errors.NotFoundError` for what is no folder."""
    return operations.children(path)


@public("io.gfile.glob")
def glob(pattern: Any) -> list[str]:
    """The files that match a pattern, or each pattern of a sequence (REA-22)."""
    return operations.matching(pattern)


@public("io.gfile.mkdir")
def mkdir(path: Any) -> None:
    """Makes a folder in one that is there (REA-21)."""
    operations.make_directory(path)


@public("io.gfile.makedirs")
def makedirs(path: Any) -> None:
    """Makes a folder and those that it lies in (REA-21)."""
    operations.make_directories(path)


@public("io.gfile.remove")
def remove(path: Any) -> None:
    """Removes a file (REA-21)."""
    operations.remove(path)


@public("io.gfile.rmtree")
def rmtree(path: Any) -> None:
    """Removes a folder and all in it (REA-21)."""
    operations.remove_tree(path)


@public("io.gfile.copy")
def copy(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Writes the contents of one file to another (REA-21)."""
    operations.copy(src, dst, overwrite)


@public("io.gfile.rename")
def rename(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Gives a file or folder another name (REA-21)."""
    operations.rename(src, dst, overwrite)


@public("io.gfile.walk")
def walk(
    top: Any, topdown: bool = True, onerror: Callable[[Exception], Any] | None = None
) -> Iterator[operations.Folder]:
    """Each folder below ``top`` with the folders and files in it, outer before inner if ``topdown`` (REA-20)."""
    return operations.walk(top, topdown, onerror)
