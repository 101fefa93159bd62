"""`tf.nn.bias_add`, and the dense layers that end with it."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.math.product_functions import matmul
from reference.public import public


@public("nn.bias_add")
def bias_add(value: Any, bias: Any, data_format: str | None = None, name: str | None = None) -> Tensor:
    """``value`` with the vector ``bias`` added to its channels: last, unless ``data_format`` begins with "NC"."""
    with name_scope(name, "BiasAdd", [value, bias]) as scope:
        layout = "NHWC"
        if data_format is not None:
            if data_format.startswith("NC"):
                layout = "NCHW"
            elif not (data_format.startswith("N") and data_format.endswith("C")):
                raise ValueError("data_format must be of the form `N...C` or `NC...`")
        value = to_tensor(value, name="input")
        bias = to_tensor(bias, dtype=value.dtype, name="bias")
        return build("BiasAdd", scope, value=value, bias=bias, data_format=layout)  # type: ignore[no-any-return]


@public("nn.xw_plus_b")
def xw_plus_b(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """``matmul(x, weights) + biases``."""
    with name_scope(name, "xw_plus_b", [x, weights, biases]) as scope:
        return _linear(x, weights, biases, scope)


@public("nn.relu_layer")
def relu_layer(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """``relu(matmul(x, weights) + biases)``."""
    with name_scope(name, "relu_layer", [x, weights, biases]) as scope:
        return build("Relu", scope, features=_linear(x, weights, biases, None))  # type: ignore[no-any-return]


def _linear(x: Any, weights: Any, biases: Any, name: str | None) -> Tensor:
    x, weights = to_tensor(x, name="x"), to_tensor(weights, name="weights")
    biases = to_tensor(biases, name="biases")
    return bias_add(matmul(x, weights), biases, name=name)
