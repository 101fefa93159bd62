"""Real TensorFlow 1.15, where it is at hand, reads what the reference writes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference as tf
from conformance.oracle import ORACLE_ENVIRONMENT, find_oracle

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import recorded_files  # noqa: E402

sys.path.pop(0)


@pytest.fixture(scope="module")
def oracle() -> Path:
    python, why = find_oracle()
    if python is None:
        pytest.skip(why)
    return python


@pytest.fixture(scope="module")
def found(oracle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What TensorFlow finds in a folder of checkpoints that the reference wrote."""
    folder = tmp_path_factory.mktemp("checkpoints")
    for name, write in {**recorded_files.FILES, **recorded_files.LARGE, "sharded": sharded}.items():
        write(tf, str(folder / name))
    command = [str(oracle), str(HERE / "tensorflow_reads.py"), str(folder)]
    environment = {**os.environ, **ORACLE_ENVIRONMENT}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    yield json.loads(result.stdout.splitlines()[-1])


def sharded(tf: Any, prefix: str) -> None:
    """A checkpoint of two data files."""
    with tf.Graph().as_default(), tf.Session() as session:
        with tf.device("/cpu:0"):
            tf.Variable([1.0, 2.0], name="v")
        tf.Variable([b"a", b"bc"], name="w")
        session.run(tf.global_variables_initializer())
        tf.train.Saver(sharded=True).save(session, prefix, write_meta_graph=False)


@pytest.mark.oracle
def test_ckp_4_tensorflow_reads_every_dtype(found: dict[str, Any]) -> None:
    assert set(found["dtypes"]) == {*recorded_files.DTYPES, *recorded_files.QUANTISED}
    assert {name: kind for name, (kind, *_) in found["dtypes"].items() if not name.startswith("q")} == {
        name: name for name in recorded_files.DTYPES
    }
    assert found["dtypes"]["float16"] == expected(np.array(recorded_files.NUMBERS, np.float16))
    assert found["dtypes"]["complex128"] == expected(np.array(recorded_files.NUMBERS, np.complex128))


@pytest.mark.oracle
def test_ckp_16_tensorflow_reads_strings(found: dict[str, Any]) -> None:
    strings = [string.decode("latin1") for string in recorded_files.STRINGS]
    assert found["shapes"]["a/strings"] == ["string", [2, 2], strings]
    assert found["shapes"]["text"] == ["string", [], ["hello"]]
    assert [len(string) for string in found["long_strings"]["s"][2]] == [70000, 0, 400, 2100000]


@pytest.mark.oracle
def test_ckp_9_tensorflow_reads_an_index_of_several_blocks(found: dict[str, Any]) -> None:
    assert len(found["many"]) == 9000
    assert found["many"]["layer_4499/a_rather_long_name_of_a_weight/Adam_8999"] == expected(np.array(8999, np.int32))


@pytest.mark.oracle
def test_ckp_22_tensorflow_reads_a_merged_checkpoint(found: dict[str, Any]) -> None:
    assert found["sharded"] == {"v": expected(np.float32([1, 2])), "w": ["string", [2], ["a", "bc"]]}


@pytest.mark.oracle
def test_ckp_37_tensorflow_goes_on_with_what_was_trained_here(found: dict[str, Any]) -> None:
    y, variables = found["trained"]
    assert y == [[13.5, 16.5]]
    assert variables == ["layer/w/part_0:0", "layer/w/part_1:0", "b:0", "global_step:0"]


def expected(array: np.ndarray[Any, Any]) -> list[Any]:
    return [array.dtype.name, list(array.shape), hashlib.sha256(array.tobytes()).hexdigest()]
