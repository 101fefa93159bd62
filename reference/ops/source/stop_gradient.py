"""The op through which no gradient flows; its value is that of its input."""

from __future__ import annotations

from typing import Any

from reference.opdef.record import op

StopGradient = op("StopGradient", "input: T", "output: T", "T: type", public="stop_gradient")


@StopGradient.shape
def _(input: Any) -> Any:
    return input


@StopGradient.kernel
def _(input: Any) -> Any:
    return input


StopGradient.example([1.0, 2.0], gives=[1.0, 2.0])


@StopGradient.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor(draw.dtype())}
