"""Placement: devices that are not there, operations that must run on one device, soft placement."""

from __future__ import annotations

import re
from typing import Any

from conformance.questions.question import first_line, question

TASK = "/job:localhost/replica:0/task:0"


def outcome(tf: Any, build: Any, soft: bool, cpus: int = 2) -> Any:
    """What a session makes of a graph: a value, or an error without the list of devices; see `build`."""
    with tf.Graph().as_default():
        built = build()
        before, fetch = built if isinstance(built, tuple) else ([], built)
        sess = tf.Session(config=tf.ConfigProto(allow_soft_placement=soft, device_count={"CPU": cpus}))
        try:
            sess.run(before)
            return sess.run(fetch)
        except tf.errors.OpError as error:
            line = re.sub(r"\(defined at [^)]*\)", "(defined)", first_line(error))
            line = line.split(" but available devices are ")[0].split(" All available devices ")[0]
            reason = [part for part in error.message.split(" : ") if part.startswith("Cannot merge")]
            return [type(error).__name__, line, [text.split("\n")[0] for text in reason], error.op and error.op.name]


def both(tf: Any, build: Any) -> Any:
    """The outcomes without and with soft placement."""
    return [outcome(tf, build, False), outcome(tf, build, True)]


def chain(tf: Any, *operations: tuple[str, str, list[str]]) -> Any:
    """Operations by name, device, and the operations they are placed with; the last one is the fetch."""
    given = tf.placeholder_with_default(1.0, [], name="given")
    last = None
    for name, device, places in operations:
        with tf.device(device):
            last = tf.identity(given, name=name)
        if places:
            names = [b"loc:@" + place.encode() for place in places]
            last.op._set_attr("_class", tf.AttrValue(list=tf.AttrValue.ListValue(s=names)))
    return last


def asked_for(tf: Any, device: str) -> Any:
    """A sum on a device, built when called."""

    def build() -> Any:
        with tf.device(device):
            return tf.add(tf.constant(1, name="one"), 2, name="sum")

    return build


def asking(*devices: str) -> Any:
    return lambda tf: [both(tf, asked_for(tf, device)) for device in devices]


@question("SES-19")
def graphics_cards_that_are_not_there(tf: Any) -> Any:
    return asking("/gpu:0", "/device:GPU:1", "/gpu", "/device:GPU:*", f"{TASK}/device:GPU:0")(tf)


@question("SES-19")
def processors_by_number(tf: Any) -> Any:
    return asking("/cpu:0", "/cpu:1", "/cpu:2", "/cpu", "/device:CPU:*", f"{TASK}/cpu:1", f"{TASK}/device:CPU:7")(tf)


@question("SES-19")
def devices_of_other_kinds(tf: Any) -> Any:
    return asking("/device:TPU:0", "/device:FOO:0", "/device:foo:0")(tf)


@question("SES-19")
def devices_of_other_tasks(tf: Any) -> Any:
    return asking(
        "/job:worker", "/job:worker/cpu:0", "/replica:1", "/task:2", "/job:LOCALHOST", "/job:localhost/task:1"
    )(tf)


@question("SES-19")
def devices_named_in_part(tf: Any) -> Any:
    return asking("/job:localhost", "/replica:0", "/task:0", "/job:localhost/cpu:1", TASK, "")(tf)


@question("SES-19")
def the_operation_that_a_placement_error_names(tf: Any) -> Any:
    def several() -> Any:
        with tf.device("/gpu:0"):
            tf.constant(1, name="source")
            value = tf.placeholder_with_default(1, [], name="default")
            tf.add(value, value, name="sum")
        return tf.constant(3)

    def sources() -> Any:
        with tf.device("/gpu:0"):
            tf.constant(1, name="first")
            tf.placeholder(tf.int32, name="second")
        return tf.constant(3)

    def variable() -> Any:
        with tf.device("/gpu:0"):
            tf.constant(1, name="source")
            tf.Variable(1, name="v")
        return tf.constant(3)

    return [both(tf, build) for build in (several, sources, variable)]


@question("SES-22", "GRA-13")
def colocated_with_an_operation_elsewhere(tf: Any) -> Any:
    cases: list[Any] = [
        [("x", "/cpu:0", []), ("y", "/cpu:1", ["x"])],
        [("x", "/cpu:0", []), ("y", "", ["x"])],
        [("x", "", []), ("y", "/cpu:1", ["x"])],
        [("x", "/cpu:*", []), ("y", "/cpu:1", ["x"])],
        [("x", "/cpu:0", []), ("y", "/gpu:0", ["x"])],
        [("x", "/job:localhost", []), ("y", "/cpu:1", ["x"])],
        [("x", "/job:localhost/cpu:0", []), ("y", "/cpu:1", ["x"])],
    ]
    return [both(tf, lambda case=case: chain(tf, *case)) for case in cases]


