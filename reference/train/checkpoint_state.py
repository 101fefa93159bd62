"""The file ``checkpoint``, which says what the newest checkpoints of a folder are (CKP-31)."""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from reference.errors import OpError
from reference.interchange.described_messages import described_messages
from reference.interchange.files import file_errors, write_whole
from reference.interchange.messages import text_of
from reference.public import public
from reference.train.checkpoint_files import checkpoint_exists, is_file

_FIELDS = (
    (1, "model_checkpoint_path", "string"), (2, "all_model_checkpoint_paths", "*string"),
    (3, "all_model_checkpoint_timestamps", "*double"), (4, "last_preserved_timestamp", "double"),
)  # fmt: skip
_log = logging.getLogger("tensorflow")


@cache
def _message() -> Any:
    return described_messages("checkpoint_state", {"CheckpointState": _FIELDS})["CheckpointState"]


@public("train.generate_checkpoint_state_proto")
def generate_checkpoint_state_proto(
    save_dir: str,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Sequence[str] | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> Any:
    """A new `CheckpointState` message: the newest checkpoint, and all that are kept, oldest first.

    Paths are made relative to ``save_dir`` if that and they are relative.  Raises ValueError where there is not
    a time for each path.
    """
    every = list(all_model_checkpoint_paths or ())
    if not every or every[-1] != model_checkpoint_path:
        every.append(model_checkpoint_path)
    times = list(all_model_checkpoint_timestamps or ())
    if times and len(times) != len(every):
        raise ValueError(
            "Checkpoint timestamps, if provided, must match checkpoint paths "
            f"(got paths {every} and timestamps {times})"
        )
    if not os.path.isabs(save_dir):
        every = [_relative(path, save_dir) for path in every]
        model_checkpoint_path = _relative(model_checkpoint_path, save_dir)
    return _message()(
        model_checkpoint_path=model_checkpoint_path, all_model_checkpoint_paths=every,
        all_model_checkpoint_timestamps=times, last_preserved_timestamp=last_preserved_timestamp,
    )  # fmt: skip


def _relative(path: str, folder: str) -> str:
    return path if os.path.isabs(path) else os.path.relpath(path, folder or os.curdir)


@public("train.update_checkpoint_state")
def update_checkpoint_state(
    save_dir: str,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Sequence[str] | None = None,
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: Sequence[float] | None = None,
    last_preserved_timestamp: float | None = None,
) -> None:
    """Writes the file ``checkpoint`` of ``save_dir``, or one of another name.

    Raises RuntimeError if that is the name of the checkpoint itself.
    """
    write_state(
        save_dir, model_checkpoint_path, all_model_checkpoint_paths, latest_filename, False,
        all_model_checkpoint_timestamps, last_preserved_timestamp,
    )  # fmt: skip


def write_state(
    folder: str,
    newest: str,
    every: Sequence[str] | None,
    file_name: str | None,
    relative_paths: bool,
    times: Sequence[float] | None = None,
    last_preserved: float | None = None,
) -> None:
    """Writes the state of a folder, the paths in it relative to it or not."""
    path = state_path(folder, file_name)
    shown = newest
    if relative_paths:
        shown = os.path.relpath(newest, folder) if os.path.isabs(newest) else newest
        every = [os.path.relpath(each, folder) if os.path.isabs(each) else each for each in every or ()]
    state = generate_checkpoint_state_proto(folder, shown, every, times, last_preserved)
    if path == state.model_checkpoint_path:
        raise RuntimeError(
            f"Save path '{newest}' conflicts with path used for checkpoint state.  Please use a different save path."
        )
    write_whole(path, f"{path}.tmp{uuid.uuid4().hex}", text_of(state).encode())


def state_path(folder: str, file_name: str | None) -> str:
    """The file in which the state of a folder stands."""
    return os.path.join(folder, file_name or "checkpoint")


@public("train.get_checkpoint_state")
def get_checkpoint_state(checkpoint_dir: str, latest_filename: str | None = None) -> Any:
    """The `CheckpointState` message of a folder, its paths joined with it; None if there is none that can be read.

    Raises ValueError for one that names no checkpoint.
    """
    from google.protobuf import text_format

    path = state_path(checkpoint_dir, latest_filename)
    try:
        if not is_file(path):
            return None
        with file_errors(path), open(path, "rb") as file:
            state = text_format.Parse(file.read().decode(), _message()())
    except (OpError, text_format.ParseError, UnicodeDecodeError) as error:
        _log.warning("%s: %s", type(error).__name__, error)
        _log.warning("%s: Checkpoint ignored", path)
        return None
    if not state.model_checkpoint_path:
        raise ValueError(f"Invalid checkpoint state loaded from {checkpoint_dir}")
    state.model_checkpoint_path = os.path.join(checkpoint_dir, state.model_checkpoint_path)
    for index, each in enumerate(state.all_model_checkpoint_paths):
        state.all_model_checkpoint_paths[index] = os.path.join(checkpoint_dir, each)
    return state


@public("train.latest_checkpoint")
def latest_checkpoint(checkpoint_dir: str, latest_filename: str | None = None) -> str | None:
    """The newest checkpoint of a folder, or None.  Raises NotFoundError if the folder that it is in is gone."""
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None:
        return None
    path: str = state.model_checkpoint_path
    if checkpoint_exists(path):
        return path
    _log.error("Couldn't match files for checkpoint %s", path)
    return None
