"""Says what TensorFlow 1.15 finds in checkpoints.  Run by Python 3.7 with it; takes a folder, prints JSON."""

import hashlib
import json
import os
import sys

import numpy as np
import tensorflow as tf


def described(value):
    value = np.asarray(value)
    if value.dtype.kind in "OS":
        return ["string", list(value.shape), [item.decode("latin1") for item in value.ravel().tolist()]]
    return [value.dtype.name, list(value.shape), hashlib.sha256(value.tobytes()).hexdigest()]


def tensors(prefix):
    reader = tf.train.load_checkpoint(prefix)
    return {name: described(reader.get_tensor(name)) for name in reader.get_variable_to_shape_map()}


def trained(prefix):
    """The output of a graph and checkpoint that a saver wrote, and its variables."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(prefix + ".meta").restore(session, prefix)
        y = session.run("y:0", {"x:0": [[1.0, 0.0, 0.0, 2.0]]})
        return [y.tolist(), [variable.name for variable in tf.global_variables()]]


tf.logging.set_verbosity("ERROR")
folder = sys.argv[1]
names = sorted(name[: -len(".index")] for name in os.listdir(folder) if name.endswith(".index"))
found = {name: tensors(os.path.join(folder, name)) for name in names if name not in ("slices", "trained")}
found["trained"] = trained(os.path.join(folder, "trained"))
print(json.dumps(found))
