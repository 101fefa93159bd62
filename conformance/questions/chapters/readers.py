"""Readers, record files and files: keys and values, counts, errors, and what is written.

Every question has a folder of its own, which is `DIR` in its answer.
"""

from __future__ import annotations

import gzip
import os
import tempfile
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any

from conformance.messages import own_message
from conformance.questions.question import first_line, nodes, question, refusal, shapes

if TYPE_CHECKING:
    from collections.abc import Callable

_FILES = {
    "one": b"1\n2\n3\n",
    "two": b"4\n5\n",
    "empty": b"",
    "mixed": b"a\r\nb\r\r\n\r\nc\rd\ne\r",
    "letters": b"ABCDEFGHIJKLMNOPQRST",
    "zlib": zlib.compress(b"ABCDEFGHIJKLMNOPQRST"),
    "gzip": gzip.compress(b"ABCDEFGHIJKLMNOPQRST"),
}


class _Folder:
    """A folder with a few files, and what it takes to ask questions about it."""

    def __init__(self, tf: Any) -> None:
        self.tf = tf
        self._temporary = tempfile.TemporaryDirectory()
        self._root = self._temporary.name
        self.put(**_FILES)
        os.mkdir(self.path("folder"))

    def __enter__(self) -> _Folder:
        return self

    def __exit__(self, *unused: Any) -> None:
        self._temporary.cleanup()

    def path(self, name: str) -> str:
        return os.path.join(self._root, name)

    def put(self, **contents: bytes) -> None:
        for name, content in contents.items():
            with open(self.path(name), "wb") as file:
                file.write(content)

    def bytes_of(self, name: str) -> bytes:
        with open(self.path(name), "rb") as file:
            return file.read()

    def records(self, name: str, records: Any, options: Any = None) -> str:
        with self.tf.python_io.TFRecordWriter(self.path(name), options) as writer:
            for record in records:
                writer.write(record)
        return self.path(name)

    def stable(self, value: Any) -> Any:
        """The value without the name of the folder."""
        if isinstance(value, bytes):
            return value.replace(self._root.encode(), b"DIR")
        if isinstance(value, str):
            return value.replace(self._root, "DIR")
        if isinstance(value, (list, tuple)):
            return [self.stable(item) for item in value]
        if hasattr(value, "tolist"):
            return self.stable(value.tolist())
        return value

    def outcome(self, attempt: Callable[..., Any], *arguments: Any) -> Any:
        """What an attempt gives, or its error's class, code and first line."""
        try:
            return self.stable(attempt(*arguments))
        except Exception as error:
            words = own_message(error).split("\n")[0]
            return [type(error).__name__, getattr(error, "error_code", None), self.stable(words)]


class _Rig:
    """A reader with a queue that holds the names of files and is closed."""

    def __init__(self, folder: _Folder, reader: Any, files: Any, close: bool = True) -> None:
        tf = folder.tf
        self.folder = folder
        queue = tf.FIFOQueue(20, tf.string, [[]], shared_name="names")
        self.read_op = reader.read(queue)
        self._count = tf.placeholder(tf.int64, [])
        self._read_up_to = reader.read_up_to(queue, self._count)
        self._counts = [reader.num_records_produced(), reader.num_work_units_completed(), queue.size()]
        self._serialize, self._state = reader.serialize_state(), tf.placeholder(tf.string, [])
        self._restore, self._reset = reader.restore_state(self._state), reader.reset()
        self._session = tf.Session()
        self._session.run(queue.enqueue_many([[folder.path(name) for name in files]]))
        if close:
            self._session.run(queue.close())

    def run(self, fetches: Any, feeds: Any = None) -> Any:
        return self.folder.outcome(lambda: self._session.run(fetches, feeds))

    def read(self) -> Any:
        return self.run(self.read_op)

    def up_to(self, count: int) -> Any:
        return self.run(self._read_up_to, {self._count: count})

    def counts(self) -> Any:
        """Records, units of work, names left in the queue; one step each, since a step has no order."""
        return [int(self._session.run(count)) for count in self._counts]

    def serialize(self) -> Any:
        return self._session.run(self._serialize)

    def restore(self, state: bytes) -> Any:
        return self.folder.outcome(lambda: self._session.run(self._restore, {self._state: state}))

    def reset(self) -> Any:
        return self.run(self._reset)

    def until_error(self, most: int = 12) -> Any:
        """Records up to the first error, with it."""
        found = []
        for _ in range(most):
            found.append(self.read())
            if len(found[-1]) != 2:
                break
        return found


