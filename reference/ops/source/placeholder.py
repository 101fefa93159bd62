"""Placeholders: tensors whose values a step is fed."""

from __future__ import annotations

from typing import Any

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.opdef.static_shape import merge
from reference.public import public
from reference.tensor_shape import static_repr

Placeholder = op("Placeholder", outputs="output: dtype", attrs="dtype: type, shape: shape = unknown")


@Placeholder.shape
def _(*, shape: Any) -> Any:
    return shape


@Placeholder.kernel
def _(*, context: Any, dtype: Any, shape: Any) -> Any:
    """Runs only in a step that did not feed it, and says so (FEE-7)."""
    name = context.operation.name
    described = "" if not shape else f" and shape {static_repr(shape)}"
    word = _WORDS.get(dtype.name, dtype.name)
    raise InvalidArgumentError(
        None, None, f"You must feed a value for placeholder tensor '{name}' with dtype {word}{described}"
    )


_WORDS = {"float32": "float", "float64": "double", "float16": "half"}


@public("placeholder")
def placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> Tensor:
    """A tensor that every step which needs it must be fed (FEE-7); ``shape`` None: any shape may be fed."""
    return build("Placeholder", name, dtype=dtype, shape=shape)  # type: ignore[no-any-return]


PlaceholderWithDefault = op(
    "PlaceholderWithDefault", "input: dtype", "output: dtype", "dtype: type, shape: shape", public=""
)


@PlaceholderWithDefault.shape
def _(input: Any, *, shape: Any) -> Any:
    merge(input, shape)  # FEE-19: only looked at
    return shape


@PlaceholderWithDefault.kernel
def _(input: Any) -> Any:
    return input


@PlaceholderWithDefault.arguments
def _(draw: Any) -> dict[str, Any]:
    value = draw.tensor(draw.dtype())
    shape = tuple(None if draw.boolean() else size for size in value.shape)
    return {"input": value, "shape": draw.choice([value.shape, shape, None])}


@public("placeholder_with_default")
def placeholder_with_default(input: Any, shape: Any, name: str | None = None) -> Tensor:
    """A tensor that has the value of ``input`` in a step that does not feed it (FEE-19)."""
    return build("PlaceholderWithDefault", name, input=input, shape=shape)  # type: ignore[no-any-return]
