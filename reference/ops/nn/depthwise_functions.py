"""`tf.nn.depthwise_conv2d` and `tf.nn.separable_conv2d`."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.renamed_argument import given_once
from reference.ops.nn.dilation import with_dilation
from reference.public import public


@public("nn.depthwise_conv2d")
def depthwise_conv2d(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """The convolution of every channel with filters of its own.

    ``filter`` is (height, width, channels, multiplier); the result has channels times multiplier channels.
    ``rate``, the old name of ``dilations``, is two numbers.
    """
    rate = given_once("dilations", dilations, "rate", rate)
    with name_scope(name, "depthwise", [input, filter]) as scope:
        images, weights = to_tensor(input, name="tensor_in"), to_tensor(filter, name="filter_in")
        return _dilated(images, weights, strides, padding, rate, data_format, scope)


def _dilated(
    images: Tensor, filter: Tensor, strides: Any, padding: Any, rate: Any, data_format: str | None, name: str
) -> Tensor:
    def convolve(images: Tensor, padding: str) -> Tensor:
        attrs = {"strides": strides, "padding": padding, "data_format": data_format}
        return build("DepthwiseConv2dNative", name, input=images, filter=filter, **attrs)  # type: ignore[no-any-return]

    return with_dilation(convolve, images, filter, [1, 1] if rate is None else rate, padding, data_format)


@public("nn.separable_conv2d")
def separable_conv2d(
    input: Any,
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """A `depthwise_conv2d`, and a `conv2d` of its result with a filter of one place.

    ``pointwise_filter`` is (1, 1, channels times multiplier, channels out); ``rate`` is the old name of
    ``dilations``.
    """
    rate = given_once("dilations", dilations, "rate", rate)
    with name_scope(name, "separable_conv2d", [input, depthwise_filter, pointwise_filter]) as scope:
        images = to_tensor(input, name="tensor_in")
        depthwise_filter = to_tensor(depthwise_filter, name="depthwise_filter")
        pointwise_filter = to_tensor(pointwise_filter, name="pointwise_filter")
        for dimension in pointwise_filter.shape.with_rank(4)[:2]:
            dimension.assert_is_compatible_with(1)
        images = _dilated(images, depthwise_filter, strides, padding, rate, data_format, "depthwise")
        attrs = {"strides": [1, 1, 1, 1], "padding": "VALID", "data_format": data_format or "NHWC"}
        return build("Conv2D", scope, input=images, filter=pointwise_filter, **attrs)  # type: ignore[no-any-return]
