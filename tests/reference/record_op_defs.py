"""Records the signatures of all ops of TensorFlow 1.15.5.  Run by Python 3.7 with it:

.oracle/bin/python tests/reference/record_op_defs.py
"""

import gzip
import os

from tensorflow.core.framework import op_def_pb2
from tensorflow.python.framework import op_def_registry

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RECORDED = os.path.join(ROOT, "reference", "interchange", "tensorflow_ops.pb.gz")


def without_prose(definition):
    """An OpDef with its facts alone."""
    facts = op_def_pb2.OpDef()
    facts.CopyFrom(definition)
    facts.ClearField("summary")
    facts.ClearField("description")
    for part in list(facts.input_arg) + list(facts.output_arg) + list(facts.attr):
        part.ClearField("description")
    return facts


registered = op_def_registry.get_registered_ops()
ops = op_def_pb2.OpList(op=[without_prose(registered[name]) for name in sorted(registered)])
with open(RECORDED, "wb") as raw, gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as file:
    file.write(ops.SerializeToString())
print("recorded", len(ops.op), "ops,", os.path.getsize(RECORDED), "bytes")
