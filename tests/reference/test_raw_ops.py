"""`tf.raw_ops`: what its functions are called with."""

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

import reference as tf
from reference.opdef.record import REGISTRY

TENSORFLOW = json.loads((Path(__file__).parent / "raw_ops.json").read_text("utf-8"))


def _plain(value):
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.name if isinstance(value, tf.DType) else value


@pytest.mark.parametrize("name", sorted(REGISTRY.keys() & TENSORFLOW.keys()))
def test_ops_12_arguments_are_named_as_in_tensorflow(name):
    parameters = inspect.signature(getattr(tf.raw_ops, name)).parameters.values()
    names, defaults = TENSORFLOW[name]
    assert [parameter.name for parameter in parameters] == names
    given = {item.name: _plain(item.default) for item in parameters if item.default is not item.empty}
    assert given == defaults


def test_ops_12_every_op_has_a_function():
    assert REGISTRY.keys() <= TENSORFLOW.keys() | {"Const", "Placeholder"}


def test_ops_12_an_argument_may_have_another_name_than_the_input():
    with tf.Graph().as_default():
        assert tf.Session().run(tf.raw_ops.Sum(input=np.ones([2, 3]), axis=0)).tolist() == [2, 2, 2]
        chosen = tf.raw_ops.Select(condition=[True, False], x=[1, 2], y=[3, 4])
        assert tf.Session().run(chosen).tolist() == [1, 4]
        with pytest.raises(TypeError, match="got an unexpected keyword argument 'reduction_indices'"):
            tf.raw_ops.Sum(input=[1], reduction_indices=0)
