"""Processes that do units of a run, each with implementations of its own: one that dies or hangs costs a unit."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import pickle
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from conformance.backends import NoBackend
from conformance.outcome import Crash, Hang
from conformance.program import Program
from conformance.request import Extent, Request, Unit
from conformance.results import Results
from conformance.suite import Bench

_CONTEXT = multiprocessing.get_context("spawn")
_START = 180.0  # seconds for a process until it says that it is ready
_GRACE = 30.0  # seconds beyond the limit of a program that an implementation may be silent
_FAREWELL = 5.0


@dataclass(frozen=True)
class Lost:
    """A unit in which a process died or fell silent, with the programs that were tried in it, the last one last."""

    unit: Unit
    outcome: Crash | Hang
    tried: int
    program: Program | None


class SuiteFault(Exception):
    """The suite itself went wrong in a process; the message is the account of it."""


class BenchProcess:
    """A process with a bench; it is idle, or does a unit."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.unit: Unit | None = None
        self._tried = 0
        self._program: bytes | None = None  # pickled: a program is looked at only if it is the last that is heard of
        self._heard = time.monotonic()
        self.connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(request, theirs), daemon=False)
        self._process.start()
        theirs.close()

    def ready(self) -> Extent:
        """Waits until the process can be given units; raises NoBackend where an implementation cannot be had."""
        with contextlib.suppress(EOFError, OSError):
            if self.connection.poll(_START):
                kind, content = self.connection.recv()
                if kind == "ready":
                    extent: Extent = content
                    return extent
                raise NoBackend(content)
        self.end()
        raise NoBackend("the process of the implementations ended before it was ready")

    def begin(self, unit: Unit) -> None:
        """Hands the process a unit."""
        self.unit, self._tried, self._program = unit, 0, None
        self._heard = time.monotonic()
        with contextlib.suppress(OSError):  # it is dead, which will be seen
            self.connection.send(unit)

    def heard(self) -> Results | Lost | None:
        """What the process has to say: the results of the unit, that they are lost, or nothing yet.

        Raises SuiteFault.
        """
        unit = self.unit
        assert unit is not None
        try:
            while self.connection.poll():
                kind, content = self.connection.recv()
                self._heard = time.monotonic()
                if kind == "fault":
                    raise SuiteFault(content)
                if kind == "done":
                    self.unit = None
                    results: Results = content
                    return results
                self._tried, self._program = self._tried + 1, content
        except (EOFError, OSError):
            self._process.join(_FAREWELL)
            status = self._process.exitcode
            return self._lost(unit, Crash(status, f"the process ended with status {status}"))
        limit = self._request.limit + _GRACE
        if time.monotonic() - self._heard > limit:
            self.end()
            return self._lost(unit, Hang(self._request.limit))
        return None

    def end(self) -> None:
        """Ends the process with all it started."""
        with contextlib.suppress(OSError):
            self.connection.send(None)
        if self.unit is not None:
            self._process.terminate()
        self._process.join(_FAREWELL)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.connection.close()

    def _lost(self, unit: Unit, outcome: Crash | Hang) -> Lost:
        return Lost(unit, outcome, self._tried, None if self._program is None else pickle.loads(self._program))


def heard_of(processes: Iterable[BenchProcess], seconds: float) -> None:
    """Waits until one of the processes has something to say, at most so long."""
    wait([process.connection for process in processes], seconds)


def _serve(request: Request, connection: Connection[Any, Any]) -> None:
    """What a process does: units, until it is given None."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command ends its processes itself
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    warnings.simplefilter("ignore")  # what implementations warn of is no outcome, and would spoil the progress
    try:
        bench = Bench(request, lambda program: connection.send(("trying", pickle.dumps(program))))
        extent = bench.extent()
    except NoBackend as fault:
        connection.send(("refused", str(fault)))
        return
    gc.freeze()  # what is loaded stays: looking at it again and again takes a third of the time of a campaign
    with contextlib.closing(bench):
        _do_units(bench, extent, connection, connection.recv)


def _do_units(bench: Bench, extent: Extent, connection: Connection[Any, Any], next_unit: Callable[[], Any]) -> None:
    connection.send(("ready", extent))
    with contextlib.suppress(EOFError, BrokenPipeError):  # the command is gone
        while (unit := next_unit()) is not None:
            try:
                connection.send(("done", bench.do(unit)))
            except Exception:  # what implementations raise is an outcome: this is the suite's own
                connection.send(("fault", f"{unit}\n{traceback.format_exc()}"))
