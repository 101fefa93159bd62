"""The file of this machine that a name means (REA-17)."""

from __future__ import annotations

import os
import re
from typing import Any

from reference.errors import UnimplementedError
from reference.interchange.files import path_of

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.]*)://([^/]*)", re.DOTALL)


def local_path(name: Any) -> str:
    """The path of ``name``, tidied: ``file://`` is taken away, and ``a/../b`` is ``b`` whether ``a`` exists or not.

    Raises `errors.UnimplementedError` for any other scheme, TypeError for what is no text.
    """
    path = path_of(name).split("\0")[0]
    scheme = _SCHEME.match(path)
    if scheme:
        if scheme[1] != "file":
            raise UnimplementedError(
                None, None, f"File system scheme '{scheme[1]}' not implemented (file: '{path_of(name)}')"
            )
        path = path[scheme.end() :]
    return os.path.normpath(path) if path else ""
