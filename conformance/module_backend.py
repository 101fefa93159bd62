"""Run programs through a module that looks like TensorFlow 1.x (runs on Python 3.7)."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from conformance.graph_def import to_graph_def
from conformance.lanes import Lanes
from conformance.outcome import AtOnceOutcome, BuildError, Hang, Unsupported
from conformance.program import STEPS, AtOnce, check_labels
from conformance.protocol import Capabilities
from conformance.stage import Stage, failure

if TYPE_CHECKING:
    from conformance.outcome import Outcome
    from conformance.program import OneStep, Program, Step

LIMIT = 10.0  # seconds in which a step has to come back, or one of those that run at once

_ALWAYS = ("run", "run_nested", "at_once")
_METHODS = {"call": "make_callable"}  # of a session, where a kind of step needs one of another name


class ModuleBackend:
    """A ``tf``-like module, by name, as an implementation that runs in this process (CONF-4).

    ``plain`` turns graph optimisation and constant folding off; ``threads`` sets the sizes of both thread
    pools. Without them sessions have the module's default configuration. A step that does not come back within
    ``limit`` seconds hangs (WIRE-25).
    """

    def __init__(self, module: str, plain: bool = False, threads: int | None = None, limit: float = LIMIT) -> None:
        self._tf: Any = importlib.import_module(module)
        self._name = module
        self._plain = plain
        self._threads = threads
        self._limit = limit
        self._said: Capabilities | None = None

    @property
    def module(self) -> Any:
        """The module itself: what recorded questions are asked of."""
        return self._tf

    def capabilities(self) -> Capabilities:
        """The module's name, version and ops (those it offers in ``raw_ops``)."""
        if self._said is None:  # looking through raw_ops for every program would take longer than a small one
            self._said = self._capabilities()
        return self._said

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """One outcome a step, or one BuildError (or Unsupported) for the whole program; Malformed if it is none."""
        check_labels(program)
        missing = self.capabilities().missing_steps(program)
        if missing:  # WIRE-20
            return (Unsupported((), "no steps of the kind " + ", ".join(missing)),)
        graph = self._tf.Graph()
        message = to_graph_def(program.graph, self._tf.GraphDef())
        try:
            with graph.as_default():
                self._tf.import_graph_def(message, name="")
        except Exception as error:  # whatever it raises is the outcome
            return (failure(BuildError, error),)
        return self._steps(program, Stage(self._tf, graph, program, self._config, self._limit))

    def ask(self, name: str) -> dict[str, Any]:
        """The module's answer to the question of this name (WIRE-27); Malformed if there is none."""
        from conformance.questions.ask import answer, question_called  # which only those need who ask

        return answer(question_called(name), self._tf)

    def close(self) -> None:
        """Nothing to release: sessions end with their program."""

    def _capabilities(self) -> Capabilities:
        raw_ops = getattr(self._tf, "raw_ops", None)
        ops = None if raw_ops is None else frozenset(name for name in dir(raw_ops) if not name.startswith("_"))
        session = getattr(self._tf, "Session", None)
        steps = {kind for kind in STEPS if kind in _ALWAYS or hasattr(session, _METHODS.get(kind, kind))}
        version = str(getattr(self._tf, "__version__", ""))
        questions = session is not None and hasattr(self._tf, "reset_default_graph")
        return Capabilities(self._name, version, ops, frozenset(steps), questions)

    def _steps(self, program: Program, stage: Stage) -> tuple[Outcome, ...]:
        outcomes: list[Outcome] = []
        started: list[Lanes] = []
        try:
            while len(outcomes) < len(program.steps):
                step = program.steps[len(outcomes)]
                if isinstance(step, AtOnce):  # WIRE-25
                    stage.prepare(step)
                    started.append(Lanes(step.threads, stage.do))
                    outcomes.append(AtOnceOutcome(started[-1].outcomes(self._limit)))
                else:
                    started.append(Lanes([_until_threads(program.steps[len(outcomes) :])], stage.do))
                    outcomes += _until_hang(*started[-1].outcomes(self._limit))
        finally:
            stage.close()  # WIRE-17: which ends what still waits
            for lanes in started:
                lanes.join(self._limit)
        return tuple(outcomes)

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


def _until_threads(steps: Sequence[Step]) -> list[OneStep]:
    """The first steps, as far as they are to be done by one thread."""
    first: list[OneStep] = []
    for step in steps:
        if isinstance(step, AtOnce):
            break
        first.append(step)
    return first


def _until_hang(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """The outcomes up to the first hang: what comes after it is done by another thread (WIRE-16)."""
    for index, outcome in enumerate(outcomes):
        if isinstance(outcome, Hang):
            return outcomes[: index + 1]
    return outcomes
