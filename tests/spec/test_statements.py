"""Every statement of the documents has its clauses and what holds them, and each of these exists."""

import ast
import re
from functools import cache

import pytest

from tests.spec.chapters import ROOT, SPEC, chapters, clauses

FLOORS = {"S1": 125, "S2": 176, "S3": 111, "S4": 51, "C": 60}  # fewer rows would mean that statements were lost
ROW = re.compile(r"^\| (S[0-9]+|C)\.([0-9]+) \|(.*)\|$", re.MULTILINE)
COLUMNS = {"S": 3, "C": 4}  # beside the number
CODE = re.compile(r"`([^`]*)`")
LATER = re.compile(r"\blater\b")


@cache
def text():
    return (SPEC / "statements.md").read_text("utf-8")


@cache
def rows():
    """The cells of every row behind its number, by number."""
    return {
        f"{table}.{number}": tuple(cell.strip() for cell in cells.split("|"))
        for table, number, cells in ROW.findall(text())
    }


def statements():
    return {number: cells for number, cells in rows().items() if number.startswith("S")}


def components():
    return {number: cells for number, cells in rows().items() if number.startswith("C")}


def cited(column):
    """What stands in a column of the statements, as pairs of row and name."""
    return [(number, name) for number, cells in statements().items() for name in CODE.findall(cells[column])]


@cache
def functions(path):
    """The functions and methods of a file, each with the text of its decorators."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {
        node.name: " ".join(map(ast.unparse, node.decorator_list))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }


@cache
def questions():
    paths = [path.relative_to(ROOT) for path in (ROOT / "conformance/questions/chapters").glob("*.py")]
    return {name for path in paths for name, decorators in functions(path).items() if "question(" in decorators}


def exists(holder):
    path, _, name = holder.partition("::")
    if not name:
        return holder in questions()
    return name.startswith("test_") and (ROOT / path).is_file() and name in functions(path)


def test_every_line_of_a_table_is_read():
    lines = [line for line in text().splitlines() if line.startswith("|")]
    heads = 2 * sum(line.startswith("|---") for line in lines)
    assert len(lines) - heads == len(ROW.findall(text())) == len(rows())


@pytest.mark.parametrize("table", FLOORS)
def test_numbers_have_no_holes_and_none_is_lost(table):
    numbers = [int(number) for found, number, _ in ROW.findall(text()) if found == table]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= FLOORS[table]


def test_no_cell_is_empty():
    shapes = {number: (len(cells), all(cells)) for number, cells in rows().items()}
    assert {number for number, shape in shapes.items() if shape != (COLUMNS[number[0]], True)} == set()
    unnamed = {number for column in (1, 2) for number in set(statements()) - {row for row, _ in cited(column)}}
    assert unnamed == set()


def test_every_clause_exists():
    known = {clause for path in chapters() for clause in clauses(path)}
    assert [(number, clause) for number, clause in cited(1) if clause not in known] == []


def test_every_test_and_question_exists():
    assert [(number, holder) for number, holder in cited(2) if not exists(holder)] == []


def test_every_component_has_its_files():
    linked = {number: re.findall(r"\(([^)]+)\)", cells[1]) for number, cells in components().items()}
    files = {number: [*CODE.findall(cells[2]), *CODE.findall(cells[3])] for number, cells in components().items()}
    assert {number for number in components() if (len(linked[number]), len(files[number])) != (1, 2)} == set()
    missing = [(number, name) for number, names in linked.items() for name in names if not (SPEC / name).is_file()]
    missing += [(number, name) for number, names in files.items() for name in names if not (ROOT / name).is_file()]
    assert missing == []


def test_only_the_remote_target_may_come_later():
    late = {number: cells for number, cells in rows().items() if any(map(LATER.search, cells))}
    assert late != {}
    assert [number for number, cells in late.items() if not cells[0].startswith("Remote target")] == []


def test_every_class_of_error_is_a_component_and_stands_in_its_source():
    sources = {cells[0]: CODE.findall(cells[2]) for cells in components().values()}
    table = (SPEC / "errors.md").read_text("utf-8").split("**ERR-2**", 1)[1].split("**ERR-3**", 1)[0]
    classes = re.findall(r"^\| [0-9]+ \| `[A-Z_]+` \| `(\w+)` \|", table, re.MULTILINE)
    assert len(classes) == 16
    assert {name for name in classes if name not in (ROOT / sources[name][0]).read_text("utf-8")} == set()


def test_the_same_statement_has_the_same_clauses():
    """A statement that documents share is carried by the same clauses wherever it stands."""
    found = {}
    for words, *rest in statements().values():
        found.setdefault(words.removeprefix("Only in 003: "), set()).add(tuple(rest))
    assert {words for words, kinds in found.items() if len(kinds) > 1} == set()
