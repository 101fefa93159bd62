"""Dtypes as the runtime's messages call them."""

from __future__ import annotations

from reference.dtypes import DType

_WORDS = {"float16": "half", "float32": "float", "float64": "double"}


def dtype_words(dtype: DType) -> str:
    """`half`, `float` and `double` for the common floats, the name for all else.

    >>> import reference as tf
    >>> dtype_words(tf.float32), dtype_words(tf.int32)
    ('float', 'int32')
    """
    return _WORDS.get(dtype.name, dtype.name)
