"""Runs a step and writes what it did for a Chrome trace viewer and for TensorBoard (TRC-16)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reference.commands.failure import CommandError
from reference.interchange.messages import message
from reference.interchange.timeline import Timeline
from reference.session.session import Session
from reference.summary.file_writer import FileWriter

_FULL_TRACE = 3
_TAG = "step"


def run_traced(session: Session, fetches: Any, feeds: Any, folder: str) -> Any:
    """The values of a step; beside that, ``trace.json`` and an event file with the graph and the report of the step."""
    metadata = message("RunMetadata")()
    options = message("RunOptions")(trace_level=_FULL_TRACE, output_partition_graphs=True)
    values = session.run(fetches, feeds, options=options, run_metadata=metadata)
    timeline = Timeline(metadata.step_stats)
    try:
        with FileWriter(folder, session.graph) as writer:
            writer.add_run_metadata(metadata, _TAG)
        (Path(folder) / "trace.json").write_text(timeline.generate_chrome_trace_format(show_memory=True))
    except OSError as error:
        raise CommandError(f"cannot write to {folder!r}: {error.strerror}") from None
    return values
