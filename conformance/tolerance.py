"""How far a fetched value may be from the expected one: the ops' own budgets, gathered through the graph."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from conformance.flat import runs
from conformance.graph import Node
from conformance.program import Program
from conformance.ulp import FLOATS

Accuracy = Callable[[str, str], float]
"""ULPs that an op, by type and dtype, may be off: 0 for exact, infinity for a value that is not specified."""


@dataclass(frozen=True)
class Budget:
    """ULPs that a fetched value may be off, and the op types that contributed, sorted."""

    ulps: float
    inexact: tuple[str, ...]


_DTYPE_ATTRS = ("T", "dtype", "DstT", "out_type")
_WITHOUT_STATE = frozenset(["Const", "Placeholder", "PlaceholderV2", "NoOp"])
_WRITES = re.compile("Assign|Apply|Scatter|Enqueue|Insert|Push|Write|Switch|Enter|Restore|Import|CountUpTo|^Ref")


class Tolerance:
    """Budgets for the fetches of one program.

    The budget of a fetch is the sum over the nodes it depends on, back to the feeds, each counted in ULPs of
    the fetched dtype. What a variable (or queue, or table) holds was written by earlier runs: the nodes
    behind its writers count once for every run of the session so far. This bounds what well-conditioned
    graphs do; a graph that cancels leading digits needs the magnitude of its inner values as well.
    """

    def __init__(self, program: Program, accuracy: Accuracy) -> None:
        self._program = program
        self._accuracy = accuracy

    @functools.cached_property
    def _nodes(self) -> dict[str, Node]:
        return {node.name: node for node in self._program.graph.nodes}

    @functools.cached_property
    def _consumers(self) -> dict[str, list[Node]]:
        consumers = defaultdict(list)
        for node in self._program.graph.nodes:
            for name in _data_inputs(node):
                consumers[name].append(node)
        return consumers

    @functools.cached_property
    def _shared(self) -> dict[bytes, list[str]]:
        """The nodes that share their state with others, by the name they do it under (SES-20)."""
        shared = defaultdict(list)
        for node in self._program.graph.nodes:
            if name := _shared_name(node):
                shared[name].append(node.name)
        return shared

    def budget(self, step: int, fetch: str, dtype: str) -> Budget:
        """The budget of a fetch of this step, whose value has this dtype.

        For a dtype that is not floating-point there are no ULPs, and ``inexact`` still says what is behind.
        """
        row = runs(self._program)
        run = row[step]
        count = sum(earlier.session == run.session for earlier in row[: step + 1])
        direct = self._ancestors([fetch], {_with_index(name) for name in run.feeds})
        through_state = self._behind_state(direct)
        total, inexact = 0.0, set()
        for name in direct | through_state:
            error = self._relative_error(self._nodes[name], dtype)
            total += error * (count if name in through_state else 1)
            if error:
                inexact.add(self._nodes[name].op)
        return Budget(total / FLOATS[dtype].epsilon if dtype in FLOATS else 0.0, tuple(sorted(inexact)))

    def inexact_behind_state(self, step: int, fetch: str) -> bool:
        """Whether what the step reads from variables, queues, … was made by an op that is not exact."""
        run = runs(self._program)[step]
        direct = self._ancestors([fetch], {_with_index(name) for name in run.feeds})
        return any(self._relative_error(self._nodes[name], "float32") for name in self._behind_state(direct))

    def _relative_error(self, node: Node, fetched: str) -> float:
        own = next((node.attrs[name].value for name in _DTYPE_ATTRS if name in node.attrs), fetched)
        return self._accuracy(node.op, own) * FLOATS[own].epsilon if own in FLOATS else 0.0

    def _ancestors(self, tensors: Iterable[str], fed: Iterable[str] = ()) -> set[str]:
        """The names of the nodes that make these tensors, and what those need, stopping at fed tensors."""
        waiting = [_with_index(tensor) for tensor in tensors]
        seen = set(fed)
        nodes: set[str] = set()
        while waiting:
            tensor = waiting.pop()
            name = tensor.rpartition(":")[0]
            if tensor in seen or name not in self._nodes:
                continue
            seen.add(tensor)
            if name not in nodes:
                nodes.add(name)
                waiting += [_with_index(spelling) for spelling in self._nodes[name].inputs if spelling[:1] != "^"]
        return nodes

    def _behind_state(self, nodes: set[str]) -> set[str]:
        """The nodes that decide what the stateful ones among these hold."""
        behind: set[str] = set()
        waiting = set(nodes)
        while waiting:
            states = [name for name in waiting if self._is_state(self._nodes[name])]
            same = {
                name for state in states for name in (state, *self._shared.get(_shared_name(self._nodes[state]), ()))
            }
            writers = {f"{writer}:0" for state in same for writer in self._writers(state)}
            waiting = self._ancestors(writers) - behind
            behind |= waiting
        return behind

    def _is_state(self, node: Node) -> bool:
        return node.op not in _WITHOUT_STATE and not any(_data_inputs(node))

    def _writers(self, state: str) -> set[str]:
        """The nodes that write to a state, reached directly or through other writers that hand it on."""
        found: set[str] = set()
        waiting = [state]
        while waiting:
            for node in self._consumers[waiting.pop()]:
                hands_on = "T" in node.attrs and node.attrs["T"].value == "resource"
                if node.name not in found and (hands_on or _WRITES.search(node.op)):
                    found.add(node.name)
                    waiting.append(node.name)
        return found


def _shared_name(node: Node) -> bytes:
    attr = node.attrs.get("shared_name")
    return attr.value if attr else b""


def _with_index(tensor: str) -> str:
    return tensor if ":" in tensor else tensor + ":0"


def _data_inputs(node: Node) -> list[str]:
    """The names of the nodes whose values a node takes."""
    return [spelling.partition(":")[0] for spelling in node.inputs if spelling[:1] != "^"]
