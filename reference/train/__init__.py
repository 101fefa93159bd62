"""`tf.train`: saving and restoring variables and graphs, threads that fill queues, and input pipelines."""

from reference.train import (
    checkpoint_files,
    checkpoint_reader,
    checkpoint_state,
    coordinator,
    meta_graph,
    queue_runner,
    saver,
)
from reference.train.input import batching, epochs, producers

__all__ = [
    "batching",
    "checkpoint_files",
    "checkpoint_reader",
    "checkpoint_state",
    "coordinator",
    "epochs",
    "meta_graph",
    "producers",
    "queue_runner",
    "saver",
]
