"""Clauses SHP of spec/values.md."""

import copy
import operator
import pickle
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reference.tensor_shape import (
    Dimension,
    StaticShape,
    TensorShape,
    as_shape,
    as_static,
    compatible,
    merged,
    static_repr,
)

size = st.one_of(st.none(), st.integers(0, 3))
static = st.one_of(st.none(), st.lists(size, max_size=4).map(tuple))
known = st.lists(st.integers(0, 3), max_size=4).map(tuple)
not_a_size = st.one_of(st.just("text"), st.just([]), st.integers(max_value=-1), st.just(2.5), st.just(object()))
OPERATORS = [operator.add, operator.sub, operator.mul, operator.floordiv, operator.mod]
COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


def raises_exactly(kind: type[Exception], message: str) -> Any:
    return pytest.raises(kind, match=f"^{re.escape(message)}$")


# Dimensions


@pytest.mark.parametrize("value", [3, 3.0, "3", b"3", np.int8(3), np.float64(3), np.array(3), Dimension(3)])
def test_shp_1_a_dimension_of_anything_that_is_a_whole_number(value: Any) -> None:
    made = Dimension(value).value

    assert made == 3
    assert type(made) is int


def test_shp_1_what_is_no_size_is_refused() -> None:
    with raises_exactly(ValueError, "Dimension -1 must be >= 0"):
        Dimension(-1)
    with raises_exactly(ValueError, "Ambiguous dimension: 2.5"):
        Dimension(2.5)
    with pytest.raises(ValueError, match="invalid literal"):
        Dimension("a")
    with pytest.raises(TypeError):
        Dimension([])


@given(size)
def test_shp_2_text_truth_and_hash(value: int | None) -> None:
    dimension = Dimension(value)

    assert repr(dimension) == f"Dimension({value})"
    assert str(dimension) == ("?" if value is None else str(value))
    assert dimension
    with pytest.raises(TypeError, match="unhashable type: 'Dimension'"):
        hash(dimension)


def test_shp_2_a_known_dimension_is_an_index_and_an_unknown_one_is_not() -> None:
    assert [int(Dimension(2)), "abc"[Dimension(2)], len(range(Dimension(2)))] == [2, "c", 2]
    assert np.zeros([Dimension(2), 3]).shape == (2, 3)
    with pytest.raises(TypeError):
        int(Dimension(None))
    with pytest.raises(TypeError):
        range(Dimension(None))


@pytest.mark.parametrize("compare", COMPARISONS)
@given(size, size)
def test_shp_3_comparison_is_unknown_where_a_size_is(compare: Callable[..., Any], a: int | None, b: int | None) -> None:
    expected = None if a is None or b is None else compare(a, b)

    assert compare(Dimension(a), Dimension(b)) is expected
    assert compare(Dimension(a), b) is expected
    assert compare(a, Dimension(b)) is expected


@given(size, not_a_size)
def test_shp_3_what_is_no_size_is_unequal_and_has_no_order(a: int | None, b: Any) -> None:
    assert (Dimension(a) == b) is False
    assert (Dimension(a) != b) is True
    with pytest.raises((TypeError, ValueError)):
        _ = Dimension(a) < b


@pytest.mark.parametrize("operate", OPERATORS)
@given(size, size)
def test_shp_4_arithmetic_is_that_of_the_sizes(operate: Callable[..., Any], a: int | None, b: int | None) -> None:
    assume(not (b == 0 and operate in (operator.floordiv, operator.mod)))
    expected = None if a is None or b is None else operate(a, b)
    assume(expected is None or expected >= 0)

    for result in (operate(Dimension(a), Dimension(b)), operate(Dimension(a), b), operate(a, Dimension(b))):
        assert isinstance(result, Dimension)
        assert result.value == expected


