"""Where values stand while a step runs: iterations of frames.

A step begins in iteration 0 of its outermost frame, and a graph without loops never leaves it.  An
Enter opens a frame below the iteration it stands in; each turn of a loop is one more iteration of
that frame.  A value may be dead: the op that was to make it stands on a branch not taken (FLOW-2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reference.runtime.pruning import Node

Activation = tuple["Node", "Iteration", bool]  # what is ready, where, and whether it is dead


class Dead:
    """The value on a branch that was not taken."""

    def __repr__(self) -> str:
        return "DEAD"


DEAD = Dead()


class Frame:
    """One loop, entered once from one iteration of the frame around it."""

    __slots__ = ("name", "parent", "iterations", "constants", "enters_to_come", "exited")

    def __init__(self, name: str, parent: Iteration | None, enters: int) -> None:
        self.name = name
        self.parent = parent
        self.iterations: dict[int, Iteration] = {0: Iteration(self, 0)}  # those in which something may still happen
        self.constants: list[tuple[Node, list[Any], bool]] = []  # what constant Enters bring to every iteration
        self.enters_to_come = enters
        self.exited: set[Node] = set()


class Iteration:
    """One turn of a loop: its values, and what each of its nodes still waits for."""

    __slots__ = ("frame", "number", "values", "waiting", "dead", "dead_inputs", "chosen", "outstanding", "frames")

    def __init__(self, frame: Frame, number: int) -> None:
        self.frame = frame
        self.number = number
        self.values: dict[int, Any] = {}
        self.waiting: dict[Node, int] = {}  # tokens still to arrive, for nodes that have received one
        self.dead: set[Node] = set()  # nodes that have received a dead token
        self.dead_inputs: dict[Node, int] = {}  # for a Merge, how many of its inputs are dead
        self.chosen: dict[Node, int] = {}  # for a Merge, the slot of the input that arrived first alive
        self.outstanding = 0  # activations made ready and not finished, and frames entered and not done
        self.frames: dict[str, Frame] = {}
