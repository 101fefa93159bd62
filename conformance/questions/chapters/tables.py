"""Tables: what they hold, what a look gives, text files, vocabularies, tables that change."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from typing import Any

import numpy as np

from conformance.questions.question import first_line, nodes, question, refusal, refusals, shapes

WHOLE_LINE, LINE_NUMBER = -2, -1
_NO_SIZE: Any = []  # a shape


# ---- phrases


def static(tf: Any, key: str = "string", value: str = "int64", **attrs: Any) -> Any:
    return tf.raw_ops.HashTableV2(key_dtype=tf.as_dtype(key), value_dtype=tf.as_dtype(value), **attrs)


def mutable(tf: Any, key: str = "string", value: str = "int64", **attrs: Any) -> Any:
    return tf.raw_ops.MutableHashTableV2(key_dtype=tf.as_dtype(key), value_dtype=tf.as_dtype(value), **attrs)


def dense(tf: Any, empty: Any = 0, deleted: Any = -1, buckets: int = 8, key: str = "int64", **attrs: Any) -> Any:
    marks = {"empty_key": tf.constant(empty, key), "deleted_key": tf.constant(deleted, key)}
    return tf.raw_ops.MutableDenseHashTableV2(value_dtype=tf.int64, initial_num_buckets=buckets, **marks, **attrs)


def fill(tf: Any, table: Any, keys: Any, values: Any) -> Any:
    return tf.raw_ops.InitializeTableV2(table_handle=table, keys=keys, values=values)


def insert(tf: Any, table: Any, keys: Any, values: Any) -> Any:
    return tf.raw_ops.LookupTableInsertV2(table_handle=table, keys=keys, values=values)


def replace(tf: Any, table: Any, keys: Any, values: Any) -> Any:
    return tf.raw_ops.LookupTableImportV2(table_handle=table, keys=keys, values=values)


def remove(tf: Any, table: Any, keys: Any) -> Any:
    return tf.raw_ops.LookupTableRemoveV2(table_handle=table, keys=keys)


def find(tf: Any, table: Any, keys: Any, default: Any) -> Any:
    return tf.raw_ops.LookupTableFindV2(table_handle=table, keys=keys, default_value=default)


def size(tf: Any, table: Any) -> Any:
    return tf.raw_ops.LookupTableSizeV2(table_handle=table)


def export(tf: Any, table: Any, key: Any, value: Any) -> Any:
    return list(tf.raw_ops.LookupTableExportV2(table_handle=table, Tkeys=key, Tvalues=value))


def int64(tf: Any, value: Any) -> Any:
    return tf.constant(value, tf.int64)


def each(tf: Any, *fetches: Any) -> Any:
    """The outcome of each fetch, one step after the other in one session."""
    with tf.Session() as sess:
        return [outcome(sess, fetch) for fetch in fetches]


def outcome(sess: Any, fetch: Any, feeds: Any = None) -> Any:
    """The value of a fetch, or its refusal."""
    try:
        value = sess.run(fetch, feeds)
    except Exception as error:
        return [type(error).__qualname__, first_line(error)]
    return value


def from_text(tf: Any, text: bytes, key: str, value: str, key_index: int, value_index: int, **attrs: Any) -> Any:
    """What a table holds that is filled from a file of this text, or the refusal."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "words.txt")
    with open(path, "wb") as file:
        file.write(text)
    try:
        with tf.Graph().as_default(), tf.Session() as sess:
            table = static(tf, key, value, shared_name="shared")
            filled = tf.raw_ops.InitializeTableFromTextFileV2(
                table_handle=table, filename=path, key_index=key_index, value_index=value_index, **attrs
            )
            problem = outcome(sess, filled)
            if problem is not None:
                return [problem[0], problem[1].replace(path, "FILE")]
            keys, values = sess.run(export(tf, table, tf.as_dtype(key), tf.as_dtype(value)))
            return sorted(zip(keys.tolist(), values.tolist()))  # noqa: B905 (Python 3.7)
    finally:
        shutil.rmtree(folder)


def anonymous(text: Any) -> str:
    """A name without what is different each time."""
    return re.sub("[0-9a-f]{8}-[0-9a-f-]{27}", "UUID", text.decode())


def words_and_numbers(tf: Any) -> Any:
    return tf.lookup.KeyValueTensorInitializer(["a", "b"], int64(tf, [0, 1]))


# ---- what a table is


@question("TAB-1", "TAB-6")
def two_sessions_fill_their_tables_apart(tf: Any) -> Any:
    table = static(tf)
    filled, count = fill(tf, table, ["a"], int64(tf, [1])), size(tf, table)
    with tf.Session() as one, tf.Session() as other:
        one.run(filled)
        return [one.run(count), other.run(count)]


@question("TAB-1")
def tables_that_cannot_be_made(tf: Any) -> Any:
    of_tensors = [
        tf.raw_ops.MutableHashTableOfTensorsV2(key_dtype=tf.string, value_dtype=tf.int64, value_shape=shape)
        for shape in (_NO_SIZE, [2, 3], None)
    ]
    older = tf.raw_ops.MutableDenseHashTable(empty_key=int64(tf, 0), value_dtype=tf.int64)
    return each(tf, *[table.op for table in (*of_tensors, older)])


@question("TAB-2")
def dtypes_that_tables_hold(tf: Any) -> Any:
    words = ("int32", "int64", "string", "float32", "float64", "bool", "half", "int8")
    made = []
    for op_type in ("HashTableV2", "MutableHashTableV2", "MutableHashTable", "HashTable"):
        for key in words:
            for value in words:
                with tf.Graph().as_default(), tf.Session() as sess:
                    op = getattr(tf.raw_ops, op_type)(key_dtype=tf.as_dtype(key), value_dtype=tf.as_dtype(value)).op
                    if outcome(sess, op) is None:
                        made.append([op_type, key, value])
    return made