def test_shp_4_arithmetic_that_has_no_result() -> None:
    with raises_exactly(ValueError, "Dimension -2 must be >= 0"):
        _ = Dimension(3) - 5
    with pytest.raises(ZeroDivisionError):
        _ = Dimension(3) // 0
    with raises_exactly(TypeError, "unsupported operand type(s) for /: 'Dimension' and 'int', please use // instead"):
        _ = Dimension(4) / 2
    with raises_exactly(TypeError, "unsupported operand type(s) for /: 'int' and 'Dimension', please use // instead"):
        _ = 4 / Dimension(2)
    with pytest.raises(TypeError, match=r"unsupported operand type\(s\) for \+: 'Dimension' and 'str'"):
        _ = Dimension(3) + "a"


@given(size, size)
def test_shp_5_merging_succeeds_exactly_for_compatible_dimensions(a: int | None, b: int | None) -> None:
    first, second = Dimension(a), Dimension(b)
    if first.is_compatible_with(second):
        first.assert_is_compatible_with(second)
        assert first.merge_with(second).value == (b if a is None else a)
    else:
        for refuse in (first.merge_with, first.assert_is_compatible_with):
            with raises_exactly(ValueError, f"Dimensions {a} and {b} are not compatible"):
                refuse(second)


def test_shp_5_what_is_no_size_is_not_implemented() -> None:
    assert Dimension(3).is_compatible_with("a") is NotImplemented
    assert Dimension(3).merge_with(-1) is NotImplemented
    assert Dimension(3).assert_is_compatible_with([]) is None


# Shapes


@given(static)
def test_shp_6_every_form_of_a_shape_gives_the_same(shape: StaticShape) -> None:
    made = TensorShape(shape)

    assert made.static == shape
    assert TensorShape.from_static(shape).static == shape
    assert TensorShape(made).static == shape
    assert TensorShape(made.dims).static == shape
    assert TensorShape(made.as_proto()).static == shape
    if shape is not None:
        assert TensorShape(list(shape)).static == TensorShape(iter(shape)).static == shape
    assert [as_static(form) for form in (shape, made, made.dims, made.as_proto())] == [shape] * 4


@pytest.mark.parametrize("shape", [3, 3.0, np.int32(3), Dimension(3), ["3"], np.array([3]), {3: "x"}])
def test_shp_6_one_size_is_a_shape_of_rank_1(shape: Any) -> None:
    assert as_shape(shape).as_list() == [3]
    assert as_static(shape) == (3,)


def test_shp_6_what_is_no_shape_is_refused() -> None:
    for text in ("ab", "2", b"2"):
        with raises_exactly(
            TypeError,
            f"A string has ambiguous TensorShape, please wrap in a list or convert to an int: {text!s}",
        ):
            TensorShape(text)
    with raises_exactly(ValueError, "Dimension -1 must be >= 0"):
        as_static([2, -1])
    with pytest.raises(TypeError):
        as_static([[2]])


