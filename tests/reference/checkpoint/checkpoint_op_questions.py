"""Questions about the ops that write and read checkpoints.  Runs on Python 3.7 too."""

import os

import numpy as np
from checkpoint_asking import files, flipped, spoil

FOUR = np.float32([1, 2, 3, 4])
STRINGS = np.array([b"ab", b"", b"c\0d"], object)
DTYPES = [
    "bfloat16",
    "float16",
    "float64",
    "int8",
    "uint8",
    "int16",
    "uint16",
    "int32",
    "uint32",
    "int64",
    "uint64",
    "bool",
    "complex64",
    "complex128",
    "qint8",
    "quint8",
]


def hidden(tf, value):
    """A tensor of which nothing is known while the graph is built."""
    return tf.placeholder_with_default(value, None)


def save(tf, prefix, names, tensors, slices=None, hide=hidden):
    slices = [""] * len(names) if slices is None else slices
    tensors = [tf.constant(each) if isinstance(each, np.ndarray) else each for each in tensors]
    prefix, names, slices = hide(tf, prefix), hide(tf, names), hide(tf, slices)
    with tf.Session() as session:
        return session.run(
            tf.raw_ops.SaveV2(prefix=prefix, tensor_names=names, shape_and_slices=slices, tensors=tensors)
        )


def restore(tf, prefix, names, dtypes, slices=None, hide=hidden):
    slices = [""] * len(names) if slices is None else slices
    prefix, names, slices = hide(tf, prefix), hide(tf, names), hide(tf, slices)
    values = tf.raw_ops.RestoreV2(prefix=prefix, tensor_names=names, shape_and_slices=slices, dtypes=dtypes)
    with tf.Session() as session:
        return [str(value.shape) for value in values], session.run(values)


def known(tf, value):
    return tf.constant(value)


QUESTIONS = {}


def question(name):
    def keep(function):
        QUESTIONS[name] = function
        return function

    return keep


# ---- slices by their texts

TEXTS = [
    "4 0,4",
    "4 0,2",
    "8 0,4",
    "8 4,4",
    "8 -",
    "4 -",
    "8 6,4",
    "8",
    "8 ",
    " 8 0,4",
    "8 0,4 ",
    "x 0,4",
    "8 y,4",
    "8 0:4",
    "8 -1,4",
    "8 0,-1",
    "8 0,x",
    "8 8,0",
    "8 0,4:-",
    "8  0,4",
    "8 4 0,4",
    "8 4 0,4:-",
    "4 1 0,4:0,1",
    "8 00,04",
    "8 +1,4",
    "8 1,4 1,4",
    "",
    "8 2",
    "8 ,",
    "99999999999999999999 0,4",
    "8 0,0",
    ":",
    "8 0,4:",
    "- 0,4",
    "4.0 0,4",
    "4 -:",
    "4 :-",
    "4 --",
]
for each in TEXTS:
    QUESTIONS[f"save slice {each!r}"] = lambda tf, folder, each=each: save(tf, folder + "/a", ["x"], [FOUR], [each])

    @question(f"restore slice {each!r}")
    def _(tf, folder, each=each):
        save(tf, folder + "/a", ["x"], [FOUR])
        return restore(tf, folder + "/a", ["x"], [tf.float32], [each])


# ---- arguments

ARGUMENTS = {
    "names scalar": ("x", [""]), "names matrix": ([["x"]], [""]), "slices scalar": (["x"], ""),
    "slices matrix": (["x"], [[""]]), "slices too many": (["x"], ["", ""]),
}  # fmt: skip
for word, hide in (("", hidden), (" building", known)):
    for name, (names, slices) in ARGUMENTS.items():
        QUESTIONS[f"save {name}{word}"] = lambda tf, folder, names=names, slices=slices, hide=hide: save(
            tf, folder + "/a", names, [FOUR], slices, hide
        )

        @question(f"restore {name}{word}")
        def _(tf, folder, names=names, slices=slices, hide=hide):
            save(tf, folder + "/a", ["x"], [FOUR])
            return restore(tf, folder + "/a", names, [tf.float32], slices, hide)


