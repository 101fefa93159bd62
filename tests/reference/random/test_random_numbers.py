"""The reference's random numbers are those that TensorFlow 1.15.5 was recorded to draw."""

import json
import runpy
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from reference.errors import InvalidArgumentError
from reference.random import single_precision
from reference.random.arguments import check_bounds, output_shape, sample_count
from reference.random.distributions import (
    random_standard_normal,
    random_uniform,
    random_uniform_int,
    truncated_normal,
)
from reference.random.philox import PhiloxGenerator, key_schedule, philox_blocks
from reference.random.seeds import get_seed, seed_attributes
from reference.random.selection import multinomial, random_shuffle

HERE = Path(__file__).parent
ASKING = runpy.run_path(str(HERE / "record.py"))
RECORDED: dict[str, Any] = json.loads((HERE / "recorded.json").read_text("utf-8"))
KERNELS: dict[str, Any] = {
    "RandomUniform": random_uniform,
    "RandomStandardNormal": random_standard_normal,
    "TruncatedNormal": truncated_normal,
}
DTYPES = {name: np.dtype(ml_dtypes.bfloat16 if name == "bfloat16" else name) for name in ASKING["FLOATING"]}


def float_questions(op: str, dtype: str) -> Iterator[Any]:
    return (question for question in ASKING["float_questions"]() if question[:2] == (op, dtype))


def drawn_floats(op: str, dtype: str, seed: int, seed2: int, shapes: list[list[int]]) -> list[np.ndarray]:
    generator = PhiloxGenerator(seed, seed2)
    return [KERNELS[op](generator, shape, DTYPES[dtype]) for shape in shapes]


def assert_as_recorded(topic: str, question: Any, drawn: list[np.ndarray]) -> None:
    recorded = RECORDED[topic][ASKING["name_of"](question)]
    assert [ASKING["summary"](array) for array in drawn] == recorded, question


def assert_within_one_ulp(given: np.ndarray, recorded: np.ndarray) -> None:
    np.testing.assert_array_max_ulp(given, recorded, maxulp=1)


def test_every_question_is_recorded() -> None:
    topics = {
        "floats": "float_questions",
        "integers": "integer_questions",
        "shuffles": "shuffle_questions",
        "multinomials": "multinomial_questions",
        "arguments": "argument_questions",
        "samples": "sample_questions",
    }

    for topic, questions in topics.items():
        assert {ASKING["name_of"](question) for question in ASKING[questions]()} == set(RECORDED[topic])

    assert len(RECORDED["floats"]) == 12 * 13
    assert len(RECORDED["seeds"]) == len(ASKING["SEEDS"]) ** 2


@pytest.mark.parametrize("graph_seed", ASKING["SEEDS"], ids=str)
def test_rnd_1_to_6_seeds_become_the_recorded_pairs(graph_seed: Any) -> None:
    for op_seed in ASKING["SEEDS"]:
        last_id, pair, seed, seed2 = RECORDED["seeds"][ASKING["name_of"]((graph_seed, op_seed, 3))]

        assert repr(get_seed(graph_seed, op_seed, last_id)) == pair
        assert [int(value) for value in seed_attributes(graph_seed, op_seed, last_id)] == [seed, seed2]


def test_rnd_3_an_empty_graph_counts_from_zero() -> None:
    assert get_seed(5, None, 0) == (5, 0)


def test_rnd_4_a_seed_without_remainder_is_refused() -> None:
    with pytest.raises(TypeError, match="not all arguments converted during string formatting"):
        get_seed(None, "a", 0)