@question("TAB-2")
def dtypes_that_dense_tables_and_tables_of_vectors_hold(tf: Any) -> Any:
    marks: Any = {"int32": (0, 1), "int64": (0, 1), "string": ("", "$"), "float32": (0.0, 1.0)}

    def is_made(key: str, value: str, **attrs: Any) -> bool:
        with tf.Graph().as_default(), tf.Session() as sess:
            if attrs:
                made = tf.raw_ops.MutableHashTableOfTensorsV2(
                    key_dtype=tf.as_dtype(key), value_dtype=tf.as_dtype(value), **attrs
                )
            else:
                empty, deleted = (tf.constant(mark, key) for mark in marks[key])
                made = tf.raw_ops.MutableDenseHashTableV2(
                    empty_key=empty, deleted_key=deleted, value_dtype=tf.as_dtype(value)
                )
            return outcome(sess, made.op) is None

    values = ("int32", "int64", "string", "float32", "float64", "bool")
    return [
        [key, value, is_made(key, value), is_made(key, value, value_shape=[2])]
        for key in sorted(marks)
        for value in values
    ]


@question("TAB-2")
def the_error_of_a_table_of_other_dtypes(tf: Any) -> Any:
    table = static(tf, "float32", "int64", name="bad")
    with tf.Session() as sess:
        kind, line = outcome(sess, table.op)
    return [kind, line.split("(")[0].split(" with ")[0].strip()]


@question("TAB-3")
def one_name_is_one_table_for_all_ops(tf: Any) -> Any:
    first, second = static(tf, shared_name="n"), mutable(tf, shared_name="n")
    other = static(tf, value="string", shared_name="n")
    elsewhere = static(tf, shared_name="n", container="c")
    return each(
        tf, fill(tf, first, ["a"], int64(tf, [1])), size(tf, second), size(tf, elsewhere), other.op,
        find(tf, second, ["a"], int64(tf, -1)),
    )  # fmt: skip


@question("TAB-3")
def inputs_of_other_dtypes_than_the_table(tf: Any) -> Any:
    table = static(tf, shared_name="n")
    older = tf.raw_ops.HashTable(key_dtype=tf.string, value_dtype=tf.int64, shared_name="n")
    numbers = int64(tf, [1])
    return each(
        tf, find(tf, table, numbers, int64(tf, 1)), find(tf, table, ["a"], "x"), insert(tf, table, numbers, numbers),
        replace(tf, table, ["a"], ["b"]), remove(tf, table, numbers), fill(tf, table, numbers, numbers),
        tf.raw_ops.LookupTableFind(table_handle=older, keys=numbers, default_value=int64(tf, 1)),
    )  # fmt: skip


@question("TAB-4")
def tables_without_a_shared_name(tf: Any) -> Any:
    own, also_own = static(tf, name="own"), static(tf, name="own")
    of_node, by_name = static(tf, name="node", use_node_name_sharing=True), static(tf, shared_name="node")
    pair = [["a"], int64(tf, [1])]
    return each(
        tf, fill(tf, own, *pair), size(tf, own), size(tf, also_own), fill(tf, of_node, *pair), size(tf, by_name),
        static(tf, shared_name="_x").op,
    )  # fmt: skip


@question("TAB-4")
def older_ops_use_references(tf: Any) -> Any:
    raw = tf.raw_ops
    table = raw.HashTable(key_dtype=tf.string, value_dtype=tf.int64, shared_name="n")
    newer = static(tf, shared_name="n")
    filled = raw.InitializeTable(table_handle=table, keys=["a"], values=int64(tf, [1]))
    found = raw.LookupTableFind(table_handle=table, keys=["a", "b"], default_value=int64(tf, -1))
    exported = list(raw.LookupTableExport(table_handle=table, Tkeys=tf.string, Tvalues=tf.int64))
    static_facts = [*shapes(table, found, *exported), table.dtype.name, filled.colocation_groups()]
    return static_facts, each(tf, table, found, filled, found, size(tf, newer), exported)


@question("TAB-4")
def handles_that_are_no_tables_or_deleted(tf: Any) -> Any:
    variable = tf.get_variable("v", initializer=1, use_resource=True)
    table = static(tf, shared_name="n")
    with tf.control_dependencies([table]):
        deleted = tf.raw_ops.DestroyResourceOp(resource=table, ignore_lookup_error=False)
    with tf.control_dependencies([deleted]):
        after = size(tf, table)
    with tf.Session() as sess:
        sess.run(variable.initializer)
        return [outcome(sess, size(tf, variable.handle)), outcome(sess, after)]


@question("TAB-4")
def deleted_tables_are_made_anew(tf: Any) -> Any:
    raw = tf.raw_ops
    older, newer = (
        raw.HashTable(key_dtype=tf.string, value_dtype=tf.int64, shared_name="n"),
        static(tf, shared_name="n"),
    )
    counts = [raw.LookupTableSize(table_handle=older), size(tf, newer)]
    filled = fill(tf, newer, ["a"], int64(tf, [1]))
    own = mutable(tf)
    put, count = insert(tf, own, ["a"], int64(tf, [1])), size(tf, own)
    deleted, own_deleted = (raw.DestroyResourceOp(resource=item, ignore_lookup_error=False) for item in (newer, own))
    return each(
        tf, filled, counts, deleted, counts, filled, counts, put, count, own_deleted, count, own_deleted, put, count
    )


# ---- looking


@question("TAB-5")
def looks_of_many_shapes(tf: Any) -> Any:
    table, keys = static(tf, shared_name="n"), tf.placeholder(tf.string)
    found = find(tf, table, keys, int64(tf, -1))
    with tf.Session() as sess:
        sess.run(fill(tf, table, ["a", "b"], int64(tf, [1, 2])))
        return [
            sess.run(found, {keys: value}) for value in ("a", "x", ["b", "x"], [["a"], ["b"]], np.zeros([0, 2], object))
        ]


