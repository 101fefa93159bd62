"""The shape of a pruned graph: which nodes stand in which loop, and that nothing waits for itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reference.errors import InternalError, InvalidArgumentError

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.runtime.pruning import Node

Path = tuple[str, ...]  # the frames around a node, outermost first
_BACK_EDGES = {"NextIteration", "RefNextIteration"}


def check_no_circle(wait_for: Mapping[Operation, Sequence[Operation]]) -> None:
    """InvalidArgumentError if operations wait for each other, other than through a NextIteration (RUN-15)."""
    if all(source._id < operation._id for operation, sources in wait_for.items() for source in sources):
        return  # each waits for older ones only
    followers: dict[Operation, list[Operation]] = {}
    missing: dict[Operation, int] = {}
    for operation, awaited in wait_for.items():
        sources = [source for source in awaited if source.type not in _BACK_EDGES]
        missing[operation] = len(sources)
        for source in sources:
            followers.setdefault(source, []).append(operation)
    ready = [operation for operation, count in missing.items() if not count]
    while ready:
        done = ready.pop()
        del missing[done]
        for follower in followers.get(done, ()):
            missing[follower] -= 1
            if not missing[follower]:
                ready.append(follower)
    if missing:
        names = ", ".join(operation.name for operation in missing)
        count = f"{len(missing)} nodes" if len(missing) > 1 else "1 node"
        raise InvalidArgumentError(None, None, f"Graph is invalid, contains a cycle with {count}, including: {names}")


def find_frames(
    nodes: Sequence[Node], fed: Iterable[tuple[str, list[Node]]]
) -> tuple[dict[str, int], dict[str, list[Node]]]:
    """How many nodes lead into each frame, and which lead out of it (FLOW-6).

    InvalidArgumentError if a node has inputs from different frames; what is fed is in the outermost (FLOW-12).
    InternalError if a name leads into frames below different ones (FLOW-7).
    """
    parents: dict[str, str] = {}
    enters = Counter([node.frame_name for node in nodes if node.kind == "Enter"])
    if not enters:
        return {}, {}
    exits: dict[str, list[Node]] = {name: [] for name in enters}
    placed: dict[Node, tuple[Path, str]] = {}  # where a node stands, and which input said so
    pending: list[tuple[Node, Path, str]] = [(node, (), "") for node in nodes if node.arrivals == 0]
    pending += [(node, (), name) for name, group in fed for node in group]
    while pending:
        node, path, source = pending.pop()
        if node in placed:
            _check_same(node, placed[node], (path, source))
            continue
        placed[node] = path, source
        if node.kind == "Exit" and path:
            exits[path[-1]].append(node)
        if node.kind == "Enter":
            _check_parent(node, parents.setdefault(node.frame_name, _frame(path)), _frame(path))
        behind = (*path, node.frame_name) if node.kind == "Enter" else path[:-1] if node.kind == "Exit" else path
        pending.extend((follower, behind, node.name) for follower in _followers(node))
    return enters, exits


def _followers(node: Node) -> Iterator[Node]:
    for group in node.consumers:
        yield from group
    yield from node.control_consumers


def _check_same(node: Node, one: tuple[Path, str], other: tuple[Path, str]) -> None:
    if one[0] == other[0]:
        return
    parts = [
        f"The input node {source} is in frame '{_frame(path)}'."
        for path, source in sorted((one, other), key=lambda place: -len(place[0]))
    ]
    raise InvalidArgumentError(None, None, f"node {node.name} has inputs from different frames. {parts[0]} {parts[1]}")


def _check_parent(node: Node, known: str, found: str) -> None:
    if found != known:
        mismatch = f'Mismatched parent frames for "{node.frame_name}": "{found}" vs "{known}".'
        message = f"Invalid loop structure: {mismatch} The node giving this error: node {node.name}. {_REPORT}"
        raise InternalError(None, None, message)


def _frame(path: Path) -> str:
    return path[-1] if path else ""


_REPORT = "This is an internal bug, please file a bug report with instructions on how to reproduce the error."
