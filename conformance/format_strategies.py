"""Hypothesis strategies for all that the formats can say, sense or nonsense, to test readers and writers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance import outcome as outcomes_module
from conformance.graph import Attr, Function, Graph, Node
from conformance.nest import FETCH, Nest
from conformance.outcome import Outcome
from conformance.program import (
    AtOnce,
    Call,
    Close,
    MakeCallable,
    OneStep,
    PartialRun,
    PartialRunSetup,
    Program,
    Reset,
    Run,
    RunNested,
    Step,
)
from conformance.values import DTYPE_NAMES, DTYPES, OPAQUE, TensorValue, element_count

_INT64 = st.integers(-(2**63), 2**63 - 1)
_INT32 = st.integers(-(2**31), 2**31 - 1)
_FLOAT32 = st.floats(width=32)
_DTYPE_NAMES = sorted(DTYPE_NAMES.values())
_DIMENSIONS = st.lists(st.integers(0, 3), max_size=3).map(tuple)


@st.composite
def tensor_values(draw: st.DrawFn, dtypes: tuple[str, ...] = tuple(DTYPES)) -> TensorValue:
    """Values of any of these dtypes with any bits, of at most 27 elements."""
    dtype = draw(st.sampled_from(dtypes))
    if dtype in OPAQUE:
        return TensorValue(dtype, (), None)
    shape = draw(_DIMENSIONS)
    count = element_count(shape)
    if dtype == "string":
        return TensorValue(dtype, shape, tuple(draw(st.lists(st.binary(), min_size=count, max_size=count))))
    size = count * DTYPES[dtype].itemsize
    data = draw(st.binary(min_size=size, max_size=size))
    return TensorValue(dtype, shape, bytes(byte & 1 for byte in data) if dtype == "bool" else data)


VALUES_WITH_CONTENTS = tensor_values(tuple(name for name in DTYPES if name not in OPAQUE))

_SCALAR_ATTRS: dict[str, st.SearchStrategy[Any]] = {
    "string": st.binary(),
    "int": _INT64,
    "float": _FLOAT32,
    "bool": st.booleans(),
    "type": st.sampled_from(_DTYPE_NAMES) | _INT32.filter(lambda number: number not in DTYPE_NAMES),
    "shape": st.none() | st.lists(st.none() | _INT64.filter(lambda size: size != -1), max_size=3).map(tuple),
    "tensor": VALUES_WITH_CONTENTS,
    "func": st.deferred(lambda: st.builds(Function, st.text(), st.dictionaries(st.text(), attrs(), max_size=2))),
}


def _scalar_attrs(kind: str) -> st.SearchStrategy[Attr]:
    return st.builds(Attr, st.just(kind), _SCALAR_ATTRS[kind])


def _list_attrs(kind: str) -> st.SearchStrategy[Attr]:
    return st.builds(Attr, st.just(f"list({kind})"), st.lists(_SCALAR_ATTRS[kind], max_size=3).map(tuple))


def attrs() -> st.SearchStrategy[Attr]:
    """Attributes of every kind."""
    placeholders = st.builds(Attr, st.just("placeholder"), st.text())
    return st.one_of(*map(_scalar_attrs, _SCALAR_ATTRS), *map(_list_attrs, _SCALAR_ATTRS), placeholders)


def nodes() -> st.SearchStrategy[Node]:
    """Nodes with any names."""
    inputs = st.lists(st.text(), max_size=3).map(tuple)
    return st.builds(Node, st.text(), st.text(), inputs, st.dictionaries(st.text(), attrs(), max_size=3), st.text())


def graphs() -> st.SearchStrategy[Graph]:
    """Graphs of any nodes, valid or not."""
    versions = st.lists(_INT32, max_size=2).map(tuple)
    return st.builds(Graph, st.lists(nodes(), max_size=3).map(tuple), _INT32, _INT32, versions)


def nests() -> st.SearchStrategy[Nest]:
    """Nests of every kind."""
    return st.recursive(st.just(FETCH), _around, max_leaves=4)


def _around(members: st.SearchStrategy[Nest]) -> st.SearchStrategy[Nest]:
    rows = st.lists(members, max_size=3).map(tuple)
    named = st.dictionaries(st.text(), members, max_size=3).map(lambda found: sorted(found.items()))
    return st.one_of(
        st.builds(Nest, st.sampled_from(("list", "tuple")), rows),
        named.map(lambda pairs: Nest("dict", tuple(nest for _, nest in pairs), tuple(key for key, _ in pairs))),
    )


@st.composite
def _nested_runs(draw: st.DrawFn) -> RunNested:
    nest = draw(nests())
    names = draw(st.lists(st.text(), min_size=nest.places, max_size=nest.places))
    return RunNested(draw(st.text()), draw(_FEEDS), tuple(names), nest)


_NAMES = st.lists(st.text(), max_size=3).map(tuple)
_FEEDS = st.dictionaries(st.text(), tensor_values(), max_size=2)
_MILLISECONDS = st.just(0) | st.integers(1, 2**63 - 1)


def programs() -> st.SearchStrategy[Program]:
    """Programs of any graphs and steps, valid or not; their labels are made once and before they are used."""
    return st.builds(Program, graphs(), _step_rows())


@st.composite
def _step_rows(draw: st.DrawFn) -> tuple[Step, ...]:
    made: list[MakeCallable | PartialRunSetup] = []
    steps: list[Step] = []
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.integers(0, 3)):
            steps.append(draw(_one_step(made, made)))
        else:
            threads, before = [], list(made)
            for _ in range(draw(st.integers(0, 2))):
                usable = list(before)
                threads.append(tuple(draw(_one_step(made, usable)) for _ in range(draw(st.integers(0, 2)))))
            steps.append(AtOnce(tuple(threads)))
    return tuple(steps)


@st.composite
def _one_step(
    draw: st.DrawFn, made: list[MakeCallable | PartialRunSetup], usable: list[MakeCallable | PartialRunSetup]
) -> OneStep:
    """A step of any kind but AtOnce; what it makes is noted in both lists."""
    label = f"{draw(st.text())} {len(made)}"
    optional_names = st.none() | _NAMES
    choices: list[st.SearchStrategy[Any]] = [
        st.builds(Run, st.text(), _FEEDS, _NAMES, _NAMES, _MILLISECONDS),
        _nested_runs(),
        st.builds(MakeCallable, st.just(label), st.text(), optional_names, _NAMES, _NAMES),
        st.builds(PartialRunSetup, st.just(label), st.text(), _NAMES, _NAMES, _NAMES),
        st.builds(Close, st.text()),
        st.builds(Reset, _NAMES),
    ]
    for maker in usable:
        if isinstance(maker, PartialRunSetup):
            choices.append(st.builds(PartialRun, st.just(maker.handle), st.text(), _FEEDS, _NAMES))
        else:
            values = st.lists(tensor_values(), max_size=len(maker.feeds or ())).map(tuple)
            choices.append(st.builds(Call, st.just(maker.callable), values))
    step: OneStep = draw(st.one_of(*choices))
    if isinstance(step, MakeCallable | PartialRunSetup):
        made.append(step)
        if usable is not made:
            usable.append(step)
    return step


def outcomes() -> st.SearchStrategy[Outcome]:
    """Outcomes of every kind."""
    threads = st.lists(st.lists(_outcomes_of_one(), max_size=2).map(tuple), max_size=2).map(tuple)
    return _outcomes_of_one() | st.builds(outcomes_module.AtOnceOutcome, threads)


def _outcomes_of_one() -> st.SearchStrategy[Outcome]:
    texts = st.lists(st.text(), max_size=3).map(tuple)
    error = (st.text(), st.none() | _INT64, st.none() | st.text(), st.text())
    return st.one_of(
        st.builds(
            outcomes_module.Value, st.lists(st.none() | tensor_values(), max_size=3).map(tuple), st.none() | nests()
        ),
        st.builds(outcomes_module.BuildError, *error),
        st.builds(outcomes_module.RunError, *error),
        st.builds(outcomes_module.Unsupported, texts, st.text()),
        st.builds(outcomes_module.Crash, st.none() | _INT64, st.text(), texts),
        st.builds(outcomes_module.Hang, st.floats(0, 1e9)),
    )