@question("TAB-5")
def defaults_of_other_shapes(tf: Any) -> Any:
    default = tf.placeholder(tf.int64)
    static_find = find(tf, static(tf), ["a"], default)
    vectors = tf.raw_ops.MutableHashTableOfTensorsV2(key_dtype=tf.string, value_dtype=tf.int64, value_shape=[2])
    vector_find = find(tf, vectors, ["a"], default)
    with tf.Session() as sess:
        return [
            outcome(sess, found, {default: value})
            for found in (static_find, vector_find)
            for value in (1, [1], [1, 2], [[1, 2]])
        ]


@question("TAB-5")
def static_shapes_of_looks(tf: Any) -> Any:
    keys = tf.placeholder(tf.string, [None, 3])
    vectors = tf.raw_ops.MutableHashTableOfTensorsV2(key_dtype=tf.string, value_dtype=tf.int64, value_shape=[2])
    tables = [static(tf), mutable(tf), vectors, tf.identity(mutable(tf))]
    known = [find(tf, table, keys, int64(tf, 1)) for table in tables]
    unknown = find(tf, mutable(tf), tf.placeholder(tf.string), int64(tf, 1))
    exported = [tensor for table in tables for tensor in export(tf, table, tf.string, tf.int64)]
    return shapes(*known, unknown, size(tf, tables[0]), *exported)


@question("TAB-5")
def faults_seen_while_building_looks(tf: Any) -> Any:
    table, unknown = mutable(tf), static(tf)
    return [
        refusal(lambda: find(tf, table, int64(tf, [1]), int64(tf, 1))),
        refusal(lambda: find(tf, table, ["a"], "x")),
        refusal(lambda: export(tf, table, tf.int64, tf.int64)),
        refusal(lambda: find(tf, unknown, ["a"], int64(tf, [[1]]))),
        refusal(lambda: find(tf, unknown, int64(tf, [1]), int64(tf, 1))),
        refusal(lambda: find(tf, tf.placeholder(tf.resource, [2]), ["a"], int64(tf, 1))),
        refusal(lambda: fill(tf, unknown, [["a"]], int64(tf, [[1]]))),
        refusal(lambda: fill(tf, unknown, ["a"], int64(tf, [1, 2]))),
        refusal(lambda: replace(tf, table, ["a"], int64(tf, [[1]]))),
        refusal(lambda: remove(tf, table, "a")),
    ]


# ---- static tables


@question("TAB-6")
def uses_of_a_table_that_is_not_filled(tf: Any) -> Any:
    table = static(tf, shared_name="n")
    return each(
        tf, size(tf, table), find(tf, table, ["a"], int64(tf, -1)), export(tf, table, tf.string, tf.int64),
        find(tf, table, tf.constant([], tf.string), int64(tf, -1)),
    )  # fmt: skip


@question("TAB-6")
def a_table_is_filled_once(tf: Any) -> Any:
    table = static(tf, shared_name="n")

    def pairs(keys: Any, values: Any) -> Any:
        return [list(keys), int64(tf, values)]

    return each(
        tf, fill(tf, table, *pairs("ab", [1, 2])), fill(tf, table, *pairs("ab", [1, 2])),
        fill(tf, table, *pairs("xy", [8, 9])), replace(tf, table, *pairs("xy", [8, 9])),
        fill(tf, table, *pairs("a", [1])), replace(tf, table, *pairs("aab", [1, 1, 2])), size(tf, table),
        find(tf, table, ["a", "x"], int64(tf, -1)),
    )  # fmt: skip


@question("TAB-6")
def shapes_of_pairs_that_fill_a_table(tf: Any) -> Any:
    keys, values = tf.placeholder(tf.string), tf.placeholder(tf.int64)
    results = []
    for keys_value, values_value in (("a", 1), ([["a"]], [[1]]), (["a"], [[1]]), (["a", "b"], [1]), ([], [])):
        for function in (fill, replace):
            with tf.Session() as sess:
                filled = function(tf, static(tf, shared_name="n"), keys, values)
                results.append(outcome(sess, filled, {keys: keys_value, values: values_value}))
    return results


@question("TAB-6")
def only_static_tables_are_initialised(tf: Any) -> Any:
    table = mutable(tf, shared_name="n")
    from_file = tf.raw_ops.InitializeTableFromTextFileV2(
        table_handle=table, filename="/nowhere/words", key_index=WHOLE_LINE, value_index=LINE_NUMBER
    )
    return each(tf, fill(tf, table, ["a"], int64(tf, [1])), from_file)


@question("TAB-7")
def the_same_key_twice(tf: Any) -> Any:
    results = []
    for dtype, values in (
        (tf.int64, [1, 1]), (tf.int64, [1, 2]), (tf.float32, [0.1, 1 / 3]), (tf.float64, [1e20, 1 / 3]),
        (tf.float32, [float("nan")] * 2), (tf.float32, [0.0, -0.0]), (tf.bool, [True, False]), (tf.string, ["x", "y"]),
    ):  # fmt: skip
        table = tf.raw_ops.HashTableV2(key_dtype=tf.string, value_dtype=dtype)
        results.append(each(tf, fill(tf, table, ["a", "a"], tf.constant(values, dtype)), size(tf, table)))
    return results


@question("TAB-7")
def a_table_keeps_the_pairs_before_a_contradiction(tf: Any) -> Any:
    table = static(tf, shared_name="n")
    return each(
        tf, fill(tf, table, ["a", "b", "a"], int64(tf, [1, 2, 3])), size(tf, table),
        fill(tf, table, ["b"], int64(tf, [7])), fill(tf, table, ["c"], int64(tf, [7])), size(tf, table),
        find(tf, table, ["a", "b", "c"], int64(tf, -1)),
    )  # fmt: skip


# ---- text files


