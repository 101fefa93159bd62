"""The report of a run: what the page shows, that it stands by itself, and the files beside it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from conformance.graph import Attr, Graph, Node
from conformance.judgement import judge
from conformance.module_backend import ModuleBackend
from conformance.outcome import Outcome, Value, to_json
from conformance.percent import percent
from conformance.program import Program
from conformance.report import disagreement_lines
from conformance.report_page import write_report
from conformance.report_page.drawing import drawing_of, first_divergence
from conformance.report_page.junit import junit
from conformance.report_page.page import page_of, verdict
from conformance.report_page.steps_shown import shown_steps
from conformance.report_page.tensor_kinds import tensor_kinds
from conformance.results import (
    CaseRecord,
    ClauseRecord,
    CounterexampleRecord,
    DeviationRecord,
    Identity,
    OpRecord,
    Results,
)
from conformance.specification import clauses_of, title_of
from conformance.steps import Run
from conformance.values import TensorValue

FLOAT = Attr("type", "float32")
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>'\"&\x07\ud800"
REFERENCE = ModuleBackend("reference")


class LargeSine(ModuleBackend):
    """The reference with a sine that is a fifth too large."""

    def run(self, program: Program) -> tuple[Outcome, ...]:
        changed = []
        for step, outcome in zip(program.steps, super().run(program), strict=True):
            names = getattr(step, "fetches", ())
            if isinstance(outcome, Value):
                pairs = zip(names, outcome.values, strict=True)
                outcome = Value(tuple(_larger(value) if name == "sin:0" else value for name, value in pairs))
            changed.append(outcome)
        return tuple(changed)


def _larger(value: TensorValue | None) -> TensorValue | None:
    return None if value is None else TensorValue.of(value.array() * np.float32(1.2))


PROGRAM = Program(
    Graph(
        (
            Node("x", "Placeholder", (), {"dtype": FLOAT, "shape": Attr("shape", (None,))}),
            Node("before", "NoOp"),
            Node("sin", "Sin", ("x", "^before"), {"T": FLOAT}, "/cpu:0"),
        )
    ),
    (
        Run(feeds={"x:0": TensorValue.of(np.float32([1, 0]))}, fetches=("sin:0", "x:0"), targets=("before",)),
        Run(session="other", feeds={"x:0": TensorValue.of(np.float32([0]))}, fetches=("sin:0",)),
    ),
)


def counterexample(number: int = 1) -> CounterexampleRecord:
    """What the judge says of the sine."""
    wrong = LargeSine("reference")
    lines = [line for each in judge(PROGRAM, REFERENCE, wrong).disagreements for line in disagreement_lines(each)]
    return CounterexampleRecord(
        number,
        PROGRAM.to_json(),
        ("RUN-2",),
        tuple(lines),
        tuple(map(to_json, REFERENCE.run(PROGRAM))),
        tuple(map(to_json, wrong.run(PROGRAM))),
        "python -m conformance replay found.json",
    )


CASES = (
    CaseRecord("closing twice", "sessions", ("SES-7",), "question", "agree", seconds=0.5),
    CaseRecord("a lost feed", "steps", ("RUN-2", "RUN-3"), "program", "disagree", ("expected 1", "actual 2")),
    CaseRecord("an op that is not there", "steps", ("RUN-3",), "program", "unsupported", ("unsupported: Sin",)),
    CaseRecord("a division", "steps", ("RUN-3",), "program", "crash", ("it ended with status 3",)),
    CaseRecord("a wait", "steps", ("RUN-2",), "program", "hang", ("no answer within 10 s",)),
    CaseRecord("a sum", "steps", ("RUN-2",), "program", "deviation", ("rounding",)),
)
RESULTS = Results(
    Identity("mine", "0.3"),
    Identity("reference", "0.1", follows="TensorFlow 1.15.5"),
    seed=7,
    examples=40,
    programs=38,
    steps_agreed=99,
    steps_unsupported=4,
    seconds=2.0,
    date="2026-01-02",
    cases=CASES,
    ops={"Sin": OpRecord(3, 1, 0), "Cos": OpRecord(0, 0, 5), "Const": OpRecord(90, 1, 5)},
    deviations=(DeviationRecord("DEV-24", 3, "sums are rounded"),),
    stale=("RUN-9: it waits",),
    clauses={
        "RUN-2": ClauseRecord("steps", "**RUN-2** *What runs.* A step must run `x`, as in `RUN-3`.\n\n- a <b>list</b>"),
        "RUN-3": ClauseRecord("steps", "**RUN-3** A step ends, see [there](https://elsewhere.example/)."),
        "RUN-4": ClauseRecord("steps", "**RUN-4** Nobody asks about this."),
        "SES-7": ClauseRecord("sessions", "**SES-7** Closing twice does nothing."),
    },
)


class Element(HTMLParser):
    """Reads a page and notes what is not well formed, all ids, and all attributes."""

    VOID = frozenset(("meta", "link", "br", "hr", "img", "input"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if len(dict(attrs)) != len(attrs):
            self.faults.append(f"an attribute twice in {tag}")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def ids(self) -> list[str]:
        """All ids, in order."""
        return [value for _, attrs in self.tags if (value := attrs.get("id")) is not None]


def page(folder: Path, results: Results = RESULTS) -> str:
    return write_report(results, folder).read_text("utf-8")


def text_of(html: str) -> str:
    """What a reader sees, each run of white space as one blank."""
    shown = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", shown)).split())


@pytest.fixture(scope="module")
def whole() -> Results:
    return replace(RESULTS, counterexamples=(counterexample(),))


def test_the_first_thing_that_is_read_is_what_is_wrong(tmp_path: Path, whole: Results) -> None:
    text = text_of(page(tmp_path, whole))
    start = text[: text.index("Counterexamples Each is")]

    assert "mine 0.3 held against reference 0.1, which follows TensorFlow 1.15.5" in start
    assert "✗ Does not conform" in start
    assert "of all cases agree 16.6 % 20 % of the 5 that could be decided" in start
    assert "cases unsupported 1 16.6 % of all" in start
    assert "Sin: another value 1 counterexample" in start
    assert "steps: RUN-2, RUN-3 3 cases: a lost feed …" in start
    assert "1 declared deviation not met" in start


def test_a_counterexample_shows_all_that_one_needs(tmp_path: Path, whole: Results) -> None:
    html = page(tmp_path, whole)
    example = html[html.index('id="counterexample-1"') : html.index('<section id="chapters"')]
    text = text_of(example)

    assert "step 0, fetch sin:0[0]: another value" in text
    assert "python -m conformance replay found.json" in text and 'data-copy="python -m' in example
    assert "▼ x:0 float32[2] [1.0, 0.0]" in text
    assert re.search(r"float32\[2\] \[<mark>0\.84147\d*</mark>, 0\.0\]", example)
    assert "A step must run" in text  # the clause
    assert 'class="node diverges"' in example and "✗ first divergence" in text
    assert "▼ fed · steps 0, 1" in text and "▲ fetched · steps 0, 1" in text and "● run · step 0" in text
    assert ">float32[?]<" in example  # on the edge
    assert 'class="control"' in example and "/cpu:0" in text


def test_cases_stand_under_their_clauses_the_worst_first(whole: Results) -> None:
    steps = next(chapter for chapter in page_of(whole).chapters if chapter.name == "steps")

    by_id = {clause.id: [case.record.verdict for case in clause.cases] for clause in steps.clauses}
    assert by_id == {
        "RUN-2": ["hang", "disagree", "deviation"],
        "RUN-3": ["crash", "disagree", "unsupported"],
        "RUN-4": [],
    }
    assert steps.without_case == 1


def test_case_that_cites_no_clause_is_not_lost(tmp_path: Path) -> None:
    lonely = CaseRecord("alone", "steps", (), "program", "disagree", ("it fails",))

    text = text_of(page(tmp_path, replace(RESULTS, cases=(lonely,))))

    assert "cases that cite no clause" in text
    assert "alone" in text


def test_conf_13_a_backend_that_refuses_everything_scores_zero_and_is_not_green(tmp_path: Path) -> None:
    refused = tuple(replace(case, verdict="unsupported") for case in CASES)
    results = replace(RESULTS, cases=refused, steps_agreed=0, stale=(), ops={})

    html = page(tmp_path, results)

    assert verdict(results) == "nothing"
    assert "○ Nothing agrees" in text_of(html)
    assert "of all cases agree 0 % 0 % of the 0 that could be decided" in text_of(html)
    body = html[html.index("<main") :]
    assert not re.search(r'class="(bar|c) ?[^"]*agree|<i class="agree"', body.split('id="matrix"')[0])
    assert "#1a7f4b" not in (tmp_path / "badge.svg").read_text()


@pytest.mark.parametrize(
    ("part", "of", "text"), [(0, 0, "0"), (1, 1, "100"), (1999, 2000, "99.9"), (1, 8, "12.5"), (9996, 10000, "99.9")]
)
def test_conf_14_a_score_is_never_rounded_up(part: int, of: int, text: str) -> None:
    assert percent(part, of) == text


def test_the_page_is_well_formed_and_names_each_place_once(tmp_path: Path, whole: Results) -> None:
    read = Element(page(tmp_path, replace(whole, counterexamples=(counterexample(1), counterexample(2)))))

    assert read.faults == []
    assert read.open == []
    ids = read.ids()
    assert len(ids) == len(set(ids))
    links = [value[1:] for tag, attrs in read.tags if tag == "a" and (value := attrs.get("href"))]
    assert set(links) <= set(ids)
    labels = [value for _, attrs in read.tags if (value := attrs.get("aria-labelledby"))]
    assert set(labels) <= set(ids)


def test_the_page_loads_nothing(tmp_path: Path, whole: Results) -> None:
    html = page(tmp_path, whole)
    read = Element(html)

    assert "Content-Security-Policy" in html
    assert re.findall(r"https?://[^\s\"'<)]*", html.replace("http://www.w3.org/2000/svg", "")) == []
    assert not [tag for tag, _ in read.tags if tag in ("link", "img", "iframe", "object", "embed", "base")]
    assert not [attrs for _, attrs in read.tags if {"src", "srcset", "action", "xlink:href"} & set(attrs)]
    assert not re.search(r"@import|url\(", html)


def test_hostile_names_are_text(tmp_path: Path) -> None:
    graph = {
        "producer": 134,
        "nodes": [{"name": HOSTILE, "op": HOSTILE, "inputs": [HOSTILE, "^" + HOSTILE + "2"], "device": HOSTILE}],
    }
    step = {"do": "run", "session": HOSTILE, "fetches": [HOSTILE], "feeds": {HOSTILE: {"dtype": HOSTILE}}}
    program = {"format": "graphsession.program", "version": 1, "graph": graph, "steps": [step]}
    lines = (f"step 0, fetch {HOSTILE}: another {HOSTILE}", f"  It begins at {HOSTILE} = x()")
    outcome = {"outcome": "run_error", "class": HOSTILE, "code": None, "op": HOSTILE, "message": HOSTILE}
    example = CounterexampleRecord(1, program, (HOSTILE,), lines, (outcome,), ({"outcome": HOSTILE},), HOSTILE)
    results = Results(
        Identity(HOSTILE, HOSTILE, HOSTILE),
        Identity(HOSTILE),
        date=HOSTILE,
        cases=(CaseRecord(HOSTILE, HOSTILE, (HOSTILE,), HOSTILE, "disagree", (HOSTILE,)),),
        ops={HOSTILE: OpRecord(1, 1, 1)},
        counterexamples=(example,),
        deviations=(DeviationRecord(HOSTILE, 1, HOSTILE),),
        stale=(HOSTILE,),
        remarks=(HOSTILE,),
        clauses={HOSTILE: ClauseRecord(HOSTILE, HOSTILE)},
    )

    read = Element(page(tmp_path, results))

    assert read.faults == []
    assert [tag for tag, _ in read.tags].count("script") == 1
    assert not [tag for tag, attrs in read.tags if tag == "img" or any(name.startswith("on") for name in attrs)]
    assert Results.from_json(json.loads((tmp_path / "results.json").read_text())) == results
    ElementTree.parse(tmp_path / "junit.xml")
    ElementTree.parse(tmp_path / "badge.svg")


def test_junit_counts_what_it_holds(tmp_path: Path, whole: Results) -> None:
    write_report(whole, tmp_path)

    suites = ElementTree.parse(tmp_path / "junit.xml").getroot()

    tests = suites.findall("testsuite/testcase")
    assert {suite.get("name") for suite in suites} == {"sessions", "steps", "random programs", "declared deviations"}
    assert suites.get("tests") == str(len(tests)) == "8"
    for attribute, tag, count in (("failures", "failure", 3), ("errors", "error", 2), ("skipped", "skipped", 1)):
        assert suites.get(attribute) == str(len(suites.findall(f"testsuite/testcase/{tag}"))) == str(count)
        assert sum(int(suite.get(attribute, "")) for suite in suites) == count
    (crash,) = suites.findall("testsuite[@name='steps']/testcase[@name='a division [RUN-3]']/error")
    assert crash.get("message") == "it ended with status 3"
    (failure,) = suites.findall("testsuite[@name='random programs']/testcase/failure")
    said = failure.text or ""
    assert said.startswith("x = Placeholder(") and said.endswith("again: python -m conformance replay found.json")
    assert failure.get("message") == whole.counterexamples[0].lines[0]


def test_the_last_words_of_what_crashed_are_in_the_page_and_in_junit(tmp_path: Path) -> None:
    crash = {"outcome": "crash", "status": 3, "message": "it ended", "stderr": ["one", "<two>"]}
    results = replace(RESULTS, counterexamples=(replace(counterexample(), actual=(crash,)),))

    html = page(tmp_path, results)

    assert Element(html).faults == []
    assert "Its last words on the standard error one <two>" in text_of(html)
    assert "its last words:\none\n<two>" in "".join(ElementTree.fromstring(junit(results)).itertext())


@pytest.mark.parametrize(("agreed", "skipped"), [(0, 1), (9, 0)])
def test_conf_13_random_programs_of_which_nothing_could_be_compared_do_not_pass_in_junit(
    agreed: int, skipped: int
) -> None:
    results = replace(RESULTS, steps_agreed=agreed, steps_unsupported=0, steps_undecided=1)

    (test,) = ElementTree.fromstring(junit(results)).findall("testsuite[@name='random programs']/testcase")

    assert len(test.findall("skipped")) == skipped
    assert f"{90 if agreed else 0} % of {agreed + 1} steps agree" in str(test.get("name"))


def test_results_come_back_from_json_with_the_clauses(tmp_path: Path, whole: Results) -> None:
    write_report(whole, tmp_path)

    assert Results.from_json(json.loads((tmp_path / "results.json").read_text())) == whole


def test_clauses_are_copied_from_the_specification(tmp_path: Path) -> None:
    write_report(replace(RESULTS, clauses={}), tmp_path)

    written = Results.from_json(json.loads((tmp_path / "results.json").read_text()))

    assert written.clauses["RUN-2"].chapter == "steps"
    assert written.clauses["RUN-2"].text.startswith("**RUN-2**")
    assert "**RUN-3**" not in written.clauses["RUN-2"].text


def test_without_a_specification_the_page_is_written_all_the_same(tmp_path: Path) -> None:
    html = write_report(replace(RESULTS, clauses={}), tmp_path / "out", tmp_path / "nowhere").read_text("utf-8")

    assert 'id="RUN-2"' in html
    assert Element(html).faults == []


def test_a_clause_ends_at_the_next_one_or_a_heading_but_not_within_an_example(tmp_path: Path) -> None:
    example = "```python\n# no heading\n```"
    text = f"**RUN-1** *A title.* One.\n\n{example}\n\n**RUN-2** Two.\n\n## Three\n\nFour.\n"
    (tmp_path / "odds.md").write_text(text)

    found = clauses_of(tmp_path)

    assert list(found) == ["RUN-1", "RUN-2"]
    assert found["RUN-1"].text.endswith("# no heading\n```")
    assert found["RUN-2"].text == "**RUN-2** Two."
    assert [title_of(clause) for clause in found.values()] == ["A title", "Two"]


def test_links_lead_to_clauses_on_the_page_and_nowhere_else(tmp_path: Path) -> None:
    html = page(tmp_path)

    assert '<a href="#RUN-3"><code>RUN-3</code></a>' in html
    assert "elsewhere.example" not in html
    assert "&lt;b&gt;list&lt;/b&gt;" in html


@pytest.mark.parametrize(
    ("changes", "colour", "text"),
    [
        ({}, "#b3261e", "1 of 6 agree"),
        ({"cases": CASES[:1], "stale": (), "steps_unsupported": 0}, "#1a7f4b", "1 of 1 agree"),
        ({"cases": CASES[:1], "counterexamples": (counterexample(),)}, "#b3261e", "1 of 1 agree, 1 counterexample"),
        ({"cases": (), "counterexamples": (counterexample(),) * 2}, "#b3261e", "2 counterexamples"),
        ({"cases": (CASES[0], CASES[2]), "stale": ()}, "#8a5800", "1 of 2 agree"),
        ({"cases": (CASES[2],), "stale": (), "steps_agreed": 0}, "#6b7280", "0 of 1 agree"),
    ],
)
def test_badge_is_green_only_where_everything_agrees(
    tmp_path: Path, changes: dict[str, object], colour: str, text: str
) -> None:
    write_report(replace(RESULTS, **changes), tmp_path)  # type: ignore[arg-type]

    image = ElementTree.parse(tmp_path / "badge.svg").getroot()

    assert image.tag == "{http://www.w3.org/2000/svg}svg"
    assert image.findall(f".//*[@fill='{colour}']")
    assert text in "".join(image.itertext())


def test_the_same_results_give_the_same_files(tmp_path: Path, whole: Results) -> None:
    for name in ("a", "b"):
        write_report(whole, tmp_path / name)

    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


# ---- parts of a counterexample


def test_the_first_divergence_is_read_from_the_lines_of_the_judge() -> None:
    assert first_divergence(counterexample()) == "sin"


def test_counterexamples_that_are_alike_stand_together(tmp_path: Path) -> None:
    alike = [replace(counterexample(number), likeness=("Sin", "value", "far off")) for number in (1, 3, 4)]
    other = replace(counterexample(2), likeness=("Cos", "value", "far off"))
    results = replace(RESULTS, counterexamples=(alike[0], other, *alike[1:]))

    html = page(tmp_path, results)

    read = Element(html)
    assert read.faults == []
    shown = [attrs for tag, attrs in read.tags if (attrs.get("id") or "").startswith("counterexample-")]
    assert [attrs["id"] for attrs in shown] == [f"counterexample-{number}" for number in (1, 3, 4, 2)]
    assert [attrs.get("class") for attrs in shown] == ["counterexample", None, None, "counterexample"]
    text = text_of(html)
    assert "counterexamples 4 of 2 kinds, in 38 random programs" in text
    assert "and 2 more like it" in text and text.count("more like it") == 2
    assert "Sin: another value 4 counterexamples" in text


def test_the_text_of_each_clause_stands_beside_a_counterexample(tmp_path: Path) -> None:
    example = replace(counterexample(), clauses=("RUN-2", "RUN-4", "RUN-18"))

    html = page(tmp_path, replace(RESULTS, counterexamples=(example,)))

    section = html[html.index('id="counterexample-1"') : html.index('<section id="chapters"')]
    assert re.findall(r'data-clause="(.*?)"', section) == ["RUN-2", "RUN-4"]  # the text of RUN-18 is not at hand
    assert "A step must run" in text_of(section) and "Nobody asks about this." in text_of(section)


def test_a_drawing_has_every_node_and_every_input() -> None:
    graph = {
        "nodes": [{"name": "a", "op": "Add", "inputs": ["a", "a:1", "missing", "^gone"]}, {"name": "a", "op": "NoOp"}]
    }
    drawing = drawing_of(CounterexampleRecord(1, {"graph": graph, "steps": []}, (), ()))

    assert [(box.name, box.state) for box in drawing.boxes] == [
        ("a", ""),
        ("a", ""),
        ("missing", "missing"),
        ("gone", "missing"),
    ]
    assert len(drawing.lines) == 4
    assert [line.is_control for line in drawing.lines] == [False, False, False, True]
    assert [line.goes_back for line in drawing.lines] == [True, True, False, False]


def test_what_is_known_of_tensors_comes_from_the_reference() -> None:
    assert tensor_kinds(PROGRAM.graph.to_json()) == {"x:0": "float32[?]", "sin:0": "float32[?]"}


def test_of_a_graph_that_is_refused_the_dtypes_are_known() -> None:
    broken = Graph((Node("y", "Sin", ("nowhere",), {"T": FLOAT}), Node("z", "NoSuchOp")))

    assert tensor_kinds(broken.to_json()) == {"y:0": "float32"}


def test_a_difference_that_the_judge_lets_pass_is_not_marked_as_wrong() -> None:
    example = replace(counterexample(), lines=("step 1, fetch sin:0: another value",))

    first, second = shown_steps(example)

    assert [row.mark for row in first.rows] == ["rounded", "same"]
    assert [row.mark for row in second.rows] == ["same"]


def test_steps_of_threads_are_shown_one_by_one() -> None:
    thread = [{"do": "run", "session": "main", "fetches": ["a:0"]}]
    steps = [{"do": "close", "session": "other"}, {"do": "at_once", "threads": [thread, thread]}]
    one, two = (to_json(Value((TensorValue.of(np.int32(number)),))) for number in (1, 2))
    wanted = (to_json(Value()), {"outcome": "at_once", "threads": [[one], [one]]})
    came = (to_json(Value()), {"outcome": "at_once", "threads": [[one], [two]]})
    program = {"graph": {"nodes": [{"name": "a", "op": "Const"}]}, "steps": steps}

    shown = shown_steps(CounterexampleRecord(1, program, (), (), wanted, came))

    assert [step.place for step in shown] == ["0", "1, in thread 0", "2, in thread 1"]
    assert [step.title for step in shown] == ["close in session other", "run a:0", "run a:0"]
    assert [row.mark for step in shown for row in step.rows] == ["same", "same", "differs"]


def test_an_outcome_of_a_whole_program_stands_before_its_steps() -> None:
    crash = {"outcome": "crash", "status": 3, "message": "it ended", "stderr": []}

    whole, *steps = shown_steps(replace(counterexample(), actual=(crash,)))

    assert whole.title == "the program"
    assert whole.rows[0].actual == (("crash: it ended", True),)
    assert [step.rows for step in steps] == [(), ()]


def test_a_program_that_the_implementation_did_not_survive_is_shown_without_what_was_expected(tmp_path: Path) -> None:
    hang = {"outcome": "hang", "seconds": 60.0}
    lost = CounterexampleRecord(1, PROGRAM.to_json(), (), ("no answer within 60 s",), (), (hang,))

    text = text_of(page(tmp_path, replace(RESULTS, counterexamples=(lost,))))

    assert "No answer 1 counterexample" in text or "Sin: no answer 1 counterexample" in text
    assert "the whole program not known no answer within 60 s" in text


# ---- in a browser

MEASURE = """
<script>
addEventListener("load", () => {
  for (const each of document.querySelectorAll("details")) each.open = true;
  const said = {};
  said.width = innerWidth;
  said.scrolls = document.documentElement.scrollWidth;
  const ground = () => getComputedStyle(document.body).backgroundColor;
  said.ground = ground();
  document.querySelector("#theme").click();
  said.other = ground();
  const clauses = [...document.querySelectorAll("#chapters .clause")];
  const shown = () => clauses.filter((each) => each.offsetParent).map((each) => each.id);
  document.querySelector("#filter").value = "closing TWICE";
  document.querySelector("#verdict").dispatchEvent(new Event("change"));
  said.filtered = shown();
  document.querySelector("#filter").value = "";
  document.querySelector("#verdict").value = "unsupported";
  document.querySelector("#verdict").dispatchEvent(new Event("change"));
  said.unsupported = shown();
  document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}));
  document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "/", bubbles: true, cancelable: true}));
  said.focus = document.activeElement.id;
  said.cleared = shown().length;
  const ops = () => [...document.querySelectorAll("#ops tbody th")].map((each) => each.textContent.trim());
  document.querySelectorAll("#ops thead button")[0].click();
  said.ops = ops();
  document.querySelectorAll("#ops thead button")[3].click();
  said.most = ops()[0];
  const square = document.querySelector(".matrix .c.disagree");
  square.dispatchEvent(new PointerEvent("pointerover", {bubbles: true}));
  said.pointed = document.querySelector("#pointed").textContent;
  said.rows = document.querySelectorAll(".c.pointed").length;
  parent.postMessage(JSON.stringify(said), "*");
});
</script>
"""


def looked_at(folder: Path, results: Results, width: int, *flags: str) -> dict[str, object]:
    """What a page says of itself in a browser, in a frame of this width."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no chromium here")
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page(folder, results))
    (folder / "framed.html").write_text(html.replace("</body>", MEASURE + "</body>"), "utf-8")
    frame = folder / "frame.html"
    listener = "addEventListener('message', (event) => { document.querySelector('pre').textContent = event.data; });"
    inner = f'<iframe src="framed.html" width="{width}" height="700"></iframe>'
    frame.write_text(f"<!DOCTYPE html><pre></pre><script>{listener}</script>{inner}")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--hide-scrollbars", "--virtual-time-budget=5000", "--window-size=1600,900", *flags]
    command += ["--dump-dom", frame.as_uri()]
    dumped = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    said = re.search(r"<pre>(\{.*?\})</pre>", dumped.stdout, re.S)
    assert said, dumped.stderr[-2000:]
    found: dict[str, object] = json.loads(said[1].replace("&amp;", "&"))
    return found


