"""Questions about random numbers, and how TensorFlow's answers come into ``recorded.json``.

Runs on Python 3.7 too. With TensorFlow 1.15 at hand, ``python record.py`` asks it everything again; the tests
take the questions from here, ask the reference and compare.
"""

import ctypes
import hashlib
import json
import os

import numpy as np

RECORD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded.json")

FLOATING = ["float16", "bfloat16", "float32", "float64"]
FLOAT_OPS = ["RandomUniform", "RandomStandardNormal", "TruncatedNormal"]
KEYS = [(3, 4), (-1, 5), (5, -1), (2**32 + 7, 2**40 + 3), (-(2**63), 2**63 - 1), (0, 1), (7, 0)]
# One after the other in one session: what a run leaves behind shows in the next.
SHAPES = [[4], [0], [1], [2], [], [3], [5], [2, 0, 3], [7], [8], [3, 5], [100], [2, 3, 4], [1000], [100000]]
MANY = [[1000000], [5]]
# Found by search: here a number under a logarithm is 0 (four of float32) or below 1e-7 (three of float64).
RARE = [(1, 6018600), (1, 8996956), (1, 12177188), (1, 14122391), (1, 445423), (1, 22271966)]
BOUNDS = [(0, 10), (-5, 5), (-(2**31), 2**31 - 1), (7, 8), (0, 2**31 - 1), (-100, 2**31 - 1)]
WIDE_BOUNDS = [(-(2**63), 2**63 - 1), (0, 2**62 + 1)]
ROWS = [
    [1],
    [2],
    [3],
    [0],
    [4],
    [5],
    [9],
    [1, 3],
    [2, 3],
    [5, 0],
    [5, 1],
    [4, 2, 3],
    [100],
    [1000],
    [9, 2],
    [5],
]
SEEDS = [None, 0, 1, -1, 7, 2**31 - 2, 2**31 - 1, 2**31, 2**40 + 5, -(2**31), 2**70, True, False, 0.5, 3.7]


def float_questions():
    """Rows of op, dtype, seed, seed2 and the shapes to draw in one session."""
    for op in FLOAT_OPS:
        for dtype in FLOATING:
            for seeds in KEYS:
                shapes = SHAPES + MANY if seeds == KEYS[0] else SHAPES[:-1]
                yield (op, dtype, *seeds, shapes)
            for seeds in RARE:
                yield (op, dtype, *seeds, [[8]])


def integer_questions():
    """Rows of dtype, minval, maxval, seed, seed2 and the shapes to draw in one session."""
    for dtype in ("int32", "int64"):
        for bounds in BOUNDS + (WIDE_BOUNDS if dtype == "int64" else []):
            for seeds in KEYS[:3]:
                yield (dtype, *bounds, *seeds, SHAPES)


def shuffle_questions():
    """Rows of seed, seed2 and the shapes to shuffle in one session."""
    for seeds in KEYS:
        yield (*seeds, ROWS)


def multinomial_questions():
    """Rows of dtype, logits, and the numbers of samples to draw in one session."""
    random = np.random.RandomState(0)
    inf = float("inf")
    tables = [(random.randn(b, c) * 2).round(3).tolist() for b, c in ((1, 3), (2, 5), (3, 10), (20, 7))]
    tables += [[[0.0, 1.0, -inf, 2.0]], [[-inf, -inf]], [[float("nan"), 1.0, 2.0]], [[inf, 1.0, 2.0]]]
    for dtype in ("float16", "float32", "float64"):
        for logits in tables:
            yield dtype, logits, [1, 2, 0, 3, 4, 5, 1000, 1]


def argument_questions():
    """Rows of shape, minval and maxval for RandomUniformInt, of which most are refused."""
    half = 2**62
    shapes = [7, [[1, 2]], [[]], [-1], [-2, -3], [half, 2], [half, 2, 0], [half, 4, -1], [-5, half, 4]]
    for shape in shapes:
        yield shape, 0, 9
    for minval, maxval in (([1], [2]), (1, [2]), ([[1]], 2), ([], []), (5, 5), (5, 1)):
        for shape in ([3], [0], [-1], 7):
            yield shape, minval, maxval


