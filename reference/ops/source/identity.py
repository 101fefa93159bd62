"""Ops that pass their input on."""

from __future__ import annotations

from typing import Any

from reference.opdef.record import op

Identity = op("Identity", "input: T", "output: T", "T: type", public="identity")


@Identity.shape
def _(input: Any) -> Any:
    return input


@Identity.kernel
def _(input: Any) -> Any:
    return input


Identity.example([1.0, 2.0], gives=[1.0, 2.0])


@Identity.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor(draw.dtype())}
