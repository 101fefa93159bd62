"""Chapter REA: what each kind of reader makes of files, and what it counts."""

import gzip
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reference as tf
from reference.ops.readers.formats import TextLine
from reference.ops.readers.reader import Reader
from reference.runtime.blocking import Changes
from tests.reference.readers.rig import Rig, result, written

FILES_AGAIN = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def test_rea_1_a_reader_is_made_once_in_a_session_and_shared_by_name(tmp_path):
    (name,) = written(tmp_path, a=b"1\n2\n3\n")
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(3, tf.string, shapes=[[]])
        handles = [tf.raw_ops.TextLineReaderV2(shared_name="s"), tf.raw_ops.WholeFileReaderV2(shared_name="s")]
        reads = [tf.ReaderBase(handle).read(queue).value for handle in handles]
        session.run(queue.enqueue(name))
        assert [session.run(read) for read in [*reads, reads[0]]] == [b"1", b"2", b"3"]


def test_rea_1_the_older_ops_are_gone_but_for_old_graphs():
    with (
        tf.Graph().as_default(),
        pytest.raises(NotImplementedError, match=r"removed in version 26\. Use TextLineReaderV2\."),
    ):
        tf.raw_ops.TextLineReader()


def old_graph(kind, producer=20, **attrs):
    """A graph as it was written when readers were references to strings."""
    graph_def = tf.GraphDef()
    graph_def.versions.producer = producer
    graph_def.node.add(name="queue", op="FIFOQueue").attr["component_types"].list.type.append(
        tf.string.as_datatype_enum
    )
    reader = graph_def.node.add(name="reader", op=kind)
    for attr, value in attrs.items():
        reader.attr[attr].i = value
    graph_def.node.add(name="read", op="ReaderRead", input=["reader", "queue"])
    graph_def.node.add(name="counted", op="ReaderNumRecordsProduced", input=["reader"])
    return graph_def


def test_rea_1_an_old_graph_reads_with_references(tmp_path):
    (name,) = written(tmp_path, a=b"1\n2\n")
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(old_graph("TextLineReader"), name="")
        enqueue = tf.raw_ops.QueueEnqueue(handle=graph.get_tensor_by_name("queue:0"), components=[name])
        session.run(enqueue)
        assert session.run("read:1") == b"1"
        assert session.run("counted:0") == 1
        container, private = session.run("reader:0")
        assert container == b"localhost" and private.endswith(b"_reader")


def test_rea_1_a_newer_graph_must_not_have_them():
    with tf.Graph().as_default(), pytest.raises(tf.errors.UnimplementedError, match="removed in version 26"):
        tf.import_graph_def(old_graph("IdentityReader", producer=26))


def test_rea_7_the_older_reader_of_fixed_lengths_cannot_run():
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(old_graph("FixedLengthRecordReader", record_bytes=2), name="")
        with pytest.raises(tf.errors.NotFoundError, match="No attr named 'encoding' in NodeDef:"):
            session.run("counted:0")


def test_ses_7_a_session_that_is_closed_has_no_file_open(tmp_path):
    names = written(tmp_path, a=b"1\n2\n")
    with Rig(tf.TextLineReader, names) as rig:
        rig.read()
        (reader,) = [resource for _, resource in rig.resources() if isinstance(resource, Reader)]
        source = reader.form.source
    assert source.is_closed


def test_ses_7_a_file_in_use_is_closed_at_the_end_of_its_use(tmp_path):
    reader = Reader("reader", TextLine(0), Changes())
    reader.form.begin(written(tmp_path, a=b"1\n")[0].encode())
    with result(reader.turn()):
        source = reader.form.source
        reader.release()
        assert not source.is_closed
    assert source.is_closed


def test_rea_2_units_of_work_without_a_record_are_passed_over(tmp_path):
    names = written(tmp_path, empty=b"", a=b"1\n", none=b"", b=b"2")
    with Rig(tf.TextLineReader, names) as rig:
        assert rig.all() == [("a:1", b"1"), ("b:1", b"2")]
        assert rig.counts() == [2, 4]


@pytest.mark.parametrize(
    ("dtypes", "message"),
    [(tf.int32, "Expected queue with single string component"), ([tf.string] * 2, "Expected single component queue")],
)
def test_rea_2_a_queue_of_something_else_is_refused(dtypes, message):
    with tf.Graph().as_default(), tf.Session() as session:
        read = tf.IdentityReader().read(tf.FIFOQueue(3, dtypes))
        with pytest.raises(tf.errors.InvalidArgumentError, match=message):
            session.run(read)