def _all_of(tf: Any, make: Callable[[], Any], *files: str) -> Any:
    with _Folder(tf) as folder:
        return _Rig(folder, make(), files).until_error()


# ---- readers in a graph


@question("REA-1")
def nodes_of_readers(tf: Any) -> Any:
    queue = tf.FIFOQueue(3, tf.string, [[]], name="q")
    reader = tf.TextLineReader(name="lines")
    reader.read(queue)
    reader.read_up_to(queue, 3, name="several")
    reader.num_records_produced()
    reader.num_work_units_completed()
    reader.serialize_state()
    reader.restore_state("x")
    reader.reset()
    return nodes(tf)


@question("REA-1")
def attributes_of_readers(tf: Any) -> Any:
    options = tf.python_io.TFRecordOptions(tf.python_io.TFRecordCompressionType.ZLIB)
    readers = [
        tf.WholeFileReader(),
        tf.IdentityReader(),
        tf.TextLineReader(2),
        tf.TFRecordReader(options=options),
        tf.FixedLengthRecordReader(4, 1, 2, 3, encoding="GZIP"),
        tf.FixedLengthRecordReader(4),
    ]
    made = []
    for reader in readers:
        op = reader.reader_ref.op
        attrs = {key: value.s or value.i for key, value in sorted(op.node_def.attr.items())}
        made.append([op.name, op.type, reader.supports_serialize, sorted(attrs), list(map(repr, attrs.values()))])
    return made


@question("REA-1", "REA-4")
def static_shapes_of_readers(tf: Any) -> Any:
    queue = tf.FIFOQueue(3, tf.string)
    reader = tf.WholeFileReader()
    counts = [reader.num_records_produced(), reader.num_work_units_completed(), reader.serialize_state()]
    return shapes(reader.reader_ref, *reader.read(queue), *reader.read_up_to(queue, 2), *counts)


@question("REA-1")
def what_readers_refuse_while_building(tf: Any) -> Any:
    queue = tf.FIFOQueue(3, tf.string)
    reader = tf.WholeFileReader()
    return [
        refusal(lambda: reader.read("q")),
        refusal(lambda: reader.read(None)),
        refusal(lambda: reader.read_up_to(queue, [3])),
        refusal(lambda: reader.restore_state(3)),
        refusal(lambda: reader.restore_state(["a"])),
        refusal(lambda: tf.FixedLengthRecordReader("a")),
        refusal(lambda: tf.TFRecordReader(options="zlib")),
        refusal(lambda: tf.raw_ops.ReaderReadV2(reader_handle=tf.placeholder(tf.resource, [2]), queue_handle=queue)),
    ]


@question("REA-1")
def older_readers_are_gone(tf: Any) -> Any:
    kinds = ["TextLineReader", "IdentityReader", "TFRecordReader"]
    return [refusal(getattr(tf.raw_ops, kind)) for kind in kinds] + [str(tf.raw_ops.WholeFileReader().shape)]


# ---- the records of each kind


@question("REA-5")
def whole_files(tf: Any) -> Any:
    return _all_of(tf, tf.WholeFileReader, "one", "empty", "two")


@question("REA-6")
def lines_of_text(tf: Any) -> Any:
    return _all_of(tf, tf.TextLineReader, "one", "empty", "two")


@question("REA-6")
def lines_with_carriage_returns(tf: Any) -> Any:
    return _all_of(tf, tf.TextLineReader, "mixed")


@question("REA-6")
def lines_after_a_header(tf: Any) -> Any:
    return [_all_of(tf, partial(tf.TextLineReader, count), "one", "mixed") for count in (1, 2, 9)]


@question("REA-6")
def a_negative_header_of_lines(tf: Any) -> Any:
    return _all_of(tf, lambda: tf.TextLineReader(-1), "one")


def _fixed(tf: Any, file: str, *settings: Any) -> Any:
    return [_all_of(tf, partial(tf.FixedLengthRecordReader, **case), file) for case in settings]


@question("REA-7")
def records_of_fixed_length(tf: Any) -> Any:
    return _fixed(tf, "letters", {"record_bytes": 5}, {"record_bytes": 7}, {"record_bytes": 20}, {"record_bytes": 21})


