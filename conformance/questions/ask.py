"""Ask questions of a `tf`-like module and write its answers down as JSON.

Runs under Python 3.7, where TensorFlow 1.15 lives, and under ours:

    python -m conformance.questions.ask --module tensorflow --record queues     # write down its answers to a chapter
    python -m conformance.questions.ask --module reference --compare queues     # hold its answers against those
    python -m conformance.questions.ask --module reference --only NAME          # print its answer to one question

Each chapter, a module of `conformance.questions.chapters`, has a file of answers in `conformance/recorded/questions/`.
Without the name of a chapter, all are meant.  An answer is one of
    {"kind": "value", "value": canonical form of the returned value}
    {"kind": "error", "phase", "class", "code", "message", "op"}
where `message` is the first line, `code` and `op` belong to errors of a step and are null elsewhere, and
`phase` is "running" when the error came out of a session's step (see `phases`), else "building".
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import json
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.questions.canonical import canonical, stable_text
from conformance.questions.phases import phase_of, steps_are_marked
from conformance.questions.question import Question, all_chapters, all_questions, first_line, questions_of
from conformance.reading import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Answer = dict[str, Any]

RECORDED = Path(__file__).resolve().parents[1] / "recorded" / "questions"


def question_called(name: str) -> Question:
    """The question of this name; Malformed if there is none."""
    found = [question for question in all_questions() if question.name == name]
    if not found:
        raise Malformed(f"no question is called {name!r}")
    return found[0]


def answer(question: Question, tf: Any) -> Answer:
    """The answer of module `tf` to one question, asked in a thread of its own.

    The stacks of default graphs and sessions belong to a thread, so what a question leaves ends with it.
    """
    with ThreadPoolExecutor(max_workers=1) as thread, garbage_stays_in_its_thread():
        given = thread.submit(answer_here, question, tf).result()
        thread.submit(gc.collect, 0).result()
        return given


@contextlib.contextmanager
def garbage_stays_in_its_thread() -> Iterator[None]:
    """While open, nothing is collected but on demand.

    A `with` block that a question left open closes when it is collected; were that in the thread of a later
    question, it would take that question's graph or session off the stack.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def answer_here(question: Question, tf: Any) -> Answer:
    """The answer of module `tf` to one question, asked in this thread in a fresh default graph."""
    tf.reset_default_graph()
    with steps_are_marked(tf), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return {"kind": "value", "value": canonical(question.ask(tf))}
        except Exception as error:
            return describe(error)
        finally:
            close_leftover_sessions(tf)


def describe(error: Exception) -> Answer:
    """An error as data; only what a user can rely on: phase, class, code, first line, name of the op."""
    op = getattr(error, "op", None)
    return {
        "kind": "error",
        "phase": phase_of(error),
        "class": type(error).__qualname__,
        "code": getattr(error, "error_code", None),
        "message": stable_text(first_line(error)),
        "op": getattr(op, "name", None),
    }


def close_leftover_sessions(tf: Any) -> None:
    """Close whatever default session a question left behind, so that the next one starts without."""
    for _ in range(10):
        session = tf.get_default_session()
        if session is None:
            return
        session.close()


def recorded_answers(chapter: str) -> dict[str, Answer]:
    """What was written down of a chapter; nothing where that has not been done yet."""
    path = RECORDED / f"{chapter}.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def dump(recorded: dict[str, Answer]) -> str:
    """Answers as JSON text that diffs well: sorted, one answer a line."""
    lines = [f"{json.dumps(name)}: {json.dumps(recorded[name], sort_keys=True)}" for name in sorted(recorded)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def differences(given: dict[str, Answer], recorded: dict[str, Answer]) -> list[str]:
    """One line for each given answer that is not the recorded one."""
    return [
        f"{name}\n  recorded {json.dumps(recorded.get(name))}\n  given    {json.dumps(given[name])}"
        for name in sorted(given)
        if given[name] != recorded.get(name)
    ]


def record(tf: Any, chapters: Sequence[str]) -> None:
    """Write down the answers of module `tf`, chapter by chapter."""
    for chapter in chapters:
        given = {question.name: answer(question, tf) for question in questions_of(chapter)}
        (RECORDED / f"{chapter}.json").write_text(dump(given), "utf-8")
        print(f"{chapter}: {len(given)} answers written down")


def compare(tf: Any, chapters: Sequence[str]) -> int:
    """Print where the answers of module `tf` are not those written down; how many are not."""
    asked, found = 0, []
    for chapter in chapters:
        given = {question.name: answer(question, tf) for question in questions_of(chapter)}
        asked += len(given)
        found += differences(given, recorded_answers(chapter))
    print("\n".join([*found, f"{asked} asked, {len(found)} differ"]))
    return len(found)


def main(arguments: Sequence[str]) -> int:
    """Run the command; the exit status is 1 when `--compare` finds a difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--module", required=True, help="the tf-like module to ask, tensorflow or reference")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--record", nargs="*", metavar="CHAPTER", help="write down the answers")
    action.add_argument("--compare", nargs="*", metavar="CHAPTER", help="hold the answers against those written down")
    action.add_argument("--only", nargs="+", metavar="NAME", help="print the answers to these questions")
    options = parser.parse_args(arguments)
    tf = importlib.import_module(options.module)
    if options.only:
        print(
            dump({question.name: answer(question, tf) for question in all_questions() if question.name in options.only})
        )
        return 0
    if options.record is not None:
        record(tf, options.record or all_chapters())
        return 0
    return 1 if compare(tf, options.compare or all_chapters()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
