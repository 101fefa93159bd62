"""The names of the ``tf`` module: each function says beside its definition where it stands."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

T = TypeVar("T")
PUBLIC: dict[str, Any] = {}  # "nn.relu" -> the function


def public(*names: str) -> Callable[[T], T]:
    """Puts a function or class into the ``tf`` module under ``names``, such as ``"nn.relu"``.

    The same names stand under ``tf.compat.v1`` too.
    """

    def register(thing: T) -> T:
        for name in names:
            publish(name, thing)
        return thing

    return register


def publish(name: str, thing: Any) -> None:
    """Puts any value into the ``tf`` module under ``name``."""
    if name in PUBLIC and PUBLIC[name] is not thing:
        raise ValueError(f"tf.{name} is defined twice")
    PUBLIC[name] = thing


def fill_namespace(root: ModuleType) -> None:
    """Sets every public name on ``root`` and its submodules, which are made where there is none."""
    for name, thing in PUBLIC.items():
        path, _, last = name.rpartition(".")
        setattr(submodule(root, path), last, thing)


def submodule(root: ModuleType, path: str) -> ModuleType:
    """The module ``path`` below ``root``, made if it does not exist."""
    module = root
    for part in filter(None, path.split(".")):
        full_name = f"{module.__name__}.{part}"
        child = sys.modules.get(full_name)
        if child is None:
            exists = hasattr(module, "__path__") and importlib.util.find_spec(full_name) is not None
            child = importlib.import_module(full_name) if exists else ModuleType(full_name)
            child.__dict__.setdefault("__path__", [])  # so that names below it can be imported too
            sys.modules[full_name] = child
        setattr(module, part, child)
        module = child
    return module
