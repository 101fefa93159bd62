"""Checkpoints: the bytes of their files, the ops that write and read them, and savers.

Every question has a folder of its own, which is `DIR` in its answer.
"""

from __future__ import annotations

import hashlib
import os
from functools import partial
from typing import Any

import numpy as np

from conformance.questions.folder import Folder
from conformance.questions.question import nodes, question, shapes

_DTYPES = [
    "bool", "complex64", "complex128", "float16", "float32", "float64", "int8", "int16", "int32", "int64",
    "uint8", "uint16", "uint32", "uint64",
]  # fmt: skip


def _save(tf: Any, folder: Folder, tensors: Any, slices: Any = None, prefix: str = "m") -> Any:
    """Writes a checkpoint in a graph of its own: tensors by name, in the order of the names that are given."""
    names = [name for name, _ in tensors]
    with tf.Graph().as_default(), tf.Session() as sess:
        values = [tf.constant(value) for _, value in tensors]
        slices = [""] * len(names) if slices is None else slices
        save = tf.raw_ops.SaveV2(
            prefix=folder.path(prefix), tensor_names=names, shape_and_slices=slices, tensors=values
        )
        return folder.outcome(lambda: sess.run(save))


def _restore(tf: Any, folder: Folder, names: Any, slices: Any, dtypes: Any, prefix: str = "m") -> Any:
    with tf.Graph().as_default(), tf.Session() as sess:
        texts = tf.placeholder(tf.string, [None])  # a text that is known is refused while building
        read = tf.raw_ops.RestoreV2(
            prefix=folder.path(prefix), tensor_names=names, shape_and_slices=texts, dtypes=dtypes
        )
        return folder.outcome(lambda: sess.run(read, {texts: slices}))


def _bytes(folder: Folder, prefix: str = "m") -> Any:
    return [folder.bytes_of(prefix + ending) for ending in (".index", ".data-00000-of-00001")]


# ---- files


@question("CKP-1", "CKP-6", "CKP-7", "CKP-12", "CKP-15")
def bytes_of_a_small_checkpoint(tf: Any) -> Any:
    with Folder() as folder:
        _save(tf, folder, [("w", np.array([[1.5, -2.0]], np.float32)), ("b", 7), ("flag", [True, False])])
        return [folder.files(), *_bytes(folder)]


@question("CKP-1", "CKP-12")
def bytes_of_a_checkpoint_of_empty_tensors(tf: Any) -> Any:
    with Folder() as folder:
        _save(tf, folder, [("none", np.zeros((0, 3), np.int64)), ("scalar", np.float64(0.0))])
        return _bytes(folder)


@question("CKP-5", "CKP-8")
def bytes_of_long_and_similar_names(tf: Any) -> Any:
    with Folder() as folder:
        names = ["layer/" + "x" * 150 + str(number) for number in range(35)]
        _save(tf, folder, [(name, number) for number, name in enumerate(reversed(names))])
        return _bytes(folder)


@question("CKP-9", "CKP-10")
def index_of_several_blocks(tf: Any) -> Any:
    with Folder() as folder:
        names = [hashlib.sha256(b"%d" % number).hexdigest() * 60 for number in range(150)]
        _save(tf, folder, [(name, number) for number, name in enumerate(names)])
        index, data = _bytes(folder)
        return [len(index), hashlib.sha256(index).hexdigest(), hashlib.sha256(data).hexdigest()]


@question("CKP-14", "CKP-19")
def bytes_of_slices(tf: Any) -> Any:
    with Folder() as folder:
        parts = [("p\0q\xff", np.ones((2, 3), np.float32)), ("p\0q\xff", np.zeros((70, 3), np.float32))]
        _save(tf, folder, parts, ["72 3 0,2:-", "72 3 2,70:-"])
        return _bytes(folder)


@question("CKP-16")
def bytes_of_strings(tf: Any) -> Any:
    with Folder() as folder:
        _save(tf, folder, [("s", [[b"", b"a" * 200], [b"\0\xff", b"text"]]), ("none", np.zeros([0], object))])
        return _bytes(folder)


@question("CKP-2")
def folders_that_a_save_makes(tf: Any) -> Any:
    with Folder() as folder:
        made = _save(tf, folder, [("a", 1)], prefix="new/m")
        refused = _save(tf, folder, [("a", 1)], prefix="not/there/m")
        return [made, refused, folder.files()]


