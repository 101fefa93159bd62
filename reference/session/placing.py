"""Placing the operations of a session: once for a graph, or for each kind of step anew (OPT-4, OPT-7)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from reference.runtime.assignment import assign_devices
from reference.runtime.placement import check_placement, is_source
from reference.runtime.pruning import needed_operations
from reference.session.options import SessionOptions

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor


class Placing:
    """What has been placed so far."""

    def __init__(self, options: SessionOptions, device_names: Callable[[], Sequence[str]]) -> None:
        self._options = options
        self._device_names = device_names
        self._placed: Any = None  # the version of the graph that has been placed
        self._placed_steps: set[Any] = set()
        self._devices: dict[Operation, str] = {}  # of the operations that have been placed, where there are several
        self._first = ""  # device

    def has_placed(self, graph: Graph) -> bool:
        """Whether the graph has not grown since it was last placed."""
        return bool(self._placed == graph._version)

    def place_graph(self, graph: Graph) -> None:
        """`errors.InvalidArgumentError` if an operation of the graph asks for a device that is not there (SES-19)."""
        if not self._options.places_pruned_graph and self._placed != graph._version:
            self._place(graph.get_operations(), [])
            self._placed = graph._version

    def place_step(
        self, graph: Graph, feeds: Iterable[Tensor], fetches: Sequence[Tensor], targets: Sequence[Operation]
    ) -> None:
        """The same before a step: of the whole graph, or of what the step needs if that is asked for (OPT-7)."""
        if not self._options.places_pruned_graph:
            self.place_graph(graph)
            return
        fed = tuple(feeds)
        kind = (graph._version, fed, tuple(fetches), tuple(targets))
        if kind not in self._placed_steps:
            self._place(list(needed_operations(fed, fetches, targets)), fetches)
            self._placed_steps.add(kind)

    def _place(self, operations: Sequence[Operation], fetches: Sequence[Tensor]) -> None:
        names = self._device_names()
        check_placement(operations, names, self._options.soft_placement)
        self._first = names[0]
        if len(names) > 1:
            self._devices.update(assign_devices(operations, names))
        if self._options.log_placement:
            _log(operations, fetches, self.device_of, names[0])

    def device_of(self, operation: Operation) -> str:
        """The full name of the device on which an operation runs that has been placed (OPT-11)."""
        return self._devices.get(operation, self._first)


def log_devices(options: SessionOptions) -> None:
    """Says, if placement is logged, which devices have hardware of their own: none (OPT-4)."""
    if options.log_placement:
        print("Device mapping: no known devices.", file=sys.stderr)


def _log(
    operations: Sequence[Operation], fetches: Sequence[Tensor], device_of: Callable[[Operation], str], first: str
) -> None:
    """A line for each operation; those that only make a value are placed last (OPT-4)."""
    in_order = sorted(operations, key=is_source)
    placed = [(operation.name, operation.type, device_of(operation)) for operation in in_order]
    fetched = [
        (f"_retval_{tensor.op.name}_{tensor.value_index}_{number}", "_Retval", first)
        for number, tensor in enumerate(sorted(fetches, key=lambda tensor: tensor.name.encode()))
    ]
    first_source = sum(not is_source(operation) for operation in operations)
    lines = [*placed[:first_source], *fetched, *placed[first_source:]]
    sys.stderr.write("".join(f"{name}: ({op}): {device}\n" for name, op, device in lines))
