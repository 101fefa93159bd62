"""Other ways to run the steps of a program: callables, parts, threads; and the ends of sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from conformance.divergence import needed
from conformance.generator.drawing import Drawing
from conformance.nest import FETCH, Nest
from conformance.program import (
    AtOnce,
    Call,
    Close,
    MakeCallable,
    OneStep,
    PartialRun,
    PartialRunSetup,
    Reset,
    Run,
    RunNested,
    Step,
)
from conformance.values import TensorValue
from reference.opdef.record import REGISTRY

Way = Callable[[Drawing, Sequence[Run]], list[Step]]


def _as_they_are(drawing: Drawing, steps: Sequence[Run]) -> list[Step]:
    return list(steps)


def _nested(drawing: Drawing, steps: Sequence[Run]) -> list[Step]:
    """Steps whose fetches are nested in lists, tuples and dictionaries, where they run nothing else (FET-1)."""
    return [
        RunNested(run.session, run.feeds, run.fetches, _nest(drawing, len(run.fetches)))
        if run.fetches and not run.targets and not run.timeout_ms
        else run
        for run in steps
    ]


def _nest(drawing: Drawing, count: int) -> Nest:
    """A nest with so many places."""
    if count == 1 and drawing.boolean():
        return FETCH
    members: list[Nest] = []
    while count:
        size = drawing.integer(1, min(count, 3))
        members.append(FETCH if size == 1 else _nest(drawing, size))
        count -= size
    kind = drawing.choice(("list", "tuple", "dict"))
    return Nest(kind, tuple(members), tuple(f"k{place:02}" for place in range(len(members))) if kind == "dict" else ())


def _with_callable(drawing: Drawing, steps: Sequence[Run]) -> list[Step]:
    """A step by a callable, with a list of feeds or, without any, perhaps none; a pure one is called several times."""
    if not steps:
        return []
    both = [index for index, run in enumerate(steps) if run.targets and run.fetches]
    fed = [index for index, run in enumerate(steps) if run.feeds and _is_pure(drawing, run)]
    number = drawing.choice(drawing.choice([fed, both]) or range(len(steps)))
    run = steps[number]
    feeds = tuple(run.feeds) if run.feeds or drawing.boolean() else None
    make = MakeCallable("f", run.session, feeds, run.fetches, run.targets)
    calls = [Call("f", tuple(run.feeds.values()))]
    if _is_pure(drawing, run):
        calls += [Call("f", tuple(other_feeds(drawing, run.feeds).values())) for _ in range(drawing.integer(1, 2))]
    return [*steps[:number], make, *calls, *steps[number + 1 :]]


def _is_pure(drawing: Drawing, run: Run) -> bool:
    """Whether the step may be done again, since nothing that it runs has to do with a thing with state."""
    nodes = {node.name: node for node in drawing.nodes}
    ops = {nodes[name].op for name in needed(nodes, (*run.fetches, *run.targets), run.feeds)}
    return all(REGISTRY[op].argument_function or not REGISTRY[op].pattern_kind for op in ops)


def other_feeds(drawing: Drawing, feeds: Mapping[str, TensorValue]) -> dict[str, TensorValue]:
    """Other values for what is fed; some keep theirs."""
    return {
        name: value if drawing.integer(0, 3) == 3 else TensorValue.of(drawing.anew(drawing.named(name)))
        for name, value in feeds.items()
    }


def _in_parts(drawing: Drawing, steps: Sequence[Run]) -> list[Step]:
    """One step in two parts: some of its feeds and what can be fetched by then, and the rest."""
    fitting = [index for index, run in enumerate(steps) if _is_partible(drawing, run)]
    if not fitting:
        return list(steps)
    changing = [index for index in fitting if not _is_pure(drawing, steps[index])]
    number = drawing.choice(changing or fitting)
    run, names = steps[number], list(steps[number].feeds)
    first = names[: drawing.integer(1, len(names))]
    early = tuple(
        fetch for fetch in run.fetches if drawing.feeds_behind([fetch.partition(":")[0]]).keys() <= set(first)
    )
    parts = [
        PartialRun("p", run.session, {name: run.feeds[name] for name in first}, early),
        PartialRun(
            "p",
            run.session,
            {name: run.feeds[name] for name in names if name not in first},
            tuple(fetch for fetch in run.fetches if fetch not in early),
        ),
    ]
    setup = PartialRunSetup("p", run.session, tuple(names), run.fetches, run.targets)
    needed = [part for part in parts if part.feeds or part.fetches]
    return [*steps[:number], setup, *needed, *steps[number + 1 :]]


def _is_partible(drawing: Drawing, run: Run) -> bool:
    """Whether the step fetches tensors alone (SES-17) and feeds nothing but placeholders, which alone must be fed.

    No operation may wait for that of such a placeholder: TensorFlow does so for ever (DEV-42).
    """
    if any(f"{source[1:]}:0" in run.feeds for node in drawing.nodes for source in node.inputs if source[:1] == "^"):
        return False
    are_tensors = run.fetches and not run.targets and all(":" in fetch for fetch in run.fetches)
    return bool(are_tensors and run.feeds) and run.feeds.keys() <= drawing.feeds.keys()


def _at_once(drawing: Drawing, steps: Sequence[Run]) -> list[Step]:
    """The steps of each session by a thread of its own: sessions share nothing."""
    threads: dict[str, list[OneStep]] = {}
    for run in steps:
        threads.setdefault(run.session, []).append(run)
    return [AtOnce(tuple(tuple(thread) for thread in threads.values()))] if steps else []


def _with_close(drawing: Drawing, steps: Sequence[Run]) -> list[Step]:
    """The last session is closed in the end, perhaps twice."""
    end = [Close(run.session) for run in steps[-1:]]
    return [*steps, *end, *(end if drawing.boolean() else [])]


def _with_reset(drawing: Drawing, steps: Sequence[Run]) -> list[Step]:
    """All sessions are ended in the end."""
    return [*steps, Reset(())]


_OTHERS = (_nested, _with_callable, _in_parts, _at_once, _with_close, _with_reset)
WAYS: tuple[Way, ...] = (*[_as_they_are] * len(_OTHERS), *_OTHERS)
"""The ways to choose from: half of all programs have their steps as they are."""
