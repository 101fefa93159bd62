"""Chapter REA: record files, as bytes and as records."""

import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reference as tf
from reference.interchange.record_file import framed

FILES_AGAIN = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
RECORDS = st.lists(st.binary(max_size=40), max_size=6)
records_of = tf.python_io.tf_record_iterator


def write(path, records, options=None):
    with tf.python_io.TFRecordWriter(str(path), options) as writer:
        for record in records:
            writer.write(record)
    return str(path)


def contents_of(path):
    return Path(path).read_bytes()


def until_error(path, options=None):
    """The records before an error, and its words."""
    found = []
    try:
        for record in records_of(path, options):
            found.append(record)
    except tf.errors.DataLossError as error:
        return found, error.message
    return found, None


def test_rea_11_the_bytes_are_those_that_tensorflow_writes(tmp_path):
    path = write(tmp_path / "a", [b"hello", None])
    assert contents_of(path) == (
        b"\x05\x00\x00\x00\x00\x00\x00\x00\xea\xb2\x04>hello\xbb\x1f\x1c\x19"
        b"\x00\x00\x00\x00\x00\x00\x00\x00)\x03\x98\x07\xd8\xea\x82\xa2"
    )


def test_rea_11_a_file_that_is_not_closed_has_what_was_flushed(tmp_path):
    writer = tf.io.TFRecordWriter(str(tmp_path / "a"), "ZLIB")
    writer.write(b"first")
    writer.flush()
    writer.write(b"second")
    assert list(records_of(str(tmp_path / "a"), "ZLIB")) == [b"first"]
    writer.close()
    assert list(records_of(str(tmp_path / "a"), "ZLIB")) == [b"first", b"second"]


@FILES_AGAIN
@given(RECORDS, st.sampled_from(["", "ZLIB", "GZIP", 0, 1, 2, None]))
def test_rea_14_what_was_written_is_read(tmp_path, records, options):
    path = write(tmp_path / "a", records, options)
    assert list(records_of(path, options)) == records


@FILES_AGAIN
@given(RECORDS, st.data())
def test_rea_12_a_file_that_breaks_off_gives_the_records_before(tmp_path, records, data):
    path = write(tmp_path / "a", records)
    whole = contents_of(path)
    size = data.draw(st.integers(0, len(whole)))
    (tmp_path / "a").write_bytes(whole[:size])
    ends = [sum(len(framed(record)) for record in records[:count]) for count in range(len(records) + 1)]
    complete = max(count for count, end in enumerate(ends) if end <= size)
    words = f"truncated record at {ends[complete]}" if size - ends[complete] >= 12 else None
    assert until_error(path) == (records[:complete], words)


@FILES_AGAIN
@given(st.lists(st.binary(max_size=20), min_size=1, max_size=5), st.data())
def test_rea_12_a_changed_byte_is_found_where_it_is(tmp_path, records, data):
    path = write(tmp_path / "a", records)
    contents = bytearray(contents_of(path))
    place = data.draw(st.integers(0, len(contents) - 1))
    contents[place] ^= data.draw(st.integers(1, 255))
    (tmp_path / "a").write_bytes(bytes(contents))
    start = index = 0
    while start + len(framed(records[index])) <= place:
        start += len(framed(records[index]))
        index += 1
    place_in_words = start if place - start < 12 else start + 12
    assert until_error(path) == (records[:index], f"corrupted record at {place_in_words}")


def test_rea_12_a_length_beyond_all_memory_is_a_record_that_breaks_off(tmp_path):
    (tmp_path / "a").write_bytes(huge_length() + b"abc")
    assert until_error(str(tmp_path / "a")) == ([], "truncated record at 0")


def huge_length():
    from reference.interchange.checkpoint.checksum import crc32c, mask

    length = (2**62).to_bytes(8, "little")
    return length + mask(crc32c(length)).to_bytes(4, "little")


def test_rea_12_a_reader_stays_at_a_damaged_record(tmp_path):
    path = write(tmp_path / "a", [b"good", b"bad"])
    contents = bytearray(contents_of(path))
    contents[-1] ^= 1
    (tmp_path / "a").write_bytes(bytes(contents))
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(3, tf.string, shapes=[[]])
        value = tf.TFRecordReader().read(queue).value
        session.run(queue.enqueue_many([[path, path]]))
        assert session.run(value) == b"good"
        for _ in range(3):
            with pytest.raises(tf.errors.DataLossError, match="corrupted record at 32"):
                session.run(value)


def test_rea_13_nothing_is_opened_before_the_first_record_is_asked_for(tmp_path):
    records = records_of(str(tmp_path / "a"))
    write(tmp_path / "a", [b"x"])
    assert next(records) == b"x"


def test_rea_14_what_cannot_be_inflated_is_data_loss(tmp_path):
    path = write(tmp_path / "a", [b"x"])
    assert until_error(path, "GZIP") == ([], "inflate() failed with error -3: incorrect header check")


def test_rea_14_a_large_compressed_file_is_read_in_parts(tmp_path):
    records = [bytes([number % 256]) * 5000 for number in range(300)]
    path = write(tmp_path / "a", records, tf.io.TFRecordOptions("ZLIB", compression_level=9))
    assert list(records_of(path, "ZLIB")) == records
    inflated = zlib.decompress((tmp_path / "a").read_bytes())
    assert inflated == b"".join(map(framed, records))


def test_rea_14_settings_that_zlib_does_not_know_are_refused(tmp_path):
    with pytest.raises(tf.errors.InvalidArgumentError, match="deflateInit failed"):
        tf.io.TFRecordWriter(str(tmp_path / "a"), tf.io.TFRecordOptions("ZLIB", window_bits=99))
