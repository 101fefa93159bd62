"""Lists that contain tensors become tensors: each list a Pack of its items (OPS-13)."""

from __future__ import annotations

from typing import Any

from reference.convert import register_tensor_conversion_function
from reference.dtypes import DType, as_dtype
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.source.constant import constant
from reference.tensor_shape import Dimension


def _pack_list(value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    """The list as nested Pack operations; NotImplemented if no tensor is in it.

    The first tensor says what dtype the items have, unless one is asked for: then tensors of another dtype
    are cast.  Raises TypeError for a tensor of another dtype, ValueError for shapes that differ.
    """
    found = _dtype_in(value)
    if found is None:
        return NotImplemented
    if dtype is not None:
        found = as_dtype(dtype).base_dtype
        value = _cast_all(value, found)
    return _packed(value, found, name or "packed")


def _is_tensor_like(item: Any) -> bool:
    return isinstance(item, Tensor) or hasattr(type(item), "_as_graph_element")


def _dtype_in(items: Any) -> DType | None:
    """The dtype of the first tensor or variable in a nested list."""
    for item in items:
        if _is_tensor_like(item):
            return item.dtype.base_dtype  # type: ignore[no-any-return]
        if isinstance(item, list | tuple):
            found = _dtype_in(item)
            if found is not None:
                return found
    return None


def _cast_all(items: Any, dtype: DType) -> Any:
    return [
        _cast_all(item, dtype)
        if isinstance(item, list | tuple)
        else build("Cast", None, x=item, DstT=dtype)
        if _is_tensor_like(item) and item.dtype.base_dtype != dtype
        else item
        for item in items
    ]


def _packed(items: Any, dtype: DType, scope: str) -> Any:
    """A Pack of the items, or a plain list where no tensor is among them.

    Names tell where a value stands: item 1 of item 0 of ``packed`` is ``packed/0/1``.
    """
    with DEFAULT_GRAPHS.get_default().name_scope(scope) as scope:
        values = []
        for index, item in enumerate(items):
            if _is_tensor_like(item):
                if item.dtype.base_dtype != dtype:
                    raise TypeError(
                        f"Cannot convert a list containing a tensor of dtype {item.dtype} to {dtype} "
                        f"(Tensor is: {item!r})"
                    )
                values.append(item)
            else:
                values.append(_packed(item, dtype, str(index)) if isinstance(item, list | tuple) else item)
        if not any(map(_is_tensor_like, values)):
            return values
        values = [
            value if _is_tensor_like(value) else constant(_plain(value), dtype, name=str(index))
            for index, value in enumerate(values)
        ]
        return build("Pack", scope, values=values)


def _plain(item: Any) -> Any:
    return int(item) if isinstance(item, Dimension) else item


register_tensor_conversion_function((list, tuple), _pack_list, 99)
