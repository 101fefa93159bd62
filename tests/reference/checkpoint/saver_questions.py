"""Questions about `tf.train.Saver` and the functions beside it.  Runs on Python 3.7 too."""

import os
import re

import numpy as np
from checkpoint_asking import files, read

QUESTIONS = {}


def question(name):
    def keep(function):
        QUESTIONS[name] = function
        return function

    return keep


def ask(prefix, table):
    """Adds a question for each function of a table."""
    for name, function in table.items():
        QUESTIONS[f"{prefix}: {name}"] = function


def two(tf):
    return tf.Variable([1.0, 2.0], name="v"), tf.Variable(3, name="w")


def started(tf):
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def graph_operations(tf):
    return tf.get_default_graph().get_operations()


def nodes(tf):
    """The operations of savers: all that makes them what they are."""
    scopes = ("save", "save_1", "mine", "outer", "filename", "control_dependency")
    return [described(op) for op in graph_operations(tf) if op.name.split("/")[0] in scopes]


def described(op):
    inputs, controls = [tensor.name for tensor in op.inputs], sorted(each.name for each in op.control_inputs)
    groups, shapes = [group.decode() for group in op.colocation_groups()], [str(each.shape) for each in op.outputs]
    return f"{op.name} {op.type} {inputs} {controls} {op.device!r} {groups} {attributes(op)} {shapes}"


def attributes(op):
    found = []
    for key in sorted(op.node_def.attr):
        if key == "value":
            tensor = op.get_attr(key)
            strings = [re.sub("_temp_.*/", "_temp_N/", string.decode()) for string in tensor.string_val]
            found.append(f"value={strings or list(tensor.int_val)}")
        elif key not in ("_class", "dtypes", "T"):
            words = re.sub(r"\s+", " ", str(op.get_attr(key)))
            found.append(f"{key}={words}")
    return found


# ---- the operations of a saver


def on_devices(tf, **arguments):
    with tf.device("/gpu:0"):
        tf.Variable([1.0, 2.0], name="v")
    with tf.device("/job:ps/task:1"):
        tf.Variable([1.0, 2.0], name="w")
        tf.Variable(2, name="ww")
        tf.Variable(3, name="aa", use_resource=True)
    tf.train.Saver(**arguments)


def cut(tf, count=2, **arguments):
    with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(count), **arguments):
        return tf.get_variable("w", [12, 3])


def of_unknown_shape(tf):
    tf.Variable(tf.placeholder(tf.float32), name="u", validate_shape=False)
    tf.Variable(tf.placeholder(tf.float32, [None]), name="r", validate_shape=False, use_resource=True)
    tf.Variable([1, 2], name="w", dtype=tf.int64, trainable=False)


def in_scope(tf):
    v, _ = two(tf)
    with tf.name_scope("outer"):
        tf.train.Saver([v])
    tf.train.Saver([v], filename="other", name="mine/saver")
    tf.train.Saver([v], name="")


def below(tf, block):
    two(tf)
    with block():
        tf.train.Saver(sharded=True)


