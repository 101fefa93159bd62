"""`tf.nn.max_pool`, `tf.nn.avg_pool` and their like in one and three dimensions."""

from __future__ import annotations

from typing import Any

from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.renamed_argument import given_once
from reference.ops.array.reshaping import expand_dims, squeeze
from reference.ops.nn.sliding import channel_position, per_axis
from reference.public import public


def _pool(
    op_type: str, scope: str, value: Any, ksize: Any, strides: Any, padding: Any, data_format: str, spatial: int = 2
) -> Tensor:
    channel = channel_position(data_format, spatial)
    images = {"value" if op_type == "AvgPool" else "input": value}
    return build(  # type: ignore[no-any-return]
        op_type,
        scope,
        **images,
        ksize=per_axis(ksize, spatial, channel, "ksize"),
        strides=per_axis(strides, spatial, channel, "strides"),
        padding=padding,
        data_format=data_format,
    )


@public("nn.max_pool")
def max_pool(
    value: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """The largest value in every window of (batch, height, width, channels).

    ``ksize`` and ``strides`` are a number, two, or four; ``padding`` is "SAME" or "VALID"; ``input`` is
    another name of ``value``.

    >>> import reference as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     session.run(tf.nn.max_pool([[[[1.0], [5.0]], [[3.0], [4.0]]]], 2, 2, "VALID")).tolist()
    [[[[5.0]]]]
    """
    value = given_once("input", input, "value", value)
    with name_scope(name, "MaxPool", [value]) as scope:
        return _pool("MaxPool", scope, value, ksize, strides, padding, data_format or "NHWC")


@public("nn.max_pool2d")
def max_pool2d(
    input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None = "NHWC", name: str | None = None
) -> Tensor:
    """The largest value in every window, as `max_pool` gives it."""
    with name_scope(name, "MaxPool2d", [input]) as scope:
        return _pool("MaxPool", scope, input, ksize, strides, padding, data_format or "NHWC")


@public("nn.avg_pool", "nn.avg_pool2d")
def avg_pool(
    value: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """The average of every window of (batch, height, width, channels); arguments as for `max_pool`."""
    value = given_once("input", input, "value", value)
    with name_scope(name, "AvgPool", [value]) as scope:
        return _pool("AvgPool", scope, value, ksize, strides, padding, data_format or "NHWC")


@public("nn.max_pool3d")
def max_pool3d(
    input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None = "NDHWC", name: str | None = None
) -> Tensor:
    """The largest value in every window of (batch, depth, height, width, channels)."""
    with name_scope(name, "MaxPool3D", [input]) as scope:
        return _pool("MaxPool3D", scope, input, ksize, strides, padding, data_format or "NDHWC", 3)


@public("nn.avg_pool3d")
def avg_pool3d(
    input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None = "NDHWC", name: str | None = None
) -> Tensor:
    """The average of every window of (batch, depth, height, width, channels)."""
    with name_scope(name, "AvgPool3D", [input]) as scope:
        return _pool("AvgPool3D", scope, input, ksize, strides, padding, data_format or "NDHWC", 3)


def _pool_1d(
    op_type: str, scope: str, input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None
) -> Tensor:
    """A pool of images of height one."""
    layout = data_format or "NWC"
    channel = channel_position(layout, 1)
    sizes = [1, *per_axis(ksize, 1, channel, "ksize")]
    steps = [1, *per_axis(strides, 1, channel, "strides")]
    axis = 1 if layout == "NWC" else 2
    result = _pool(op_type, scope, expand_dims(input, axis), sizes, steps, padding, "NHWC" if axis == 1 else "NCHW")
    return squeeze(result, [axis])


@public("nn.max_pool1d")
def max_pool1d(
    input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None = "NWC", name: str | None = None
) -> Tensor:
    """The largest value in every window of (batch, width, channels)."""
    with name_scope(name, "MaxPool1d", [input]) as scope:
        return _pool_1d("MaxPool", scope, input, ksize, strides, padding, data_format)


@public("nn.avg_pool1d")
def avg_pool1d(
    input: Any, ksize: Any, strides: Any, padding: Any, data_format: str | None = "NWC", name: str | None = None
) -> Tensor:
    """The average of every window of (batch, width, channels)."""
    with name_scope(name, "AvgPool1D", [input]) as scope:
        return _pool_1d("AvgPool", scope, input, ksize, strides, padding, data_format)


@public("nn.max_pool_with_argmax")
def max_pool_with_argmax(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    Targmax: Any = None,
    name: str | None = None,
    output_dtype: Any = None,
    include_batch_in_index: bool = False,
) -> Any:
    """The largest value in every window, and its index in the image laid out flat.

    ``output_dtype`` (``Targmax`` is its old name) is that of the indices, int64 by default.
    """
    if data_format != "NHWC":
        raise ValueError("Data formats other than 'NHWC' are not yet supported")
    return build(
        "MaxPoolWithArgmax",
        name,
        input=input,
        ksize=ksize,
        strides=strides,
        padding=padding,
        Targmax=given_once("output_dtype", output_dtype, "Targmax", Targmax),
        include_batch_in_index=include_batch_in_index,
    )