@question("CKP-2", "CKP-19")
def a_save_that_fails_leaves_the_older_checkpoint(tf: Any) -> Any:
    with Folder() as folder:
        _save(tf, folder, [("a", 1)])
        before = _bytes(folder)
        failed = _save(tf, folder, [("a", 2), ("a", 3)])
        return [failed, _bytes(folder) == before, folder.files()]


@question("CKP-3")
def what_the_file_system_refuses(tf: Any) -> Any:
    with Folder() as folder:
        folder.put("file", b"")
        os.mkdir(folder.path("m.index"))
        below_a_file = _save(tf, folder, [("a", 1)], prefix="file/m")
        a_long_name = _save(tf, folder, [("a", 1)], prefix="n" * 300)
        return [below_a_file[:2], a_long_name[:2]]  # the words name a file with a random number


@question("CKP-4", "CKP-15")
def dtypes_that_are_saved_and_restored(tf: Any) -> Any:
    with Folder() as folder:
        tensors = [(name, np.array([[0, 1], [100, 3]]).astype(name)) for name in _DTYPES]
        tensors += [("scalar " + name, np.array(1).astype(name)) for name in _DTYPES]
        saved = _save(tf, folder, tensors)
        names = [name for name, _ in tensors]
        dtypes = [tf.as_dtype(name.rpartition(" ")[2]) for name in names]
        return [saved, *_restore(tf, folder, names, [""] * len(names), dtypes)]


def _damaged(tf: Any, change: Any, ending: str) -> Any:
    """What reading gives when the bytes of one file are other ones."""
    with Folder() as folder:
        _save(tf, folder, [("a", [1, 2, 3]), ("s", [b"one", b"two"])])
        folder.put("m" + ending, change(folder.bytes_of("m" + ending)))
        return [_restore(tf, folder, [name], [""], [dtype]) for name, dtype in (("a", tf.int32), ("s", tf.string))]


@question("CKP-11")
def damaged_indexes(tf: Any) -> Any:
    changes = (
        lambda data: b"",
        lambda data: data[:47],
        lambda data: data[:-1] + b"x",
        lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:],
    )
    return [_damaged(tf, change, ".index") for change in changes]


@question("CKP-17")
def damaged_data(tf: Any) -> Any:
    changes = (
        lambda data: b"x" + data[1:],
        lambda data: data[:-1] + b"x",
        lambda data: data[:5],
        lambda data: data[:12] + b"\4" + data[13:],
    )
    return [_damaged(tf, change, ".data-00000-of-00001") for change in changes]


# ---- slices


@question("CKP-13")
def texts_of_slices_that_are_refused(tf: Any) -> Any:
    texts = ["4", "x 0,1", "4 3 0,2", "4 0,1,2", "4 -1,2", "4 0,0", "4 0,5", "4 2,3", "4 a,b", "4 ::0,2", "4 4,1"]
    with Folder() as folder:
        _save(tf, folder, [("a", [1, 2, 3, 4])])
        return [[text, _restore(tf, folder, ["a"], [text], [tf.int32])] for text in texts]


@question("CKP-13", "CKP-20")
def texts_of_slices_that_are_known(tf: Any) -> Any:
    with Folder() as folder:

        def read(text: str) -> Any:
            tensor = tf.raw_ops.RestoreV2(
                prefix=folder.path("m"), tensor_names=["a"], shape_and_slices=[text], dtypes=[tf.int32]
            )
            return shapes(*tensor)

        return [folder.outcome(partial(read, text)) for text in ("", "4 3 0,2:-", "4 -", "4")]


@question("CKP-20")
def a_known_slice_out_of_bounds(tf: Any) -> Any:
    return tf.raw_ops.RestoreV2(prefix="m", tensor_names=["a"], shape_and_slices=["4 9,1"], dtypes=[tf.int32])


@question("CKP-17")
def tensors_put_together_from_slices(tf: Any) -> Any:
    with Folder() as folder:
        rows = np.arange(12, dtype=np.float32).reshape(4, 3)
        _save(tf, folder, [("a", rows[:1]), ("a", rows[1:3]), ("a", rows[3:])], ["4 3 0,1:-", "4 3 1,2:-", "4 3 3,1:-"])
        asked = ["", "4 3 0,2:-", "4 3 -:1,1", "4 3 2,2:0,2"]
        return [_restore(tf, folder, ["a"], [text], [tf.float32]) for text in asked]


