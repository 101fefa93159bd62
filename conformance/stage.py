"""Where the steps of one program are done: its graph in a ``tf``-like module, sessions, callables and handles.

Runs on Python 3.7.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance.messages import own_message
from conformance.nest import taken_apart
from conformance.outcome import BuildError, Crash, Hang, RunError, Unsupported, Value
from conformance.program import (
    AtOnce,
    Call,
    Close,
    MakeCallable,
    PartialRun,
    PartialRunSetup,
    Program,
    Reset,
    Run,
    RunNested,
    fetched_by,
)
from conformance.reading import Malformed
from conformance.values import TensorValue

if TYPE_CHECKING:
    from conformance.outcome import Outcome
    from conformance.program import OneStep

# WIRE-19: what follows the message proper, and where a node was made, are about this process alone.
_TRACEBACK = re.compile(r"\n\n(?:Original stack trace|Errors may have originated).*", re.DOTALL)
_PLACE = re.compile(r" \(defined at (?:[^\n]*?\) ?(?=\]\])|[^\n]*?\.py:\d+\) )")

_NO_KERNEL = "No OpKernel was registered to support Op '"
_NO_KERNEL_FOR_DEVICE = "because no supported kernel for"


class Stage:
    """Does the steps of a program over a graph; ``limit`` is what a step that waits for one that hangs reports."""

    def __init__(self, module: Any, graph: Any, program: Program, config: Callable[[], Any], limit: float) -> None:
        self._tf = module
        self._graph = graph
        self._program = program
        self._config = config
        self._limit = limit
        self._lock = threading.Lock()
        self._sessions: dict[str, Any] = {}
        self._made: dict[tuple[Any, str], Any] = {}  # callables and handles, or the outcomes that came instead

    def do(self, step: OneStep) -> Outcome:
        """What comes of a step; whatever is raised is its outcome."""
        try:
            fetched = self._DO[type(step)](self, step)
        except Exception as error:
            outcome = failure(RunError, error)
            self._note(step, outcome)
            return outcome
        if isinstance(fetched, (Value, RunError, Unsupported, Crash, Hang)):
            return fetched
        return values(fetched_by(self._program, step), fetched)

    def prepare(self, step: AtOnce) -> None:
        """Makes the sessions that threads name, before these start (WIRE-25)."""
        for thread in step.threads:
            for one in thread:
                if hasattr(one, "session"):
                    self._session(one.session)

    def close(self) -> None:
        """Closes the sessions, the last one first (WIRE-17)."""
        for session in reversed(list(self._sessions.values())):
            session.close()

    # ---- the kinds of step: each gives what was fetched, or the outcome

    def _run(self, step: Run) -> Any:
        asked = [*step.fetches, *step.targets]
        feeds = self._arrays(step.feeds)
        session = self._session(step.session)
        if not step.timeout_ms:
            return session.run(asked, feeds)
        return session.run(asked, feeds, options=self._tf.RunOptions(timeout_in_ms=step.timeout_ms))

    def _run_nested(self, step: RunNested) -> Outcome:
        came = self._session(step.session).run(step.nest.put(step.fetches), self._arrays(step.feeds))
        nest, things = taken_apart(came)
        if len(things) != len(step.fetches):
            return Crash(None, f"what came is nested as {nest}, not as {step.nest}")
        outcome = values(step.fetches, things)
        return replace(outcome, nest=nest) if isinstance(outcome, Value) else outcome

    def _make_callable(self, step: MakeCallable) -> Any:
        feeds = None if step.feeds is None else list(step.feeds)
        self._made[Call, step.callable] = self._session(step.session).make_callable(
            [*step.fetches, *step.targets], feeds
        )
        return []

    def _call(self, step: Call) -> Any:
        called = self._made.get((Call, step.callable), Hang(self._limit))
        return called(*map(self._array, step.values)) if callable(called) else called

    def _partial_run_setup(self, step: PartialRunSetup) -> Any:
        asked = [*step.fetches, *step.targets]
        self._made[PartialRun, step.handle] = self._session(step.session).partial_run_setup(asked, list(step.feeds))
        return []

    def _partial_run(self, step: PartialRun) -> Any:
        handle = self._made.get((PartialRun, step.handle), Hang(self._limit))
        if isinstance(handle, (RunError, Unsupported, Hang)):
            return handle
        return self._session(step.session).partial_run(handle, list(step.fetches), self._arrays(step.feeds))

    def _close(self, step: Close) -> Any:
        self._session(step.session).close()
        return []

    def _reset(self, step: Reset) -> Any:
        self._tf.Session.reset("", list(step.containers))
        return []

    _DO: dict[Any, Callable[[Any, Any], Any]] = {
        Run: _run,
        RunNested: _run_nested,
        MakeCallable: _make_callable,
        Call: _call,
        PartialRunSetup: _partial_run_setup,
        PartialRun: _partial_run,
        Close: _close,
        Reset: _reset,
    }

    # ---- what they use

    def _session(self, name: str) -> Any:
        """The session of this name, made when it is first named (WIRE-16)."""
        with self._lock:
            if name not in self._sessions:
                self._sessions[name] = self._tf.Session(graph=self._graph, config=self._config())
            return self._sessions[name]

    def _note(self, step: OneStep, outcome: Outcome) -> None:
        """Steps that use what could not be made have the outcome of the step that should have made it (WIRE-22)."""
        if isinstance(step, MakeCallable):
            self._made[Call, step.callable] = outcome
        elif isinstance(step, PartialRunSetup):
            self._made[PartialRun, step.handle] = outcome

    def _arrays(self, feeds: Any) -> dict[str, Any]:
        return {name: self._array(value) for name, value in feeds.items()}

    def _array(self, value: TensorValue) -> Any:
        return value.array(lambda name: self._tf.as_dtype(name).as_numpy_dtype)


def values(fetches: Sequence[str], fetched: Any) -> Outcome:
    """The outcome of a step that gave ``fetched``: first a value for each of its fetches."""
    found = []
    for index, name in enumerate(fetches):
        value = fetched[index]
        try:
            found.append(None if value is None else TensorValue.of(value))
        except Malformed as fault:
            return Crash(None, f"the fetch {name} has a value that is no tensor's: {fault}")
    return Value(tuple(found))


def failure(kind: type[BuildError | RunError], error: Exception) -> Outcome:
    """The outcome of what raised ``error``."""
    text = _PLACE.sub("", _TRACEBACK.sub("", own_message(error)))
    if text.startswith(_NO_KERNEL):  # WIRE-20
        return Unsupported((text[len(_NO_KERNEL) :].partition("'")[0],), text)
    if _NO_KERNEL_FOR_DEVICE in text.partition("\n")[0]:  # WIRE-20
        op_type = getattr(getattr(error, "op", None), "type", None)
        return Unsupported(() if op_type is None else (op_type,), text)
    code = getattr(error, "error_code", None)
    op = getattr(getattr(error, "op", None), "name", None)
    return kind(type(error).__name__, code, op, text)