@question("REA-7")
def fixed_length_between_header_and_footer(tf: Any) -> Any:
    return _fixed(
        tf, "letters", {"record_bytes": 4, "header_bytes": 1, "footer_bytes": 2},
        {"record_bytes": 4, "footer_bytes": 17}, {"record_bytes": 4, "footer_bytes": 30},
        {"record_bytes": 4, "header_bytes": 20}, {"record_bytes": 4, "header_bytes": 21},
        {"record_bytes": 4, "header_bytes": 10, "footer_bytes": 11},
    )  # fmt: skip


@question("REA-7")
def fixed_length_with_hops(tf: Any) -> Any:
    return _fixed(
        tf, "letters", {"record_bytes": 3, "hop_bytes": 5}, {"record_bytes": 8, "hop_bytes": 6},
        {"record_bytes": 3, "header_bytes": 2, "footer_bytes": 9, "hop_bytes": 1}, {"record_bytes": 1, "hop_bytes": 99},
    )  # fmt: skip


@question("REA-7")
def fixed_length_of_compressed_files(tf: Any) -> Any:
    zlibbed = _fixed(
        tf, "zlib", {"record_bytes": 5, "encoding": "ZLIB"},
        {"record_bytes": 3, "header_bytes": 2, "footer_bytes": 2, "hop_bytes": 6, "encoding": "ZLIB"},
        {"record_bytes": 3, "header_bytes": 21, "encoding": "ZLIB"}, {"record_bytes": 3, "encoding": "GZIP"},
    )  # fmt: skip
    return [zlibbed, _fixed(tf, "gzip", {"record_bytes": 5, "encoding": "GZIP"})]


@question("REA-7")
def fixed_length_with_an_unknown_encoding(tf: Any) -> Any:
    return _fixed(tf, "letters", {"record_bytes": 10, "encoding": "zlib"}, {"record_bytes": 10, "encoding": "LZ4"})


@question("REA-7")
def negative_lengths(tf: Any) -> Any:
    cases = [{name: -1} for name in ("record_bytes", "header_bytes", "footer_bytes", "hop_bytes")]
    return _fixed(tf, "letters", *[{"record_bytes": 4, **case} for case in cases])


@question("REA-7")
def records_without_bytes_do_not_end(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.FixedLengthRecordReader(0), ["letters"])
        return rig.until_error(4)


@question("REA-8")
def records_of_record_files(tf: Any) -> Any:
    with _Folder(tf) as folder:
        folder.records("a", [b"hello", b"", b"x" * 20])
        folder.records("b", [b"last"])
        return _Rig(folder, tf.TFRecordReader(), ["a", "empty", "b"]).until_error()


@question("REA-8", "REA-14")
def records_of_compressed_record_files(tf: Any) -> Any:
    answers = []
    for written in ("ZLIB", "GZIP", ""):
        for read in ("ZLIB", "GZIP", ""):
            with tf.Graph().as_default(), _Folder(tf) as folder:
                folder.records("a", [b"hello", b"", b"x" * 20], written)
                answers.append(_Rig(folder, tf.TFRecordReader(options=read), ["a"]).until_error())
    return answers


@question("REA-9")
def the_identity_reader(tf: Any) -> Any:
    return _all_of(tf, tf.IdentityReader, "one", "nowhere")


# ---- one record after the other


@question("REA-2", "REA-4")
def counts_while_reading(tf: Any) -> Any:
    answers = []
    for make in (tf.TextLineReader, tf.WholeFileReader, tf.IdentityReader, lambda: tf.FixedLengthRecordReader(2)):
        with tf.Graph().as_default(), _Folder(tf) as folder:
            rig = _Rig(folder, make(), ["two", "empty", "one"])
            answers.append([rig.counts() for _ in range(5) if rig.read()])
    return answers


@question("REA-2")
def work_that_is_not_one_string(tf: Any) -> Any:
    answers = []
    for work in ("a", ["a"], [["a"]], ["a", "b"], []):
        queue = tf.FIFOQueue(3, tf.string)
        reader = tf.IdentityReader()
        steps = queue.enqueue([work]), reader.read(queue), reader.num_work_units_completed(), queue.size()
        with tf.Session() as sess:
            for step in steps:
                try:
                    answers.append(sess.run(step))
                except tf.errors.OpError as error:
                    answers.append([type(error).__name__, first_line(error)])
    return answers


