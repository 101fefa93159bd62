"""What an op record's ``arguments`` function draws from: choices, and tensors of the graph under construction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from conformance.generator.choices import Choices
from conformance.generator.contents import contents
from conformance.graph import Attr, Node
from conformance.values import TensorValue
from reference import dtypes
from reference.dtypes import DType, as_dtype

Array = np.ndarray[Any, Any]

_SIZES = (1, 2, 3, 4, 2, 3, 2, 3, 4, 1, 3, 2, 3, 2, 1, 0, 5, 6, 7, 8)
_USUAL = ("float32", "int32", "float64", "int64", "bool", "float16", "string")


@dataclass(frozen=True)
class DrawnTensor:
    """A tensor of a random graph, with the value that the reference's kernels give it."""

    name: str  # "add_1:0"
    dtype: DType
    value: Array

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the tensor has when the graph runs."""
        return tuple(self.value.shape)


class Bounds(NamedTuple):
    """What the contents of a tensor keep to."""

    low: float | None = None
    high: float | None = None
    nonzero: bool = False


class Mark(NamedTuple):
    """How much there is of a graph under construction."""

    nodes: int
    tensors: int
    feeds: dict[str, TensorValue]
    counts: dict[str, int]


class Drawing:
    """A graph under construction, and the choices that are made for it."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.nodes: list[Node] = []
        self.tensors: list[DrawnTensor] = []
        self.feeds: dict[str, TensorValue] = {}
        self.failing: set[str] = set()  # operations that fail, or wait for one that does
        self.allowed: tuple[DType, ...] | None = None  # the dtypes that the op being drawn takes
        self._counts: dict[str, int] = {}
        self._bounds: dict[str, Bounds | None] = {}  # of the sources; None where only its own contents will do
        self._behind: dict[str, frozenset[str]] = {}  # for each node, the placeholders that it depends on

    # ---- choices

    def integer(self, low: int, high: int) -> int:
        """A whole number, both ends included; shrinks to the low end."""
        return self.choices.integer(low, high)

    def boolean(self) -> bool:
        """False or true; shrinks to false."""
        return self.choices.boolean()

    def choice(self, options: Sequence[Any]) -> Any:
        """One of the options; shrinks to the first."""
        return self.choices.choice(options)

    def dtype(self, *names: str) -> DType:
        """One of the named dtypes, or of the usual ones, that the op takes."""
        options = [as_dtype(name) for name in names or _USUAL]
        if self.allowed is not None:
            options = [dtype for dtype in options if dtype in self.allowed] or list(self.allowed)
        chosen: DType = self.choice(options)
        return chosen

    def axis(self, rank: int) -> int:
        """An axis of a tensor of this rank (at least 1), counted from the front or from the back."""
        return self.integer(0, rank - 1) - (rank if self.boolean() else 0)

    def shape(self, min_rank: int = 0, max_rank: int = 3, max_size: int = 4) -> tuple[int, ...]:
        """A shape; sizes of zero and one occur, seldom since they hide what is done with the elements."""
        rank = self.choice([*range(min_rank, max_rank + 1), *range(min_rank + 1, max_rank + 1)])
        sizes = [size for size in _SIZES if size <= max_size]
        return tuple(self.choice(sizes) for _ in range(rank))

    def broadcastable(self, shape: Sequence[int]) -> tuple[int, ...]:
        """A shape that broadcasts against ``shape``: axes left off in front, sizes of one."""
        kept = list(shape)[self.integer(0, len(shape)) :] if self.boolean() else list(shape)
        return tuple(1 if self.integer(0, 3) == 3 else size for size in kept)

    # ---- tensors

    def tensor(
        self,
        dtype: Any,
        shape: Sequence[int] | None = None,
        low: float | None = None,
        high: float | None = None,
        nonzero: bool = False,
    ) -> DrawnTensor:
        """A tensor of this dtype and run-time shape: one that is there, or a new constant or placeholder."""
        dtype = as_dtype(dtype)
        wanted = None if shape is None else tuple(int(size) for size in shape)
        if low is None and high is None and not nonzero:
            fitting = [tensor for tensor in self.tensors if tensor.dtype == dtype and _fits(tensor, wanted)]
            if fitting and self.integer(0, 3) < 2:
                chosen: DrawnTensor = self.choice(fitting[-8:])
                return chosen
        array = self.contents(dtype, self.shape() if wanted is None else wanted, low, high, nonzero)
        made = self.constant(array, dtype) if self.boolean() else self.placeholder(array, dtype)
        self._bounds[made.name] = Bounds(low, high, nonzero)
        return made

    def anew(self, tensor: DrawnTensor) -> Array:
        """Other contents for a tensor that those who use it can do with; the same where nothing else is known to do."""
        bounds = self._bounds.get(tensor.name, Bounds())
        return tensor.value if bounds is None else self.contents(tensor.dtype.base_dtype, tensor.shape, *bounds)

    def named(self, name: str) -> DrawnTensor:
        """The tensor of this name."""
        return next(tensor for tensor in self.tensors if tensor.name == name)

    def contents(
        self,
        dtype: DType,
        shape: tuple[int, ...],
        low: float | None = None,
        high: float | None = None,
        nonzero: bool = False,
        moved: bool = False,
    ) -> Array:
        """An array that no tensor of the graph holds yet."""
        return contents(self.choices, dtype, shape, low, high, nonzero, moved)

    def constant(self, array: Any, dtype: DType | None = None) -> DrawnTensor:
        """A constant of exactly this array."""
        array, dtype = _as_array(array, dtype)
        attrs = {"dtype": Attr("type", dtype.name), "value": Attr("tensor", TensorValue.of(array))}
        return self._source("Const", "const", attrs, array, dtype)

    def placeholder(self, array: Array, dtype: DType) -> DrawnTensor:
        """A placeholder that every step feeds this array; its static shape says all, something or nothing of it."""
        known = self.integer(0, 2)
        sizes = tuple(size if known == 0 or self.boolean() else None for size in array.shape)
        attrs = {"dtype": Attr("type", dtype.name), "shape": Attr("shape", None if known == 2 else sizes)}
        if known == 2 and self.boolean():
            del attrs["shape"]  # INT-8
        tensor = self._source("Placeholder", "x", attrs, array, dtype)
        self.feeds[tensor.name] = TensorValue.of(array)
        return tensor

    def array(self, items: Sequence[Any], dtype: DType) -> Array:
        """A vector of these elements."""
        return np.array(items, dtype.as_numpy_dtype)

    def _source(self, op: str, prefix: str, attrs: dict[str, Attr], array: Array, dtype: DType) -> DrawnTensor:
        node = Node(self.fresh_name(prefix), op, (), attrs)
        self.add(node)
        tensor = DrawnTensor(f"{node.name}:0", dtype, array)
        self._bounds[tensor.name] = None
        self.tensors.append(tensor)
        return tensor

    # ---- nodes

    def add(self, node: Node) -> None:
        """Adds a node to the graph."""
        self.nodes.append(node)
        if node.op == "Placeholder":
            self._behind[node.name] = frozenset([f"{node.name}:0"])
            return
        sources = {source.removeprefix("^").partition(":")[0] for source in node.inputs}
        self._behind[node.name] = frozenset().union(*(self._behind[source] for source in sources))

    def feeds_behind(self, names: Iterable[str]) -> dict[str, TensorValue]:
        """What must be fed to run these nodes."""
        wanted = frozenset().union(*(self._behind[name] for name in names))
        return {name: value for name, value in self.feeds.items() if name in wanted}

    def mark(self) -> Mark:
        """Where the graph stands now, to go back to."""
        return Mark(len(self.nodes), len(self.tensors), dict(self.feeds), dict(self._counts))

    def back_to(self, mark: Mark) -> None:
        """Takes away whatever was added since."""
        for node in self.nodes[mark.nodes :]:
            del self._behind[node.name]
        del self.nodes[mark.nodes :], self.tensors[mark.tensors :]
        self.feeds, self._counts = mark.feeds, mark.counts

    def shared_name(self) -> str:
        """The name under which a thing with state is shared, mostly none."""
        return self.fresh_name("shared") if self.integer(0, 3) == 3 else ""

    def scope(self) -> str:
        """The name scopes that the next op is in, mostly none."""
        return str(self.choice(["", "", "", "", "", "a/", "a/b/", "B.1/"]))

    def fresh_name(self, prefix: str) -> str:
        """A name that no node has yet."""
        number = self._counts.get(prefix, 0)
        self._counts[prefix] = number + 1
        return f"{prefix}_{number}" if number else prefix


def _fits(tensor: DrawnTensor, shape: tuple[int, ...] | None) -> bool:
    """Whether a tensor has this shape or, where any will do, elements: there is little to see without."""
    return tensor.value.size > 0 if shape is None else tensor.shape == shape


def _as_array(value: Any, dtype: DType | None) -> tuple[Array, DType]:
    if dtype is not None:
        return np.asarray(value, dtype.as_numpy_dtype), dtype
    array = np.asarray(value)
    if array.dtype == np.int64 and not isinstance(value, np.ndarray | np.generic):
        array = array.astype(np.int32)  # Python's whole numbers are int32 in a graph
    if array.dtype.kind in "OSU":
        return array, dtypes.string
    return array, as_dtype(array.dtype)