@question("CKP-17")
def slices_that_are_missing_or_overlap(tf: Any) -> Any:
    with Folder() as folder:
        row = np.ones((1, 3), np.float32)
        _save(tf, folder, [("a", row), ("a", row)], ["4 3 0,1:-", "4 3 3,1:-"])
        missing = [_restore(tf, folder, ["a"], [text], [tf.float32]) for text in ("", "4 3 1,2:-", "4 3 3,1:-")]
        rows = np.ones((2, 3), np.float32)
        _save(tf, folder, [("a", rows), ("a", rows)], ["4 3 0,2:-", "4 3 1,2:-"], "over")
        return [missing, _restore(tf, folder, ["a"], ["4 3 0,1:-"], [tf.float32], "over")]


@question("CKP-18")
def dtypes_that_cannot_be_sliced(tf: Any) -> Any:
    found = []
    for name in ("float16", "uint16", "uint32", "uint64", "int16", "complex128"):
        with Folder() as folder:
            _save(tf, folder, [("a", np.ones(4, name)), ("b", np.ones(2, name))], ["", "4 0,2"])
            reads = [("a", ""), ("a", "4 0,2"), ("b", "4 0,2"), ("b", "4 0,1")]
            found.append([_restore(tf, folder, [key], [text], [tf.as_dtype(name)]) for key, text in reads])
    return found


# ---- the ops


@question("CKP-19")
def what_saving_refuses(tf: Any) -> Any:
    one, two = np.ones(1, np.float32), np.ones(2, np.float32)
    with Folder() as folder:
        found = [
            _save(tf, folder, [("a", one)], ["2 0,2"]),
            _save(tf, folder, [("a", one)], ["2 x"]),
            _save(tf, folder, [("a", one), ("a", two)]),
            _save(tf, folder, [("a", one), ("a", one)], ["2 0,1", "2 0,1"]),
        ]
        return [found, folder.files()]


@question("CKP-19")
def a_slice_of_everything_is_stored_whole(tf: Any) -> Any:
    with Folder() as folder:
        tensor = [("a", np.ones((2, 2), np.float32))]
        _save(tf, folder, tensor, ["2 2 -:0,2"])
        _save(tf, folder, tensor, [""], "whole")
        return _bytes(folder) == _bytes(folder, "whole")


@question("CKP-20")
def what_restoring_refuses(tf: Any) -> Any:
    with Folder() as folder:
        _save(tf, folder, [("a", [1, 2]), ("b", [0.5])])
        reads = (
            (["nowhere"], [""], [tf.int32]),
            (["a", "nowhere"], ["", ""], [tf.float32, tf.int32]),
            (["a"], [""], [tf.float32]),
            (["b"], [""], [tf.float64]),
            (["b"], [""], [tf.float16]),
            (["a"], ["3 0,1"], [tf.int32]),
            (["a"], ["2 1 0,1:-"], [tf.int32]),
            (["a", "b"], ["", ""], [tf.int32]),
        )
        return [_restore(tf, folder, *read) for read in reads]


@question("CKP-21")
def restoring_from_what_is_no_checkpoint(tf: Any) -> Any:
    with Folder() as folder:
        folder.put("file", b"text")
        folder.put("long", b"text" * 40)
        os.mkdir(folder.path("folder"))
        prefixes = ("nowhere", "not/there", "file", "long", "folder")
        return [_restore(tf, folder, ["a"], [""], [tf.int32], prefix) for prefix in prefixes]


def _merged(tf: Any, folder: Folder, prefixes: Any, delete: bool = True) -> Any:
    with tf.Graph().as_default(), tf.Session() as sess:
        paths = [folder.path(prefix) for prefix in prefixes]
        merge = tf.raw_ops.MergeV2Checkpoints(
            checkpoint_prefixes=paths, destination_prefix=folder.path("all"), delete_old_dirs=delete
        )
        return folder.outcome(lambda: sess.run(merge))


