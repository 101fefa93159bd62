"""Tables as resources of a session: filling, looking, changing, sharing."""

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference import raw_ops


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def words(**arguments: Any) -> Any:
    pairs = tf.lookup.KeyValueTensorInitializer(["a", "b"], tf.constant([1, 2], tf.int64))
    return tf.contrib.lookup.HashTable(pairs, -1, **arguments)


def first_line(error: Any) -> str:
    return str(error.value.message).split("\n")[0]


def test_tab_1_a_table_goes_with_its_session() -> None:
    table = words()
    with tf.Session() as session:
        session.run(table.initializer)
        assert session.run(table.size()) == 2
    with tf.Session() as session:
        assert session.run(table.size()) == 0


def test_tab_2_a_table_of_other_dtypes_has_no_kernel() -> None:
    table = raw_ops.HashTableV2(key_dtype=tf.float32, value_dtype=tf.int64, name="t")
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(table)
    assert first_line(caught).startswith("No OpKernel was registered to support Op 'HashTableV2' used by node t")


def test_tab_3_an_export_of_other_dtypes_is_refused() -> None:
    table = words()
    keys, _ = raw_ops.LookupTableExportV2(table_handle=table.resource_handle, Tkeys=tf.int64, Tvalues=tf.int64)
    with tf.Session() as session:
        session.run(table.initializer)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Conflicting key/value dtypes"):
            session.run(keys)


def test_tab_4_two_tables_of_one_shared_name_are_one() -> None:
    first, second = words(shared_name="n"), words(shared_name="n")
    with tf.Session() as session:
        session.run(first.initializer)
        assert session.run(second.lookup(tf.constant(["b"]))).tolist() == [2]


def test_tab_5_a_look_takes_keys_of_any_shape() -> None:
    table, keys = words(), tf.placeholder(tf.string)
    found = table.lookup(keys)
    with tf.Session() as session:
        session.run(table.initializer)
        for value in ("a", [["a", "x"], ["b", "a"]], np.zeros((3, 0), object)):
            result = session.run(found, {keys: value})
            assert np.shape(result) == np.shape(value)
            assert np.asarray(result).dtype == np.int64


def test_tab_6_a_look_before_filling_names_the_operation() -> None:
    found = words().lookup(tf.constant(["a"]), name="look")
    with tf.Session() as session, pytest.raises(tf.errors.FailedPreconditionError) as caught:
        session.run(found)
    assert first_line(caught) == "Table not initialized."
    assert caught.value.op.name == "look/LookupTableFindV2"


