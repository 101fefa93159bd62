"""Every op record's worked examples and rejected uses, run through a graph and a session.

Each example runs twice: with its inputs as constants, where the shape rule sees everything, and fed
through placeholders of unknown shape, where it sees nothing and the kernel must find every fault.
"""

import numpy as np
import pytest

import reference as tf
from reference.literal import as_array
from reference.opdef.functions import build
from reference.opdef.record import REGISTRY

EXAMPLES = [(record, example) for record in REGISTRY.values() for example in record.examples]
REJECTIONS = [(record, rejection) for record in REGISTRY.values() for rejection in record.rejections]

# Ops without a worked example, and where their behaviour is tested instead.
TESTED_ELSEWHERE = {
    **dict.fromkeys(
        ("Const", "Placeholder", "PlaceholderWithDefault", "NoOp", "ControlTrigger", "RefIdentity", "Assert"),
        "tests/reference/session",
    ),
    **dict.fromkeys(
        [f"{ref}{name}" for ref in ("", "Ref") for name in ("Switch", "Merge", "Enter", "Exit", "NextIteration")],
        "tests/reference/runtime/test_control_flow.py",
    ),
    "PyFuncStateless": "tests/reference/debugging/test_python_functions.py",
}


def _case_id(case):
    record, use = case
    return f"{record.name}-{(record.examples + record.rejections).index(use)}"


def _is_stateful(record):
    return any(argument.is_ref or argument.dtype == tf.resource for argument in record.signature.inputs)


# Inputs of which TensorFlow must know the shape while the operation is built.
KNOWN_SHAPES = {("SpaceToBatchND", "block_shape"), ("BatchToSpaceND", "block_shape")}


def _placeholders(record, values):
    """A placeholder of unknown shape for each value, and what to feed them."""
    feeds = {}

    def one(value, name):
        array, dtype = as_array(value)
        placeholder = tf.placeholder(dtype, array.shape if (record.name, name) in KNOWN_SHAPES else None)
        feeds[placeholder] = array
        return placeholder

    named = zip(values, [argument.name for argument in record.signature.inputs], strict=True)
    inputs = [
        [one(item, name) for item in value] if isinstance(value, ListInput) else one(value, name)
        for value, name in named
    ]
    return inputs, feeds


class ListInput(list):
    """An input that is a list of tensors."""


def _inputs(record, use):
    arguments = record.signature.inputs
    return [
        ListInput(value) if argument.is_list else value for argument, value in zip(arguments, use.inputs, strict=True)
    ]


def _build(record, use, inputs):
    names = [argument.name for argument in record.signature.inputs]
    return build(record.name, None, **dict(zip(names, inputs, strict=True)), **use.attrs)


def _expected(result, gives):
    tensors = list(result) if isinstance(result, list | tuple) else [result]
    values = list(gives) if isinstance(result, list | tuple) else [gives]
    pairs = zip(tensors, values, strict=True)
    return tensors, [value if value is None else as_array(value, tensor.dtype)[0] for tensor, value in pairs]


def _check(record, result, gives, feeds):
    tensors, expected = _expected(result, gives)
    with tf.Session() as session:
        values = session.run(tensors, feeds)
    for tensor, value, wanted in zip(tensors, values, expected, strict=True):
        if tensor.dtype == tf.string:
            value = as_array(value)[0]  # a scalar string is fetched as bytes
        assert np.asarray(value).dtype == tensor.dtype.as_numpy_dtype
        assert tensor.shape.is_compatible_with(np.shape(value))
        if wanted is None:
            continue
        assert np.shape(value) == wanted.shape
        if wanted.dtype.kind in "fc" or wanted.dtype == tf.bfloat16.as_numpy_dtype:
            np.testing.assert_allclose(value.astype(np.complex128), wanted.astype(np.complex128), rtol=1e-5, atol=1e-7)
        else:
            np.testing.assert_array_equal(value, wanted)


@pytest.mark.parametrize("case", EXAMPLES, ids=_case_id)
def test_an_example_gives_what_it_says(case):
    record, example = case
    with tf.Graph().as_default():
        _check(record, _build(record, example, _inputs(record, example)), example.gives, {})


@pytest.mark.parametrize("case", [case for case in EXAMPLES if case[1].inputs], ids=_case_id)
def test_an_example_gives_what_it_says_when_nothing_is_known_of_its_inputs(case):
    record, example = case
    with tf.Graph().as_default():
        inputs, feeds = _placeholders(record, _inputs(record, example))
        _check(record, _build(record, example, inputs), example.gives, feeds)


@pytest.mark.parametrize("case", REJECTIONS, ids=_case_id)
def test_a_rejected_use_is_refused(case):
    record, rejection = case
    with tf.Graph().as_default(), tf.Session() as session:
        inputs, feeds = _inputs(record, rejection), {}
        if not rejection.building:
            inputs, feeds = _placeholders(record, inputs)
        with pytest.raises(rejection.error) as caught:
            session.run(_build(record, rejection, inputs), feeds)
    assert str(caught.value).startswith(rejection.message)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_op_has_an_example(name):
    record = REGISTRY[name]
    assert record.examples or name in TESTED_ELSEWHERE or record.stateful or _is_stateful(record)