@question("CKP-22")
def checkpoints_merged(tf: Any) -> Any:
    with Folder() as folder:
        half = np.ones((1, 2), np.float32)
        _save(tf, folder, [("x", [1, 2]), ("p", half)], ["", "2 2 0,1:-"], "one/m")
        _save(tf, folder, [("a", [b"s"]), ("p", half * 2)], ["", "2 2 1,1:-"], "two/m")
        merged = _merged(tf, folder, ["one/m", "two/m"])
        read = _restore(tf, folder, ["x", "a", "p"], ["", "", ""], [tf.int32, tf.string, tf.float32], "all")
        left = [os.path.exists(folder.path(name)) for name in ("one", "two")]
        return [merged, read, folder.files(), left, folder.bytes_of("all.index")]


@question("CKP-22")
def checkpoints_that_cannot_be_merged(tf: Any) -> Any:
    with Folder() as folder:
        for prefix in ("one/m", "two/m"):
            _save(tf, folder, [("x", 1)], prefix=prefix)
        before = folder.files()
        found = [_merged(tf, folder, ["one/m", "two/m"])[:2], _merged(tf, folder, ["one/m", "no/m"])[:2]]
        return [found, folder.files() == before]


@question("CKP-22")
def checkpoints_merged_whose_folders_stay(tf: Any) -> Any:
    with Folder() as folder:
        _save(tf, folder, [("x", 1)], prefix="one/m")
        return [_merged(tf, folder, ["one/m"], delete=False), os.path.exists(folder.path("one")), folder.files()]


@question("CKP-23")
def names_of_shards(tf: Any) -> Any:
    raw = tf.raw_ops
    names = [
        raw.ShardedFilename(basename="m", shard=3, num_shards=12),
        raw.ShardedFilename(basename="a/b", shard=123456, num_shards=7),
        raw.ShardedFilename(basename="", shard=-1, num_shards=0),
        raw.ShardedFilespec(basename="m", num_shards=12),
    ]
    with tf.Session() as sess:
        return sess.run(names)


@question("CKP-23")
def strings_joined(tf: Any) -> Any:
    late = tf.placeholder(tf.string)
    joins = [
        tf.strings.join(["a", ["b", "c"], "d"], "-"),
        tf.string_join([["x"], ["y"]]),
        tf.strings.join([[["a"], ["b"]], "."]),
        tf.strings.join(["only"]),
    ]
    with Folder() as folder, tf.Session() as sess:
        wrong = folder.outcome(lambda: sess.run(tf.strings.join([late, ["a", "b"]]), {late: ["x", "y", "z"]}))
        return [sess.run(joins), shapes(*joins), wrong]


# ---- savers


def _variables(tf: Any) -> Any:
    return [tf.Variable([1.0, 2.0], name="v"), tf.Variable(3, name="w", use_resource=True)]


@question("CKP-24", "CKP-26")
def nodes_of_a_saver(tf: Any) -> Any:
    _variables(tf)
    saver = tf.train.Saver()
    return [nodes(tf), str(saver.saver_def)]


@question("CKP-24")
def savers_that_are_refused_or_empty(tf: Any) -> Any:
    with Folder() as folder:
        empty = tf.train.Saver(allow_empty=True)
        found = [folder.outcome(tf.train.Saver), repr(empty.saver_def), nodes(tf)]
        v = tf.Variable(1)
        found.append(folder.outcome(lambda: tf.train.Saver([v], defer_build=True)))
        deferred = tf.train.Saver(defer_build=True)
        with tf.Session() as sess:
            found.append(folder.outcome(lambda: deferred.save(sess, folder.path("m"))))
        deferred.build()
        before = len(nodes(tf))
        deferred.build()
        return [*found, len(nodes(tf)) == before]


@question("CKP-25")
def what_savers_refuse_to_save(tf: Any) -> Any:
    v, w = _variables(tf)
    lists: Any = (
        3,
        ["text"],
        [tf.constant(1)],
        {1: v},
        {"a": "text"},
        [v, v],
        {"a": v, "b": v},
        {"p": [v, w]},
        {"p": []},
    )

    def made(saved: Any) -> str:
        return type(tf.train.Saver(saved)).__name__

    with Folder() as folder:
        return [folder.outcome(partial(made, saved)) for saved in lists]


