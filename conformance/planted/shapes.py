"""Wrong shapes, and elements in wrong places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.planted.changed_outcomes import each_array, each_value
from conformance.planted.fault import faults, kernels
from conformance.values import TensorValue

_REDUCTIONS = ("All", "Any", "Max", "Mean", "Min", "Prod", "Sum")
_BROADCASTING = ("Add", "AddV2", "Equal", "Greater", "Less", "Maximum", "Minimum", "Mul", "Sub")


def _flattened(value: TensorValue) -> TensorValue:
    return value if len(value.shape) < 2 else replace(value, shape=(int(np.prod(value.shape)),))


def _empty_vector(value: TensorValue) -> TensorValue:
    return replace(value, shape=(0,)) if 0 in value.shape else value


def _axes_dropped(kernel: Callable[..., Any], *inputs: Any, keep_dims: bool, **attrs: Any) -> Any:
    return kernel(*inputs, keep_dims=False, **attrs)


def _from_the_left(kernel: Callable[..., Any], x: Any, y: Any, **attrs: Any) -> Any:
    """Where the ranks differ, the shorter shape gets ones behind and not in front."""
    rank = max(x.ndim, y.ndim)
    x, y = (value.reshape(value.shape + (1,) * (rank - value.ndim)) for value in (x, y))
    return kernel(x, y, **attrs)


def _one_later(kernel: Callable[..., Any], input: Any, begin: Any, size: Any, **attrs: Any) -> Any:
    """A slice that begins one element too late where there is room."""
    result = np.asarray(kernel(input, begin, size, **attrs))
    room = begin + result.shape < input.shape
    return kernel(input, begin + room.astype(begin.dtype), np.asarray(result.shape, begin.dtype), **attrs)


def _ends_included(kernel: Callable[..., Any], input: Any, begin: Any, end: Any, strides: Any, **attrs: Any) -> Any:
    return kernel(input, begin, end + np.sign(strides).astype(end.dtype), strides, **attrs)


def _backwards_from_begin(
    kernel: Callable[..., Any], input: Any, begin: Any, end: Any, strides: Any, **attrs: Any
) -> Any:
    """A step backwards begins one element too early."""
    return kernel(input, begin - (strides < 0).astype(begin.dtype), end, strides, **attrs)


def _along_the_first(kernel: Callable[..., Any], values: Any, axis: Any, **attrs: Any) -> Any:
    kernel(values, axis, **attrs)
    return kernel(values, np.zeros_like(axis), **attrs)


def _inverse_permutation(kernel: Callable[..., Any], x: Any, perm: Any, **attrs: Any) -> Any:
    kernel(x, perm, **attrs)
    return kernel(x, np.argsort(perm % max(x.ndim, 1)).astype(perm.dtype), **attrs)


def _every_axis(kernel: Callable[..., Any], input: Any, *, squeeze_dims: Any, **attrs: Any) -> Any:
    kernel(input, squeeze_dims=squeeze_dims, **attrs)
    return np.squeeze(input)


def _off_by_one_axis(kernel: Callable[..., Any], input: Any, dim: Any, **attrs: Any) -> Any:
    """A negative axis is counted from the last old axis and not from the last new one."""
    result = np.asarray(kernel(input, dim, **attrs))
    axis = int(dim)
    return np.expand_dims(input, axis % input.ndim) if axis < 0 and input.ndim else result


def _not_transposed(kernel: Callable[..., Any], a: Any, b: Any, **attrs: Any) -> Any:
    """The second matrix is never transposed, where it is square."""
    is_square = b.ndim > 1 and b.shape[-1] == b.shape[-2]
    name = "transpose_b" if "transpose_b" in attrs else "adj_y"
    return kernel(a, b, **{**attrs, name: attrs[name] and not is_square})


def _without_padding_in_front(kernel: Callable[..., Any], input: Any, paddings: Any, *more: Any, **attrs: Any) -> Any:
    """All padding stands behind."""
    behind = np.stack([np.zeros_like(paddings[:, 0]), paddings.sum(1)], 1) if paddings.size else paddings
    return kernel(input, behind.astype(paddings.dtype), *more, **attrs)


FAULTS = faults(
    "shapes",
    {
        "values transposed": ("FET-3", each_array(lambda array: np.ascontiguousarray(array.T))),
        "values flattened": ("FET-3", each_value(_flattened)),
        "a row that is missing": ("FET-3", each_array(lambda array: array[:-1] if array.ndim else array)),
        "empty values that lose their shape": ("FET-3 WIRE-12", each_value(_empty_vector)),
        "scalars that become vectors": ("FET-3", each_array(lambda array: array if array.ndim else array[None])),
        "vectors of one element that become scalars": (
            "FET-3",
            each_array(lambda array: array[0] if array.shape == (1,) else array),
        ),
        "reduced axes that do not stay": ("OPS-21", kernels(_axes_dropped, *_REDUCTIONS)),
        "broadcasting from the left": ("OPS-22", kernels(_from_the_left, *_BROADCASTING)),
        "slices that begin one too late": ("OPS-16", kernels(_one_later, "Slice")),
        "strided slices that include their end": ("OPS-16", kernels(_ends_included, "StridedSlice")),
        "strided slices that begin one too early when they go backwards": (
            "OPS-16",
            kernels(_backwards_from_begin, "StridedSlice"),
        ),
        "a concatenation along the first axis always": ("WIRE-21", kernels(_along_the_first, "ConcatV2")),
        "a transposition by the inverse permutation": ("WIRE-21", kernels(_inverse_permutation, "Transpose")),
        "a squeeze of all axes": ("WIRE-21", kernels(_every_axis, "Squeeze")),
        "a new axis that is one off": ("WIRE-21", kernels(_off_by_one_axis, "ExpandDims")),
        "square matrices that are not transposed": (
            "OPS-20",
            kernels(_not_transposed, "MatMul", "BatchMatMul", "BatchMatMulV2"),
        ),
        "padding that is all behind": ("WIRE-21", kernels(_without_padding_in_front, "Pad", "PadV2", "MirrorPad")),
    },
)
