"""Arguments of public functions that have an old name and a new one."""

from __future__ import annotations

from typing import Any


def given_once(name: str, value: Any, old_name: str, old_value: Any) -> Any:
    """The value that was given under one of two names; ValueError if both were."""
    if old_value is None:
        return value
    if value is not None:
        raise ValueError(f"Cannot specify both '{old_name}' and '{name}'")
    return old_value