def test_rnd_7_without_seeds_two_generators_differ() -> None:
    first, second = (random_uniform(PhiloxGenerator(0, 0), [8], np.float64) for _ in range(2))

    assert not np.array_equal(first, second)


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        (0, 0, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        (2**128 - 1, 2**64 - 1, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (0x0370734413198A2E85A308D3243F6A88, 0x299F31D0A4093822, "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)
def test_rnd_8_blocks_are_those_of_the_paper(counter: int, key: int, words: str) -> None:
    low = np.array([counter & (2**64 - 1)], np.uint64)

    blocks = philox_blocks(low, counter >> 64, key_schedule(key))

    assert " ".join(f"{word:08x}" for word in blocks[0]) == words


def test_rnd_8_a_long_stretch_is_its_blocks_one_by_one() -> None:
    stream = PhiloxGenerator(1, 2).reserve(40000)

    whole = stream.blocks(40000)

    for offset in (0, 16383, 16384, 32768, 39999):
        assert np.array_equal(whole[offset], stream.blocks_at(np.array([offset], np.uint64))[0])


def test_rnd_9_threads_share_no_block() -> None:
    generator = PhiloxGenerator(1, 2)
    starts: list[int] = []

    def draw() -> None:
        starts.extend([generator.reserve(3).start for _ in range(1000)])

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(starts) == list(range(0, 12000, 3))


def test_rnd_9_equal_keys_draw_equal_numbers() -> None:
    first, second = (random_uniform(PhiloxGenerator(5, 6), [8], np.float32) for _ in range(2))

    assert np.array_equal(first, second)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize("op", KERNELS)
def test_rnd_10_a_run_takes_256_blocks_an_output(op: str, dtype: str) -> None:
    generator = PhiloxGenerator(1, 2)

    for shape, position in (([3], 768), ([], 1024), ([2, 0], 1024), ([2, 3], 2560)):
        KERNELS[op](generator, shape, DTYPES[dtype])
        assert generator.position == position


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_rnd_11_uniform_numbers_are_tensorflows(dtype: str) -> None:
    for question in float_questions("RandomUniform", dtype):
        drawn = drawn_floats(*question)

        assert all(array.dtype == DTYPES[dtype] for array in drawn)
        assert [list(array.shape) for array in drawn] == question[-1]
        assert_as_recorded("floats", question, drawn)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_rnd_12_normal_numbers_are_tensorflows(dtype: str) -> None:
    for question in float_questions("RandomStandardNormal", dtype):
        assert_as_recorded("floats", question, drawn_floats(*question))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_rnd_14_truncated_normal_numbers_are_tensorflows(dtype: str) -> None:
    for question in float_questions("TruncatedNormal", dtype):
        assert_as_recorded("floats", question, drawn_floats(*question))


def assert_doubles_as_recorded(op: str) -> None:
    given = KERNELS[op](PhiloxGenerator(3, 4), [300], np.float64)
    assert_within_one_ulp(given, np.frombuffer(bytes.fromhex(RECORDED["doubles"][op])))
    for question in float_questions(op, "float64"):
        recorded = RECORDED["floats"][ASKING["name_of"](question)]
        for array, (start, digest) in zip(drawn_floats(*question), (said.split(" ") for said in recorded), strict=True):
            assert_within_one_ulp(array.ravel()[:3], np.frombuffer(bytes.fromhex(start)))
            assert ASKING["summary"](array, exact=False).split(" ")[1] == digest


def test_rnd_12_normal_doubles_are_tensorflows() -> None:
    assert_doubles_as_recorded("RandomStandardNormal")


def test_rnd_14_truncated_normal_doubles_are_tensorflows() -> None:
    assert_doubles_as_recorded("TruncatedNormal")


def test_rnd_12_every_float32_logarithm_sine_and_cosine_is_the_librarys() -> None:
    below, angles = ASKING["single_precision_points"]()

    sin, cos = single_precision.sin_cos(angles)

    given = {"log": single_precision.log(below), "sin": sin, "cos": cos}
    assert {name: ASKING["digest"](values) for name, values in given.items()} == RECORDED["single precision"]


@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_rnd_13_integers_are_tensorflows(dtype: str) -> None:
    scalar = np.dtype(dtype).type
    for question in ASKING["integer_questions"]():
        asked, minval, maxval, seed, seed2, shapes = question
        if asked == dtype:
            generator = PhiloxGenerator(seed, seed2)
            drawn = [random_uniform_int(generator, shape, scalar(minval), scalar(maxval)) for shape in shapes]

            assert all(array.dtype == dtype for array in drawn)
            assert_as_recorded("integers", question, drawn)


def test_rnd_13_a_refused_range_uses_up_nothing() -> None:
    generator = PhiloxGenerator(1, 2)

    with pytest.raises(InvalidArgumentError, match="Need minval < maxval, got 5 >= 5"):
        random_uniform_int(generator, [3], np.int32(5), np.int32(5))

    assert generator.position == 0


@pytest.mark.parametrize("keys", ASKING["KEYS"], ids=str)
def test_rnd_15_shuffles_are_tensorflows(keys: tuple[int, int]) -> None:
    generator = PhiloxGenerator(*keys)

    drawn = [random_shuffle(generator, ASKING["counted"](shape)) for shape in ASKING["ROWS"]]

    assert_as_recorded("shuffles", (*keys, ASKING["ROWS"]), drawn)


def test_rnd_15_a_scalar_is_left_alone() -> None:
    generator = PhiloxGenerator(1, 2)

    assert random_shuffle(generator, np.array(7)) == 7
    assert generator.position == 0


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_rnd_16_multinomial_draws_are_tensorflows(dtype: str) -> None:
    for question in ASKING["multinomial_questions"]():
        asked, logits, counts = question
        if asked == dtype:
            generator = PhiloxGenerator(3, 4)
            table = np.array(logits, dtype)
            drawn = [multinomial(generator, table, np.int32(count), np.int32) for count in counts]

            assert_as_recorded("multinomials", question, drawn)


def outcome_of_drawing(shape: Any, minval: Any, maxval: Any) -> Any:
    bounds = np.array(minval, np.int32), np.array(maxval, np.int32)
    try:
        check_bounds(*bounds)
        asked = output_shape(np.array(shape, np.int64))
        return list(random_uniform_int(PhiloxGenerator(1, 0), asked, *bounds).shape)
    except InvalidArgumentError as error:
        return f"InvalidArgumentError: {error}"


def test_rnd_17_arguments_are_refused_in_tensorflows_words() -> None:
    for question in ASKING["argument_questions"]():
        assert outcome_of_drawing(*question) == RECORDED["arguments"][ASKING["name_of"](question)]


def test_rnd_17_samples_are_refused_in_tensorflows_words() -> None:
    for question in ASKING["sample_questions"]():
        shape, count = question
        with pytest.raises(InvalidArgumentError) as refused:
            sample_count(np.zeros(shape), np.array(count))

        assert f"InvalidArgumentError: {refused.value}" == RECORDED["samples"][ASKING["name_of"](question)]
