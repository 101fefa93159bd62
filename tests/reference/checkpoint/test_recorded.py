"""The reference writes the files that TensorFlow 1.15.5 writes, reads what it wrote, and says of both what it says."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference as tf
from reference.interchange.checkpoint.bundle_reader import BundleReader
from reference.interchange.messages import message

HERE = Path(__file__).parent
RECORDED = HERE / "recorded"
sys.path.insert(0, str(HERE))
import checkpoint_op_questions  # noqa: E402
import recorded_files  # noqa: E402
import saver_questions  # noqa: E402
import train_file_questions  # noqa: E402, F401 (adds to the questions about savers)
from checkpoint_asking import answer  # noqa: E402

sys.path.pop(0)

QUESTIONS: dict[str, Callable[..., Any]] = {**checkpoint_op_questions.QUESTIONS, **saver_questions.QUESTIONS}
ANSWERS: dict[str, Any] = json.loads((RECORDED / "answers.json").read_text("utf-8"))
CHECKSUMS: dict[str, str] = json.loads((RECORDED / "checksums.json").read_text("utf-8"))
SUFFIXES = (".index", ".data-00000-of-00001")


def test_every_question_has_an_answer() -> None:
    assert set(QUESTIONS) == set(ANSWERS)
    assert len(ANSWERS) >= 600


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_the_answer_is_tensorflows(name: str) -> None:
    said = json.loads(json.dumps(answer(QUESTIONS[name], tf)))

    assert said == ANSWERS[name]


# ---- files


@pytest.mark.parametrize("name", recorded_files.FILES)
def test_ckp_1_the_files_written_are_tensorflows_byte_for_byte(name: str, tmp_path: Path) -> None:
    recorded_files.FILES[name](tf, str(tmp_path / name))

    for suffix in SUFFIXES:
        assert (tmp_path / (name + suffix)).read_bytes() == (RECORDED / (name + suffix)).read_bytes()


@pytest.mark.parametrize("name", recorded_files.LARGE)
def test_ckp_9_large_files_are_tensorflows_byte_for_byte(name: str, tmp_path: Path) -> None:
    recorded_files.LARGE[name](tf, str(tmp_path / name))

    for suffix in SUFFIXES:
        contents = (tmp_path / (name + suffix)).read_bytes()
        assert hashlib.sha256(contents).hexdigest() == CHECKSUMS[name + suffix]


def test_ckp_35_the_graph_written_is_tensorflows(tmp_path: Path) -> None:
    recorded_files.trained(tf, str(tmp_path / "trained"))

    ours, theirs = (
        message("MetaGraphDef").FromString((folder / "trained.meta").read_bytes()) for folder in (tmp_path, RECORDED)
    )
    ours.meta_info_def.tensorflow_git_version = theirs.meta_info_def.tensorflow_git_version
    assert ours == theirs


def test_ckp_4_every_dtype_that_tensorflow_wrote_is_read_bit_for_bit() -> None:
    reader = BundleReader(str(RECORDED / "dtypes"))

    for name in (*recorded_files.DTYPES, *recorded_files.QUANTISED):
        dtype = tf.as_dtype(name)
        plain = np.dtype(name[1:] if name in recorded_files.QUANTISED else dtype.numpy_dtype)
        numbers = [1, 2, 3] if name in recorded_files.QUANTISED else recorded_files.NUMBERS
        value = reader.read(name.encode())
        assert reader.dtype(name.encode()) is dtype
        assert value.dtype == dtype.numpy_dtype
        assert value.tobytes() == np.array(numbers).astype(plain).tobytes()


def test_ckp_16_strings_scalars_and_empty_tensors_of_tensorflow_are_read() -> None:
    reader = BundleReader(str(RECORDED / "shapes"))

    assert reader.read(b"a/strings").tolist() == np.array(recorded_files.STRINGS, object).reshape(2, 2).tolist()
    assert reader.read(b"a/no strings").shape == (0,)
    assert reader.read(b"text")[()] == b"hello"
    assert (reader.read(b"scalar"), reader.read(b"empty").shape) == (-7, (0, 3))
    assert reader.read("é".encode()).tolist() == [True, False]
    assert [name.decode() for name in reader.names()] == [
        "a", "a/no strings", "a/strings", "empty", "scalar", "text", "é",
    ]  # fmt: skip


def test_ckp_17_tensors_that_tensorflow_wrote_in_parts_are_put_together() -> None:
    reader = BundleReader(str(RECORDED / "slices"))

    assert reader.read(b"m").tolist() == np.arange(12).reshape(4, 3).tolist()
    assert reader.shape(b"f") == (5000000000000,)
    assert reader.shape("x\0yÿ".encode()) == (100,)
    assert len(list(reader.names())) == 9


def test_ckp_34_what_tensorflow_trained_goes_on_here() -> None:
    prefix = str(RECORDED / "trained")
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.import_meta_graph(prefix + ".meta")
        saver.restore(session, prefix)
        y = session.run("y:0", {"x:0": [[1.0, 0.0, 0.0, 2.0]]})
        session.run("train")
        step = session.run(tf.train.get_global_step())
        weights = session.run(tf.get_collection("trainable_variables"))
    assert y.tolist() == [[12.0 + 1.5, 15.0 + 1.5]]
    assert step == 14
    assert np.concatenate(weights[:2]).tolist() == np.arange(8).reshape(4, 2).tolist()
