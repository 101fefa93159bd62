"""What a step reports: a `RunMetadata` message, filled when the step has ended well (RUN-13, RUN-14)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from reference.runtime.step import Step
from reference.runtime.tracing import Trace
from reference.session.options import SessionOptions, StepOptions, step_options

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor
    from reference.runtime.devices import DeviceAttributes
    from reference.runtime.partition import Partition
    from reference.runtime.step_graph import StepNode

_step_ids = count(1)


class CostModels:
    """Which steps of a session report what each node costs: every so many of a kind (TRC-11)."""

    def __init__(self, options: SessionOptions) -> None:
        self._every, self._after = options.cost_model_every, options.cost_model_after
        self._runs: Counter[Any] = Counter()
        self._lock = threading.Lock()
        self.are_wanted = self._every > 0

    def is_due(self, kind: Any) -> bool:
        """Counts one more step of a kind; whether it is one that reports."""
        with self._lock:
            self._runs[kind] += 1
            over = self._runs[kind] - self._after
        return over > 0 and over % self._every == 0


class StepReport:
    """What one step was asked to report, and then what it reports."""

    def __init__(self, options: Any, session_options: SessionOptions) -> None:
        self._options: StepOptions = step_options(options)
        self._session_options = session_options
        self._costs = False
        self._made: Any = None

    def step(
        self,
        graph: Graph,
        feeds: dict[Tensor, Any],
        fetches: Sequence[Tensor],
        targets: Sequence[Operation],
        cost_models: CostModels,
    ) -> Step:
        """The step to run; an error if its options are not to be had (OPT-6)."""
        self._session_options.check_step(self._options)
        if cost_models.are_wanted:
            self._costs = cost_models.is_due((graph._version, *feeds, "->", *fetches, *targets))
        trace = Trace() if self._options.traces or self._costs else None
        return Step(graph, feeds, fetches, targets, self._session_options.timeout_of(self._options), trace)

    def ran(
        self, step: Step, devices: Callable[[], Sequence[DeviceAttributes]], device_of: Callable[[Operation], str]
    ) -> None:
        """Takes down what a step did that has ended well."""
        if step.trace is not None or self._options.partition_graphs:
            self._made = _message(step, self._options, self._costs, devices(), device_of)

    def put_into(self, run_metadata: Any) -> None:
        """Puts the report in the place of what the message held; AttributeError for what is no message (RUN-13)."""
        if run_metadata:
            run_metadata.ParseFromString(b"" if self._made is None else self._made.SerializeToString())


def _message(
    step: Step,
    options: StepOptions,
    with_costs: bool,
    devices: Sequence[DeviceAttributes],
    device_of: Callable[[Operation], str],
) -> Any:
    """The RunMetadata of a step, with the fields that were asked for (OPT-10)."""
    from reference.interchange.cost_graph import cost_graph
    from reference.interchange.messages import message
    from reference.interchange.partition_graph import partition_graph
    from reference.interchange.step_stats import step_stats_of

    parts = _parts(step, devices[0].name, device_of)
    made = message("RunMetadata")()
    if step.trace is not None:
        stats = step_stats_of(step.trace, parts, next(_step_ids), options.traces_the_host)
        made.step_stats.CopyFrom(stats)
    if options.partition_graphs:
        incarnations = {device.name: device.incarnation for device in devices}
        made.partition_graphs.extend(partition_graph(step.graph, part, incarnations) for part in parts)
    if with_costs and step.trace is not None:
        made.cost_graph.CopyFrom(cost_graph(step.trace, parts))
    return made


def _parts(step: Step, client_device: str, device_of: Callable[[Operation], str]) -> list[Partition]:
    """The step as it is spread over the devices; feeds and fetches stand on the first."""
    from reference.runtime.partition import partitions
    from reference.runtime.step_graph import step_nodes

    def device(node: StepNode) -> str:
        return client_device if node.operation is None else device_of(node.operation)

    return partitions(step_nodes(step.feeds, step.fetches, step.targets), device)
