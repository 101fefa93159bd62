"""Records what TensorFlow's Timeline makes of StepStats messages: one of a real step, and drawn ones.

.oracle/bin/python tests/reference/tracing/record.py
"""

import base64
import gzip
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import tensorflow as tf  # noqa: E402
from step_stats_drawn import draw  # noqa: E402
from tensorflow.core.framework.step_stats_pb2 import StepStats  # noqa: E402
from tensorflow.python.client import timeline  # noqa: E402

FORMS = [{}, {"show_memory": True}, {"show_dataflow": False}, {"show_dataflow": False, "show_memory": True}]
DRAWN = 120


def of_a_step():
    """The StepStats of a step with a variable, a branch, a loop and two devices."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [2, 3], name="x")
        weights = tf.Variable([[1.0], [2.0], [3.0]], name="weights")
        product = tf.nn.relu(tf.matmul(x, weights, name="product"), name="positive")
        with tf.device("/cpu:1"):
            total = tf.reduce_sum(product, name="total")
        branch = tf.cond(total > 1.0, lambda: total * 2.0, lambda: total)
        looped = tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0])
        config = tf.ConfigProto(device_count={"CPU": 2})
        config.graph_options.rewrite_options.disable_meta_optimizer = True
        config.graph_options.optimizer_options.opt_level = -1
        with tf.Session(config=config) as session:
            session.run(tf.global_variables_initializer())
            metadata = tf.RunMetadata()
            options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
            session.run([branch, looped], {x: [[1, 2, 3], [4, 5, 6]]}, options=options, run_metadata=metadata)
    return metadata.step_stats


def recorded(step_stats):
    shown = timeline.Timeline(step_stats)
    maximums = shown.analyze_step_stats().allocator_maximums
    return {
        "step_stats": base64.b64encode(step_stats.SerializeToString()).decode(),
        "traces": [json.loads(timeline.Timeline(step_stats).generate_chrome_trace_format(**form)) for form in FORMS],
        "maximums": {name: [most.timestamp, most.num_bytes, sorted(most.tensors)] for name, most in maximums.items()},
    }


def main():
    answers = [recorded(of_a_step())] + [recorded(draw(seed, StepStats())) for seed in range(DRAWN)]
    text = "[\n" + ",\n".join(json.dumps(answer) for answer in answers) + "\n]\n"
    with open(os.path.join(HERE, "recorded", "timelines.json.gz"), "wb") as file:
        file.write(gzip.compress(text.encode(), 9))
    print("recorded", len(answers), "timelines")


os.environ["CUDA_VISIBLE_DEVICES"] = ""
tf.logging.set_verbosity("ERROR")
if __name__ == "__main__":
    main()
