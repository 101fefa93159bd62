"""The implementations that are shipped, by name, and how any other is called for."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from conformance import shuffled
from conformance.asking import own_copy
from conformance.backend import Backend, BackendFailure, CommandBackend, ModuleBackend
from conformance.known import Known, read_known
from conformance.oracle import ORACLE_ENVIRONMENT, find_oracle, oracle_command
from conformance.outcome import Crash, Outcome
from conformance.program import Program
from conformance.protocol import Capabilities
from conformance.recording import RecordedBackend
from conformance.results import Identity

LIMIT = 60.0  # seconds that a program may take (CONF-18)
PLANTED = "planted:"
COMPAT = "GRAPHSESSION_TENSORFLOW2"
_OWN = frozenset(["reference", "accel"])
"""The modules of this project."""

_PACKAGE = Path(__file__).resolve().parent
_THREADS = 4  # of TensorFlow: an operation that waits for a staging area holds one, as many as a race has
_CHECK_SECONDS = 30


class NoBackend(Exception):
    """The text names no implementation, or one that cannot be had here; the message is one line."""


class Shipped(NamedTuple):
    """An implementation that comes with the suite: what it is, and how it is opened; raises NoBackend.

    ``deviations`` is the file of the differences that are known of it.
    """

    about: str
    open: Callable[[float], Backend]
    deviations: Path | None = None


class ShuffledBackend(ModuleBackend):
    """The reference under shuffled schedules: each program in orders of its own, the same whenever it is run."""

    module = None  # questions look into the module's other parts, which are the reference's

    def __init__(self) -> None:
        super().__init__("conformance.shuffled")

    def capabilities(self) -> Capabilities:
        """Those of the reference."""
        return ModuleBackend("reference").capabilities()

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """One outcome a step, or one for the whole program."""
        names = " ".join(f"{node.name} {node.op}" for node in program.graph.nodes)
        shuffled.begin(zlib.crc32(names.encode("utf-8", "surrogatepass")))
        return super().run(program)


class ObjectBackend:
    """Somebody's Python object (CONF-2): it needs ``run`` alone, and may change the programs that it is given."""

    def __init__(self, inner: Any, name: str) -> None:
        self._inner = inner
        self._name = name

    @property
    def module(self) -> Any:
        """The ``tf``-like module behind the object, if it says so: questions are asked of it."""
        return getattr(self._inner, "module", None)

    def capabilities(self) -> Capabilities:
        """What the object says of itself; its name alone where it says nothing."""
        if not hasattr(self._inner, "capabilities"):
            return Capabilities(self._name, str(getattr(self._inner, "version", "")))
        try:
            said = self._inner.capabilities()
        except Exception as error:
            raise BackendFailure(Crash(None, f"capabilities() raised {type(error).__name__}: {error}")) from None
        if not isinstance(said, Capabilities):
            raise BackendFailure(Crash(None, f"capabilities() gave {type(said).__name__}, not Capabilities"))
        return said

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """What the object makes of the program."""
        outcomes: tuple[Outcome, ...] = self._inner.run(own_copy(program))
        return outcomes

    def close(self) -> None:
        """Closes the object, if it can be."""
        if hasattr(self._inner, "close"):
            self._inner.close()


def _tensorflow(limit: float) -> Backend:
    oracle, sentence = find_oracle()
    if oracle is None:
        raise NoBackend(f"{sentence}; --backend names another implementation")
    return CommandBackend(oracle_command(oracle, plain=True, threads=_THREADS), ORACLE_ENVIRONMENT, limit)


def _compat(limit: float) -> Backend:
    python, sentence = find_compat()
    if python is None:
        raise NoBackend(sentence)
    command = [str(python), str(_PACKAGE / "worker.py"), "--module", "conformance.tensorflow_compat"]
    return CommandBackend([*command, "--plain", "--threads", "1"], ORACLE_ENVIRONMENT, limit)


def _accel(limit: float) -> Backend:
    if importlib.util.find_spec("accel") is None:
        raise NoBackend("there is no module accel here")
    return ModuleBackend("accel")


SHIPPED: dict[str, Shipped] = {
    "reference": Shipped("the executable specification itself", lambda limit: ModuleBackend("reference")),
    "shuffled": Shipped("the reference, its operations in shuffled orders", lambda limit: ShuffledBackend()),
    "accel": Shipped("the accelerated implementation, where it is installed", _accel),
    "tensorflow": Shipped("TensorFlow 1.15.5 in a Python 3.7 of its own", _tensorflow),
    "compat": Shipped(
        "today's TensorFlow through tf.compat.v1, in a process of its own",
        _compat,
        _PACKAGE / "deviations_tensorflow2.json",
    ),
    "recorded": Shipped("what TensorFlow 1.15.5 was seen to do", lambda limit: RecordedBackend()),
}


def open_backend(text: str, limit: float = LIMIT) -> Backend:
    """The implementation that a text calls for; raises NoBackend.

    The text is the name of a shipped one, ``planted:`` and the name of a fault, ``module:object`` (an object with
    ``run``, or a class or function that gives one), a command line, or the name of a module that looks like
    TensorFlow 1.x.
    """
    if text in SHIPPED:
        return SHIPPED[text].open(limit)
    if text.startswith(PLANTED):
        return _planted(text[len(PLANTED) :])
    if _is_command(text):
        return CommandBackend(shlex.split(text), None, limit)
    module, colon, attribute = text.partition(":")
    if colon:
        return _object(module, attribute, text)
    if shutil.which(text):  # CONF-3
        return CommandBackend([text], None, limit)
    return _module(text)