@question("TAB-8")
def lines_of_text_files(tf: Any) -> Any:
    texts = [b"a\nb\n", b"a\nb", b"a\r\nb\r\n", b"a\rx\r\r\nb", b"a\n\r", b"\xff\nb\0c\n", b"only"]
    forward = [from_text(tf, text, "string", "int64", WHOLE_LINE, LINE_NUMBER) for text in texts]
    return [*forward, from_text(tf, b"b\na\n", "int64", "string", LINE_NUMBER, WHOLE_LINE)]


@question("TAB-8")
def columns_of_text_files(tf: Any) -> Any:
    return [
        from_text(tf, b"a\t1\nb\t2\n", "string", "int64", 0, 1),
        from_text(tf, b"1,a,x\n2,b,y\n", "string", "int64", 1, 0, delimiter=","),
        from_text(tf, b"a\t1\t\n", "string", "string", 0, 0),
        from_text(tf, b"\t1\n", "string", "int64", 0, 1),
        from_text(tf, b"x\ta\ny\tb\n", "string", "int64", 1, LINE_NUMBER),
        from_text(tf, b"7\t8\n", "int32", "int32", 0, 1),
        from_text(tf, b"7\n8\n", "int64", "int64", WHOLE_LINE, LINE_NUMBER),
        from_text(tf, b"a b\t1\n", "string", "string", WHOLE_LINE, WHOLE_LINE),
    ]


@question("TAB-8", "TAB-9")
def numbers_in_text_files(tf: Any) -> Any:
    integers = ["007", " 1 ", "-1", "+1", "", "1.5", "0x10", "x", "1 2", "9223372036854775807", "9223372036854775808"]
    floats = ["1.5", "+1.", ".5", " 1e3 ", "-inf", "INF", "Infinity", "0x10", "1e", "1_0", "", "1e400", "x"]
    return [
        [from_text(tf, b"a\t" + text.encode() + b"\n", "string", "int64", 0, 1) for text in integers],
        [from_text(tf, b"a\t" + text.encode() + b"\n", "string", "float32", 0, 1) for text in floats],
        [
            from_text(tf, b"a\t" + text.encode() + b"\n", "string", "int32", 0, 1)
            for text in ("-2147483648", "2147483648")
        ],
        from_text(tf, b"a\t0.1\n", "string", "float64", 0, 1),
        from_text(tf, b"a\ttrue\n", "string", "bool", 0, 1),
    ]


@question("TAB-8", "TAB-9")
def vocabulary_sizes(tf: Any) -> Any:
    sizes = [(size_, b"a\nb\nc\n") for size_ in (-1, 0, 2, 3, 5)]
    sizes += [(2, b"a\nb\na\n"), (1, b"a\n\n"), (2, b""), (0, b""), (0, b"\n")]
    return [from_text(tf, text, "string", "int64", WHOLE_LINE, LINE_NUMBER, vocab_size=size_) for size_, text in sizes]


@question("TAB-9")
def text_files_that_do_not_do(tf: Any) -> Any:
    words = ("string", "int64", WHOLE_LINE, LINE_NUMBER)
    return [
        *[
            from_text(tf, text, *words)
            for text in (b"", b"\r", b"\n", b"a\n\nb\n", b"a\nb\n\n", b"a\r\n\r\n", b"a\nb\na\n")
        ],
        from_text(tf, b"a\t1\nb\n", "string", "int64", 0, 1),
        from_text(tf, b"a\t1\n", "string", "int64", 0, 5),
        from_text(tf, b"a\t1\n\nb\t2\n", "string", "int64", 0, 1),
        from_text(tf, b"a::1\n", "string", "int64", 0, 1, delimiter="::"),
        from_text(tf, b"a1\n", "string", "int64", 0, 1, delimiter=""),
    ]


@question("TAB-9")
def columns_of_other_dtypes_than_the_table(tf: Any) -> Any:
    return [
        from_text(tf, b"5\n", key, value, key_index, value_index)
        for key, value, key_index, value_index in (
            ("string", "float32", WHOLE_LINE, LINE_NUMBER),
            ("string", "string", WHOLE_LINE, LINE_NUMBER),
            ("string", "string", LINE_NUMBER, WHOLE_LINE),
            ("int32", "string", LINE_NUMBER, WHOLE_LINE),
            ("int64", "int64", LINE_NUMBER, WHOLE_LINE),
            ("int64", "int64", LINE_NUMBER, LINE_NUMBER),
        )
    ]


@question("TAB-9")
def file_names_that_do_not_do(tf: Any) -> Any:
    name = tf.placeholder(tf.string)
    filled = tf.raw_ops.InitializeTableFromTextFileV2(
        table_handle=static(tf, shared_name="n"), filename=name, key_index=WHOLE_LINE, value_index=LINE_NUMBER
    )
    with tf.Session() as sess:
        return [outcome(sess, filled, {name: value}) for value in ("/nowhere/words", "", "/", ["a"], [["a", "b"]])]


@question("TAB-9")
def files_for_a_table_that_is_filled(tf: Any) -> Any:
    folder, name = tempfile.mkdtemp(), tf.placeholder(tf.string)
    table = static(tf, shared_name="n")
    filled = tf.raw_ops.InitializeTableFromTextFileV2(
        table_handle=table, filename=name, key_index=WHOLE_LINE, value_index=LINE_NUMBER
    )
    results = []
    with tf.Session() as sess:
        sess.run(fill(tf, table, ["a"], int64(tf, [5])))
        for text in (b"x\ny\n", b"x\n\n", b"\n", b""):
            path = os.path.join(folder, "words")
            with open(path, "wb") as file:
                file.write(text)
            results.append(str(outcome(sess, filled, {name: path})).replace(path, "FILE"))
        results.append(outcome(sess, filled, {name: "/nowhere/words"}))
        results.append(sess.run(find(tf, table, ["a", "x"], int64(tf, -1))))
    shutil.rmtree(folder)
    return results