@question("REA-4")
def read_up_to_the_end_of_a_file(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.TextLineReader(), ["one", "empty", "two"])
        return [[rig.up_to(count), rig.counts()] for count in (2, 2, 5, 5)]


@question("REA-4")
def read_up_to_exactly_the_end(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.TextLineReader(), ["one", "two"])
        return [[rig.up_to(count), rig.counts()] for count in (3, 2, 1)]


@question("REA-4")
def read_up_to_several_whole_files(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.WholeFileReader(), ["one", "two"])
        return [[rig.up_to(5), rig.counts()] for _ in range(3)]


@question("REA-4")
def read_up_to_none(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.TextLineReader(), ["one"])
        return [rig.up_to(0), rig.counts(), rig.read(), rig.up_to(0), rig.counts()]


@question("REA-2", "REA-4")
def read_and_read_up_to_in_turn(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.TextLineReader(), ["one", "two"])
        return [rig.read(), rig.up_to(1), rig.read(), rig.up_to(9), rig.counts()]


@question("REA-4")
def reset_a_reader(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.TextLineReader(), ["one", "two"])
        return [rig.read(), rig.counts(), rig.reset(), rig.counts(), rig.read(), rig.counts()]


@question("REA-2")
def queues_that_readers_refuse(tf: Any) -> Any:
    with _Folder(tf) as folder:
        queues = [tf.FIFOQueue(2, tf.int32), tf.FIFOQueue(2, [tf.string, tf.string])]
        reads = [tf.TextLineReader().read(queue) for queue in queues]
        with tf.Session() as session:
            session.run([queues[0].enqueue(3), queues[1].enqueue(["a", "b"])])
            return [folder.outcome(session.run, read) for read in reads]


@question("REA-2")
def other_queues_of_names(tf: Any) -> Any:
    with _Folder(tf) as folder:
        queues = [tf.FIFOQueue(2, tf.string), tf.PaddingFIFOQueue(2, tf.string, [[]]), tf.FIFOQueue(2, tf.string)]
        elements = [folder.path("one"), folder.path("one"), [folder.path("two"), "b"]]
        reads = [tf.TextLineReader().read(queue) for queue in queues]
        with tf.Session() as session:
            for index, element in enumerate(elements):
                session.run(queues[index].enqueue(element))
            return [folder.outcome(session.run, read) for read in reads]


@question("REA-2")
def an_element_without_a_name(tf: Any) -> Any:
    with _Folder(tf) as folder:
        queue = tf.FIFOQueue(2, tf.string)
        read = tf.TextLineReader().read(queue)
        with tf.Session() as session:
            session.run(queue.enqueue(tf.zeros([0], tf.string)))
            session.run(queue.enqueue(folder.path("one")))
            return [folder.outcome(session.run, read) for _ in range(2)]


@question("REA-1")
def readers_shared_by_name(tf: Any) -> Any:
    with _Folder(tf) as folder:
        queue = tf.FIFOQueue(9, tf.string, [[]])
        raw = tf.raw_ops
        handles = [
            raw.TextLineReaderV2(shared_name="s"),
            raw.TextLineReaderV2(shared_name="s", skip_header_lines=2),
            raw.WholeFileReaderV2(shared_name="s"),
            raw.TextLineReaderV2(shared_name="s", container="c"),
            raw.TextLineReaderV2(name="s"),
        ]
        reads = [tf.ReaderBase(handle).read(queue) for handle in handles]
        with tf.Session() as session:
            session.run(queue.enqueue_many([[folder.path(name) for name in ("one", "two", "letters")]]))
            return [folder.outcome(session.run, read) for read in reads]


@question("REA-1")
def each_session_has_its_own_reader(tf: Any) -> Any:
    with _Folder(tf) as folder:
        queue = tf.FIFOQueue(9, tf.string, [[]])
        read = tf.TextLineReader().read(queue)
        enqueue = queue.enqueue(folder.path("one"))
        answers = []
        for _ in range(2):
            with tf.Session() as session:
                session.run(enqueue)
                answers.append([folder.stable(session.run(read)) for _ in range(2)])
        return answers


@question("REA-3")
def two_reads_of_one_step(tf: Any) -> Any:
    with _Folder(tf) as folder:
        queue = tf.FIFOQueue(9, tf.string, [[]])
        reader = tf.TextLineReader()
        reads = [reader.read(queue).value for _ in range(3)]
        with tf.Session() as session:
            session.run(queue.enqueue(folder.path("one")))
            return sorted(session.run(reads))


