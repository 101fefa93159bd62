"""Questions about the state of folders, readers of checkpoints and `MetaGraphDef`.  Runs on Python 3.7 too."""

import os

import numpy as np
from checkpoint_asking import files, read
from saver_questions import ask, made, question, started, two

# ---- the file "checkpoint"


def updated(tf, folder, *arguments, **named):
    tf.train.update_checkpoint_state(*arguments, **named)
    name = named.get("latest_filename", "checkpoint")
    return [read(folder, name), tf.train.get_checkpoint_state(folder, name), tf.train.latest_checkpoint(folder, name)]


def newest_a(tf, folder, *arguments, **named):
    return updated(tf, folder, folder, folder + "/a", *arguments, **named)


def written(tf, folder, text):
    with open(folder + "/checkpoint", "w") as file:
        file.write(text)
    return [tf.train.get_checkpoint_state(folder), tf.train.latest_checkpoint(folder)]


def saved(tf, folder, name="m"):
    two(tf)
    return tf.train.Saver().save(started(tf), folder + "/" + name)


def exist(tf, folder):
    saved(tf, folder)
    return [tf.train.checkpoint_exists(folder + name) for name in ("/m", "/no", "", "/m.index", "/m.meta")]


def removed(tf, folder):
    saved(tf, folder)
    saved(tf, folder, "n")
    tf.train.remove_checkpoint(folder + "/n")
    tf.train.remove_checkpoint(folder + "/n")
    return files(folder)


TIMES = {"all_model_checkpoint_timestamps": [1.5, 2.5], "last_preserved_timestamp": 0.25}
ask("state", {
    "latest": lambda tf, folder: [saved(tf, folder), tf.train.latest_checkpoint(folder)],
    "latest, slash": lambda tf, folder: [saved(tf, folder), tf.train.latest_checkpoint(folder + "/")],
    "of no folder": lambda tf, folder: tf.train.latest_checkpoint(folder + "/no"),
    "of another name": lambda tf, folder: tf.train.latest_checkpoint(folder, "other"),
    "of a checkpoint that is gone": lambda tf, folder: written(tf, folder, 'model_checkpoint_path: "a"\n'),
    "of a checkpoint in a folder that is gone": lambda tf, folder: written(
        tf, folder, 'model_checkpoint_path: "/no/such/folder/a"\n'
    ),
    "of relative paths": lambda tf, folder: written(
        tf, folder, 'model_checkpoint_path: "a"\nall_model_checkpoint_paths: "b"\nall_model_checkpoint_paths: "/c"'
    ),
    "no message": lambda tf, folder: written(tf, folder, "hello"),
    "empty": lambda tf, folder: written(tf, folder, ""),
    "unknown field": lambda tf, folder: written(tf, folder, 'foo: 1\nmodel_checkpoint_path: "a"\n'),
    "without the newest": lambda tf, folder: written(tf, folder, 'all_model_checkpoint_paths: "b"\n'),
    "updated": lambda tf, folder: newest_a(tf, folder),
    "updated, relative": lambda tf, folder: updated(tf, folder, folder, "a"),
    "updated, all": lambda tf, folder: newest_a(tf, folder, [folder + "/b", folder + "/a"]),
    "updated, not among all": lambda tf, folder: newest_a(tf, folder, [folder + "/b"]),
    "updated, not the last": lambda tf, folder: newest_a(tf, folder, [folder + "/a", folder + "/b"]),
    "updated, times": lambda tf, folder: newest_a(tf, folder, [folder + "/b", folder + "/a"], **TIMES),
    "updated, too many times": lambda tf, folder: newest_a(tf, folder, **TIMES),
    "updated, its own name": lambda tf, folder: updated(tf, folder, folder, folder + "/checkpoint"),
    "updated, another name": lambda tf, folder: newest_a(tf, folder, latest_filename="b"),
    "updated, odd name": lambda tf, folder: updated(tf, folder, folder, folder + "/\u00e9\"'\\x"),
    "updated, no folder": lambda tf, folder: updated(tf, folder, folder + "/x/y", folder + "/a"),
    "made": lambda tf, folder: tf.train.generate_checkpoint_state_proto(folder, folder + "/a", [folder + "/b"]),
    "made, relative": lambda tf, folder: tf.train.generate_checkpoint_state_proto("d", "d/a", ["d/b", "c"]),
    "made, absolute folder": lambda tf, folder: tf.train.generate_checkpoint_state_proto("/x/d", "d/a", ["d/b", "/x"]),
    "made, absolute path": lambda tf, folder: tf.train.generate_checkpoint_state_proto("d", "/x/d/a", ["d/b", "/x/y"]),
})  # fmt: skip
ask("files", {
    "exist": exist,
    "exist, no folder": lambda tf, folder: tf.train.checkpoint_exists(folder + "/no/x"),
    "exist, None": lambda tf, folder: tf.train.checkpoint_exists(None),
    "times": lambda tf, folder: len(tf.train.get_checkpoint_mtimes([saved(tf, folder), folder + "/no"])),
    "times, no folder": lambda tf, folder: tf.train.get_checkpoint_mtimes([folder + "/no/x"]),
    "removed": removed,
    "removed, no folder": lambda tf, folder: tf.train.remove_checkpoint(folder + "/no/x"),
})  # fmt: skip


