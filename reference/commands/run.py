"""``run``: a script in which ``import tensorflow as tf`` means the reference."""

from __future__ import annotations

import argparse
import builtins
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

from reference.commands.aliases import alias_tensorflow
from reference.commands.failure import CommandError

DESCRIPTION = """\
Runs a Python script in which `import tensorflow as tf` (or tensorflow.compat.v1)
means the reference. Everything after SCRIPT belongs to the script."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what the command takes."""
    parser.add_argument("script", metavar="SCRIPT", help="the script to run")
    parser.add_argument("arguments", metavar="ARGS", nargs=argparse.REMAINDER, help="what the script finds in sys.argv")


def execute(options: argparse.Namespace, tf: ModuleType) -> int:
    """Runs the command; gives the exit status."""
    return run_script(options.script, options.arguments, tf)


def run_script(script: str, arguments: Sequence[str], tf: ModuleType) -> int:
    """Runs a script as Python would, with ``tf`` as its tensorflow; gives the exit status.

    An error that the script does not catch is shown as Python shows it; SystemExit is passed on.
    """
    source = _source(script)
    alias_tensorflow(tf)
    module = ModuleType("__main__")
    module.__dict__.update({"__file__": script, "__builtins__": builtins})
    sys.modules["__main__"] = module
    sys.argv = [script, *arguments]
    sys.path[0] = str(Path(script).resolve().parent)
    try:
        exec(_compiled(source, script), module.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        error.__traceback__ = _within_script(error.__traceback__)
        sys.excepthook(type(error), error, error.__traceback__)
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _source(script: str) -> bytes:
    try:
        return Path(script).read_bytes()
    except OSError as error:
        raise CommandError(f"cannot open {script!r}: {error.strerror}") from None


def _compiled(source: bytes, script: str) -> CodeType:
    return compile(source, script, "exec", dont_inherit=True)


def _within_script(traceback: TracebackType | None) -> TracebackType | None:
    """The part of a traceback below this file's own frames."""
    while traceback is not None and traceback.tb_frame.f_code.co_filename == __file__:
        traceback = traceback.tb_next
    return traceback
