"""Many threads on one session: reads, assignments, queue traffic and failing runs at the same time.

    python -m tests.stress.busy_session [--threads 64] [--seconds 30]

Every outcome must be legal; no increment and no element may be lost or counted twice; and the memory of
the process must stay what it was when all was warm.
"""

import argparse
import random
import resource
import sys
import threading
import time
from collections import Counter

import reference as tf

SLOTS = [10, 20, 30]  # what the variable that is assigned may hold


class Workload:
    """A graph, a session, and the kinds of work that threads do with them."""

    def __init__(self):
        self.graph = tf.Graph()
        with self.graph.as_default():
            counter = tf.Variable(0, name="counter")
            resource_counter = tf.Variable(0, name="resource_counter", use_resource=True)
            slot = tf.Variable(SLOTS[0], name="slot")
            queue = tf.FIFOQueue(16, [tf.int64], shapes=[[]])
            empty = tf.FIFOQueue(1, [tf.int64], shapes=[[]], name="empty")
            self.count = counter.assign_add(1, use_locking=True).op
            self.count_resource = resource_counter.assign_add(1, read_value=False)
            self.counts = [counter, resource_counter.read_value()]
            self.new_slot = tf.placeholder(tf.int32, [])
            self.assign_slot, self.slot = slot.assign(self.new_slot).op, slot + 0
            self.element = tf.placeholder(tf.int64, [])
            self.enqueue, self.dequeue, self.size = queue.enqueue(self.element), queue.dequeue(), queue.size()
            self.dequeue_nothing = empty.dequeue()
            self.vector = tf.placeholder(tf.float32, [None])
            self.doubled = self.vector * 2.0
            self.no_pair = tf.reshape(self.vector, [2])
            self.unset = tf.Variable(0, name="unset") + 1
            initial = [counter.initializer, resource_counter.initializer, slot.initializer]
        self.session = tf.Session(graph=self.graph)
        self.session.run(initial)
        self.in_time = tf.RunOptions(timeout_in_ms=2)
        self.doubling = self.session.make_callable(self.doubled, [self.vector])

    def work(self, tally, draw, number):
        """One piece of work of a thread; what it did is noted in ``tally``."""
        kind = draw.choice(["count", "count_resource", "read", "assign", "trade", "call", "parts", "fail", "late"])
        getattr(self, f"_{kind}")(tally, draw, number)
        tally.done[kind] += 1

    def _count(self, tally, draw, number):
        self.session.run(self.count)
        tally.counted += 1

    def _count_resource(self, tally, draw, number):
        self.session.run(self.count_resource)
        tally.counted_resource += 1

    def _read(self, tally, draw, number):
        counts = [int(value) for value in self.session.run(self.counts)]
        assert all(now >= before for now, before in zip(counts, tally.seen, strict=True)), (counts, tally.seen)
        assert counts[0] >= tally.counted
        assert counts[1] >= tally.counted_resource
        tally.seen = counts
        assert self.session.run(self.slot) in SLOTS

    def _assign(self, tally, draw, number):
        self.session.run(self.assign_slot, {self.new_slot: draw.choice(SLOTS)})

    def _trade(self, tally, draw, number):
        """Puts one element in and takes one out, its own or another's."""
        taken, _ = self.session.run([self.dequeue, self.enqueue], {self.element: number})
        tally.balance += number - int(taken)

    def _call(self, tally, draw, number):
        assert self.doubling([number, 1.0]).tolist() == [2.0 * number, 2.0]

    def _parts(self, tally, draw, number):
        handle = self.session.partial_run_setup([self.doubled, self.no_pair], [self.vector])
        assert self.session.partial_run(handle, self.doubled, {self.vector: [1.0, 2.0]}).tolist() == [2.0, 4.0]
        assert self.session.partial_run(handle, self.no_pair).tolist() == [1.0, 2.0]

    def _fail(self, tally, draw, number):
        _refused(tf.errors.InvalidArgumentError, lambda: self.session.run(self.no_pair, {self.vector: [1.0, 2.0, 3.0]}))
        _refused(tf.errors.FailedPreconditionError, lambda: self.session.run(self.unset))

    def _late(self, tally, draw, number):
        _refused(tf.errors.DeadlineExceededError, lambda: self.session.run(self.dequeue_nothing, options=self.in_time))

    def check_nothing_is_lost(self, tallies):
        """AssertionError if the counters or the queue hold something else than all threads together put there."""
        counts = [int(value) for value in self.session.run(self.counts)]
        assert counts == [sum(t.counted for t in tallies), sum(t.counted_resource for t in tallies)]
        assert self.session.run(self.size) == 0
        assert sum(tally.balance for tally in tallies) == 0


def _refused(kind, call):
    try:
        call()
    except kind:
        return
    raise AssertionError(f"no {kind.__name__}")


class Tally:
    """What one thread has done and seen."""

    def __init__(self):
        self.done = Counter()
        self.counted = self.counted_resource = self.balance = 0
        self.seen = [0, 0]
        self.error = None


def run_threads(workload, threads, go_on):
    """Works with so many threads while ``go_on(thread, number)``; the tallies, or the error that a thread met."""
    tallies = [Tally() for _ in range(threads)]

    def work(thread):
        draw, number = random.Random(thread), 0
        try:
            while go_on(thread, number):
                workload.work(tallies[thread], draw, thread + threads * number)
                number += 1
        except BaseException as error:
            tallies[thread].error = error

    running = [threading.Thread(target=work, args=(thread,), daemon=True) for thread in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(600)
        assert not thread.is_alive(), "hangs"
    for tally in tallies:
        if tally.error is not None:
            raise tally.error
    workload.check_nothing_is_lost(tallies)
    return tallies


def resident_mib():
    """The memory of the process that is in use now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def main():
    """Runs the threads from the command line, and prints what they did and how much memory was in use."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=64, help="how many (%(default)s)")
    parser.add_argument("--seconds", type=float, default=30, help="how long (%(default)s)")
    options = parser.parse_args()
    begin, samples = time.monotonic(), []
    workload = Workload()

    def go_on(thread, number):
        elapsed = time.monotonic() - begin
        if thread == 0 and elapsed >= len(samples) * options.seconds / 10:
            samples.append(resident_mib())
            print(f"{elapsed:5.1f} s  {samples[-1]:7.1f} MiB", flush=True)
        return elapsed < options.seconds

    tallies = run_threads(workload, options.threads, go_on)
    done = sum((tally.done for tally in tallies), Counter())
    print(f"{sum(done.values())} pieces of work: " + ", ".join(f"{kind} {n}" for kind, n in sorted(done.items())))
    print(f"memory from {samples[len(samples) // 3]:.1f} MiB after a third of the time to {samples[-1]:.1f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