@question("SES-22")
def colocated_in_groups(tf: Any) -> Any:
    cases: list[Any] = [
        [("x", "/cpu:0", []), ("y", "", ["x"]), ("z", "/cpu:1", ["x"])],
        [("y", "/cpu:1", ["x"]), ("x", "/cpu:0", [])],
        [("x", "/cpu:0", []), ("y", "", ["x"]), ("z", "/cpu:1", ["y"])],
        [("x", "/job:localhost", []), ("y", "/cpu:0", ["x"]), ("z", "/cpu:1", ["x"])],
        [("x", "/cpu:0", []), ("y", "/cpu:1", []), ("z", "", ["x", "y"])],
        [("x", "/cpu:0", []), ("y", "/cpu:1", []), ("z", "/cpu:1", ["x", "y"])],
        [("x", "/cpu:0", ["nobody"]), ("y", "/cpu:1", ["nobody"])],
        [("x", "/cpu:0", ["x"]), ("y", "/cpu:1", ["x"])],
    ]
    return [both(tf, lambda case=case: chain(tf, *case)) for case in cases]


@question("SES-22", "SES-19")
def colocated_with_an_operation_of_another_task(tf: Any) -> Any:
    cases: list[Any] = [
        [("x", "/job:localhost", []), ("y", "/job:worker", ["x"])],
        [("x", "/job:a", []), ("y", "/job:worker", ["x"])],
        [("x", "/task:0", []), ("y", "/task:1", ["x"])],
        [("x", "/replica:0", []), ("y", "/replica:1", ["x"])],
    ]
    return [both(tf, lambda case=case: chain(tf, *case)) for case in cases]


@question("SES-22", "SES-19")
def groups_on_a_device_that_is_not_there(tf: Any) -> Any:
    cases: list[Any] = [
        [("x", "", []), ("y", "/gpu:0", ["x"])],
        [("x", "/gpu:0", []), ("y", "", ["x"])],
        [("g", "/gpu:0", []), ("x", "/cpu:0", []), ("y", "/cpu:1", ["x"])],
        [("x", "/cpu:0", []), ("y", "/cpu:1", ["x"]), ("g", "/job:w", [])],
    ]
    return [both(tf, lambda case=case: chain(tf, *case)) for case in cases]


DEVICES = [("", "/gpu:0"), ("/cpu:0", "/gpu:0"), ("/cpu:0", "/cpu:1"), ("/cpu:1", "/job:w"), ("", "/job:w"),
           ("/job:localhost", "/cpu:1"), ("/gpu:0", "/cpu:0"), ("/gpu:0", "/gpu:1")]  # fmt: skip


@question("SES-22", "SES-19")
def assigning_to_a_variable_elsewhere(tf: Any) -> Any:
    def build(place: str, other: str) -> Any:
        with tf.device(place):
            variable = tf.Variable(1.0, name="v")
        value = tf.constant(2.0, name="value")
        with tf.device(other):
            return variable.initializer, tf.raw_ops.Assign(ref=variable._ref(), value=value, name="assign")

    return [both(tf, lambda pair=pair: build(*pair)) for pair in DEVICES]


@question("SES-22", "SES-19")
def reading_a_resource_elsewhere(tf: Any) -> Any:
    def build(place: str, other: str) -> Any:
        with tf.device(place):
            handle = tf.raw_ops.VarHandleOp(shape=[], dtype=tf.int32, shared_name="v", name="v")
        with tf.device(other):
            return tf.raw_ops.VarIsInitializedOp(resource=handle, name="is")

    return [both(tf, lambda pair=pair: build(*pair)) for pair in DEVICES]


@question("SES-22", "GRA-13")
def colocate_with_takes_the_device_before_placement(tf: Any) -> Any:
    def build() -> Any:
        with tf.device("/cpu:0"):
            first = tf.identity(1.0, name="x")
        with tf.colocate_with(first.op), tf.device("/cpu:1"):
            return tf.identity(2.0, name="y")

    return both(tf, build)


@question("SES-19", "RUN-2")
def placement_is_of_the_whole_graph(tf: Any) -> Any:
    here = tf.constant(1, name="here")
    with tf.device("/gpu:0"):
        there = tf.add(here, 1, name="there")
    sess = tf.Session()
    kinds = []
    for attempt in (
        lambda: sess.run(here),
        lambda: sess.run([]),
        lambda: sess.run(there, {there: 5}),
        lambda: sess.partial_run_setup([here]),
        lambda: len(sess.list_devices()) > 0,
    ):
        try:
            kinds.append(attempt())
        except tf.errors.InvalidArgumentError as error:
            kinds.append(first_line(error).split(" was explicitly")[0].split(": node")[0])
    return kinds
