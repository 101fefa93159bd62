"""`tf.train.QueueRunner`: threads that keep a queue filled, and how a graph says which of them it needs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from reference.errors import (
    OpError,
    OutOfRangeError,
    error_code_from_exception_type,
    exception_type_from_error_code,
)
from reference.graph.collections import GraphKeys
from reference.graph.defaults import get_default_graph, get_default_session
from reference.interchange.messages import is_message, message
from reference.public import public
from reference.session.session import BaseSession
from reference.train.collection_def import FORMS, ItemForm
from reference.train.coordinator import Coordinator

_log = logging.getLogger("tensorflow")


@public("train.QueueRunner", "train.queue_runner.QueueRunner")
class QueueRunner:
    """Makes threads that run the operations ``enqueue_ops``, each its own, until the queue is closed (PIPE-9).

    Errors of the types ``queue_closed_exception_types`` (a tuple, `errors.OutOfRangeError` unless given) mean that
    there is nothing more to enqueue.  Raises ValueError without a queue or operations, TypeError for types that are
    not those of `tf.errors`.
    """

    def __init__(
        self,
        queue: Any = None,
        enqueue_ops: Sequence[Any] | None = None,
        close_op: Any = None,
        cancel_op: Any = None,
        queue_closed_exception_types: tuple[type[OpError], ...] | None = None,
        queue_runner_def: Any = None,
        import_scope: str | None = None,
    ) -> None:
        """See the class; ``queue_runner_def`` and ``import_scope`` are those of `from_proto`."""
        if queue is not None and queue_runner_def is not None:
            raise ValueError("queue_runner_def and queue are mutually exclusive.")
        self._lock = threading.Lock()
        self._running: WeakKeyDictionary[Any, int] = WeakKeyDictionary()  # threads not yet at their end, by session
        self._exceptions_raised: list[BaseException] = []
        if queue_runner_def is not None:
            self._read(queue_runner_def, import_scope)
            return
        if queue is None or not enqueue_ops:
            raise ValueError("Must provide queue and enqueue_ops.")
        self._queue = queue
        self._enqueue_ops: Any = enqueue_ops
        self._close_op = queue.close() if close_op is None else close_op
        self._cancel_op = queue.close(cancel_pending_enqueues=True) if cancel_op is None else cancel_op
        self._queue_closed_exception_types = _checked_types(queue_closed_exception_types)

    @property
    def queue(self) -> Any:
        """The queue, or its operation where the runner was read from a message."""
        return self._queue

    @property
    def enqueue_ops(self) -> Any:
        """What the threads run."""
        return self._enqueue_ops

    @property
    def close_op(self) -> Any:
        """What the last thread runs when there is nothing more to enqueue."""
        return self._close_op

    @property
    def cancel_op(self) -> Any:
        """What is run when the coordinator asks for a stop."""
        return self._cancel_op

    @property
    def queue_closed_exception_types(self) -> tuple[type[OpError], ...]:
        """The errors that mean that there is nothing more to enqueue."""
        return self._queue_closed_exception_types

    @property
    def exceptions_raised(self) -> list[BaseException]:
        """What threads without a coordinator have raised since `create_threads`."""
        return self._exceptions_raised

    @property
    def name(self) -> str:
        """The name of the queue."""
        return str(self._queue.name)

    # ---- threads

    def create_threads(
        self, sess: Any, coord: Coordinator | None = None, daemon: bool = False, start: bool = False
    ) -> list[threading.Thread]:
        """The threads that fill the queue in a session, or none while such threads are running (PIPE-10)."""
        with self._lock:
            if self._running.get(sess, 0) > 0:
                return []
            self._running[sess] = len(self._enqueue_ops)
            self._exceptions_raised = []
        threads = [self._thread(self._fill, op.name, sess, op, coord) for op in self._enqueue_ops]
        if coord is not None:
            threads.append(self._thread(self._cancel_on_stop, "close_on_stop", sess, coord))
        for thread in threads:
            if coord is not None:
                coord.register_thread(thread)
            if daemon:
                thread.daemon = True
            if start:
                thread.start()
        return threads

    def _thread(self, work: Callable[..., None], part: str, *args: Any) -> threading.Thread:
        return threading.Thread(target=work, args=args, name=f"QueueRunnerThread-{self.name}-{part}")

    def _fill(self, sess: Any, enqueue_op: Any, coord: Coordinator | None) -> None:
        """The life of a thread (PIPE-11)."""
        try:
            finished = self._enqueue(sess, enqueue_op, coord)
        except Exception as error:
            self._leave(sess)
            if coord is not None:
                coord.request_stop(error)
                return
            _log.error("Exception in QueueRunner: %s", error)
            with self._lock:
                self._exceptions_raised.append(error)
            raise
        if self._leave(sess) and finished:
            _run_quietly(sess, self._close_op)

    def _enqueue(self, sess: Any, enqueue_op: Any, coord: Coordinator | None) -> bool:
        """Enqueues until the coordinator asks for a stop, or (True) until there is nothing more."""
        enqueue = sess.make_callable(enqueue_op)
        while coord is None or not coord.should_stop():
            try:
                enqueue()
            except self._queue_closed_exception_types:
                return True
        return False

    def _leave(self, sess: Any) -> bool:
        """Notes the end of a thread; whether it was the last of this session."""
        with self._lock:
            self._running[sess] -= 1
            return self._running[sess] == 0

    def _cancel_on_stop(self, sess: Any, coord: Coordinator) -> None:
        """The life of the thread that ends what waits in an enqueue operation when a stop is requested (PIPE-11)."""
        coord.wait_for_stop()
        _run_quietly(sess, self._cancel_op)

    # ---- messages

    def to_proto(self, export_scope: str | None = None) -> Any:
        """A `QueueRunnerDef`, names taken from below ``export_scope``; None if the queue is not below it (PIPE-13)."""
        if export_scope is not None and not self.name.startswith(export_scope):
            return None
        written = message("QueueRunnerDef")()
        prefix = f"{export_scope}/" if export_scope else ""
        written.queue_name = self.name.removeprefix(prefix)
        written.enqueue_op_name.extend(op.name.removeprefix(prefix) for op in self._enqueue_ops)
        written.close_op_name = self._close_op.name.removeprefix(prefix)
        written.cancel_op_name = self._cancel_op.name.removeprefix(prefix)
        codes = [error_code_from_exception_type(kind) for kind in self._queue_closed_exception_types]
        written.queue_closed_exception_types.extend(codes)
        return written

    @staticmethod
    def from_proto(queue_runner_def: Any, import_scope: str | None = None) -> QueueRunner:
        """A runner of the operations that a `QueueRunnerDef` names, below ``import_scope`` if given (PIPE-13).

        Raises KeyError for an operation that the default graph does not have.
        """
        return QueueRunner(queue_runner_def=queue_runner_def, import_scope=import_scope)

    def _read(self, queue_runner_def: Any, scope: str | None) -> None:
        if not is_message(queue_runner_def, "QueueRunnerDef"):
            raise TypeError(f"queue_runner_def must be a QueueRunnerDef, not {queue_runner_def!r}")
        graph = get_default_graph()

        def element(name: str) -> Any:
            return graph.as_graph_element(f"{scope}/{name}" if scope else name)

        self._queue = element(queue_runner_def.queue_name)
        self._enqueue_ops = [element(name) for name in queue_runner_def.enqueue_op_name]
        self._close_op = element(queue_runner_def.close_op_name)
        self._cancel_op = element(queue_runner_def.cancel_op_name)
        kinds = [exception_type_from_error_code(code) for code in queue_runner_def.queue_closed_exception_types]
        self._queue_closed_exception_types = tuple(kinds) or (OutOfRangeError,)


def _checked_types(kinds: Any) -> tuple[type[OpError], ...]:
    """The types of errors that close a queue, those of `QueueRunner` where None are given."""
    if kinds is None:
        return (OutOfRangeError,)
    faults = [kinds]
    if isinstance(kinds, tuple) and kinds:
        faults = [kind for kind in kinds if not (isinstance(kind, type) and issubclass(kind, OpError))]
    if faults:
        words = "queue_closed_exception_types, when provided, must be a tuple of tf.error types, but saw"
        raise TypeError(f"{words}: {faults[0]}")
    return kinds  # type: ignore[no-any-return]


def _run_quietly(sess: Any, operation: Any) -> None:
    """Runs an operation in a session that may be closed already, which is no error at the end of a thread."""
    try:
        sess.run(operation)
    except Exception as error:
        _log.debug("Ignored exception: %s", error)


@public("train.add_queue_runner", "train.queue_runner.add_queue_runner")
def add_queue_runner(qr: QueueRunner, collection: str = GraphKeys.QUEUE_RUNNERS) -> None:
    """Adds a runner to a collection of the default graph, for `start_queue_runners` (PIPE-12)."""
    get_default_graph().add_to_collection(collection, qr)


@public("train.start_queue_runners", "train.queue_runner.start_queue_runners")
def start_queue_runners(
    sess: Any = None,
    coord: Coordinator | None = None,
    daemon: bool = True,
    start: bool = True,
    collection: str = GraphKeys.QUEUE_RUNNERS,
) -> list[threading.Thread]:
    """Starts the threads of all runners that a session's graph collects, and gives them (PIPE-12).

    Raises ValueError where there is no session, TypeError for what is none.
    """
    if sess is None:
        sess = get_default_session()
        if sess is None:
            raise ValueError(
                "Cannot start queue runners: No default session is registered. Use `with sess.as_default()` or "
                "pass an explicit session to tf.start_queue_runners(sess=sess)"
            )
    if not isinstance(sess, BaseSession):
        raise TypeError(f"sess must be a `tf.Session` object. Given class: {type(sess)}")
    with sess.graph.as_default():
        runners = get_default_graph().get_collection(collection)
    return [
        thread for runner in runners for thread in runner.create_threads(sess, coord=coord, daemon=daemon, start=start)
    ]


FORMS[GraphKeys.QUEUE_RUNNERS] = ItemForm(
    lambda: message("QueueRunnerDef"), lambda runner, scope: runner.to_proto(scope), QueueRunner.from_proto
)
