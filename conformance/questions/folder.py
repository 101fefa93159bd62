"""A folder that a question has to itself, and answers without its name (runs on Python 3.7)."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Any

from conformance.questions.question import first_line

if TYPE_CHECKING:
    from collections.abc import Callable


class Folder:
    """A temporary folder, which is ``DIR`` in what :meth:`stable` and :meth:`outcome` give."""

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory()
        self.root = os.path.realpath(self._temporary.name)

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *unused: Any) -> None:
        self._temporary.cleanup()

    def path(self, *names: str) -> str:
        return os.path.join(self.root, *names)

    def bytes_of(self, name: str) -> bytes:
        with open(self.path(name), "rb") as file:
            return file.read()

    def put(self, name: str, contents: bytes) -> str:
        with open(self.path(name), "wb") as file:
            file.write(contents)
        return self.path(name)

    def files(self) -> Any:
        """The names of all files below, sorted, with the folders they are in, but for those half written."""
        found = [os.path.join(place, name) for place, _, names in os.walk(self.root) for name in names]
        return sorted(os.path.relpath(path, self.root) for path in found if ".tempstate" not in path)

    def stable(self, value: Any) -> Any:
        """The value without the name of the folder; arrays as lists."""
        if isinstance(value, bytes):
            return value.replace(self.root.encode(), b"DIR")
        if isinstance(value, str):
            return value.replace(self.root, "DIR")
        if isinstance(value, (list, tuple)):
            return [self.stable(item) for item in value]
        if isinstance(value, dict):
            return {self.stable(key): self.stable(item) for key, item in sorted(value.items())}
        return value

    def outcome(self, attempt: Callable[[], Any]) -> Any:
        """What an attempt gives, or its error's class, code and first line."""
        try:
            return self.stable(attempt())
        except Exception as error:
            code = getattr(error, "error_code", None)
            return [type(error).__qualname__, code, self.stable(first_line(error))]
