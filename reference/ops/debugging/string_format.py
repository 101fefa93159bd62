"""Tensors put into a text: StringFormat, `tf.strings.format`."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.opdef.tensor_words import element_words, has_words, tensor_words
from reference.public import public

StringFormat = op(
    "StringFormat", "inputs: T", "output: string",
    'T: list(type) >= 0, template: string = "%s", placeholder: string = "%s", summarize: int = 3',
)  # fmt: skip


@StringFormat.shape
def _(inputs: Any, *, template: str, placeholder: str) -> tuple[()]:
    places = _count(template, placeholder)
    if places != len(inputs):
        raise ValueError(f"num placeholders in template and num inputs must match: {places} vs. {len(inputs)}")
    return ()


@StringFormat.kernel
def _(inputs: Any, *, template: str, placeholder: str, summarize: int) -> bytes:
    parts = template.split(placeholder) if placeholder else [template]
    words = [*(spelled(tensor, summarize) for tensor in inputs), ""]
    text = "".join(part + word for part, word in zip(parts, words, strict=True))
    return text.encode("utf-8", "surrogateescape")


def _count(template: str, placeholder: str) -> int:
    return template.count(placeholder) if placeholder else 0


def spelled(tensor: np.ndarray[Any, Any], summarize: int) -> str:
    """A tensor in brackets, one row a line, the middle of a long dimension left out (DBG-6)."""
    if not has_words(tensor):
        return f"[{tensor_words(tensor, summarize)}]"
    if tensor.ndim == 0:
        return _element(tensor[()]) if summarize else "..."
    return _rows(tensor, 1, summarize if tensor.size else 0)


def _rows(tensor: np.ndarray[Any, Any], depth: int, limit: int) -> str:
    """``limit`` entries from each end of each dimension; all if it is negative or there are not more."""
    if not len(tensor):
        return "[]"
    separator = " " if tensor.ndim == 1 else "\n" * (tensor.ndim - 1) + " " * depth
    if limit == 0:
        return f"[{separator}...]"
    shorten = 0 < limit < len(tensor) / 2
    rows = [*tensor[:limit], *tensor[-limit:]] if shorten else list(tensor)
    words = [_element(row) if tensor.ndim == 1 else _rows(row, depth + 1, limit) for row in rows]
    if shorten:
        words.insert(limit, "...")
    return f"[{separator.join(words)}]"


def _element(item: Any) -> str:
    return f'"{element_words(item)}"' if isinstance(item, bytes) else element_words(item)


StringFormat.example([1, [2, 3]], template="%s and %s", gives="1 and [2 3]")
StringFormat.example([[1, 2, 3, 4, 5]], template="<%s>", summarize=1, gives="<[1 ... 5]>")
StringFormat.rejects(
    [1], template="none", error=ValueError, building=True,
    message="num placeholders in template and num inputs must match: 0 vs. 1",
)  # fmt: skip


@StringFormat.arguments
def _(draw: Any) -> dict[str, Any]:
    inputs = [draw.tensor(draw.dtype("float32", "int32", "bool", "string")) for _ in range(draw.integer(0, 3))]
    return {"inputs": inputs, "template": "a%s" * len(inputs), "summarize": draw.integer(-1, 4)}


@public("strings.format")
def string_format(
    template: str, inputs: Any, placeholder: str = "{}", summarize: int = 3, name: str | None = None
) -> Tensor:
    """``template`` with each ``placeholder`` replaced by the words for one of ``inputs`` (DBG-7).

    ``inputs`` is a list or tuple of tensors, or one tensor.  Raises ValueError unless there are as many of them as
    there are placeholders.
    """
    inputs = [inputs] if isinstance(inputs, Tensor) else inputs
    if template.count(placeholder) != len(inputs):
        raise ValueError(
            f"{template.count(placeholder)} placeholder(s) in template does not match {len(inputs)} tensor(s) "
            "provided as input"
        )
    return build(  # type: ignore[no-any-return]
        "StringFormat", name, inputs=inputs, template=template, placeholder=placeholder, summarize=summarize
    )
