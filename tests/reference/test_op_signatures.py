"""Every op record says what TensorFlow 1.15.5's own registry says."""

import gzip
from pathlib import Path

import pytest
from tensorboard.compat.proto import op_def_pb2

import reference
from reference.interchange.op_def import op_def_of
from reference.opdef.record import REGISTRY

_FILE = Path(reference.__file__).parent / "interchange" / "tensorflow_ops.pb.gz"
_RECORDED = op_def_pb2.OpList.FromString(gzip.decompress(_FILE.read_bytes()))
TENSORFLOW = {definition.name: definition for definition in _RECORDED.op}

TIER_1 = [
    "Const",
    "Identity",
    "Mul",
    "Add",
    "Sub",
    "Reshape",
    "NoOp",
    "Placeholder",
    "SaveV2",
    "RestoreV2",
    "Tile",
    "Fill",
    "VariableV2",
    "Assign",
    "Sum",
    "RealDiv",
    "Shape",
    "Cast",
    "MatMul",
    "Neg",
    "Maximum",
    "Pack",
    "ConcatV2",
    "Range",
    "Mean",
    "BiasAdd",
    "Equal",
    "StridedSlice",
    "RandomUniform",
    "ZerosLike",
    "FloorDiv",
    "ExpandDims",
    "Relu",
    "Slice",
    "Select",
    "Prod",
    "AddN",
    "Conv2D",
    "FloorMod",
    "GreaterEqual",
    "TruncatedNormal",
    "Squeeze",
    "ArgMax",
    "Sigmoid",
    "Transpose",
    "Softmax",
    "Exp",
    "Reciprocal",
    "Assert",
    "Minimum",
    "Floor",
    "Log",
    "Less",
    "All",
    "PlaceholderWithDefault",
    "Sqrt",
    "Rank",
    "MaxPool",
    "AssignAdd",
    "Greater",
    "Size",
    "Split",
    "RandomStandardNormal",
    "Square",
    "Gather",
    "GatherV2",
    "Max",
    "Tanh",
    "LogicalNot",
    "LessEqual",
    "LogicalAnd",
    "Pad",
    "FusedBatchNorm",
    "AssignSub",
    "Unpack",
    "DepthwiseConv2dNative",
    "Relu6",
    "AddV2",
    "Rsqrt",
    "AvgPool",
]


def _in_order_of_names(definition):
    """An OpDef whose attributes stand in the order of their names: TensorFlow's order has no meaning."""
    ordered = op_def_pb2.OpDef()
    ordered.CopyFrom(definition)
    del ordered.attr[:]
    ordered.attr.extend(sorted(definition.attr, key=lambda attr: attr.name))
    return ordered


@pytest.mark.parametrize("name", TIER_1)
def test_every_op_of_the_first_tier_has_a_record_with_a_kernel(name):
    assert REGISTRY[name].kernel_function is not None


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_the_record_agrees_with_tensorflow(name):
    assert _in_order_of_names(op_def_of(REGISTRY[name])) == _in_order_of_names(TENSORFLOW[name])
