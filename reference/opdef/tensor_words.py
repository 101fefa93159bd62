"""Tensors as TensorFlow's messages write them."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.opdef.number_words import number_words

_ESCAPED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "'": "\\'", "\\": "\\\\"}


def tensor_words(array: np.ndarray[Any, Any], limit: int = -1) -> str:
    """The first ``limit`` elements in rows, and dots where some are left out; all of them if it is negative.

    >>> tensor_words(np.array([1, 2, 3, 4]), 3), tensor_words(np.array([[1, 2], [3, 4]]))
    ('1 2 3...', '[1 2][3 4]')
    """
    if not has_words(array):
        array = array.ravel()
    if not 0 <= limit < array.size:
        return _rows(array, array.size)
    return _rows(array, limit) + ("" if array.ndim == 1 and limit else "...")


def _rows(array: np.ndarray[Any, Any], limit: int) -> str:
    """At most ``limit`` elements; a last row that is cut off ends with dots."""
    if array.ndim == 0:
        return element_words(array[()]) if limit else ""
    if array.ndim == 1:
        shown = " ".join(map(element_words, array[:limit]))
        return shown if limit >= len(array) or not limit else f"{shown}..."
    rows, size = [], array[0].size if len(array) else 0
    for row in array:
        if limit <= 0:
            break
        rows.append(f"[{_rows(row, min(limit, size))}]" if size else "")
        limit -= size
    return "".join(rows)


def has_words(array: np.ndarray[Any, Any]) -> bool:
    """Whether TensorFlow has words for elements of this kind; the others are shown in one row."""
    if array.dtype.kind == "O":
        return all(isinstance(item, bytes) for item in array.ravel()[:1])
    return array.dtype.names != ("qint32",) and (array.dtype.names is not None or array.dtype.kind in "biuf")


def element_words(item: Any) -> str:
    """One element; what TensorFlow has no words for is a question mark."""
    if isinstance(item, bytes):
        return "".join(_ESCAPED.get(char) or _printable(char) for char in item.decode("latin-1"))
    dtype = np.asarray(item).dtype
    if dtype.names:  # quantized numbers are records of one field
        return "?" if dtype.names == ("qint32",) else str(item[0])
    if dtype.kind not in "biuf":  # complex numbers, bfloat16, handles
        return "?"
    if dtype.kind == "b":
        return str(int(item))
    return number_words(np.float32(item) if dtype == np.float16 else item)


def _printable(char: str) -> str:
    return char if " " <= char <= "~" else f"\\{ord(char):03o}"
