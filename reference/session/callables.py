"""Callables: a step whose fetches are read once, and which is then run like a function (SES-15)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from reference.errors import InvalidArgumentError, OpError
from reference.session.feeds import Feeder, feeder
from reference.session.fetches import Fetches, parse_fetches
from reference.session.report import StepReport
from reference.session.tensor_handles import with_handles, with_moved_tensors

if TYPE_CHECKING:
    from reference.session.session import BaseSession

_PLACE = re.compile(r"node (\S+) \(defined at [^()]*:\d+\) ")  # what messages of `run` say of an operation


def make_callable(session: BaseSession, fetches: Any, feed_list: Any, accept_options: bool) -> Callable[..., Any]:
    """A function of one value for each element of ``feed_list`` that gives what ``run`` would (SES-15, SES-18)."""
    if feed_list is not None:
        if not isinstance(feed_list, list | tuple):
            raise TypeError("`feed_list` must be a list or tuple.")
        return _with_feeds(session, fetches, list(feed_list))
    if not session._placing.has_placed(session.graph):
        session._engine.check_open()
    try:
        session._placing.place_graph(session.graph)
    except OpError as error:
        raise _without_places(error) from None
    wanted = parse_fetches(session.graph, fetches)
    if accept_options:
        return _with_options(session, wanted)
    step = _without_arguments(session, wanted)
    step.__qualname__ = _name_of(fetches, wanted)  # as messages about its arguments call it
    return step


def _name_of(fetches: Any, wanted: Fetches) -> str:
    if len(wanted.elements) != 1 or isinstance(fetches, list | tuple | Mapping):
        return "_fetch_handler_run"
    return "_single_tensor_run" if wanted.tensors else "_single_operation_run"


def _with_feeds(session: BaseSession, fetches: Any, keys: list[Any]) -> Callable[..., Any]:
    """A function that is `run` with values in the places of the keys; these and the fetches are read once a graph."""
    graph = session.graph
    read: tuple[Any, Feeder, Fetches] | None = None

    def step(*values: Any, options: Any = None, run_metadata: Any = None) -> Any:
        nonlocal read
        report = StepReport(options, session._options)
        session._check_usable()
        known, kind = read, (graph._version, len(graph._unfetchable), len(graph._unfeedable))
        feed = known[1] if known and known[0] == kind else feeder(graph, keys)
        feeds = with_moved_tensors(feed(values), session)
        wanted = known[2] if known and known[0] == kind else parse_fetches(graph, fetches)
        read = kind, feed, wanted
        results = session._values(feeds, wanted.tensors, wanted.operations, report)
        report.put_into(run_metadata)
        return wanted.rebuild(with_handles(results, session))

    step.__qualname__ = "run"  # as messages about its arguments call it
    return step


def _without_arguments(session: BaseSession, wanted: Fetches) -> Callable[[], Any]:
    def step() -> Any:
        return _run(session, wanted, StepReport(None, session._options))

    return step


def _with_options(session: BaseSession, wanted: Fetches) -> Callable[..., Any]:
    def step(options: Any = None, run_metadata: Any = None) -> Any:
        report = StepReport(options, session._options)
        result = _run(session, wanted, report)
        report.put_into(run_metadata)
        return result

    return step


def _run(session: BaseSession, wanted: Fetches, report: StepReport) -> Any:
    """One step without feeds; its errors name no operation, and handles stay texts (SES-15)."""
    tensors, operations = wanted.tensors, wanted.operations
    session._engine.check_open()
    if not wanted.elements:
        raise InvalidArgumentError(None, None, "Must specify at least one target to fetch or execute.")
    try:
        results = session._results({}, tensors, operations, report)
    except OpError as error:
        raise _without_places(error) from None
    values: dict[Any, Any] = dict.fromkeys(operations)
    values.update(zip(tensors, results, strict=True))
    return wanted.rebuild(values)


def _without_places(error: OpError) -> OpError:
    """The error as the engine has it, which knows operations by name only."""
    return type(error)(None, None, _PLACE.sub(r"{{node \1}}", error.message))  # type: ignore[call-arg]