@question("REA-16")
def a_read_that_waits_ends_with_its_step(tf: Any) -> Any:
    with _Folder(tf) as folder:
        queue = tf.FIFOQueue(9, tf.string, [[]])
        reader = tf.TextLineReader()
        read = reader.read(queue)
        with tf.Session() as session:
            limit = tf.RunOptions(timeout_in_ms=50)
            first = folder.outcome(lambda: session.run(read, options=limit))
            session.run(queue.enqueue(folder.path("one")))
            return [first[:2], folder.outcome(lambda: session.run(read))]


@question("REA-1")
def a_handle_of_something_else(tf: Any) -> Any:
    queue = tf.FIFOQueue(9, tf.string, [[]])
    count = tf.raw_ops.ReaderNumRecordsProducedV2(reader_handle=queue.queue_ref)
    with tf.Session() as session:
        return refusal(lambda: session.run(count))


# ---- state


@question("REA-10")
def serialize_and_restore(tf: Any) -> Any:
    answers = []
    for make in (tf.WholeFileReader, tf.IdentityReader):
        with tf.Graph().as_default(), _Folder(tf) as folder:
            rig = _Rig(folder, make(), ["one", "two", "empty", "one"])
            states = [rig.serialize()]
            for _ in range(2):
                rig.read()
                states.append(rig.serialize())
            counts = [[rig.restore(state), rig.counts(), rig.read()] for state in states[:2]]
            names = (b"", b"one", b"two")
            fields = [[state[:6].hex(), state.endswith(names[index])] for index, state in enumerate(states)]
            answers.append([fields, counts])
    return answers


@question("REA-10")
def readers_without_state(tf: Any) -> Any:
    answers = []
    for make in (tf.TextLineReader, tf.TFRecordReader, lambda: tf.FixedLengthRecordReader(1)):
        with tf.Graph().as_default(), _Folder(tf) as folder:
            rig = _Rig(folder, make(), [])
            answers.append([folder.outcome(rig.serialize), rig.restore(b"")])
    return answers


@question("REA-10")
def restore_what_is_no_state(tf: Any) -> Any:
    minus = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
    states = [b"zz", b"\xff", b"\x08", b"\x08\x01", b"\x08\x02\x10\x01\x18\x05", b"\x10" + minus, b"\x18" + minus]
    states += [b"\x08\x02\x10\x03\x18\x05", b"\x10\x01", b"\x08\x01\x10\x01\x18\x05\x22\x03abc", b""]
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.IdentityReader(name="reader"), ["one"])
        return [[rig.restore(state), rig.counts()] for state in states]


@question("REA-10", "REA-15")
def the_state_after_a_file_that_is_missing(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.WholeFileReader(), ["nowhere", "one"])
        failed = rig.read()
        state = rig.serialize()
        return [failed, state[:3].hex(), state.endswith(b"nowhere"), rig.restore(state), rig.counts()]


# ---- errors


def _kinds(tf: Any) -> Any:
    return [tf.WholeFileReader, tf.TextLineReader, lambda: tf.FixedLengthRecordReader(2), tf.TFRecordReader]


def _twice(tf: Any, *files: str) -> Any:
    """The first error of each kind of reader, and what comes when it goes on."""
    answers = []
    for make in _kinds(tf):
        with tf.Graph().as_default(), _Folder(tf) as folder:
            folder.records("record", [b"last"])
            rig = _Rig(folder, make(), [*files, "record"])
            answers.append([[rig.read(), rig.counts()] for _ in range(2)])
    return answers


@question("REA-15")
def a_file_that_is_missing(tf: Any) -> Any:
    return _twice(tf, "nowhere")


@question("REA-15")
def a_folder_for_a_file(tf: Any) -> Any:
    return _twice(tf, "folder")


@question("REA-15")
def a_missing_file_while_reading_several(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.TextLineReader(), ["one", "nowhere", "two"])
        return [[rig.up_to(9), rig.counts()] for _ in range(4)]


@question("REA-15")
def reset_after_an_error(tf: Any) -> Any:
    with _Folder(tf) as folder:
        rig = _Rig(folder, tf.WholeFileReader(), ["nowhere", "two"])
        return [rig.read(), rig.reset(), rig.counts(), rig.read(), rig.counts()]


