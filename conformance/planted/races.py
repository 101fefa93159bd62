"""Steps that run at the same time and get in each other's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from conformance.planted.fault import Alteration, altered, faults, kernels
from reference.runtime.cancellation import Cancellation


def _never_cancelled(original: Callable[..., Any]) -> Callable[..., Any]:
    """A step that waits goes on waiting when its session is closed."""
    return lambda self, reason: None


def _limit_ignored(original: Callable[..., Any]) -> Callable[..., Any]:
    def init(self: Any, changes: Any, timeout_ms: int = 0) -> None:
        original(self, changes, 0)

    return init


def _torn(kernel: Callable[..., Any], ref: Any, value: Any, **attrs: Any) -> Any:
    """An update replaces the variable's rows one after the other: who reads meanwhile sees both."""
    old = ref.value
    kernel(ref, value, **attrs)
    if old is not None and np.ndim(ref.value) and old.shape == ref.value.shape and old.shape[0] > 1:
        mixed = ref.value.copy()
        mixed[-1] = old[-1]
        ref.assign(mixed)
    return ref


FAULTS = faults(
    "races",
    {
        "steps that outlive their session": (
            "RUN-10 SES-7",
            altered(Alteration(Cancellation, "cancel", _never_cancelled)),
        ),
        "limits of time that are ignored": (
            "RUN-10 OPT-1",
            altered(Alteration(Cancellation, "__init__", _limit_ignored)),
        ),
        "updates that leave a part of the old value": (
            "VAR-3 VAR-7",
            kernels(_torn, "Assign", "AssignAdd", "AssignSub"),
        ),
    },
)
