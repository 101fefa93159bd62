"""Assertions on the shapes of several tensors, and how they go together: `tf.debugging.assert_shapes`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reference.convert import to_tensor
from reference.graph.defaults import get_default_graph
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.extent import rank as rank_of
from reference.ops.array.extent import shape as shape_of
from reference.ops.control_flow.assertion import assert_true
from reference.ops.debugging.ranks import assert_rank, assert_rank_at_least, assert_rank_in
from reference.ops.flow.grouping import group
from reference.public import public

_ANY_SIZE = (None, ".")
_ANY_RANK = ("*", ...)
_SCALAR = (1,)  # a tensor without dimensions counts as one with a single element


@dataclass(frozen=True)
class _Wanted:
    """What one tensor's shape must be: an entry for each dimension, or for each of the last ones."""

    tensor: Tensor
    entries: tuple[Any, ...]
    only_last: bool


@public("debugging.assert_shapes")
def assert_shapes(
    shapes: Any, data: Any = None, summarize: Any = None, message: Any = None, name: str | None = None
) -> Operation:
    """An operation that fails unless tensors have certain shapes, and sizes that agree (DBG-23).

    ``shapes`` is a dictionary or a list of pairs: a tensor, and an iterable with an entry for each dimension, which is
    a size, None or ``"."`` for any size, or anything else as the name of a size that is the same wherever the name
    stands.  ``"*"`` or ``...`` as the first entry leaves the leading dimensions open.  Raises ValueError for what is
    known to be wrong already.
    """
    message = message or ""
    pairs = list(shapes.items() if isinstance(shapes, dict) else shapes)
    with name_scope(name, "assert_shapes", [pairs, data]):
        pairs = [(to_tensor(tensor), entries) for tensor, entries in pairs if entries is not None]
        wanted = [_wanted(tensor, entries, message) for tensor, entries in pairs]
        sizes = [_sizes(item.tensor) for item in wanted]
        checks = [check for item in wanted for check in _check_rank(item, data, summarize, message, name)]
        named: dict[Any, tuple[Any, str]] = {}
        for item, known in zip(wanted, sizes, strict=True):
            for index, entry in _indexed(item):
                size, source = _specified(entry, named)
                actual = known[index]
                if size is None:
                    named[entry] = actual, f"Specified by tensor {item.tensor.name} dimension {index}"
                    continue
                words = _Words(source, item.tensor, index, data, summarize, message)
                checks += _check_size(actual, size, words)
        return group(*checks)


def _wanted(tensor: Tensor, entries: Any, message: str) -> _Wanted:
    if not (hasattr(entries, "__iter__") or hasattr(entries, "__getitem__")):
        raise ValueError(
            f"{message}.  Tensor {tensor.name}.  Specified shape must be an iterable.  An iterable has the attribute "
            f"`__iter__` or `__getitem__`.  Received specified shape: {entries}"
        )
    entries = tuple(entries)
    for index, entry in enumerate(entries[1:], start=1):
        if _is_one_of(entry, _ANY_RANK):
            raise ValueError(
                f"{message}.  Tensor {tensor.name} specified shape index {index}.  Symbol `...` or `*` for a variable "
                "number of unspecified dimensions is only allowed as the first entry"
            )
    only_last = bool(entries) and _is_one_of(entries[0], _ANY_RANK)
    return _Wanted(tensor, (entries[1:] if only_last else entries) or _SCALAR, only_last)


def _is_one_of(entry: Any, marks: tuple[Any, ...]) -> bool:
    return any(entry is mark or (isinstance(entry, str) and entry == mark) for mark in marks)


def _sizes(tensor: Tensor) -> Any:
    """The size of each dimension, as a number or a tensor; a vector where not even the rank is known."""
    shape = shape_of(tensor)
    if tensor.shape.ndims is None:
        return _or_one(build("Equal", x=rank_of(tensor), y=0), shape)
    if tensor.shape.ndims == 0:
        return _SCALAR
    return [shape[index] if size is None else size for index, size in enumerate(tensor.shape.as_list())]


def _or_one(is_scalar: Tensor, shape: Tensor) -> Tensor:
    """``[1]`` for a scalar, else ``shape``."""
    graph = get_default_graph()
    with graph.name_scope("cond"):
        if_false, if_true = build("Switch", "Switch", data=is_scalar, pred=is_scalar)
        if_true = build("Identity", "switch_t", input=if_true)
        build("Identity", "switch_f", input=if_false)
        predicate = build("Identity", "pred_id", input=is_scalar)
        with graph.control_dependencies([if_true]):
            one = to_tensor(list(_SCALAR))
        with graph.colocate_with(shape.op):
            otherwise = build("Switch", data=shape, pred=predicate).output_false
        return build("Merge", "Merge", inputs=[otherwise, one]).output  # type: ignore[no-any-return]


def _check_rank(item: _Wanted, data: Any, summarize: Any, message: str, name: str | None) -> list[Operation]:
    rank, how = len(item.entries), {"data": data, "summarize": summarize, "message": message, "name": name}
    if item.only_last:
        return [assert_rank_at_least(item.tensor, rank, **how)] if rank > 1 else []
    if rank == 1:
        return [assert_rank_in(item.tensor, [0, 1], **how)]
    return [assert_rank(item.tensor, rank, **how)]


def _indexed(item: _Wanted) -> Sequence[tuple[int, Any]]:
    """The entries that say something, by dimension, counted from the end where the leading ones are open."""
    first = -len(item.entries) if item.only_last else 0
    return [(index, entry) for index, entry in enumerate(item.entries, first) if not _is_one_of(entry, _ANY_SIZE)]


def _specified(entry: Any, named: dict[Any, tuple[Any, str]]) -> tuple[Any, str]:
    """The size that an entry stands for, and where it comes from; None for a name that is new."""
    try:
        return int(entry), "Specified explicitly"
    except (TypeError, ValueError):
        return named.get(entry, (None, ""))


@dataclass(frozen=True)
class _Words:
    """What is said where a size is wrong."""

    source: str
    tensor: Tensor
    index: int
    data: Any
    summarize: Any
    message: str


def _check_size(actual: Any, wanted: Any, words: _Words) -> list[Operation]:
    tensor, where = words.tensor, f"Tensor {words.tensor.name} dimension"
    if not isinstance(actual, Tensor) and not isinstance(wanted, Tensor):
        if actual != wanted:
            raise ValueError(
                f"{words.message}.  {words.source}.  {where} {words.index} must have size {wanted}.  "
                f"Received size {actual}, shape {tensor.shape}"
            )
        return []
    actual, wanted_tensor = to_tensor(actual), to_tensor(wanted)
    holds = build("Equal", x=actual, y=wanted_tensor)
    data = words.data
    if data is None:
        start = [words.message, words.source, where, words.index, "must have size", wanted]
        data = [*start, "Received shape: ", shape_of(tensor)]
    return [assert_true(holds, data, summarize=words.summarize)]
