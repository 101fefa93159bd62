"""`tf.random_uniform` and its siblings: functions over the ops that draw numbers."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.dtypes import as_dtype, float32
from reference.graph.defaults import get_default_graph
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.public import public
from reference.random import seeds


@public("set_random_seed", "random.set_random_seed")
def set_random_seed(seed: Any) -> None:
    """Sets the seed of the default graph, from which the random operations made from now on take theirs (RND-1)."""
    get_default_graph().seed = seed


@public("get_seed", "random.get_seed")
def get_seed(op_seed: Any) -> tuple[Any, Any]:
    """The two seeds of the next random operation in the default graph: its own and the graph's together (RND-1)."""
    graph = get_default_graph()
    return seeds.get_seed(graph.seed, op_seed, graph._last_id)


def _seed_attributes(seed: Any) -> dict[str, Any]:
    graph = get_default_graph()
    first, second = seeds.seed_attributes(graph.seed, seed, graph._last_id)
    return {"seed": first, "seed2": second}


def _shape_tensor(shape: Any) -> Tensor:
    """``shape`` as a vector; an empty list or tuple is one of int32."""
    dtype = "int32" if isinstance(shape, list | tuple) and not shape else None
    return to_tensor(shape, dtype, "shape")


@public("random_uniform", "random.uniform")
def random_uniform(
    shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = float32, seed: Any = None, name: str | None = None
) -> Tensor:
    """Numbers from ``minval`` up to but not ``maxval``, each as likely as the other (RND-11, RND-13).

    ``dtype`` is float16, bfloat16, float32, float64, int32 or int64; for floats ``maxval`` is 1 unless given.
    Raises ValueError for another dtype and for integers without ``maxval``.
    """
    dtype = as_dtype(dtype)
    if dtype.name not in ("float16", "bfloat16", "float32", "float64", "int32", "int64"):
        raise ValueError(f"Invalid dtype {dtype!r}")
    if maxval is None:
        if dtype.is_integer:
            raise ValueError(f"Must specify maxval for integer dtype {dtype!r}")
        maxval = 1
    with name_scope(name, "random_uniform", [shape, minval, maxval]) as scope:
        sizes = _shape_tensor(shape)
        low, high = to_tensor(minval, dtype, "min"), to_tensor(maxval, dtype, "max")
        attrs = _seed_attributes(seed)
        if dtype.is_integer:
            return build("RandomUniformInt", scope, shape=sizes, minval=low, maxval=high, **attrs)  # type: ignore[no-any-return]
        drawn = build("RandomUniform", None, shape=sizes, dtype=dtype, **attrs)
        scaled = build("Mul", "mul", x=drawn, y=build("Sub", "sub", x=high, y=low))
        return build("Add", scope, x=scaled, y=low)  # type: ignore[no-any-return]


@public("random_normal", "random.normal")
def random_normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = float32, seed: Any = None, name: str | None = None
) -> Tensor:
    """Normal numbers of this mean and standard deviation (RND-12)."""
    with name_scope(name, "random_normal", [shape, mean, stddev]) as scope:
        return _around("RandomStandardNormal", shape, mean, stddev, dtype, seed, scope)


@public("truncated_normal", "random.truncated_normal")
def truncated_normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = float32, seed: Any = None, name: str | None = None
) -> Tensor:
    """Normal numbers no further than two standard deviations from the mean (RND-14)."""
    with name_scope(name, "truncated_normal", [shape, mean, stddev]) as scope:
        return _around("TruncatedNormal", shape, mean, stddev, dtype, seed, scope)


def _around(op_type: str, shape: Any, mean: Any, stddev: Any, dtype: Any, seed: Any, scope: str) -> Tensor:
    sizes = _shape_tensor(shape)
    centre, deviation = to_tensor(mean, dtype, "mean"), to_tensor(stddev, dtype, "stddev")
    drawn = build(op_type, None, shape=sizes, dtype=dtype, **_seed_attributes(seed))
    return build("Add", scope, x=build("Mul", "mul", x=drawn, y=deviation), y=centre)  # type: ignore[no-any-return]


@public("random_shuffle", "random.shuffle")
def random_shuffle(value: Any, seed: Any = None, name: str | None = None) -> Tensor:
    """``value`` with its rows in another order (RND-15)."""
    return build("RandomShuffle", name, value=value, **_seed_attributes(seed))  # type: ignore[no-any-return]


@public("multinomial", "random.multinomial")
def multinomial(
    logits: Any, num_samples: Any, seed: Any = None, name: str | None = None, output_dtype: Any = None
) -> Tensor:
    """Classes [batch, num_samples], drawn by log-probabilities [batch, classes], normalised or not (RND-16)."""
    with name_scope(name, "multinomial", [logits]):
        return _drawn_classes(logits, num_samples, output_dtype, seed)


@public("random.categorical")
def categorical(logits: Any, num_samples: Any, dtype: Any = None, seed: Any = None, name: str | None = None) -> Tensor:
    """The same as `multinomial`."""
    with name_scope(name, "categorical", [logits]):
        return _drawn_classes(logits, num_samples, dtype, seed)


def _drawn_classes(logits: Any, num_samples: Any, dtype: Any, seed: Any) -> Tensor:
    tensor = to_tensor(logits, None, "logits")
    return build(  # type: ignore[no-any-return]
        "Multinomial", None, logits=tensor, num_samples=num_samples, output_dtype=dtype, **_seed_attributes(seed)
    )
