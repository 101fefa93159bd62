"""Assertions on the rank of a tensor: `tf.assert_rank`, `tf.assert_rank_at_least`, `tf.assert_rank_in`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from reference import dtypes
from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.extent import rank as rank_of
from reference.ops.array.extent import shape as shape_of
from reference.ops.control_flow.assertion import assert_true
from reference.ops.debugging.kinds import assert_type
from reference.ops.debugging.static_value import static_value
from reference.ops.flow.grouping import with_dependencies
from reference.public import public


@public("assert_rank", "debugging.assert_rank")
def assert_rank(
    x: Any, rank: Any, data: Any = None, summarize: Any = None, message: Any = None, name: str | None = None
) -> Operation:
    """An operation that fails unless ``x`` has ``rank`` dimensions (DBG-19).

    ``rank`` is an int32 scalar.  Raises ValueError at once where both ranks are known and differ or ``rank`` is no
    scalar, TypeError where it is no int32.
    """
    return _one_rank("assert_rank", "rank", "Equal", x, rank, data, summarize, message, name)


@public("assert_rank_at_least", "debugging.assert_rank_at_least")
def assert_rank_at_least(
    x: Any, rank: Any, data: Any = None, summarize: Any = None, message: Any = None, name: str | None = None
) -> Operation:
    """An operation that fails unless ``x`` has ``rank`` dimensions or more (DBG-19); the errors are `assert_rank`'s."""
    return _one_rank("assert_rank_at_least", "rank at least", "GreaterEqual", x, rank, data, summarize, message, name)


_HOLDS: dict[str, Callable[[Any, Any], Any]] = {
    "Equal": lambda actual, wanted: actual == wanted,
    "GreaterEqual": lambda actual, wanted: actual >= wanted,
}


def _one_rank(
    own_name: str,
    words: str,
    relation: str,
    x: Any,
    rank: Any,
    data: Any,
    summarize: Any,
    message: Any,
    name: str | None,
) -> Operation:
    message = message or ""
    with name_scope(name, own_name, [x, *(data or [])]):
        x = to_tensor(x, name="x")
        rank = to_tensor(rank, name="rank")
        if data is None:
            data = [message, f"Tensor {x.name} must have {words}", rank, "Received shape: ", shape_of(x)]
        assert_type(rank, dtypes.int32)
        known, actual = _static_rank(rank), x.shape.ndims
        if known is not None and actual is not None:
            if not _HOLDS[relation](actual, known):
                raise ValueError(f"{message}.  {_mismatch(x, f'{words} {known}')}")
            return build("NoOp", "static_checks_determined_all_ok")  # type: ignore[no-any-return]
        holds = build(relation, x=rank_of(x), y=rank)
        return assert_true(_once_scalars(holds, [rank]), data, summarize=summarize)


def _static_rank(rank: Tensor) -> int | None:
    known = static_value(rank)
    if known is not None and known.ndim:
        raise ValueError("Rank must be a scalar.")
    return None if known is None else int(known)


def _mismatch(x: Tensor, wanted: str) -> str:
    return f"Tensor {x.name} must have {wanted}.  Received rank {x.shape.ndims}, shape {x.shape}"


def _once_scalars(condition: Tensor, ranks: Sequence[Tensor]) -> Tensor:
    """``condition``, which waits for the check that those of ``ranks`` that are not known are scalars."""
    for rank in ranks:
        if static_value(rank) is None:
            check = assert_rank(rank, 0, data=["Rank must be a scalar. Received rank: ", rank])
            condition = with_dependencies([check], condition)
    return condition


@public("assert_rank_in", "debugging.assert_rank_in")
def assert_rank_in(
    x: Any, ranks: Any, data: Any = None, summarize: Any = None, message: Any = None, name: str | None = None
) -> Operation:
    """An operation that fails unless the rank of ``x`` is one of ``ranks``, int32 scalars (DBG-19)."""
    message = message or ""
    ranks = tuple(iter(ranks))
    with name_scope(name, "assert_rank_in", [x, *ranks, *(data or [])]):
        x = to_tensor(x, name="x")
        ranks = tuple(to_tensor(rank, name="rank") for rank in ranks)
        if data is None:
            data = [message, f"Tensor {x.name} must have rank in", *ranks, "Received shape: ", shape_of(x)]
        for rank in ranks:
            assert_type(rank, dtypes.int32)
        known, actual = [_static_rank(rank) for rank in ranks], x.shape.ndims
        if None not in known and actual is not None:
            if actual not in known:
                raise ValueError(f"{message}.  {_mismatch(x, f'rank in {tuple(map(static_value, ranks))}')}")
            return build("NoOp", "static_checks_determined_all_ok")  # type: ignore[no-any-return]
        holds = _rank_is_among(x, ranks)
        return assert_true(_once_scalars(holds, ranks), data, summarize=summarize)


def _rank_is_among(x: Tensor, ranks: Sequence[Tensor]) -> Tensor:
    actual = rank_of(x)
    if not ranks:
        return to_tensor(False)
    first, *others = ranks
    return reduce(  # type: ignore[no-any-return]
        lambda found, rank: build("LogicalOr", x=found, y=build("Equal", x=rank, y=actual)),
        others,
        build("Equal", x=first, y=actual),
    )
