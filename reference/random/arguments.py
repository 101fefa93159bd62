"""What the random kernels check before they draw: the shape that was asked for, and the bounds."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from reference.errors import InvalidArgumentError

MOST_ELEMENTS = 2**63 - 1


def output_shape(shape: NDArray[Any]) -> tuple[int, ...]:
    """The shape that the op's first input, an array of int32 or int64, asks for.

    Raises InvalidArgumentError when it is no vector, has a negative dimension or too many elements (RND-17).

    >>> import numpy as np
    >>> output_shape(np.array([2, 3]))
    (2, 3)
    """
    if shape.ndim != 1:
        words = f"shape must be a vector of {{int32,int64}}, got shape {_shape_words(shape.shape)}"
        raise InvalidArgumentError(None, None, words)
    dimensions = tuple(shape.tolist())
    elements = 1
    for dimension in dimensions:
        if dimension < 0:
            raise InvalidArgumentError(None, None, f"Dimension {dimension} must be >= 0")
        elements *= dimension
        if elements > MOST_ELEMENTS:  # TensorFlow's words name the dimension that was too much, once for each
            words = _shape_words((dimension,) * len(dimensions))
            raise InvalidArgumentError(None, None, f"Shape {words} would have more than 2**63 - 1 elements")
    return dimensions


def check_bounds(minval: NDArray[Any], maxval: NDArray[Any]) -> None:
    """Raises InvalidArgumentError unless both inputs of RandomUniformInt are scalars (RND-17)."""
    for name, bound in (("minval", minval), ("maxval", maxval)):
        if bound.ndim:
            words = f"{name} must be 0-D, got shape {_shape_words(bound.shape)}"
            raise InvalidArgumentError(None, None, words)


def check_range(minval: int, maxval: int) -> None:
    """Raises InvalidArgumentError when there is no integer from minval to maxval - 1 (RND-17)."""
    if minval >= maxval:
        raise InvalidArgumentError(None, None, f"Need minval < maxval, got {minval} >= {maxval}")


def sample_count(logits: NDArray[Any], num_samples: NDArray[Any]) -> int:
    """How many samples Multinomial shall draw from each row.

    Raises InvalidArgumentError for logits that are no matrix or have no class, and for a `num_samples` that
    is no scalar or negative (RND-17).
    """
    if logits.ndim != 2:
        fault = f"logits should be a matrix, got shape {_shape_words(logits.shape)}"
    elif num_samples.ndim:
        fault = f"num_samples should be a scalar, got shape {_shape_words(num_samples.shape)}"
    elif num_samples < 0:
        fault = f"num_samples should be nonnegative, got {int(num_samples)}"
    elif logits.shape[1] == 0:
        fault = "num_classes should be positive, got 0"
    else:
        return int(num_samples)
    raise InvalidArgumentError(None, None, fault)


def _shape_words(shape: tuple[int, ...]) -> str:
    return "[" + ",".join(map(str, shape)) + "]"
