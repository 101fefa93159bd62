"""`tf.nn.conv2d` and its like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.renamed_argument import given_once
from reference.ops.array.reshaping import expand_dims, squeeze
from reference.ops.nn.sliding import channel_position, per_axis
from reference.public import public

_ONES = [1, 1, 1, 1]


def _paddings(padding: Any) -> tuple[Any, list[int]]:
    """``padding`` as the two attributes that say it: by its name, or four pairs of widths."""
    if not isinstance(padding, list | tuple):
        if padding == "EXPLICIT":
            raise ValueError(
                '"EXPLICIT" is not a valid value for the padding parameter. To use explicit padding, '
                "the padding parameter must be a list."
            )
        return padding, []
    for index, pair in enumerate(padding):
        problem = None
        if not isinstance(pair, list | tuple):
            problem = "is not a list/tuple"
        elif len(pair) != 2:
            problem = f"has size {len(pair)}"
        if problem:
            raise ValueError(
                "When padding is a list, each element of padding must be a list/tuple of size 2. "
                f"Element with index {index} of padding {problem}"
            )
    if len(padding) != 4:
        raise ValueError(f"When padding is a list, it must be of size 4. Got padding of size: {len(padding)}")
    return "EXPLICIT", [width for pair in padding for width in pair]


@public("nn.conv2d")
def conv2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = _ONES,
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The convolution of images with a filter.

    ``input`` is (batch, height, width, channels), or with ``data_format="NCHW"`` (batch, channels, height,
    width); ``filter`` (``filters`` is another name of it) is (height, width, channels, channels out).
    ``strides`` and ``dilations`` are a number, two, or four; ``padding`` is "SAME", "VALID" or four pairs of
    widths.  Raises ValueError where they do not fit each other or the shapes.

    >>> import reference as tf
    >>> with tf.Graph().as_default():
    ...     images, filters = tf.zeros([8, 28, 28, 1]), tf.zeros([5, 5, 1, 32])
    ...     tf.nn.conv2d(images, filters, strides=2, padding="SAME").shape.as_list()
    [8, 14, 14, 32]
    """
    filter = given_once("filters", filters, "filter", filter)
    padding, explicit_paddings = _paddings(padding)
    data_format = data_format or "NHWC"
    channel = channel_position(data_format, 2)
    return build(  # type: ignore[no-any-return]
        "Conv2D",
        name,
        input=input,
        filter=filter,
        strides=per_axis(strides, 2, channel, "strides"),
        use_cudnn_on_gpu=use_cudnn_on_gpu,
        padding=padding,
        explicit_paddings=explicit_paddings,
        data_format=data_format,
        dilations=per_axis(dilations, 2, channel, "dilations"),
    )


_SPATIAL_START = {None: 1, "NWC": 1, "NHWC": 1, "NCW": 2, "NCHW": 2}


@public("nn.conv1d")
def conv1d(
    value: Any = None,
    filters: Any = None,
    stride: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool | None = None,
    data_format: str | None = None,
    name: str | None = None,
    input: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The convolution of (batch, width, channels) with (width, channels, channels out).

    It is a `conv2d` of height one.  ``value`` is the old name of ``input``; ``data_format`` is "NWC" or "NCW".
    """
    value = given_once("input", input, "value", value)
    with name_scope(name, "conv1d", [value, filters]) as scope:
        if data_format not in _SPATIAL_START:
            raise ValueError('data_format must be "NWC" or "NCW".')
        start = _SPATIAL_START[data_format]
        channel = 1 if start == 2 else 2
        strides = [1, *per_axis(stride, 1, channel, "stride")]
        rates = [1, *per_axis(dilations, 1, channel, "dilations")]
        value = expand_dims(value, start)
        filters = expand_dims(filters, 0)
        result = build(
            "Conv2D",
            scope,
            input=value,
            filter=filters,
            strides=strides,
            padding=padding,
            use_cudnn_on_gpu=use_cudnn_on_gpu,
            data_format="NCHW" if start == 2 else "NHWC",
            dilations=rates,
        )
        return squeeze(result, [start])


@public("nn.conv3d")
def conv3d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str = "NDHWC",
    dilations: Sequence[int] = (1, 1, 1, 1, 1),
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The convolution of (batch, depth, height, width, channels) with (depth, height, width, channels, out)."""
    filter = given_once("filters", filters, "filter", filter)
    attrs = {"strides": strides, "padding": padding, "data_format": data_format, "dilations": dilations}
    return build("Conv3D", name, input=input, filter=filter, **attrs)  # type: ignore[no-any-return]


@public("nn.conv2d_backprop_input")
def conv2d_backprop_input(
    input_sizes: Any,
    filter: Any = None,
    out_backprop: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str = "NHWC",
    dilations: Sequence[int] = _ONES,
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """What the input of a `conv2d` gets back of ``out_backprop``, the gradient of its result."""
    filter = given_once("filters", filters, "filter", filter)
    padding, explicit_paddings = _paddings(padding)
    return build(  # type: ignore[no-any-return]
        "Conv2DBackpropInput",
        name,
        input_sizes=input_sizes,
        filter=filter,
        out_backprop=out_backprop,
        strides=strides,
        use_cudnn_on_gpu=use_cudnn_on_gpu,
        padding=padding,
        explicit_paddings=explicit_paddings,
        data_format=data_format,
        dilations=dilations,
    )


@public("nn.conv2d_transpose")
def conv2d_transpose(
    value: Any = None,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: str = "SAME",
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of a `conv2d` ("deconvolution"): ``value`` spread out to ``output_shape``.

    ``filter`` is (height, width, channels out, channels in); ``input`` and ``filters`` are other names of the
    first two arguments.
    """
    value = given_once("input", input, "value", value)
    filter = given_once("filters", filters, "filter", filter)
    with name_scope(name, "conv2d_transpose", [value, filter, output_shape]) as scope:
        data_format = data_format or "NHWC"
        channel = channel_position(data_format, 2)
        return build(  # type: ignore[no-any-return]
            "Conv2DBackpropInput",
            scope,
            input_sizes=output_shape,
            filter=filter,
            out_backprop=value,
            strides=per_axis(strides, 2, channel, "strides"),
            padding=padding,
            data_format=data_format,
            dilations=per_axis(dilations, 2, channel, "dilations"),
        )
