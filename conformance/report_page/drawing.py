"""The graph of a counterexample as a drawing: boxes and edges with their places, which a template writes as SVG."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.graph import Attr
from conformance.reading import Malformed
from conformance.report import attr_text
from conformance.report_page.layout import Place, layered
from conformance.report_page.steps_shown import numbered_steps
from conformance.report_page.tensor_kinds import tensor_kinds
from conformance.report_page.wires import LETTER, MARGIN, Line, Wire, lines
from conformance.results import CounterexampleRecord
from reference.opdef.record import REGISTRY

_NAME, _OP, _SMALL = 13.0, 12.0, 11.0  # sizes of letters
_LONGEST = 30  # characters of a line in a box
_ATTRS = 3  # attributes in a box
_HEAD, _LINE, _CHIP = 46.0, 16.0, 21.0  # heights of name and op, of an attribute, of a mark

_BEGINS = re.compile(r"  It begins at (.*?) = ")
_DULL = frozenset(("type", "list(type)", "list(shape)"))  # kinds of attributes that the edges tell already
_EMPTY = ('""', "[]", "null")
_WORDS = {"fed": "▼ fed", "fetched": "▲ fetched", "target": "● run"}


@dataclass(frozen=True)
class Chip:
    """A mark in a box: ``kind`` is ``fed``, ``fetched``, ``target``, ``diverges`` or ``device``."""

    kind: str
    text: str
    y: float = 0.0

    @property
    def width(self) -> float:
        """How wide the mark is."""
        return _SMALL * LETTER * len(self.text) + 16


@dataclass(frozen=True)
class Box:
    """A node: its name and op as there is room for them, ``text`` in full, and what else is told of it."""

    name: str
    op: str
    text: str
    state: str  # "", "diverges" or "missing"
    place: Place
    lines: tuple[tuple[float, str], ...]
    chips: tuple[Chip, ...]

    @property
    def left(self) -> float:
        """Where the box begins."""
        return self.place.x - self.place.width / 2

    @property
    def top(self) -> float:
        """Where the box begins."""
        return self.place.y - self.place.height / 2


@dataclass(frozen=True)
class Drawing:
    """A graph, ready to be drawn."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    left: float
    width: float
    height: float


@dataclass(frozen=True)
class _Node:
    name: str
    op: str
    text: str
    inputs: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    chips: tuple[Chip, ...] = ()
    state: str = ""

    @property
    def size(self) -> tuple[float, float]:
        letters = [
            _NAME * len(_short(self.name)),
            _OP * len(_short(self.op)),
            *(_SMALL * len(line) for line in self.lines),
        ]
        inner = max(max(letters) * LETTER, *(chip.width for chip in self.chips), 40.0)
        return inner + 26, _HEAD + _LINE * len(self.lines) + _CHIP * len(self.chips) + (4 if self.chips else 0)


def drawing_of(example: CounterexampleRecord) -> Drawing:
    """The graph of a counterexample, with what its steps feed and fetch, and where the two part."""
    data = example.program["graph"]
    nodes = list(_nodes(data, example))
    known = {node.name for node in nodes}
    sources = dict.fromkeys(_tensor(source.removeprefix("^"))[0] for node in nodes for source in node.inputs)
    nodes += [_Node(name, "no such node", name, state="missing") for name in sources if name not in known]
    wires = list(_wires(nodes, tensor_kinds(data)))
    sizes = {number: node.size for number, node in enumerate(nodes)}
    layout = layered(sizes, [(wire.source, wire.target) for wire in wires])
    drawn = tuple(lines(wires, layout))
    boxes = tuple(_box(node, layout.places[number]) for number, node in enumerate(nodes))
    left = min([MARGIN, *(line.left for line in drawn)]) - MARGIN
    right = max([layout.width + MARGIN, *(line.right for line in drawn)]) + MARGIN
    return Drawing(boxes, drawn, left, right - left, layout.height + 2 * MARGIN)


def first_divergence(example: CounterexampleRecord) -> str:
    """The name of the node at which the two part, as the lines of the disagreement say; empty where they do not."""
    return next((match[1] for line in example.lines if (match := _BEGINS.match(line))), "")


