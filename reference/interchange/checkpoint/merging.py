"""Making one checkpoint of several, each of which one device wrote (CKP-22)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from reference.errors import InvalidArgumentError
from reference.interchange.checkpoint.bundle_reader import BundleReader
from reference.interchange.checkpoint.bundle_writer import (
    data_path,
    index_path,
    key_text,
    make_directory_of,
    write_index,
)
from reference.interchange.checkpoint.entries import add_slice, shape_of, slices_of
from reference.interchange.files import file_errors


def merge_checkpoints(prefixes: Sequence[str], destination: str) -> None:
    """Moves the data files of all ``prefixes`` to ``destination`` and writes one index for them.

    Raises NotFoundError for a checkpoint that is not there and InvalidArgumentError for a tensor that several hold;
    then nothing is moved.
    """
    make_directory_of(destination)
    entries: dict[bytes, Any] = {}
    moves: list[tuple[str, str]] = []
    readers = [BundleReader(prefix) for prefix in prefixes]
    shards = sum(reader.shards for reader in readers)
    for reader in readers:
        _join(entries, reader, first_shard=len(moves))
        for shard in range(reader.shards):
            moves.append((data_path(reader.prefix, shard, reader.shards), data_path(destination, len(moves), shards)))
    for source, target in moves:
        with file_errors(source):
            os.replace(source, target)
    write_index(destination, shards, entries)
    for prefix in prefixes:
        with suppress(FileNotFoundError):
            os.remove(index_path(prefix))


def _join(entries: dict[bytes, Any], reader: BundleReader, first_shard: int) -> None:
    """Adds the entries of one checkpoint, whose data files are counted from ``first_shard`` on."""
    for key, entry in reader.entries():
        entry.shard_id += first_shard
        known = entries.setdefault(key, entry)
        if known is entry:
            continue
        if not (known.slices and entry.slices):
            name = key_text(key)
            raise InvalidArgumentError(
                None, None, f"Duplicate tensor keyed by {name} encountered, when merging prefix: {reader.prefix}"
            )
        if (known.dtype, shape_of(known)) != (entry.dtype, shape_of(entry)):
            name = key_text(key)
            raise InvalidArgumentError(None, None, f"Slices of {name} differ in dtype or in the whole shape")
        for part in slices_of(entry):
            add_slice(known, part)


def delete_folders_of(prefixes: Sequence[str]) -> None:
    """Deletes the folders in which checkpoints were, those that are empty now."""
    for folder in {os.path.dirname(prefix) for prefix in prefixes}:
        with suppress(OSError):
            os.rmdir(folder)
