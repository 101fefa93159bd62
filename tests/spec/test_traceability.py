"""Clauses, code and tests name each other, and none is lost on the way."""

import ast
import json
import re
from functools import cache

import pytest

from conformance.cases import all_cases
from tests.spec.chapters import ROOT, SPEC, chapters, clauses

CITED = re.compile(r"\b[A-Z]{3,4}-[0-9]+\b")
NO_CLAUSES = {"UTF-8", "RUN-99999"}  # what looks like an id and is none
IN_A_NAME = re.compile(r"(?:^test|_and)_([a-z]{3,4}_[0-9]+)(?=_|$)")


@cache
def defined():
    return {path.name: clauses(path) for path in chapters()}


def all_clauses():
    return [clause for ids in defined().values() for clause in ids]


def sources(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def cited_in(path):
    return frozenset(CITED.findall(path.read_text("utf-8"))) - NO_CLAUSES


def question_files():
    return sources("conformance/questions", "conformance/cases/building")


@cache
def held():
    """The clauses that a test names in its own name, or a question or fixed program in its decorator."""
    found = set()
    for path in sources("tests"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.update(name.upper().replace("_", "-") for name in IN_A_NAME.findall(node.name))
    for path in question_files():
        for arguments in re.findall(r"@(?:question|program)\(([^)]*)\)", path.read_text("utf-8")):
            found.update(CITED.findall(arguments))
    return found


def listed(heading):
    """The first column of the table under a heading of the README."""
    text = (SPEC / "README.md").read_text("utf-8")
    section = text.split(f"### {heading}\n", 1)[1].split("\n#", 1)[0]
    return [row.split("|")[1].strip() for row in section.splitlines() if row.startswith("|")][2:]


def without_a_case():
    """The clauses that the README lists, a word alone standing for those of its chapter."""
    rows = {row.strip("`") for row in listed("Clauses without a case")}
    return {clause for clause in all_clauses() if clause in rows or clause.split("-")[0] in rows}


def clauses_of_cases():
    return {clause for case in all_cases() for clause in case.clauses}


def withdrawn():
    text = (SPEC / "README.md").read_text("utf-8")
    return set(CITED.findall(text.split("### Withdrawn numbers\n", 1)[1].split("\n#", 1)[0]))


def test_every_clause_is_defined_once():
    ids = all_clauses()
    assert sorted(clause for clause in set(ids) if ids.count(clause) > 1) == []
    assert len(ids) >= 200, "clauses are no longer found"


def test_a_word_belongs_to_one_chapter():
    words = {}
    for chapter, ids in defined().items():
        for clause in ids:
            words.setdefault(clause.split("-")[0], set()).add(chapter)
    assert {word: names for word, names in words.items() if len(names) > 1} == {}


def test_numbers_have_no_holes():
    numbers = {}
    for clause in [*all_clauses(), *withdrawn()]:
        word, number = clause.split("-")
        numbers.setdefault(word, set()).add(int(number))
    assert {
        f"{word}-{number}" for word, used in numbers.items() for number in range(1, max(used) + 1) if number not in used
    } == set()


def test_a_withdrawn_number_is_not_used_again():
    assert withdrawn() & set(all_clauses()) == set()


@pytest.mark.parametrize("folder", ["reference", "conformance", "tests", "spec"])
def test_what_is_cited_exists(folder):
    known = set(all_clauses()) | (withdrawn() if folder == "spec" else set())
    paths = [*sources(folder), *(chapters() if folder == "spec" else [])]
    unknown = {str(path.relative_to(ROOT)): sorted(cited_in(path) - known) for path in paths}
    assert {path: ids for path, ids in unknown.items() if ids} == {}


def test_names_of_tests_cite_what_exists():
    assert sorted(held() - set(all_clauses())) == []


def test_every_clause_is_carried_out_somewhere():
    """In the reference; what is about the conformance worker and its formats, in conformance."""
    code = [path for path in sources("reference", "conformance") if path not in question_files()]
    cited = frozenset().union(*map(cited_in, code))
    without = {clause for clause in all_clauses() if clause not in cited and not clause.startswith("DEV-")}
    assert sorted(without - set(listed("Clauses that no code carries out"))) == []


def test_every_clause_is_held_by_a_test_or_a_question():
    without = {clause for clause in all_clauses() if clause not in held() and not clause.startswith("DEV-")}
    assert sorted(without - set(listed("Clauses that no test or question holds"))) == []


@pytest.mark.parametrize("heading", ["Clauses that no code carries out", "Clauses that no test or question holds"])
def test_the_lists_of_exceptions_are_true(heading):
    rows = listed(heading)
    assert set(rows) <= set(all_clauses())
    if heading.endswith("holds"):
        assert set(rows) & held() == set()
    else:
        assert {clause for path in sources("reference") for clause in rows if clause in cited_in(path)} == set()


def test_every_clause_has_a_case():
    with_one = clauses_of_cases() | without_a_case()
    assert [clause for clause in all_clauses() if clause not in with_one and not clause.startswith("DEV-")] == []


def test_every_case_cites_clauses_that_exist():
    assert sorted(clauses_of_cases() - set(all_clauses())) == []


def test_no_clause_without_a_case_has_one():
    assert sorted(without_a_case() & clauses_of_cases()) == []
    words = {clause.split("-")[0] for clause in all_clauses()}
    assert {row.strip("`") for row in listed("Clauses without a case")} <= {*all_clauses(), *words}


def test_deviations_of_questions_have_an_entry():
    known = set(clauses(SPEC / "deviations.md"))
    recorded = json.loads((ROOT / "conformance/questions/deviations.json").read_text("utf-8"))
    assert {entry["deviation"] for entry in recorded.values()} <= known


def test_the_readme_lists_the_chapters():
    table = (SPEC / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| \[[^]]+\]\(([^)]+)\) \| ([^|]+) \|", table, re.MULTILINE))
    words = {
        path.name: {clause.split("-")[0] for clause in clauses(path)} for path in chapters() if clauses(path)
    }  # fmt: skip
    assert {name: set(re.findall(r"`(\w+)`", row)) for name, row in rows.items()} == words