def test_tab_6_sessions_of_many_threads_fill_a_table_once() -> None:
    table = words()
    fill, found = table.initializer, table.lookup(tf.constant(["a", "b", "c"]))
    results: list[Any] = []
    with tf.Session() as session:

        def use() -> None:
            for _ in range(20):
                session.run(fill)
                results.append(session.run(found).tolist())

        threads = [threading.Thread(target=use) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [[1, 2, -1]] * 160


def test_tab_10_a_static_table_takes_no_further_keys() -> None:
    table = words()
    keys, values = tf.constant(["c"]), tf.constant([3], tf.int64)
    inserted = raw_ops.LookupTableInsertV2(table_handle=table.resource_handle, keys=keys, values=values)
    with tf.Session() as session:
        session.run(table.initializer)
        with pytest.raises(tf.errors.UnimplementedError) as caught:
            session.run(inserted)
    assert first_line(caught) == "Insert not supported by InitializableLookupTable implementations"


CHANGES = st.lists(
    st.tuples(st.sampled_from(["insert", "remove", "import"]), st.lists(st.integers(1, 12), min_size=0, max_size=5)),
    max_size=12,
)


@given(CHANGES)
def test_tab_11_a_table_that_changes_is_a_dictionary(changes: list[tuple[str, list[int]]]) -> None:
    with tf.Graph().as_default():
        keys, values = tf.placeholder(tf.int64, [None]), tf.placeholder(tf.int64, [None])
        table = tf.contrib.lookup.MutableHashTable(tf.int64, tf.int64, -1)
        operations = {
            "insert": table.insert(keys, values),
            "remove": table.remove(keys),
            "import": raw_ops.LookupTableImportV2(table_handle=table.resource_handle, keys=keys, values=values),
        }
        model: dict[int, int] = {}
        with tf.Session() as session:
            for count, (change, numbers) in enumerate(changes):
                if change == "remove":
                    session.run(operations[change], {keys: numbers})
                    model = {key: value for key, value in model.items() if key not in numbers}
                else:
                    session.run(operations[change], {keys: numbers, values: [count * 100 + key for key in numbers]})
                    model = ({} if change == "import" else model) | {key: count * 100 + key for key in numbers}
                exported = session.run(table.export())
                assert dict(zip(*(array.tolist() for array in exported), strict=True)) == model
                assert session.run(table.size()) == len(model)


def test_tab_11_threads_that_insert_lose_nothing() -> None:
    keys = tf.placeholder(tf.int64, [None])
    table = tf.contrib.lookup.MutableHashTable(tf.int64, tf.int64, -1)
    insert, size = table.insert(keys, keys), table.size()
    with tf.Session() as session:

        def put(start: int) -> None:
            for number in range(50):
                session.run(insert, {keys: [start + number, 10_000 + number]})

        threads = [threading.Thread(target=put, args=(start,)) for start in range(0, 800, 100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert session.run(size) == 8 * 50 + 50


def test_tab_12_an_export_keeps_keys_beside_their_values() -> None:
    table = words()
    with tf.Session() as session:
        session.run(table.initializer)
        keys, values = session.run(table.export())
    assert dict(zip(keys.tolist(), values.tolist(), strict=True)) == {b"a": 1, b"b": 2}


@given(st.lists(st.integers(-(2**63) + 1, 2**63 - 1).filter(lambda key: key not in (0, 7)), unique=True, max_size=40))
def test_tab_13_a_dense_table_finds_what_was_put_in(numbers: list[int]) -> None:
    with tf.Graph().as_default():
        keys = tf.placeholder(tf.int64, [None])
        table = tf.lookup.experimental.DenseHashTable(
            tf.int64, tf.int64, -1, empty_key=0, deleted_key=7, initial_num_buckets=4
        )
        insert, found, size = table.insert(keys, keys), table.lookup(keys), table.size()
        with tf.Session() as session:
            session.run(insert, {keys: numbers})
            assert session.run(found, {keys: numbers}).tolist() == numbers
            assert session.run(size) == len(numbers)
            buckets = session.run(table.export()[0])
        assert len(buckets) >= len(numbers) / 0.8 and len(buckets) & (len(buckets) - 1) == 0
        assert sorted(key for (key,) in buckets.tolist() if key) == sorted(numbers)


@given(st.lists(st.integers(1, 40), unique=True, min_size=1, max_size=20))
def test_tab_14_buckets_brought_back_are_the_same_table(numbers: list[int]) -> None:
    with tf.Graph().as_default():

        def table() -> Any:
            return tf.lookup.experimental.DenseHashTable(
                tf.int64, tf.int64, -1, empty_key=0, deleted_key=-1, initial_num_buckets=4
            )

        keys, values = tf.placeholder(tf.int64), tf.placeholder(tf.int64)
        first, second, wanted = table(), table(), tf.placeholder(tf.int64, [None])
        bring = raw_ops.LookupTableImportV2(table_handle=second.resource_handle, keys=keys, values=values)
        with tf.Session() as session:
            session.run(first.insert(numbers, [2 * number for number in numbers]))
            exported = session.run(first.export())
            session.run(bring, dict(zip((keys, values), exported, strict=True)))
            assert np.array_equal(session.run(second.export())[0], exported[0])
            found = session.run([first.lookup(wanted), second.lookup(wanted)], {wanted: range(1, 41)})
        assert np.array_equal(*found)


def test_tab_14_keys_that_are_no_matrix_are_refused() -> None:
    table, keys = (
        raw_ops.MutableDenseHashTableV2(empty_key=tf.constant(0), deleted_key=tf.constant(1), value_dtype=tf.int32),
        tf.placeholder(tf.int32),
    )
    brought = raw_ops.LookupTableImportV2(table_handle=table, keys=keys, values=keys)
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError, match="Keys must be a matrix"):
        session.run(brought, {keys: [5]})