# ---- readers


def varied(tf, folder):
    with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(2)):
        tf.get_variable("w", [4, 3], initializer=tf.ones_initializer())
    tf.Variable(["a", "bb"], name="s")
    tf.Variable("one", name="t")
    tf.Variable(True, name="b")
    tf.Variable(tf.constant(1, tf.float16), name="h")
    return saved(tf, folder)


def looked_at(tf, folder):
    reader = tf.train.load_checkpoint(varied(tf, folder))
    shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    return [
        shapes, {name: dtype.name for name, dtype in dtypes.items()},
        [reader.get_tensor(name) for name in sorted(shapes)], [reader.has_tensor(name) for name in ("s", "p/w", "no")],
        reader.debug_string(),
    ]  # fmt: skip


def empty_folder(tf, folder):
    os.mkdir(folder + "/sub")
    return tf.train.list_variables(folder + "/sub")


ask("reader", {
    "all": looked_at,
    "list": lambda tf, folder: tf.train.list_variables(varied(tf, folder)),
    "list, folder": lambda tf, folder: [saved(tf, folder), tf.train.list_variables(folder)],
    "list, nothing": lambda tf, folder: tf.train.list_variables(folder + "/no"),
    "list, empty folder": empty_folder,
    "load": lambda tf, folder: tf.train.load_variable(saved(tf, folder), "v"),
    "load, output": lambda tf, folder: tf.train.load_variable(saved(tf, folder), "v:0"),
    "load, missing": lambda tf, folder: tf.train.load_variable(saved(tf, folder), "no"),
    "new": lambda tf, folder: tf.train.NewCheckpointReader(saved(tf, folder)).get_tensor("w"),
    "new, nothing": lambda tf, folder: tf.train.NewCheckpointReader(folder + "/no"),
    "new, no folder": lambda tf, folder: tf.train.NewCheckpointReader(folder + "/no/m"),
    "new, folder": lambda tf, folder: tf.train.NewCheckpointReader(folder),
    "new, None": lambda tf, folder: tf.train.NewCheckpointReader(None),
    "load None": lambda tf, folder: tf.train.load_checkpoint(None),
})  # fmt: skip


# ---- graphs with their collections


def model(tf):
    with tf.variable_scope("net"):
        w = tf.get_variable("w", [2])
        tf.get_variable("u", initializer=3, trainable=False, use_resource=True)
    x = tf.placeholder(tf.float32, [2], name="x")
    y = tf.add(x, w, name="y")
    tf.add_to_collection("outs", y)
    tf.add_to_collection("numbers", 3)
    return w