def _nodes(data: Mapping[str, Any], example: CounterexampleRecord) -> Iterator[_Node]:
    marks = _marks(example)
    diverges = first_divergence(example)
    for node in data["nodes"]:
        name, op, inputs = node["name"], node["op"], tuple(node.get("inputs", ()))
        attrs = {key: _attr(value) for key, value in node.get("attrs", {}).items()}
        text = f"{name} = {op}({', '.join((*inputs, *(f'{key}={value}' for key, (_, value) in attrs.items())))})"
        chips = list(marks.get(name, ()))
        if node.get("device"):
            chips.append(Chip("device", _short(node["device"])))
        state = "diverges" if name == diverges else ""
        if state:
            chips.insert(0, Chip("diverges", "✗ first divergence"))
        yield _Node(name, op, text, inputs, tuple(_telling(op, attrs)), tuple(chips), state)


def _attr(data: Any) -> tuple[str, str]:
    """The kind and the text of an attribute."""
    try:
        attr = Attr.from_json(data)
    except Malformed:
        return "", str(data)
    return attr.kind, attr_text(attr)


def _telling(op: str, attrs: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """What a box tells besides name and op: the value of a constant, and attributes that are no dtypes."""
    if op == "Const" and "value" in attrs:
        yield _short(attrs["value"][1])
        return
    declared = REGISTRY[op].signature.attrs if op in REGISTRY else {}
    usual = {name: _plain_text(attr.default) for name, attr in declared.items()}
    told = {name: text for name, (kind, text) in attrs.items() if kind not in _DULL and text not in _EMPTY}
    told = {name: text for name, text in told.items() if not name.startswith("_") and text != usual.get(name)}
    yield from [_short(f"{name}={text}") for name, text in told.items()][:_ATTRS]


def _plain_text(default: Any) -> str:
    """A default of an attribute as :func:`attr_text` writes it, if it is a plain one."""
    plain = default.decode("utf-8", "replace") if isinstance(default, bytes) else default
    return json.dumps(plain) if isinstance(plain, str | int | float) else ""


def _marks(example: CounterexampleRecord) -> dict[str, list[Chip]]:
    """By node, what the steps feed, fetch and run of it."""
    places: dict[tuple[str, str, int], list[str]] = {}
    for step in numbered_steps(example.program):
        for kind, names in (("fed", step.feeds), ("fetched", step.fetches), ("target", step.targets)):
            for name in names:
                node, index = _tensor(name)
                places.setdefault((node, kind, index), []).append(step.place)
    marks: dict[str, list[Chip]] = {}
    for (node, kind, index), steps in places.items():
        unique = list(dict.fromkeys(steps))
        where = f"step {unique[0]}" if len(unique) == 1 else f"steps {', '.join(unique)}"
        where = where if len(where) < _LONGEST else f"{len(unique)} steps"
        tensor = f" :{index}" if index else ""
        marks.setdefault(node, []).append(Chip(kind, f"{_WORDS[kind]}{tensor} · {where}"))
    return marks


def _wires(nodes: list[_Node], kinds: Mapping[str, str]) -> Iterator[Wire]:
    first = {node.name: number for number, node in reversed(list(enumerate(nodes)))}
    for number, node in enumerate(nodes):
        for text in node.inputs:
            source, output = _tensor(text.removeprefix("^"))
            if text.startswith("^"):
                yield Wire(first[source], number, "", True, f"{source} runs before {node.name}")
                continue
            kind = kinds.get(f"{source}:{output}", "")
            label = kind + (f" :{output}" if output else "")
            yield Wire(first[source], number, label, False, f"{source}:{output} {kind}".rstrip())


def _tensor(name: str) -> tuple[str, int]:
    """The node and the output that a name means: ``x`` and ``x:0`` are the same."""
    node, _, index = name.rpartition(":")
    return (node, int(index)) if node and index.isdecimal() and len(index) < 9 else (name, 0)


def _short(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 10]}…{line[-9:]}"


def _box(node: _Node, place: Place) -> Box:
    moved = Place(place.x + MARGIN, place.y + MARGIN, place.width, place.height)
    top = moved.y - moved.height / 2 + _HEAD
    texts = tuple((top + _LINE * index + 7, text) for index, text in enumerate(node.lines))
    top += _LINE * len(texts)
    chips = tuple(Chip(chip.kind, chip.text, top + _CHIP * index) for index, chip in enumerate(node.chips))
    return Box(_short(node.name), _short(node.op), node.text, node.state, moved, texts, chips)