@question("TAB-10")
def static_tables_are_not_changed(tf: Any) -> Any:
    table, keys, values = static(tf, shared_name="n"), tf.placeholder(tf.string), tf.placeholder(tf.int64)
    inserted, removed = insert(tf, table, keys, values), remove(tf, table, keys)
    with tf.Session() as sess:
        return [
            *[outcome(sess, inserted, {keys: ["a"], values: value}) for value in ([1], [1, 2], 1)],
            outcome(sess, removed, {keys: "a"}),
        ]


# ---- tables that change


@question("TAB-11")
def keys_come_and_go(tf: Any) -> Any:
    table = mutable(tf, shared_name="n")
    look = find(tf, table, ["a", "b", "c"], int64(tf, -1))
    return each(
        tf, size(tf, table), insert(tf, table, ["a", "a", "b"], int64(tf, [1, 2, 3])), look, size(tf, table),
        insert(tf, table, ["a"], int64(tf, [9])), look, remove(tf, table, ["b", "x"]), look,
        replace(tf, table, ["c", "c"], int64(tf, [5, 6])), look, export(tf, table, tf.string, tf.int64),
    )  # fmt: skip


@question("TAB-11")
def shapes_of_inserted_pairs(tf: Any) -> Any:
    keys, values = tf.placeholder(tf.string), tf.placeholder(tf.int64)
    vectors = tf.raw_ops.MutableHashTableOfTensorsV2(
        key_dtype=tf.string, value_dtype=tf.int64, value_shape=[2], shared_name="v"
    )
    pairs = [("a", 1), (["a"], [1]), (["a"], [1, 2]), ([["a"]], [[1]]), (["a"], [[1, 2]]), ("a", [1, 2])]
    results = []
    with tf.Session() as sess:
        for table in (mutable(tf, shared_name="n"), vectors):
            for function in (insert, replace):
                changed = function(tf, table, keys, values)
                results += [outcome(sess, changed, {keys: pair[0], values: pair[1]}) for pair in pairs]
            results.append(sess.run(size(tf, table)))
    return results


@question("TAB-11")
def vectors_as_values(tf: Any) -> Any:
    table = tf.raw_ops.MutableHashTableOfTensorsV2(
        key_dtype=tf.int64, value_dtype=tf.string, value_shape=[2], shared_name="v"
    )
    return each(
        tf, insert(tf, table, int64(tf, [1]), [["a", "b"]]), find(tf, table, int64(tf, [[1, 2]]), ["x", "y"]),
        export(tf, table, tf.int64, tf.string), remove(tf, table, int64(tf, [1])),
        export(tf, table, tf.int64, tf.string),
    )  # fmt: skip


@question("TAB-12")
def exported_keys_stand_where_their_values_stand(tf: Any) -> Any:
    table = mutable(tf, shared_name="n")
    with tf.Session() as sess:
        sess.run(insert(tf, table, list("qwertz"), int64(tf, list(range(6)))))
        keys, values = sess.run(export(tf, table, tf.string, tf.int64))
    return sorted(zip(keys.tolist(), values.tolist()))  # noqa: B905


@question("TAB-13")
def dense_tables_that_cannot_be_made(tf: Any) -> Any:
    marks = [tf.placeholder(tf.int64) for _ in range(2)]

    def made(**attrs: Any) -> Any:
        return tf.raw_ops.MutableDenseHashTableV2(
            empty_key=marks[0], deleted_key=marks[1], value_dtype=tf.int64, **attrs
        ).op

    attrs: list[dict[str, Any]] = [{}, *({"initial_num_buckets": count} for count in (0, 2, 3, -4))]
    attrs += [{"max_load_factor": factor} for factor in (0.0, 1.0, 1.5)]
    attrs += [{"value_shape": [1, 2]}, {"value_shape": [1, 2], "max_load_factor": 0.0}]
    with tf.Session() as sess:
        faulty = [outcome(sess, made(**each_), dict(zip(marks, (1, 2)))) for each_ in attrs]  # noqa: B905
        pairs = [(1, 1), ([1, 2], [1, 2]), (1, [1]), ([[1]], [[2]]), ([[1]], 1)]
        return faulty, [outcome(sess, made(), dict(zip(marks, pair))) for pair in pairs]  # noqa: B905


@question("TAB-13", "TAB-14")
def buckets_of_a_dense_table(tf: Any) -> Any:
    table = dense(tf, shared_name="n")
    keys = export(tf, table, tf.int64, tf.int64)[0]

    def put(*numbers: int) -> Any:
        return insert(tf, table, int64(tf, numbers), int64(tf, numbers))

    return each(
        tf, put(1), put(9), put(17), put(25), keys, remove(tf, table, int64(tf, [9])), keys, put(17), keys,
        size(tf, table), find(tf, table, int64(tf, [17, 33]), int64(tf, -1)), put(2), put(3), keys, put(4, 5, 6), keys,
        put(-3, 2**40 + 7), keys,
    )  # fmt: skip


@question("TAB-13", "TAB-14")
def buckets_of_vectors_and_strings(tf: Any) -> Any:
    vectors, numbers = (
        dense(tf, [0, 0, 0], [9, 9, 9], 32),
        int64(tf, [[1, 2, 3], [3, 2, 1], [5, 7, 11], [100, -2, 300]]),
    )
    strings = dense(tf, "", "$", 16, "string")
    pairs = dense(tf, ["", ""], ["$", ""], 16, "string")
    of_pairs = insert(tf, pairs, [["a", "b"], ["b", "a"], ["c", "d"]], int64(tf, [1, 2, 3]))
    return each(
        tf, insert(tf, vectors, numbers, int64(tf, [1, 2, 3, 4])), export(tf, vectors, tf.int64, tf.int64)[0],
        insert(tf, strings, list("abcdefg"), int64(tf, range(7))), export(tf, strings, tf.string, tf.int64)[0],
        of_pairs, export(tf, pairs, tf.string, tf.int64)[0],
    )  # fmt: skip


