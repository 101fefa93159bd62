"""Hashes of strings: values that TensorFlow 1.15.5 gave, for each length at which an algorithm changes its way."""

import pytest

import reference as tf
from reference.ops.strings.string_hashes import fingerprint, murmur, siphash

LENGTHS = [0, 1, 3, 4, 7, 8, 9, 16, 17, 32, 33, 64, 65, 128, 129, 1000]
FAST = {
    0: 1936946117179621456,
    1: 4719488438812764163,
    3: 3091163115821544028,
    4: 6331921437150725295,
    7: 5839026154326413872,
    8: 5028140862496344703,
    9: 3938540446998675218,
    16: 3320895591121647644,
    17: 2082709914559524774,
    32: 3678204687145032710,
    33: 3046993373088323128,
    64: 6916188127298655160,
    65: 4935023790501551929,
    128: 5868382771906808855,
    129: 8569775344161521335,
    1000: 1913056456708076064,
}
STRONG = {
    0: 443797209252341628,
    1: 4973897040824626630,
    3: 8430829202705656830,
    4: 6861520790410493978,
    7: 7109541095671668122,
    8: 7748050379578089127,
    9: 684954894136796785,
    16: 2083976100733463556,
    17: 3111895715772102225,
    32: 5146077227804924603,
    33: 6251573502786715488,
    64: 7638880622090919837,
    65: 784056411441098233,
    128: 2698372183938617443,
    129: 7191292268856869779,
    1000: 5111343065251529886,
}
OLD = {
    0: 105434511174508092,
    1: 8493430383563126769,
    3: 1721236532880327373,
    4: 3945164219720925182,
    7: 3860022913985354176,
    8: 1927888461177315151,
    9: 1376572647460694084,
    16: 5872517971286675818,
    17: 8772842172083188023,
    32: 6405310422276382275,
    33: 8076865318271220821,
    64: 9018480266949123658,
    65: 387508316990748746,
    128: 8649031446291015814,
    129: 7806689255514867399,
    1000: 8625923486673367342,
}
MODULUS = 2**63 - 1


@pytest.mark.parametrize("length", LENGTHS)
def test_tab_16_fast_hashes_are_fingerprints(length: int) -> None:
    assert fingerprint(b"x" * length) % MODULUS == FAST[length]


@pytest.mark.parametrize("length", LENGTHS)
def test_tab_16_strong_hashes_are_siphashes(length: int) -> None:
    assert siphash(b"x" * length, [1, 2]) % MODULUS == STRONG[length]


@pytest.mark.parametrize("length", LENGTHS)
def test_tab_16_old_hashes_are_murmur_hashes(length: int) -> None:
    assert murmur(b"x" * length) % MODULUS == OLD[length]


def test_siphash_gives_the_value_of_its_paper() -> None:
    """The test vector of appendix A: key 00..0f, message 00..0e."""
    key = [int.from_bytes(bytes(range(start, start + 8)), "little") for start in (0, 8)]
    assert siphash(bytes(range(15)), key) == 0xA129CA6149BE45E5


def test_tab_16_a_negative_half_of_a_key_is_taken_as_its_bits() -> None:
    assert siphash(b"a", [-1, 5]) == siphash(b"a", [2**64 - 1, 5])


def test_tab_16_each_function_hashes_every_string_of_a_tensor() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        strings = tf.constant([["a", "b"], ["", "a"]])
        fast = tf.strings.to_hash_bucket_fast(strings, 7)
        strong = tf.string_to_hash_bucket_strong(strings, 7, key=[3, 4])
        old = tf.string_to_hash_bucket(input=strings, num_buckets=7)
        assert fast.shape == strong.shape == old.shape == (2, 2)
        for found, hashed in ((fast, fingerprint), (strong, lambda text: siphash(text, [3, 4])), (old, murmur)):
            assert session.run(found).tolist() == [
                [hashed(text) % 7 for text in row] for row in ((b"a", b"b"), (b"", b"a"))
            ]


def test_tab_16_the_two_names_of_one_argument_exclude_each_other() -> None:
    with tf.Graph().as_default(), pytest.raises(ValueError, match="Cannot specify both 'string_tensor' and 'input'"):
        tf.string_to_hash_bucket(["a"], input=["b"], num_buckets=2)
