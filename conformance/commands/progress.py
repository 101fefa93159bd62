"""How far a run is: a bar on a terminal, a line every few seconds where there is none."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from conformance.request import Extent
from conformance.results import FAULTS, Results

EVERY = 5.0  # seconds between lines


class RunProgress:
    """Shows a run while it goes on; a context manager."""

    def __init__(self, console: Console, examples: int) -> None:
        self._console = console
        self._examples = examples
        self._said = time.monotonic()
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            found = TextColumn("{task.fields[found]} disagree")
            columns = (TextColumn("{task.description:>15}"), BarColumn(), MofNCompleteColumn(), found)
            self._bar = Progress(*columns, TimeElapsedColumn(), console=self._console, transient=True)
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, results: Results, extent: Extent) -> None:
        """Shows what has come so far."""
        faults = sum(case.verdict in FAULTS for case in results.cases)
        examples = self._examples if extent.recorded is None else extent.recorded
        rows = {
            "cases": (len(results.cases), len(extent.cases), faults),
            "random programs": (results.programs, examples if extent.ops else 0, len(results.counterexamples)),
        }
        if self._bar is not None:
            self._show(self._bar, rows)
        elif time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            said = [
                f"{done:,} of {total:,} {what}, {bad} disagree" for what, (done, total, bad) in rows.items() if total
            ]
            self._console.print(f"  {'; '.join(said)}", highlight=False, soft_wrap=True)

    def _show(self, bar: Progress, rows: dict[str, tuple[int, int, int]]) -> None:
        for what, (done, total, bad) in rows.items():
            if total and what not in self._tasks:
                self._tasks[what] = bar.add_task(what, total=total, found=0)
            if total:
                bar.update(self._tasks[what], completed=done, found=bad)