@question("TAB-13")
def keys_that_mark_buckets(tf: Any) -> Any:
    table = dense(tf, shared_name="n")

    def uses(key: int) -> Any:
        keys = int64(tf, [5, key])
        return [
            insert(tf, table, keys, keys),
            find(tf, table, keys, int64(tf, 1)),
            remove(tf, table, keys),
            size(tf, table),
        ]

    return each(tf, *uses(0), *uses(-1))


@question("TAB-13")
def a_dense_table_without_an_empty_bucket(tf: Any) -> Any:
    table = dense(tf, buckets=4, shared_name="n")
    churn = []
    for number in range(1, 6):
        key = int64(tf, [number])
        churn += [insert(tf, table, key, key), remove(tf, table, key)]
    lost = int64(tf, [17])
    return each(tf, *churn, find(tf, table, lost, int64(tf, 0)), remove(tf, table, lost), insert(tf, table, lost, lost))


@question("TAB-5", "TAB-13")
def shapes_of_keys_of_dense_tables(tf: Any) -> Any:
    keys, values = tf.placeholder(tf.int64), tf.placeholder(tf.int64)
    results = []
    with tf.Session() as sess:
        for table in (dense(tf, shared_name="n"), dense(tf, [0, 0], [9, 9], shared_name="v")):
            found, removed = find(tf, table, keys, int64(tf, 7)), remove(tf, table, keys)
            for value in (1, [1], [1, 2], [[1]], [[1, 2]], [[[1, 2]]], [[1, 2, 3]]):
                results.append([outcome(sess, found, {keys: value}), outcome(sess, removed, {keys: value})])
            added = insert(tf, table, keys, values)
            results.append(outcome(sess, added, {keys: [[1, 2]], values: [[1]]}))
    return results


@question("TAB-5", "TAB-13")
def static_shapes_of_dense_tables(tf: Any) -> Any:
    vectors, unknown = dense(tf, [0, 1], [2, 3]), tf.placeholder(tf.int64)
    of_unknown = tf.raw_ops.MutableDenseHashTableV2(empty_key=unknown, deleted_key=unknown, value_dtype=tf.int64)
    keys = tf.placeholder(tf.int64, [None, 3, 2])
    found = [
        find(tf, table, keys, int64(tf, 1)) for table in (dense(tf), vectors, dense(tf, value_shape=[4]), of_unknown)
    ]
    exported = [
        tensor for table in (vectors, dense(tf, value_shape=[4])) for tensor in export(tf, table, tf.int64, tf.int64)
    ]
    return shapes(*found, *exported), refusal(lambda: find(tf, vectors, int64(tf, 1), int64(tf, 1)))


@question("TAB-14")
def buckets_taken_as_they_are(tf: Any) -> Any:
    table, keys, values = dense(tf, shared_name="n"), tf.placeholder(tf.int64), tf.placeholder(tf.int64)
    replaced = replace(tf, table, keys, values)
    with tf.Session() as sess:
        results = [
            outcome(sess, replaced, {keys: [[0], [1], [-1], [3]], values: [[7], [8], [9], [4]]}),
            sess.run(size(tf, table)),
            sess.run(export(tf, table, tf.int64, tf.int64)),
            sess.run(find(tf, table, int64(tf, [1, 3, 4]), int64(tf, 0))),
        ]
        pairs = [([1, 2], [1, 2]), ([[1]], [1]), ([[1], [2]], [[1]])]
        return results + [outcome(sess, replaced, {keys: a, values: b}) for a, b in pairs]


# ---- from Python


@question("TAB-15")
def nodes_of_a_static_hash_table(tf: Any) -> Any:
    table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a"], [1]), -1)
    table.lookup(tf.constant(["a"]))
    table.size()
    table.export()
    with tf.name_scope("scope"):
        named = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer([1], [2.0], tf.int64, name="kv"), 0, name="t"
        )
        named.lookup(int64(tf, [1]), name="look")
    names = [table.name, named.name, str(table.key_dtype), str(named.value_dtype), table.initializer.name]
    return nodes(tf), names, anonymous(table.resource_handle.op.get_attr("shared_name"))


@question("TAB-15", "TAB-18")
def nodes_of_a_table_from_a_text_file(tf: Any) -> Any:
    def from_file(filename: Any, **arguments: Any) -> Any:
        return tf.lookup.TextFileInitializer(filename, tf.string, WHOLE_LINE, tf.int64, LINE_NUMBER, **arguments)

    with tf.device("/gpu:0"):
        first = tf.lookup.StaticHashTable(from_file("words"), -1)
    second = tf.lookup.StaticHashTable(from_file("words", vocab_size=3, delimiter=" ", name="init"), -1, name="t")
    third = tf.lookup.StaticHashTable(from_file(tf.constant("more")), -1)
    tf.contrib.lookup.HashTable(words_and_numbers(tf), -1, shared_name="mine")
    handles = [table.resource_handle.op.get_attr("shared_name") for table in (first, second, third)]
    collections = [[item.name for item in tf.get_collection(key)] for key in ("table_initializer", "asset_filepaths")]
    devices = [op.device for op in tf.get_default_graph().get_operations()]
    return nodes(tf), handles, collections, devices