def shown(meta):
    collections = {
        key: [value.WhichOneof("kind"), list(getattr(value, value.WhichOneof("kind")).value)]
        for key, value in meta.collection_def.items()
    }
    return [
        [field.name for field, _ in meta.ListFields()], meta.meta_info_def.stripped_default_attrs,
        [op.name for op in meta.meta_info_def.stripped_op_list.op], list(meta.meta_info_def.tags), collections,
        [[node.name, node.op, inputs_of(node), node.device, sorted(node.attr)] for node in meta.graph_def.node],
        meta.saver_def,
    ]  # fmt: skip


def inputs_of(node):
    """The inputs, those of control at the end and in no order."""
    return [name for name in node.input if name[0] != "^"] + sorted(name for name in node.input if name[0] == "^")


def exported(tf, **arguments):
    model(tf)
    return shown(tf.train.export_meta_graph(**arguments))


def to_file(tf, folder, name, **arguments):
    model(tf)
    tf.train.export_meta_graph(folder + name, **arguments)
    with open(folder + name, "rb") as file:
        return [files(folder), file.read(1)]


def on_device(tf, **arguments):
    with tf.device("/cpu:0"):
        return exported(tf, **arguments)


def with_saver(tf, **arguments):
    model(tf)
    tf.train.Saver()
    with tf.name_scope("in"):
        tf.train.Saver()
    saver = tf.train.Saver(name="good")
    tf.add_to_collection("savers", saver)
    tf.add_to_collection("savers", tf.train.Saver(name="bad"))
    return shown(tf.train.export_meta_graph(saver_def=saver.saver_def, **arguments))


def from_outside(tf):
    a = tf.constant(1.0, name="a")
    with tf.name_scope("s"):
        b = tf.add(a, 1.0, name="b")
        with tf.control_dependencies([a]):
            tf.identity(b, name="c")
    return shown(tf.train.export_meta_graph(export_scope="s"))


ask("export", {
    "graph": lambda tf, folder: exported(tf),
    "nothing": lambda tf, folder: shown(tf.train.export_meta_graph()),
    "some collections": lambda tf, folder: exported(tf, collection_list=["numbers", "no"]),
    "another graph": lambda tf, folder: exported(tf, graph=tf.Graph()),
    "another message": lambda tf, folder: exported(tf, graph_def=tf.Graph().as_graph_def()),
    "no message": lambda tf, folder: exported(tf, graph_def=3),
    "no saver": lambda tf, folder: exported(tf, saver_def=3),
    "no information": lambda tf, folder: exported(tf, meta_info_def=3),
    "tags": lambda tf, folder: exported(tf, meta_info_def=tf.MetaGraphDef.MetaInfoDef(tags=["a"])),
    "devices": lambda tf, folder: on_device(tf),
    "devices cleared": lambda tf, folder: on_device(tf, clear_devices=True),
    "savers": lambda tf, folder: with_saver(tf),
    "savers cleared": lambda tf, folder: with_saver(tf, clear_extraneous_savers=True),
    "defaults stripped": lambda tf, folder: exported(tf, strip_default_attrs=True),
    "scope": lambda tf, folder: exported(tf, export_scope="net"),
    "scope without anything": lambda tf, folder: exported(tf, export_scope="no"),
    "scope with inputs from outside": lambda tf, folder: from_outside(tf),
    "file": lambda tf, folder: to_file(tf, folder, "/a.meta"),
    "text": lambda tf, folder: to_file(tf, folder, "/a.meta", as_text=True),
    "new folders": lambda tf, folder: to_file(tf, folder, "/a/b/c.meta"),
})  # fmt: skip


def collection(tf, *items):
    with tf.Graph().as_default() as graph:
        for item in items:
            tf.add_to_collection("k", item() if callable(item) else item)
        meta = tf.train.export_meta_graph(graph=graph)
    tf.train.import_meta_graph(meta)
    return [shown(meta)[4], [str(item) for item in tf.get_collection("k")]]


