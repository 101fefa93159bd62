"""Programs whose graphs are compared with those that TensorFlow 1.15.5 builds.  Runs on Python 3.7 too."""

import numpy as np


def constants(tf):
    """Constants of all dtypes, and how their values stand in a message."""
    for value in ([1.0, 2.0], 3.5, -0.0, 0.1, float("nan"), [float("inf"), -0.0], 1e-45, [], [[1.0], [2.0]]):
        tf.constant(value)
    for value in (7, [0, 0, 0], 2**40, -1, True, [True, False], 1 + 2j, [1 + 2j, 3]):
        tf.constant(value)
    for value in ("q", ["x", "y"], b"", b"\xff\x00\n"):
        tf.constant(value)
    for dtype in (tf.float16, tf.bfloat16, tf.float64, tf.int8, tf.int16, tf.int64, tf.uint8, tf.uint16, tf.complex64):
        tf.constant([1, 2, 3], dtype)
        tf.constant(1, dtype)
    for dtype in (np.uint32, np.uint64, np.int32, np.float16):
        tf.constant(np.arange(3).astype(dtype))
        tf.constant(np.zeros((2, 0), dtype))
    filled = [(1, [2, 2]), ([1, 2], [2, 3]), (["a"], [3]), (True, [2]), (1.5, [1]), ([1.5], [1, 1]), ([], [0])]
    for value, shape in filled:
        tf.constant(value, shape=shape)


def scopes(tf):
    """Names, devices, control inputs, groups, private attributes."""
    graph = tf.get_default_graph()
    a = tf.constant([1.0, 2.0], name="a")
    b = tf.placeholder(tf.float32, [None, 2], name="b")
    with graph.device("/job:w/gpu:1"), graph.control_dependencies([b, a]):
        c = tf.identity(b, name="c")
    with graph.name_scope("s"), graph.device(lambda op: "/device:CPU:0"):
        tf.identity(c)
        tf.identity(c)
    with tf.control_dependencies([c, a, b]):
        tf.no_op(name="n")
    with graph.colocate_with(b.op):
        tf.identity(a, name="colocated")
    with graph.gradient_override_map({"Identity": "Other"}):
        tf.identity(a, name="overridden")
    tf.group(a, c, name="together")


def variables(tf):
    """Variables by reference and by handle, and what comes with them."""
    v = tf.Variable([1.0, 2.0], name="v")
    r = tf.Variable(3, name="r", use_resource=True)
    tf.get_variable("g", [2, 3], initializer=tf.zeros_initializer())
    tf.assign(v, [3.0, 4.0])
    r.assign_add(1)
    tf.global_variables_initializer()


PROGRAMS = [constants, scopes, variables]


def graph_of(tf, program):
    """The message of the graph that a program builds."""
    with tf.Graph().as_default() as graph:
        program(tf)
    return graph.as_graph_def(add_shapes=True)


def ways_to_write(tf):
    """A graph in all the forms in which files hold graphs; gives the name and the content of each file."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None], name="x")
        y = tf.add(x, tf.Variable(1.0, name="v"), name="y")
        meta_graph = tf.train.export_meta_graph(graph=graph)
        tf.identity(y)
    graph_def = meta_graph.graph_def
    return {
        "graph.pb": graph_def.SerializeToString(),
        "graph.pbtxt": str(graph_def).encode(),
        "meta_graph.meta": meta_graph.SerializeToString(),
        "meta_graph.pbtxt": str(meta_graph).encode(),
    }


def branches_and_loops(tf):
    """Branches and a loop, as TensorFlow's own functions make them."""
    x = tf.placeholder(tf.float32, [], name="x")
    i, y = tf.while_loop(lambda i, y: i < 5, lambda i, y: (i + 1, y * 2.0), [tf.constant(0), x], name="loop")
    tf.cond(i > 3, lambda: y + 1.0, lambda: y - 1.0, name="branch")