@question("REA-12")
def record_files_that_break_off(tf: Any) -> Any:
    answers = []
    for size in (1, 11, 12, 17, 20, 21, 30, 36, 37, 40):
        with tf.Graph().as_default(), _Folder(tf) as folder:
            folder.records("a", [b"hello", b"", b"x"])
            folder.put(b=folder.bytes_of("a")[:size])
            rig = _Rig(folder, tf.TFRecordReader(), ["b"])
            answers.append([rig.until_error(3), rig.counts()])
    return answers


@question("REA-12")
def record_files_with_a_changed_byte(tf: Any) -> Any:
    answers = []
    for place in (0, 7, 8, 12, 17, 21, 33):
        with tf.Graph().as_default(), _Folder(tf) as folder:
            folder.records("a", [b"hello", b"", b"x"])
            data = bytearray(folder.bytes_of("a"))
            data[place] ^= 1
            folder.put(b=bytes(data))
            rig = _Rig(folder, tf.TFRecordReader(), ["b"])
            answers.append([rig.until_error(4), rig.read(), rig.up_to(3), rig.counts()])
    return answers


@question("REA-12", "REA-14")
def damaged_compressed_record_files(tf: Any) -> Any:
    answers = []
    for kept, added in ((5, b""), (None, b"rest"), (-1, b"!")):
        with tf.Graph().as_default(), _Folder(tf) as folder:
            folder.records("a", [b"hello", b"x" * 30], "ZLIB")
            folder.put(b=folder.bytes_of("a")[:kept] + added)
            answers.append(_Rig(folder, tf.TFRecordReader(options="ZLIB"), ["b"]).until_error())
    return answers


# ---- record files in Python


@question("REA-11")
def the_bytes_of_a_record_file(tf: Any) -> Any:
    with _Folder(tf) as folder:
        folder.records("a", [b"hello", b"", None, b"x" * 300])
        return folder.bytes_of("a")


@question("REA-13")
def iterate_over_records(tf: Any) -> Any:
    with _Folder(tf) as folder:
        path = folder.records("a", [b"hello", b"", b"x"])
        records = tf.python_io.tf_record_iterator
        folder.put(b=folder.bytes_of("a")[:-1])
        paths = [path, path.encode(), folder.path("b"), folder.path("nowhere"), folder.path("folder"), 5]
        return [folder.outcome(lambda path: list(records(path)), path) for path in paths]


@question("REA-14")
def compressions_of_record_files(tf: Any) -> Any:
    python_io = tf.python_io
    answers = []
    for kind in ("ZLIB", "GZIP", "", None, 0, 1, 2, "zlib", "LZ4", 5):
        with _Folder(tf) as folder:

            def write_and_read(kind: Any, folder: Any) -> Any:
                folder.records("a", [b"hello", b"x" * 30], kind)
                return list(python_io.tf_record_iterator(folder.path("a"), kind))

            answers.append(
                [
                    folder.outcome(write_and_read, kind, folder),
                    folder.outcome(python_io.TFRecordOptions.get_compression_type_string, kind),
                ]
            )
    return answers


@question("REA-14")
def record_options(tf: Any) -> Any:
    options = tf.python_io.TFRecordOptions("GZIP", compression_level=9, mem_level=3)
    return [sorted(vars(options).items(), key=str), sorted(options.compression_type_map.items())]


@question("REA-11")
def what_a_record_writer_refuses(tf: Any) -> Any:
    with _Folder(tf) as folder:
        writer = tf.python_io.TFRecordWriter(folder.path("a"))
        wrong = [folder.outcome(writer.write, value) for value in ("text", 3, bytearray(b"a"))]
        ends = [writer.flush(), writer.close(), writer.close()]
        late = [folder.outcome(lambda: writer.write(b"a")), folder.outcome(writer.flush)]
        paths = [folder.path("nowhere/a"), folder.path("folder"), "", 3]
        return [wrong, ends, late, [folder.outcome(tf.io.TFRecordWriter, path) for path in paths]]


@question("REA-11")
def records_are_there_after_a_flush(tf: Any) -> Any:
    with _Folder(tf) as folder:
        sizes = []
        with tf.python_io.TFRecordWriter(folder.path("a")) as writer:
            writer.write(b"hello")
            sizes.append(len(folder.bytes_of("a")))
            writer.flush()
            sizes.append(len(folder.bytes_of("a")))
        return sizes


# ---- files as operations


