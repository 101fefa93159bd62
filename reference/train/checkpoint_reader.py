"""Looking into a checkpoint without a graph (CKP-33)."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.interchange.checkpoint.entries import shape_of
from reference.interchange.checkpoint.opening import open_checkpoint
from reference.interchange.files import path_of
from reference.public import public
from reference.train.checkpoint_state import latest_checkpoint


class CheckpointReader:
    """An open checkpoint."""

    def __init__(self, prefix: str) -> None:
        self._reader = open_checkpoint(prefix)

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """The shape of each tensor by name."""
        return {name.decode(): list(self._reader.shape(name)) for name in self._reader.names()}

    def get_variable_to_dtype_map(self) -> dict[str, DType]:
        """The dtype of each tensor by name."""
        return {name.decode(): self._reader.dtype(name) for name in self._reader.names()}

    def has_tensor(self, tensor_str: str) -> bool:
        """Whether there is a tensor of this name."""
        return _key(tensor_str) in self._reader

    def get_tensor(self, tensor_str: str) -> Any:
        """The value of a tensor, for a scalar a NumPy scalar or bytes; NotFoundError if there is none of this name."""
        value = self._reader.read(_key(tensor_str))
        return np.array(value) if value.ndim else value[()]

    def debug_string(self) -> bytes:
        """A line for each tensor and each slice of one: its name, dtype and shape."""
        from tensorboard.compat.proto.types_pb2 import DataType

        lines = []
        for key, entry in self._reader.entries():
            if not entry.slices:
                shape = ",".join(map(str, shape_of(entry)))
                lines.append(key + f" ({DataType.Name(entry.dtype)}) [{shape}]\n".encode())
        return b"".join(lines)


def _key(name: str) -> bytes:
    return path_of(name).encode("utf-8", "surrogateescape")


@public("train.NewCheckpointReader")
def new_checkpoint_reader(filepattern: str) -> CheckpointReader:
    """A reader of the checkpoint of this name; NotFoundError if there is none, DataLossError if it is damaged."""
    return CheckpointReader(path_of(filepattern))


@public("train.load_checkpoint")
def load_checkpoint(ckpt_dir_or_file: str) -> CheckpointReader:
    """A reader of a checkpoint, or of the newest one of a folder; ValueError for a folder without one."""
    path = ckpt_dir_or_file
    if os.path.isdir(path_of(path)):
        newest = latest_checkpoint(path)
        if newest is None:
            raise ValueError(f"Couldn't find 'checkpoint' file or checkpoints in given directory {path}")
        path = newest
    return new_checkpoint_reader(path)


@public("train.load_variable")
def load_variable(ckpt_dir_or_file: str, name: str) -> Any:
    """The value of one tensor of a checkpoint; ``:0`` may stand behind the name."""
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


@public("train.list_variables")
def list_variables(ckpt_dir_or_file: str) -> list[tuple[str, list[int]]]:
    """Name and shape of each tensor of a checkpoint, in the order of the names."""
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())
