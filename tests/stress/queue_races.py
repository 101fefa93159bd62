"""Races at a queue, again and again: none may hang, and every outcome must be legal.

    python -m tests.stress.queue_races [--repetitions 10000] [--seed 0]

Every repetition has a new session, whose engine draws the order of operations with a seed of its own.
"""

import argparse
import random
import sys
import threading

import reference as tf
from reference.runtime.engine import ReferenceEngine
from reference.runtime.schedule import Shuffled

PATIENCE = 60  # seconds after which something hangs


class InThread:
    """A call in a thread of its own, and what became of it."""

    def __init__(self, call):
        self._call = call
        self._outcome = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            self._outcome = self._call()
        except Exception as error:
            self._outcome = error

    def join(self):
        """What the call returned or raised; AssertionError if it hangs."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "hangs"
        return self._outcome


class Races:
    """One graph with a queue of one place, and the races that are run at it."""

    def __init__(self):
        self.graph = tf.Graph()
        with self.graph.as_default():
            queue = tf.FIFOQueue(1, [tf.int32], shapes=[[]], shared_name="queue")
            self.value = tf.placeholder(tf.int32, [])
            self.values = tf.placeholder(tf.int32, [None])
            self.enqueue = queue.enqueue(self.value)
            self.enqueue_many = queue.enqueue_many([self.values])
            self.dequeue = queue.dequeue()
            self.dequeue_three = queue.dequeue_many(3)
            self.close = queue.close()
            self.cancel = queue.close(cancel_pending_enqueues=True)
            self.size = queue.size()

    def session(self, seed):
        """A session that runs operations in an order drawn from ``seed``."""
        seeds = random.Random(seed)
        session = tf.Session(graph=self.graph)
        session._engine = ReferenceEngine(lambda: Shuffled(seeds.randrange(2**32)))
        return session

    def one_step_enqueues_and_dequeues(self, session, number):
        """`run([enqueue, dequeue])` gives the element, whichever comes first."""
        assert session.run([self.dequeue, self.enqueue], {self.value: number}) == [number, None]

    def another_thread_unblocks_a_dequeue(self, session, number):
        """A dequeue gets the element that another thread brings."""
        waiting = InThread(lambda: session.run(self.dequeue))
        session.run(self.enqueue, {self.value: number})
        assert waiting.join() == number

    def a_close_cancels_a_blocked_enqueue(self, session, number):
        """The enqueue that waits fails when the queue is closed; what was in the queue stays."""
        session.run(self.enqueue, {self.value: number})
        waiting = InThread(lambda: session.run(self.enqueue, {self.value: -1}))
        session.run(self.cancel)
        assert isinstance(waiting.join(), tf.errors.CancelledError)
        assert session.run(self.dequeue) == number
        outcome = InThread(lambda: session.run(self.dequeue)).join()
        assert isinstance(outcome, tf.errors.OutOfRangeError)

    def a_session_closes_under_a_blocked_enqueue(self, session, number):
        """The enqueue ends, with CancelledError if it had begun."""
        session.run(self.enqueue, {self.value: number})
        waiting = InThread(lambda: session.run(self.enqueue, {self.value: -1}))
        session.close()
        outcome = waiting.join()
        assert isinstance(outcome, tf.errors.CancelledError | RuntimeError), outcome

    def a_timeout_races_with_an_enqueue(self, session, number):
        """The dequeue gives the element, or it is too late: before it took the element, or after it (RUN-12)."""
        options = tf.RunOptions(timeout_in_ms=1)
        waiting = InThread(lambda: session.run(self.dequeue, options=options))
        session.run(self.enqueue, {self.value: number})
        outcome = waiting.join()
        if isinstance(outcome, tf.errors.DeadlineExceededError):
            left = session.run(self.size)
            assert left == 0 or session.run(self.dequeue) == number
        else:
            assert outcome == number
            assert session.run(self.size) == 0

    def many_go_through_one_place(self, session, number):
        """Three elements of one enqueue reach one dequeue of three, though the queue holds one."""
        numbers = [number, number + 1, number + 2]
        giving = InThread(lambda: session.run(self.enqueue_many, {self.values: numbers}))
        assert session.run(self.dequeue_three).tolist() == numbers
        assert giving.join() is None

    def a_close_races_with_a_dequeue_of_many(self, session, number):
        """The dequeue has too few elements; they are given back."""
        waiting = InThread(lambda: session.run(self.dequeue_three))
        session.run(self.enqueue, {self.value: number})
        session.run(self.close)
        assert isinstance(waiting.join(), tf.errors.OutOfRangeError)
        assert session.run(self.dequeue) == number

    def all(self):
        """The races, by name."""
        private = {"session", "all"}
        return {name: getattr(self, name) for name in vars(Races) if name[0] != "_" and name not in private}


def repeat(repetitions, seed=0, report=lambda name, done: None):
    """Runs every race so many times; AssertionError at the first outcome that is not legal."""
    races = Races()
    for name, race in races.all().items():
        for number in range(repetitions):
            with races.session(seed + number) as session:
                race(session, number)
            if number % 100 == 99:
                report(name, number + 1)


def main():
    """Runs the races from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=10_000, help="of each race (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the orders of operations (%(default)s)")
    options = parser.parse_args()

    def report(name, done):
        print(f"\r{name.replace('_', ' '):45} {done:>7}", end="\n" if done == options.repetitions else "", flush=True)

    repeat(options.repetitions, options.seed, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