@given(known, known)
def test_shp_7_known_shapes_are_equal_when_their_sizes_are(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    assert (TensorShape(a) == TensorShape(b)) is (a == b)
    assert (TensorShape(a) != TensorShape(b)) is (a != b)
    assert (TensorShape(a) == list(b)) is (a == b)


@given(static)
def test_shp_7_a_partly_unknown_shape_equals_only_what_was_made_from_it(shape: StaticShape) -> None:
    made = TensorShape(shape)

    same = made
    assert same == made
    assert made == TensorShape(made)
    assert made == made[:]
    assert (made == TensorShape(shape)) is (shape is None or None not in shape)


@given(static)
def test_shp_7_inequality_of_unknown_ranks_is_refused(shape: StaticShape) -> None:
    for a, b in ((None, shape), (shape, None)):
        with raises_exactly(ValueError, "The inequality of unknown TensorShapes is undefined."):
            _ = TensorShape(a) != TensorShape(b)


def test_shp_7_what_is_no_shape() -> None:
    assert TensorShape([2]) != "ab"
    assert TensorShape([2]) != [[2]]
    with raises_exactly(ValueError, "Dimension -1 must be >= 0"):
        _ = TensorShape([2]) == [-1]
    with pytest.raises(TypeError, match="unhashable type: 'TensorShape'"):
        hash(TensorShape([2]))


@given(st.lists(size, max_size=4), st.slices(4))
def test_shp_8_a_shape_of_known_rank_is_the_list_of_its_dimensions(sizes: list[int | None], part: slice) -> None:
    shape = TensorShape(sizes)

    assert [dimension.value for dimension in shape] == sizes
    assert len(shape) == shape.rank == shape.ndims == len(sizes)
    assert [dimension.value for dimension in shape.dims or []] == sizes
    assert shape[part].as_list() == sizes[part]
    assert [shape[index].value for index in range(-len(sizes), len(sizes))] == sizes + sizes
    assert bool(shape)
    with pytest.raises(IndexError, match="list index out of range"):
        _ = shape[len(sizes)]


def test_shp_8_an_item_is_the_same_object_each_time() -> None:
    shape = TensorShape([None])

    assert shape[0] is shape[0] is next(iter(shape))


def test_shp_9_a_shape_of_unknown_rank_has_no_length() -> None:
    shape = TensorShape(None)

    assert not shape
    assert shape.dims is shape.rank is shape.ndims is None
    with raises_exactly(ValueError, "Cannot take the length of shape with unknown rank."):
        len(shape)
    with raises_exactly(ValueError, "Cannot iterate over a shape with unknown rank."):
        iter(shape)


@given(st.integers(-5, 5), st.integers(-5, 5))
def test_shp_10_a_slice_of_unknown_rank_has_a_rank_where_it_must(start: int, stop: int) -> None:
    shape = TensorShape(None)

    assert shape[start].value is None
    assert shape[start:].static is None
    assert shape[:].static is None
    if start >= 0 and stop >= 0:
        assert shape[start:stop].static == (None,) * (stop - start)
        assert shape[:stop].static == (None,) * stop
    else:
        assert shape[start:stop].static is None


def test_shp_10_a_step_is_refused() -> None:
    with raises_exactly(ValueError, "Steps are not yet handled"):
        _ = TensorShape(None)[::2]


@given(static, static)
def test_shp_11_concatenation(a: StaticShape, b: StaticShape) -> None:
    expected = None if a is None or b is None else a + b

    assert TensorShape(a).concatenate(TensorShape(b)).static == expected
    assert (TensorShape(a) + TensorShape(b)).static == expected
    assert TensorShape(a).concatenate(b).static == expected
    assert (a + TensorShape(b)).static == expected  # type: ignore[operator]


@given(static, static)
def test_shp_12_compatible_exactly_when_merging_succeeds(a: StaticShape, b: StaticShape) -> None:
    first, second = TensorShape(a), TensorShape(b)
    if first.is_compatible_with(second):
        assert first.merge_with(second).static == merged(a, b)
        first.assert_is_compatible_with(second)
    else:
        with raises_exactly(ValueError, f"Shapes {first} and {second} are not compatible"):
            first.merge_with(second)
        with raises_exactly(ValueError, f"Shapes {first} and {second} are incompatible"):
            first.assert_is_compatible_with(second)


def test_shp_12_the_argument_is_named_as_it_was_given() -> None:
    with raises_exactly(ValueError, "Shapes () and [2, None] are incompatible"):
        TensorShape([]).assert_is_compatible_with([2, None])


@given(static, static)
def test_shp_13_merging_is_commutative(a: StaticShape, b: StaticShape) -> None:
    assert compatible(a, b) is compatible(b, a)
    if compatible(a, b):
        assert merged(a, b) == merged(b, a)


@given(static, static, static)
def test_shp_13_merging_is_associative(a: StaticShape, b: StaticShape, c: StaticShape) -> None:
    assume(compatible(a, b) and compatible(b, c) and compatible(a, c))

    assert compatible(merged(a, b), c)
    assert merged(merged(a, b), c) == merged(a, merged(b, c))


@given(static)
def test_shp_13_merging_with_itself_or_with_nothing_changes_nothing(shape: StaticShape) -> None:
    assert merged(shape, shape) == merged(shape, None) == merged(None, shape) == shape


@given(static, static)
def test_shp_13_the_most_specific_compatible_shape_is_compatible_with_both(a: StaticShape, b: StaticShape) -> None:
    agreed = TensorShape(a).most_specific_compatible_shape(TensorShape(b))

    assert agreed.is_compatible_with(a)
    assert agreed.is_compatible_with(b)
    assert agreed.static == TensorShape(b).most_specific_compatible_shape(TensorShape(a)).static
    if agreed.static is not None:
        assert a is not None
        assert all(size is None or size == given_size for size, given_size in zip(agreed.static, a, strict=True))


@given(static, st.integers(0, 5))
def test_shp_14_checks_of_the_rank(static_shape: StaticShape, rank: int) -> None:
    shape = TensorShape(static_shape)
    found = None if static_shape is None else len(static_shape)
    checks: list[tuple[Callable[[int], Any], bool, str]] = [
        (shape.assert_has_rank, found in (None, rank), "must have rank"),
        (shape.with_rank, found in (None, rank), "must have rank"),
        (shape.with_rank_at_least, found is None or found >= rank, "must have rank at least"),
        (shape.with_rank_at_most, found is None or found <= rank, "must have rank at most"),
    ]

    for check, holds, words in checks:
        if holds:
            check(rank)
        else:
            with raises_exactly(ValueError, f"Shape {shape} {words} {rank}"):
                check(rank)


@given(static, static)
def test_shp_14_same_rank(a: StaticShape, b: StaticShape) -> None:
    first, second = TensorShape(a), TensorShape(b)
    if a is None or b is None or len(a) == len(b):
        first.assert_same_rank(second)
    else:
        with raises_exactly(ValueError, f"Shapes {first} and {second} must have the same rank"):
            first.assert_same_rank(second)


def test_shp_14_what_the_checks_give() -> None:
    shape = TensorShape([2, None])

    assert TensorShape(None).with_rank(2).static == (None, None)
    assert shape.with_rank(None).static == shape.with_rank(2).static == (2, None)
    assert shape.with_rank_at_least(1) is shape.with_rank_at_most(3) is shape


@given(static)
def test_shp_15_elements_of_a_fully_defined_shape(static_shape: StaticShape) -> None:
    shape = TensorShape(static_shape)
    if shape.is_fully_defined():
        shape.assert_is_fully_defined()
        assert shape.num_elements() == np.zeros(shape).size
    else:
        assert static_shape is None or None in static_shape
        assert shape.num_elements() is None
        with raises_exactly(ValueError, f"Shape {shape} is not fully defined"):
            shape.assert_is_fully_defined()


@given(static)
def test_shp_16_the_message_and_the_pickle_are_the_shape(static_shape: StaticShape) -> None:
    shape = TensorShape(static_shape)

    assert TensorShape(shape.as_proto()).static == static_shape
    assert pickle.loads(pickle.dumps(shape)).static == static_shape
    assert copy.deepcopy(shape).static == static_shape
    if static_shape is None:
        with raises_exactly(ValueError, "as_list() is not defined on an unknown TensorShape."):
            shape.as_list()
    else:
        assert shape.as_list() == list(static_shape)


@given(known)
def test_shp_16_the_text_of_a_known_shape_is_that_of_a_tuple(sizes: tuple[int, ...]) -> None:
    assert str(TensorShape(sizes)) == str(sizes)


def test_shp_16_unknown_sizes_in_text() -> None:
    shapes = [TensorShape(form) for form in ([2, None], [None], [], None)]

    assert [str(shape) for shape in shapes] == ["(2, ?)", "(?,)", "()", "<unknown>"]
    assert repr(shapes[0]) == "TensorShape([Dimension(2), Dimension(None)])"
    assert repr(shapes[3]) == "TensorShape(None)"


def test_shp_17_shapes_in_messages_of_the_runtime() -> None:
    assert [static_repr(form) for form in ((2, None), (3,), (), None)] == ["[2,?]", "[3]", "[]", "<unknown>"]
