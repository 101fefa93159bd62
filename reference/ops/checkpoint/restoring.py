"""Reading tensors from a checkpoint (CKP-20)."""

from __future__ import annotations

from typing import Any

from reference.dtypes import DType, as_dtype
from reference.errors import InvalidArgumentError, OpError
from reference.interchange.checkpoint.bundle_reader import BundleReader
from reference.interchange.checkpoint.opening import open_checkpoint
from reference.interchange.checkpoint.tensor_slice import parse_shape_and_slice
from reference.interchange.files import path_of
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import merge, with_rank
from reference.ops.checkpoint.saving import check_vectors, scalar
from reference.tensor_shape import static_repr

RestoreV2 = op(
    "RestoreV2",
    "prefix: string, tensor_names: string, shape_and_slices: string",
    "tensors: dtypes",
    "dtypes: list(type) >= 1",
    stateful=True,
)


@RestoreV2.shape
def _(
    prefix: Any, tensor_names: Any, shape_and_slices: Any, *, shape_and_slices_value: Any, dtypes: Any
) -> list[StaticShape]:
    """A tensor has the shape of the slice that it is; the shape of a whole one is known to the file alone."""
    with_rank(prefix, 0)
    merge(with_rank(tensor_names, 1), with_rank(shape_and_slices, 1))
    if shape_and_slices_value is None:
        return [None] * len(dtypes)
    if len(shape_and_slices_value) != len(dtypes):
        raise ValueError("The number of shape_and_slice doesn't match tensor outputs.")
    return [_static_shape(path_of(text)) for text in shape_and_slices_value]


def _static_shape(text: str) -> StaticShape:
    if not text:
        return None
    try:
        shape, part = parse_shape_and_slice(text)
    except OpError as error:
        raise ValueError(error.message) from None
    return part.shape_in(shape)


@RestoreV2.kernel
def _(prefix: Any, tensor_names: Any, shape_and_slices: Any, *, dtypes: Any) -> list[Any]:
    """The tensor of each name, or the slice of it; all names are looked up before the first is read."""
    check_vectors(tensor_names, shape_and_slices, len(dtypes), "expected dtypes")
    reader = open_checkpoint(path_of(scalar(prefix, "prefix")), tensor_names)
    in_order = sorted(range(len(tensor_names)), key=lambda index: tensor_names[index])
    for index in in_order:
        reader.entry(tensor_names[index])
    values: list[Any] = [None] * len(tensor_names)
    for index in in_order:
        values[index] = _restore(reader, tensor_names[index], path_of(shape_and_slices[index]), as_dtype(dtypes[index]))
    return values


def _restore(reader: BundleReader, name: bytes, text: str, dtype: DType) -> Any:
    found = reader.entry(name).dtype
    if found != dtype.as_datatype_enum:
        raise InvalidArgumentError(
            None, None, f"tensor_name = {path_of(name)}; expected dtype {_word(dtype.as_datatype_enum)} does not equal "
            f"original dtype {_word(found)}"
        )  # fmt: skip
    if not text:
        return reader.read(name)
    shape, part = parse_shape_and_slice(text)
    if shape != reader.shape(name):
        raise InvalidArgumentError(
            None, None, f"tensor_name = {path_of(name)}; shape in shape_and_slice spec {static_repr(shape)} does not "
            f"match the shape stored in checkpoint: {static_repr(reader.shape(name))}"
        )  # fmt: skip
    return reader.read_slice(name, part)


_WORDS = {0: "INVALID", 1: "float", 2: "double", 19: "half"}


def _word(number: int) -> str:
    if number in _WORDS:
        return _WORDS[number]
    try:
        return str(as_dtype(number).name)
    except TypeError:
        return f"unknown dtype enum ({number})"


RestoreV2.rejects(
    "no/such/folder/model", ["a"], [""], dtypes=[as_dtype("float32")],
    error=InvalidArgumentError, message="Unsuccessful TensorSliceReader constructor: Failed to get matching files",
)  # fmt: skip
RestoreV2.rejects(
    "model", ["a"], ["4"], dtypes=[as_dtype("float32")],
    error=ValueError, message="Need least two elements in shape_and_slice specification: 4", building=True,
)  # fmt: skip
