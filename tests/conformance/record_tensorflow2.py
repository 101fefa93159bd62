"""Records what today's TensorFlow was seen to do through ``tf.compat.v1``: the evidence behind its known differences.

    python -m conformance --backend compat --examples 3000 --report DIR --date 2026-11-21
    python tests/conformance/record_tensorflow2.py DIR

Writes the figures of the report (``tensorflow2.json``, and ``tensorflow2.md`` for readers), and asks once more for the
answers to questions, of which those that are not TensorFlow 1.15.5's are kept (``tensorflow2_answers.json.gz``).
"""

from __future__ import annotations

import gzip
import importlib.metadata
import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import conformance
from conformance.backend import CommandBackend
from conformance.backends import find_compat, known_of, open_backend
from conformance.known import Known
from conformance.questions.ask import recorded_answers
from conformance.questions.question import all_questions
from conformance.results import Results, Score

RECORDED = Path(conformance.__file__).parent / "recorded"
LIMIT = 60.0
COMMAND = "python -m conformance --backend compat --examples {examples} --seed {seed} --report DIR"


def main() -> int:
    """Records the report in the folder that the first argument names."""
    report = Path(sys.argv[1]) / "results.json"
    results = Results.from_json(json.loads(report.read_text("utf-8")))
    evidence = figures(results)
    (RECORDED / "tensorflow2.json").write_text(json.dumps(evidence, indent=1) + "\n", "utf-8")
    (RECORDED / "tensorflow2.md").write_text(page(results, evidence), "utf-8")
    answers = json.dumps(other_answers(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (RECORDED / "tensorflow2_answers.json.gz").write_bytes(gzip.compress(answers.encode(), mtime=0))
    return 0


def figures(results: Results) -> dict[str, Any]:
    """What the report says, in numbers."""
    chapters = {name: _counts(score) for name, score in results.by_chapter().items()}
    return {
        "tensorflow": results.implementation.version,
        **_versions(),
        "date": results.date,
        "command": COMMAND.format(examples=results.examples, seed=results.seed),
        "seconds": round(results.seconds),
        "questions": _counts_of(results, "question"),
        "cases": _counts(results.score),
        "chapters": chapters,
        "programs": results.programs,
        "steps": {"agree": results.steps_agreed, "unsupported": results.steps_unsupported},
        "counterexamples": len(results.counterexamples),
        "stale": list(results.stale),
        "deviations": {deviation.id: deviation.count for deviation in results.deviations},
    }


def page(results: Results, evidence: dict[str, Any]) -> str:
    """The figures for readers, in Markdown."""
    chapters = "\n".join(_row(name, counts) for name, counts in evidence["chapters"].items())
    questions, steps = evidence["questions"], evidence["steps"]
    return _PAGE.format(
        **evidence,
        rows=f"{chapters}\n{_row('**all cases**', evidence['cases'])}",
        asked=questions["total"],
        answered=questions["agree"],
        agree=steps["agree"],
        lacking=steps["unsupported"],
        remarks="".join(f" {remark[:1].upper()}{remark[1:]}." for remark in results.remarks),
        differences=_differences(evidence["deviations"]),
    )


_PAGE = """# Today's TensorFlow through `tf.compat.v1`

TensorFlow {tensorflow} (CPU, NumPy {numpy}, Python {python}) on {date}, with `disable_v2_behavior()`, in a process of
its own, held against what TensorFlow 1.15.5 answered and against the reference. Every difference is declared, with its
cause, in [deviations_tensorflow2.json](../deviations_tensorflow2.json), which the command takes by itself:

    {command}

It took {seconds:,} seconds on two cores that other work shared. Nothing disagrees that is not declared, and nothing is
declared that agrees.{remarks}

| chapter | agree | known to differ | unsupported | score |
|---|---|---|---|---|
{rows}

Of these cases {asked:,} are questions about the Python API, {answered:,} of which are answered as by TensorFlow 1.15.5.
Besides, {programs:,} random programs were run: {agree:,} steps agree, {lacking} are not supported.
{differences}"""


def _differences(met: dict[str, int]) -> str:
    known = known_of("compat")
    of_cases = [one for one in known if one.is_of_a_case]
    of_programs = [one for one in known if not one.is_of_a_case]
    head = "\n## What is different\n\nIn cases, most of them questions:\n\n"
    cases = "| | cases | clauses | what is different |\n|---|---|---|---|\n"
    cases += "".join(f"| {one.id} | {met.get(one.id, 0)} | {_clauses(one)} | {one.reason} |\n" for one in of_cases)
    programs = "\nIn programs, fixed and random:\n\n| | met | ops | what is different |\n|---|---|---|---|\n"
    programs += "".join(
        f"| {one.id} | {met.get(one.id, 0)} | {', '.join(sorted(one.ops)) or 'any'} | {one.reason} |\n"
        for one in of_programs
    )
    numbered = {name: count for name, count in met.items() if not name.startswith("TF2-")}
    rest = "\nThe numbered deviations of the reference that were met: "
    return head + cases + programs + rest + ", ".join(f"{name} ({count})" for name, count in numbered.items()) + ".\n"


def _clauses(known: Known) -> str:
    shown = ", ".join(known.clauses[:6])
    return shown + (f" and {len(known.clauses) - 6} more" if len(known.clauses) > 6 else "")


def _counts_of(results: Results, kind: str) -> dict[str, int]:
    from conformance.results import score

    return _counts(score(case for case in results.cases if case.kind == kind))


def _counts(score: Score) -> dict[str, int]:
    return {
        "agree": score.agree,
        "deviation": score.deviation,
        "unsupported": score.unsupported,
        "disagree": score.disagree,
        "total": score.total,
    }


def _row(name: str, counts: dict[str, int]) -> str:
    cells = [counts["agree"], counts["deviation"], counts["unsupported"], f"{counts['agree'] / counts['total']:.0%}"]
    return f"| {name} | " + " | ".join(map(str, cells)) + " |"


def _versions() -> dict[str, str]:
    python, sentence = find_compat()
    assert python is not None, sentence
    ask = "import numpy, platform; print(numpy.__version__, platform.python_version())"
    said = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.split()
    return {"numpy": said[0], "python": said[1], "suite": importlib.metadata.version("graphsession")}


def other_answers() -> dict[str, Any]:
    """The answers that are not TensorFlow 1.15.5's, by question; null where none came."""
    found: dict[str, Any] = {}
    backend = open_backend("compat", LIMIT)
    assert isinstance(backend, CommandBackend)
    with closing(backend):
        for question in all_questions():
            given = backend.ask(question.name)
            if given != recorded_answers(question.chapter)[question.name]:
                found[question.name] = given if isinstance(given, dict) else None
    return found


if __name__ == "__main__":
    sys.exit(main())
