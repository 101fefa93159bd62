"""The names of a checkpoint's files where several devices write it (CKP-23)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.tensor_shape import static_repr

ShardedFilename = op("ShardedFilename", "basename: string, shard: int32, num_shards: int32", "filename: string")
ShardedFilespec = op("ShardedFilespec", "basename: string, num_shards: int32", "filename: string")


@ShardedFilename.shape
@ShardedFilespec.shape
def _(*inputs: Any) -> Any:
    for shape in inputs:
        with_rank(shape, 0)
    return ()


@ShardedFilename.kernel
def _(basename: Any, shard: Any, num_shards: Any) -> Any:
    _check_scalars(basename=basename, shard=shard, num_shards=num_shards)
    return _string(basename[()].split(b"\0")[0] + b"-%05d-of-%05d" % (shard, num_shards))


@ShardedFilespec.kernel
def _(basename: Any, num_shards: Any) -> Any:
    _check_scalars(basename=basename, num_shards=num_shards)
    return _string(basename[()].split(b"\0")[0] + b"-?????-of-%05d" % num_shards)


def _check_scalars(**inputs: Any) -> None:
    for name, value in inputs.items():
        if np.ndim(value):
            raise InvalidArgumentError(None, None, f"{name} must be a scalar, got shape {static_repr(np.shape(value))}")


def _string(text: bytes) -> Any:
    array = np.empty((), object)
    array[()] = text
    return array


ShardedFilename.example("model", 1, 3, gives="model-00001-of-00003")
ShardedFilename.rejects("model", [1], 3, error=InvalidArgumentError, message="shard must be a scalar, got shape [1]")
ShardedFilespec.example("model", 3, gives="model-?????-of-00003")
ShardedFilespec.rejects(["a"], 3, error=ValueError, message="Shape must be rank 0 but is rank 1", building=True)


@ShardedFilename.arguments
def _(draw: Any) -> dict[str, Any]:
    return {
        "basename": draw.tensor(draw.dtype("string"), ()),
        "shard": draw.tensor(draw.dtype("int32"), ()),
        "num_shards": draw.tensor(draw.dtype("int32"), ()),
    }


@ShardedFilespec.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"basename": draw.tensor(draw.dtype("string"), ()), "num_shards": draw.tensor(draw.dtype("int32"), ())}
