"""``python -m conformance``: the suite as a command; see ``conformance.commands``."""

from __future__ import annotations

import importlib
import sys

from conformance.commands.arguments import refuse

COMMANDS = ("run", "replay", "shrink", "clauses", "selftest", "worker", "record")
_AS_OPTIONS = {"--replay": "replay", "--record": "record"}


def main(argv: list[str] | None = None) -> int:
    """Runs the command and gives its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    for option, command in _AS_OPTIONS.items():  # as they were called once
        if option in words:
            words.remove(option)
            words.insert(0, command)
    name = words.pop(0) if words and not words[0].startswith("-") else "run"
    if name == "worker":
        from conformance import worker

        return worker.main(words)
    if name not in COMMANDS:
        return refuse(f"{name!r} is no command: there are {', '.join(COMMANDS)}")
    status: int = importlib.import_module(f"conformance.commands.{name}").main(words)
    return status


if __name__ == "__main__":
    sys.exit(main())
