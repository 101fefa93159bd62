"""Where the nodes of a drawing stand, for any graph."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.report_page.layout import Layout, layered
from conformance.report_page.wires import Wire, lines

SIZES = st.dictionaries(st.integers(0, 9), st.tuples(st.integers(10, 200), st.integers(10, 90)), max_size=10)
EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20)


def overlap(layout: Layout) -> list[tuple[object, object]]:
    return [
        (one, other)
        for (one, a), (other, b) in combinations(layout.places.items(), 2)
        if abs(a.x - b.x) < (a.width + b.width) / 2 - 1e-6 and abs(a.y - b.y) < (a.height + b.height) / 2 - 1e-6
    ]


@given(SIZES, EDGES)
@settings(deadline=None)
def test_no_two_nodes_overlap_and_all_are_within_the_drawing(
    sizes: dict[int, tuple[int, int]], edges: list[tuple[int, int]]
) -> None:
    layout = layered(sizes, edges)

    assert set(layout.places) == set(sizes)
    assert overlap(layout) == []
    for place in layout.places.values():
        assert place.x - place.width / 2 >= -1e-6 and place.x + place.width / 2 <= layout.width + 1e-6
        assert place.y - place.height / 2 >= -1e-6 and place.y + place.height / 2 <= layout.height + 1e-6


@given(SIZES, EDGES)
@settings(deadline=None)
def test_without_circles_every_edge_goes_down(sizes: dict[int, tuple[int, int]], edges: list[tuple[int, int]]) -> None:
    downward = [(min(edge), max(edge)) for edge in edges if edge[0] != edge[1]]

    layout = layered(sizes, downward)

    for source, target in downward:
        if source in sizes and target in sizes:
            heights = [layout.places[source].y, *(y for _, y in layout.bends[source, target]), layout.places[target].y]
            assert heights == sorted(set(heights))


@given(SIZES, EDGES)
@settings(deadline=None)
def test_every_edge_is_drawn_circles_and_double_ones_too(
    sizes: dict[int, tuple[int, int]], edges: list[tuple[int, int]]
) -> None:
    wires = [Wire(one, two, "int32[2]", False, "") for one, two in edges if one in sizes and two in sizes]
    layout = layered(sizes, [(wire.source, wire.target) for wire in wires])

    drawn = list(lines(wires, layout))

    assert len(drawn) == len(wires)
    assert all(line.left <= line.right for line in drawn)


def test_inputs_come_from_left_to_right() -> None:
    sizes = {"b": (40, 20), "a": (40, 20), "sum": (40, 20)}

    layout = layered(sizes, [("a", "sum"), ("b", "sum")])

    assert layout.places["a"].x < layout.places["b"].x
    assert layout.places["a"].x < layout.places["sum"].x < layout.places["b"].x


def test_a_constant_stands_next_to_what_uses_it() -> None:
    chain = [("x", "y"), ("y", "z"), ("constant", "z")]

    layout = layered(dict.fromkeys("xyz", (40, 20)) | {"constant": (40, 20)}, chain)

    assert layout.places["constant"].y == layout.places["y"].y


def test_labels_do_not_cover_each_other() -> None:
    wires = [Wire(0, 1, "float32[2,3]", False, ""), Wire(0, 1, "float32[2,3]", False, "")]
    layout = layered({0: (60, 20), 1: (60, 20)}, [(0, 1)])

    one, other = (line.at for line in lines(wires, layout))

    assert abs(one[1] - other[1]) >= 14
