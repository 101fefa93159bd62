"""Options that several subcommands share, and how their faults are told."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from conformance.backends import LIMIT, SHIPPED
from conformance.program import Program
from conformance.reading import Malformed

AGREE, DISAGREE, WRONG = 0, 1, 2
"""Exit statuses."""

INTERRUPTED = 130
"""The exit status after Ctrl-C, where nothing had disagreed."""

STATUSES = """exit status:
  0    all agree (what is unsupported is no agreement, but no fault either)
  1    something disagrees, crashes or hangs, or a known difference no longer differs
  2    the command was wrong, or an implementation could not be had
  130  interrupted with Ctrl-C, and nothing had disagreed so far
"""


class _OneLineParser(argparse.ArgumentParser):
    """Refuses wrong options in one line, as whatever else is wrong."""

    def error(self, message: str) -> NoReturn:
        """Ends the process."""
        raise SystemExit(refuse(f"{message}; {self.prog} --help lists the options"))


def parser(name: str, description: str, epilog: str = "") -> argparse.ArgumentParser:
    """A parser for a subcommand, whose texts are printed as they are."""
    program = "python -m conformance" + (f" {name}" if name else "")
    return _OneLineParser(
        prog=program, description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def add_backend(to: argparse.ArgumentParser, several: bool = False, default: str | None = None) -> None:
    """Adds ``--backend`` and ``--limit``."""
    names = ", ".join(SHIPPED)
    to.add_argument(
        "--backend",
        "--module",
        action="append" if several else "store",
        default=default,
        metavar="WHICH",
        help=f'the implementation: {names}; module:object; a "command" that speaks the protocol of spec/worker.md; '
        + "or a module that looks like TensorFlow 1.x"
        + ("; may be given again" if several else "")
        + (f" (default {default})" if default else ""),
    )
    to.add_argument(
        "--limit", type=seconds, default=LIMIT, metavar="SECONDS", help=f"time for one program (default {LIMIT:g})"
    )


def add_against(to: argparse.ArgumentParser) -> None:
    """Adds ``--against``."""
    to.add_argument(
        "--against", metavar="WHICH", help="the implementation that is right by definition (default reference)"
    )


def count(text: str) -> int:
    """A whole number that is not negative."""
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number, not {text!r}") from None
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def seconds(text: str) -> float:
    """A number of seconds above zero."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number of seconds above zero, not {text!r}")
    return number


def processors() -> int:
    """How many processes can run at once here, at most eight."""
    return min(8, os.cpu_count() or 1)


def refuse(reason: object) -> int:
    """Says in one line why the command cannot be carried out, and gives the exit status."""
    print(f"conformance: {' '.join(str(reason).split())}", file=sys.stderr)
    return WRONG


def similar(word: str, known: Iterable[str]) -> str:
    """A hint at what may have been meant; empty where nothing is like it."""
    close = difflib.get_close_matches(word, list(known), 3, 0.5)
    return f"; is it {' or '.join(close)}?" if close else ""


def unwritable(folder: Path) -> str:
    """Why no file can be written into a folder, which need not be there yet; empty where it can."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not there.is_dir():
        return f"{folder} cannot be written into: {there} is no folder"
    return "" if os.access(there, os.W_OK | os.X_OK) else f"{folder} cannot be written into: Permission denied"


def read_program(path: Path) -> Program:
    """The program in a file, alone or in a counterexample of a report; raises Malformed."""
    try:
        data: Any = json.loads(path.read_text("utf-8"))
        inner = data.get("program") if isinstance(data, dict) and "graph" not in data else None
        return Program.from_json(data if inner is None else inner)
    except OSError as fault:
        raise Malformed(f"{path} cannot be read: {fault.strerror}") from None
    except ValueError as fault:
        raise Malformed(f"{path} is no program: {fault}") from None