def sample_questions():
    """Rows of the shape of the logits and of num_samples for Multinomial, all of them refused."""
    twice_wrong = [([3], [1]), ([3], -1), ([2, 0], [-1]), ([2, 0], -1), ([], -1)]
    return [*twice_wrong, ([2, 0], 0), ([2, 2, 2], 1), ([0, 0], 1)]


def name_of(question):
    """The key of a question in the record."""
    return json.dumps(question)


def summary(array, exact=True):
    """The first values as bytes, and a digest of all, rounded to float32 where the last place may differ."""
    start = array.ravel()[:3].tobytes().hex()
    whole = array if exact else array.astype(np.float32)
    return start + " " + hashlib.sha256(whole.tobytes()).hexdigest()[:16]


def is_exact(op, dtype):
    """Whether every bit is the same on every machine: logarithms and sines of float64 are the C library's."""
    return op == "RandomUniform" or dtype != "float64"


def single_precision_points():
    """All the uniform numbers under a logarithm, and all the angles."""
    uniform = np.arange(2**23, dtype=np.float32) * np.float32(2.0**-23)
    angles = (uniform.astype(np.float64) * (2 * np.pi)).astype(np.float32)
    return np.maximum(uniform, np.float32(1e-7)), angles


def digest(array):
    """What is kept of all values of a float32 function."""
    return hashlib.sha256(array.tobytes()).hexdigest()


class Oracle:
    """Asks TensorFlow."""

    def __init__(self):
        import tensorflow

        tensorflow.compat.v1.logging.set_verbosity("ERROR")
        self.tf = tensorflow.compat.v1
        self.raw = tensorflow.raw_ops
        # One thread: with more, Multinomial cuts its rows into stretches, and draws depend on their number.
        self.config = self.tf.ConfigProto(intra_op_parallelism_threads=1)

    def session(self):
        """A session that computes in one thread."""
        return self.tf.Session(config=self.config)

    def floats(self, op, dtype, seed, seed2, shapes):
        """The summaries of one draw for each shape."""
        with self.tf.Graph().as_default():
            shape = self.tf.placeholder("int32", [None])
            drawn = getattr(self.raw, op)(shape=shape, dtype=dtype, seed=seed, seed2=seed2)
            with self.session() as session:
                exact = is_exact(op, dtype)
                return [summary(session.run(drawn, {shape: asked}), exact) for asked in shapes]

    def doubles(self, op):
        """The first numbers of a kernel of float64, as bytes, for they may differ in the last place."""
        with self.tf.Graph().as_default():
            drawn = getattr(self.raw, op)(shape=[300], dtype="float64", seed=3, seed2=4)
            with self.session() as session:
                return session.run(drawn).tobytes().hex()

    def integers(self, dtype, minval, maxval, seed, seed2, shapes):
        """The summaries of one draw for each shape."""
        with self.tf.Graph().as_default():
            shape = self.tf.placeholder("int32", [None])
            low, high = self.tf.constant(minval, dtype), self.tf.constant(maxval, dtype)
            drawn = self.raw.RandomUniformInt(shape=shape, minval=low, maxval=high, seed=seed, seed2=seed2)
            with self.session() as session:
                return [summary(session.run(drawn, {shape: asked})) for asked in shapes]

    def shuffles(self, seed, seed2, shapes):
        """The summaries of one shuffle for each shape."""
        with self.tf.Graph().as_default():
            value = self.tf.placeholder("int32", None)
            drawn = self.raw.RandomShuffle(value=value, seed=seed, seed2=seed2)
            with self.session() as session:
                return [summary(session.run(drawn, {value: counted(asked)})) for asked in shapes]

    def multinomials(self, dtype, logits, counts):
        """The summaries of one draw for each number of samples."""
        with self.tf.Graph().as_default():
            count = self.tf.placeholder("int32", [])
            table = self.tf.constant(np.array(logits, dtype))
            seeds = {"seed": 3, "seed2": 4}
            drawn = self.raw.Multinomial(logits=table, num_samples=count, output_dtype="int32", **seeds)
            with self.session() as session:
                return [summary(session.run(drawn, {count: asked})) for asked in counts]

    def arguments(self, shape, minval, maxval):
        """The error's class and first line, or the shape of what was drawn."""
        with self.tf.Graph().as_default():
            inputs = [self.tf.placeholder(dtype, None) for dtype in ("int64", "int32", "int32")]
            drawn = self.raw.RandomUniformInt(shape=inputs[0], minval=inputs[1], maxval=inputs[2], seed=1)
            return self.refusal(drawn, {inputs[0]: shape, inputs[1]: minval, inputs[2]: maxval})

    def samples(self, logits_shape, num_samples):
        """The error's class and first line."""
        with self.tf.Graph().as_default():
            logits, count = self.tf.placeholder("float32", None), self.tf.placeholder("int32", None)
            drawn = self.raw.Multinomial(logits=logits, num_samples=count, seed=1)
            return self.refusal(drawn, {logits: np.zeros(logits_shape), count: num_samples})

    def refusal(self, drawn, feeds):
        """The error's class and first line, or the shape of what was drawn."""
        with self.session() as session:
            try:
                return list(session.run(drawn, feeds).shape)
            except self.tf.errors.OpError as error:
                return type(error).__name__ + ": " + str(error).split("\n")[0]

    def seeds(self, graph_seed, op_seed, operations):
        """What `get_seed` says in a graph of so many operations, and a shuffle's attributes."""
        with self.tf.Graph().as_default() as graph:
            values = [self.tf.constant([1, 2]) for _ in range(operations)]
            self.tf.set_random_seed(graph_seed)
            pair = self.tf.get_seed(op_seed)
            last_id = graph._last_id
            shuffle = self.tf.random_shuffle(values[-1], seed=op_seed).op
            return [last_id, repr(pair), shuffle.get_attr("seed"), shuffle.get_attr("seed2")]


