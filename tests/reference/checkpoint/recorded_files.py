"""What the recorded checkpoints hold, and how they are written.  Runs on Python 3.7 too."""

import numpy as np

NUMBERS = [0.0, 1.0, 3.0, 1.0]
DTYPES = [
    "bfloat16",
    "float16",
    "float32",
    "float64",
    "int8",
    "uint8",
    "int16",
    "uint16",
    "int32",
    "uint32",
    "int64",
    "uint64",
    "bool",
    "complex64",
    "complex128",
]
QUANTISED = ["qint8", "quint8", "qint16", "quint16", "qint32"]
STRINGS = [b"", b"a", b"\0\xff" * 3, b"long " * 60]


def write(tf, prefix, named, slices=None):
    """Writes tensors, which are given as functions, in this order."""
    with tf.Graph().as_default():
        names = [name for name, _ in named]
        tensors = [make() for _, make in named]
        op = tf.raw_ops.SaveV2(
            prefix=prefix, tensor_names=names, shape_and_slices=slices or [""] * len(names), tensors=tensors
        )
        with tf.Session() as session:
            session.run(op)


def dtypes(tf, prefix):
    """A vector of every dtype that there is."""
    named = [(name, lambda name=name: tf.cast(tf.constant(NUMBERS), name)) for name in DTYPES]
    named += [
        (name, lambda name=name: tf.bitcast(tf.constant(np.array([1, 2, 3], name[1:])), name)) for name in QUANTISED
    ]
    write(tf, prefix, named)


def shapes(tf, prefix):
    """Scalars, strings, and tensors without elements."""
    write(tf, prefix, [
        ("scalar", lambda: tf.constant(-7, tf.int64)),
        ("empty", lambda: tf.zeros([0, 3])),
        ("text", lambda: tf.constant(b"hello")),
        ("a/strings", lambda: tf.constant(np.array(STRINGS, object).reshape(2, 2))),
        ("a/no strings", lambda: tf.constant(np.zeros([0], object).astype(bytes))),
        ("\u00e9", lambda: tf.constant([True, False])),
        ("a", lambda: tf.constant(np.arange(24, dtype=np.float32).reshape(2, 3, 4))),
    ])  # fmt: skip


def slices(tf, prefix):
    """Tensors in parts, at offsets of one to seven bytes."""
    ones = lambda *shape: lambda: tf.ones(shape, tf.uint8)  # noqa: E731
    named = [
        ("m", lambda: tf.constant(np.arange(6, dtype=np.float32).reshape(2, 3))),
        ("m", lambda: tf.constant(np.arange(6, 12, dtype=np.float32).reshape(2, 3))),
        ("x\0y\u00ff", ones(1)), ("b", ones(1)), ("c", ones(7)), ("d", ones(3)), ("e", ones(2)), ("f", ones(1)),
        ("g", ones(1, 2)), ("s", lambda: tf.constant([b"in", b"parts"])),
    ]  # fmt: skip
    parts = [
        "4 3 0,2:-", "4 3 2,2:0,3", "100 63,1", "200 64,1", "9000 8191,7", "10000000 8192,3", "2000000 1048575,2",
        "5000000000000 4999999999999,1", "5000 6 4096,1:1,2", "2 -",
    ]  # fmt: skip
    write(tf, prefix, named, parts)


def trained(tf, prefix):
    """What a saver writes: a checkpoint and the graph, of variables of both kinds."""
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        with tf.variable_scope("layer", partitioner=tf.fixed_size_partitioner(2)):
            w = tf.get_variable("w", initializer=tf.constant(np.arange(8, dtype=np.float32).reshape(4, 2)))
        b = tf.get_variable("b", initializer=[0.5, -0.5], use_resource=True)
        step = tf.train.get_or_create_global_step()
        x = tf.placeholder(tf.float32, [None, 4], name="x")
        y = tf.add(tf.matmul(x, w), b, name="y")
        tf.add_to_collection("outputs", y)
        train = tf.group(b.assign_add([1.0, 2.0]).op, tf.assign_add(step, 7), name="train")
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(train)
            tf.train.Saver().save(session, prefix)


FILES = {"dtypes": dtypes, "shapes": shapes, "slices": slices, "trained": trained}


def many(tf, prefix):
    """An index of several blocks."""
    with tf.Graph().as_default():
        names = [f"layer_{n // 2:04d}/a_rather_long_name_of_a_weight/Adam_{n}" for n in range(9000)]
        values = tf.placeholder(tf.int32, [9000])
        op = tf.raw_ops.SaveV2(
            prefix=prefix, tensor_names=names, shape_and_slices=[""] * 9000, tensors=tf.unstack(values)
        )
        with tf.Session() as session:
            session.run(op, {values: np.arange(9000)})


def long_strings(tf, prefix):
    """Strings whose lengths take several bytes."""
    strings = np.array([b"x" * 70000, b"", b"\xff\0" * 200, b"y" * 2100000], object)
    write(tf, prefix, [("s", lambda: tf.constant(strings))])


LARGE = {"many": many, "long_strings": long_strings}