@question("restore more dtypes than names")
def _(tf, folder):
    save(tf, folder + "/a", ["x"], [FOUR])
    return restore(tf, folder + "/a", ["x"], [tf.float32] * 2)


@question("save the same name twice")
def _(tf, folder):
    return save(tf, folder + "/a", ["x", "x"], [FOUR, FOUR])


@question("static shapes")
def _(tf, folder):
    save(tf, folder + "/a", ["x", "y"], [FOUR, FOUR])
    return restore(tf, folder + "/a", ["x", "y"], [tf.float32] * 2, ["", "4 1,2"], known)


# ---- slices in files

SAVED_SLICES = {
    "two halves": [("8 0,4", FOUR), ("8 4,4", FOUR + 4)],
    "hole": [("8 0,4", FOUR)],
    "overlap": [("8 0,4", FOUR), ("8 2,4", FOUR)],
    "same": [("8 0,4", FOUR), ("8 0,4", FOUR)],
    "quarters": [
        ("4 4 0,2:-", np.arange(8, dtype=np.float32).reshape(2, 4)),
        ("4 4 2,2:0,1", np.float32([[100], [101]])),
        ("4 4 2,2:1,3", np.float32([[1, 2, 3], [4, 5, 6]])),
    ],
    "whole": [("4 -", FOUR)],
    "slice, then all": [("8 0,4", FOUR), ("", FOUR)],
}
WANTED = ["", "8 0,4", "8 2,4", "8 1,2", "8 6,2", "8 -", "9 -", "2 4 -:-", "4 4 1,2:1,2", "4 4 -:2,2", "4 1,2", "4 0,4"]
for name, parts in SAVED_SLICES.items():
    for wanted in WANTED:

        @question(f"slices {name}, restored {wanted!r}")
        def _(tf, folder, parts=parts, wanted=wanted):
            save(tf, folder + "/a", ["x"] * len(parts), [tensor for _, tensor in parts], [part for part, _ in parts])
            return restore(tf, folder + "/a", ["x"], [tf.float32], [wanted])


for name in DTYPES:

    @question(f"slices of {name}")
    def _(tf, folder, name=name):
        if name.startswith("q"):
            part = tf.bitcast(tf.constant(np.array([1, 2], name[1:])), name)
        else:
            part = tf.cast(tf.constant([1.0, 2.0]), name)
        save(tf, folder + "/a", ["x", "x"], [part, part], ["4 0,2", "4 2,2"])
        values = tf.raw_ops.RestoreV2(
            prefix=folder + "/a", tensor_names=["x", "x"], shape_and_slices=["", "4 1,2"], dtypes=[name] * 2
        )
        numbers = [tf.bitcast(value, name[1:]) if name.startswith("q") else value for value in values]
        with tf.Session() as session:
            kind = tf.complex64 if "complex" in name else tf.float32
            return session.run([tf.cast(number, kind) for number in numbers])


@question("slices of strings, as they are")
def _(tf, folder):
    save(tf, folder + "/a", ["x", "x"], [STRINGS, STRINGS], ["6 0,3", "6 3,3"])
    return restore(tf, folder + "/a", ["x"], [tf.string], ["6 0,3"])


@question("slices of strings, put together")
def _(tf, folder):
    save(tf, folder + "/a", ["x", "x"], [STRINGS, STRINGS], ["6 0,3", "6 3,3"])
    return restore(tf, folder + "/a", ["x"], [tf.string], [""])


@question("strings, a part")
def _(tf, folder):
    save(tf, folder + "/a", ["x"], [STRINGS])
    return restore(tf, folder + "/a", ["x"], [tf.string], ["3 1,2"])


@question("strings, all of them")
def _(tf, folder):
    save(tf, folder + "/a", ["x"], [STRINGS])
    return restore(tf, folder + "/a", ["x"], [tf.string], ["3 0,3"])


# ---- names and dtypes

