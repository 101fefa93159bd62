"""How far predicted logits are from labels, and the slope of that."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import broadcast, merge, merge_dimension, with_rank
from reference.tensor_shape import static_repr

SoftmaxCrossEntropyWithLogits = op(
    "SoftmaxCrossEntropyWithLogits",
    "features: T, labels: T",
    "loss: T, backprop: T",
    "T: {half, bfloat16, float, double}",
    accuracy="16 ulp",
)
SparseSoftmaxCrossEntropyWithLogits = op(
    "SparseSoftmaxCrossEntropyWithLogits",
    "features: T, labels: Tlabels",
    "loss: T, backprop: T",
    "T: {half, bfloat16, float, double}, Tlabels: index = int64",
    accuracy="16 ulp",
)


@SoftmaxCrossEntropyWithLogits.shape
def _(features: Any, labels: Any) -> Any:
    try:  # shapes that may be the same are taken to be so, though one might broadcast
        both = merge(with_rank(features, 2), with_rank(labels, 2))
    except ValueError:
        both = broadcast(features, labels)
    if both is None:
        raise ValueError("Shape must be broadcasted with rank 2, but is rank is unknown.")
    if len(both) != 2:
        raise ValueError(f"Shape must be broadcasted with rank 2, but is rank {len(both)}")
    return [both[:1], both]


@SparseSoftmaxCrossEntropyWithLogits.shape
def _(features: Any, labels: Any) -> Any:
    logits, (count,) = with_rank(features, 2), with_rank(labels, 1)
    batch = merge_dimension(logits[0], count)
    return [(batch,), (batch, logits[1])]


@SoftmaxCrossEntropyWithLogits.kernel
def _(features: Any, labels: Any) -> Any:
    try:
        logits, labels = np.broadcast_arrays(features, labels)
    except ValueError:
        raise InvalidArgumentError(
            None,
            None,
            "logits and labels must be broadcastable: "
            f"logits_size={static_repr(features.shape)} labels_size={static_repr(labels.shape)}",
        ) from None
    if logits.ndim != 2:
        raise InvalidArgumentError(
            None, None, "logits and labels must be either 2-dimensional, or broadcasted to be 2-dimensional"
        )
    shifted, powers, totals = _exponentials(logits)
    loss = (labels * (np.log(totals) - shifted)).sum(-1)
    return loss, powers / totals - labels


@SparseSoftmaxCrossEntropyWithLogits.kernel
def _(features: Any, labels: Any) -> Any:
    _check_sparse(features, labels)
    rows = np.arange(len(labels))
    shifted, powers, totals = _exponentials(features)
    loss = np.log(totals[:, 0]) - shifted[rows, labels]
    backprop = powers / totals
    backprop[rows, labels] -= features.dtype.type(1)
    return loss, backprop


def _exponentials(logits: Any) -> tuple[Any, Any, Any]:
    """The logits less the largest of their row, their exponentials, and the sums of these."""
    shifted = logits - logits.max(-1, keepdims=True) if logits.size else logits
    powers = np.exp(shifted)
    return shifted, powers, powers.sum(-1, keepdims=True)


def _check_sparse(logits: Any, labels: Any) -> None:
    if logits.ndim != 2:
        raise InvalidArgumentError(None, None, f"logits must be 2-D, but got shape {static_repr(logits.shape)}")
    if labels.ndim != 1:
        raise InvalidArgumentError(None, None, f"labels must be 1-D, but got shape {static_repr(labels.shape)}")
    if len(logits) != len(labels):
        raise InvalidArgumentError(
            None,
            None,
            "logits and labels must have the same first dimension, got logits shape "
            f"{static_repr(logits.shape)} and labels shape {static_repr(labels.shape)}",
        )
    classes = logits.shape[1]
    if not classes:
        raise InvalidArgumentError(
            None, None, f"Must have at least one class, but got logits shape {static_repr(logits.shape)}"
        )
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        worst = labels.min() if labels.min() < 0 else labels.max()
        raise InvalidArgumentError(
            None,
            None,
            f"Received a label value of {worst} which is outside the valid range of [0, {classes}).  "
            f"Label values: {' '.join(map(str, labels))}",
        )


# ---- examples and random uses

SoftmaxCrossEntropyWithLogits.example([[0.0, 0.0]], [[0.25, 0.75]], gives=[[0.6931472], [[0.25, -0.25]]])
SoftmaxCrossEntropyWithLogits.rejects(
    [[1.0, 2.0]],
    [[1.0, 2.0, 3.0]],
    error=InvalidArgumentError,
    message="logits and labels must be broadcastable: logits_size=[1,2] labels_size=[1,3]",
)
SparseSoftmaxCrossEntropyWithLogits.example([[0.0, 0.0]], [1], gives=[[0.6931472], [[0.5, -0.5]]])
SparseSoftmaxCrossEntropyWithLogits.rejects(
    [[0.0, 0.0]],
    [2],
    error=InvalidArgumentError,
    message="Received a label value of 2 which is outside the valid range of [0, 2).  Label values: 2",
)


def _draw_logits(draw: Any) -> Any:
    """Logits of one size: the logarithm of a probability next to 1 keeps few digits."""
    return draw.tensor(draw.dtype("float32", "float64"), (draw.integer(0, 3), draw.integer(1, 4)), low=-1, high=1)


@SoftmaxCrossEntropyWithLogits.arguments
def _(draw: Any) -> dict[str, Any]:
    logits = _draw_logits(draw)
    labels = [draw.integer(0, 1) for _ in range(int(np.prod(logits.shape)))]
    array = np.array(labels, logits.dtype.as_numpy_dtype).reshape(logits.shape)
    return {"features": logits, "labels": draw.constant(array)}


@SparseSoftmaxCrossEntropyWithLogits.arguments
def _(draw: Any) -> dict[str, Any]:
    logits = _draw_logits(draw)
    rows, classes = logits.shape
    labels = [draw.integer(0, classes - 1) for _ in range(rows)]
    return {"features": logits, "labels": draw.constant(np.array(labels, draw.choice(["int32", "int64"])))}
