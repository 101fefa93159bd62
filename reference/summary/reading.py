"""Reading event files (TRC-17)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reference.interchange.messages import message
from reference.interchange.record_file import tf_record_iterator
from reference.public import public


@public("train.summary_iterator")
def summary_iterator(path: Any) -> Iterator[Any]:
    """The `Event` messages of an event file in order (TRC-17).

    Raises, when it comes to it, `errors.NotFoundError` where there is no file and `errors.DataLossError` for a record
    that is broken off or damaged.
    """
    for record in tf_record_iterator(path):
        yield message("Event").FromString(record)
