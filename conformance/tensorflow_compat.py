"""Today's TensorFlow as it was: ``tf.compat.v1`` without what came with TensorFlow 2."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import tensorflow.compat.v1 as tf

_NOT_PUBLIC = ("client.session", "client.timeline", "ops.data_flow_ops")
"""Modules of TensorFlow that questions look into: they lie beside ``tf.compat.v1``, not below it."""

tf.disable_v2_behavior()
python = importlib.import_module("tensorflow.python")
for _name in _NOT_PUBLIC:
    sys.modules[f"{__name__}.python.{_name}"] = importlib.import_module(f"tensorflow.python.{_name}")


def __getattr__(name: str) -> Any:
    return getattr(tf, name)
