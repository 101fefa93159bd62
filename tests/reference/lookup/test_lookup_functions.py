"""`tf.lookup` and `tf.contrib.lookup`: what they build, and what programs made with them give."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.ops.strings.string_hashes import fingerprint


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def test_tab_15_an_initialiser_of_other_dtypes_is_refused() -> None:
    table = tf.contrib.lookup.HashTable(tf.lookup.KeyValueTensorInitializer(["a"], ["b"]), "")
    with pytest.raises(TypeError, match="Invalid value dtype, expected <dtype: 'string'> but got <dtype: 'int32'>"):
        tf.lookup.KeyValueTensorInitializer(["a"], [1]).initialize(table)


def test_tab_15_tables_of_tensors_have_names_of_their_own() -> None:
    pairs = tf.lookup.KeyValueTensorInitializer(["a"], [1])
    names = {tf.lookup.StaticHashTable(pairs, -1).resource_handle.op.get_attr("shared_name") for _ in range(3)}
    assert len(names) == 3


@given(st.lists(st.text("abc", max_size=3), min_size=1, max_size=6, unique=True), st.lists(st.text("abcd", max_size=3)))
def test_tab_17_a_word_outside_gets_the_number_of_its_bucket(vocabulary: list[str], words: list[str]) -> None:
    with tf.Graph().as_default():
        table = tf.contrib.lookup.index_table_from_tensor(vocabulary, num_oov_buckets=3)
        found = table.lookup(tf.constant(words, tf.string))
        expected = [
            vocabulary.index(word) if word in vocabulary else len(vocabulary) + fingerprint(word.encode()) % 3
            for word in words
        ]
        with tf.Session() as session:
            session.run(table.initializer)
            assert session.run(found).tolist() == expected
            assert session.run(table.size()) == len(vocabulary) + 3


def test_tab_18_every_table_is_filled_and_its_file_is_an_asset(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("x\ny\n")
    tables = [tf.contrib.lookup.index_table_from_file(str(path)), tf.contrib.lookup.index_table_from_tensor(["z"])]
    with tf.Session() as session:
        session.run(tf.tables_initializer())
        assert [session.run(table.size()) for table in tables] == [2, 1]
        (asset,) = tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS)
        assert session.run(asset) == str(path).encode()


@given(st.lists(st.text(max_size=4), min_size=1, max_size=6, unique=True))
def test_tab_19_numbers_become_the_words_that_they_came_from(vocabulary: list[str]) -> None:
    with tf.Graph().as_default():
        numbers = tf.contrib.lookup.string_to_index(tf.constant(vocabulary), vocabulary)
        words = tf.contrib.lookup.index_to_string(numbers, vocabulary)
        with tf.Session() as session:
            session.run(tf.tables_initializer())
            assert [word.decode() for word in session.run(words)] == vocabulary


def test_tab_20_a_sparse_look_keeps_places_and_shape() -> None:
    table = tf.contrib.lookup.index_table_from_tensor(["a", "b"])
    found = table.lookup(tf.SparseTensor([[0, 3], [2, 1]], ["b", "?"], [3, 4]))
    with tf.Session() as session:
        session.run(table.initializer)
        value = session.run(found)
    assert (value.indices.tolist(), value.values.tolist(), value.dense_shape.tolist()) == (
        [[0, 3], [2, 1]],
        [1, -1],
        [3, 4],
    )


def test_tab_20_operations_stand_where_the_table_stands() -> None:
    table = tf.contrib.lookup.MutableHashTable(tf.string, tf.int64, -1, name="t")
    for operation in (table.insert(["a"], [1]), table.lookup(["a"]).op, table.size().op, table.export()[0].op):
        assert operation.colocation_groups() == [b"loc:@t"]


def test_tab_21_a_saver_brings_back_what_a_table_held(tmp_path: Path) -> None:
    table = tf.contrib.lookup.MutableHashTable(tf.string, tf.float32, [0.0, 0.0], name="t")
    first, second = table.insert(["a"], [[1, 2]]), table.insert(["b"], [[3, 4]])
    keys, saver = table.export()[0], tf.train.Saver()
    with tf.Session() as session:
        session.run(first)
        path = saver.save(session, str(tmp_path / "model"))
        session.run(second)
        saver.restore(session, path)
        assert session.run(keys).tolist() == [b"a"]
