"""The backend that works ahead: what it gives, in which order it asks, and what it does with failures."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from conformance.ahead import WINDOW, AheadBackend
from conformance.graph import Graph, Node
from conformance.outcome import Outcome, Unsupported
from conformance.program import Program, Run
from conformance.protocol import Capabilities


def program(name: str) -> Program:
    return Program(Graph((Node(name, "NoOp"),)), (Run(targets=(name,)),))


class Named:
    """Answers with the name of the program's first node; waits for the gate before each answer."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.entered = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.closed = False

    def capabilities(self) -> Capabilities:
        return Capabilities("named", "1")

    def run(self, program: Program) -> tuple[Outcome, ...]:
        self.entered.set()
        self.gate.wait()
        name = program.graph.nodes[0].name
        self.asked.append(name)
        if name == "bad":
            raise LookupError(name)
        return (Unsupported((), name),)

    def close(self) -> None:
        self.closed = True


def test_gives_what_the_backend_gives_in_any_order() -> None:
    programs = [program(f"n{number}") for number in range(20)]
    with AheadBackend(Named()) as ahead:
        assert ahead.capabilities().name == "named"
        for each in programs:
            ahead.announce(each)
        for each in reversed(programs):
            assert ahead.run(each) == (Unsupported((), each.graph.nodes[0].name),)


def test_announces_some_programs_before_it_gives_them() -> None:
    drawn: list[str] = []
    programs = [program(f"n{number}") for number in range(2 * WINDOW)]

    def one_by_one() -> Iterator[Program]:
        for each in programs:
            drawn.append(each.graph.nodes[0].name)
            yield each

    backend = Named()
    with AheadBackend(backend) as ahead:
        given = []
        for number, each in enumerate(ahead.announced(one_by_one())):
            assert len(drawn) == min(number + WINDOW + 1, len(programs))
            given.append(each)
            ahead.run(each)
    assert given == programs
    assert backend.asked == drawn  # each once, in turn


def test_asks_first_for_what_was_not_announced() -> None:
    backend = Named()
    backend.gate.clear()
    ahead = AheadBackend(backend)
    announced = [program(f"n{number}") for number in range(3)]
    for each in announced:
        ahead.announce(each)
    backend.entered.wait()
    urgent = threading.Thread(target=ahead.run, args=(program("urgent"),))
    urgent.start()
    while ahead.waiting < 3:  # two that were announced, and the urgent one
        pass
    backend.gate.set()
    urgent.join()
    for each in announced:
        ahead.run(each)
    ahead.close()
    assert backend.asked == ["n0", "urgent", "n1", "n2"]
    assert backend.closed


def test_hands_on_what_the_backend_raises() -> None:
    bad = program("bad")
    with AheadBackend(Named()) as ahead:
        ahead.announce(bad)
        with pytest.raises(LookupError, match="bad"):
            ahead.run(bad)
        with pytest.raises(LookupError, match="bad"):
            ahead.run(program("bad"))
        assert ahead.run(program("good")) == (Unsupported((), "good"),)
