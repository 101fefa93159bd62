"""A step: what one ``Session.run`` asks of an engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np

    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor
    from reference.runtime.devices import DeviceAttributes
    from reference.runtime.tensor_store import KeptTensor
    from reference.runtime.tracing import Trace


@dataclass(frozen=True)
class Step:
    """The part of a graph to run once: fed tensors in, fetched tensors out, targets for their effects."""

    graph: Graph
    feeds: dict[Tensor, np.ndarray[Any, Any]]
    fetches: Sequence[Tensor]
    targets: Sequence[Operation]
    timeout_ms: int = 0  # 0: as long as it takes
    trace: Trace | None = None  # where to note what it does (RUN-14)


class Engine(Protocol):
    """What a session needs of the thing that computes; every engine has the same front end."""

    def check_open(self) -> None:
        """`errors.CancelledError` once the engine is closed."""

    def run(self, step: Step) -> list[np.ndarray[Any, Any]]:
        """The values of the step's fetches, in order; `errors.OpError` if an operation fails."""

    def devices(self) -> Sequence[DeviceAttributes]:
        """The devices that steps may run on."""

    def partial_run_setup(
        self, graph: Graph, feeds: Sequence[Tensor], fetches: Sequence[Tensor], targets: Sequence[Operation]
    ) -> str:
        """Begins a step in several parts and gives its handle."""

    def partial_run(self, handle: str, feeds: dict[Tensor, Any], fetches: Sequence[Tensor]) -> list[Any]:
        """Feeds one part of such a step, and gives the values of its fetches."""

    def kept_tensor(self, handle: str) -> KeptTensor:
        """The tensor that a handle stands for; `errors.InvalidArgumentError` if there is none."""

    def forget_tensors(self, handles: Iterable[str]) -> None:
        """Forgets what these handles stand for."""

    def close(self) -> None:
        """Ends every running step with `errors.CancelledError` and frees what the session holds."""
