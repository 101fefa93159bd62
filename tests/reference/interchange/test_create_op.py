"""`Graph.create_op`."""

import pytest

import reference as tf

INT32 = tf.AttrValue(type=3)


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        tf.placeholder(tf.float32, [2], name="x")
        tf.placeholder(tf.int32, name="i")
        yield graph


def create(graph, op_type, inputs, **attrs):
    tensors = [graph.get_tensor_by_name(f"{name}:0") if isinstance(name, str) else name for name in inputs]
    return graph.create_op(op_type, tensors, name="made", attrs=attrs)


def test_int_21_attributes_come_from_the_inputs(graph):
    assert create(graph, "Identity", ["x"]).get_attr("T") == tf.float32
    packed = create(graph, "Pack", ["x", "x"], axis=tf.AttrValue(i=1))
    assert (packed.get_attr("N"), packed.get_attr("axis"), packed.name) == (2, 1, "made_1")
    assert create(graph, "IdentityN", ["x", "i"]).get_attr("T") == [tf.float32, tf.int32]


def test_int_21_the_blocks_around_the_call_count(graph):
    with graph.control_dependencies([graph.get_operation_by_name("i")]), graph.device("/cpu:0"):
        made = create(graph, "Identity", ["x"], _private=tf.AttrValue(i=3))
    assert (list(made.node_def.input), made.device, made.get_attr("_private")) == (["x", "^i"], "/device:CPU:0", 3)


@pytest.mark.parametrize(
    ("arguments", "attrs", "error", "text"),
    [
        (("Add", ["x", "i"]), {}, ValueError, "Inconsistent values for attr 'T' DT_FLOAT vs. DT_INT32 while building"),
        (("Identity", ["x"]), {"T": INT32}, ValueError, "Inconsistent values for attr 'T' DT_FLOAT vs. DT_INT32"),
        (("Identity", ["x"]), {"zz": INT32}, ValueError, "NodeDef mentions attr 'zz' not in Op<name=Identity;"),
        (("Placeholder", []), {}, ValueError, "NodeDef missing attr 'dtype' from Op<name=Placeholder;"),
        (("Assign", ["x", "x"]), {}, ValueError, "Input 'ref' passed float expected ref type while building NodeDef"),
        (("LogicalNot", ["x"]), {}, ValueError, "Input 'x' passed float expected bool while building NodeDef 'made'"),
        (("Add", ["x"]), {}, ValueError, "'made' has 1 inputs, which do not fit Op<name=Add;"),
        (("Add", ["x", 1.0]), {}, TypeError, "Input #1 is not a tensor: 1.0"),
        (("Nope", []), {}, tf.errors.NotFoundError, "Op type not registered 'Nope' in binary running on"),
        (("Identity", ["x"]), {"T": 1}, TypeError, "attribute 'T' of 'made' must be an AttrValue, not int"),
    ],
)  # fmt: skip
def test_int_21_what_does_not_fit_is_refused(graph, arguments, attrs, error, text):
    with pytest.raises(error) as caught:
        create(graph, *arguments, **attrs)
    assert str(caught.value).startswith(text)
    assert len(graph.get_operations()) == 2


def test_int_21_a_tensor_of_another_graph_is_refused(graph):
    with tf.Graph().as_default():
        other = tf.constant(1.0)
    with pytest.raises(ValueError, match=r"^Input #0 is a tensor of another graph"):
        create(graph, "Identity", [other])
