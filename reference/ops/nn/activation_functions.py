"""Activation functions that are more than their op, and softmax along any axis."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.errors import InvalidArgumentError
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.renamed_argument import given_once
from reference.ops.array.extent import rank
from reference.ops.array.joining import concat
from reference.ops.array.transposing import transpose
from reference.ops.math.casting import cast
from reference.ops.math.selection import where
from reference.ops.math.sequences import sequence
from reference.public import public


@public("nn.leaky_relu")
def leaky_relu(features: Any, alpha: float = 0.2, name: str | None = None) -> Tensor:
    """``features`` where they are positive, elsewhere ``alpha`` times them; integers become float32."""
    with name_scope(name, "LeakyRelu", [features, alpha]) as scope:
        features = to_tensor(features, name="features")
        if features.dtype.is_integer:
            features = cast(features, "float32")
        return build("LeakyRelu", scope, features=features, alpha=alpha)  # type: ignore[no-any-return]


@public("nn.crelu")
def crelu(features: Any, name: str | None = None, axis: Any = -1) -> Tensor:
    """Both `relu` of ``features`` and of their negatives, one after the other along ``axis``."""
    with name_scope(name, "CRelu", [features]) as scope:
        features = to_tensor(features, name="features")
        return build("Relu", None, features=concat([features, -features], axis, name=scope))  # type: ignore[no-any-return]


@public("nn.softmax", "math.softmax")
def softmax(logits: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """The exponentials of ``logits`` over their sum along ``axis``, by default the last; ``dim`` is its old name.

    >>> import reference as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     session.run(tf.nn.softmax([[0.0, 0.0], [1000.0, 0.0]])).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    return _along("Softmax", logits, given_once("axis", axis, "dim", dim), name)


@public("nn.log_softmax", "math.log_softmax")
def log_softmax(logits: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """The logarithm of `softmax`, with the digits that small probabilities lose."""
    return _along("LogSoftmax", logits, given_once("axis", axis, "dim", dim), name)


def _along(op_type: str, logits: Any, axis: Any, name: str | None) -> Tensor:
    """The op knows the last axis only: any other one changes places with it before and after."""
    logits = to_tensor(logits)
    axis = -1 if axis is None else axis
    if isinstance(axis, int) and axis in (-1, logits.shape.ndims - 1 if axis != -1 else -1):
        return build(op_type, name, logits=logits)  # type: ignore[no-any-return]
    ndims = logits.shape.ndims
    if isinstance(axis, int) and not -ndims <= axis < ndims:
        raise InvalidArgumentError(
            None,
            None,
            f"Dimension ({axis}) must be in the range [{-ndims}, {ndims}) where {ndims} is the number of "
            "dimensions in the input.",
        )
    count: Any = rank(logits)
    if isinstance(axis, Tensor):
        axis = where(build("Less", None, x=axis, y=0), axis + count, axis)
    elif axis < 0:
        axis = axis + count
    count = rank(logits)
    axis = axis % ndims
    result = build(op_type, None, logits=_with_last(logits, axis, build("Sub", None, x=count, y=1)))
    return _with_last(result, axis, build("Sub", None, x=count, y=1), name or "transpose")


def _with_last(values: Tensor, axis: Any, last: Tensor, name: str = "transpose") -> Tensor:
    """``values`` with ``axis`` and the last one in each other's place."""
    order = concat([sequence(axis), [last], sequence(axis + 1, last), [axis]], 0)
    return transpose(values, perm=order, name=name)
