"""Faults in the use of variables, queues and tables; each happens in a session of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.generator.choices import Choices
from conformance.generator.faults.fault import Change, constant, fault, identity, more, some
from conformance.generator.state import gives_handle
from conformance.graph import Attr, Node
from conformance.program import AtOnce, Close, PartialRun, PartialRunSetup, Program, Run
from conformance.values import DTYPES, TensorValue
from reference.opdef.record import REGISTRY

OWN_SESSION = "fault"
_LIMIT_MS = 10  # for what waits for ever: a campaign waits with it
_SOON_MS = 500  # within which what has begun is over

Put = Callable[[Choices, Program, Node], Program | None]


def fault_of(thing: str, name: str, *clauses: str) -> Callable[[Put], Put]:
    """Registers a fault that is put in beside an operation which names a variable, queue or table."""

    def register(put: Put) -> Put:
        fault(name, *clauses, thing=thing)(_beside(thing, put))
        return put

    return register


def _beside(thing: str, put: Put) -> Change:
    def change(choices: Choices, program: Program) -> Program | None:
        makers = [node for node in program.graph.nodes if _names_a(thing, node)]
        maker = some(choices, makers)
        return None if maker is None else put(choices, program, maker)

    return change


def _names_a(thing: str, node: Node) -> bool:
    record = REGISTRY.get(node.op)
    return record is not None and record.pattern_kind == thing and gives_handle(record)


def own_run(*fetches: str, timeout_ms: int = 0) -> Run:
    """Fetches tensors and runs operations."""
    tensors = tuple(name for name in fetches if ":" in name)
    return Run(OWN_SESSION, {}, tensors, tuple(name for name in fetches if ":" not in name), timeout_ms)


def zeros(name: str, dtype: str, shape: Sequence[int | None] | None) -> Node:
    sizes = [1 if size is None else size for size in shape or ()]
    if dtype == "string":
        empty = np.empty(sizes, object)
        empty[...] = b""
        return constant(name, empty)
    return constant(name, np.zeros(sizes, DTYPES[dtype].numpy))


def another_dtype(dtype: str) -> str:
    return "float32" if dtype != "float32" else "int32"


# ---- queues


def _form(maker: Node) -> str:
    return "V2" if maker.op.endswith("V2") else ""


def value_of(node: Node, attr: str, default: Any) -> Any:
    """The value of an attribute, which may have been left out."""
    return node.attrs[attr].value if attr in node.attrs else default


def _components(maker: Node) -> list[tuple[str, tuple[int | None, ...] | None]]:
    """The dtype and shape of each component."""
    types = value_of(maker, "component_types", ())
    listed = list(zip(types, value_of(maker, "shapes", ()) or [None] * len(types), strict=True))
    return [("int64", ()), *listed] if maker.op.startswith("Priority") else listed


def _queue_op(maker: Node, name: str, op: str, inputs: Sequence[str] = (), /, **attrs: Attr) -> Node:
    return Node(name, op + _form(maker), (maker.name, *inputs), attrs)


def _enqueue(maker: Node, parts: Sequence[tuple[str, tuple[int | None, ...] | None]], **attrs: Attr) -> list[Node]:
    values = [zeros(f"part_{index}", *part) for index, part in enumerate(parts)]
    types = Attr("list(type)", tuple(dtype for dtype, _ in parts))
    return [
        *values,
        _queue_op(maker, "put", "QueueEnqueue", [each.name for each in values], Tcomponents=types, **attrs),
    ]


def _dequeue(maker: Node, **attrs: Attr) -> Node:
    types = Attr("list(type)", tuple(dtype for dtype, _ in _components(maker)))
    return _queue_op(maker, "take", "QueueDequeue", **{"component_types": types, **attrs})


def _close(maker: Node, name: str, cancels: bool = False) -> Node:
    return _queue_op(maker, name, "QueueClose", cancel_pending_enqueues=Attr("bool", cancels))


@fault_of("queue", "an element for a closed queue", "QUE-11")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    nodes = [_close(queue, "close", choices.boolean()), *_enqueue(queue, _components(queue))]
    return more(program, nodes, [own_run("close"), own_run("put")])


@fault_of("queue", "a queue that is closed twice", "QUE-11")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    nodes = [_close(queue, "close"), _close(queue, "again", choices.integer(0, 3) == 3)]
    return more(program, nodes, [own_run("close"), own_run("again")])


@fault_of("queue", "an element of a queue that is closed and empty", "QUE-10")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    return more(program, [_close(queue, "close"), _dequeue(queue)], [own_run("close"), own_run("take:0")])


@fault_of("queue", "more elements than a closed queue has", "QUE-10", "QUE-9")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    op = choices.choice(["QueueDequeueMany", "QueueDequeueUpTo"])
    types = Attr("list(type)", tuple(dtype for dtype, _ in _components(queue)))
    take = _queue_op(queue, "take", op, ["n"], component_types=types)
    nodes = [*_enqueue(queue, _components(queue)), _close(queue, "close"), constant("n", np.int32(2)), take]
    return more(program, nodes, [own_run("put"), own_run("close"), own_run("take:0"), own_run("take:0")])


@fault_of("queue", "an element of other dtypes", "QUE-13")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    (dtype, shape), *rest = _components(queue)
    parts = [(another_dtype(dtype), shape), *rest] if choices.boolean() else [(dtype, shape), *rest, ("bool", ())]
    return more(program, _enqueue(queue, parts), [own_run("put")])


@fault_of("queue", "an element of another shape", "QUE-13")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    *rest, (dtype, shape) = _components(queue)
    if shape is None:
        return None
    return more(program, _enqueue(queue, [*rest, (dtype, (*shape, 2))]), [own_run("put")])


@fault_of("queue", "an element that is taken as other dtypes", "QUE-13")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    types = Attr("list(type)", tuple(another_dtype(dtype) for dtype, _ in _components(queue)))
    return more(program, [_queue_op(queue, "take", "QueueDequeue", component_types=types)], [own_run("take:0")])


@fault_of("queue", "a time limit for one operation of a queue", "QUE-13")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    limit = Attr("int", choices.choice([0, 5, -2]))
    if choices.boolean():
        return more(program, _enqueue(queue, _components(queue), timeout_ms=limit), [own_run("put")])
    return more(program, [_dequeue(queue, timeout_ms=limit)], [own_run("take:0")])


@fault_of("queue", "a negative number of elements", "QUE-9", "QUE-3")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    op = choices.choice(["QueueDequeueMany", "QueueDequeueUpTo"])
    types = Attr("list(type)", tuple(dtype for dtype, _ in _components(queue)))
    take = _queue_op(queue, "take", op, ["n"], component_types=types)
    return more(program, [constant("n", np.int32(-1)), take], [own_run("take:0")])


@fault_of("queue", "an element that never comes", "RUN-10", "QUE-12")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    size = _queue_op(queue, "size", "QueueSize")
    return more(program, [_dequeue(queue), size], [own_run("take:0", timeout_ms=_LIMIT_MS), own_run("size:0")])


@fault_of("queue", "an element for a queue that stays full", "RUN-10", "QUE-12")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    limit = int(value_of(queue, "capacity", -1))
    if not 0 <= limit <= 3:
        return None
    size = _queue_op(queue, "size", "QueueSize")
    steps = [*[own_run("put")] * limit, own_run("put", timeout_ms=_LIMIT_MS), own_run("size:0")]
    return more(program, [*_enqueue(queue, _components(queue)), size], steps)


@fault_of("queue", "a queue that two operations make differently", "QUE-5")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    shared = {**queue.attrs, "shared_name": Attr("string", b"same")}
    other = choices.choice([{"capacity": Attr("int", 77)}, {"component_types": Attr("list(type)", ("complex64",))}])
    if "component_types" in other:
        other["shapes"] = Attr("list(shape)", ((),))
    makers = [replace(queue, name="one", attrs=shared), replace(queue, name="two", attrs={**shared, **other})]
    sizes = [_queue_op(maker, f"size_of_{maker.name}", "QueueSize") for maker in makers]
    return more(program, [*makers, *sizes], [own_run("size_of_one:0"), own_run("size_of_two:0")])


@fault_of("queue", "a queue that was deleted", "QUE-6")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    if not _form(queue):
        return None
    delete = Node("delete", "DestroyResourceOp", (queue.name,), {"ignore_lookup_error": Attr("bool", False)})
    nodes = [delete, _queue_op(queue, "size", "QueueSize")]
    return more(program, nodes, [own_run("size:0"), own_run("delete"), own_run("size:0"), own_run("delete")])


@fault_of("queue", "a queue where a table is wanted", "TAB-4")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    return more(program, [_queue_op(queue, "size", "LookupTableSize")], [own_run("size:0")])


@fault_of("queue", "a container that cannot be", "SES-20")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    wrong = choices.choice([{"container": b"a b"}, {"container": b"-a"}, {"shared_name": b"_a"}])
    attrs = {name: Attr("string", text) for name, text in wrong.items()}
    maker = replace(queue, name="wrong", attrs={**queue.attrs, **attrs})
    return more(program, [maker, _queue_op(maker, "size", "QueueSize")], [own_run("size:0")])


# ---- tables


def _table_op(table: Node, name: str, op: str, inputs: Sequence[str], **types: str) -> Node:
    attrs = {key: Attr("type", dtype) for key, dtype in types.items()}
    return Node(name, op + _form(table), (table.name, *inputs), attrs)


def _dtypes(table: Node) -> tuple[str, str]:
    return table.attrs["key_dtype"].value, table.attrs["value_dtype"].value


def _row(name: str, dtype: str, count: int) -> Node:
    """A vector of different numbers or texts."""
    if dtype == "string":
        texts = np.empty(count, object)
        texts[:] = [b"text %d" % number for number in range(count)]
        return constant(name, texts)
    return constant(name, np.arange(count).astype(DTYPES[dtype].numpy or ""))


@fault_of("table", "a look into a table that is not filled", "TAB-6")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    if not table.op.startswith("HashTable"):
        return None
    keys, values = _dtypes(table)
    nodes = [
        _row("keys", keys, 2),
        zeros("default", values, ()),
        _table_op(table, "look", "LookupTableFind", ["keys", "default"], Tin=keys, Tout=values),
    ]
    return more(program, nodes, [own_run("look:0")])


@fault_of("table", "a table that is filled again with another number of keys", "TAB-6")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    nodes = [node for count in (2, 3) for node in _fill(table, f"fill_{count}", count, count)]
    return more(program, nodes, [own_run("fill_2"), own_run("fill_3"), own_run("fill_2")])


@fault_of("table", "a table that is filled with fewer values than keys", "TAB-6")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    return more(program, _fill(table, "fill", choices.integer(0, 3), 2), [own_run("fill")])


def _fill(table: Node, name: str, keys: int, values: int) -> list[Node]:
    key_dtype, value_dtype = _dtypes(table)
    inputs = [_row(f"{name}_keys", key_dtype, keys), _row(f"{name}_values", value_dtype, values)]
    names = [node.name for node in inputs]
    return [*inputs, _table_op(table, name, "InitializeTable", names, Tkey=key_dtype, Tval=value_dtype)]


@fault_of("table", "keys of another dtype than the table's", "TAB-3")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    keys, values = _dtypes(table)
    wrong = "int32" if keys != "int32" else "string"
    nodes = [
        _row("keys", wrong, 2),
        zeros("default", values, ()),
        _table_op(table, "look", "LookupTableFind", ["keys", "default"], Tin=wrong, Tout=values),
    ]
    return more(program, nodes, [own_run("look:0")])


@fault_of("table", "a default of another shape than the values", "TAB-5")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    keys, values = _dtypes(table)
    nodes = [
        _row("keys", keys, 1),
        zeros("default", values, (7,)),
        _table_op(table, "look", "LookupTableFind", ["keys", "default"], Tin=keys, Tout=values),
    ]
    return more(program, nodes, [own_run("look:0")])


@fault_of("table", "a key for a table that does not change", "TAB-10")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    if not table.op.startswith("HashTable"):
        return None
    keys, values = _dtypes(table)
    insert = _table_op(table, "insert", "LookupTableInsert", ["keys", "values"], Tin=keys, Tout=values)
    return more(program, [_row("keys", keys, 1), _row("values", values, 1), insert], [own_run("insert")])


# ---- variables


def _is_resource(variable: Node) -> bool:
    return variable.op == "VarHandleOp"


def _dtype(variable: Node) -> str:
    return str(variable.attrs["dtype"].value)


def _shape(variable: Node) -> tuple[int | None, ...] | None:
    shape: tuple[int | None, ...] | None = variable.attrs["shape"].value
    return shape


def _assign(variable: Node, name: str, value: str) -> Node:
    if _is_resource(variable):
        return Node(name, "AssignVariableOp", (variable.name, value), {"dtype": Attr("type", _dtype(variable))})
    return Node(name, "Assign", (variable.name, value), {"T": Attr("type", _dtype(variable))})


def _read(variable: Node) -> Node:
    if _is_resource(variable):
        return Node("read", "ReadVariableOp", (variable.name,), {"dtype": Attr("type", _dtype(variable))})
    return identity("read", variable.name, _dtype(variable))


@fault_of("variable", "a variable without a value", "VAR-19", "VAR-22")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    fetch = f"{variable.name}:0" if choices.boolean() and not _is_resource(variable) else "read:0"
    return more(program, [_read(variable)], [own_run(fetch)])


@fault_of("variable", "a value of another shape than the variable's", "VAR-6", "VAR-23")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    if _shape(variable) is None:
        return None
    value = zeros("value", _dtype(variable), (*(_shape(variable) or ()), 2))
    return more(program, [value, _assign(variable, "assign", "value")], [own_run("assign")])


@fault_of("variable", "a value of another shape that only the step can tell", "VAR-6", "VAR-7")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    dtype, shape = _dtype(variable), _shape(variable)
    if shape is None or _is_resource(variable):
        return None
    change = "Assign" if dtype in ("bool", "string") else choices.choice(["Assign", "AssignAdd", "AssignSub"])
    nodes = [
        zeros("first", dtype, shape),
        _assign(variable, "assign", "first"),
        Node("fed", "Placeholder", (), {"dtype": Attr("type", dtype)}),
        Node("change", change, (variable.name, "fed"), {"T": Attr("type", dtype)}),
        zeros("value", dtype, (*shape, 2)),
    ]
    wrong = nodes[-1].attrs["value"].value
    steps = [own_run("assign"), replace(own_run("change:0"), feeds={"fed:0": wrong}), own_run(f"{variable.name}:0")]
    return more(program, nodes[:-1], steps)


@fault_of("variable", "a row that the variable does not have", "VAR-17", "VAR-26")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    dtype, shape = _dtype(variable), _shape(variable)
    if not shape:
        return None
    types = {"Tindices": Attr("type", "int32"), ("dtype" if _is_resource(variable) else "T"): Attr("type", dtype)}
    op = "ResourceScatterUpdate" if _is_resource(variable) else "ScatterUpdate"
    nodes = [
        zeros("first", dtype, shape),
        _assign(variable, "assign", "first"),
        constant("rows", np.array([0, choices.choice([99, -1])], np.int32)),
        zeros("updates", dtype, (2, *shape[1:])),
        Node("scatter", op, (variable.name, "rows", "updates"), types),
        _read(variable),
    ]
    return more(program, nodes, [own_run("assign"), own_run("scatter"), own_run("read:0")])


@fault_of("variable", "a counter at its limit", "VAR-18")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    dtype, shape = _dtype(variable), _shape(variable)
    if shape != () or dtype not in ("int32", "int64"):
        variable = replace(_counter(), op="VariableV2") if not _is_resource(variable) else _counter()
        grown, dtype = more(program, [variable], []), "int32"
        if grown is None:
            return None
        program = grown
    op = "ResourceCountUpTo" if _is_resource(variable) else "CountUpTo"
    nodes = [
        zeros("zero", dtype, ()),
        _assign(variable, "assign", "zero"),
        Node("count", op, (variable.name,), {"limit": Attr("int", 1), "T": Attr("type", dtype)}),
    ]
    return more(program, nodes, [own_run("assign"), own_run("count:0"), own_run("count:0")])


def _counter() -> Node:
    attrs = {"dtype": Attr("type", "int32"), "shape": Attr("shape", ()), "shared_name": Attr("string", b"counter")}
    return Node("counter", "VarHandleOp", (), attrs)


@fault_of("variable", "a variable that is read as another dtype", "VAR-23", "INT-9")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    read = _read(variable)
    key = "dtype" if _is_resource(variable) else "T"
    return more(
        program, [replace(read, attrs={key: Attr("type", another_dtype(_dtype(variable)))})], [own_run("read:0")]
    )


@fault_of("variable", "a variable that is not there to be deleted", "VAR-22")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    if not _is_resource(variable):
        return None
    delete = Node("delete", "DestroyResourceOp", (variable.name,), {"ignore_lookup_error": Attr("bool", False)})
    return more(program, [delete], [own_run("delete")])


@fault_of("variable", "a variable that two operations make of different dtypes", "VAR-2")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    if _is_resource(variable):
        return None
    shared = {**variable.attrs, "shared_name": Attr("string", b"same")}
    other = {**shared, "dtype": Attr("type", another_dtype(_dtype(variable)))}
    makers = [replace(variable, name="one", attrs=shared), replace(variable, name="two", attrs=other)]
    check = [
        Node(f"is_{maker.name}", "IsVariableInitialized", (maker.name,), {"dtype": maker.attrs["dtype"]})
        for maker in makers
    ]
    return more(program, [*makers, *check], [own_run("is_one:0"), own_run("is_two:0")])


@fault_of("variable", "a variable where a queue is wanted", "QUE-6", "INT-9")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    op = "QueueSizeV2" if _is_resource(variable) else "QueueSize"
    return more(program, [Node("size", op, (variable.name,))], [own_run("size:0")])


# ---- steps that are under way


@fault_of("variable", "a step that fails after an update", "RUN-12")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    dtype, shape = _dtype(variable), _shape(variable)
    if shape is None or 0 in shape:
        return None
    nodes = [
        zeros("first", dtype, shape),
        _assign(variable, "assign", "first"),
        _ones("second", dtype, shape),
        _assign(variable, "change", "second"),
        constant("number", np.float32(np.inf)),
        _check("checked", "number", "^change"),
        _read(variable),
    ]
    return more(program, nodes, [own_run("assign"), own_run("checked:0"), own_run("read:0")])


def _ones(name: str, dtype: str, shape: Sequence[int | None]) -> Node:
    node = zeros(name, dtype, shape)
    array = node.attrs["value"].value.array().copy()
    array[...] = b"one" if dtype == "string" else 1
    return constant(name, array)


def _check(name: str, *inputs: str) -> Node:
    return Node(name, "CheckNumerics", inputs, {"T": Attr("type", "float32"), "message": Attr("string", b"")})


@fault_of("queue", "a step in parts that puts an element in before it is fed, and is used up", "SES-21", "SES-17")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    if value_of(queue, "min_after_dequeue", 0):
        return None
    taken = _dequeue(queue)
    nodes = [
        *_enqueue(queue, _components(queue)),
        replace(constant("done", np.float32(1)), inputs=("^put",)),
        Node("late", "Placeholder", (), {"dtype": Attr("type", "float32")}),
        identity("end", "late", "float32"),
        taken,
    ]
    last = PartialRun("w", OWN_SESSION, {"late:0": TensorValue.of(np.float32(2))}, ("done:0", "end:0"))
    setup = PartialRunSetup("w", OWN_SESSION, ("late:0",), ("done:0", "end:0"))
    return more(program, nodes, [setup, own_run("take:0", timeout_ms=_SOON_MS), last, last])


@fault_of("queue", "a step that waits when its session is closed", "RUN-10", "SES-7")
def _(choices: Choices, program: Program, queue: Node) -> Program | None:
    """Nothing is closed before the step has begun to wait: it says so by another queue."""
    types = {"component_types": Attr("list(type)", ("int32",))}
    signal = Node("signal", "FIFOQueueV2", (), {**types, "shapes": Attr("list(shape)", ((),))})
    put_types = {"Tcomponents": Attr("list(type)", ("int32",))}
    nodes = [
        signal,
        constant("word", np.int32(1)),
        Node("say", "QueueEnqueueV2", ("signal", "word"), put_types),
        replace(_dequeue(queue), inputs=(queue.name, "^say")),
        Node("hear", "QueueDequeueV2", ("signal",), types),
    ]
    waits, hears = (replace(own_run(fetch), session="closed") for fetch in ("take:0", "hear:0"))
    return more(program, nodes, [AtOnce(((waits,), (hears, Close("closed"))))])
