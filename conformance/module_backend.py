"""Run programs through a module that looks like TensorFlow 1.x (runs on Python 3.7)."""

from __future__ import annotations

import contextlib
import importlib
import re
from typing import TYPE_CHECKING, Any

from conformance.graph_def import to_graph_def
from conformance.outcome import BuildError, Crash, RunError, Unsupported, Value
from conformance.protocol import Capabilities
from conformance.reading import Malformed
from conformance.values import TensorValue

if TYPE_CHECKING:
    from conformance.outcome import Outcome
    from conformance.program import Program, Run

# WIRE-19: what follows the message proper, and where a node was made, are about this process alone.
_TRACEBACK = re.compile(r"\n\n(?:Original stack trace|Errors may have originated).*", re.DOTALL)
_PLACE = re.compile(r" \(defined at [^\n]*?\) ?(?=\]\])")

_NO_KERNEL = "No OpKernel was registered to support Op '"
_NO_KERNEL_FOR_DEVICE = "because no supported kernel for"


class ModuleBackend:
    """A ``tf``-like module, by name, as an implementation that runs in this process.

    ``plain`` turns graph optimisation and constant folding off; ``threads`` sets the sizes of both thread
    pools. Without them sessions have the module's default configuration.
    """

    def __init__(self, module: str, plain: bool = False, threads: int | None = None) -> None:
        self._tf: Any = importlib.import_module(module)
        self._name = module
        self._plain = plain
        self._threads = threads

    @property
    def module(self) -> Any:
        """The module itself: what recorded questions are asked of."""
        return self._tf

    def capabilities(self) -> Capabilities:
        """The module's name, version and ops (those it offers in ``raw_ops``)."""
        raw_ops = getattr(self._tf, "raw_ops", None)
        ops = None if raw_ops is None else frozenset(name for name in dir(raw_ops) if not name.startswith("_"))
        return Capabilities(self._name, str(getattr(self._tf, "__version__", "")), ops)

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """One outcome a step, or one BuildError (or Unsupported) for the whole program."""
        graph = self._tf.Graph()
        message = to_graph_def(program.graph, self._tf.GraphDef())
        try:
            with graph.as_default():
                self._tf.import_graph_def(message, name="")
        except Exception as error:  # whatever it raises is the outcome
            return (_failure(BuildError, error),)
        sessions: dict[str, Any] = {}
        with contextlib.ExitStack() as closing:  # WIRE-17
            return tuple(self._step(graph, step, sessions, closing) for step in program.steps)

    def close(self) -> None:
        """Nothing to release: sessions end with their program."""

    def _step(self, graph: Any, step: Run, sessions: dict[str, Any], closing: contextlib.ExitStack) -> Outcome:
        feeds = {name: value.array(self._numpy_dtype) for name, value in step.feeds.items()}
        try:
            if step.session not in sessions:  # WIRE-16
                sessions[step.session] = self._tf.Session(graph=graph, config=self._config())
                closing.callback(sessions[step.session].close)
            fetched = sessions[step.session].run(list(step.fetches) + list(step.targets), feeds)
        except Exception as error:  # whatever it raises is the outcome
            return _failure(RunError, error)
        return _values(step, fetched)

    def _numpy_dtype(self, name: str) -> Any:
        return self._tf.as_dtype(name).as_numpy_dtype

    def _config(self) -> Any:
        if not self._plain and self._threads is None:
            return None
        config = self._tf.ConfigProto()
        if self._threads is not None:
            config.intra_op_parallelism_threads = self._threads
            config.inter_op_parallelism_threads = self._threads
        if self._plain:
            options = config.graph_options
            options.optimizer_options.opt_level = -1  # L0: also no constant folding when the step is prepared
            options.rewrite_options.disable_meta_optimizer = True
        return config


def _values(step: Run, fetched: Any) -> Outcome:
    values = []
    for index, name in enumerate(step.fetches):
        value = fetched[index]
        try:
            values.append(None if value is None else TensorValue.of(value))
        except Malformed as fault:
            return Crash(None, f"the fetch {name} has a value that is no tensor's: {fault}")
    return Value(tuple(values))


def _failure(kind: type[BuildError | RunError], error: Exception) -> Outcome:
    message = getattr(error, "message", None)
    text = _PLACE.sub("", _TRACEBACK.sub("", message if isinstance(message, str) else str(error)))
    if text.startswith(_NO_KERNEL):  # WIRE-20
        return Unsupported((text[len(_NO_KERNEL) :].partition("'")[0],), text)
    if _NO_KERNEL_FOR_DEVICE in text.partition("\n")[0]:  # WIRE-20
        op_type = getattr(getattr(error, "op", None), "type", None)
        return Unsupported(() if op_type is None else (op_type,), text)
    code = getattr(error, "error_code", None)
    op = getattr(getattr(error, "op", None), "name", None)
    return kind(type(error).__name__, code, op, text)
