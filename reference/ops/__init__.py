"""The ops: one record each, in the room of its family.  A new file below this folder is found by itself."""

import importlib
import pkgutil


def import_all() -> None:
    """Imports every module below this package, so that its records and functions are registered."""
    for module in pkgutil.walk_packages(__path__, __name__ + "."):
        importlib.import_module(module.name)
