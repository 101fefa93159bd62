"""Steps in several parts: what a user fetches and feeds, in a set-up and in its parts (SES-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.session.feeds import parse_feed_keys
from reference.session.fetches import parse_fetches
from reference.session.tensor_handles import with_handles

if TYPE_CHECKING:
    from reference.session.session import BaseSession


def set_up(session: BaseSession, fetches: Any, feeds: Any) -> str:
    """Begins a step that will fetch and feed these elements, and gives its handle (SES-14)."""
    session._check_usable()
    fed = parse_feed_keys(session.graph, feeds)
    wanted = parse_fetches(session.graph, fetches)
    session._placing.place_step(session.graph, fed, wanted.tensors, wanted.operations)
    return session._engine.partial_run_setup(session.graph, fed, wanted.tensors, wanted.operations)


def run_part(session: BaseSession, handle: Any, fetches: Any, feed_dict: Any) -> Any:
    """Feeds and fetches in a step that was set up (SES-14); an ordinary step where ``handle`` is None (SES-21)."""
    if handle is None:
        return session.run(fetches, feed_dict)
    session._check_usable()
    feeds = session._parsed_feeds(feed_dict)
    wanted = parse_fetches(session.graph, fetches)
    if wanted.operations:
        raise RuntimeError("partial_run() requires empty target_list.")
    to_fetch = [tensor for tensor in wanted.tensors if tensor not in feeds]
    values: dict[Any, Any] = {}
    if to_fetch or feeds:
        if not isinstance(handle, str):
            raise TypeError("in method 'TF_SessionPRun_wrapper', argument 2 of type 'char const *'")
        results = session._engine.partial_run(handle, session._arrays(feeds), to_fetch)
        values.update(zip(to_fetch, map(session._for_user, results), strict=True))
    values.update(session._fed_values(feeds, wanted.tensors))
    return wanted.rebuild(with_handles(values, session))
