"""``graph``: shows what is in a file of a graph, or runs it."""

from __future__ import annotations

import argparse
import ast
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from reference.commands.failure import CommandError, first_line
from reference.commands.traced import run_traced
from reference.errors import OpError
from reference.graph.graph import Graph
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.interchange.graph_file import read_graph_file

DESCRIPTION = """\
Lists the inputs, outputs and operations of a graph, or, with --fetch, runs it
and prints the values. FILE is a GraphDef (such as a frozen graph) or a
MetaGraphDef, in binary (.pb, .meta) or as text (.pbtxt)."""

EXAMPLES = """\
examples:
  python -m reference graph frozen.pb
  python -m reference graph frozen.pb --feed 'x=[[1.0, 2.0]]' --fetch probabilities
  python -m reference graph frozen.pb --feed image:0=image.npy --fetch logits --save out.npz
  python -m reference graph frozen.pb --feed x=x.npy --fetch logits --trace traced
  tensorboard --logdir traced

With --trace, open trace.json at chrome://tracing or ui.perfetto.dev, and choose
the run of the step on TensorBoard's graph page."""

_INPUT_OPS = frozenset({"Placeholder", "PlaceholderV2", "PlaceholderWithDefault"})
_Row = tuple[str, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Says what the command takes."""
    parser.add_argument("file", metavar="FILE", help="the graph")
    parser.add_argument(
        "--feed", metavar="NAME=VALUE|FILE.npy", action="append", default=[],
        help="the value of a tensor: a number, a nested list, a string, or an array in a file; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--fetch", metavar="NAME", action="append", default=[],
        help="a tensor to print, or an operation to run; may be repeated",
    )  # fmt: skip
    parser.add_argument("--save", metavar="FILE.npz", help="also write the fetched values to a file, by their names")
    parser.add_argument(
        "--trace", metavar="FOLDER",
        help="also write what ran when: trace.json for a Chrome trace viewer, and an event file for TensorBoard",
    )  # fmt: skip


def execute(options: argparse.Namespace, tf: ModuleType) -> int:
    """Runs the command; gives the exit status."""
    if not options.fetch and (options.feed or options.save or options.trace):
        raise CommandError("nothing to run: say what to fetch with --fetch NAME")
    graph = load(options.file, tf)
    if options.fetch:
        _run(graph, options, tf)
    else:
        print(listing(options.file, graph))
    return 0


def load(path: str, tf: ModuleType) -> Graph:
    """The graph in a file."""
    try:
        found = read_graph_file(path)
    except OpError as error:
        raise CommandError(f"cannot open {path!r}: {first_line(error).removeprefix(f'{path}; ')}") from None
    except ValueError as error:
        raise CommandError(first_line(error)) from None
    with tf.Graph().as_default() as graph:
        try:
            tf.import_graph_def(found.graph_def, name="", producer_op_list=found.producer_op_list)
        except (ValueError, TypeError, OpError) as error:
            raise CommandError(f"{path}: {first_line(error)}") from None
    return graph  # type: ignore[no-any-return]


# ---- listing


def listing(path: str, graph: Graph) -> str:
    """Tables of a graph's inputs, outputs and operations."""
    operations = graph.get_operations()
    inputs = [row for operation in operations if operation.type in _INPUT_OPS for row in _rows(operation)]
    outputs = [row for operation in operations for row in _unused(operation)]
    every = [row for operation in operations for row in _rows(operation)]
    missing = Counter(operation.type for operation in operations if operation._record.kernel_function is None)
    parts = [
        f"{path}: {len(operations)} operation{'' if len(operations) == 1 else 's'}",
        _table("inputs", inputs),
        _table("outputs", outputs),
        _table("operations", every),
    ]
    if missing:
        counted = ", ".join(f"{op} ({count})" for op, count in sorted(missing.items()))
        parts.append(f"These ops cannot be run here: {counted}")
    return "\n\n".join(parts)


def _rows(operation: Operation) -> list[_Row]:
    """An operation and its outputs as lines of a table."""
    if not operation.outputs:
        return [(operation.name, operation.type, "-", "-")]
    first, *others = [_row(tensor) for tensor in operation.outputs]
    return [(operation.name, *first[1:]), *others]


def _row(tensor: Tensor) -> _Row:
    return tensor.name, tensor.op.type, tensor.dtype.name, str(tensor.shape)


def _unused(operation: Operation) -> list[_Row]:
    """What nothing in the graph takes, if it is computed: the outputs, or the operation where it has none."""
    if operation._control_outputs or operation.type in _INPUT_OPS or operation.type == "Const":
        return []
    if not operation.outputs:
        return _rows(operation)
    if any(tensor.consumers() for tensor in operation.outputs):
        return []
    return [_row(tensor) for tensor in operation.outputs]


def _table(title: str, rows: Sequence[_Row]) -> str:
    if not rows:
        return f"{title.upper()}: none"
    lines = [("name", "op", "dtype", "shape"), *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([title.upper(), *text])


# ---- running


def _run(graph: Graph, options: argparse.Namespace, tf: ModuleType) -> None:
    feeds = dict(_feed(graph, text) for text in options.feed)
    fetches = {name: _element(graph, name) for name in options.fetch}
    try:
        config = tf.ConfigProto(allow_soft_placement=True)  # a graph made for other devices runs here too
        with tf.Session(graph=graph, config=config) as session:
            if options.trace:
                values = run_traced(session, fetches, feeds, options.trace)
            else:
                values = session.run(fetches, feeds)
    except (OpError, ValueError, TypeError) as error:
        raise CommandError(f"{type(error).__name__}: {first_line(error)}") from None
    results = {fetches[name]: value for name, value in values.items() if value is not None}
    for tensor, value in results.items():
        print(_shown(tensor, value))
    if options.save:
        _save(options.save, {tensor.name: value for tensor, value in results.items()})


def _element(graph: Graph, name: str) -> Any:
    """The tensor of a name, or the operation where it has no outputs or several."""
    try:
        if ":" in name:
            return graph.get_tensor_by_name(name)
        operation = graph.get_operation_by_name(name)
    except (KeyError, ValueError):
        raise CommandError(f"there is no {name!r} in the graph{_similar(graph, name)}") from None
    return operation.outputs[0] if len(operation.outputs) == 1 else operation


def _similar(graph: Graph, name: str) -> str:
    import difflib

    known = [operation.name for operation in graph.get_operations()]
    close = difflib.get_close_matches(name.split(":")[0], known, n=3)
    return f"; did you mean {' or '.join(map(repr, close))}?" if close else ""


def _feed(graph: Graph, text: str) -> tuple[Tensor, Any]:
    name, separator, value = text.partition("=")
    if not separator:
        raise CommandError(f"--feed {text!r}: write NAME=VALUE or NAME=FILE.npy")
    tensor = _element(graph, name)
    if not isinstance(tensor, Tensor):
        raise CommandError(f"--feed {text!r}: {name!r} is not a tensor; add the number of the output, as in {name}:0")
    try:
        return tensor, _array(value, tensor)
    except OSError as error:
        raise CommandError(f"--feed {name}: cannot open {value!r}: {error.strerror}") from None
    except (ValueError, TypeError, OverflowError) as error:
        raise CommandError(f"--feed {name}: {first_line(error)}") from None


def _array(text: str, tensor: Tensor) -> Any:
    """The value of a feed: an array from a file, or what the text says as a Python literal."""
    dtype = tensor.dtype.base_dtype
    if text.endswith(".npy"):
        return np.load(text, allow_pickle=False)
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        if dtype.name == "string":
            value = text
        elif dtype.name == "bool" and text in ("true", "false"):
            value = text == "true"
        else:
            raise ValueError(f"{text!r} is neither a {dtype.name} value nor a .npy file") from None
    if dtype.name == "string" and not isinstance(value, str | bytes | list | tuple):
        value = text
    return np.array(value, dtype.as_numpy_dtype)


def _shown(tensor: Tensor, value: Any) -> str:
    dtype = tensor.dtype.base_dtype
    array = np.asarray(value, object) if dtype.name == "string" else np.asarray(value)
    text = repr(array.tolist()) if dtype.name == "string" else str(array)
    return f"{tensor.name}  {dtype.name} {array.shape}\n{text}"


def _save(path: str, values: Mapping[str, Any]) -> None:
    if not Path(path).suffix:
        path += ".npz"
    try:
        with open(path, "wb") as file:
            np.savez(file, **{name: _plain(value) for name, value in values.items()})
    except OSError as error:
        raise CommandError(f"cannot write {path!r}: {error.strerror}") from None


def _plain(value: Any) -> Any:
    """An array that can be saved without pickling: strings as fixed-width bytes."""
    array = np.asarray(value)
    return array.astype(np.bytes_) if array.dtype.hasobject else array
