"""The tensors that a session keeps by handle (FET-14)."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError

CONTAINER = "TensorHandle"  # in which handles say that their tensors are


class KeptTensor(NamedTuple):
    """A value that outlives its step, and its dtype."""

    value: np.ndarray[Any, Any]
    dtype: DType


class TensorStore:
    """Tensors by the text of their handles, ``OPERATION;NUMBER;DEVICE``."""

    def __init__(self) -> None:
        self._tensors: dict[str, KeptTensor] = {}
        self._number = 0  # of tensors ever kept: no two handles of a session are the same
        self._lock = threading.RLock()  # a handle may be collected, and forgotten, in the middle of anything

    def keep(self, operation: str, device: str, value: np.ndarray[Any, Any], dtype: DType) -> str:
        """Keeps a value and gives the text of its handle."""
        with self._lock:
            handle = f"{operation};{self._number};{device}"
            self._number += 1
            self._tensors[handle] = KeptTensor(value, dtype)
        return handle

    def get(self, handle: str) -> KeptTensor:
        """What a handle stands for; InvalidArgumentError if there is no such tensor (any more)."""
        with self._lock:
            kept = self._tensors.get(handle)
        if kept is None:
            raise InvalidArgumentError(None, None, f"The tensor with handle '{handle}' is not in the session store.")
        return kept

    def delete(self, handle: str) -> None:
        """Forgets a tensor; InvalidArgumentError if there is none."""
        with self._lock:
            kept = self._tensors.pop(handle, None)
        if kept is None:
            raise InvalidArgumentError(
                None, None, f"Failed to delete a tensor with handle '{handle}' in the session store."
            )

    def forget(self, handles: Iterable[str]) -> None:
        """Forgets tensors, those that are not there included."""
        with self._lock:
            for handle in handles:
                self._tensors.pop(handle, None)
