"""Two values as text, with what differs marked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from conformance.showing import value_text
from conformance.ulp import FLOATS, differing_bits
from conformance.values import TensorValue

_ELEMENTS = 64  # of a value that is shown whole
_LISTED = 8  # differing elements of a larger one

Piece = tuple[str, bool]
"""A part of a text, and whether it differs from what is on the other side."""

Array = np.ndarray[Any, Any]


def pieces(wanted: TensorValue | None, came: TensorValue | None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The texts of two values in pieces; the elements that differ are marked, or all where dtype or shape do.

    >>> pieces(TensorValue.of(np.int32([1, 2])), TensorValue.of(np.int32([1, 3])))[1]
    (('int32[2] [1, ', False), ('3', True), (']', False))
    """
    if wanted == came:
        return ((value_text(wanted), False),), ((value_text(came), False),)
    if (
        wanted is None
        or came is None
        or wanted.data is None
        or (wanted.dtype, wanted.shape) != (came.dtype, came.shape)
    ):
        return ((value_text(wanted), True),), ((value_text(came), True),)
    differs = _differing(wanted, came)
    left, right = (_marked(value, differs) for value in (wanted, came))
    return left, right


def _differing(wanted: TensorValue, came: TensorValue) -> Array:
    if wanted.dtype in FLOATS:
        return differing_bits(wanted, came)
    return np.asarray(wanted.array() != came.array())


def _marked(value: TensorValue, differs: Array) -> tuple[Piece, ...]:
    kind = f"{value.dtype}[{','.join(map(str, value.shape))}] "
    inner = _nested if differs.size <= _ELEMENTS else _listed
    return _joined([(kind, False), *inner(value.array(), differs)])


def _nested(array: Array, differs: Array) -> Iterator[Piece]:
    if array.ndim == 0:
        yield _element(array[()]), bool(differs)
        return
    yield "[", False
    for index in range(len(array)):
        if index:
            yield ", ", False
        yield from _nested(np.asarray(array[index], array.dtype), np.asarray(differs[index]))
    yield "]", False


def _listed(array: Array, differs: Array) -> Iterator[Piece]:
    """The first of the elements that differ, with their places."""
    for index in islice(np.argwhere(differs), _LISTED):
        yield f"{index.tolist()} ", False
        yield _element(array[tuple(index)]), True
        yield "; ", False
    yield f"{int(differs.sum())} of {differs.size} elements differ", False


def _element(item: object) -> str:
    return repr(item) if isinstance(item, bytes) else str(item)


def _joined(parts: list[Piece]) -> tuple[Piece, ...]:
    """The pieces, neighbours of one kind put together."""
    joined: list[Piece] = []
    for text, differs in parts:
        if joined and joined[-1][1] == differs:
            joined[-1] = (joined[-1][0] + text, differs)
        else:
            joined.append((text, differs))
    return tuple(joined)
