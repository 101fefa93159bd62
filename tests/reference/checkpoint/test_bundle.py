"""Checkpoints as files, without ops."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reference as tf
from reference.interchange.checkpoint.bundle_reader import BundleReader
from reference.interchange.checkpoint.bundle_writer import BundleWriter, write_index
from reference.interchange.checkpoint.checksum import crc32c, mask
from reference.interchange.checkpoint.entries import new_entry, new_header, parse_entry
from reference.interchange.checkpoint.ordered_code import encode_signed, encode_string, slice_key
from reference.interchange.checkpoint.table import Table, encode_table
from reference.interchange.checkpoint.tensor_slice import TensorSlice, parse_shape_and_slice
from reference.interchange.files import file_error

FLOATS = np.float32([1, 2, 3])


def write(prefix: Path, *tensors: tuple[str, Any]) -> None:
    with BundleWriter(str(prefix)) as writer:
        for name, tensor in tensors:
            dtype = tf.string if tensor.dtype == object else tf.as_dtype(tensor.dtype)
            writer.add(name.encode(), tensor, dtype)


def test_ckp_2_files_get_their_names_when_they_are_whole(tmp_path: Path) -> None:
    write(tmp_path / "model", ("old", FLOATS))

    with pytest.raises(ZeroDivisionError), BundleWriter(str(tmp_path / "model")) as writer:
        writer.add(b"new", FLOATS, tf.float32)
        (temporary,) = tmp_path.glob("*.tempstate*")
        raise ZeroDivisionError

    assert temporary.name.startswith("model.data-00000-of-00001.tempstate")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.data-00000-of-00001", "model.index"]
    assert list(BundleReader(str(tmp_path / "model")).names()) == [b"old"]


def test_ckp_2_one_folder_is_made_and_none_above(tmp_path: Path) -> None:
    write(tmp_path / "one" / "model", ("x", FLOATS))

    with pytest.raises(tf.errors.NotFoundError) as caught:
        write(tmp_path / "two" / "three" / "model", ("x", FLOATS))

    assert (tmp_path / "one" / "model.index").exists()
    assert caught.value.message == f"{tmp_path}/two/three; No such file or directory"


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOENT, tf.errors.NotFoundError),
        (errno.ENOTDIR, tf.errors.FailedPreconditionError),
        (errno.EISDIR, tf.errors.FailedPreconditionError),
        (errno.EACCES, tf.errors.PermissionDeniedError),
        (errno.EROFS, tf.errors.PermissionDeniedError),
        (errno.EEXIST, tf.errors.AlreadyExistsError),
        (errno.ENAMETOOLONG, tf.errors.InvalidArgumentError),
        (errno.ENOSPC, tf.errors.ResourceExhaustedError),
        (errno.EIO, tf.errors.UnknownError),
    ],
)
def test_ckp_3_the_file_systems_errors_have_classes(number: int, error: type[Exception]) -> None:
    made = file_error(OSError(number, "any"), "the/path")

    assert type(made) is error
    assert made.message == f"the/path; {os.strerror(number)}"


def test_ckp_12_the_index_has_a_header_and_an_entry_for_each_tensor(tmp_path: Path) -> None:
    write(tmp_path / "m", ("x", FLOATS), ("a", np.zeros((0, 2), np.int64)))

    table = dict(Table((tmp_path / "m.index").read_bytes()))

    checksum = mask(crc32c(FLOATS.tobytes())).to_bytes(4, "little")
    nothing = mask(crc32c(b"")).to_bytes(4, "little")
    assert table == {
        b"": bytes.fromhex("08 01 1a 02 08 01"),
        b"a": bytes.fromhex("08 09 12 06 12 00 12 02 08 02 20 0c 35") + nothing,
        b"x": bytes.fromhex("08 01 12 04 12 02 08 03 28 0c 35") + checksum,
    }


def index_of(folder: Path, change: Callable[[dict[bytes, bytes]], None]) -> BundleReader:
    """A reader of a checkpoint whose index was changed."""
    write(folder / "m", ("x", FLOATS))
    entries = dict(Table((folder / "m.index").read_bytes()))
    change(entries)
    (folder / "m.index").write_bytes(encode_table(sorted(entries.items())))
    return BundleReader(str(folder / "m"))


def header(**fields: Any) -> bytes:
    made = new_header(1)
    for name, value in fields.items():
        owner = made.version if name in ("min_consumer", "bad_consumers") else made
        owner.MergeFrom(type(owner)(**{name: value}))
    return bytes(made.SerializeToString())


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"min_consumer": 2}, "Checkpoint min consumer version 2 above current version 1 for TensorFlow 1.15.5."),
        ({"bad_consumers": [1]}, "Checkpoint disallows consumer version 1.  Please upgrade TensorFlow"),
    ],
)
def test_ckp_12_versions_that_cannot_be_read_are_refused(tmp_path: Path, fields: Any, message: str) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        index_of(tmp_path, lambda entries: entries.update({b"": header(**fields)}))

    assert caught.value.message.startswith(message)


def test_ckp_12_the_other_byte_order_is_read(tmp_path: Path) -> None:
    reader = index_of(tmp_path, lambda entries: entries.update({b"": header(endianness=1)}))

    assert reader.read(b"x").tobytes() == FLOATS.byteswap().tobytes()


def test_ckp_12_entries_that_are_no_messages_are_lost_data(tmp_path: Path) -> None:
    reader = index_of(tmp_path, lambda entries: entries.update({b"x": b"\xff"}))

    with pytest.raises(tf.errors.DataLossError, match="Entry for key x not parseable"):
        reader.read(b"x")


def test_ckp_17_a_size_that_does_not_fit_is_lost_data(tmp_path: Path) -> None:
    def shorten(entries: dict[bytes, bytes]) -> None:
        entry = parse_entry(entries[b"x"])
        entry.size = 8
        entries[b"x"] = entry.SerializeToString()

    with pytest.raises(tf.errors.DataLossError, match="key x; stored size 8; expected size 12"):
        index_of(tmp_path, shorten).read(b"x")


def test_ckp_13_extents_may_be_whole_and_empty_texts_do_not_count() -> None:
    shape, part = parse_shape_and_slice("4 3 -:1,2:")

    assert (shape, part) == ((4, 3), TensorSlice((None, (1, 2))))
    assert part.shape_in(shape) == (4, 2)


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=2, max_size=2, unique=True))
@settings(derandomize=True, deadline=None)
def test_ckp_14_codes_of_numbers_are_in_the_order_of_the_numbers(numbers: list[int]) -> None:
    less, more = sorted(numbers)

    assert encode_signed(less) < encode_signed(more)


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=2, unique=True))
@settings(derandomize=True, deadline=None)
def test_ckp_14_codes_of_names_are_in_the_order_of_the_names(names: list[bytes]) -> None:
    less, more = sorted(names)

    assert encode_string(less) < encode_string(more)


def test_ckp_14_the_key_of_a_slice_names_tensor_and_extents() -> None:
    key = slice_key(b"a\0\xff", TensorSlice((None, (64, 8192))))

    assert key == b"\0a\0\xff\xff\0\0\1" + b"\1\2" + b"\x80\x7f" + b"\xc0\x40\xe0\x20\0"


def test_ckp_15_numbers_stand_one_behind_the_other_in_the_order_of_saving(tmp_path: Path) -> None:
    tensors = [("z", FLOATS), ("a", np.array([True, False])), ("m", np.complex64([[1 + 2j]])), ("b", np.uint16(258))]

    write(tmp_path / "m", *[(name, np.asarray(tensor)) for name, tensor in tensors])

    data = (tmp_path / "m.data-00000-of-00001").read_bytes()
    assert data == FLOATS.tobytes() + b"\1\0" + np.float32([1, 2]).tobytes() + b"\2\1"


@pytest.mark.parametrize("dtype", [tf.float16, tf.uint16, tf.uint32, tf.uint64, tf.string])
def test_ckp_18_some_dtypes_cannot_be_cut(tmp_path: Path, dtype: Any) -> None:
    tensor = np.array([b"a", b"b"], object) if dtype == tf.string else np.array([1, 2], dtype.numpy_dtype)
    write(tmp_path / "m", ("x", tensor))
    reader = BundleReader(str(tmp_path / "m"))

    whole = reader.read_slice(b"x", TensorSlice(((0, 2),)))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Dtype \w+ not supported\."):
        reader.read_slice(b"x", TensorSlice(((0, 1),)))

    assert whole.tolist() == tensor.tolist()


@pytest.mark.parametrize("dtype", [tf.resource, tf.variant])
def test_ckp_4_handles_cannot_be_saved(tmp_path: Path, dtype: Any) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError), BundleWriter(str(tmp_path / "m")) as writer:
        writer.add(b"x", np.empty((), object), dtype)


SHAPES = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)


@given(SHAPES, st.data())
@settings(derandomize=True, deadline=None, max_examples=60)
def test_ckp_17_any_cut_of_any_division_gives_the_same_elements(
    tmp_path_factory: pytest.TempPathFactory, shape: tuple[int, ...], data: st.DataObject
) -> None:
    prefix = str(tmp_path_factory.mktemp("bundle") / "m")
    tensor = np.arange(np.prod(shape), dtype=np.int32).reshape(shape)
    axis = data.draw(st.integers(0, len(shape) - 1))
    bounds = sorted({0, shape[axis], *data.draw(st.lists(st.integers(0, shape[axis]), max_size=3))})
    with BundleWriter(prefix) as writer:
        for begin, end in pairwise(bounds):
            extents = [(0, size) for size in shape]
            extents[axis] = (begin, end - begin)
            part = np.take(tensor, range(begin, end), axis)
            writer.add_slice(b"x", shape, TensorSlice(tuple(extents)), part, tf.int32)
    starts = [data.draw(st.integers(0, size - 1)) for size in shape]
    lengths = [data.draw(st.integers(1, size - start)) for size, start in zip(shape, starts, strict=True)]

    reader = BundleReader(prefix)
    cut = reader.read_slice(b"x", TensorSlice(tuple(zip(starts, lengths, strict=True))))

    box = tuple(slice(start, start + length) for start, length in zip(starts, lengths, strict=True))
    assert cut.tolist() == tensor[box].tolist()
    assert reader.read(b"x").tolist() == tensor.tolist()


def test_ckp_22_entries_may_point_to_several_data_files(tmp_path: Path) -> None:
    entry = new_entry(tf.int8.as_datatype_enum, (2,))
    entry.shard_id, entry.offset, entry.size, entry.crc32c = 1, 3, 2, mask(crc32c(b"\4\5"))
    write_index(str(tmp_path / "m"), 2, {b"x": entry})
    (tmp_path / "m.data-00001-of-00002").write_bytes(b"abc\4\5")

    assert BundleReader(str(tmp_path / "m")).read(b"x").tolist() == [4, 5]
