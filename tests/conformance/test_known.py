"""Known differences: what they cover, and how a file of them is read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.difference import Difference
from conformance.known import Excuses, Known, built_in, excuses, read_known
from conformance.reading import Malformed


def written(folder: Path, data: object) -> Path:
    path = folder / "known.json"
    path.write_text(json.dumps(data))
    return path


def test_an_entry_about_an_op_covers_random_programs_alone(tmp_path: Path) -> None:
    entry = {"op": "Sin", "aspects": ["value"], "actual": "nan", "reason": "not defined here"}
    (known,) = read_known(written(tmp_path, [entry]))

    assert known.id == "op Sin; value; actual 'nan'"
    assert known.covers("value", "1.0", "nan", {"Sin", "Add"})
    assert not known.covers("value", "1.0", "nan", {"Add"})
    assert not known.covers("dtype", "1.0", "nan", {"Sin"})
    assert not known.covers("value", "1.0", "2.0", {"Sin"})
    assert not known.covers_case("sine", ("OPS-1",), ("nan",))


def test_an_entry_about_a_clause_covers_cases_alone(tmp_path: Path) -> None:
    (known,) = read_known(written(tmp_path, [{"clause": "QUE-7", "actual": "closed", "reason": "closing is final"}]))

    assert known.covers_case("closing_twice", ("QUE-6", "QUE-7"), ("it is closed",))
    assert not known.covers_case("closing_twice", ("QUE-7",), ("open",))
    assert not known.covers_case("closing_twice", ("QUE-6",), ("closed",))
    assert not known.covers("value", "closed", "closed", ())


def test_an_entry_about_a_case_covers_that_one() -> None:
    known = Known("x", "why", cases=frozenset(["closing_twice"]))

    assert known.covers_case("closing_twice", (), ())
    assert not known.covers_case("closing", (), ())


def test_seen_from_the_other_side() -> None:
    known = Known("x", "why", expected="crash", actual="1")

    assert known.covers("outcome", "crash", "1", ())
    assert not known.mirrored().covers("outcome", "crash", "1", ())
    assert known.mirrored().covers("outcome", "1", "crash", ())


@pytest.mark.parametrize(
    "data",
    [
        {},
        ["x"],
        [{"op": "Sin"}],
        [{"reason": "why"}],
        [{"op": "Sin", "reason": " "}],
        [{"op": "", "reason": "why"}],
        [{"cases": [], "reason": "why"}],
        [{"op": "Sin", "reason": "why", "words": [["one"]]}],
        [{"op": "Sin", "reason": "why", "words": ["one", "two"]}],
        [{"cases": ["a", ""], "reason": "why"}],
        [{"cases": "a", "reason": "why"}],
        [{"op": "Sin", "clause": "OPS-1", "reason": "why"}],
        [{"op": "Sin", "reason": "why", "seen": "today"}],
        [{"op": "Sin", "reason": "why", "seldom": "yes"}],
    ],
)
def test_a_file_of_another_form_is_refused(data: object, tmp_path: Path) -> None:
    with pytest.raises(Malformed):
        read_known(written(tmp_path, data))


@pytest.mark.parametrize("text", [None, "{"])
def test_what_is_no_json_is_refused(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(Malformed):
        read_known(path)


def test_conf_16_an_entry_may_be_about_every_op(tmp_path: Path) -> None:
    (known,) = read_known(written(tmp_path, [{"op": "*", "aspects": ["message"], "actual": "{{node", "reason": "why"}]))
    assert known.covers("message", "for 'y'", "for '{{node y}}'", ["Add"])
    assert known.covers("message", "for 'y'", "for '{{node y}}'", [])
    assert not known.covers("class", "for 'y'", "for '{{node y}}'", ["Add"])
    assert not known.covers("message", "for 'y'", "for 'y'", ["Add"])


def test_conf_16_an_entry_may_be_met_seldom(tmp_path: Path) -> None:
    entries = [{"op": "Sin", "reason": "why", **more} for more in ({}, {"seldom": True})]
    usual, seldom = read_known(written(tmp_path, entries))
    assert (usual.seldom, seldom.seldom) == (False, True)


def test_the_numbered_ones_say_why() -> None:
    assert built_in()
    assert all(known.id.startswith("DEV-") and known.reason for known in built_in())


PIECE = Difference("message", "no such queue", "there is no queue")
OTHER = Difference("class", "NotFoundError", "KeyError")


def test_conf_16_a_case_is_excused_piece_by_piece(tmp_path: Path) -> None:
    entry = {"number": "MY-1", "cases": ["a", "b"], "aspects": ["message"], "actual": "no queue", "reason": "words"}
    known = read_known(written(tmp_path, [entry]))

    assert excuses(known, "a", (), (), [PIECE]) == Excuses(known)
    assert excuses(known, "b", (), (), [PIECE, OTHER]) == Excuses(known, (OTHER,))
    assert excuses(known, "c", (), (), [PIECE]) == Excuses((), (PIECE,))
    assert [excuses(known, "a", (), (), pieces).complete for pieces in ([PIECE], [PIECE, OTHER], [OTHER])] == [
        True,
        False,
        False,
    ]
    assert known[0].id == "MY-1"


def test_conf_16_several_entries_may_excuse_a_case_together() -> None:
    words = Known("words", "why", aspects=frozenset(["message"]), clause="QUE-1")
    kind = Known("class", "why", aspects=frozenset(["class"]), cases=frozenset(["a"]))

    assert excuses([words, kind], "a", ("QUE-1",), (), [PIECE, OTHER, PIECE]) == Excuses((words, kind))


def test_an_entry_about_an_op_excuses_programs_of_it_and_no_answers() -> None:
    known = Known("x", "why", ops=frozenset(["Sin"]))
    everywhere = Known("y", "why")

    assert excuses([known], "a", (), (), [replace(PIECE, ops=frozenset(["Sin"]))]).complete
    assert not excuses([known], "a", (), (), [replace(PIECE, ops=frozenset(["Cos"]))]).complete
    assert not excuses([known, everywhere], "a", (), (), [PIECE]).complete


def test_conf_16_an_entry_may_be_about_several_ops(tmp_path: Path) -> None:
    (known,) = read_known(written(tmp_path, [{"ops": ["Sin", "Cos"], "aspects": ["value"], "reason": "why"}]))
    assert [known.covers("value", "1", "2", [op]) for op in ("Sin", "Cos", "Tan")] == [True, True, False]


def test_conf_16_an_entry_may_have_several_pairs_of_words(tmp_path: Path) -> None:
    entry = {"op": "*", "words": [["one", "two"], ["three", "four"]], "reason": "numbers"}
    (known,) = read_known(written(tmp_path, [entry]))

    assert known.covers("message", "one", "two", ["Add"])
    assert known.covers("message", "three", "four", ["Add"])
    assert not known.covers("message", "one", "four", ["Add"])
    assert known.mirrored().covers("message", "two", "one", ["Add"])


def test_what_cannot_be_taken_apart_is_excused_by_its_lines() -> None:
    known = Known("x", "why", clause="WIRE-1", actual="noise")

    assert excuses([known], "a", ("WIRE-1",), ("there is noise",), ()).complete
    assert not excuses([known], "a", ("WIRE-1",), ("silence",), ()).complete


@pytest.mark.parametrize(
    ("expected", "actual", "is_flushed"),
    [
        ("0.0", "7.7e-309", True),
        ("7.7e-309", "-0.0", True),
        ("0.0", "1e-05", False),
        ("10.0", "7.7e-309", False),
        ("nan", "7.7e-309", False),
        ("float64[3] [0.0, 2.0, 0.0]", "float64[3] [7.7e-309, 2.0, -1e-320]", True),
        ("float64[3] [0.0, 2.0, 0.0]", "float64[3] [7.7e-309, 2.5, -1e-320]", False),
        ("float64[2] [0.0, 2.0]", "float64[2] [0.0, 2.0]", False),
        ("float64[2,1] [[0.0], [2.0]]", "float64[2,1] [[1e-310], [2.0]]", True),
    ],
)
def test_conf_16_a_subnormal_number_in_the_place_of_zero(expected: str, actual: str, is_flushed: bool) -> None:
    known = Known("DEV-23", "flushed", frozenset(["Mul"]), frozenset(["value"]), flushed=True)
    assert known.covers("value", expected, actual, {"Mul"}) is is_flushed
    assert known.mirrored().covers("value", actual, expected, {"Mul"}) is is_flushed
