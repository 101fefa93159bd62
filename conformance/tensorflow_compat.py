"""Today's TensorFlow as it was: ``tf.compat.v1`` without what came with TensorFlow 2."""

from __future__ import annotations

from typing import Any

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def __getattr__(name: str) -> Any:
    return getattr(tf, name)
