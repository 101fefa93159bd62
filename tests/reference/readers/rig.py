"""A reader with its queue of names and a session, for the tests of this folder."""

import reference as tf


class Rig:
    """The operations of one reader, and a session for them; used as a block."""

    def __init__(self, make, names=(), close=True):
        self._graph = tf.Graph()
        with self._graph.as_default():
            self.queue = tf.FIFOQueue(1000, tf.string, shapes=[[]])
            self.reader = make()
            self.record = self.reader.read(self.queue)
            self._count = tf.placeholder(tf.int64, [])
            self._several = self.reader.read_up_to(self.queue, self._count)
            self._counts = [self.reader.num_records_produced(), self.reader.num_work_units_completed()]
            self._state = tf.placeholder(tf.string, [])
            self.serialize, self._restore = self.reader.serialize_state(), self.reader.restore_state(self._state)
            self.reset = self.reader.reset()
            self._names = tf.placeholder(tf.string, [None])
            self._enqueue, self.close = self.queue.enqueue_many([self._names]), self.queue.close()
        self.session = tf.Session(graph=self._graph)
        self.add(*names)
        if close:
            self.run(self.close)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.session.close()

    def run(self, fetches, feeds=None, **options):
        return self.session.run(fetches, feeds, **options)

    def add(self, *names):
        self.run(self._enqueue, {self._names: list(map(str, names))})

    def read(self):
        """The next record as name and key without the folder, and value."""
        key, value = self.run(self.record)
        return key.decode().rpartition("/")[2], value

    def up_to(self, count):
        return self.run(self._several, {self._count: count})[1].tolist()

    def counts(self):
        return [int(self.run(count)) for count in self._counts]

    def restore(self, state):
        self.run(self._restore, {self._state: state})

    def resources(self):
        return self.session._engine.state.resources.items()

    def all(self):
        """The records until the queue has no more names."""
        found = []
        while True:
            try:
                found.append(self.read())
            except tf.errors.OutOfRangeError as error:
                assert "is closed and has insufficient elements" in error.message
                return found


def result(generator):
    """What a generator that need not wait returns."""
    try:
        next(generator)
    except StopIteration as stopped:
        return stopped.value
    raise AssertionError("it waits")


def written(folder, **contents):
    """Files with these contents; their paths."""
    paths = []
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        paths.append(str(folder / name))
    return paths
