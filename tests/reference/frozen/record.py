"""Records a frozen convolutional network, its inputs and what TensorFlow 1.15.5 makes of them.

    .oracle/bin/python tests/reference/frozen/record.py

The network is written as a program of the time would: weights initialised from a seed, batch
normalisation with moving statistics, variables turned into constants, the graph kept in a file.
"""

import os

import numpy as np
import tensorflow as tf

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 7
CLASSES = 10


def weights(name, shape):
    return tf.get_variable(name, shape, initializer=tf.truncated_normal_initializer(stddev=0.3))


def normalized(images):
    """Inference with statistics that are not the trivial ones."""
    depth = images.shape[-1]
    uniform = tf.random_uniform_initializer
    scale = tf.get_variable("gamma", [depth], initializer=uniform(0.5, 1.5))
    offset = tf.get_variable("beta", [depth], initializer=uniform(-0.5, 0.5))
    mean = tf.get_variable("moving_mean", [depth], initializer=uniform(-0.2, 0.2), trainable=False)
    variance = tf.get_variable("moving_variance", [depth], initializer=uniform(0.5, 2.0), trainable=False)
    return tf.nn.fused_batch_norm(images, scale, offset, mean, variance, epsilon=1e-3, is_training=False)[0]


def network(images):
    with tf.variable_scope("conv1"):
        net = tf.nn.conv2d(images, weights("weights", [5, 5, 1, 16]), [1, 1, 1, 1], "SAME")
        net = tf.nn.relu(tf.nn.bias_add(net, weights("biases", [16])))
        net = tf.nn.max_pool(net, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
    with tf.variable_scope("separable"):
        net = tf.nn.depthwise_conv2d(net, weights("depthwise_weights", [3, 3, 16, 2]), [1, 2, 2, 1], "SAME")
        net = tf.nn.relu6(normalized(net))
    with tf.variable_scope("pointwise"):
        net = tf.nn.conv2d(net, weights("weights", [1, 1, 32, 24]), [1, 1, 1, 1], "SAME")
        net = tf.nn.relu6(normalized(net))
        net = tf.nn.avg_pool(net, [1, 3, 3, 1], [1, 2, 2, 1], "SAME")
    with tf.variable_scope("logits"):
        flat = tf.reshape(net, [-1, int(np.prod(net.shape.as_list()[1:]))])
        scores = tf.matmul(flat, weights("weights", [flat.shape[1], CLASSES]))
        net = tf.nn.bias_add(scores, weights("biases", [CLASSES]))
    return tf.nn.softmax(net, name="predictions")


def main():
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(SEED)
        images = tf.placeholder(tf.float32, [None, 28, 28, 1], name="images")
        predictions = network(images)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            frozen = tf.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), [predictions.op.name])
    coarse = np.random.RandomState(SEED).standard_normal((8, 7, 7, 1))
    inputs = np.kron(2 * coarse, np.ones((1, 4, 4, 1))).astype(np.float32)  # patches of 4 by 4: the answers differ
    with tf.Graph().as_default():
        (output,) = tf.import_graph_def(frozen, return_elements=["predictions:0"], name="")
        with tf.Session() as session:
            outputs = session.run(output, {"images:0": inputs})
    with open(os.path.join(HERE, "frozen.pb"), "wb") as file:
        file.write(frozen.SerializeToString())
    np.save(os.path.join(HERE, "images.npy"), inputs)
    np.save(os.path.join(HERE, "predictions.npy"), outputs)
    print("recorded", len(frozen.node), "nodes; most likely classes", outputs.argmax(-1), "at", outputs.max(-1))


main()
