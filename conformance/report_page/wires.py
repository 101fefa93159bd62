"""The edges of a drawing: from where to where they run, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from conformance.report_page.layout import Layout, Place

LETTER = 0.605  # the width of a letter in sizes, all being of one width
LABEL = 11.0  # the size of a label's letters
MARGIN = 14.0  # around the whole drawing

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]  # a cubic Bézier curve


@dataclass(frozen=True)
class Wire:
    """An input of a node: the keys of both nodes, and what the edge carries, or, of a control edge, nothing."""

    source: int
    target: int
    label: str
    is_control: bool
    says: str


@dataclass(frozen=True)
class Line:
    """An edge with its path, the point of its arrow, and the middle of its label."""

    path: str
    end: Point
    label: str
    at: Point
    is_control: bool
    goes_back: bool
    says: str
    left: float  # how far it and its label go
    right: float


def lines(wires: Sequence[Wire], layout: Layout) -> Iterator[Line]:
    """The edges, each from its own port at the foot of a node to its own at the head of another."""
    below = {key: _by_target(wires, key, layout) for key in layout.places}
    above = {key: [number for number, wire in enumerate(wires) if wire.target == key] for key in layout.places}
    labels = _Labels([_moved(place) for place in layout.places.values()])
    for number, wire in enumerate(wires):
        source, target = _moved(layout.places[wire.source]), _moved(layout.places[wire.target])
        goes_back = target.y <= source.y
        if goes_back:
            curves = _back(source, target, layout.width + 2 * MARGIN + 30 + 9 * number)
        else:
            start = _port(source, below[wire.source].index(number), len(below[wire.source]), 1)
            end = _port(target, above[wire.target].index(number), len(above[wire.target]), -1)
            bends = [(x + MARGIN, y + MARGIN) for x, y in layout.bends[wire.source, wire.target]]
            curves = _down([start, *bends, end])
        half = len(wire.label) * LABEL * LETTER / 2
        at = labels.put(curves, half) if wire.label else curves[0][0]
        across = [at[0] - half, at[0] + half, *(x for curve in curves for x, _ in curve)]
        reach = min(across), max(across)
        yield Line(_path(curves), curves[-1][-1], wire.label, at, wire.is_control, goes_back, wire.says, *reach)


def _moved(place: Place) -> Place:
    return Place(place.x + MARGIN, place.y + MARGIN, place.width, place.height)


def _by_target(wires: Sequence[Wire], key: int, layout: Layout) -> list[int]:
    """The edges that leave a node from left to right, so that they do not cross at once."""

    def goes_to(number: int) -> float:
        wire = wires[number]
        bends = layout.bends.get((wire.source, wire.target), ())
        return bends[0][0] if bends else layout.places[wire.target].x

    return sorted((number for number, wire in enumerate(wires) if wire.source == key), key=goes_to)


def _port(place: Place, index: int, count: int, side: int) -> Point:
    inner = place.width - 28
    x = place.x if count == 1 else place.x - inner / 2 + inner * index / (count - 1)
    return x, place.y + side * place.height / 2


def _down(points: Sequence[Point]) -> list[Curve]:
    curves: list[Curve] = []
    for (x1, y1), (x2, y2) in pairwise(points):
        bend = (y2 - y1) * 0.5
        curves.append(((x1, y1), (x1, y1 + bend), (x2, y2 - bend), (x2, y2)))
    return curves


def _back(source: Place, target: Place, outside: float) -> list[Curve]:
    """The way back up of a loop, beside everything else."""
    apart = 10 if source == target else 0
    start = (source.x + source.width / 2, source.y + apart)
    end = (target.x + target.width / 2, target.y - apart)
    return [(start, (outside, start[1]), (outside, end[1]), end)]


def _path(curves: Sequence[Curve]) -> str:
    x, y = curves[0][0]
    bends = " ".join("C" + " ".join(f"{x:.1f},{y:.1f}" for x, y in curve[1:]) for curve in curves)
    return f"M{x:.1f},{y:.1f} {bends}"


class _Labels:
    """The labels so far: each goes where it covers no other and no node, if there is such a place on its edge."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._taken = [(place.x, place.y, place.width / 2, place.height / 2) for place in places]

    def put(self, curves: Sequence[Curve], half: float) -> Point:
        """The middle of a label of this half width."""
        tries = [
            _point(curve, part) for part in (0.5, 0.34, 0.66, 0.42, 0.58, 0.26, 0.74, 0.18, 0.82) for curve in curves
        ]
        x, y = next((point for point in tries if self._is_free(*point, half)), tries[0])
        self._taken.append((x, y, half, 7.0))
        return x, y

    def _is_free(self, x: float, y: float, half: float) -> bool:
        return all(
            abs(x - other_x) > half + other_half + 3 or abs(y - other_y) > 7 + height
            for other_x, other_y, other_half, height in self._taken
        )


def _point(curve: Curve, part: float) -> Point:
    weights: Mapping[int, float] = {
        0: (1 - part) ** 3,
        1: 3 * part * (1 - part) ** 2,
        2: 3 * part**2 * (1 - part),
        3: part**3,
    }
    return (
        sum(weight * curve[index][0] for index, weight in weights.items()),
        sum(weight * curve[index][1] for index, weight in weights.items()),
    )
