"""Adding one number for each channel."""

from __future__ import annotations

from typing import Any

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import merge_dimension, with_rank, with_rank_at_least
from reference.tensor_shape import static_repr

BiasAdd = op("BiasAdd", "value: T, bias: T", "output: T", 'T: numeric, data_format: {"NHWC", "NCHW"} = "NHWC"')
BiasAddV1 = op("BiasAddV1", "value: T, bias: T", "output: T", "T: numeric")

_LARGEST_RANK = 5


def _shape(value: Any, bias: Any, axis: int) -> Any:
    value = with_rank_at_least(value, 3 if axis == 1 else 2)
    (count,) = with_rank(bias, 1)
    if value is None:
        return None
    axis %= len(value)
    return (*value[:axis], merge_dimension(value[axis], count), *value[axis + 1 :])


@BiasAdd.shape
def _(value: Any, bias: Any, *, data_format: str) -> Any:
    return _shape(value, bias, 1 if data_format == "NCHW" else -1)


@BiasAddV1.shape
def _(value: Any, bias: Any) -> Any:
    return _shape(value, bias, -1)


def _kernel(value: Any, bias: Any, axis: int) -> Any:
    if value.ndim < 2:
        raise InvalidArgumentError(None, None, f"Input tensor must be at least 2D: {static_repr(value.shape)}")
    if bias.ndim != 1:
        raise InvalidArgumentError(None, None, f"Biases must be 1D: {static_repr(bias.shape)}")
    if bias.size != value.shape[axis]:
        raise InvalidArgumentError(
            None,
            None,
            "Must provide as many biases as the last dimension of the input tensor: "
            f"{static_repr(bias.shape)} vs. {static_repr(value.shape)}",
        )
    if value.size and not (3 if axis == 1 else 2) <= value.ndim <= _LARGEST_RANK:
        raise InvalidArgumentError(None, None, f"Only ranks up to 5 supported: {static_repr(value.shape)}")
    return value + (bias if axis == -1 else bias.reshape(-1, *[1] * (value.ndim - 2)))


@BiasAdd.kernel
def _(value: Any, bias: Any, *, data_format: str) -> Any:
    return _kernel(value, bias, 1 if data_format == "NCHW" else -1)


@BiasAddV1.kernel
def _(value: Any, bias: Any) -> Any:
    return _kernel(value, bias, -1)


# ---- examples and random uses

BiasAdd.example([[1, 2], [3, 4]], [10, 20], gives=[[11, 22], [13, 24]])
BiasAdd.example([[[1, 2]], [[3, 4]]], [10], data_format="NCHW", gives=[[[11, 12]], [[13, 14]]])
BiasAdd.rejects(
    [[1, 2], [3, 4]],
    [10, 20, 30],
    error=InvalidArgumentError,
    message="Must provide as many biases as the last dimension of the input tensor: [3] vs. [2,2]",
)
BiasAdd.rejects([1, 2], [10, 20], error=InvalidArgumentError, message="Input tensor must be at least 2D: [2]")
BiasAdd.rejects(
    [[1, 2]], [1, 2, 3], error=ValueError, message="Dimensions must be equal, but are 2 and 3", building=True
)
BiasAddV1.example([[1, 2], [3, 4]], [10, 20], gives=[[11, 22], [13, 24]])
BiasAddV1.rejects([[1, 2]], [[1, 2]], error=InvalidArgumentError, message="Biases must be 1D: [1,2]")


@BiasAdd.arguments
def _(draw: Any) -> dict[str, Any]:
    data_format = draw.choice(["NHWC", "NCHW"])
    shape = draw.shape(min_rank=3 if data_format == "NCHW" else 2, max_rank=4)
    value = draw.tensor(draw.dtype("float32", "float64", "int32", "int64"), shape)
    count = shape[1] if data_format == "NCHW" else shape[-1]
    return {"value": value, "bias": draw.tensor(value.dtype, (count,)), "data_format": data_format}


@BiasAddV1.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = draw.shape(min_rank=2, max_rank=4)
    value = draw.tensor(draw.dtype("float32", "float64", "int32", "int64"), shape)
    return {"value": value, "bias": draw.tensor(value.dtype, (shape[-1],))}
