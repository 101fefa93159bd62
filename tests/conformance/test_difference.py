"""Answers to questions are taken apart into the pieces that differ."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conformance.difference import Difference, difference_lines, differences_of_answers

ERROR = {"kind": "error", "phase": "running", "class": "ValueError", "code": None, "message": "no", "op": None}
PIECES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "b"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("xy"), inner, max_size=2),
    max_leaves=8,
)


def value(piece: Any) -> dict[str, Any]:
    return {"kind": "value", "value": piece}


def pieces(expected: Any, given: Any) -> list[tuple[str, str, str, str]]:
    found = differences_of_answers(value(expected), value(given))
    return [(each.place, each.aspect, each.expected, each.actual) for each in found]


def test_an_error_differs_in_each_of_its_fields() -> None:
    found = differences_of_answers(ERROR, {**ERROR, "class": "TypeError", "message": "never", "op": "x"})

    assert [(each.aspect, each.expected, each.actual) for each in found] == [
        ("class", "ValueError", "TypeError"),
        ("op", "null", "x"),
        ("message", "no", "never"),
    ]


def test_a_value_in_place_of_an_error_is_another_outcome() -> None:
    (found,) = differences_of_answers(ERROR, value([1]))

    assert found == Difference("outcome", "ValueError when running: no", "the value [1]")


def test_values_differ_at_places() -> None:
    assert pieces(["a", {"x": [1, 2]}], ["b", {"x": [1, 3]}]) == [
        ("[0]", "text", "a", "b"),
        ("[1].x[1]", "value", "2", "3"),
    ]


def test_of_lists_of_other_lengths_only_what_is_between_the_same_ends_differs() -> None:
    assert pieces([1, 2, 3, 4], [1, 5, 4]) == [("[1:]", "value", "[2, 3]", "[5]")]
    assert pieces([1, 1], [1]) == [("[1:]", "value", "[1]", "[]")]
    assert pieces([], [7]) == [("[0:]", "value", "[]", "[7]")]


def test_lines_that_moved_are_one_difference() -> None:
    lines = list("abcdefgh")
    assert pieces(lines, ["a", *lines[2:], "b"]) == [
        ("[1:]", "value", '["b", "c", "d", "e", "f", "g", "h"]', '["c", "d", "e", "f", "g", "h", "b"]')
    ]
    assert len(pieces(lines, ["b", "a", *lines[2:]])) == 2


def test_kinds_are_told_apart_where_python_takes_them_for_equal() -> None:
    assert pieces(1, True) == [("", "value", "1", "true")]


def test_a_difference_is_one_line() -> None:
    assert difference_lines([Difference("text", "a\nb", "c" * 500, "[0]")]) == (
        "[0]: text " + "c" * 400 + "…, expected a\\nb",
    )


@given(PIECES, PIECES)
def test_nothing_differs_only_in_what_is_the_same(left: Any, right: Any) -> None:
    assert pieces(left, left) == []
    assert bool(pieces(left, right)) == (repr(left) != repr(right) and not _same_but_for_order(left, right))


def _same_but_for_order(left: Any, right: Any) -> bool:
    """Whether the two are the same when the fields of objects may come in any order."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(_same_but_for_order(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(_same_but_for_order, left, right))
    return bool(left == right)
