"""Programs about variables of both kinds: assignment, counting, scattering, and what has no value."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.cases.building.script import Script, program, tf

raw_ops = tf.raw_ops


def variable(start: Any, name: str = "v", use_resource: bool = True) -> Any:
    return tf.Variable(start, name=name, use_resource=use_resource)


@program("VAR-19", "VAR-22", "WIRE-19")
def variables_without_values(script: Script) -> None:
    held, handled = variable(1, "held", False), variable(1, "handled")
    script.run(held.value())
    script.run(held.assign_add(1))
    script.run(raw_ops.IsVariableInitialized(ref=held._ref()), raw_ops.VarIsInitializedOp(resource=handled.handle))
    script.run(targets=[held.initializer, handled.initializer])
    script.run(raw_ops.IsVariableInitialized(ref=held._ref()), raw_ops.VarIsInitializedOp(resource=handled.handle))
    script.run(held.value(), handled.read_value())


@program("VAR-3", "VAR-7")
def an_assignment_replaces_the_whole(script: Script) -> None:
    v = variable([1.0, 2.0], use_resource=False)
    value = tf.placeholder(tf.float32, [2], name="value")
    changed = v.assign(value)
    script.run(targets=[v.initializer])
    script.run(changed, feeds={value: [5.0, 6.0]})
    script.run(v.assign_add([1.0, 1.0]), session="main")
    script.run(v.assign_sub([0.5, 0.25]))


@program("VAR-6")
def assignments_of_other_shapes(script: Script) -> None:
    v = variable([1, 2], use_resource=False)
    value = tf.placeholder(tf.int32, name="value")
    strict = raw_ops.Assign(ref=v._ref(), value=value, validate_shape=True, name="strict")
    loose = raw_ops.Assign(ref=v._ref(), value=value, validate_shape=False, name="loose")
    script.run(targets=[v.initializer])
    script.run(strict, feeds={value: [7, 8, 9]})
    script.run(v.value())
    script.run(loose, feeds={value: [[7], [8]]})
    script.run(raw_ops.Identity(input=v._ref()))


@program("VAR-17")
def rows_scattered_in_order(script: Script) -> None:
    for use_resource in (False, True):
        v = variable([1, 2, 3, 4], f"v{int(use_resource)}", use_resource)
        script.run(targets=[v.initializer])
        for name in ("update", "add", "sub", "mul", "max", "min"):
            script.run(targets=[getattr(tf, "scatter_" + name)(v, [0, 0, 3], [7, -2, 3]).op])
            script.run(v.value())


@program("VAR-17")
def a_row_that_is_not_there(script: Script) -> None:
    v = variable([1, 2, 3, 4], use_resource=False)
    indices, updates = tf.placeholder(tf.int32, name="indices"), tf.placeholder(tf.int32, name="updates")
    added = raw_ops.ScatterAdd(ref=v._ref(), indices=indices, updates=updates, name="added")
    script.run(targets=[v.initializer])
    script.run(added, feeds={indices: [1, 4, 0], updates: [10, 10, 10]})
    script.run(v.value())
    script.run(added, feeds={indices: [0, 1], updates: [10]})
    script.run(added, feeds={indices: [0, 1], updates: 10})


@program("VAR-18")
def counting_to_a_limit(script: Script) -> None:
    v = variable(0, use_resource=False)
    count = raw_ops.CountUpTo(ref=v._ref(), limit=2, name="count")
    script.run(targets=[v.initializer])
    for _ in range(3):
        script.run(count)
    script.run(v.value())


@program("VAR-26")
def rows_gathered_from_a_variable(script: Script) -> None:
    v = variable(np.arange(6, dtype=np.float32).reshape(3, 2))
    indices = tf.placeholder(tf.int32, name="indices")
    rows = raw_ops.ResourceGather(resource=v.handle, indices=indices, dtype=tf.float32, name="rows")
    script.run(targets=[v.initializer])
    for given in (1, [2, 0], [[1], [1]], np.zeros((0,))):
        script.run(rows, feeds={indices: given})
    script.run(rows, feeds={indices: [0, 3]})


@program("SES-4", "VAR-22")
def variables_of_one_shared_name(script: Script) -> None:
    one = raw_ops.VarHandleOp(dtype=tf.int32, shape=[], shared_name="s", name="one")
    other = raw_ops.VarHandleOp(dtype=tf.int32, shape=[], shared_name="s", name="other")
    apart = raw_ops.VarHandleOp(dtype=tf.int32, shape=[], shared_name="s", container="c", name="apart")
    script.run(targets=[raw_ops.AssignVariableOp(resource=one, value=3)])
    script.run(raw_ops.ReadVariableOp(resource=other, dtype=tf.int32))
    script.run(raw_ops.VarIsInitializedOp(resource=apart))
