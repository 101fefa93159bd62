"""Callables: a step whose fetches and feeds are read once, and which is then run like a function (SES-15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from reference.errors import CancelledError
from reference.session.feeds import parse_feeds
from reference.session.fetches import parse_fetches
from reference.session.report import StepReport

if TYPE_CHECKING:
    from reference.session.session import BaseSession


def make_callable(session: BaseSession, fetches: Any, feed_list: Any, accept_options: bool) -> Callable[..., Any]:
    """A function of one value for each element of ``feed_list`` that gives what ``run`` would (SES-15, SES-18)."""
    if feed_list is not None and not isinstance(feed_list, list | tuple):
        raise TypeError("`feed_list` must be a list or tuple.")
    keys = list(feed_list or ())
    wanted = parse_fetches(session.graph, fetches)
    tensors, operations = wanted.tensors, wanted.operations

    _check_open(session)
    session._placing.place_graph(session.graph)

    def step(arguments: tuple[Any, ...], report: StepReport) -> Any:
        _check_open(session)
        feeds = parse_feeds(session.graph, dict(zip(keys, arguments, strict=False)))
        return wanted.rebuild(session._values(feeds, tensors, operations, report))

    if not accept_options:
        return lambda *arguments: step(arguments, StepReport(None, session._options))

    def with_options(*arguments: Any, options: Any = None, run_metadata: Any = None) -> Any:
        report = StepReport(options, session._options)
        value = step(arguments, report)
        report.put_into(run_metadata)
        return value

    return with_options


def _check_open(session: BaseSession) -> None:
    if session._closed:
        raise CancelledError(None, None, "Session has been closed.")
