"""The largest entries of every row, and whether an entry is among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import merge_dimension, with_rank, with_rank_at_least
from reference.tensor_shape import static_repr

TopKV2 = op(
    "TopKV2",
    "input: T, k: int32",
    "values: T, indices: int32",
    "sorted: bool = true, T: real",
)
InTopK = op("InTopK", "predictions: float, targets: T", "precision: bool", "k: int, T: index = int32")
InTopKV2 = op("InTopKV2", "predictions: float, targets: T, k: T", "precision: bool", "T: index = int32")


@TopKV2.shape
def _(input: Any, k: Any, *, k_value: Any) -> Any:
    rows = with_rank_at_least(input, 1)
    count = None
    if k_value is not None:
        if k_value.ndim:
            raise ValueError(f"Input must be scalar but has rank {k_value.ndim}")
        count = int(k_value)
        if count < 0:
            raise ValueError(f"Dimension size, given by scalar input 1, must be non-negative but is {count}")
    if rows is None:
        return [None, None]
    if count is not None and rows[-1] is not None and rows[-1] < count:
        raise ValueError(f"input must have last dimension >= k = {count} but is {rows[-1]}")
    return [(*rows[:-1], count)] * 2


@TopKV2.kernel
def _(input: Any, k: Any, *, sorted: bool) -> Any:
    if k.ndim:
        raise InvalidArgumentError(None, None, f"k must be scalar, got shape {static_repr(k.shape)}")
    if k < 0:
        raise InvalidArgumentError(None, None, f"Need k >= 0, got {k}")
    if not input.ndim:
        raise InvalidArgumentError(None, None, f"input must be >= 1-D, got shape {static_repr(input.shape)}")
    if input.shape[-1] < k:
        raise InvalidArgumentError(None, None, f"input must have at least k columns. Had {input.shape[-1]}, needed {k}")
    last_first = np.argsort(input[..., ::-1], -1, kind="stable")[..., ::-1]  # of equal ones the first leads
    order = (input.shape[-1] - 1 - last_first)[..., : int(k)]
    return np.take_along_axis(input, order, -1), order.astype(np.int32)


def _in_top_k_shape(predictions: Any, targets: Any) -> Any:
    rows, (count,) = with_rank(predictions, 2), with_rank(targets, 1)
    return (merge_dimension(rows[0], count),)


InTopK.shape(_in_top_k_shape)


@InTopKV2.shape
def _(predictions: Any, targets: Any, k: Any) -> Any:
    return _in_top_k_shape(predictions, targets)


def _in_top_k(predictions: Any, targets: Any, k: int) -> Any:
    """Whether fewer than k entries are larger than the target; never in a row with a number that is not finite."""
    if predictions.ndim != 2:
        raise InvalidArgumentError(None, None, "predictions must be 2-dimensional")
    if targets.ndim != 1:
        raise InvalidArgumentError(None, None, "targets must be 1-dimensional")
    rows, classes = predictions.shape
    if rows != len(targets):
        raise InvalidArgumentError(
            None, None, f"First dimension of predictions {rows} must match length of targets {len(targets)}"
        )
    inside = (targets >= 0) & (targets < classes) & np.isfinite(predictions).all(-1)
    found = np.zeros(rows, bool)
    among = predictions[inside]
    chosen = among[np.arange(len(among)), targets[inside]]
    found[inside] = (among > chosen[:, np.newaxis]).sum(-1) < k
    return found


@InTopK.kernel
def _(predictions: Any, targets: Any, *, k: int) -> Any:
    return _in_top_k(predictions, targets, k)


@InTopKV2.kernel
def _(predictions: Any, targets: Any, k: Any) -> Any:
    if k.ndim:
        raise InvalidArgumentError(None, None, f"k must be 0-D, got shape {static_repr(k.shape)}")
    return _in_top_k(predictions, targets, int(k))


# ---- examples and random uses

TopKV2.example([[1.0, 4.0, 4.0, 3.0]], 3, gives=[[[4.0, 4.0, 3.0]], [[1, 2, 3]]])
TopKV2.example([3, 1, 2], 0, gives=[[], []])
TopKV2.rejects([1.0, 2.0], 3, error=InvalidArgumentError, message="input must have at least k columns. Had 2, needed 3")
TopKV2.rejects(
    [1.0, 2.0], 3, error=ValueError, message="input must have last dimension >= k = 3 but is 2", building=True
)
InTopK.example([[0.1, 0.3, 0.2], [0.5, 0.5, 0.5]], [2, 0], k=1, gives=[False, True])
InTopKV2.example([[0.1, 0.3, 0.2], [0.5, 0.5, 0.5]], [2, 0], 2, gives=[True, True])
InTopK.rejects(
    [[0.1, 0.3]],
    [0, 1],
    k=1,
    error=InvalidArgumentError,
    message="First dimension of predictions 1 must match length of targets 2",
)
InTopKV2.rejects([[0.1]], [0], [1], error=InvalidArgumentError, message="k must be 0-D, got shape [1]")


@TopKV2.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype, shape = draw.dtype("float32", "float64", "int32", "int64"), draw.shape(min_rank=1)
    return {
        "input": draw.tensor(dtype, shape, low=-9, high=9),  # where NaN stands in the order is not defined
        "k": draw.constant(np.array(draw.integer(0, shape[-1]), np.int32)),
    }


@InTopK.arguments
def _(draw: Any) -> dict[str, Any]:
    rows, classes = draw.integer(0, 3), draw.integer(1, 4)
    targets = [draw.integer(-1, classes) for _ in range(rows)]
    return {
        "predictions": draw.tensor("float32", (rows, classes)),
        "targets": draw.constant(np.array(targets, draw.choice(["int32", "int64"]))),
        "k": draw.integer(0, classes + 1),
    }


@InTopKV2.arguments
def _(draw: Any) -> dict[str, Any]:
    rows, classes = draw.integer(0, 3), draw.integer(1, 4)
    targets = np.array([draw.integer(-1, classes) for _ in range(rows)], draw.choice(["int32", "int64"]))
    k = np.array(draw.integer(0, classes + 1), targets.dtype)
    return {
        "predictions": draw.tensor("float32", (rows, classes)),
        "targets": draw.constant(targets),
        "k": draw.constant(k),
    }
