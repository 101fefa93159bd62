"""The errors of kernels whose inputs do not fit together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reference.errors import InvalidArgumentError
from reference.tensor_shape import static_repr


def invalid(message: str) -> InvalidArgumentError:
    """An error that the executor completes with the operation in which it came up."""
    return InvalidArgumentError(None, None, message)


def check_same_shape(inputs: Sequence[Any], op_type: str, operation_name: str) -> None:
    """InvalidArgumentError for the first input whose shape is not that of the first one."""
    for index, array in enumerate(inputs):
        if array.shape != inputs[0].shape:
            raise invalid(
                f"Inputs to operation {operation_name} of type {op_type} must have the same size and shape.  "
                f"Input 0: {static_repr(inputs[0].shape)} != input {index}: {static_repr(array.shape)}"
            )
