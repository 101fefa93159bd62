"""A step in several parts: values are fed and fetched as they become known (SES-14)."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reference.errors import InvalidArgumentError, OpError

if TYPE_CHECKING:
    from reference.graph.operation import Operation
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
        self._failure: OpError | None = None  # of an operation, until a part can tell
        self.lock = threading.RLock()  # held by the part that runs

    @property
    def is_done(self) -> bool:
        """Whether everything has been fed and fetched."""
        return not (self._feeds_to_come or self._fetches_to_come)

    @property
    def has_failed(self) -> bool:
        """Whether one of its operations has failed."""
        return self._failure is not None

    def begin(self) -> None:
        """Runs what needs no feed (SES-21)."""
        self._execution.start()
        self._go_on([])

    def check(self, feeds: Collection[Tensor], fetches: Sequence[Tensor]) -> None:
        """InvalidArgumentError for a feed or fetch that was not set up, has been before, or cannot be yet (SES-17)."""
        self._check(feeds, self._all_feeds, self._feeds_to_come, "feed", "fed")
        self._check(fetches, self._fetches, self._fetches_to_come, "fetch", "fetched")
        missing = first_behind(fetches, self._feeds_to_come.difference(feeds))
        if missing is not None:
            raise _invalid(f"Fetch {missing.name} can't be computed from the feeds that have been fed so far.")

    def run(self, feeds: dict[Tensor, Any], fetches: Sequence[Tensor]) -> list[Any]:
        """Feeds, runs as far as that allows, and fetches (SES-14)."""
        self._feeds_to_come -= feeds.keys()
        self._fetches_to_come -= set(fetches)
        is_refused = self._failure is not None and bool(feeds)
        if self._failure is None:
            self._execution.feed(feeds)
            numbers = [self._fetches.index(tensor) for tensor in fetches]
            self._go_on(None if self.is_done else numbers)
        if self._failure is not None and (is_refused or fetches or self.is_done):
            raise self._failure
        return [self._fetched(tensor) for tensor in fetches]

    def abandon(self) -> None:
        """Ends what waits in the step (SES-7)."""
        self._execution.abandon()

    def _go_on(self, wanted: Sequence[int] | None) -> None:
        """Runs until these fetches are there, or to the end; a failure is for the next part that waits (SES-21)."""
        try:
            self._execution.advance(wanted)
        except OpError as failure:
            self._failure = failure

    def _fetched(self, tensor: Tensor) -> Any:
        try:
            return self._execution.fetched(self._fetches.index(tensor))
        except InvalidArgumentError:  # it is on a branch that was not taken
            raise _invalid(f"The tensor returned for {tensor.name} was not valid.") from None

    @staticmethod
    def _check(
        tensors: Collection[Tensor], known: Collection[Tensor], to_come: Collection[Tensor], noun: str, participle: str
    ) -> None:
        for tensor in tensors:
            if tensor not in known:
                raise _invalid(f"The {noun} {tensor.name} was not specified in partial_run_setup.")
            if tensor not in to_come:
                raise _invalid(f"The {noun} {tensor.name} has already been {participle}.")


def check_set_up(feeds: Sequence[Tensor], fetches: Sequence[Tensor], targets: Sequence[Operation]) -> None:
    """InvalidArgumentError for what no step in parts can be (SES-17)."""
    if not fetches and not targets:
        raise _invalid("Must specify at least one target to fetch or execute.")
    names = sorted(tensor.name for tensor in feeds)
    for name, following in pairwise(names):
        if name == following:
            raise _invalid(f'Endpoint "{name}" fed more than once.')
    both = set(names) & {tensor.name for tensor in fetches}
    if both:
        raise _invalid(f"{min(both)} is both fed and fetched.")


def handle_of(feeds: Sequence[Tensor], fetches: Sequence[Tensor], targets: Sequence[Operation], number: int) -> str:
    """The text that names a step in parts: what it was set up for, and a number that no other one has (SES-14)."""
    fed, fetched, run = (",".join(sorted(element.name for element in group)) for group in (feeds, fetches, targets))
    return f"{fed}->{fetched}/{run}/1/;{number}"


def first_behind(fetches: Sequence[Tensor], wanted: Collection[Tensor]) -> Tensor | None:
    """A tensor of ``wanted`` that a fetch needs, also by way of tensors that are fed, or None."""
    pending = [tensor.op for tensor in fetches]
    seen: set[Operation] = set()  # a fetch that another needs is looked at again, before its turn
    while pending:
        operation = pending.pop()
        for tensor in operation._inputs:
            if tensor in wanted:
                return tensor
            if tensor.op not in seen:
                seen.add(tensor.op)
                pending.append(tensor.op)
        for controller in sorted(operation._control_inputs, key=_name):
            if controller not in seen:
                seen.add(controller)
                pending.append(controller)
    return None


def _name(operation: Operation) -> str:
    return operation.name


def _invalid(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, message)
