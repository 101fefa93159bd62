"""ScalarSummary: numbers with a tag each, as a `Summary` message (PIPE-17)."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.interchange.checkpoint.varint import encode_varint
from reference.opdef.record import op
from reference.tensor_shape import static_repr

_REAL = "{float32, float64, int32, uint8, int16, int8, int64, bfloat16, uint16, float16, uint32, uint64}"

ScalarSummary = op("ScalarSummary", "tags: string, values: T", "summary: string", f"T: {_REAL}")


@ScalarSummary.shape
def _(tags: Any, values: Any) -> Any:
    return ()


@ScalarSummary.kernel
def _(tags: Any, values: Any) -> Any:
    if tags.shape != values.shape:
        shown = f" (tag '{tags.item().decode(errors='replace')}')" if tags.size == 1 else ""
        raise InvalidArgumentError(
            None,
            None,
            f"tags and values not the same shape: {static_repr(tags.shape)} != {static_repr(values.shape)}{shown}",
        )
    with np.errstate(over="ignore"):
        numbers = values.astype(np.float32)
    encoded = [_value(tag, number) for tag, number in zip(tags.flat, numbers.flat, strict=True)]
    return np.array(b"".join(encoded), object)


def _value(tag: bytes, number: float) -> bytes:
    """The bytes of one `Summary.Value` in a `Summary`; written here as a tag may be any bytes, not only text."""
    tag_field = b"\n" + encode_varint(len(tag)) + tag if tag else b""
    value = tag_field + b"\x15" + struct.pack("<f", number)
    return b"\n" + encode_varint(len(value)) + value


ScalarSummary.example(b"loss", 1.5, gives=b"\n\x0b\n\x04loss\x15\x00\x00\xc0?")
ScalarSummary.example([b"a", b"b"], [1, 2], gives=b"\n\x08\n\x01a\x15\x00\x00\x80?\n\x08\n\x01b\x15\x00\x00\x00@")
ScalarSummary.rejects(
    [b"a"], [1.0, 2.0], error=InvalidArgumentError,
    message="tags and values not the same shape: [1] != [2] (tag 'a')",
)  # fmt: skip


@ScalarSummary.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = draw.shape()
    values = draw.tensor(draw.dtype("float32", "float64", "int32", "int64", "uint8"), shape)
    return {"tags": draw.tensor("string", shape), "values": values}
