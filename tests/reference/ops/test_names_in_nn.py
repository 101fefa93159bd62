"""The operations that functions of `tf.nn` make have the names and types that TensorFlow 1.15 gives them."""

import numpy as np
import pytest

import reference as tf

IMAGES = np.ones((2, 6, 6, 4), np.float32)
ROWS = np.ones((3, 5), np.float32)
VECTOR = np.ones(4, np.float32)


def placeholder(value):
    return tf.placeholder(tf.float32, np.shape(value))


def conv1d():
    return tf.nn.conv1d(placeholder(np.ones((2, 8, 3))), placeholder(np.ones((3, 3, 4))), 1, "VALID")


def separable_conv2d():
    filters = placeholder(np.ones((3, 3, 4, 2))), placeholder(np.ones((1, 1, 8, 3)))
    return tf.nn.separable_conv2d(placeholder(IMAGES), *filters, [1, 1, 1, 1], "SAME")


def dilated_depthwise_conv2d():
    filters = placeholder(np.ones((3, 3, 4, 2)))
    return tf.nn.depthwise_conv2d(placeholder(IMAGES), filters, [1, 1, 1, 1], "SAME", rate=[2, 2])


def batch_normalization():
    return tf.nn.batch_normalization(*(placeholder(value) for value in (IMAGES, *[VECTOR] * 4)), 1e-3)


def cross_entropy():
    return tf.nn.softmax_cross_entropy_with_logits(labels=placeholder(ROWS), logits=placeholder(ROWS))


def sigmoid_cross_entropy():
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=placeholder(ROWS), logits=placeholder(ROWS))


def sparse_cross_entropy():
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 1, 4], logits=placeholder(ROWS))


_CROSS_ENTROPY = (
    "~/labels_stop_gradient ~/Rank ~/Shape ~/Rank_1 ~/Shape_1 ~/Sub/y ~/Sub ~/Slice/begin ~/Slice/size "
    "~/Slice ~/concat/values_0 ~/concat/axis ~/concat ~/Reshape ~/Rank_2 ~/Shape_2 ~/Sub_1/y ~/Sub_1 "
    "~/Slice_1/begin ~/Slice_1/size ~/Slice_1 ~/concat_1/values_0 ~/concat_1/axis ~/concat_1 ~/Reshape_1 "
    "~:SoftmaxCrossEntropyWithLogits ~/Sub_2/y ~/Sub_2 ~/Slice_2/begin ~/Slice_2/size ~/Slice_2 "
    "~/Reshape_2"
)

