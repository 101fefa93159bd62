"""A fault: a way to be wrong, planted in an implementation that is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from conformance.backend import Backend, ModuleBackend
from conformance.outcome import Outcome
from conformance.program import Program
from conformance.protocol import Capabilities
from reference.opdef.record import REGISTRY

LIMIT = 2.0  # seconds in which a step of a wrong implementation has to come back

Outcomes = tuple[Outcome, ...]
Plant = Callable[[Backend], Backend]
"""Makes a wrong implementation of one that is right."""


@dataclass(frozen=True)
class Fault:
    """One way to be wrong: a sentence that names it, what it is about, and the clauses that it breaks.

    ``ops`` are those that are wrong, empty where the fault is not one of certain ops.
    """

    name: str
    subject: str
    clauses: tuple[str, ...]
    plant: Plant
    ops: tuple[str, ...] = ()

    def backend(self) -> Backend:
        """The reference with this fault."""
        return self.plant(ModuleBackend("reference", limit=LIMIT))


def faults(subject: str, table: Mapping[str, tuple[str, Plant]]) -> tuple[Fault, ...]:
    """The faults of a subject: from their names to the clauses they break, between spaces, and what plants them."""
    return tuple(
        Fault(name, subject, tuple(clauses.split()), plant, getattr(plant, "ops", ()))
        for name, (clauses, plant) in table.items()
    )


@dataclass
class Planted:
    """An implementation that is given another program than it should be, or whose outcomes are changed."""

    inner: Backend
    before: Callable[[Program], Program] = lambda program: program
    after: Callable[[Program, Outcomes], Outcomes] = lambda program, outcomes: outcomes

    def capabilities(self) -> Capabilities:
        """Those of the implementation."""
        return self.inner.capabilities()

    def run(self, program: Program) -> Outcomes:
        """What the implementation makes of the program, but for the fault."""
        return self.after(program, self.inner.run(self.before(program)))

    def close(self) -> None:
        """Closes the implementation."""
        self.inner.close()


def before(change: Callable[[Program], Program]) -> Plant:
    """The program is another one before it runs."""
    return lambda inner: Planted(inner, before=change)


def after(change: Callable[[Program, Outcomes], Outcomes]) -> Plant:
    """The outcomes are others than the program has."""
    return lambda inner: Planted(inner, after=change)


# ---- faults in the working of the reference


@dataclass(frozen=True)
class Alteration:
    """Something of the reference, and what stands in its place while a program runs."""

    owner: Any
    name: str
    change: Callable[[Any], Any]  # from what is there to what shall be


@dataclass
class Altered:
    """The reference with some of its parts replaced, as long as a program of this implementation runs.

    Whatever runs at the same time in this process is wrong too: programs are judged one by one.
    """

    inner: Backend
    alterations: Sequence[Alteration]

    def capabilities(self) -> Capabilities:
        """Those of the implementation."""
        return self.inner.capabilities()

    def run(self, program: Program) -> Outcomes:
        """What the altered implementation makes of the program."""
        with _in_force(self.alterations):
            return self.inner.run(program)

    def close(self) -> None:
        """Closes the implementation."""
        self.inner.close()


def altered(*alterations: Alteration) -> Plant:
    """Parts of the reference are replaced."""
    return lambda inner: Altered(inner, alterations)


@dataclass(frozen=True)
class OfOps:
    """What plants a fault of certain ops."""

    plant: Plant
    ops: tuple[str, ...]

    def __call__(self, inner: Backend) -> Backend:
        """The implementation with the fault."""
        return self.plant(inner)


def kernels(change: Callable[..., Any], *ops: str) -> Plant:
    """The kernels of some ops are replaced by ``change(kernel, *inputs, **attributes)``."""
    replaced = [Alteration(REGISTRY[op], "kernel_function", lambda kernel: partial(change, kernel)) for op in ops]
    return OfOps(altered(*replaced), ops)


@contextmanager
def _in_force(alterations: Sequence[Alteration]) -> Iterator[None]:
    originals = [(each, vars(each.owner)[each.name]) for each in alterations]
    try:
        for each, original in originals:
            setattr(each.owner, each.name, each.change(original))
        yield
    finally:
        for each, original in originals:
            setattr(each.owner, each.name, original)
