"""Writing a checkpoint (CKP-19)."""

from __future__ import annotations

from typing import Any

from reference.dtypes import as_dtype
from reference.errors import InvalidArgumentError
from reference.interchange.checkpoint.bundle_writer import BundleWriter
from reference.interchange.checkpoint.tensor_slice import parse_shape_and_slice
from reference.interchange.files import path_of
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank, with_size
from reference.tensor_shape import static_repr

SaveV2 = op(
    "SaveV2",
    "prefix: string, tensor_names: string, shape_and_slices: string, tensors: dtypes",
    attrs="dtypes: list(type) >= 1",
    stateful=True,
)


@SaveV2.shape
def _(prefix: Any, tensor_names: Any, shape_and_slices: Any, tensors: Any) -> list[Any]:
    with_rank(prefix, 0)
    for vector in (with_rank(tensor_names, 1), with_rank(shape_and_slices, 1)):
        with_size(vector[0], len(tensors))
    return []


@SaveV2.kernel
def _(prefix: Any, tensor_names: Any, shape_and_slices: Any, tensors: Any, *, dtypes: Any) -> None:
    """Writes each tensor under its name, as a whole or as the slice that its text says."""
    path = path_of(scalar(prefix, "prefix"))
    check_vectors(tensor_names, shape_and_slices, len(tensors), "tensors")
    with BundleWriter(path) as writer:
        for name, text, tensor, dtype in zip(tensor_names, shape_and_slices, tensors, dtypes, strict=True):
            _write(writer, name, path_of(text), tensor, as_dtype(dtype))


def _write(writer: BundleWriter, name: bytes, text: str, tensor: Any, dtype: Any) -> None:
    if not text:
        writer.add(name, tensor, dtype)
        return
    shape, part = parse_shape_and_slice(text)
    if part.shape_in(shape) != tensor.shape:
        raise InvalidArgumentError(
            None, None, "Slice in shape_and_slice specification does not match the shape of the tensor to  save: "
            f"{text}, tensor: {static_repr(tensor.shape)}"
        )  # fmt: skip
    writer.add_slice(name, shape, part, tensor, dtype)


def scalar(value: Any, name: str) -> bytes:
    """The one string that an input must be."""
    if value.size != 1:
        raise InvalidArgumentError(None, None, f"{name} must be a scalar, got shape {static_repr(value.shape)}")
    text: bytes = value.ravel()[0]
    return text


def check_vectors(tensor_names: Any, shape_and_slices: Any, count: int, counted: str) -> None:
    """Raises InvalidArgumentError unless there are a name and the text of a slice for each of ``count`` tensors."""
    if tensor_names.ndim != 1 or shape_and_slices.ndim != 1:
        raise InvalidArgumentError(
            None, None, "Input tensor_names and shape_and_slices should be an 1-D tensors, got "
            f"{static_repr(tensor_names.shape)} and {static_repr(shape_and_slices.shape)} instead."
        )  # fmt: skip
    if tensor_names.size != count:
        raise InvalidArgumentError(None, None, f"Got {tensor_names.size} tensor names, but {count} {counted}.")
    if tensor_names.size != shape_and_slices.size:
        raise InvalidArgumentError(
            None, None, "tensor_names and shape_and_slices have different number of elements: "
            f"{tensor_names.size} vs. {shape_and_slices.size}"
        )  # fmt: skip


SaveV2.rejects(
    "p", ["a"], ["", ""], [1.0],
    error=InvalidArgumentError, message="tensor_names and shape_and_slices have different number of elements: 1 vs. 2",
)  # fmt: skip
SaveV2.rejects("p", "a", [""], [1.0], error=ValueError, message="Shape must be rank 1 but is rank 0", building=True)