LOOKED_UP = {
    "missing": (["nope"], ["float32"]),
    "two missing": (["x", "nope2", "nope1"], ["float32"] * 3),
    "missing and dtype": (["x", "zz"], ["int32", "float32"]),
    "two dtypes": (["z", "x"], ["float32", "int32"]),
    "dtype": (["x"], ["int32"]),
    "dtype of strings": (["z"], ["float16"]),
    "dtype double": (["x"], ["float64"]),
    "empty name": ([""], ["float32"]),
    "any order": (["z", "x", "y"], ["string", "float32", "int64"]),
}
for name, (names, dtypes) in LOOKED_UP.items():

    @question(f"restore {name}")
    def _(tf, folder, names=names, dtypes=dtypes):
        save(tf, folder + "/a", ["x", "y", "z"], [FOUR, np.array(3, np.int64), STRINGS])
        return restore(tf, folder + "/a", names, [tf.as_dtype(dtype) for dtype in dtypes])


# ---- files

for path in ("no", "no/no", "a.index", "a.data-00000-of-00001", "", ".", "sub/", "sub/b"):

    @question(f"restore from {path!r}")
    def _(tf, folder, path=path):
        os.mkdir(folder + "/sub")
        save(tf, folder + "/a", ["x"], [FOUR])
        return restore(tf, os.path.join(folder, path) if path else "", ["x"], [tf.float32])


for path in ("a", "one/a", "one/two/a", "file/a", "sub", "sub/", "", "x" * 300):

    @question(f"save to {path!r}")
    def _(tf, folder, path=path):
        os.mkdir(folder + "/sub")
        open(folder + "/file", "w").close()
        save(tf, os.path.join(folder, path) if path else "", ["x"], [FOUR])
        return files(folder)


@question("a failed save leaves the older checkpoint")
def _(tf, folder):
    save(tf, folder + "/a", ["x"], [FOUR])
    try:
        save(tf, folder + "/a", ["y", "y"], [FOUR, FOUR])
    except tf.errors.InvalidArgumentError:
        return restore(tf, folder + "/a", ["x"], [tf.float32])


@question("a save replaces the older checkpoint")
def _(tf, folder):
    save(tf, folder + "/a", ["x"], [FOUR])
    save(tf, folder + "/a", ["y"], [FOUR])
    return restore(tf, folder + "/a", ["y", "x"], [tf.float32] * 2)


# ---- damage

INDEX_SIZE = 121  # of the checkpoint of FOUR alone
DAMAGE = {
    "data cut": (None, lambda data: data[:10]), "data empty": (None, lambda data: data[:0]),
    "data gone": (None, lambda data: None), "data longer": (None, lambda data: data + b"xx"),
    "data changed": (None, flipped(3)), "index gone": (lambda index: None, None),
    "index empty": (lambda index: index[:0], None), "index cut": (lambda index: index[:20], None),
    "index shorter": (lambda index: index[:-1], None), "index longer": (lambda index: index + b"x", None),
    "magic": (flipped(INDEX_SIZE - 1), None), "footer 0": (flipped(INDEX_SIZE - 48), None),
    "footer 2": (flipped(INDEX_SIZE - 46), None), "footer 3": (flipped(INDEX_SIZE - 45), None),
    "entries 0": (flipped(0), None), "entries 30": (flipped(30), None), "meta-index": (flipped(49), None),
    "index block": (flipped(60), None),
}  # fmt: skip
for name, (index, data) in DAMAGE.items():
    for part in ("", "4 1,2"):

        @question(f"damaged {name}, restored {part!r}")
        def _(tf, folder, index=index, data=data, part=part):
            save(tf, folder + "/a", ["x"], [FOUR])
            spoil(folder + "/a", folder + "/b", index, data)
            return restore(tf, folder + "/b", ["x"], [tf.float32], [part])


for position in range(12):

    @question(f"damaged strings {position}")
    def _(tf, folder, position=position):
        save(tf, folder + "/a", ["x"], [STRINGS])
        spoil(folder + "/a", folder + "/b", data=flipped(position))
        return restore(tf, folder + "/b", ["x"], [tf.string])


# ---- merging


def merge(tf, sources, target, delete=True, hide=hidden):
    sources, target = hide(tf, sources), hide(tf, target)
    with tf.Session() as session:
        session.run(
            tf.raw_ops.MergeV2Checkpoints(
                checkpoint_prefixes=sources, destination_prefix=target, delete_old_dirs=delete
            )
        )


