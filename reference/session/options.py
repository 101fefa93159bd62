"""The options of a step, and its report: `RunOptions` in, `RunMetadata` out (RUN-13)."""

from __future__ import annotations

from typing import Any


def timeout_of(options: Any) -> int:
    """How long a step may take, in ms, 0 for ever; AttributeError for what is no message."""
    if options is None:
        return 0
    options.SerializeToString()
    return int(getattr(options, "timeout_in_ms", 0))


def report_to(run_metadata: Any) -> None:
    """Puts the report of a step that ended well in the place of what the message held."""
    if run_metadata is not None:
        run_metadata.ParseFromString(b"")