@pytest.mark.parametrize("width", [1400, 360])
def test_in_a_browser_the_page_fits_and_its_parts_work(tmp_path: Path, whole: Results, width: int) -> None:
    long = "a_name_without_any_place_to_break_it_" * 8
    case = replace(CASES[1], name=long, lines=(long,))
    results = replace(whole, cases=(*CASES, case), ops={**whole.ops, long[:60]: OpRecord(1, 0, 0)})

    said = looked_at(tmp_path, results, width)

    assert said["width"] == width
    assert said["scrolls"] == width  # nothing is scrolled sideways, though all is unfolded
    assert said["ground"] != said["other"]
    assert said["filtered"] == ["SES-7"]
    assert said["unsupported"] == ["RUN-3"]
    assert said["focus"] == "filter"
    assert said["cleared"] == 4
    assert said["ops"] == sorted(results.ops, key=str.lower)
    assert said["most"] == "Const"
    assert str(said["pointed"]).startswith("✗ a lost feed") or str(said["pointed"]).startswith(f"✗ {long}")
    assert said["rows"] == 2  # the case is about two clauses


def test_in_a_browser_that_prefers_dark_the_page_is_dark(tmp_path: Path, whole: Results) -> None:
    light = looked_at(tmp_path / "light", whole, 800, "--blink-settings=preferredColorScheme=1")
    dark = looked_at(tmp_path / "dark", whole, 800, "--blink-settings=preferredColorScheme=0")

    assert (dark["ground"], dark["other"]) == (light["other"], light["ground"])
    assert dark["ground"] == "rgb(17, 19, 24)"
