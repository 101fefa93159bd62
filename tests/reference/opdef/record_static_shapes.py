"""Asks TensorFlow 1.15 for the static shapes of single operations, or why it refuses them.

    .oracle/bin/python tests/reference/opdef/record_static_shapes.py

rewrites the answers in static_shapes.jsonl.gz: a line holds a graph, whose last node is the operation `y` over
placeholders and constants, and the answer.  The graphs were drawn at random: operations of random programs, with
other shapes for their inputs.  Runs on Python 3.7.
"""

from __future__ import annotations

import gzip
import importlib
import json
import sys
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "static_shapes.jsonl.gz"


def answer(tf: Any, graph: Any) -> Any:
    """The static shapes of the outputs of `y`, or the class and first line of the error."""
    from conformance.graph import Graph
    from conformance.graph_def import to_graph_def

    with tf.Graph().as_default() as built:
        try:
            tf.import_graph_def(to_graph_def(Graph.from_json(graph), tf.GraphDef()), name="")
        except Exception as error:
            return [type(error).__name__, str(error).partition("\n")[0]]
        outputs = built.get_operation_by_name("y").outputs
    return [None if output.shape.ndims is None else output.shape.as_list() for output in outputs]


def read() -> list[list[Any]]:
    """The graphs with their recorded answers."""
    with gzip.open(RECORDED, "rt", encoding="ascii") as lines:
        return [json.loads(line) for line in lines]


def write(records: list[list[Any]]) -> None:
    """Writes graphs with answers; the same bytes for the same records."""
    text = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in records)
    RECORDED.write_bytes(gzip.compress(text.encode("ascii"), 9))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    tensorflow = importlib.import_module("tensorflow")
    write([[graph, answer(tensorflow, graph)] for graph, _ in read()])
