"""`Tensor.eval` and `Operation.run`: a step in the default session, or in one that is given (DEF-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.graph.defaults import get_default_session

if TYPE_CHECKING:
    from reference.graph.graph import Graph

_EVAL = ("evaluate tensor", "eval", "the tensor's graph", "`with sess.as_default()`", "`eval(session=sess)`")
_RUN = ("execute operation", "run", "the operation's graph", "`with sess.as_default():`", "run(session=sess)")


def eval_in_default_session(tensor: Any, feed_dict: Any, graph: Graph, session: Any) -> Any:
    """The value of a tensor; ValueError without a session, or with one of another graph."""
    return _session_for(graph, session, _EVAL).run(tensor, feed_dict)


def run_in_default_session(operation: Any, feed_dict: Any, graph: Graph, session: Any) -> None:
    """Runs an operation; ValueError without a session, or with one of another graph."""
    _session_for(graph, session, _RUN).run(operation, feed_dict)


def _session_for(graph: Graph, session: Any, words: tuple[str, str, str, str, str]) -> Any:
    act, method, whose, block, remedy = words
    if session is None:
        session = get_default_session()
        if session is None:
            raise ValueError(
                f"Cannot {act} using `{method}()`: No default session is registered. "
                f"Use {block} or pass an explicit session to `{method}(session=sess)`"
            )
        if session.graph is not graph:
            raise ValueError(
                f"Cannot use the default session to {act}: {whose} is different from the session's graph. "
                f"Pass an explicit session to {remedy}."
            )
    elif session.graph is not graph:
        raise ValueError(f"Cannot use the given session to {act}: {whose} is different from the session's graph.")
    return session
