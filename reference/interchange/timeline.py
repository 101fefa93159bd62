"""A traced step as a Chrome trace: which node ran when, what flowed between nodes, and what was held (TRC-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from reference.interchange.chrome_trace import ChromeTrace
from reference.public import public

_LABEL = re.compile(r"(?:.*) = (?P<op>.*)\((?P<inputs>.*)\)")


@public("python.client.timeline.AllocationMaximum")
class AllocationMaximum(NamedTuple):
    """When an allocator held most: the time in microseconds, how many bytes, and which tensors these were."""

    timestamp: int
    num_bytes: int
    tensors: set[str]


@public("python.client.timeline.StepStatsAnalysis")
class StepStatsAnalysis(NamedTuple):
    """A step as a Chrome trace, and the maximum of each allocator by its name."""

    chrome_trace: ChromeTrace
    allocator_maximums: dict[str, AllocationMaximum]


@dataclass
class _Tensor:
    """A tensor that a node made: where, when, of how many bytes, and until when something used it."""

    number: int
    maker: tuple[int, int]  # the row of the node
    row: tuple[int, int]
    created: int
    made: int
    released: int
    allocator: str
    size: int


@public("python.client.timeline.Timeline")
class Timeline:
    """Shows the `StepStats` of a `RunMetadata` as a Chrome trace (TRC-1).

    ``graph`` is accepted and makes no difference.
    """

    def __init__(self, step_stats: Any, graph: Any = None) -> None:
        self._step_stats = step_stats

    def generate_chrome_trace_format(self, show_dataflow: bool = True, show_memory: bool = False) -> str:
        """The trace as JSON, with arrows between nodes and, if asked, the lives of tensors and the memory in use."""
        return self.analyze_step_stats(show_dataflow, show_memory).chrome_trace.format_to_string(pretty=True)

    def analyze_step_stats(self, show_dataflow: bool = True, show_memory: bool = True) -> StepStatsAnalysis:
        """The trace, and when each allocator held most; AttributeError for what is no StepStats message."""
        return _Analysis(self._step_stats).result(show_dataflow, show_memory)


class _Analysis:
    """One reading of a StepStats message."""

    def __init__(self, step_stats: Any) -> None:
        self._devices = list(step_stats.dev_stats)
        self._trace = ChromeTrace()
        self._tensors: dict[str, _Tensor] = {}
        self._lanes = [_lanes(device.node_stats) for device in self._devices]
        self._flows = 0

    def result(self, show_dataflow: bool, show_memory: bool) -> StepStatsAnalysis:
        self._trace.add_process("Allocators", 0)
        for index, device in enumerate(self._devices):
            self._trace.add_process(f"{device.device} Compute", 2 * index + 1)
            self._trace.add_process(f"{device.device} Tensors", 2 * index + 2)
        for node, row in self._nodes():
            self._add_tensors(node, row, show_memory)
        for node, row in self._nodes():
            self._add_node(node, row, show_dataflow)
        maximums = self._add_memory() if show_memory else {}
        return StepStatsAnalysis(self._trace, maximums)

    def _nodes(self) -> Iterator[tuple[Any, tuple[int, int]]]:
        pids = {device.device: 2 * index + 1 for index, device in enumerate(self._devices)}
        for device, lanes in zip(self._devices, self._lanes, strict=True):
            for node, lane in zip(device.node_stats, lanes, strict=True):
                yield node, (pids[device.device], lane)

    def _add_tensors(self, node: Any, row: tuple[int, int], show_memory: bool) -> None:
        start, end = node.all_start_micros, node.all_start_micros + node.all_end_rel_micros
        for index, output in enumerate(node.output):
            name = f"{node.node_name}:{index}" if index else node.node_name
            description = output.tensor_description
            held = description.allocation_description
            number, place = len(self._tensors), (row[0] + 1, row[1])
            self._tensors[name] = _Tensor(
                number, row, place, start, end, end, held.allocator_name, held.requested_bytes
            )  # fmt: skip
            if show_memory:
                snapshot = {"tensor_description": str(description).replace('"', "")}
                self._trace.add_object(name, number, start, end - 1, place, snapshot)

    def _add_node(self, node: Any, row: tuple[int, int], show_dataflow: bool) -> None:
        start, duration = node.all_start_micros, node.all_end_rel_micros
        name, op, inputs = self._parts(node, self._devices[row[0] // 2].device)
        args = {"name": name, "op": op, **{f"input{index}": text for index, text in enumerate(inputs)}}
        self._trace.add_region(start, duration, row, op, args)
        for text in inputs:
            # A tensor that came from another device has got a number, as in a/_1.
            tensor_name = text if text in self._tensors else text.rpartition("/_")[0]
            tensor = self._tensors.get(tensor_name)
            if tensor is None:
                continue
            tensor.released = max(tensor.released, start + duration - 1)
            if show_dataflow and tensor.maker != row:  # TRC-2
                self._trace.add_flow(tensor_name, self._flows, (tensor.made, tensor.maker), (start, row))
                self._flows += 1

    @staticmethod
    def _parts(node: Any, device: str) -> tuple[str, str, list[str]]:
        """The name, the op and the inputs of a node, read from its label, or its name on a GPU's stream."""
        if "/stream:" in device or "/memcpy" in device:
            name, colon, op = node.node_name.partition(":")
            return name, op if colon else "unknown", []
        if node.node_name == "RecvTensor":
            return node.node_name, "RecvTensor", []
        match = _LABEL.match(node.timeline_label)
        if match is None:
            return node.node_name, "unknown", []
        return node.node_name, match["op"], match["inputs"].split(", ") if match["inputs"] else []

    def _add_memory(self) -> dict[str, AllocationMaximum]:
        changes: dict[str, list[tuple[int, int, str]]] = {}
        for name, tensor in self._tensors.items():
            pid, _ = tensor.row
            self._trace.end_object(name, tensor.number, tensor.released, (pid, 0))
            of_allocator = changes.setdefault(tensor.allocator, [])
            of_allocator.append((tensor.created, tensor.size, name))
            of_allocator.append((tensor.released, -tensor.size, name))
        return {allocator: self._add_counters(allocator, sorted(found)) for allocator, found in changes.items()}

    def _add_counters(self, allocator: str, changes: list[tuple[int, int, str]]) -> AllocationMaximum:
        """Draws how many bytes an allocator held; the first time at which that was most (TRC-3)."""
        held, names = 0, set[str]()
        most = AllocationMaximum(0, 0, set())
        for time, change, name in changes:
            held += change
            (names.discard if change < 0 else names.add)(name)
            if held > most.num_bytes:
                most = AllocationMaximum(time, held, set(names))
            self._trace.add_counter("Memory", allocator, 0, time, held)
        return most


def _lanes(nodes: Any) -> list[int]:
    """A row for each node: the first that is free again when the node starts."""
    ends: list[int] = []
    lanes = []
    for node in nodes:
        start = node.all_start_micros
        lane = next((lane for lane, end in enumerate(ends) if end < start), len(ends))
        ends[lane:lane + 1] = [start + node.all_end_rel_micros]  # fmt: skip
        lanes.append(lane)
    return lanes
