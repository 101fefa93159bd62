"""The error of a kernel whose inputs do not fit together."""

from __future__ import annotations

from reference.errors import InvalidArgumentError


def invalid(message: str) -> InvalidArgumentError:
    """An error that the executor completes with the operation in which it came up."""
    return InvalidArgumentError(None, None, message)
