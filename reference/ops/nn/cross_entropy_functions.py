"""Losses from logits and labels."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.dtypes import bfloat16, float16, float32
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.renamed_argument import given_once
from reference.ops.array.extent import rank, shape
from reference.ops.array.filling import zeros_like
from reference.ops.array.joining import concat
from reference.ops.array.slicing import slice
from reference.ops.array.transposing import transpose
from reference.ops.math.casting import cast
from reference.ops.math.selection import where
from reference.ops.math.sequences import sequence
from reference.public import public


def _check_named(function: str, sentinel: Any, labels: Any, logits: Any) -> None:
    if sentinel is not None:
        raise ValueError(f"Only call `{function}` with named arguments (labels=..., logits=..., ...)")
    if labels is None or logits is None:
        raise ValueError("Both labels and logits must be provided.")


@public("nn.softmax_cross_entropy_with_logits")
def softmax_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: Any = None,
    logits: Any = None,
    dim: int = -1,
    name: str | None = None,
    axis: int | None = None,
) -> Tensor:
    """As `softmax_cross_entropy_with_logits_v2`, with no gradient flowing to the labels."""
    dim = given_once("axis", axis, "dim", dim)
    _check_named("softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    with name_scope(name, "softmax_cross_entropy_with_logits_sg", [logits, labels]) as scope:
        labels = build("StopGradient", "labels_stop_gradient", input=labels)
        return softmax_cross_entropy_with_logits_v2(labels, logits, dim, scope)


@public("nn.softmax_cross_entropy_with_logits_v2")
def softmax_cross_entropy_with_logits_v2(
    labels: Any, logits: Any, axis: int | None = None, name: str | None = None, dim: int | None = None
) -> Tensor:
    """How far the softmax of ``logits`` is from the distribution ``labels``, along ``axis`` (the last by default).

    The result lacks that axis.  Half and bfloat16 are computed as float32.
    """
    axis = given_once("axis", axis, "dim", dim)
    axis = -1 if axis is None else axis
    with name_scope(name, "softmax_cross_entropy_with_logits", [logits, labels]) as scope:
        logits, labels = to_tensor(logits, name="logits"), to_tensor(labels, name="labels")
        is_narrow = logits.dtype in (float16, bfloat16)
        precise = cast(logits, float32) if is_narrow else logits
        labels = cast(labels, precise.dtype)
        input_rank = rank(precise)
        static = logits.shape
        if axis != -1:
            precise, labels = (_with_axis_last(values, axis, input_rank) for values in (precise, labels))
        input_shape = shape(precise)
        precise, labels = _as_matrix(precise), _as_matrix(labels)
        cost = build("SoftmaxCrossEntropyWithLogits", scope, features=precise, labels=labels).loss
        outer = slice(input_shape, [0], [build("Sub", None, x=input_rank, y=1)])
        cost = build("Reshape", None, tensor=cost, shape=outer)
        if static.dims is not None:
            sizes = static.as_list()
            del sizes[axis]
            cost.set_shape(sizes)
        return cast(cost, logits.dtype) if is_narrow else cost  # type: ignore[no-any-return]


def _with_axis_last(values: Tensor, axis: int, count: Tensor) -> Tensor:
    order = concat([sequence(axis), sequence(axis + 1, count), [axis]], 0)
    return transpose(values, order)


def _as_matrix(values: Tensor) -> Tensor:
    """All dimensions but the last as one."""
    count = rank(values)
    last = slice(shape(values), [build("Sub", None, x=count, y=1)], [1])
    result = build("Reshape", None, tensor=values, shape=concat([[-1], last], 0))
    sizes = values._static
    if sizes is not None:
        result.set_shape([None, *sizes[-1:]])
    return result  # type: ignore[no-any-return]


@public("nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """How unlikely the softmax of ``logits`` along their last axis makes the classes ``labels``.

    ``labels`` (int32 or int64) has the shape of ``logits`` without the last axis, and so has the result.
    Raises ValueError where it does not.
    """
    _check_named("sparse_softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    op_type = "SparseSoftmaxCrossEntropyWithLogits"
    with name_scope(name, op_type, [labels, logits]):
        labels, logits = to_tensor(labels), to_tensor(logits)
        is_narrow = logits.dtype in (float16, bfloat16)
        precise = cast(logits, float32) if is_narrow else logits
        labels_static, labels_shape = labels.shape, shape(labels)
        _check_shapes(labels_static, logits.shape)
        if logits.shape.ndims == 2:
            cost = build(op_type, name, features=precise, labels=labels).loss
        else:
            count: Any = rank(logits)
            classes = shape(logits)[count - 1]
            rows = build("Reshape", None, tensor=precise, shape=[-1, classes])
            flat = build("Reshape", None, tensor=labels, shape=[-1])
            cost = build(op_type, name, features=rows, labels=flat).loss
            cost = build("Reshape", None, tensor=cost, shape=labels_shape)
            cost.set_shape(labels_static)
        return cast(cost, logits.dtype) if is_narrow else cost  # type: ignore[no-any-return]


def _check_shapes(labels: Any, logits: Any) -> None:
    if logits.ndims is not None and logits.ndims == 0:
        raise ValueError(f"Logits cannot be scalars - received shape {logits}.")
    if logits.ndims is not None and labels.ndims is not None and labels.ndims != logits.ndims - 1:
        raise ValueError(
            f"Rank mismatch: Rank of labels (received {labels.ndims}) should equal rank of logits minus 1 "
            f"(received {logits.ndims})."
        )
    if labels.is_fully_defined() and logits.is_fully_defined() and labels != logits[:-1]:
        raise ValueError(
            f"Shape mismatch: The shape of labels (received {labels}) should equal the shape of logits "
            f"except for the last dimension (received {logits})."
        )


@public("nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """How far the sigmoid of ``logits`` is from the probabilities ``labels``, each for itself.

    It is ``max(x, 0) - x * z + log(1 + exp(-abs(x)))`` for logits x and labels z, of one shape (else ValueError).
    """
    _check_named("sigmoid_cross_entropy_with_logits", _sentinel, labels, logits)
    with name_scope(name, "logistic_loss", [logits, labels]) as scope:
        logits, labels = to_tensor(logits, name="logits"), to_tensor(labels, name="labels")
        try:
            labels.shape.merge_with(logits.shape)
        except ValueError:
            raise ValueError(f"logits and labels must have the same shape ({logits.shape} vs {labels.shape})") from None
        zeros = zeros_like(logits, dtype=logits.dtype)
        is_positive = logits >= zeros
        positive_part = where(is_positive, logits, zeros)
        minus_size = where(is_positive, -logits, logits)
        linear = positive_part - logits * labels
        return build("Add", scope, x=linear, y=build("Log1p", None, x=build("Exp", None, x=minus_size)))  # type: ignore[no-any-return]