def parts(tf, folder):
    os.mkdir(folder + "/parts")
    save(tf, folder + "/parts/0", ["x"], [FOUR])
    save(tf, folder + "/parts/1", ["y", "w"], [FOUR + 1, FOUR], ["", "8 0,4"])
    save(tf, folder + "/parts/2", ["w"], [FOUR + 4], ["8 4,4"])
    return [folder + "/parts/" + name for name in "012"]


@question("merge")
def _(tf, folder):
    merge(tf, parts(tf, folder), folder + "/all")
    found = files(folder), os.path.exists(folder + "/parts")
    return found, restore(tf, folder + "/all", ["x", "y", "w"], [tf.float32] * 3)


@question("merge, folders kept")
def _(tf, folder):
    merge(tf, parts(tf, folder), folder + "/sub/all", delete=False)
    return files(folder), os.path.exists(folder + "/parts")


@question("merge of some")
def _(tf, folder):
    merge(tf, parts(tf, folder)[:2], folder + "/all")
    return files(folder), restore(tf, folder + "/all", ["w"], [tf.float32], ["8 0,4"])


@question("merge of none")
def _(tf, folder):
    merge(tf, np.array([], object).astype(bytes), folder + "/all")
    return files(folder)


@question("merge of what is not there")
def _(tf, folder):
    merge(tf, [folder + "/no/0"], folder + "/all")


@question("merge of the same name")
def _(tf, folder):
    save(tf, folder + "/0", ["x"], [FOUR])
    save(tf, folder + "/1", ["x"], [FOUR])
    merge(tf, [folder + "/0", folder + "/1"], folder + "/all")


@question("a merge that fails moves nothing")
def _(tf, folder):
    save(tf, folder + "/0", ["x"], [FOUR])
    save(tf, folder + "/1", ["x"], [FOUR])
    try:
        merge(tf, [folder + "/0", folder + "/1"], folder + "/all")
    except tf.errors.InvalidArgumentError:
        return files(folder)


for word, hide in (("", hidden), (" building", known)):
    QUESTIONS["merge scalar" + word] = lambda tf, folder, hide=hide: merge(tf, "a", "b", hide=hide)
    QUESTIONS["merge matrix" + word] = lambda tf, folder, hide=hide: merge(tf, [["a"]], "b", hide=hide)
    QUESTIONS["merge to a vector" + word] = lambda tf, folder, hide=hide: merge(tf, ["a"], ["b"], hide=hide)


# ---- names of files, and joining strings

CALLS = {
    "ShardedFilename": [
        ("a/b", 1, 3), ("a", 123456, -3), ("a", -1, 0), (["a"], 1, 2), ("a", [1], 2), (["a", "b"], [1, 2], 0),
        ("a", 1, [2]),
    ],
    "ShardedFilespec": [("a", 3), ("a", -1234567), ("a", [1, 2]), (["a"], 2)],
}  # fmt: skip
for op, calls in CALLS.items():
    for call in calls:
        for word, hide in (("", hidden), (" building", known)):

            @question(f"{op}{call}{word}")
            def _(tf, folder, op=op, call=call, hide=hide):
                names = ("basename", "shard", "num_shards") if len(call) == 3 else ("basename", "num_shards")
                given = {name: hide(tf, value) for name, value in zip(names, call)}  # noqa: B905
                with tf.Session() as session:
                    return session.run(getattr(tf.raw_ops, op)(**given))


JOINED = [
    ["a", "b"], ["a"], [], ["a", ["b", "c"]], [["a", "d"], ["b", "c"]], [["a"], ["b", "c"]], [[["a", "b"]], ["b", "c"]],
    ["x", [["a", "b"]], ""], ["x", [["a", "b"]], "y", ["a"]], [1, "a"], [1, 2],
]  # fmt: skip
for strings in JOINED:
    for word, hide in (("", hidden), (" building", known)):

        @question(f"join {strings}{word}")
        def _(tf, folder, strings=strings, hide=hide):
            joined = tf.strings.join([hide(tf, string) for string in strings], separator="-")
            with tf.Session() as session:
                return str(joined.shape), session.run(joined)
