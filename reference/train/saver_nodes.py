"""The operations that save and restore a set of variables (CKP-26)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.device import DeviceSpec, canonical_device_name
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.interchange.messages import message
from reference.opdef.functions import build
from reference.ops.flow.grouping import group, with_dependencies
from reference.ops.source.constant import constant
from reference.ops.source.placeholder import placeholder_with_default
from reference.train.saveable import CPU, AnySaveable

Shard = tuple[str, list[AnySaveable]]  # a device, and what it holds


def add_saver(
    saveables: Sequence[AnySaveable], name: str | None, filename: Any, *, reshape: bool, sharded: bool
) -> Any:
    """Adds the operations to the graph; gives the names of those to feed, fetch and run, as a `SaverDef`."""
    with name_scope(name, "save", [saveable.op for saveable in saveables]):
        path = placeholder_with_default(filename or "model", shape=(), name="filename")
        path = placeholder_with_default(path, shape=(), name="Const")
        if sharded:
            shards = _by_device(saveables)
            saved = _save_shards(path, shards)
            restored = _restore_shards(path, shards, reshape)
        else:
            saved = _save(path, saveables)
            restored = group(*_restore(path, saveables, reshape), name="restore_all")
    return message("SaverDef")(
        filename_tensor_name=path.name, save_tensor_name=saved.name, restore_op_name=restored.name, sharded=sharded
    )


def _graph() -> Any:
    return DEFAULT_GRAPHS.get_default()


# ---- one file


def _save(path: Tensor, saveables: Sequence[AnySaveable]) -> Tensor:
    """``path``, available once the files are written."""
    values = [spec.read() for spec in _specs(saveables)]
    names, slices = _texts(saveables)
    written = build("SaveV2", None, prefix=path, tensor_names=names, shape_and_slices=slices, tensors=values)
    return with_dependencies([written], path)  # type: ignore[no-any-return]


def _restore(path: Tensor, saveables: Sequence[AnySaveable], reshape: bool) -> list[Operation]:
    """The operations that give the variables their values back (CKP-27)."""
    names, slices = _texts(saveables)
    dtypes = [spec.dtype for spec in _specs(saveables)]
    with _graph().device(CPU):
        values = build("RestoreV2", None, prefix=path, tensor_names=names, shape_and_slices=slices, dtypes=dtypes)
    remaining = iter(values)
    return [saveable.restore([next(remaining) for _ in saveable.specs], reshape) for saveable in saveables]


def _texts(saveables: Sequence[AnySaveable]) -> tuple[list[str], list[str]]:
    specs = _specs(saveables)
    return [spec.name for spec in specs], [spec.slice_spec for spec in specs]


def _specs(saveables: Sequence[AnySaveable]) -> list[Any]:
    """The tensors of the checkpoint: one of a variable, two of a table (TAB-21)."""
    return [spec for saveable in saveables for spec in saveable.specs]


# ---- a file a device


def _by_device(saveables: Sequence[AnySaveable]) -> list[Shard]:
    """What each device holds, the devices in the order of their names."""
    shards: dict[str, list[AnySaveable]] = {}
    for saveable in saveables:
        shards.setdefault(canonical_device_name(saveable.specs[0].read().device), []).append(saveable)
    return sorted(shards.items(), key=lambda shard: shard[0])


def _cpu_of(device: str) -> str:
    """The processor of the machine to which a device belongs: files are its business."""
    spec = DeviceSpec.from_string(device)
    return DeviceSpec(job=spec.job, replica=spec.replica, task=spec.task, device_type="CPU", device_index=0).to_string()


def _save_shards(path: Tensor, shards: Sequence[Shard]) -> Tensor:
    """``path``, available once each device has written its part and the parts are one checkpoint (CKP-28)."""
    parts = build("StringJoin", None, inputs=[path, f"_temp_{uuid.uuid4().hex}/part"])
    count = constant(np.int32(len(shards)), name="num_shards")
    names, saved = [], []
    for number, (device, saveables) in enumerate(shards):
        with _graph().device(_cpu_of(device)):
            name = build("ShardedFilename", None, basename=parts, shard=number, num_shards=count)
            names.append(name)
            saved.append(_save(name, saveables))
    with _graph().device(_cpu_of(shards[-1][0])), _graph().control_dependencies([part.op for part in saved]):
        merged = build("MergeV2Checkpoints", None, checkpoint_prefixes=names, destination_prefix=path)
        with _graph().control_dependencies([merged]):
            return build("Identity", None, input=path)  # type: ignore[no-any-return]


def _restore_shards(path: Tensor, shards: Sequence[Shard], reshape: bool) -> Operation:
    restored = []
    for device, saveables in shards:
        with _graph().device(device):
            restored.append(group(*_restore(path, saveables, reshape), name="restore_shard"))
    return group(*restored, name="restore_all")