@question("TAB-15")
def initializers_that_cannot_be(tf: Any) -> Any:
    def attempt(arguments: Any) -> Any:
        return tf.lookup.TextFileInitializer(*arguments)

    pair = tf.lookup.KeyValueTensorInitializer(["a"], [1])
    return [
        refusals(
            attempt, ("", tf.string, 0, tf.int64, 1), (None, tf.string, 0, tf.int64, 1),
            ("f", tf.string, -3, tf.int64, 1), ("f", tf.string, 0, tf.int64, -3),
            ("f", tf.string, -1, tf.int64, 1), ("f", tf.float32, -2, tf.int64, 1),
            ("f", tf.string, 0, tf.string, -1), ("f", tf.string, 0, tf.int64, -2), ("f", tf.string, 0, tf.int64, 1, 0),
        ),
        refusal(lambda: tf.lookup.KeyValueTensorInitializer(["a"], [1], tf.int64)),
        refusal(lambda: tf.lookup.StaticHashTable(pair, "x")),
        refusal(lambda: tf.lookup.StaticHashTable(pair, [1, 2])),
        refusal(lambda: tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a"], [1, 2]), -1)),
    ]  # fmt: skip


@question("TAB-16")
def buckets_of_strings(tf: Any) -> Any:
    strings = tf.constant(["x" * length for length in (0, 1, 3, 4, 8, 16, 17, 32, 33, 64, 65, 128, 200)])
    return each(
        tf, tf.strings.to_hash_bucket_fast(strings, 2**62), tf.strings.to_hash_bucket_strong(strings, 2**62, [3, -4]),
        tf.strings.to_hash_bucket(strings, 2**62), tf.string_to_hash_bucket_fast("a", 1),
        tf.raw_ops.StringToHashBucketStrong(input="a", num_buckets=2, key=[1]),
    )  # fmt: skip


@question("TAB-17")
def nodes_of_a_vocabulary(tf: Any) -> Any:
    table = tf.lookup.StaticVocabularyTable(words_and_numbers(tf), 2)
    table.lookup(tf.constant(["a"]))
    table.size()
    numbers = tf.lookup.KeyValueTensorInitializer(int64(tf, [5]), int64(tf, [0]))
    tf.lookup.StaticVocabularyTable(numbers, 2, tf.int32, name="v").lookup(tf.constant([5]))
    bare = tf.contrib.lookup.IdTableWithHashBuckets(None, 3, hasher_spec=tf.contrib.lookup.StrongHashSpec([1, 2]))
    bare.lookup(tf.constant(["a"]))
    bare.size()
    return nodes(tf), bare.name, bare.initializer.name, bare.resource_handle is None


@question("TAB-17")
def words_outside_of_a_vocabulary(tf: Any) -> Any:
    words = tf.lookup.StaticVocabularyTable(words_and_numbers(tf), 5)
    numbers = tf.contrib.lookup.index_table_from_tensor(tf.constant([10, 20]), 5, dtype=tf.int32)
    legacy = tf.contrib.lookup.IdTableWithHashBuckets(None, 9, tf.contrib.lookup.HasherSpec("legacy", None))
    strong = tf.contrib.lookup.index_table_from_tensor(["a"], 9, hasher_spec=tf.contrib.lookup.StrongHashSpec((1, 2)))
    strings = tf.constant(["a", "b", "c", "d"])
    return each(
        tf, tf.tables_initializer(), words.lookup(strings), words.size(), numbers.lookup(tf.constant([20, 30, -4])),
        legacy.lookup(strings), strong.lookup(strings), legacy.size(),
    )  # fmt: skip


@question("TAB-17")
def vocabularies_that_cannot_be(tf: Any) -> Any:
    def pairs(keys: Any, values: Any, key_dtype: Any = None, value_dtype: Any = None) -> Any:
        return tf.lookup.KeyValueTensorInitializer(tf.constant(keys, key_dtype), tf.constant(values, value_dtype))

    def vocabulary(arguments: Any) -> Any:
        return tf.lookup.StaticVocabularyTable(*arguments)

    lookup = tf.contrib.lookup
    return [
        refusals(
            vocabulary, (words_and_numbers(tf), 0), (pairs(["a"], [0]), 1), (pairs([1], [0], tf.int32, tf.int64), 1),
            (words_and_numbers(tf), 1, tf.int64), (words_and_numbers(tf), 1, tf.bool),
            (pairs([1], [0], tf.int64, tf.int64), 1, tf.string), (None, 1),
        ),
        refusal(lambda: lookup.IdTableWithHashBuckets(None, 0)),
        refusal(lambda: lookup.IdTableWithHashBuckets(None, 1, "fast")),
        refusal(lambda: lookup.IdTableWithHashBuckets(None, 1, key_dtype=tf.float32)),
        refusal(lambda: lookup.IdTableWithHashBuckets(None, 1, lookup.HasherSpec("q", None)).lookup(tf.constant("a"))),
        refusals(lookup.StrongHashSpec, [1], [1.5, 2], ["a", "b"], [-1, 2]),
    ]  # fmt: skip


@question("TAB-18")
def filling_all_tables(tf: Any) -> Any:
    none = tf.tables_initializer()
    one = tf.lookup.StaticHashTable(words_and_numbers(tf), -1)
    two = tf.contrib.lookup.index_table_from_tensor(["x"])
    all_ = tf.tables_initializer("fill")
    return [
        none.name, none.type, all_.name, all_.type, [op.name for op in all_.control_inputs],
        tf.GraphKeys.TABLE_INITIALIZERS,
        tf.initializers.tables_initializer is tf.tables_initializer, each(tf, all_, one.size(), two.size(), all_, none),
    ]  # fmt: skip


@question("TAB-19")
def nodes_of_contrib_lookup(tf: Any) -> Any:
    lookup = tf.contrib.lookup
    lookup.index_table_from_tensor(["a", "b"], num_oov_buckets=1).lookup(tf.constant(["a"]))
    lookup.index_table_from_file("words", key_dtype=tf.int32, vocab_size=4, name="n")
    lookup.index_to_string(int64(tf, [0]), ["a"])
    lookup.string_to_index(tf.constant(["a"]), ["a", "b"], name="s")
    lookup.index_to_string_table_from_file("words")
    return nodes(tf)


@question("TAB-19")
def arguments_that_contrib_lookup_refuses(tf: Any) -> Any:
    lookup = tf.contrib.lookup
    return [
        refusal(lambda: lookup.index_table_from_file()),
        refusal(lambda: lookup.index_table_from_file("f", -1)),
        refusal(lambda: lookup.index_table_from_file("f", 0, 0)),
        refusal(lambda: lookup.index_table_from_file("f", key_dtype=tf.float32)),
        refusal(lambda: lookup.index_table_from_tensor(None)),
        refusal(lambda: lookup.index_table_from_tensor(["a"], -1)),
        refusal(lambda: lookup.index_table_from_tensor([1, 2])),
        refusal(lambda: lookup.index_table_from_tensor([1.5])),
        refusal(lambda: lookup.index_table_from_tensor(["a"], dtype=tf.int64)),
        refusal(lambda: lookup.index_to_string_table_from_file("")),
        refusal(lambda: lookup.index_to_string_table_from_file("f", 0)),
        refusal(lambda: lookup.index_to_string_table_from_tensor(None)),
        refusal(lambda: lookup.index_to_string_table_from_tensor([1])),
    ]


@question("TAB-19")
def words_and_their_numbers(tf: Any) -> Any:
    words = ["the", "quick", "fox"]
    numbers = tf.contrib.lookup.string_to_index(tf.constant(["fox", "dog"]), words, default_value=9)
    names = tf.contrib.lookup.index_to_string(int64(tf, [1, 9]), words)
    return each(tf, tf.tables_initializer(), numbers, names)


@question("TAB-20")
def looks_at_sparse_tensors(tf: Any) -> Any:
    words = tf.SparseTensor([[0, 0], [1, 1]], ["a", "x"], [2, 2])
    static_table = tf.lookup.StaticHashTable(words_and_numbers(tf), -1)
    vocabulary = tf.lookup.StaticVocabularyTable(words_and_numbers(tf), 1)
    found = [static_table.lookup(words), vocabulary.lookup(words)]
    with tf.Session() as sess:
        sess.run(tf.tables_initializer())
        return [list(sess.run(item)) for item in found]


@question("TAB-20")
def keys_of_other_dtypes(tf: Any) -> Any:
    static_table = tf.lookup.StaticHashTable(words_and_numbers(tf), -1)
    vocabulary = tf.lookup.StaticVocabularyTable(words_and_numbers(tf), 1)
    changing = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1)
    return [
        refusals(static_table.lookup, tf.constant([1]), tf.SparseTensor([[0]], [1], [1]), ["a"]),
        refusals(vocabulary.lookup, tf.constant([1]), ["a"]),
        refusals(changing.lookup, [1], ["a"]),
        refusals(changing.remove, tf.constant([1]), ["a"]),
        refusal(lambda: changing.insert(["a"], ["b"])),
    ]