@FILES_AGAIN
@given(st.lists(st.integers(0, 4), max_size=5), st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_rea_4_whatever_is_read_at_once_the_records_come_in_order(tmp_path, sizes, counts):
    lines = [[b"%d-%d" % (file, line) for line in range(size)] for file, size in enumerate(sizes)]
    names = [written(tmp_path, **{f"f{i}": b"".join(b"%s\n" % x for x in of_one)})[0] for i, of_one in enumerate(lines)]
    expected = [line for of_one in lines for line in of_one]
    found = []
    with Rig(tf.TextLineReader, names) as rig:
        try:
            for count in counts:
                several = rig.up_to(count)
                assert len(several) <= count
                assert len({line.split(b"-")[0] for line in several}) <= 1
                found += several
        except tf.errors.OutOfRangeError:
            assert found == expected
        assert found == expected[: len(found)]
        assert rig.counts()[0] == len(found)


def test_rea_4_a_negative_number_of_records_is_refused():
    with (
        Rig(tf.IdentityReader, ["a"]) as rig,
        pytest.raises(tf.errors.InvalidArgumentError, match="must be >= 0 not -1"),
    ):
        rig.up_to(-1)


def test_rea_4_reset_forgets_the_file_and_the_counts(tmp_path):
    names = written(tmp_path, a=b"1\n2\n", b=b"3\n")
    with Rig(tf.TextLineReader, names) as rig:
        rig.read()
        rig.run(rig.reset)
        assert rig.counts() == [0, 0]
        assert rig.all() == [("b:1", b"3")]


@FILES_AGAIN
@given(st.lists(st.binary(max_size=50), max_size=4))
def test_rea_5_whole_files_are_what_is_in_them(tmp_path, contents):
    names = [written(tmp_path, **{f"f{index}": content})[0] for index, content in enumerate(contents)]
    with Rig(tf.WholeFileReader, names) as rig:
        assert [value for _, value in rig.all()] == contents
        assert rig.counts() == [len(contents), len(contents)]


@FILES_AGAIN
@given(st.binary(max_size=60).map(lambda data: data.translate(b"\r\n" * 4 + bytes(range(8, 256)))), st.integers(0, 3))
def test_rea_6_lines_end_with_a_newline_and_lose_one_carriage_return(tmp_path, data, skipped):
    (name,) = written(tmp_path, a=data)
    *ended, rest = [line.removesuffix(b"\r") for line in data.split(b"\n")]
    expected = ended + [rest] * bool(rest)
    with Rig(lambda: tf.TextLineReader(skipped), [name]) as rig:
        assert rig.all() == [(f"a:{number}", line) for number, line in enumerate(expected, 1) if number > skipped]


LENGTHS = st.fixed_dictionaries(
    {
        "record_bytes": st.integers(1, 9), "header_bytes": st.integers(0, 9), "footer_bytes": st.integers(0, 9),
        "hop_bytes": st.integers(0, 9),
    }
)  # fmt: skip


@FILES_AGAIN
@given(st.binary(min_size=9, max_size=60), LENGTHS, st.sampled_from(["", "ZLIB", "GZIP"]))
def test_rea_7_records_of_fixed_length_follow_the_formula(tmp_path, data, lengths, encoding):
    packed = {"ZLIB": zlib.compress, "GZIP": gzip.compress}.get(encoding, bytes)(data)
    (name,) = written(tmp_path, a=packed)
    record, header, footer = lengths["record_bytes"], lengths["header_bytes"], lengths["footer_bytes"]
    starts = range(header, len(data) - footer - record + 1, lengths["hop_bytes"] or record)
    expected = [(f"a:{index}", data[start : start + record]) for index, start in enumerate(starts)]
    with Rig(lambda: tf.FixedLengthRecordReader(**lengths, encoding=encoding), [name]) as rig:
        assert rig.all() == expected


def test_rea_7_a_file_shorter_than_its_header_is_given_up(tmp_path):
    names = written(tmp_path, short=b"123", long=b"12345678")
    with Rig(lambda: tf.FixedLengthRecordReader(2, header_bytes=4), names) as rig:
        with pytest.raises(tf.errors.OutOfRangeError, match="reached end of file"):
            rig.read()
        assert rig.all() == [("long:0", b"56"), ("long:1", b"78")]


def test_rea_8_the_key_of_a_record_is_where_it_begins(tmp_path):
    path = str(tmp_path / "a")
    with tf.python_io.TFRecordWriter(path, "ZLIB") as writer:
        for record in (b"hello", b"", b"x" * 20):
            writer.write(record)
    with Rig(lambda: tf.TFRecordReader(options="ZLIB"), [path]) as rig:
        assert rig.all() == [("a:0", b"hello"), ("a:21", b""), ("a:37", b"x" * 20)]


def test_rea_9_the_identity_reader_gives_the_names():
    with Rig(tf.IdentityReader, ["a", "nowhere"]) as rig:
        assert rig.all() == [("a", b"a"), ("nowhere", b"nowhere")]


def test_rea_10_a_state_that_was_restored_is_the_state(tmp_path):
    names = written(tmp_path, a=b"1", b=b"2")
    with Rig(tf.WholeFileReader, names) as rig:
        rig.read()
        state = rig.run(rig.serialize)
        rig.read()
        rig.restore(state)
        assert rig.run(rig.serialize) == state
        assert rig.counts() == [1, 1]


def test_rea_10_a_state_in_the_middle_of_a_file_is_refused_and_changes_nothing():
    with Rig(tf.IdentityReader, ["a"]) as rig:
        rig.read()
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"Inconsistent work started vs\. finished"):
            rig.restore(b"\x08\x02\x10\x01")
        assert rig.counts() == [1, 1]


def test_rea_15_a_file_that_is_missing_is_passed_over_or_stays(tmp_path):
    names = [str(tmp_path / "nowhere"), *written(tmp_path, a=b"1")]
    with Rig(tf.TextLineReader, names) as rig:
        with pytest.raises(tf.errors.NotFoundError, match="nowhere; No such file or directory") as caught:
            rig.read()
        assert caught.value.op is rig.record.key.op
        assert rig.read() == ("a:1", b"1")
    with Rig(tf.WholeFileReader, names) as rig:
        for _ in range(3):
            with pytest.raises(tf.errors.NotFoundError, match="nowhere"):
                rig.read()
        rig.run(rig.reset)
        assert rig.read() == ("a", b"1")


@pytest.mark.parametrize("make", [tf.WholeFileReader, tf.TextLineReader, tf.TFRecordReader])
def test_rea_15_a_reader_stays_at_a_folder_until_it_is_reset(tmp_path, make):
    with Rig(make, [tmp_path]) as rig:
        for _ in range(2):
            with pytest.raises(tf.errors.FailedPreconditionError, match="Is a directory"):
                rig.read()
        rig.run(rig.reset)
        with pytest.raises(tf.errors.OutOfRangeError, match="insufficient elements"):
            rig.read()
