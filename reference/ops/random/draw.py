"""The ops that draw numbers; what they draw is in `reference.random` (RND-7 to RND-17)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import OpRecord, op
from reference.opdef.static_shape import with_rank, with_rank_at_most
from reference.random import arguments, distributions, selection
from reference.random.philox import PhiloxGenerator
from reference.runtime.memory import check_size

_SEEDS = "seed: int = 0, seed2: int = 0"


def _generator(context: Any, seed: int, seed2: int) -> PhiloxGenerator:
    """The generator that the running op keeps in its session (RND-9)."""
    return context.state(lambda: PhiloxGenerator(seed, seed2))  # type: ignore[no-any-return]


def _drawn_shape(shape: Any, *, shape_as_shape: Any) -> Any:
    with_rank(shape, 1)
    return shape_as_shape


def _continuous(name: str, draw: Any, accuracy: str) -> OpRecord:
    """The record of an op that draws numbers of a floating dtype, given nothing but a shape."""
    record = op(
        name,
        "shape: T",
        "output: dtype",
        f"{_SEEDS}, dtype: {{half, bfloat16, float, double}}, T: index",
        stateful=True,
        accuracy=accuracy,
    )
    record.shape(_drawn_shape)

    @record.kernel
    def _(shape: Any, *, context: Any, seed: int, seed2: int, dtype: Any) -> Any:
        sizes = arguments.output_shape(np.asarray(shape))
        check_size(sizes, dtype.as_numpy_dtype)
        return draw(_generator(context, seed, seed2), sizes, dtype.as_numpy_dtype)

    @record.arguments
    def _(draw: Any) -> Any:
        return {
            "shape": draw.constant(np.array(draw.shape(), np.int32)),
            "dtype": draw.dtype("float16", "bfloat16", "float32", "float64"),
            "seed": draw.integer(1, 2**31 - 1),
            "seed2": draw.integer(0, 2**31 - 1),
        }

    record.rejects([2, -1], dtype="float32", error=InvalidArgumentError, message="Dimension -1 must be >= 0")
    record.rejects(3, dtype="float32", building=True, error=ValueError, message="Shape must be rank 1 but is rank 0")
    return record


RandomUniform = _continuous("RandomUniform", distributions.random_uniform, "exact")
RandomStandardNormal = _continuous("RandomStandardNormal", distributions.random_standard_normal, "1 ulp")
TruncatedNormal = _continuous("TruncatedNormal", distributions.truncated_normal, "1 ulp")

RandomUniform.example(
    [3],
    seed=1,
    seed2=2,
    dtype="float64",
    gives=np.array([0.25117450330461573, 0.44316676846410424, 0.2972296315815533]),
)
RandomStandardNormal.example([2], seed=1, seed2=2, dtype="float32", gives=[-1.0467793, 0.8397046])
TruncatedNormal.example([2], seed=1, seed2=2, dtype="float32", gives=[-1.0467793, 0.8397046])

RandomUniformInt = op(
    "RandomUniformInt",
    "shape: T, minval: Tout, maxval: Tout",
    "output: Tout",
    f"{_SEEDS}, Tout: index, T: index",
    stateful=True,
)


@RandomUniformInt.shape
def _(shape: Any, minval: Any, maxval: Any, *, shape_as_shape: Any) -> Any:
    with_rank(minval, 0)
    with_rank(maxval, 0)
    with_rank(shape, 1)
    return shape_as_shape


@RandomUniformInt.kernel
def _(shape: Any, minval: Any, maxval: Any, *, context: Any, seed: int, seed2: int) -> Any:
    arguments.check_bounds(np.asarray(minval), np.asarray(maxval))
    sizes = arguments.output_shape(np.asarray(shape))
    check_size(sizes, np.asarray(minval).dtype)
    return distributions.random_uniform_int(_generator(context, seed, seed2), sizes, minval, maxval)


RandomUniformInt.example([5], -5, 5, seed=1, seed2=2, gives=[4, 0, -3, 4, -4])
RandomUniformInt.rejects([5], 5, 5, error=InvalidArgumentError, message="Need minval < maxval, got 5 >= 5")


@RandomUniformInt.arguments
def _(draw: Any) -> Any:
    dtype = draw.dtype("int32", "int64").as_numpy_dtype
    low = draw.integer(-100, 100)
    return {
        "shape": draw.constant(np.array(draw.shape(), np.int32)),
        "minval": draw.constant(np.array(low, dtype)),
        "maxval": draw.constant(np.array(low + draw.integer(1, 100), dtype)),
        "seed": draw.integer(1, 2**31 - 1),
        "seed2": draw.integer(0, 2**31 - 1),
    }


RandomShuffle = op("RandomShuffle", "value: T", "output: T", f"{_SEEDS}, T: type", stateful=True)


@RandomShuffle.shape
def _(value: Any) -> Any:
    return value


@RandomShuffle.kernel
def _(value: Any, *, context: Any, seed: int, seed2: int) -> Any:
    return selection.random_shuffle(_generator(context, seed, seed2), np.asarray(value))


RandomShuffle.example([0, 1, 2, 3, 4], seed=3, seed2=4, gives=[1, 0, 4, 3, 2])


@RandomShuffle.arguments
def _(draw: Any) -> Any:
    return {
        "value": draw.tensor(draw.dtype("float32", "float64", "int32", "int64", "bool", "string")),
        "seed": draw.integer(1, 2**31 - 1),
        "seed2": draw.integer(0, 2**31 - 1),
    }


Multinomial = op(
    "Multinomial",
    "logits: T, num_samples: int32",
    "output: output_dtype",
    f"{_SEEDS}, T: {{float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}}, "
    "output_dtype: {int32, int64} = int64",
    stateful=True,
)


@Multinomial.shape
def _(logits: Any, num_samples: Any, *, num_samples_value: Any) -> Any:
    rows, _ = with_rank(logits, 2)
    with_rank_at_most(num_samples, 0) if num_samples is None else with_rank(num_samples, 0)
    if num_samples_value is not None and num_samples_value < 0:
        raise ValueError(
            f"Dimension size, given by scalar input 1, must be non-negative but is {int(num_samples_value)}"
        )
    return (rows, None if num_samples_value is None else int(num_samples_value))


@Multinomial.kernel
def _(logits: Any, num_samples: Any, *, context: Any, seed: int, seed2: int, output_dtype: Any) -> Any:
    generator = _generator(context, seed, seed2)
    return selection.multinomial(generator, np.asarray(logits), num_samples, output_dtype.as_numpy_dtype)


Multinomial.example([[0.0, 0.0, 0.0, 100.0]], 3, seed=3, seed2=4, gives=np.array([[3, 3, 3]], np.int64))
Multinomial.rejects([1.0], 3, building=True, error=ValueError, message="Shape must be rank 2 but is rank 1")


@Multinomial.arguments
def _(draw: Any) -> Any:
    rows, classes = draw.integer(0, 3), draw.integer(1, 5)
    return {
        "logits": draw.tensor(draw.dtype("float32", "float64"), (rows, classes), low=-3, high=3),
        "num_samples": draw.constant(np.array(draw.integer(0, 6), np.int32)),
        "seed": draw.integer(1, 2**31 - 1),
        "seed2": draw.integer(0, 2**31 - 1),
    }
