"""Implementations as the suite sees them: an object that runs programs, here or behind a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, Self, TypeVar

from conformance import protocol
from conformance.module_backend import ModuleBackend
from conformance.oracle import find_oracle
from conformance.outcome import Crash, Hang, Outcome, Unsupported
from conformance.program import Program
from conformance.protocol import Capabilities
from conformance.reading import Malformed
from conformance.worker_process import Babbling, Died, Silent, WorkerProcess

__all__ = ["Backend", "BackendFailure", "Capabilities", "CommandBackend", "ModuleBackend", "find_oracle"]

T = TypeVar("T")

_FAREWELL = 5.0  # seconds for a worker that ended its output, or was asked to close, to be gone


class Backend(Protocol):
    """An implementation: any object with these three methods."""

    def capabilities(self) -> Capabilities:
        """What the implementation says of itself."""

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """One outcome a step, or one alone for the whole program (see ``outcome.check``)."""

    def close(self) -> None:
        """Let go of whatever the implementation holds."""


class BackendFailure(Exception):
    """The implementation could not say what it is; ``outcome`` is the Crash or Hang that came instead."""

    def __init__(self, outcome: Crash | Hang) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


class CommandBackend:
    """A command that speaks the protocol of ``spec/worker.md`` on its standard input and output (CONF-3).

    It is started when first needed, and again after it died, hung or broke the protocol: each of these is the
    outcome of the program it happened to. ``limit`` is the seconds a program may take, ``start_limit`` those
    until the worker says hello, ``longest_reply`` the bytes a reply may have; ``starts`` counts the starts.
    """

    def __init__(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str] | None = None,
        limit: float = 60.0,
        start_limit: float = 120.0,
        longest_reply: int = 1 << 26,
    ) -> None:
        self.starts = 0
        self._argv = tuple(argv)
        self._environment = environment
        self.limit = limit
        self.start_limit = start_limit
        self.farewell = _FAREWELL
        self._longest_reply = longest_reply
        self._process: WorkerProcess | None = None
        self._capabilities: Capabilities | None = None
        self._number = 0

    @property
    def command(self) -> Self:
        """The backend that another worker can be had of: what cases about the protocol speak to."""
        return self

    def another_worker(self) -> WorkerProcess:
        """The command once more, to talk to beside the programs; the caller ends it. Raises OSError."""
        return WorkerProcess(self._argv, self._environment, self._longest_reply)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def capabilities(self) -> Capabilities:
        """What the worker says of itself; raises BackendFailure when it does not."""
        if self._capabilities is None:
            self._start()
        assert self._capabilities is not None
        return self._capabilities

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """What the worker made of the program; a worker that fails yields one Crash or Hang."""
        try:
            if self._process is None or self._process.status is not None:
                self._start()
            missing = self.capabilities().missing_steps(program)
            if missing:  # WIRE-3
                return (Unsupported((), "no steps of the kind " + ", ".join(missing)),)
            request = {"request": "run", "program": program.to_json()}
            return self._ask(request, self.limit, lambda reply, number: protocol.read_outcomes(reply, number, program))
        except BackendFailure as failure:
            return (failure.outcome,)

    def ask(self, question: str) -> dict[str, Any] | Unsupported | Crash | Hang:
        """The worker's answer to the question of this name (WIRE-27); a Crash or Hang of a worker that fails."""
        try:
            if self._process is None or self._process.status is not None:
                self._start()
            if not self.capabilities().questions:
                return Unsupported((), "questions are asked of modules of Python that look like tf")
            return self._ask({"request": "ask", "question": question}, self.limit, protocol.read_answer)
        except BackendFailure as failure:
            return failure.outcome

    def close(self) -> None:
        """Ask the worker to end, and end it."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.exchange(protocol.write_line({"id": self._number + 1, "request": "close"}), self.farewell)
        except (Silent, Died, Babbling):
            process.end()
        else:
            process.end(self.farewell)

    def _start(self) -> None:
        if self._process is not None:
            self._process.end()
        self.starts += 1
        try:
            self._process = self.another_worker()
        except OSError as error:
            raise BackendFailure(Crash(None, f"the worker cannot be started: {error}")) from None
        self._capabilities = self._ask({"request": "hello"}, self.start_limit, protocol.read_hello)

    def _ask(self, request: dict[str, Any], limit: float, read: Callable[[Any, int], T]) -> T:
        """Exchange a request for its reply; a worker that fails (WIRE-8) is ended, BackendFailure raised."""
        process = self._process
        assert process is not None
        self._number += 1
        try:
            reply = process.exchange(protocol.write_line({"id": self._number, **request}), limit)
            return read(protocol.read_line(reply), self._number)
        except Silent:
            failure: Crash | Hang = Hang(limit)
            process.end()
        except Died:
            status = process.end(self.farewell)
            ending = "closed its output" if status is None else f"ended with status {status}"
            failure = Crash(status, f"the worker {ending} before it replied", process.last_errors)
        except (Babbling, Malformed) as fault:
            process.end()
            failure = Crash(None, str(fault), process.last_errors)
        self._process = None
        raise BackendFailure(failure)
