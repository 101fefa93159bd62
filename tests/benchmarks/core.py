"""Building, importing and running graphs: the reference beside TensorFlow 1.15.5, in one run.

    python tests/benchmarks/core.py

Each figure is the median of several rounds; rounds of both alternate, so that whatever else the
machine does falls on both.  Without TensorFlow 1.15 the reference is measured alone.
"""

import argparse
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 5
ROOT = Path(__file__).resolve().parents[2]


def build_10000_ops(tf):
    """Seconds to build 10,000 operations: adds, products and reshapes in turn."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [4, 4], name="x")
        one = tf.constant(1.0)
        begin = time.perf_counter()
        y = x
        while graph.version < 10000:
            y = tf.add(y, one)
            y = tf.matmul(y, x)
            y = tf.identity(y)
        return time.perf_counter() - begin


def import_5000_nodes(tf):
    """Seconds to import a GraphDef of 5,000 nodes."""
    with tf.Graph().as_default() as graph:
        y = x = tf.placeholder(tf.float32, [4, 4], name="x")
        one = tf.constant(1.0)
        while graph.version < 5000:
            y = tf.matmul(tf.add(y, one), x)
        graph_def = graph.as_graph_def()
    with tf.Graph().as_default():
        begin = time.perf_counter()
        tf.import_graph_def(graph_def, name="")
        return time.perf_counter() - begin


def run_tiny_graph(tf):
    """Seconds for one Session.run of a tiny graph with one feed."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [])
        y = x * 2.0 + 1.0
        session.run(y, {x: 1.0})
        begin = time.perf_counter()
        for _ in range(2000):
            session.run(y, {x: 1.0})
        return (time.perf_counter() - begin) / 2000


def call_tiny_graph(tf):
    """Seconds for one call of a function from Session.make_callable: a tiny graph with one feed."""
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [])
        step = session.make_callable(x * 2.0 + 1.0, [x])
        step(1.0)
        begin = time.perf_counter()
        for _ in range(2000):
            step(1.0)
        return (time.perf_counter() - begin) / 2000


MEASURES = {
    "build 10,000 ops": build_10000_ops,
    "import 5,000 nodes": import_5000_nodes,
    "run, one feed": run_tiny_graph,
    "callable, one feed": call_tiny_graph,
}


def measure(module):
    """Prints one round of figures as a line of JSON."""
    tf = importlib.import_module(module)
    print(json.dumps({name: function(tf) for name, function in MEASURES.items()}))


def ask(python, module):
    """One round of figures, measured by a fresh interpreter."""
    command = [python, __file__, "--measure", module]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    return json.loads(result.stdout.splitlines()[-1])


def compare():
    """Prints the medians side by side."""
    from conformance.backend import find_oracle

    oracle, why = find_oracle()
    rounds = {"reference": [], "tensorflow": []}
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}", file=sys.stderr)
        rounds["reference"].append(ask(sys.executable, "reference"))
        if oracle:
            rounds["tensorflow"].append(ask(oracle, "tensorflow"))
    print(f"{'':22}{'reference':>12}{'TensorFlow':>12}{'ratio':>8}")
    for name in MEASURES:
        ours, theirs = (sorted(figures[name] for figures in rounds[who]) for who in ("reference", "tensorflow"))
        line = f"{name:22}{ours[len(ours) // 2] * 1e3:>9.3f} ms"
        if theirs:
            line += f"{theirs[len(theirs) // 2] * 1e3:>9.3f} ms{ours[len(ours) // 2] / theirs[len(theirs) // 2]:>8.2f}"
        print(line)
    if not oracle:
        print(f"TensorFlow was not measured: {why}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", metavar="MODULE", help="print one round of figures of a tf-like module")
    arguments = parser.parse_args()
    if arguments.measure:
        sys.path.insert(0, str(ROOT))
        measure(arguments.measure)
    else:
        compare()