@question("TAB-20")
def nodes_of_tables_that_change(tf: Any) -> Any:
    scalars = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1)
    vectors = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, [-1, -1], name="v", checkpoint=False)
    marked = tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, 0, -1, 4, "d", checkpoint=False)
    for table, keys in ((scalars, ["a"]), (marked, int64(tf, [1]))):
        table.insert(keys, [1])
        table.lookup(keys)
        table.remove(tf.constant(keys) if table is scalars else keys)
        table.size()
        table.export()
    groups = [op.colocation_groups() for op in tf.get_default_graph().get_operations()]
    facts = [table.resource_handle.op.get_attr("use_node_name_sharing") for table in (scalars, vectors, marked)]
    return nodes(tf), groups, facts, shapes(vectors.lookup(["a"]), *vectors.export()), scalars.name


@question("TAB-20")
def tables_that_change_from_python(tf: Any) -> Any:
    words = tf.contrib.lookup.MutableHashTable(tf.string, tf.float32, [0.0, 0.0])
    numbers = tf.contrib.lookup.MutableDenseHashTable(tf.int64, tf.int64, -1, empty_key=0, deleted_key=-1)
    return each(
        tf, words.insert(["a", "b"], [[1, 2], [3, 4]]), words.lookup(["b", "x"]), words.size(),
        words.remove(tf.constant(["a"])), words.export(), numbers.insert_or_assign([1, 2], [10, 20]),
        numbers.erase(int64(tf, [1])), numbers.lookup([1, 2]), numbers.size(),
    )  # fmt: skip


@question("TAB-21")
def nodes_of_a_saver_of_tables(tf: Any) -> Any:
    tf.get_variable("n", initializer=1)
    with tf.name_scope("scope"):
        tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1, name="m")
    tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1, name="unsaved", checkpoint=False)
    tf.train.Saver()
    names = tf.get_default_graph().get_operation_by_name("save/SaveV2/tensor_names")
    specs = [[spec.name for spec in item.specs] for item in tf.get_collection("saveable_objects")]
    return nodes(tf), list(names.get_attr("value").string_val), specs


@question("TAB-21")
def tables_brought_back_from_a_checkpoint(tf: Any) -> Any:
    words = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1, name="words")
    marked = tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, 0, -1, 4, "marked")
    more, saver, folder = words.insert(["c"], [3]), tf.train.Saver(), tempfile.mkdtemp()
    found = [words.lookup(["a", "c"]), words.size(), marked.lookup([7, 8]), marked.size()]
    with tf.Session() as sess:
        sess.run([words.insert(["a"], [1]), marked.insert([7], [70])])
        path = saver.save(sess, os.path.join(folder, "model"))
        sess.run(more)
        saver.restore(sess, path)
        same = sess.run(found)
    with tf.Session() as sess:
        saver.restore(sess, path)
        results = [same, sess.run(found), sorted(map(list, tf.train.list_variables(path)))]
    shutil.rmtree(folder)
    return results


@question("TAB-21")
def nodes_of_a_saver_of_chosen_tables(tf: Any) -> Any:
    with tf.name_scope("scope"):
        words = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1, name="words", checkpoint=False)
        marked = tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, 0, -1, 4, "marked")
    variable = tf.get_variable("v", initializer=1)
    tf.train.Saver([words, variable, marked])
    tf.train.Saver([words, words])
    return nodes(tf)
