"""``python -m reference``: runs scripts and graphs on the reference."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import reference
from reference.commands import graph, run
from reference.commands.failure import CommandError

_COMMANDS = {
    "run": (run, "run a script that imports tensorflow"),
    "graph": (graph, "show what a graph file holds, or run it"),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m reference", description="TensorFlow 1.x graphs and sessions, interpreted on NumPy."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (command, summary) in _COMMANDS.items():
        subparser = commands.add_parser(
            name, help=summary, description=command.DESCRIPTION, epilog=getattr(command, "EXAMPLES", None),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        command.add_arguments(subparser)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; gives the exit status: 2 for input that cannot be used."""
    options = _parser().parse_args(arguments)
    command, _ = _COMMANDS[options.command]
    try:
        status: int = command.execute(options, reference)
        return status
    except CommandError as error:
        print(f"python -m reference {options.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
