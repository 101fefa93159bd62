"""A question: a small function of a `tf`-like module whose outcome any implementation must reproduce.

Here are also the few phrases that questions of several chapters are written with.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from conformance.messages import own_message
from conformance.questions import chapters

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[[Any], Any]


class Question(NamedTuple):
    """One registered question: its unique name, its chapter, the clauses it is about, and the function that asks it."""

    name: str
    chapter: str
    clauses: tuple[str, ...]
    ask: Ask


_REGISTERED: dict[str, Question] = {}


def question(*clauses: str) -> Callable[[Ask], Ask]:
    """Register the decorated function as a question about `clauses`; ValueError for a name that is taken."""

    def register(ask: Ask) -> Ask:
        name = ask.__name__
        if name in _REGISTERED:
            raise ValueError(f"Two questions are called {name!r}.")
        _REGISTERED[name] = Question(name, ask.__module__.rpartition(".")[2], clauses, ask)
        return ask

    return register


def all_chapters() -> list[str]:
    """The names of the chapters: the modules of the package `chapters`."""
    return sorted(module.name for module in pkgutil.iter_modules(chapters.__path__))


def all_questions() -> list[Question]:
    """Every question of every chapter, in the order of the chapters and, inside one, of the file."""
    return [question for chapter in all_chapters() for question in questions_of(chapter)]


def questions_of(chapter: str) -> list[Question]:
    """The questions of one chapter, in the order of its file; ImportError for a chapter that is none."""
    importlib.import_module(f"{chapters.__name__}.{chapter}")
    return [question for question in _REGISTERED.values() if question.chapter == chapter]


def refusal(attempt: Callable[[], Any]) -> list[str]:
    """What `attempt` refuses with, as class name and first line, for questions that make several attempts.

    >>> refusal(lambda: [].pop())
    ['IndexError', 'pop from empty list']
    >>> refusal(lambda: 5)
    ['accepted']
    """
    try:
        attempt()
    except Exception as error:
        return [type(error).__qualname__, first_line(error)]
    return ["accepted"]


def refusals(attempt: Callable[[Any], Any], *values: Any) -> list[list[str]]:
    """The refusal of `attempt` for each of `values`."""
    return [refusal(partial(attempt, value)) for value in values]


def outcomes(*attempts: Any) -> Any:
    """What each attempt gives, or is refused with: class, first line, and the name of the operation."""
    found: list[Any] = []
    for attempt in attempts:
        try:
            found.append(attempt())
        except Exception as error:
            found.append([type(error).__name__, first_line(error), getattr(getattr(error, "op", None), "name", None)])
    return found


def first_line(error: BaseException) -> str:
    """The first line of an error's message, an OpError's own message before its string."""
    lines = own_message(error).splitlines()
    return lines[0] if lines else ""


def run(tf: Any, fetches: Any, feeds: Any = None) -> Any:
    """One step in a session of its own."""
    with tf.Session() as sess:
        return sess.run(fetches, feeds)


def nodes(tf: Any) -> Any:
    """Name, type and inputs of every operation of the default graph, in order."""
    return [[op.name, op.type, list(op.node_def.input)] for op in tf.get_default_graph().get_operations()]


def initialized(tf: Any, *fetches: Any) -> Any:
    """The fetches of one step each after the global variables are initialized."""
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        return [sess.run(fetch) for fetch in fetches]


def shapes(*tensors: Any) -> Any:
    """The static shapes of tensors as text."""
    return [str(tensor.shape) for tensor in tensors]