GRAPHS = {
    "two": lambda tf: (two(tf), tf.train.Saver()),
    "two savers": lambda tf: (two(tf), tf.train.Saver(), tf.train.Saver()),
    "by resource": lambda tf: (tf.Variable(1.0, name="r", use_resource=True), tf.train.Saver()),
    "devices": on_devices,
    "devices, sharded": lambda tf: on_devices(tf, sharded=True),
    "devices, sharded, reshaped": lambda tf: on_devices(tf, sharded=True, reshape=True, restore_sequentially=True),
    "sharded": lambda tf: (two(tf), tf.train.Saver(sharded=True)),
    "dictionary": lambda tf: tf.train.Saver({"x": two(tf)[0]}, reshape=True, restore_sequentially=True, name="mine"),
    "scopes": in_scope,
    "parts": lambda tf: (cut(tf), tf.get_variable("w", [2]), tf.train.Saver()),
    "eleven parts": lambda tf: (cut(tf, 11), tf.train.Saver()),
    "parts by resource": lambda tf: (cut(tf, use_resource=True), tf.train.Saver()),
    "parts renamed": lambda tf: tf.train.Saver({"new": cut(tf)}),
    "parts renamed, list": lambda tf: tf.train.Saver({"new": list(cut(tf, 11))}),
    "parts by resource, sharded": lambda tf: tf.train.Saver(
        {"n": cut(tf, use_resource=True)}, sharded=True, reshape=True
    ),
    "parts listed": lambda tf: tf.train.Saver([cut(tf)]),
    "one part": lambda tf: tf.train.Saver(list(cut(tf))[1:]),
    "unknown shapes": lambda tf: (of_unknown_shape(tf), tf.train.Saver()),
    "unknown shapes, reshaped": lambda tf: (of_unknown_shape(tf), tf.train.Saver(reshape=True)),
    "cached": lambda tf: (
        tf.Variable(1, name="c", caching_device="/cpu:0"),
        tf.Variable(1, name="d", use_resource=True, caching_device="/cpu:0"),
        tf.train.Saver(),
    ),
    "order": lambda tf: (
        [tf.Variable(1, name=name) for name in ("b", "a/c", "a", "a_1", "A", "a-b", "a.b", "Z")],
        tf.train.Saver(),
    ),
    "below control inputs": lambda tf: below(tf, lambda: tf.control_dependencies([tf.constant(1, name="c")])),
    "below a device": lambda tf: below(tf, lambda: tf.device("/job:w")),
    "below a device of two parts": lambda tf: below(tf, lambda: tf.device("/job:a/task:0/device:GPU:3")),
    "below a colocation": lambda tf: below(tf, lambda: tf.colocate_with(tf.constant(1, name="c").op)),
    "references": lambda tf: tf.train.Saver([variable._ref() for variable in two(tf)]),
    "a read of a resource": lambda tf: tf.train.Saver([tf.Variable(1, use_resource=True, name="r").value()]),
}
for name, function in GRAPHS.items():

    @question(f"operations: {name}")
    def _(tf, folder, function=function):
        function(tf)
        return nodes(tf)


# ---- what can be saved


def slices(tf, *names):
    made = []
    for number, name in enumerate(names):
        variable = tf.Variable([1.0, 2.0], name=f"s{number}")
        variable._set_save_slice_info(tf.Variable.SaveSliceInfo(name, [4], [2 * number], [2]))
        made.append(variable)
    return made


def texts(tf, saver):
    return [list(op.get_attr("value").string_val) for op in graph_operations(tf) if "tensor_names" in op.name]


def collected(tf):
    tf.Variable(1, name="v")
    tf.Variable(1, name="l", collections=["local_variables"])
    tf.add_to_collection("saveable_objects", tf.Variable(1, name="s", collections=[]))
    return tf.train.Saver()


def finalized(tf):
    two(tf)
    tf.get_default_graph().finalize()
    return tf.train.Saver()


ask("variables", {
    "none": lambda tf, folder: tf.train.Saver(),
    "none allowed": lambda tf, folder: [tf.train.Saver(allow_empty=True).saver_def, len(graph_operations(tf))],
    "empty list": lambda tf, folder: (two(tf), tf.train.Saver([])),
    "empty dictionary": lambda tf, folder: (two(tf), tf.train.Saver({})),
    "twice in a list": lambda tf, folder: tf.train.Saver([two(tf)[0]] * 2),
    "two names": lambda tf, folder: (lambda v: tf.train.Saver({"a": v, "b": v}))(two(tf)[0]),
    "two names of a resource": lambda tf, folder: (lambda v: tf.train.Saver({"a": v, "b": v}))(
        tf.Variable(1, use_resource=True)
    ),
    "name no text": lambda tf, folder: tf.train.Saver({1: two(tf)[0]}),
    "name bytes": lambda tf, folder: tf.train.Saver({b"k": two(tf)[0]}),
    "tensor": lambda tf, folder: tf.train.Saver([tf.constant(1, name="c")]),
    "tensor by name": lambda tf, folder: tf.train.Saver({"a": tf.constant(1)}),
    "value read": lambda tf, folder: tf.train.Saver([two(tf)[0].value()]),
    "assigned": lambda tf, folder: tf.train.Saver({"a": two(tf)[1].assign(4)}),
    "operation": lambda tf, folder: tf.train.Saver([two(tf)[0].op]),
    "number": lambda tf, folder: tf.train.Saver([1]),
    "no list": lambda tf, folder: tf.train.Saver(1),
    "names alone": lambda tf, folder: tf.train.Saver(["v"]),
    "variable alone": lambda tf, folder: tf.train.Saver(two(tf)[0]),
    "tuple": lambda tf, folder: texts(tf, tf.train.Saver(two(tf))),
    "set": lambda tf, folder: texts(tf, tf.train.Saver(set(two(tf)))),
    "collections": lambda tf, folder: texts(tf, collected(tf)),
    "no slices": lambda tf, folder: tf.train.Saver({"a": list(two(tf))}),
    "slices of two": lambda tf, folder: tf.train.Saver({"a": slices(tf, "a", "b")}),
    "slices that are no variables": lambda tf, folder: tf.train.Saver({"a": [tf.constant(1)]}),
    "slices and a variable": lambda tf, folder: tf.train.Saver([*slices(tf, "a"), tf.Variable(1, name="a")]),
    "a variable and slices": lambda tf, folder: tf.train.Saver([*slices(tf, "S"), tf.Variable(1, name="S")]),
    "a finalized graph": lambda tf, folder: finalized(tf),
})  # fmt: skip