@functools.cache
def known_of(text: str) -> tuple[Known, ...]:
    """The differences that are known of a shipped implementation, and come with it (CONF-16); none of any other."""
    shipped = SHIPPED.get(text)
    return () if shipped is None or shipped.deviations is None else read_known(shipped.deviations)


def identity(text: str, backend: Backend) -> Identity:
    """What an implementation calls itself; raises NoBackend where it does not even say that."""
    try:
        said = backend.capabilities()
    except BackendFailure as failure:
        outcome = failure.outcome
        told = outcome.message if isinstance(outcome, Crash) else f"no answer within {outcome.seconds:g} seconds"
        words = _telling_line(outcome.stderr) if isinstance(outcome, Crash) else ""
        raise NoBackend(f"{text}: {told}" + (f": {words}" if words else "")) from None
    if said.name in _OWN:  # they say __version__ as TensorFlow does, for the sake of the programs that ask for it
        return Identity(said.name, _own_version(), text, f"TensorFlow {said.version}")
    return Identity(said.name, said.version, text)


def _telling_line(stderr: Sequence[str]) -> str:
    """The last line that names an error, for some languages print more below it; else the last line."""
    lines = [line.strip() for line in reversed(stderr) if line.strip()]
    return next((line for line in lines if "error" in line.lower()), lines[0] if lines else "")


def _own_version() -> str:
    try:
        return importlib.metadata.version("graphsession")
    except importlib.metadata.PackageNotFoundError:
        return ""


def found_here() -> list[str]:
    """The shipped implementations that a run without ``--backend`` holds against the reference."""
    accel = ["accel"] if importlib.util.find_spec("accel") is not None else []
    return [*accel, "tensorflow" if find_oracle()[0] is not None else "recorded"]


@functools.cache
def find_compat() -> tuple[Path | None, str]:
    """The Python that has today's TensorFlow, or None; and a sentence on where it was found or why not.

    Looked for in this order: the file that GRAPHSESSION_TENSORFLOW2 names (then nowhere else), this Python,
    ``.tf2/bin/python`` in the folder that holds this package.
    """
    named = os.environ.get(COMPAT)
    beside = _PACKAGE.parent / ".tf2" / "bin" / "python"
    candidates = [Path(named)] if named else [Path(sys.executable), beside]
    for python in candidates:
        if _has_tensorflow_2(python):
            return python, f"found at {python}"
    where = f"{COMPAT} is {named}" if named else f"{COMPAT} is not set"
    return None, f"no Python with TensorFlow 2 ({where}; looked at {', '.join(map(str, candidates))})"


def _has_tensorflow_2(python: Path) -> bool:
    check = "import importlib.metadata as m; print(m.version(m.packages_distributions()['tensorflow'][0]), end='')"
    if not os.access(python, os.X_OK):
        return False
    try:
        answer = subprocess.run([python, "-c", check], capture_output=True, text=True, timeout=_CHECK_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0 and not answer.stdout.startswith("1.")


def _planted(fault: str) -> Backend:
    from conformance import planted  # it opens the reference, to plant faults in

    if fault not in planted.PLANTED:
        raise NoBackend(f"no fault is called {fault!r}: python -m conformance selftest shows their names")
    return planted.PLANTED[fault](ModuleBackend("reference"))


def _is_command(text: str) -> bool:
    """Whether a text is a command line: of several words, or the path of a program."""
    return len(text.split()) > 1 or "/" in text


def _module(name: str) -> Backend:
    """A module that looks like TensorFlow 1.x (CONF-4)."""
    try:
        backend = ModuleBackend(name)
    except ImportError as error:
        names = ", ".join(SHIPPED)
        raise NoBackend(f"{name!r} is none of {names}, no command, and no module ({error})") from None
    except Exception as error:  # whatever somebody's module raises
        raise NoBackend(f"{name}: {type(error).__name__}: {error}") from None
    if not hasattr(backend.module, "Graph"):
        what = f"{name} does not look like TensorFlow 1.x: it has no Graph"
        raise NoBackend(f"{what}; an object in a module is called {name}:NAME")
    return backend


def _object(module: str, attribute: str, text: str) -> Backend:
    if "" not in sys.path:
        sys.path.insert(0, "")  # as `python -m` would: a file beside the caller
    try:
        found: Any = functools.reduce(getattr, attribute.split("."), importlib.import_module(module))
    except Exception as error:  # whatever somebody's module raises
        raise NoBackend(f"{text}: {type(error).__name__}: {error}") from None
    if isinstance(found, type) or not hasattr(found, "run"):
        if not callable(found):
            raise NoBackend(f"{text} has no method run")
        try:
            found = found()
        except Exception as error:
            raise NoBackend(f"{text}() raised {type(error).__name__}: {error}") from None
    if not callable(getattr(found, "run", None)):
        raise NoBackend(f"{text} has no method run")
    return ObjectBackend(found, text)
