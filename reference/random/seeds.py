"""How the seed of a graph and the seed of an op become the pair of numbers that the op is built with."""

from __future__ import annotations

from typing import Any

DEFAULT_GRAPH_SEED = 87654321  # RND-2: what stands for the graph's seed where only the op has one
SEED_LIMIT = 2**31 - 1  # RND-4


def get_seed(graph_seed: Any, op_seed: Any, last_id: int) -> tuple[Any, Any]:
    """The pair that `tf.get_seed(op_seed)` gives in a graph with this seed and this newest operation.

    Both are None where neither seed is set; else both are numbers of the type of the seeds. Raises TypeError
    for a seed that has no remainder. Source: RND-1 to RND-5.

    >>> get_seed(None, None, 3), get_seed(None, 7, 3), get_seed(7, None, 3), get_seed(-1, 8, 3)
    ((None, None), (87654321, 7), (7, 3), (2147483646, 8))
    >>> get_seed(0, 0, 3)
    (0, 2147483647)
    """
    if graph_seed is None:
        if op_seed is None:
            return None, None  # RND-1
        graph_seed = DEFAULT_GRAPH_SEED  # RND-2
    elif op_seed is None:
        op_seed = last_id  # RND-3
    seeds = graph_seed % SEED_LIMIT, op_seed % SEED_LIMIT  # RND-4
    return (0, SEED_LIMIT) if seeds == (0, 0) else seeds  # RND-5


def seed_attributes(graph_seed: Any, op_seed: Any, last_id: int) -> tuple[Any, Any]:
    """The values of the attributes `seed` and `seed2`, before they are made integers; source: RND-6.

    >>> seed_attributes(None, None, 3), seed_attributes(7, None, 3)
    ((0, 0), (7, 3))
    """
    seed, seed2 = get_seed(graph_seed, op_seed, last_id)
    return (0, 0) if seed is None else (seed, seed2)
