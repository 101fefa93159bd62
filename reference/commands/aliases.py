"""Lets ``import tensorflow`` mean a module of this project, in this process."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from reference.public import PUBLIC

_MESSAGES = re.compile(r"tensorflow\.core\.(?:framework|protobuf|util|example)\.(\w+_pb2)")
_MESSAGE_PACKAGES = frozenset({"", ".framework", ".protobuf", ".util", ".example"})


def alias_tensorflow(tf: ModuleType) -> None:
    """Makes ``tensorflow``, its public submodules and ``tensorflow.compat.v1`` names of ``tf`` and what is below it."""
    root = ModuleType("tensorflow", tf.__doc__)
    root.__dict__.update({name: value for name, value in vars(tf).items() if not name.startswith("__")})
    root.__dict__.update({"__version__": getattr(tf, "__version__", ""), "__path__": []})
    root.__dict__["__getattr__"] = lambda name: getattr(tf, name)
    sys.modules["tensorflow"] = root
    for path in _submodules():
        module: Any = tf
        for part in path.split("."):
            module = getattr(module, part)
        sys.modules[f"tensorflow.{path}"] = module
        if not path.startswith("compat"):
            sys.modules[f"tensorflow.compat.v1.{path}"] = module
    sys.meta_path.insert(0, _MessageModules())


def _submodules() -> set[str]:
    """The paths of the public modules: ``nn``, ``python.client``, …"""
    paths = {"compat", "compat.v1"}
    for name in PUBLIC:
        parts = name.split(".")[:-1]
        paths.update(".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return paths


class _MessageModules:
    """Finds ``tensorflow.core.….NAME_pb2``: the same messages, from the package that has them here."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        match = _MESSAGES.fullmatch(name)
        if match and importlib.util.find_spec(f"tensorboard.compat.proto.{match[1]}"):
            return ModuleSpec(name, _CopyOf(f"tensorboard.compat.proto.{match[1]}"))
        if name.startswith("tensorflow.core") and name.removeprefix("tensorflow.core") in _MESSAGE_PACKAGES:
            return ModuleSpec(name, _CopyOf(None), is_package=True)
        return None


class _CopyOf(Loader):
    """A loader that fills a module with what another one holds."""

    def __init__(self, original: str | None) -> None:
        self._original = original

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        if self._original:
            original = importlib.import_module(self._original)
            module.__dict__.update({name: value for name, value in vars(original).items() if not name.startswith("__")})
