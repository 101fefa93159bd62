"""Where the nodes of a small graph stand when it is drawn: in layers, each below those it depends on.

The four steps of Sugiyama, Tagawa and Toda (1981): edges that close a circle are turned round, nodes get
layers, the order within the layers is chosen so that few edges cross, and then the places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Name = Any  # of a node: what can be a key
Edge = tuple[Name, Name]
Layers = list[list[Name]]

_SWEEPS = 8  # down and up again; more change nothing in graphs of this size
_APART = 26.0  # between neighbours of one layer
_BETWEEN = 64.0  # between layers, where the edges and their labels are


@dataclass(frozen=True)
class Place:
    """The middle of a node, and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """The places of the nodes, the points that each edge bends at, and the size of the whole."""

    places: Mapping[Name, Place]
    bends: Mapping[Edge, tuple[tuple[float, float], ...]]
    width: float
    height: float


@dataclass(frozen=True)
class _Bend:
    """Stands in a layer for an edge that goes through it."""

    edge: Edge
    layer: int


def layered(sizes: Mapping[Name, tuple[float, float]], edges: Iterable[Edge]) -> Layout:
    """Places nodes of these sizes; an edge goes down from its first node to its second, unless that closes a circle.

    >>> layout = layered({"a": (40, 20), "b": (60, 20)}, [("a", "b")])
    >>> layout.places["a"].y < layout.places["b"].y
    True
    """
    known = [(source, target) for source, target in dict.fromkeys(edges) if source in sizes and target in sizes]
    forward = _without_circles(list(sizes), known)
    depth = _depths(list(sizes), list(forward))
    chains = {edge: _chain(edge, depth) for edge in forward}
    neighbours = [pair for chain in chains.values() for pair in pairwise(chain)]
    layers = _ordered(_in_layers(depth, chains.values()), neighbours)
    places = _placed(layers, neighbours, sizes)
    bends: dict[Edge, tuple[tuple[float, float], ...]] = {}
    for edge, originals in forward.items():
        points = tuple((places[item].x, places[item].y) for item in chains[edge][1:-1])
        for original in originals:
            bends[original] = points if original == edge else points[::-1]
    nodes = {name: places[name] for name in sizes}
    right = max((place.x + place.width / 2 for place in places.values()), default=0.0)
    bottom = max((place.y + place.height / 2 for place in nodes.values()), default=0.0)
    return Layout(nodes, bends, right, bottom)


def _without_circles(names: Sequence[Name], edges: Sequence[Edge]) -> dict[Edge, list[Edge]]:
    """The edges, those that lead back turned round, each with the edges that it stands for."""
    targets: dict[Name, list[Name]] = {name: [] for name in names}
    for source, target in edges:
        targets[source].append(target)
    left: set[Name] = set()
    entered: set[Name] = set()
    back: set[Edge] = set()
    for start in names:
        pending: list[tuple[Name, int]] = [] if start in entered else [(start, 0)]
        entered.add(start)
        while pending:
            name, position = pending.pop()
            if position == len(targets[name]):
                left.add(name)
                continue
            pending.append((name, position + 1))
            target = targets[name][position]
            if target not in entered:
                entered.add(target)
                pending.append((target, 0))
            elif target not in left:
                back.add((name, target))
    forward: dict[Edge, list[Edge]] = {}
    for edge in edges:
        if edge[0] != edge[1]:
            forward.setdefault(edge[::-1] if edge in back else edge, []).append(edge)
    return forward


def _depths(names: Sequence[Name], edges: Sequence[Edge]) -> dict[Name, int]:
    """The layer of each node: one below the lowest it depends on, and no higher than needed above its first use."""
    depth = dict.fromkeys(names, 0)
    for _ in names:
        lower = {edge[1]: depth[edge[0]] + 1 for edge in edges if depth[edge[1]] <= depth[edge[0]]}
        if not lower:
            break
        for name, layer in lower.items():
            depth[name] = max(depth[name], layer)
    has_source = {target for _, target in edges}
    for name in names:  # a constant stands next to what uses it
        uses = [depth[target] for source, target in edges if source == name]
        if uses and name not in has_source:
            depth[name] = min(uses) - 1
    return depth


def _chain(edge: Edge, depth: Mapping[Name, int]) -> list[Name]:
    source, target = edge
    return [source, *(_Bend(edge, layer) for layer in range(depth[source] + 1, depth[target])), target]


def _in_layers(depth: Mapping[Name, int], chains: Iterable[Sequence[Name]]) -> Layers:
    layers: Layers = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name, layer in depth.items():
        layers[layer].append(name)
    for chain in chains:
        for item in chain:
            if isinstance(item, _Bend):
                layers[item.layer].append(item)
    return layers


