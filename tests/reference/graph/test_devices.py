"""Clauses GRA on devices, held against a model: five parts, each of which is given or open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.graph.device import merge_device

number = st.none() | st.integers(0, 3)
spec = st.builds(
    tf.DeviceSpec,
    st.none() | st.sampled_from(["ps", "worker", "*"]),
    number,
    number,
    st.none() | st.sampled_from(["CPU", "gpu", "XLA_CPU"]),
    number,
)
text = spec.map(lambda spec: spec.to_string())


@given(spec)
def test_gra_26_a_spec_is_read_from_its_own_text(spec):
    if spec.device_type is None:
        spec.device_index = None  # an index of no kind has no text
    assert tf.DeviceSpec.from_string(spec.to_string()) == spec


@given(text, st.randoms())
def test_gra_26_the_order_of_the_parts_is_free(text, random):
    parts = text.split("/")
    random.shuffle(parts)
    assert tf.DeviceSpec.from_string("/".join(parts)).to_string() == text


@pytest.mark.parametrize(
    ("given", "written"),
    [("cpu:1", "/device:CPU:1"), ("/GPU", "/device:GPU:*"), ("job:a//task:1", "/job:a/task:1"), ("/", ""),
     ("/task:1/task:2", "/task:2"), ("/device:tpu:0", "/device:tpu:0"), ("/cpu:*", "/device:CPU:*")],
)  # fmt: skip
def test_gra_26_short_and_long_texts(given, written):
    assert tf.DeviceSpec.from_string(given).to_string() == written


@pytest.mark.parametrize("key", ["tpu", "device", "job", "JOB", "@", " "])
def test_gra_26_unknown_parts_are_refused(key):
    text = {"device": "/device:CPU", "job": "/job:a:b"}.get(key, f"/{key}:0")
    with pytest.raises(ValueError, match=f"^Unknown attribute: '{key}' in '{text}'$"):
        tf.DeviceSpec.from_string(text)


@given(text, text, text)
def test_gra_12_merging_is_associative(first, second, third):
    assert merge_device(merge_device(first, second), third) == merge_device(first, merge_device(second, third))


@given(text)
def test_gra_12_merging_a_name_into_itself_or_nothing_changes_nothing(text):
    assert merge_device(text, text) == merge_device(text, "") == merge_device("", text) == text


@given(text, text)
def test_gra_12_what_was_merged_stays(default, override):
    merged = merge_device(default, override)
    assert merge_device(merged, override) == merged


@given(st.lists(text, max_size=4))
def test_gra_11_names_merge_from_the_outermost_to_the_innermost(names):
    expected = ""
    for name in names:
        expected = merge_device(expected, name)
    assert device_within([tf.DeviceSpec.from_string(name) for name in names]) == expected
    assert device_within(names) == expected


@given(st.lists(text, max_size=3), st.lists(text, max_size=3))
def test_gra_11_none_sets_the_blocks_around_aside(outer, inner):
    assert device_within([*outer, None, *inner]) == device_within(inner)


@given(st.lists(text, max_size=2), text, st.lists(text, max_size=2))
def test_gra_11_a_function_replaces_what_inner_blocks_gave_and_sees_it(outer, chosen, inner):
    seen = []

    def choose(operation):
        seen.append(operation.device)
        return chosen

    assert device_within([*outer, choose, *inner]) == device_within([*outer, chosen])
    assert seen == [device_within(inner)]


@pytest.mark.parametrize("chosen", [None, 5, ["/cpu:0"]])
def test_gra_11_a_function_must_give_a_text(chosen):
    with pytest.raises(TypeError, match="Expected binary or unicode string, got"):
        device_within([lambda operation: chosen])


def device_within(blocks):
    """The device of an operation that is created within blocks, the outermost first."""
    with tf.Graph().as_default():
        return within(blocks).device


def within(blocks):
    if not blocks:
        return tf.no_op()
    with tf.device(blocks[0]):
        return within(blocks[1:])
