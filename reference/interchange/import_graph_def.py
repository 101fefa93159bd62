"""`tf.import_graph_def`: the nodes of a `GraphDef` become operations of the default graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from reference.convert import to_tensor
from reference.graph.defaults import get_default_graph
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.interchange.import_order import Key, read_key
from reference.interchange.importer import Importer
from reference.interchange.messages import is_message
from reference.interchange.versions import check_versions, merge_versions
from reference.public import public

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation


@public("import_graph_def", "graph_util.import_graph_def")
def import_graph_def(
    graph_def: Any,
    input_map: Mapping[str, Any] | None = None,
    return_elements: Iterable[str] | None = None,
    name: str | None = None,
    op_dict: Any = None,
    producer_op_list: Any = None,
) -> list[Operation | Tensor] | None:
    """Adds a `GraphDef` to the default graph, below the name scope ``name``, ``"import"`` if None (INT-6).

    ``input_map`` replaces tensors of the message (``"a:0"``) and control inputs (``"^a"``) by tensors of the
    graph; ``return_elements`` names operations and tensors of the message to give back; ``producer_op_list``
    is the `OpList` of the program that wrote it; ``op_dict`` is ignored.  Raises ValueError for a message that
    is no graph and then adds nothing, NotFoundError for an op that TensorFlow does not have (INT-4 to INT-16).

    >>> import reference as tf
    >>> with tf.Graph().as_default() as graph:
    ...     double = tf.add(tf.placeholder(tf.int32, name="x"), 1, name="y")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     (y,) = tf.import_graph_def(graph.as_graph_def(), {"x:0": tf.constant(41)}, ["y:0"])
    ...     y.name, int(sess.run(y))
    ('import/y:0', 42)
    """
    if not is_message(graph_def, "GraphDef"):
        raise TypeError("graph_def must be a GraphDef proto.")
    given = _checked_input_map(input_map)
    elements = _checked_return_elements(return_elements)
    graph = get_default_graph()
    check_versions(graph_def.versions)
    with name_scope(name, "import") as scope:
        mapped = _mapped_tensors(graph, given, scope)
    with graph._lock:
        if graph_def.node:
            graph._check_not_finalized()
        importer = Importer(graph, graph_def, scope[:-1], mapped, producer_op_list)
        with importer.imported() as operations:
            _check_mapped(mapped, operations)
            found = [_element(text, mapped, operations) for text in elements or ()]
        merge_versions(graph, graph_def.versions, bool(graph_def.library.function))
    return None if elements is None else found


def _checked_input_map(input_map: Mapping[str, Any] | None) -> dict[str, Any]:
    if input_map is None:
        return {}
    if not isinstance(input_map, Mapping) or not all(isinstance(key, str | bytes) for key in input_map):
        raise TypeError("input_map must be a dictionary mapping strings to Tensor objects.")
    return {_text(key): value for key, value in input_map.items()}


def _checked_return_elements(return_elements: Iterable[Any] | None) -> list[str] | None:
    if return_elements is None:
        return None
    elements = list(return_elements)
    if not all(isinstance(element, str | bytes) for element in elements):
        raise TypeError("return_elements must be a list of strings.")
    return [_text(element) for element in elements]


def _text(text: str | bytes) -> str:
    return text.decode() if isinstance(text, bytes) else text


def _mapped_tensors(graph: Graph, given: Mapping[str, Any], scope: str) -> dict[Key, Tensor]:
    """The tensors of the graph that stand for tensors of the message; values become constants (INT-13)."""
    if not scope and not all(isinstance(value, Tensor) for value in given.values()):
        raise ValueError(
            "tf.import_graph_def() requires a non-empty `name` if `input_map` contains non-Tensor values. Try calling "
            "tf.convert_to_tensor() on `input_map` values before calling tf.import_graph_def()."
        )
    tensors = {}
    with name_scope("_inputs") if scope else nullcontext():
        for text, value in given.items():
            tensors[_key(text)] = tensor = to_tensor(value)
            if tensor.graph is not graph:
                raise ValueError(
                    f"node '{tensor.op.name}' in input_map does not exist in graph "
                    f"(input_map entry: {_written(_key(text))}->{tensor.name})"
                )
    return tensors


def _key(text: str) -> Key:
    """A tensor or control input by its name; ValueError if it is none."""
    key = read_key(text)
    if ":" in key[0]:
        raise ValueError(f"Cannot convert {text!r} to a tensor name.")
    return key


def _written(key: Key) -> str:
    return f"^{key[0]}" if key[1] < 0 else f"{key[0]}:{key[1]}"


def _check_mapped(mapped: Mapping[Key, Tensor], operations: Mapping[str, Operation]) -> None:
    missing = [key for key in mapped if key[0] not in operations or key[1] >= len(operations[key[0]]._outputs)]
    if missing:
        names = ", ".join(map(_written, sorted(missing)))
        raise ValueError(f"Attempted to map inputs that were not found in graph_def: [{names}]")


def _element(text: str, mapped: Mapping[Key, Tensor], operations: Mapping[str, Operation]) -> Operation | Tensor:
    """The operation or tensor that a name of the message stands for in the graph (INT-14)."""
    if ":" not in text:
        if text not in operations:
            raise ValueError(f"Requested return node '{text}' not found in graph def")
        return operations[text]
    key = _key(text)
    if key in mapped:
        return mapped[key]
    name, output = key
    if name not in operations:
        raise ValueError(f"Requested return tensor '{text}' not found in graph def")
    outputs = operations[name]._outputs
    if output >= len(outputs):
        raise ValueError(f"Invalid return output {output} of node '{name}', which has {len(outputs)} output(s)")
    return outputs[output]