def _ordered(layers: Layers, neighbours: Sequence[Edge]) -> Layers:
    """The layers with each item near the middle of its neighbours, above and below in turn; the best order met.

    An edge ends at the head of its target where the input has its place, so that inputs come from left to right.
    """
    above, below = _adjacent(neighbours)
    ports = {(source, item): index / len(above[item]) for item in above for index, source in enumerate(above[item])}
    best, fewest = [list(layer) for layer in layers], _crossings(layers, ports)
    for sweep in range(_SWEEPS):
        goes_down = sweep % 2 == 0
        position: dict[Name, float] = {item: index for layer in layers for index, item in enumerate(layer)}

        def near(item: Name, goes_down: bool = goes_down, position: dict[Name, float] = position) -> list[float]:
            if goes_down:
                return [position[other] for other in above.get(item, ())]
            return [position[other] + ports[item, other] for other in below.get(item, ())]

        for layer in layers[1:] if goes_down else layers[-2::-1]:
            middles = {item: _middle(near(item), position[item]) for item in layer}
            layer.sort(key=middles.__getitem__)
            position.update((item, index) for index, item in enumerate(layer))
        crossings = _crossings(layers, ports)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    return best


def _adjacent(neighbours: Sequence[Edge]) -> tuple[dict[Name, list[Name]], dict[Name, list[Name]]]:
    above: dict[Name, list[Name]] = {}
    below: dict[Name, list[Name]] = {}
    for source, target in neighbours:
        above.setdefault(target, []).append(source)
        below.setdefault(source, []).append(target)
    return above, below


def _middle(positions: Sequence[float], otherwise: float) -> float:
    return sum(positions) / len(positions) if positions else otherwise


def _crossings(layers: Layers, ports: Mapping[Edge, float]) -> int:
    place = {item: (row, index) for row, layer in enumerate(layers) for index, item in enumerate(layer)}
    ends: list[list[tuple[float, float]]] = [[] for _ in layers]
    for (source, target), port in ports.items():
        ends[place[target][0]].append((place[source][1], place[target][1] + port))
    return sum(a < c and b > d for own in ends for a, b in own for c, d in own)


def _placed(layers: Layers, neighbours: Sequence[Edge], sizes: Mapping[Name, tuple[float, float]]) -> dict[Name, Place]:
    """Items side by side in their order, drawn towards the middle of their neighbours as far as there is room."""
    above, below = _adjacent(neighbours)
    width = {item: sizes[item][0] if item in sizes else 12.0 for layer in layers for item in layer}
    x: dict[Name, float] = {}
    for layer in layers:
        _spread(layer, dict.fromkeys(layer, 0.0), width, x)
    for sweep in range(_SWEEPS):
        near, towards = (above, layers) if sweep % 2 == 0 else (below, layers[::-1])
        for layer in towards:
            wanted = {item: _middle([x[other] for other in near.get(item, ())], x[item]) for item in layer}
            _spread(layer, wanted, width, x)
    left = min((x[item] - width[item] / 2 for item in x), default=0.0)
    places: dict[Name, Place] = {}
    top = 0.0
    for layer in layers:
        height = max((sizes[item][1] for item in layer if item in sizes), default=0.0)
        for item in layer:
            own = sizes[item][1] if item in sizes else height
            places[item] = Place(x[item] - left, top + height / 2, width[item], own)
        top += height + _BETWEEN
    return places


def _spread(
    layer: Sequence[Name], wanted: Mapping[Name, float], width: Mapping[Name, float], x: dict[Name, float]
) -> None:
    """Puts the items of a layer as near to where they are wanted as their order and widths allow.

    Items that would overlap become a block, which stands where its items are wanted on average.
    """
    blocks: list[tuple[list[Name], list[float], float]] = []  # items, their places in the block, the block's own place
    for item in layer:
        items, offsets, place = [item], [0.0], wanted[item]
        while blocks:
            others, their_offsets, their_place = blocks[-1]
            last = others[-1]
            reach = their_offsets[-1] + (width[last] + width[items[0]]) / 2 + _APART
            if their_place + reach <= place + offsets[0]:
                break
            blocks.pop()
            offsets = [*their_offsets, *(reach + offset - offsets[0] for offset in offsets)]
            items = [*others, *items]
            place = sum(wanted[each] - offset for each, offset in zip(items, offsets, strict=True)) / len(items)
        blocks.append((items, offsets, place))
    for items, offsets, place in blocks:
        x.update((item, place + offset) for item, offset in zip(items, offsets, strict=True))
