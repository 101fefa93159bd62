"""Random programs as Hypothesis's strategies, for property tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.generator.choices import DrawnBlocks
from conformance.generator.programs import invalid_program, mixed_program, valid_program
from conformance.generator.racing import racing_program
from conformance.program import Program


@st.composite
def programs(
    draw: Any,
    ops: Sequence[str] | None = None,
    max_nodes: int = 12,
    kinds: Sequence[str] | None = None,
    steps: frozenset[str] | None = None,
) -> Program:
    """Programs without faults, as ``valid_program`` makes them."""
    return valid_program(DrawnBlocks(draw), ops, max_nodes, kinds, steps)


@st.composite
def invalid_programs(
    draw: Any,
    ops: Sequence[str] | None = None,
    max_nodes: int = 12,
    fault: str | None = None,
    steps: frozenset[str] | None = None,
) -> Program:
    """Programs with a fault, as ``invalid_program`` makes them."""
    return invalid_program(DrawnBlocks(draw), ops, max_nodes, fault, steps)


@st.composite
def racing_programs(draw: Any, kinds: Sequence[str] | None = None) -> Program:
    """Programs whose threads use one thing with state, as ``racing_program`` makes them."""
    return racing_program(DrawnBlocks(draw), kinds=kinds)


@st.composite
def mixed_programs(
    draw: Any, ops: Sequence[str] | None = None, max_nodes: int = 12, steps: frozenset[str] | None = None
) -> Program:
    """Programs of all kinds, as ``mixed_program`` makes them."""
    return mixed_program(DrawnBlocks(draw), ops, max_nodes, steps)