@question("CKP-25")
def names_under_which_variables_are_saved(tf: Any) -> Any:
    v, w = _variables(tf)
    with Folder() as folder, tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        tf.train.Saver({"z": v, "a": w}).save(sess, folder.path("dict"), write_meta_graph=False)
        tf.train.Saver((w, v)).save(sess, folder.path("tuple"), write_meta_graph=False)
        listed = [tf.train.list_variables(folder.path(prefix)) for prefix in ("dict", "tuple")]
        return [listed, _bytes(folder, "dict"), _bytes(folder, "tuple")]


@question("CKP-27")
def nodes_of_a_saver_that_reshapes(tf: Any) -> Any:
    _variables(tf)
    tf.train.Saver(reshape=True, name="again")
    return nodes(tf)


@question("CKP-28")
def nodes_of_a_sharded_saver(tf: Any) -> Any:
    with tf.device("/job:a"):
        tf.Variable(1, name="v")
    with tf.device("/job:b"):
        tf.Variable(2, name="w", use_resource=True)
    tf.train.Saver(sharded=True)
    return [[op.name, op.type, op.device, list(op.node_def.input)] for op in tf.get_default_graph().get_operations()]


@question("CKP-28", "CKP-29")
def a_sharded_save(tf: Any) -> Any:
    v, _ = _variables(tf)
    with Folder() as folder, tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        saver = tf.train.Saver(sharded=True)
        path = saver.save(sess, folder.path("m"), write_meta_graph=False)
        sess.run(v.assign([0.0, 0.0]))
        saver.restore(sess, path)
        return [folder.stable(path), folder.files(), sess.run(v), tf.train.latest_checkpoint(folder.root) == path]


@question("CKP-29")
def paths_of_saves(tf: Any) -> Any:
    _variables(tf)
    step = tf.Variable(12, name="step")
    with Folder() as folder, tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        saver = tf.train.Saver()
        padded = tf.train.Saver(pad_step_number=True)
        paths = [
            saver.save(sess, folder.path("m")),
            saver.save(sess, folder.path("m"), global_step=7),
            saver.save(sess, folder.path("m"), global_step=step, latest_filename="newest"),
            padded.save(sess, folder.path("p"), global_step=7, meta_graph_suffix="graph", write_state=False),
        ]
        return [folder.stable(paths), folder.files()]


@question("CKP-29")
def saves_that_are_refused(tf: Any) -> Any:
    v = tf.Variable(1)
    with Folder() as folder, tf.Session() as sess:
        sess.run(v.initializer)
        saver = tf.train.Saver()
        calls = (
            lambda: saver.save(sess, folder.path("m"), latest_filename="a/b"),
            lambda: saver.save(sess, folder.path("m"), latest_filename=folder.path("m")),
            lambda: saver.save(sess, "m", latest_filename="m"),
            lambda: saver.save(sess, folder.path("no", "m")),
            lambda: saver.save(3, folder.path("m")),
        )
        return [folder.outcome(call) for call in calls]


@question("CKP-30")
def checkpoints_that_a_saver_keeps(tf: Any) -> Any:
    v = tf.Variable(1)
    with Folder() as folder, tf.Session() as sess:
        sess.run(v.initializer)
        saver = tf.train.Saver(max_to_keep=2)
        kept = []
        for step in (1, 2, 1, 3, 4):
            saver.save(sess, folder.path("m"), global_step=step)
            kept.append([folder.stable(saver.last_checkpoints), folder.files()])
        all_of_them = tf.train.Saver(max_to_keep=0)
        all_of_them.save(sess, folder.path("a"))
        return [kept, all_of_them.last_checkpoints]


@question("CKP-30")
def the_record_of_checkpoints_is_replaced(tf: Any) -> Any:
    v = tf.Variable(1)
    with Folder() as folder, tf.Session() as sess:
        sess.run(v.initializer)
        saver = tf.train.Saver(max_to_keep=2)
        saver.save(sess, folder.path("m"), global_step=1)
        other = tf.train.Saver(max_to_keep=2)
        other.recover_last_checkpoints([folder.path("gone"), folder.path("m-1")])
        found = [folder.stable(other.last_checkpoints)]
        other.set_last_checkpoints(["x", "y"])
        found.append(other.last_checkpoints)
        other.set_last_checkpoints_with_time([("z", 1.0)])
        found.append(other.last_checkpoints)
        return [*found, folder.outcome(lambda: other.set_last_checkpoints(("x",)))]


