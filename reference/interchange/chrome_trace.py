"""Chrome traces: events in the Trace Event Format, which chrome://tracing and Perfetto show."""

from __future__ import annotations

import json
from typing import Any


class ChromeTrace:
    """The events of a trace; times are in microseconds, ``pid`` and ``tid`` name a row of the picture."""

    def __init__(self) -> None:
        self._metadata: list[dict[str, Any]] = []
        self._events: list[dict[str, Any]] = []

    def add_process(self, name: str, pid: int) -> None:
        """Gives a group of rows its title."""
        self._metadata.append({"name": "process_name", "ph": "M", "pid": pid, "args": {"name": name}})

    def add_region(self, start: int, duration: int, row: tuple[int, int], name: str, args: dict[str, Any]) -> None:
        """Adds a complete event: something that took a while."""
        event = _event("X", "Op", name, row, start)
        self._events.append({**event, "dur": duration, "args": args})

    def add_flow(self, name: str, number: int, start: tuple[int, tuple[int, int]], end: tuple[int, Any]) -> None:
        """Adds an arrow from a time in one row to a time in another."""
        for phase, (time, row) in (("s", start), ("t", end)):
            self._events.append({**_event(phase, "DataFlow", name, row, time), "id": number})

    def add_object(
        self, name: str, number: int, created: int, seen: int, row: tuple[int, int], snapshot: dict[str, Any]
    ) -> None:
        """Adds an object that comes into being, and what it looks like later."""
        self._events.append({**_event("N", "Tensor", name, row, created), "id": number})
        event = {**_event("O", "Tensor", name, row, seen), "id": number}
        self._events.append({**event, "args": {"snapshot": snapshot}})

    def end_object(self, name: str, number: int, time: int, row: tuple[int, int]) -> None:
        """Ends the life of an object."""
        self._events.append({**_event("D", "Tensor", name, row, time), "id": number})

    def add_counter(self, category: str, name: str, pid: int, time: int, value: int) -> None:
        """Adds a value of something that changes with time."""
        self._events.append({**_event("C", category, name, (pid, 0), time), "args": {name: value}})

    def format_to_string(self, pretty: bool = False) -> str:
        """The trace as JSON."""
        trace = {"traceEvents": self._metadata + self._events}
        if pretty:
            return json.dumps(trace, indent=4, separators=(",", ": "))
        return json.dumps(trace, separators=(",", ":"))


def _event(phase: str, category: str, name: str, row: tuple[int, int], time: int) -> dict[str, Any]:
    pid, tid = row
    return {"ph": phase, "cat": category, "name": name, "pid": pid, "tid": tid, "ts": time}
