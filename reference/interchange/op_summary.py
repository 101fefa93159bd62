"""An op's signature on one line, as the messages about a bad `NodeDef` quote it."""

from __future__ import annotations

from functools import cache
from typing import Any

from reference.dtypes import DType, as_dtype
from reference.opdef.record import OpRecord
from reference.opdef.signature import Argument, Attribute
from reference.tensor_shape import static_repr

_WORDS = {"float32": "float", "float64": "double", "float16": "half"}
_LONGEST = 15  # of a longer list of allowed values the first five and the last five are shown


def dtype_word(dtype: DType) -> str:
    """A dtype as the runtime's messages name it: ``float``, ``double_ref``, ``int32``."""
    base = dtype.base_dtype.name
    return _WORDS.get(base, base) + ("_ref" if dtype.is_ref_dtype else "")


def dtype_constant(dtype: DType) -> str:
    """A dtype as the messages name its constant: ``DT_FLOAT``."""
    return f"DT_{dtype_word(dtype).upper()}"


@cache
def op_summary(record: OpRecord) -> str:
    """``Op<name=Neg; signature=x:T -> y:T; attr=T:type,…>``."""
    signature = record.signature
    inputs = ", ".join(map(_argument, signature.inputs))
    outputs = ", ".join(map(_argument, signature.outputs))
    parts = [f"name={record.name}", f"signature={inputs} -> {outputs}"]
    parts += [f"attr={_attribute(attr)}" for attr in signature.attrs.values()]
    traits = {
        "is_commutative": record.commutative,
        "is_aggregate": record.aggregate,
        "is_stateful": record.stateful,
        "allows_uninitialized_input": record.allows_uninitialized,
    }
    parts += [f"{name}=true" for name, applies in traits.items() if applies]
    return f"Op<{'; '.join(parts)}>"


def _argument(argument: Argument) -> str:
    kind = argument.type_attr or ("" if argument.dtype is None else dtype_word(argument.dtype))
    kind = f"{argument.number_attr}*{kind}" if argument.number_attr else kind
    return f"{argument.name}:{f'Ref({kind})' if argument.is_ref else kind}"


def _attribute(attr: Attribute) -> str:
    text = f"{attr.name}:{attr.kind}"
    if attr.has_default:
        text += f",default={_value(attr.kind, attr.default)}"
    if attr.minimum is not None:
        text += f",min={attr.minimum}"
    if attr.allowed is not None:
        words = [_value(attr.element, value) for value in attr.allowed]
        if len(words) > _LONGEST:
            words = [*words[:5], "...", *words[-5:]]
        text += f",allowed=[{', '.join(words)}]"
    return text


def _value(kind: str, value: Any) -> str:
    if kind.startswith("list("):
        return f"[{', '.join([_value(kind[5:-1], item) for item in value])}]"
    if kind == "string":
        return f'"{value.decode("unicode_escape").encode("unicode_escape").decode()}"'
    if kind == "type":
        return dtype_constant(value)
    if kind == "shape":
        return static_repr(value)
    if kind == "bool":
        return str(value).lower()
    if kind == "tensor":
        shown = " ".join(map(str, value.ravel()[:3])) + ("..." if value.size > 3 else "")
        return f"Tensor<type: {dtype_word(as_dtype(value.dtype))} shape: {static_repr(value.shape)} values: {shown}>"
    return f"{value:.6g}" if kind == "float" else str(value)
