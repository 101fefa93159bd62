"""Records the arguments of every function of tf.raw_ops of TensorFlow 1.15.5.  Run by Python 3.7 with it:

.oracle/bin/python tests/reference/record_raw_ops.py
"""

import inspect
import json
import os

import tensorflow as tf

RECORDED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "raw_ops.json")


def arguments(function):
    """The names in their order, and the defaults of those that have one; types by their names."""
    parameters = inspect.signature(function).parameters.values()
    defaults = {item.name: item.default for item in parameters if item.default is not item.empty}
    return [list(inspect.signature(function).parameters), {key: plain(value) for key, value in defaults.items()}]


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return (
        value.name
        if isinstance(value, tf.DType)
        else value
        if value is None
        else json.loads(json.dumps(value, default=str))
    )


names = sorted(name for name in dir(tf.raw_ops) if not name.startswith("_"))
recorded = {name: arguments(getattr(tf.raw_ops, name)) for name in names}
lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(recorded[name])}" for name in names)
with open(RECORDED, "w") as file:
    file.write("{\n" + lines + "\n}\n")
print("recorded", len(names), "functions,", os.path.getsize(RECORDED), "bytes")