# ---- arguments and messages


def made(tf, **arguments):
    two(tf)
    return tf.train.Saver(**arguments)


def changed(tf, **fields):
    saver_def = made(tf).saver_def
    for name, value in fields.items():
        setattr(saver_def, name, value)
    return tf.train.Saver(saver_def=saver_def)


ask("saver", {
    "defaults": lambda tf, folder: made(tf).as_saver_def(),
    "max_to_keep None": lambda tf, folder: made(tf, max_to_keep=None).saver_def,
    "max_to_keep -3": lambda tf, folder: made(tf, max_to_keep=-3).saver_def,
    "hours": lambda tf, folder: made(tf, keep_checkpoint_every_n_hours=2).saver_def,
    "no name": lambda tf, folder: made(tf, name="").saver_def,
    "bad name": lambda tf, folder: made(tf, name="a b").saver_def,
    "sharded": lambda tf, folder: made(tf, sharded=True, filename="x/y").saver_def,
    "from a message": lambda tf, folder: made(tf, saver_def=made(tf).saver_def, max_to_keep=17).saver_def,
    "from a message, with a name": lambda tf, folder: made(tf, saver_def=made(tf).saver_def, name="x").saver_def,
    "from an empty message": lambda tf, folder: made(tf, saver_def=tf.train.SaverDef()),
    "without save_tensor_name": lambda tf, folder: changed(tf, save_tensor_name=""),
    "without restore_op_name": lambda tf, folder: changed(tf, restore_op_name=""),
    "to_proto": lambda tf, folder: made(tf, name="a").to_proto(),
    "to_proto below": lambda tf, folder: made(tf, name="a/b").to_proto("a"),
    "to_proto elsewhere": lambda tf, folder: made(tf, name="a").to_proto("b"),
    "from_proto": lambda tf, folder: tf.train.Saver.from_proto(made(tf).to_proto()).saver_def,
    "from_proto below": lambda tf, folder: tf.train.Saver.from_proto(made(tf).to_proto(), import_scope="x").saver_def,
    "deferred with variables": lambda tf, folder: tf.train.Saver(two(tf), defer_build=True),
    "deferred": lambda tf, folder: [made(tf, defer_build=True).saver_def, len(graph_operations(tf))],
    "deferred, then built": lambda tf, folder: (lambda saver: [saver.build(), saver.build(), saver.saver_def])(
        made(tf, defer_build=True)
    ),
    "deferred, saved": lambda tf, folder: made(tf, defer_build=True).save(tf.Session(), folder + "/m"),
})  # fmt: skip


# ---- saving


def saved(tf, folder, *arguments, **named):
    settings = named.pop("saver", {})
    two(tf)
    path = tf.train.Saver(**settings).save(started(tf), *arguments, **named)
    found = files(folder)
    return [path, found, [read(folder, name) for name in found if os.path.basename(name) in ("checkpoint", "latest")]]


def empty(tf, folder, **arguments):
    path = tf.train.Saver(allow_empty=True).save(tf.Session(), folder + "/m", **arguments)
    return [path, files(folder)]


def saved_by(tf, session, folder, **arguments):
    two(tf)
    return tf.train.Saver().save(session, folder + "/m", **arguments)


def closed(tf):
    session = tf.Session()
    session.close()
    return session


def several(tf, folder, steps, saver=(), **arguments):
    two(tf)
    made, session = tf.train.Saver(**dict(saver)), started(tf)
    for step in steps:
        made.save(session, folder + "/m", global_step=step, **arguments)
    return [files(folder), made.last_checkpoints, read(folder, "checkpoint")]


