"""``tensor[...]``: integers, slices, ``...``, `tf.newaxis`, scalar tensors, or one boolean mask (OPS-16)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference import dtypes
from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.joining import stack
from reference.ops.array.masking import boolean_mask
from reference.ops.source.constant import constant
from reference.public import publish
from reference.tensor_shape import Dimension

publish("newaxis", None)


def slice_tensor(tensor: Tensor, key: Any) -> Tensor:
    """What ``tensor[key]`` is; TypeError for an index that is none, ValueError for one out of bounds.

    >>> slice_tensor(constant([[1, 2], [3, 4]]), (0, slice(1, None))).shape
    TensorShape([Dimension(1)])
    """
    if _is_mask(key):
        return boolean_mask(tensor, key)
    spec = _Spec()
    for item in key if isinstance(key, list | tuple) else [key]:
        spec.add(item)
    with name_scope(None, "strided_slice", [tensor, *spec.begin, *spec.end, *spec.strides]) as scope:
        begin, end, strides = _bounds(spec)
        return build(  # type: ignore[no-any-return]
            "StridedSlice", scope, input=tensor, begin=begin, end=end, strides=strides, **spec.masks
        )


def _is_mask(key: Any) -> bool:
    if isinstance(key, Tensor):
        return key.dtype.base_dtype == dtypes.bool
    return isinstance(key, bool) or (isinstance(key, np.ndarray) and key.dtype == np.bool_)


class _Spec:
    """The bounds and masks of a slice, put together item by item."""

    def __init__(self) -> None:
        self.begin: list[Any] = []
        self.end: list[Any] = []
        self.strides: list[Any] = []
        self.masks = {
            "begin_mask": 0,
            "end_mask": 0,
            "shrink_axis_mask": 0,
            "new_axis_mask": 0,
            "ellipsis_mask": 0,
        }

    def add(self, item: Any) -> None:
        """Adds what stands between two commas."""
        if isinstance(item, slice):
            self._add_range(item)
        elif item is Ellipsis:
            self._add(0, 0, 1, "ellipsis_mask")
        elif item is None:
            self._add(0, 0, 1, "new_axis_mask")
        else:
            _check_index(item)
            self._add(item, item + 1, 1, "shrink_axis_mask")

    def _add_range(self, item: slice) -> None:
        for bound in (item.start, item.stop, item.step):
            if bound is not None:
                _check_index(bound)
        open_ends = [name for name, bound in (("begin_mask", item.start), ("end_mask", item.stop)) if bound is None]
        begin, end = (0 if bound is None else bound for bound in (item.start, item.stop))
        self._add(begin, end, 1 if item.step is None else item.step, *open_ends)

    def _add(self, begin: Any, end: Any, stride: Any, *masks: str) -> None:
        for name in masks:
            self.masks[name] |= 1 << len(self.begin)
        self.begin.append(begin)
        self.end.append(end)
        self.strides.append(stride)


def _check_index(item: Any) -> None:
    """TypeError unless ``item`` is an integer or a scalar integer tensor."""
    if isinstance(item, int | np.integer | Dimension):
        return
    dtype, shape = getattr(item, "dtype", None), getattr(item, "shape", None)
    if isinstance(item, Tensor) or hasattr(type(item), "_as_graph_element"):
        if dtype.base_dtype in (dtypes.int32, dtypes.int64) and shape.rank in (None, 0):  # type: ignore[union-attr]
            return
    elif isinstance(item, np.ndarray) and dtype in (np.int32, np.int64) and shape == ():
        return
    raise TypeError(
        "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors "
        f"are valid indices, got {_shown(item)}"
    )


def _shown(item: Any) -> str:
    return str(item) if isinstance(item, np.generic) else repr(item)


def _bounds(spec: _Spec) -> list[Tensor]:
    """Begins, ends and strides as vectors of one dtype."""
    if not spec.begin:
        return [constant([], dtypes.int32)] * 3
    bounds = [stack(values) for values in (spec.begin, spec.end, spec.strides)]
    if not any(bound.dtype == dtypes.int64 for bound in bounds):
        return bounds
    return [
        bound if bound.dtype == dtypes.int64 else build("Cast", None, x=bound, DstT=dtypes.int64) for bound in bounds
    ]


def slice_variable(variable: Any, key: Any) -> Tensor:
    """What ``variable[key]`` is: the same slice of the variable's value."""
    return slice_tensor(to_tensor(variable), key)


Tensor.__getitem__ = slice_tensor  # type: ignore[method-assign]
Tensor.OVERLOADABLE_OPERATORS.add("__getitem__")