@question("REA-18", "REA-19")
def nodes_of_file_operations(tf: Any) -> Any:
    read, found = tf.read_file("a"), tf.matching_files(["a", "b"])
    tf.write_file("a", "b", name="writing")
    return [nodes(tf), shapes(read, found)]


def _steps(tf: Any, *builders: Any) -> Any:
    with _Folder(tf) as folder:
        answers = []
        for build in builders:
            with tf.Graph().as_default(), tf.Session() as session:
                answers.append(folder.outcome(lambda build, session: session.run(build(folder)), build, session))
        return answers


def _called(function: Callable[[str], Any], name: str, folder: _Folder) -> Any:
    return function(folder.path(name))


@question("REA-18")
def read_files(tf: Any) -> Any:
    names = ("one", "empty", "nowhere/../two", "nowhere", "folder", "nowhere/a")
    return _steps(tf, *[partial(_called, tf.read_file, name) for name in names])


@question("REA-18")
def write_files(tf: Any) -> Any:
    with _Folder(tf) as folder:
        answers = []
        for name in ("one", "new/deep/file", "folder", "two/a", "two/a/b"):
            with tf.Graph().as_default(), tf.Session() as session:
                write = tf.write_file(folder.path(name), b"h\xff")
                answers.append(folder.outcome(session.run, write))
        return [answers, folder.bytes_of("one"), folder.bytes_of("new/deep/file")]


@question("REA-18", "REA-19")
def shapes_that_file_operations_refuse(tf: Any) -> Any:
    fed = tf.placeholder(tf.string)
    with tf.Session() as session:
        return [
            refusal(lambda: tf.read_file(["a"])),
            refusal(lambda: tf.write_file("a", ["b"])),
            refusal(lambda: tf.matching_files([["a"]])),
            refusal(lambda: session.run(tf.read_file(fed), {fed: ["a"]})),
            refusal(lambda: session.run(tf.write_file(fed, "a"), {fed: ["a"]})),
            refusal(lambda: session.run(tf.write_file("a", fed), {fed: ["a", "b"]})),
            refusal(lambda: session.run(tf.matching_files(fed), {fed: [["a"]]})),
            refusal(lambda: session.run(tf.read_file("nowhere://a"))),
        ]


@question("REA-19")
def match_files(tf: Any) -> Any:
    patterns = ["e*", "*", "t?o", "[eo]*", "[!a-m]*", "[^o]ne", "on[a-f", "\\one", "{one,two}", "nowhere/*", "one/*"]
    patterns += ["", "one", "*/*", "[[:alpha:]]wo", "nowhere/../one"]
    return _steps(tf, *[partial(_called, tf.matching_files, name) for name in patterns])


@question("REA-19")
def match_several_patterns(tf: Any) -> Any:
    names = ("two", "o*", "*o*", "missing")
    return _steps(tf, lambda folder: tf.matching_files([folder.path(name) for name in names]))


# ---- files in Python


@question("REA-17", "REA-20")
def look_at_files(tf: Any) -> Any:
    with _Folder(tf) as folder:
        names = ("one", "folder", "nowhere", "one/a", "nowhere/../one", "folder/")
        looks = (tf.gfile.Exists, tf.gfile.IsDirectory, lambda path: tf.gfile.Stat(path).is_directory)
        return [[folder.outcome(look, folder.path(name)) for look in looks] for name in names]


@question("REA-20")
def list_folders(tf: Any) -> Any:
    with _Folder(tf) as folder:
        tf.gfile.MakeDirs(folder.path("folder/x/y"))
        listing = [
            folder.outcome(lambda name: sorted(tf.gfile.ListDirectory(folder.path(name))), name)
            for name in ("folder", "folder/x/", "one", "nowhere")
        ]
        walks = [list(tf.gfile.Walk(folder.path("folder"), order)) for order in (True, False)]
        return folder.stable([listing, walks, list(tf.gfile.Walk(folder.path("nowhere")))])


@question("REA-21")
def make_and_remove_folders(tf: Any) -> Any:
    files = tf.gfile
    with _Folder(tf) as folder:
        steps = [
            (files.MkDir, "m"), (files.MkDir, "m"), (files.MkDir, "nowhere/m"), (files.MkDir, "one"),
            (files.MakeDirs, "n/o/p"), (files.MakeDirs, "n/o/p"), (files.MakeDirs, "one"), (files.MakeDirs, "one/a"),
            (files.Remove, "two"), (files.Remove, "two"), (files.Remove, "m"),
            (files.DeleteRecursively, "n"), (files.DeleteRecursively, "n"), (files.DeleteRecursively, "one"),
        ]  # fmt: skip
        return [folder.outcome(step, folder.path(name)) for step, name in steps]