EXPECTED = {
    conv1d: "conv1d/ExpandDims/dim conv1d/ExpandDims conv1d/ExpandDims_1/dim conv1d/ExpandDims_1 conv1d:Conv2D "
    "conv1d/Squeeze",
    separable_conv2d: "separable_conv2d/Shape separable_conv2d/dilation_rate "
    "separable_conv2d/depthwise:DepthwiseConv2dNative separable_conv2d:Conv2D",
    dilated_depthwise_conv2d: "depthwise/Shape depthwise/dilation_rate depthwise/stack "
    "depthwise/required_space_to_batch_paddings/input_shape depthwise/required_space_to_batch_paddings/paddings "
    "depthwise/required_space_to_batch_paddings/crops depthwise/SpaceToBatchND/block_shape "
    "depthwise/SpaceToBatchND/paddings depthwise/SpaceToBatchND depthwise:DepthwiseConv2dNative "
    "depthwise/BatchToSpaceND/block_shape depthwise/BatchToSpaceND/crops depthwise/BatchToSpaceND",
    batch_normalization: "batchnorm/add/y batchnorm/add:AddV2 batchnorm/Rsqrt batchnorm/mul batchnorm/mul_1 "
    "batchnorm/mul_2 batchnorm/sub batchnorm/add_1:AddV2",
    cross_entropy: _CROSS_ENTROPY.replace("~", "softmax_cross_entropy_with_logits_sg"),
    sigmoid_cross_entropy: "logistic_loss/zeros_like logistic_loss/GreaterEqual logistic_loss/Select "
    "logistic_loss/Neg logistic_loss/Select_1 logistic_loss/mul logistic_loss/sub logistic_loss/Exp "
    "logistic_loss/Log1p logistic_loss:Add",
    sparse_cross_entropy: "SparseSoftmaxCrossEntropyWithLogits/Const SparseSoftmaxCrossEntropyWithLogits/Shape "
    "SparseSoftmaxCrossEntropyWithLogits/SparseSoftmaxCrossEntropyWithLogits:SparseSoftmaxCrossEntropyWithLogits",
    lambda: tf.nn.crelu(placeholder(ROWS)): "CRelu/Neg CRelu/axis CRelu:ConcatV2 CRelu/Relu",
    lambda: tf.nn.leaky_relu([1, 2]): "LeakyRelu/features LeakyRelu/Cast LeakyRelu",
    lambda: tf.nn.softmax(ROWS, name="foo"): "Const foo:Softmax",
    lambda: tf.nn.moments(placeholder(ROWS), [0]): "moments/mean/reduction_indices moments/mean:Mean "
    "moments/StopGradient moments/SquaredDifference moments/variance/reduction_indices moments/variance:Mean "
    "moments/Squeeze moments/Squeeze_1",
    lambda: tf.nn.l2_normalize(ROWS, 0): "l2_normalize/x l2_normalize/Square l2_normalize/Sum/reduction_indices "
    "l2_normalize/Sum l2_normalize/Maximum/y l2_normalize/Maximum l2_normalize/Rsqrt l2_normalize:Mul",
    lambda: tf.nn.dropout(placeholder(ROWS), rate=0.5): "dropout/rate dropout/Shape dropout/random_uniform/min "
    "dropout/random_uniform/max dropout/random_uniform/RandomUniform dropout/random_uniform/sub "
    "dropout/random_uniform/mul dropout/random_uniform:Add dropout/sub/x dropout/sub dropout/truediv/x "
    "dropout/truediv dropout/GreaterEqual dropout/mul dropout/Cast dropout/mul_1",
    lambda: tf.nn.dropout(placeholder(ROWS), tf.placeholder(tf.float32, [])): "sub/x sub dropout/Shape "
    "dropout/random_uniform/min dropout/random_uniform/max dropout/random_uniform/RandomUniform "
    "dropout/random_uniform/sub dropout/random_uniform/mul dropout/random_uniform:Add dropout/sub/x dropout/sub "
    "dropout/truediv/x dropout/truediv dropout/GreaterEqual dropout/mul dropout/Cast dropout/mul_1",
    lambda: tf.nn.fused_batch_norm(IMAGES, VECTOR, VECTOR): "input scale offset Const Const_1 FusedBatchNormV3",
    lambda: tf.nn.xw_plus_b(ROWS, np.ones((5, 2), np.float32), np.ones(2, np.float32)): "xw_plus_b/x "
    "xw_plus_b/weights xw_plus_b/biases xw_plus_b/MatMul xw_plus_b:BiasAdd",
    lambda: tf.nn.bias_add(ROWS, [1, 2, 3, 4, 5]): "BiasAdd/input BiasAdd/bias BiasAdd",
    lambda: tf.nn.embedding_lookup(ROWS, [1], name="foo"): "foo/params_0 foo/ids foo/axis foo:GatherV2 foo/Identity",
    lambda: tf.nn.in_top_k(placeholder(ROWS), [0, 1, 4], 2, name="foo"): "foo/foo/targets foo/foo/k foo/foo:InTopKV2",
    lambda: tf.nn.top_k(placeholder(ROWS)): "TopKV2/k TopKV2",
    lambda: tf.nn.max_pool1d(placeholder(np.ones((2, 6, 3))), 2, 2, "SAME"): "MaxPool1d/ExpandDims/dim "
    "MaxPool1d/ExpandDims MaxPool1d:MaxPool MaxPool1d/Squeeze",
    lambda: tf.nn.max_pool2d(IMAGES, 2, 2, "SAME"): "MaxPool2d/input MaxPool2d:MaxPool",
    lambda: tf.nn.avg_pool(IMAGES, 2, 2, "SAME"): "AvgPool/value AvgPool",
    lambda: tf.nn.conv2d_transpose(IMAGES, np.ones((3, 3, 2, 4), np.float32), [2, 6, 6, 2], 1): "conv2d_transpose/"
    "input_sizes conv2d_transpose/filter conv2d_transpose/out_backprop conv2d_transpose:Conv2DBackpropInput",
}  # fmt: skip


def described(operation, with_type):
    return f"{operation.name}:{operation.type}" if with_type else operation.name


@pytest.mark.parametrize("case", EXPECTED.items(), ids=[expected.split()[-1] for expected in EXPECTED.values()])
def test_operations_are_named_as_in_tensorflow(case):
    function, expected = case
    with tf.Graph().as_default() as graph:
        function()
    made = [operation for operation in graph.get_operations() if operation.type != "Placeholder"]
    wanted = expected.split()
    assert len(made) == len(wanted)
    assert [described(operation, ":" in name) for operation, name in zip(made, wanted, strict=True)] == wanted
