"""Traces a step of the frozen network that is fed from a queue: a script of the time, for either `tensorflow`.

    python -m reference run tests/reference/tracing/trace_a_real_step.py FOLDER
    tensorboard --logdir FOLDER

The folder then has an event file and `trace.json`, for chrome://tracing.
"""

import os
import sys

import numpy as np
import tensorflow as tf
from tensorflow.python.client import timeline

FROZEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "frozen")
BATCH = 4


def network_behind_a_queue():
    """An operation that fills the queue, and what the network makes of a batch from it."""
    images = np.load(os.path.join(FROZEN, "images.npy"))
    with tf.name_scope("pipeline"):
        queue = tf.FIFOQueue(32, [tf.float32], shapes=[images.shape[1:]], name="images")
        fill = queue.enqueue_many([tf.constant(images, name="examples")], name="fill")
        batch = queue.dequeue_many(BATCH, name="batch")
    graph_def = tf.GraphDef()
    with open(os.path.join(FROZEN, "frozen.pb"), "rb") as file:
        graph_def.ParseFromString(file.read())
    (predictions,) = tf.import_graph_def(graph_def, {"images": batch}, ["predictions:0"], name="network")
    return fill, tf.argmax(predictions, 1, name="classes")


def main(folder):
    fill, classes = network_behind_a_queue()
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE, output_partition_graphs=True)
    metadata = tf.RunMetadata()
    with tf.Session() as session, tf.summary.FileWriter(folder, session.graph) as writer:
        print(session.run([fill, classes], options=options, run_metadata=metadata)[1])
        writer.add_run_metadata(metadata, "step 1", global_step=1)
    shown = timeline.Timeline(metadata.step_stats).generate_chrome_trace_format(show_memory=True)
    with open(os.path.join(folder, "trace.json"), "w") as file:
        file.write(shown)


if __name__ == "__main__":
    main(sys.argv[1])