@question("REA-21")
def copy_and_rename_files(tf: Any) -> Any:
    copy, rename = tf.gfile.Copy, tf.gfile.Rename
    with _Folder(tf) as folder:
        steps = [
            (copy, "one", "c", False), (copy, "one", "c", False), (copy, "two", "c", True),
            (copy, "nowhere", "d", False), (copy, "nowhere", "c", False), (copy, "folder", "e", False),
            (copy, "one", "folder", True),
            (copy, "one", "nowhere/a", False), (rename, "c", "f", False), (rename, "f", "one", False),
            (rename, "f", "one", True), (rename, "nowhere", "f", False), (rename, "one", "nowhere/a", False),
            (rename, "folder", "g", False), (rename, "two", "g", True), (rename, "g", "two", True),
        ]  # fmt: skip
        done = [
            folder.outcome(step, folder.path(name), folder.path(other), overwrite)
            for step, name, other, overwrite in steps
        ]
        return [done, sorted(os.listdir(folder.path(""))), folder.bytes_of("one")]


@question("REA-22")
def find_files(tf: Any) -> Any:
    with _Folder(tf) as folder:

        def found(*names: str) -> Any:
            paths = [folder.path(name) for name in names]
            return folder.outcome(lambda: sorted(tf.gfile.Glob(paths[0] if len(names) == 1 else paths)))

        patterns = ["*e", "o?e", "fold*", "folder/", "one", "missing", "nowhere/*", "one/*", "folder/*", "*/one"]
        return [*[found(pattern) for pattern in patterns], found("one", "o*"), tf.gfile.Glob(""), tf.gfile.Glob([])]


@question("REA-23")
def read_an_open_file(tf: Any) -> Any:
    with _Folder(tf) as folder:
        open_file = tf.gfile.GFile
        path = folder.path("mixed")
        whole, lines = open_file(path, "rb").read(), open_file(path).readlines()
        file = open_file(folder.path("one"))
        parts = [file.read(2), file.tell(), file.readline(), file.seek(-1, 2), file.read(), file.read(), file.seek(0)]
        return [whole, lines, parts, list(file), file.size(), file.mode, file.seekable(), open_file(path, "rb").next()]


@question("REA-23")
def write_an_open_file(tf: Any) -> Any:
    with _Folder(tf) as folder:
        path = folder.path("new")
        file = tf.gfile.GFile(path, "w")
        before = tf.gfile.Exists(path)
        file.write("h\u00e9")
        at = file.tell()
        file.write(b"\xff")
        unflushed = folder.bytes_of("new")
        file.close()
        answers = [before, at, unflushed, folder.bytes_of("new")]
        for mode in ("a", "r+", "w+", "wb"):
            with tf.gfile.Open(path, mode) as file:
                file.write(mode)
            answers.append(folder.bytes_of("new"))
        return answers


@question("REA-17", "REA-23")
def what_open_files_refuse(tf: Any) -> Any:
    open_file = tf.gfile.GFile
    with _Folder(tf) as folder:
        path = folder.path("one")
        attempts: list[Callable[[], Any]] = [
            *[partial(open_file, path, mode) for mode in ("x", "rt", "")],
            lambda: open_file(path, "w").read(),
            lambda: open_file(path, "r").write("a"),
            lambda: open_file(path).seek(99),
            lambda: open_file(path).seek(-1),
            lambda: open_file(path).seek(0, 7),
            lambda: open_file(path).seek(),
            lambda: open_file(folder.path("nowhere")).read(),
            lambda: open_file(folder.path("nowhere")).size(),
            lambda: open_file(folder.path("folder")).read(),
            lambda: open_file(folder.path("folder")).readline(),
            lambda: open_file(folder.path("nowhere/a"), "w").write("a"),
            lambda: open_file(folder.path("folder"), "w").write("a"),
            lambda: open_file("nowhere://a").read(),
            lambda: open_file(path, "w").write(3),
            lambda: open_file(3).read(),
        ]
        modes = [open_file(path, mode).mode for mode in ("br", "rb+", "a+b")]
        return [*modes, *[folder.outcome(attempt) for attempt in attempts]]
