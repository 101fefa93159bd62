"""Implementations by name: what a text calls for, and what is said where there is none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance import backends
from conformance.asking import outcomes_of
from conformance.backend import CommandBackend, ModuleBackend
from conformance.backends import SHIPPED, NoBackend, ObjectBackend, found_here, identity, open_backend
from conformance.graph import Attr, Graph, Node
from conformance.outcome import Crash, Outcome, Value
from conformance.program import Program, Run
from conformance.values import TensorValue

FLOAT = Attr("type", "float32")
CONSTANT = Node("c", "Const", (), {"dtype": FLOAT, "value": Attr("tensor", TensorValue.of(np.float32(2)))})
ONE = Program(Graph((CONSTANT,)), (Run(fetches=("c:0",)),))
TWO = (Value((TensorValue.of(np.float32(2)),)),)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that modules are imported from."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, "mine", None)
    monkeypatch.delitem(sys.modules, "mine")
    return tmp_path


@pytest.mark.parametrize("name", ["reference", "shuffled"])
def test_a_shipped_implementation_runs_programs(name: str) -> None:
    backend = open_backend(name)

    assert backend.run(ONE) == TWO
    assert identity(name, backend).called == name


def test_the_shuffled_reference_runs_a_program_in_another_order_and_always_the_same() -> None:
    nodes = [Node(f"n{index}", "NoOp") for index in range(30)]
    writers = [
        Node("v", "VariableV2", (), {"dtype": FLOAT, "shape": Attr("shape", ())}),
        Node("first", "Assign", ("v", "c"), {"T": FLOAT}),
        *(Node(f"a{index}", "AssignAdd", ("v", f"k{index}", "^first"), {"T": FLOAT}) for index in range(8)),
    ]
    numbers = np.float32([1e8, -1e8, 3, 1, 0.1, 7e7, -7e7, 0.3])
    constants = [
        Node(f"k{index}", "Const", (), {"dtype": FLOAT, "value": Attr("tensor", TensorValue.of(number))})
        for index, number in enumerate(numbers)
    ]
    targets = tuple(f"a{index}" for index in range(8))
    program = Program(Graph((CONSTANT, *constants, *nodes, *writers)), (Run(targets=targets), Run(fetches=("v:0",))))

    shuffled = [open_backend("shuffled").run(program)[1] for _ in range(2)]

    assert shuffled[0] == shuffled[1]
    assert shuffled[0] != open_backend("reference").run(program)[1]


def test_conf_4_a_module_that_looks_like_tensorflow_is_called_for_by_its_name() -> None:
    assert isinstance(open_backend("reference.api"), ModuleBackend)


@pytest.mark.parametrize("text", [f"{sys.executable} -m conformance.worker --module reference", "./worker", "cat"])
def test_conf_3_a_command_is_called_for_by_its_words_or_its_path(text: str) -> None:
    assert isinstance(open_backend(text), CommandBackend)


@pytest.mark.parametrize("attribute", ["Mine", "mine", "make", "Outer.inner"])
def test_conf_2_an_object_needs_a_method_run_alone(mine: Path, attribute: str) -> None:
    (mine / "mine.py").write_text(
        "from conformance.outcome import Unsupported\n"
        "class Mine:\n"
        "    version = 3\n"
        "    def run(self, program):\n"
        "        return [Unsupported(program.graph.ops())]\n"
        "mine = Mine()\n"
        "def make():\n"
        "    return mine\n"
        "class Outer:\n"
        "    inner = mine\n"
    )

    backend = open_backend(f"mine:{attribute}")

    assert [type(outcome).__name__ for outcome in backend.run(ONE)] == ["Unsupported"]
    assert str(identity(f"mine:{attribute}", backend)) == f"mine:{attribute} 3"
    backend.close()


class Raising:
    def run(self, program: Program) -> tuple[Outcome, ...]:
        raise KeyError("lost")


class Silent:
    def run(self, program: Program) -> Any:
        return None

    def capabilities(self) -> Any:
        return "mine"


def test_what_an_object_raises_is_a_crash() -> None:
    (crash,) = outcomes_of(ObjectBackend(Raising(), "it"), ONE)

    assert isinstance(crash, Crash)
    assert "KeyError: 'lost'" in crash.message
    assert crash.stderr


class Changing:
    def run(self, program: Program) -> tuple[Outcome, ...]:
        for step in program.steps:
            assert isinstance(step, Run)
            step.feeds.clear()  # type: ignore[attr-defined]
        return (Value(),) * len(program.steps)


def test_an_object_may_change_the_programs_that_it_is_given() -> None:
    value = TensorValue.of(np.float32(1))
    program = Program(Graph((CONSTANT,)), (Run(feeds={"c:0": value}),))

    ObjectBackend(Changing(), "it").run(program)

    assert program.steps == (Run(feeds={"c:0": value}),)


def test_what_is_no_tuple_of_outcomes_is_a_crash() -> None:
    assert isinstance(outcomes_of(ObjectBackend(Silent(), "it"), ONE)[0], Crash)


def test_capabilities_of_another_kind_are_refused_in_one_line() -> None:
    with pytest.raises(NoBackend, match="capabilities"):
        identity("it", ObjectBackend(Silent(), "it"))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (None, "mine:Mine"),
        (None, "no_such_module"),
        ("x = 1", "mine:Mine"),
        ("x = 1", "mine:x"),
        ("class Mine: pass", "mine:Mine"),
        ("class Mine:\n def __init__(self): raise OSError('no')", "mine:Mine"),
        ("def f(:", "mine:Mine"),
    ],
)
def test_what_cannot_be_had_is_refused_in_one_line(mine: Path, source: str | None, text: str) -> None:
    if source is not None:
        (mine / "mine.py").write_text(source + "\n")
    with pytest.raises(NoBackend) as refused:
        open_backend(text)
    assert "\n" not in str(refused.value)
    assert text.partition(":")[0] in str(refused.value)


def test_a_worker_that_does_not_start_is_refused() -> None:
    text = f"{sys.executable} -c pass"
    with pytest.raises(NoBackend):
        identity(text, open_backend(text))


def test_where_tensorflow_is_not_found_its_recorded_outcomes_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "find_oracle", lambda: (None, "none here"))

    assert found_here()[-1] == "recorded"
    with pytest.raises(NoBackend, match="none here"):
        open_backend("tensorflow")


def test_every_shipped_implementation_says_what_it_is() -> None:
    assert {"reference", "tensorflow", "compat", "recorded", "shuffled"} <= set(SHIPPED)
    assert all(shipped.about for shipped in SHIPPED.values())


@pytest.mark.parametrize("name", ["reference", "shuffled", "planted:another dtype"])
def test_nobody_takes_the_version_that_the_reference_follows_for_its_own(name: str) -> None:
    who = identity(name, open_backend(name))

    assert (who.name, who.follows) == ("reference", "TensorFlow 1.15.5")
    assert "1.15.5" not in who.version
    assert "reference 1.15.5" not in str(who)
