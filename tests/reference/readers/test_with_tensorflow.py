"""Real TensorFlow 1.15, where it is at hand, reads the record files of the reference, and the reverse."""

import json
import os
import subprocess
from pathlib import Path

import pytest

import reference as tf
from conformance.oracle import ORACLE_ENVIRONMENT, find_oracle

PROGRAM = Path(__file__).with_name("tensorflow_records.py")
RECORDS = [b"", b"hello", bytes(range(256)) * 40]
KINDS = ("", "ZLIB", "GZIP")


def test_rea_11_and_rea_14_both_read_what_the_other_writes(tmp_path):
    python, why = find_oracle()
    if python is None:
        pytest.skip(why)
    for kind in KINDS:
        with tf.python_io.TFRecordWriter(str(tmp_path / f"reference{kind}"), kind) as writer:
            for record in RECORDS:
                writer.write(record)
    command = [str(python), str(PROGRAM), str(tmp_path)]
    environment = {**os.environ, **ORACLE_ENVIRONMENT}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = json.loads(result.stdout.splitlines()[-1])
    for kind in KINDS:
        assert [record.encode("latin1") for record in found[kind]] == RECORDS
        assert list(tf.python_io.tf_record_iterator(str(tmp_path / f"tensorflow{kind}"), kind)) == RECORDS
    assert (tmp_path / "reference").read_bytes() == (tmp_path / "tensorflow").read_bytes()