@question("CKP-31")
def the_file_that_tells_the_newest(tf: Any) -> Any:
    v = tf.Variable(1)
    with Folder() as folder, tf.Session() as sess:
        sess.run(v.initializer)
        relative = tf.train.Saver(save_relative_paths=True)
        for step in (1, 2):
            relative.save(sess, folder.path("m"), global_step=step, write_meta_graph=False)
        text = folder.bytes_of("checkpoint").decode()
        lines = [line for line in text.splitlines() if "timestamp" not in line]
        state = tf.train.get_checkpoint_state(folder.root)
        return [
            lines,
            folder.stable(state.model_checkpoint_path),
            folder.stable(list(state.all_model_checkpoint_paths)),
            folder.stable(tf.train.latest_checkpoint(folder.root)),
            tf.train.get_checkpoint_state(folder.root, "nothing"),
        ]


@question("CKP-31")
def checkpoint_states_that_are_made_and_refused(tf: Any) -> Any:
    with Folder() as folder:
        make = tf.train.generate_checkpoint_state_proto
        messages = [
            str(make("/a", "/a/m-2")),
            str(make("/a", "/a/m-2", all_model_checkpoint_paths=["/a/m-1", "/b/m"])),
            str(make("a", "a/m-2", all_model_checkpoint_paths=["a/m-1", "b/m"])),
            folder.outcome(lambda: make("/a", "m", ["x"], [1.0, 2.0])),
        ]
        folder.put("checkpoint", b'model_checkpoint_path: ""')
        empty = folder.outcome(lambda: tf.train.get_checkpoint_state(folder.root))
        folder.put("checkpoint", b"no message")
        return [messages, empty, tf.train.get_checkpoint_state(folder.root), tf.train.latest_checkpoint(folder.root)]


@question("CKP-32")
def checkpoints_that_exist_and_go(tf: Any) -> Any:
    with Folder() as folder:
        _save(tf, folder, [("a", 1)])
        folder.put("file", b"")
        found = [tf.train.checkpoint_exists(folder.path(name)) for name in ("m", "file", "gone")]
        times = tf.train.get_checkpoint_mtimes([folder.path("gone"), folder.path("m"), folder.path("file")])
        tf.train.remove_checkpoint(folder.path("m"))
        tf.train.remove_checkpoint(folder.path("gone"))
        elsewhere = folder.outcome(lambda: tf.train.checkpoint_exists(folder.path("no", "m")))
        return [found, len(times), folder.files(), elsewhere]


@question("CKP-33")
def a_checkpoint_read_without_a_graph(tf: Any) -> Any:
    with Folder() as folder:
        half = np.ones((1, 2), np.float32)
        tensors = [("w", [[1, 2]]), ("p", half), ("p", half * 2), ("s", b"text")]
        _save(tf, folder, tensors, ["", "2 2 0,1:-", "2 2 1,1:-", ""])
        reader = tf.train.NewCheckpointReader(folder.path("m"))
        return [
            sorted(reader.get_variable_to_shape_map().items()),
            sorted((name, dtype.name) for name, dtype in reader.get_variable_to_dtype_map().items()),
            [reader.has_tensor(name) for name in ("w", "p", "W", "")],
            [reader.get_tensor(name) for name in ("w", "p", "s")],
            reader.debug_string(),
            tf.train.list_variables(folder.path("m")),
            tf.train.load_variable(folder.path("m"), "w:0"),
            folder.outcome(lambda: reader.get_tensor("W")),
            folder.outcome(lambda: tf.train.NewCheckpointReader(folder.path("gone"))),
            folder.outcome(lambda: tf.train.load_checkpoint(folder.root)),
        ]


