"""Wrong dtypes, and contents that a dtype should keep."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.planted.changed_outcomes import each_array, each_value
from conformance.planted.fault import faults
from conformance.values import TensorValue


def _strings(change: Any) -> Any:
    """Every string becomes another one."""

    def changed(array: Any) -> Any:
        new = np.empty(array.shape, object)
        for index in np.ndindex(array.shape):
            new[index] = change(array[index])
        return new

    return each_array(changed, "string")


def _bytes_reversed(value: TensorValue) -> TensorValue:
    if value.data is None or value.dtype in ("string", "bool", "complex64", "complex128", "bfloat16"):
        return value
    return TensorValue.of(value.array().byteswap())


FAULTS = faults(
    "types",
    {
        "another dtype": (
            "DTY-3 FET-3",
            each_array(lambda array: array.astype(np.float64), "float32"),
        ),
        "numbers of 16 bits that become numbers of 32": (
            "DTY-3 FET-3",
            each_array(lambda array: array.astype(np.float32), "float16"),
        ),
        "whole numbers of 64 bits that become numbers of 32": (
            "DTY-3 FET-3",
            each_array(lambda array: array.astype(np.int32), "int64"),
        ),
        "whole numbers of 64 bits that pass through 32": (
            "DTY-1 WIRE-9",
            each_array(lambda array: array.astype(np.int32).astype(np.int64), "int64"),
        ),
        "truth values that become whole numbers": ("DTY-3", each_array(lambda array: array.astype(np.uint8), "bool")),
        "unsigned numbers that become signed": ("DTY-3", each_array(lambda array: array.view(np.int8), "uint8")),
        "complex numbers that lose their imaginary part": (
            "DTY-1",
            each_array(lambda array: array.real.astype(array.dtype), "complex64", "complex128"),
        ),
        "strings that end at their first zero byte": (
            "DTY-3 WIRE-12",
            _strings(lambda item: item.partition(b"\0")[0]),
        ),
        "strings that are taken for UTF-8": (
            "DTY-3 WIRE-12",
            _strings(lambda item: item.decode("utf-8", "replace").encode()),
        ),
        "numbers with their bytes in the other order": ("WIRE-12", each_value(_bytes_reversed)),
    },
)
