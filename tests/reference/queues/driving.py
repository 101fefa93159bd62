"""Drives what waits by hand, so that a test says who runs when, without threads."""

import numpy as np

import reference as tf
from reference.ops.queues.fifo import FIFOQueue
from reference.runtime.blocking import Changes, StepCancelled


class Attempt:
    """A generator of a queue, run as far as it goes; `done` when it came to its end, well or not."""

    def __init__(self, generator):
        self._generator = generator
        self.done = False
        self.result = None
        self.error = None
        self.go_on()

    def go_on(self):
        """Runs it until it waits or is done."""
        if not self.done:
            self._send(lambda: next(self._generator))
        return self

    def cancel(self):
        """Ends it as the end of its step does."""
        if not self.done:
            self._send(lambda: self._generator.throw(StepCancelled()))
        return self

    def abandon(self):
        """Ends it as the failure of another operation does."""
        self._generator.close()
        self.done = True

    def _send(self, resume):
        try:
            resume()
        except StopIteration as end:
            self.done, self.result = True, end.value
        except (tf.errors.OpError, StepCancelled) as error:
            self.done, self.error = True, error

    @property
    def values(self):
        """The first component of what was taken, as a list or a number."""
        return self.result[0].tolist()


def integers(capacity=3, kind=FIFOQueue, **named):
    """A queue of int32 scalars."""
    return kind("q", [tf.int32], [()], capacity, Changes(), **named)


def put(queue, *values):
    """Puts values in, one by one, as `enqueue_many`."""
    return Attempt(queue.enqueue_many([np.array(values, np.int32)]))


def take(queue, count=None, or_fewer=False):
    """Takes so many out, or one."""
    if count is None:
        return Attempt(queue.dequeue())
    return Attempt(queue.dequeue_up_to(count) if or_fewer else queue.dequeue_many(count))


def close(queue, cancel=False):
    """Closes it."""
    return Attempt(queue.close(cancel))
