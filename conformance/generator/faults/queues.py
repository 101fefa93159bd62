"""Faults in the use of queues, and in steps that wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from conformance.generator.choices import Choices
from conformance.generator.faults.fault import constant, identity, more
from conformance.generator.faults.things import OWN_SESSION, another_dtype, fault_of, form, own_run, value_of, zeros
from conformance.graph import Attr, Node
from conformance.program import AtOnce, Close, PartialRun, PartialRunSetup, Program
from conformance.values import TensorValue

_LIMIT_MS = 10  # for what waits for ever: a campaign waits with it
_SOON_MS = 500  # within which what has begun is over


def _components(maker: Node) -> list[tuple[str, tuple[int | None, ...] | None]]:
    """The dtype and shape of each component."""
    types = value_of(maker, "component_types", ())
    listed = list(zip(types, value_of(maker, "shapes", ()) or [None] * len(types), strict=True))
    return [("int64", ()), *listed] if maker.op.startswith("Priority") else listed


def _queue_op(maker: Node, name: str, op: str, inputs: Sequence[str] = (), /, **attrs: Attr) -> Node:
    return Node(name, op + form(maker), (maker.name, *inputs), attrs)


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
    if not form(queue):
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
