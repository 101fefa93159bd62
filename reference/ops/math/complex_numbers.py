"""Size and conjugate of complex numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.public import public

_REJECTED = "Value passed to parameter '{}' has DataType string not in list of allowed values"

ComplexAbs = op("ComplexAbs", "x: T", "y: Tout",
                "T: {complex64, complex128} = complex64, Tout: {float, double} = float", accuracy="2 ulp")  # fmt: skip


@ComplexAbs.shape
def _(x: Any) -> Any:
    return x


@ComplexAbs.kernel
def _(x: Any, *, Tout: Any) -> Any:
    return np.absolute(x).astype(Tout.as_numpy_dtype)


ComplexAbs.example(np.array([3 + 4j], np.complex64), gives=[5.0])
ComplexAbs.rejects("a", error=TypeError, building=True, message=_REJECTED.format("x"))


@ComplexAbs.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"x": draw.tensor("complex64")}


@public("abs", "math.abs")
def absolute(x: Any, name: str | None = None) -> Any:
    """The size of every number; of complex numbers, as a real one."""
    with name_scope(name, "Abs", [x]) as scope:
        x = to_tensor(x, name="x")
        dtype = x.dtype
        if dtype.is_complex:
            return build("ComplexAbs", scope, x=x, Tout=dtype.base_dtype.real_dtype)
        return build("Abs", scope, x=x)


Conj = op("Conj", "input: T", "output: T", "T: {complex64, complex128, variant} = complex64")


@Conj.shape
def _(input: Any) -> Any:
    return input


@Conj.kernel
def _(input: Any) -> Any:
    return np.conjugate(input)


Conj.example(np.array([3 + 4j], np.complex64), gives=[3 - 4j])
Conj.rejects("a", error=TypeError, building=True, message=_REJECTED.format("input"))


@Conj.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor("complex64")}


@public("conj", "math.conj")
def conj(x: Any, name: str | None = None) -> Any:
    """The conjugate of complex numbers; real ones are given back as they are.  TypeError for what is no number."""
    if isinstance(x, Tensor) and _is_real(x):
        return x
    with name_scope(name, "Conj", [x]) as scope:
        x = to_tensor(x, name="x")
        if x.dtype.is_complex:
            return build("Conj", scope, input=x)
    if _is_real(x):
        return x
    raise TypeError(f"Expected numeric or variant tensor, got dtype {x.dtype!r}")


def _is_real(x: Tensor) -> bool:
    return x.dtype.is_floating or x.dtype.is_integer
