"""The ops that write and read checkpoints, clause by clause; `test_recorded` asks for every detail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference as tf
from reference.interchange.checkpoint.bundle_reader import BundleReader

FOUR = np.float32([1, 2, 3, 4])


def save(prefix: Path, names: list[str], tensors: list[Any], slices: list[str] | None = None) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        texts = [""] * len(names) if slices is None else slices
        session.run(tf.raw_ops.SaveV2(prefix=str(prefix), tensor_names=names, shape_and_slices=texts, tensors=tensors))


def restore(prefix: Path, names: list[str], dtypes: list[Any], slices: list[str] | None = None) -> Any:
    with tf.Graph().as_default(), tf.Session() as session:
        texts = [""] * len(names) if slices is None else slices
        return session.run(
            tf.raw_ops.RestoreV2(prefix=str(prefix), tensor_names=names, shape_and_slices=texts, dtypes=dtypes)
        )


def test_ckp_19_tensors_are_written_whole_and_in_slices(tmp_path: Path) -> None:
    save(tmp_path / "m", ["x", "y", "y", "z"], [FOUR, FOUR[:1], FOUR[1:], FOUR], ["", "4 0,1", "4 1,3", "4 0,4"])

    reader = BundleReader(str(tmp_path / "m"))
    assert [len(reader.entry(name).slices) for name in (b"x", b"y", b"z")] == [0, 2, 0]
    assert [reader.read(name).tolist() for name in (b"x", b"y", b"z")] == [FOUR.tolist()] * 3


def test_ckp_19_a_step_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="Adding duplicate key: x"):
        save(tmp_path / "m", ["x", "x"], [FOUR, FOUR])

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "second", [(FOUR, "9 4,4"), (FOUR.astype(np.int32), "8 4,4"), (FOUR.reshape(4, 1), "8 1 4,4:-")]
)
def test_ckp_19_slices_of_one_tensor_agree(tmp_path: Path, second: tuple[Any, str]) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="Slices of x differ"):
        save(tmp_path / "m", ["x", "x"], [FOUR, second[0]], ["8 0,4", second[1]])


def test_ckp_19_a_name_has_characters(tmp_path: Path) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="needs a name"):
        save(tmp_path / "m", [""], [FOUR])


def test_ckp_20_names_are_looked_up_before_anything_is_restored(tmp_path: Path) -> None:
    save(tmp_path / "m", ["x"], [FOUR])

    with pytest.raises(tf.errors.NotFoundError, match="Key y not found in checkpoint"):
        restore(tmp_path / "m", ["x", "z", "y"], [tf.int32, tf.int32, tf.int32])


def test_ckp_20_static_shapes_are_those_of_slices() -> None:
    with tf.Graph().as_default():
        outputs = tf.raw_ops.RestoreV2(
            prefix="m", tensor_names=["x", "y"], shape_and_slices=["", "4 3 0,2:-"], dtypes=[tf.int32] * 2
        )

    assert [str(output.shape) for output in outputs] == ["<unknown>", "(2, 3)"]


def test_ckp_21_a_missing_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(tf.errors.NotFoundError) as caught:
        restore(tmp_path / "m", ["x"], [tf.float32])

    assert caught.value.message.splitlines()[0] == (
        f"Unsuccessful TensorSliceReader constructor: Failed to find any matching files for {tmp_path}/m"
    )
    assert caught.value.op.type == "RestoreV2"


def test_ckp_22_slices_may_come_from_several_checkpoints(tmp_path: Path) -> None:
    save(tmp_path / "parts" / "0", ["x", "y"], [FOUR[:2], FOUR], ["4 0,2", ""])
    save(tmp_path / "parts" / "1", ["x"], [FOUR[2:]], ["4 2,2"])

    with tf.Graph().as_default(), tf.Session() as session:
        prefixes = [str(tmp_path / "parts" / name) for name in "01"]
        merge = tf.raw_ops.MergeV2Checkpoints(checkpoint_prefixes=prefixes, destination_prefix=str(tmp_path / "m"))
        session.run(merge)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "m.data-00000-of-00002", "m.data-00001-of-00002", "m.index",
    ]  # fmt: skip
    values = restore(tmp_path / "m", ["x", "y"], [tf.float32] * 2)
    assert [value.tolist() for value in values] == [FOUR.tolist()] * 2


def test_ckp_23_strings_are_joined_element_by_element() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        joined = session.run(tf.string_join([["a\0", "b"], "-", ["é", ""]], separator="+"))

    assert joined.tolist() == [b"a\0+-+\xc3\xa9", b"b+-+"]
