"""The message that describes a `QueueRunner` (PIPE-13)."""

from __future__ import annotations

from functools import cache
from typing import Any

from reference import errors
from reference.interchange.described_messages import Field, described_messages

_FIELDS: tuple[Field, ...] = (
    (1, "queue_name", "string"), (2, "enqueue_op_name", "*string"), (3, "close_op_name", "string"),
    (4, "cancel_op_name", "string"), (5, "queue_closed_exception_types", "*.QueueRunnerDef.Code"),
)  # fmt: skip


@cache
def queue_runner_def() -> Any:
    """The class of the message `QueueRunnerDef`."""
    codes = {name: code for name, code in vars(errors).items() if name.isupper() and isinstance(code, int)}
    messages = described_messages("queue_runner", {"QueueRunnerDef": _FIELDS}, {"QueueRunnerDef.Code": codes})
    return messages["QueueRunnerDef"]
