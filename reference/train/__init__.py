"""`tf.train`: saving and restoring variables and graphs."""

from reference.train import (
    checkpoint_files,
    checkpoint_reader,
    checkpoint_state,
    coordinator,
    input,
    meta_graph,
    queue_runner,
    saver,
)

__all__ = [
    "checkpoint_files",
    "checkpoint_reader",
    "checkpoint_state",
    "coordinator",
    "input",
    "meta_graph",
    "queue_runner",
    "saver",
]