def counted(shape):
    """An array of this shape with its elements numbered."""
    return np.arange(int(np.prod(shape)), dtype=np.int32).reshape(shape)


def library_functions():
    """The digests of all values of the float32 functions in the C library that TensorFlow uses."""
    library = ctypes.CDLL("libm.so.6")
    below, angles = single_precision_points()
    digests = {}
    for name, points in (("log", below), ("sin", angles), ("cos", angles)):
        function = getattr(library, name + "f")
        function.restype, function.argtypes = ctypes.c_float, [ctypes.c_float]
        digests[name] = digest(np.fromiter(map(function, points.tolist()), np.float32, len(points)))
    return digests


def main():
    """Ask everything and write the record."""
    oracle = Oracle()
    record = {
        "floats": {name_of(q): oracle.floats(*q) for q in float_questions()},
        "doubles": {op: oracle.doubles(op) for op in FLOAT_OPS},
        "integers": {name_of(q): oracle.integers(*q) for q in integer_questions()},
        "shuffles": {name_of(q): oracle.shuffles(*q) for q in shuffle_questions()},
        "multinomials": {name_of(q): oracle.multinomials(*q) for q in multinomial_questions()},
        "arguments": {name_of(q): oracle.arguments(*q) for q in argument_questions()},
        "samples": {name_of(q): oracle.samples(*q) for q in sample_questions()},
        "seeds": {name_of(q): oracle.seeds(*q) for q in ((g, o, 3) for g in SEEDS for o in SEEDS)},
        "single precision": library_functions(),
    }
    with open(RECORD, "w") as file:
        json.dump(record, file, indent=0)
        file.write("\n")


if __name__ == "__main__":
    main()