ask("save", {
    "plain": lambda tf, folder: saved(tf, folder, folder + "/m"),
    "step": lambda tf, folder: saved(tf, folder, folder + "/m", 3),
    "step of NumPy": lambda tf, folder: saved(tf, folder, folder + "/m", global_step=np.int64(7)),
    "step negative": lambda tf, folder: saved(tf, folder, folder + "/m", -12),
    "step tensor": lambda tf, folder: saved(tf, folder, folder + "/m", tf.constant(5)),
    "step array": lambda tf, folder: saved(tf, folder, folder + "/m", np.array(7)),
    "step float": lambda tf, folder: saved(tf, folder, folder + "/m", 7.9),
    "step text": lambda tf, folder: saved(tf, folder, folder + "/m", "12"),
    "padded": lambda tf, folder: saved(tf, folder, folder + "/m", 3, saver={"pad_step_number": True}),
    "padded, long": lambda tf, folder: saved(tf, folder, folder + "/m", 123456789, saver={"pad_step_number": True}),
    "no graph": lambda tf, folder: saved(tf, folder, folder + "/m", write_meta_graph=False),
    "no state": lambda tf, folder: saved(tf, folder, folder + "/m", write_state=False),
    "suffix": lambda tf, folder: saved(tf, folder, folder + "/m", 5, meta_graph_suffix="mm"),
    "state elsewhere": lambda tf, folder: saved(tf, folder, folder + "/m", latest_filename="latest"),
    "state of the same name": lambda tf, folder: saved(tf, folder, folder + "/m", latest_filename="m"),
    "state of the same name, sharded": lambda tf, folder: saved(
        tf, folder, folder + "/m", latest_filename="m", saver={"sharded": True}
    ),
    "state of the same name, step": lambda tf, folder: saved(tf, folder, folder + "/m", 1, latest_filename="m-1"),
    "state in a folder": lambda tf, folder: saved(tf, folder, folder + "/m", latest_filename="a/b"),
    "checkpoint": lambda tf, folder: saved(tf, folder, folder + "/checkpoint"),
    "new folder": lambda tf, folder: saved(tf, folder, folder + "/a/m"),
    "two new folders": lambda tf, folder: saved(tf, folder, folder + "/a/b/m"),
    "folder": lambda tf, folder: (os.mkdir(folder + "/sub"), saved(tf, folder, folder + "/sub")),
    "folder, slash": lambda tf, folder: (os.mkdir(folder + "/sub"), saved(tf, folder, folder + "/sub/")),
    "named like a shard": lambda tf, folder: saved(tf, folder, folder + "/m-00001-of-00002"),
    "no path": lambda tf, folder: saved(tf, folder, ""),
    "path None": lambda tf, folder: saved(tf, folder, None),
    "relative": lambda tf, folder: saved(tf, folder, "m"),
    "relative, dot": lambda tf, folder: saved(tf, folder, "./m"),
    "relative, folder": lambda tf, folder: saved(tf, folder, "s/m"),
    "relative state": lambda tf, folder: saved(tf, folder, folder + "/m", 1, saver={"save_relative_paths": True}),
    "sharded": lambda tf, folder: saved(tf, folder, folder + "/m", saver={"sharded": True}),
    "sharded, step": lambda tf, folder: saved(tf, folder, folder + "/m", 2, saver={"sharded": True}),
    "nothing": lambda tf, folder: empty(tf, folder),
    "nothing, step": lambda tf, folder: empty(tf, folder, global_step=3),
    "nothing, no graph": lambda tf, folder: empty(tf, folder, write_meta_graph=False),
    "no session": lambda tf, folder: saved_by(tf, None, folder),
    "no session but a number": lambda tf, folder: saved_by(tf, 3, folder),
    "session closed": lambda tf, folder: saved_by(tf, closed(tf), folder),
    "session of another graph": lambda tf, folder: saved_by(tf, tf.Session(graph=tf.Graph()), folder),
    "not initialized": lambda tf, folder: saved_by(tf, tf.Session(), folder),
    "kept": lambda tf, folder: several(tf, folder, range(7)),
    "kept, two": lambda tf, folder: several(tf, folder, range(4), {"max_to_keep": 2}),
    "kept, all": lambda tf, folder: several(tf, folder, range(3), {"max_to_keep": 0}),
    "kept, None": lambda tf, folder: several(tf, folder, range(3), {"max_to_keep": None}),
    "kept, none": lambda tf, folder: several(tf, folder, range(3), {"max_to_keep": -1}),
    "kept, the same": lambda tf, folder: several(tf, folder, [1, 1, 1], {"max_to_keep": 1}),
    "kept, again": lambda tf, folder: several(tf, folder, [1, 2, 1, 3], {"max_to_keep": 2}),
    "kept, sharded": lambda tf, folder: several(tf, folder, range(3), {"max_to_keep": 1, "sharded": True}),
    "kept, no graph": lambda tf, folder: several(tf, folder, range(3), {"max_to_keep": 1}, write_meta_graph=False),
    "kept, hours": lambda tf, folder: several(
        tf, folder, range(3), {"max_to_keep": 1, "keep_checkpoint_every_n_hours": 1e-9}
    ),
})  # fmt: skip


