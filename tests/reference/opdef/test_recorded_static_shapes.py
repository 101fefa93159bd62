"""The shape rules of all ops, held against what TensorFlow 1.15 infers for operations over inputs of many shapes."""

from __future__ import annotations

from collections import Counter

import reference as tf
from tests.reference.opdef.record_static_shapes import answer, read

LEAST = 4000  # graphs that were recorded: none is dropped in silence
OPS = 215


def test_gra_31_static_shapes_and_refusals_are_those_of_tensorflow() -> None:
    wrong = [
        f"{graph['nodes'][-1]}\n  recorded {recorded}\n  given    {given}"
        for graph, recorded in read()
        if (given := answer(tf, graph)) != recorded
    ]
    assert not wrong, "\n".join(wrong[:10])


def test_most_ops_take_part_and_many_graphs_are_refused() -> None:
    records = read()
    ops = Counter(graph["nodes"][-1]["op"] for graph, _ in records)
    assert len(records) >= LEAST
    assert len(ops) >= OPS
    assert sum(recorded[:1] == ["ValueError"] for _, recorded in records) >= LEAST // 4