ITEMS = {
    "integers": [1, 2], "integer, float": [1, 2.5], "float, integer": [2.5, 1], "text, integer": ["a", 1],
    "bytes, text": [b"a", "\u00e9"], "bool": [True], "None": [None], "float of NumPy": [np.float32(3)],
    "integer of NumPy": [np.int64(3)], "list": [[1, 2]], "large": [2**70], "dictionary": [{}],
}  # fmt: skip
for name, items in ITEMS.items():

    @question(f"collection: {name}")
    def _(tf, folder, items=items):
        return collection(tf, *items)


ask("collection", {
    "tensor, operation": lambda tf, folder: collection(
        tf, lambda: tf.constant(1, name="a"), lambda: tf.constant(1, name="a").op
    ),
    "tensor, integer": lambda tf, folder: collection(tf, lambda: tf.constant(1, name="a"), 3),
    "integer, tensor": lambda tf, folder: collection(tf, 3, lambda: tf.constant(1, name="a")),
    "variable": lambda tf, folder: collection(tf, lambda: tf.Variable(1, name="v", trainable=False)),
})  # fmt: skip
VARIABLES = [
    "variables",
    "trainable_variables",
    "local_variables",
    "model_variables",
    "metric_variables",
    "moving_average_variables",
    "concatenated_variables",
    "global_step",
    "weights",
    "my",
]
for name in VARIABLES:

    @question(f"collection of variables: {name}")
    def _(tf, folder, name=name):
        tf.Variable(1, name="v", collections=[name], trainable=False)
        return tf.train.export_meta_graph().collection_def[name]


@question("collection of variables: parts")
def _(tf, folder):
    tf.get_variable("w", [4], partitioner=tf.fixed_size_partitioner(2), initializer=tf.ones_initializer())
    return tf.train.export_meta_graph().collection_def["variables"]


# ---- and back


def file_of(tf, folder, build=model, **arguments):
    """A file with a graph and its saver, and a checkpoint beside it; the default graph stays empty."""
    with tf.Graph().as_default():
        build(tf)
        saver, session = tf.train.Saver(), started(tf)
        session.run(tf.global_variables()[0].assign([5.0, 6.0]))
        saver.save(session, folder + "/m", write_meta_graph=False)
        saver_def = saver.saver_def if arguments.pop("with_saver", True) else None
        tf.train.export_meta_graph(folder + "/m.meta", saver_def=saver_def, **arguments)
    return folder + "/m.meta"


def imported(tf, folder, prefix="", **arguments):
    saver = tf.train.import_meta_graph(file_of(tf, folder), **arguments)
    session = tf.Session()
    saver.restore(session, folder + "/m")
    variables = tf.get_collection("variables")
    return [
        saver.saver_def, session.run(prefix + "y:0", {prefix + "x:0": [1.0, 2.0]}), [str(each) for each in variables],
        [each is variables[0] for each in tf.get_collection("trainable_variables")],
        [each.name for each in tf.get_collection("outs")], tf.get_collection("numbers"),
        [op.name for op in tf.get_default_graph().get_operations()], session.run(variables),
        [each.initializer.name for each in variables],
    ]  # fmt: skip


def mapped(tf, folder, **arguments):
    mine = tf.constant([1.0, 2.0], name="mine")
    tf.train.import_meta_graph(file_of(tf, folder), input_map={"x:0": mine}, **arguments)
    name = arguments.get("import_scope", "")
    return [each.name for each in tf.get_default_graph().get_operation_by_name((name + "/y").strip("/")).inputs]


def twice(tf, folder, **arguments):
    path = file_of(tf, folder)
    tf.train.import_meta_graph(path, **arguments)
    saver = tf.train.import_meta_graph(path, **arguments)
    return [saver.saver_def.filename_tensor_name, [each.name for each in tf.get_collection("variables")]]


def kind_of(saver):
    return type(saver).__name__


