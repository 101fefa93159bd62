"""What a kernel with effects is given, beside its inputs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from reference.runtime.blocking import Changes
from reference.runtime.resources import Resources
from reference.runtime.tensor_store import TensorStore

if TYPE_CHECKING:
    from reference.graph.operation import Operation

T = TypeVar("T")


@dataclass
class SessionState:
    """All that outlives a step: it belongs to one session and goes with it (SES-4)."""

    resources: Resources = field(default_factory=Resources)
    tensors: TensorStore = field(default_factory=TensorStore)
    changes: Changes = field(default_factory=Changes)
    of_operations: dict[str, Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)  # for the names of resources that nobody shares
    lock: threading.RLock = field(default_factory=threading.RLock)


@dataclass(frozen=True)
class Context:
    """The operation that runs and the state of the session it runs in."""

    operation: Operation
    session: SessionState

    @property
    def resources(self) -> Resources:
        """The variables, queues and other resources of the session, by container and name."""
        return self.session.resources

    def state(self, factory: Callable[[], T]) -> T:
        """What this operation keeps from step to step in this session, such as a random generator."""
        with self.session.lock:
            kept = self.session.of_operations
            name = self.operation.name
            if name not in kept:
                kept[name] = factory()
            return kept[name]  # type: ignore[no-any-return]