@question("CKP-34")
def restores_that_fail(tf: Any) -> Any:
    with Folder() as folder:
        _save(tf, folder, [("v", [1.0, 2.0]), ("w", [1, 2, 3])])
        v, w, x = tf.Variable([0.0, 0.0], name="v"), tf.Variable([0, 0], name="w"), tf.Variable(0, name="x")
        with tf.Session() as sess:
            tf.train.Saver([v]).restore(sess, folder.path("m"))
            good = sess.run(v)
            return [
                good,
                folder.outcome(lambda: tf.train.Saver([w]).restore(sess, folder.path("m"))),
                folder.outcome(lambda: tf.train.Saver([x]).restore(sess, folder.path("m"))),
                folder.outcome(lambda: tf.train.Saver([v]).restore(sess, None)),
                folder.outcome(lambda: tf.train.Saver([v]).restore(sess, folder.path("gone"))),
            ]


# ---- graphs with their collections


def _shown(message: Any) -> Any:
    """The parts of a MetaGraphDef that do not depend on the version that wrote it."""
    return [
        [[node.name, node.op, list(node.input)] for node in message.graph_def.node],
        [op.name for op in message.meta_info_def.stripped_op_list.op],
        {key: str(value) for key, value in sorted(message.collection_def.items())},
        str(message.saver_def),
    ]


@question("CKP-35", "CKP-36")
def a_graph_exported_with_its_collections(tf: Any) -> Any:
    v, _ = _variables(tf)
    for key, values in (("texts", ["a", b"b"]), ("ints", [1, 2]), ("floats", [0.5]), ("tensors", [v.value(), v.op])):
        for value in values:
            tf.add_to_collection(key, value)
    for value in (1, "mixed"):
        tf.add_to_collection("mixed", value)
    tf.add_to_collection(("no", "text"), 1)
    with Folder() as folder:
        message = tf.train.export_meta_graph(folder.path("new", "graph.meta"), graph_def=None)
        return [_shown(message), folder.files()]


@question("CKP-35")
def a_part_of_a_graph_exported(tf: Any) -> Any:
    outside = tf.constant(1.0, name="outside")
    with tf.name_scope("part"):
        inside = tf.add(outside, tf.constant(2.0, name="two"), name="inside")
        tf.add_to_collection("results", inside)
    with Folder() as folder:
        message = tf.train.export_meta_graph(export_scope="part", clear_devices=True)
        refused = [
            folder.outcome(lambda: tf.train.export_meta_graph(graph_def="text")),
            folder.outcome(lambda: tf.train.export_meta_graph(saver_def="text")),
            folder.outcome(lambda: tf.train.export_meta_graph(meta_info_def="text")),
        ]
        return [_shown(message), refused]


@question("CKP-37")
def a_graph_imported_with_its_collections(tf: Any) -> Any:
    _variables(tf)
    saver = tf.train.Saver()
    message = saver.export_meta_graph()
    with Folder() as folder, tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        path = saver.save(sess, folder.path("m"))
        with tf.Graph().as_default(), tf.Session() as other:
            again = tf.train.import_meta_graph(message, import_scope="copy")
            again.restore(other, path)
            same = tf.global_variables()[0] is tf.trainable_variables()[0]
            from_file = tf.train.import_meta_graph(path + ".meta", import_scope="copy")
            return [
                other.run("copy/v:0"),
                same,
                [variable.name for variable in tf.global_variables()],
                str(from_file.saver_def),
                folder.outcome(lambda: tf.train.import_meta_graph(folder.path("gone"))),
            ]


@question("CKP-37")
def a_graph_imported_without_a_saver(tf: Any) -> Any:
    empty = tf.train.export_meta_graph()
    tf.Variable(1, name="v")
    message = tf.train.export_meta_graph()
    with tf.Graph().as_default():
        none = tf.train.import_meta_graph(empty)
        saver = tf.train.import_meta_graph(message)
        return [none, type(saver).__name__, str(saver.saver_def), nodes(tf)]


@question("CKP-38")
def messages_of_savers(tf: Any) -> Any:
    _variables(tf)
    saver = tf.train.Saver(max_to_keep=3, name="mine", sharded=True)
    message = saver.as_saver_def()
    with Folder() as folder:
        found = [
            str(message),
            str(saver.to_proto()),
            str(saver.to_proto(export_scope="mine")),
            saver.to_proto(export_scope="other"),
            str(tf.train.Saver.from_proto(message, import_scope="copy").saver_def),
        ]
        empty = tf.train.SaverDef()
        return [*found, folder.outcome(lambda: tf.train.Saver(saver_def=empty))]