def without_variables(tf, folder, before):
    with tf.Graph().as_default():
        tf.constant(1, name="c")
        tf.train.export_meta_graph(folder + "/n.meta")
    before()
    return kind_of(tf.train.import_meta_graph(folder + "/n.meta"))


def bad_file(tf, folder, contents):
    with open(folder + "/bad.meta", "wb") as file:
        file.write(contents)
    return tf.train.import_meta_graph(folder + "/bad.meta")


def in_scope(tf, folder):
    path = file_of(tf, folder)
    with tf.name_scope("q"):
        saver = tf.train.import_meta_graph(path)
    return [saver.saver_def.filename_tensor_name, [op.name for op in tf.get_default_graph().get_operations()]]


def finalized(tf, folder):
    path = file_of(tf, folder)
    tf.get_default_graph().finalize()
    return tf.train.import_meta_graph(path)


def unknown_node(tf):
    meta = tf.MetaGraphDef()
    meta.collection_def["a"].node_list.value.append("no:0")
    return tf.train.import_meta_graph(meta)


def parts_imported(tf, folder, **arguments):
    def build(tf):
        tf.get_variable("w", [4], partitioner=tf.fixed_size_partitioner(2), initializer=tf.ones_initializer())

    saver = tf.train.import_meta_graph(file_of(tf, folder, build), **arguments)
    session = tf.Session()
    saver.restore(session, folder + "/m")
    parts = tf.get_collection("variables")
    found = [[each.name, each._get_save_slice_info().full_name, each._get_save_slice_info().spec] for each in parts]
    return [found, session.run(parts)]


ask("import", {
    "file": lambda tf, folder: imported(tf, folder),
    "below a scope": lambda tf, folder: imported(tf, folder, "z/", import_scope="z"),
    "below a scope with a slash": lambda tf, folder: imported(tf, folder, "z/", import_scope="z/"),
    "devices cleared": lambda tf, folder: imported(tf, folder, clear_devices=True),
    "in a name scope": in_scope,
    "twice": twice,
    "twice below a scope": lambda tf, folder: twice(tf, folder, import_scope="z"),
    "input map": lambda tf, folder: mapped(tf, folder),
    "input map below a scope": lambda tf, folder: mapped(tf, folder, import_scope="z"),
    "text": lambda tf, folder: kind_of(tf.train.import_meta_graph(file_of(tf, folder, as_text=True))),
    "without a saver": lambda tf, folder: kind_of(tf.train.import_meta_graph(file_of(tf, folder, with_saver=False))),
    "without variables": lambda tf, folder: without_variables(tf, folder, lambda: None),
    "without variables, some there": lambda tf, folder: without_variables(tf, folder, lambda: tf.Variable(1)),
    "no file": lambda tf, folder: tf.train.import_meta_graph(folder + "/no.meta"),
    "empty file": lambda tf, folder: bad_file(tf, folder, b""),
    "wrong text": lambda tf, folder: bad_file(tf, folder, b"meta_info_def { zzz: 3 }\n"),
    "no text": lambda tf, folder: bad_file(tf, folder, b"\xff\xff"),
    "folder": lambda tf, folder: tf.train.import_meta_graph(folder),
    "number": lambda tf, folder: tf.train.import_meta_graph(3),
    "None": lambda tf, folder: tf.train.import_meta_graph(None),
    "a graph alone": lambda tf, folder: tf.train.import_meta_graph(tf.get_default_graph().as_graph_def()),
    "an unknown node": lambda tf, folder: unknown_node(tf),
    "a finalized graph": finalized,
    "parts": parts_imported,
    "parts below a scope": lambda tf, folder: parts_imported(tf, folder, import_scope="z"),
    "saver made again": lambda tf, folder: (
        tf.train.import_meta_graph(file_of(tf, folder)), tf.train.Saver().saver_def.filename_tensor_name,
    )[1],
})  # fmt: skip
ask("saver", {"export_meta_graph": lambda tf, folder: shown(made(tf).export_meta_graph(folder + "/a.meta"))})