@question("kept: set and recovered")
def _(tf, folder):
    two(tf)
    saver, session = tf.train.Saver(), started(tf)
    saver.save(session, folder + "/m")
    found = [saver.last_checkpoints]
    saver.set_last_checkpoints(["a", "b"])
    found.append(saver.last_checkpoints)
    saver.set_last_checkpoints_with_time([("c", 1.0)])
    found.append(saver.last_checkpoints)
    saver.recover_last_checkpoints([folder + "/m", folder + "/nope"])
    found.append(saver.last_checkpoints)
    saver.save(session, folder + "/n", 1)
    return [found, saver.last_checkpoints, read(folder, "checkpoint")]


ask("kept", {
    "set to text": lambda tf, folder: made(tf).set_last_checkpoints("abc"),
    "set with times to text": lambda tf, folder: made(tf).set_last_checkpoints_with_time("abc"),
})  # fmt: skip


# ---- restoring


def restored(tf, folder, path, variables=two, **arguments):
    graph = tf.get_default_graph()
    with tf.Graph().as_default():
        two(tf)
        tf.train.Saver().save(started(tf), folder + "/m")
    variables(tf)
    session = tf.Session()
    given = tf.train.Saver(**arguments).restore(session, path)
    return [given, session.run(graph.get_collection("variables"))]


def restore_renamed(tf, folder):
    graph = tf.get_default_graph()
    saved(tf, folder, folder + "/m")
    with graph.as_default():
        v = tf.Variable([0.0, 0.0], name="other")
        session = tf.Session()
        tf.train.Saver({"v": v}).restore(session, folder + "/m")
        return session.run(v)


def damaged(tf, folder, suffix, contents):
    two(tf)
    saver, session = tf.train.Saver(), started(tf)
    path = saver.save(session, folder + "/m")
    with open(path + suffix, "wb") as file:
        file.write(contents)
    saver.restore(session, path)


ask("restore", {
    "all": lambda tf, folder: restored(tf, folder, folder + "/m"),
    "relative": lambda tf, folder: restored(tf, folder, "m"),
    "bytes": lambda tf, folder: restored(tf, folder, (folder + "/m").encode()),
    "None": lambda tf, folder: restored(tf, folder, None),
    "number": lambda tf, folder: restored(tf, folder, 3),
    "no checkpoint": lambda tf, folder: restored(tf, folder, folder + "/nope"),
    "no folder": lambda tf, folder: restored(tf, folder, folder + "/no/m"),
    "folder": lambda tf, folder: restored(tf, folder, folder),
    "graph": lambda tf, folder: restored(tf, folder, folder + "/m.meta"),
    "missing variable": lambda tf, folder: restored(tf, folder, folder + "/m", lambda tf: tf.Variable(1, name="z")),
    "other shape": lambda tf, folder: restored(tf, folder, folder + "/m", lambda tf: tf.Variable([1.0], name="v")),
    "other shape of a resource": lambda tf, folder: restored(
        tf, folder, folder + "/m", lambda tf: tf.Variable([1.0], name="v", use_resource=True)
    ),
    "reshaped": lambda tf, folder: restored(
        tf, folder, folder + "/m", lambda tf: tf.Variable([[1.0], [2.0]], name="v"), reshape=True
    ),
    "reshaped to another size": lambda tf, folder: restored(
        tf, folder, folder + "/m", lambda tf: tf.Variable([[1.0]], name="v"), reshape=True
    ),
    "other dtype": lambda tf, folder: restored(tf, folder, folder + "/m", lambda tf: tf.Variable([1, 2], name="v")),
    "resource": lambda tf, folder: restored(
        tf, folder, folder + "/m", lambda tf: tf.Variable([0.0, 0.0], name="v", use_resource=True)
    ),
    "renamed": lambda tf, folder: restore_renamed(tf, folder),
    "no session": lambda tf, folder: made(tf).restore(None, folder),
    "nothing": lambda tf, folder: tf.train.Saver(allow_empty=True).restore(None, None),
    "damaged": lambda tf, folder: damaged(tf, folder, ".index", b"123"),
    "damaged data": lambda tf, folder: damaged(tf, folder, ".data-00000-of-00001", b"x" * 50),
})  # fmt: skip
