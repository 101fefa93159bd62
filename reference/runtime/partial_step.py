"""A step in several parts: values are fed and fetched as they become known (SES-14)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from reference.errors import InvalidArgumentError

if TYPE_CHECKING:
    from reference.graph.tensor import Tensor
    from reference.runtime.executor import Execution


class PartialStep:
    """One execution, with the feeds and fetches that it was set up for and those that have come so far."""

    def __init__(self, execution: Execution, feeds: Sequence[Tensor], fetches: Sequence[Tensor]) -> None:
        self._execution = execution
        self._fetches = list(fetches)
        self._all_feeds = set(feeds)
        self._feeds_to_come = set(feeds)
        self._fetches_to_come = set(fetches)
        self._started = False

    @property
    def is_done(self) -> bool:
        """Whether everything has been fed and fetched."""
        return not (self._feeds_to_come or self._fetches_to_come)

    def check(self, feeds: dict[Tensor, Any], fetches: Sequence[Tensor]) -> None:
        """InvalidArgumentError for a feed or fetch that was not set up, has been before, or cannot be yet (SES-17)."""
        self._check(feeds, self._all_feeds, self._feeds_to_come, "feed", "fed")
        self._check(fetches, self._fetches, self._fetches_to_come, "fetch", "fetched")
        missing = first_behind(fetches, self._feeds_to_come - feeds.keys(), self._all_feeds)
        if missing is not None:
            raise _invalid(f"Fetch {missing.name} can't be computed from the feeds that have been fed so far.")

    def run(self, feeds: dict[Tensor, Any], fetches: Sequence[Tensor]) -> list[Any]:
        """Feeds, runs as far as that allows, and fetches (SES-14)."""
        if not self._started:
            self._execution.start()
            self._started = True
        self._feeds_to_come -= feeds.keys()
        self._fetches_to_come -= set(fetches)
        self._execution.feed(feeds)
        numbers = [self._fetches.index(tensor) for tensor in fetches]
        self._execution.advance(numbers)
        return [self._execution.fetched(number) for number in numbers]

    def abandon(self) -> None:
        """Ends what waits in the step (SES-7)."""
        self._execution.abandon()

    @staticmethod
    def _check(
        tensors: Collection[Tensor], known: Collection[Tensor], to_come: Collection[Tensor], noun: str, participle: str
    ) -> None:
        for tensor in tensors:
            if tensor not in known:
                raise _invalid(f"The {noun} {tensor.name} was not specified in partial_run_setup.")
            if tensor not in to_come:
                raise _invalid(f"The {noun} {tensor.name} has already been {participle}.")


def first_behind(fetches: Sequence[Tensor], wanted: Collection[Tensor], feeds: Collection[Tensor]) -> Tensor | None:
    """A tensor of ``wanted`` that a fetch needs, or None; the search stops at every feed."""
    pending, seen = list(fetches), set(fetches)
    while pending:
        tensor = pending.pop()
        if tensor in wanted:
            return tensor
        if tensor in feeds:
            continue
        controllers = [output for controller in tensor.op._control_inputs for output in controller._outputs]
        for source in [*tensor.op._inputs, *controllers]:
            if source not in seen:
                seen.add(source)
                pending.append(source)
    return None


def _invalid(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, message)
