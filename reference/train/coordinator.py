"""`tf.train.Coordinator`: threads that work for one program, end together, and report the first error."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from reference.errors import OutOfRangeError
from reference.public import public

_log = logging.getLogger("tensorflow")

_LOOK = 0.05  # seconds between two looks at threads that may end without anybody's asking


@public("train.Coordinator")
class Coordinator:
    """Asks threads to stop, waits for them, and raises the first error that one of them reported (PIPE-1).

    Errors of the types ``clean_stop_exception_types`` (`errors.OutOfRangeError`, unless given) are no errors: they
    say that there is nothing more to do.
    """

    def __init__(self, clean_stop_exception_types: Iterable[type[BaseException]] | None = None) -> None:
        """See the class; raises TypeError for types that are no sequence."""
        if clean_stop_exception_types is None:
            clean_stop_exception_types = (OutOfRangeError,)
        self._clean_stop_exception_types = tuple(clean_stop_exception_types)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._error: BaseException | None = None  # what `join` raises
        self._joined = False
        self._registered: set[threading.Thread] = set()

    def _filter_exception(self, ex: BaseException) -> BaseException | None:
        """``ex``, or None where it is a clean way to stop (PIPE-4)."""
        return None if isinstance(ex, self._clean_stop_exception_types) else ex

    def request_stop(self, ex: Any = None) -> None:
        """Asks all threads to stop, and keeps the first error ``ex`` for `join` to raise (PIPE-3).

        ``ex`` is an exception or what `sys.exc_info` gives; once the threads were joined, it is raised at once.
        Raises TypeError for anything else.
        """
        error = None if ex is None else self._filter_exception(_exception_of(ex))
        with self._lock:
            if self._joined and error is not None:
                raise error
            if self._stop.is_set():
                return
            if error is not None:
                _log.info("Error reported to Coordinator: %s, %s", type(error), error)
                self._error = error
            self._stop.set()

    def clear_stop(self) -> None:
        """Forgets the request to stop and the error, so that the coordinator can be used anew (PIPE-5)."""
        with self._lock:
            self._joined = False
            self._error = None
            self._stop.clear()

    def should_stop(self) -> bool:
        """Whether a stop was requested (PIPE-1)."""
        return self._stop.is_set()

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        """Waits until a stop is requested, at most ``timeout`` seconds; gives whether one was (PIPE-1)."""
        return self._stop.wait(timeout)

    @contextmanager
    def stop_on_exception(self) -> Iterator[None]:
        """A block whose exception, of whatever class, is reported to `request_stop` and goes no further (PIPE-6)."""
        try:
            yield
        except BaseException as error:  # also what would end the thread, such as SystemExit
            self.request_stop(error)

    def register_thread(self, thread: threading.Thread) -> None:
        """Adds a thread that `join` waits for (PIPE-7)."""
        with self._lock:
            self._registered.add(thread)

    def join(
        self,
        threads: Iterable[threading.Thread] | None = None,
        stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:
        """Waits until ``threads`` and the registered ones have ended, and raises the reported error (PIPE-8).

        Raises RuntimeError if a thread still runs ``stop_grace_period_secs`` after the stop was requested, unless
        ``ignore_live_threads``.
        """
        with self._lock:
            waited = list(self._registered.union(() if threads is None else threads))
        while (running := _alive(waited)) and not self._stop.is_set():
            self._stop.wait(_LOOK)
        _wait_for_all(running, stop_grace_period_secs)
        with self._lock:
            self._joined = True
            self._registered = set()
            if self._error is not None:
                raise self._error
        self._report_stragglers(_alive(waited), ignore_live_threads)

    def _report_stragglers(self, running: list[threading.Thread], ignored: bool) -> None:
        if not running:
            return
        message = f"Coordinator stopped with threads still running: {' '.join(thread.name for thread in running)}"
        if not ignored:
            raise RuntimeError(message)
        _log.info(message)

    @property
    def joined(self) -> bool:
        """Whether `join` has come to its end since the coordinator was made or cleared."""
        return self._joined

    def raise_requested_exception(self) -> None:
        """Raises the error that was reported, if there is one (PIPE-8)."""
        with self._lock:
            if self._error is not None:
                raise self._error


def _exception_of(reported: Any) -> BaseException:
    """The exception itself, of what `Coordinator.request_stop` takes."""
    error = reported[1] if isinstance(reported, tuple) and len(reported) == 3 else reported
    if not isinstance(error, BaseException):
        raise TypeError(f"ex must be an exception or what sys.exc_info() gives, not {reported!r}")
    if isinstance(reported, tuple) and reported[2] is not None:
        return error.with_traceback(reported[2])
    return error


def _alive(threads: list[threading.Thread]) -> list[threading.Thread]:
    return [thread for thread in threads if thread.is_alive()]


def _wait_for_all(running: list[threading.Thread], seconds: float) -> None:
    """Waits until all threads have ended, at most ``seconds`` for all of them together."""
    deadline = time.monotonic() + seconds
    for thread in running:
        if thread is not threading.current_thread():  # it cannot end while it waits here
            thread.join(max(deadline - time.monotonic(), 0))


@public("train.LooperThread")
class LooperThread(threading.Thread):
    """A thread that calls a function again and again until its coordinator asks it to stop (PIPE-2).

    ``target`` is called with ``args`` and ``kwargs`` every ``timer_interval_secs`` seconds, or without a pause if that
    is None.  Subclasses may override `run_loop`, `start_loop` and `stop_loop` instead.  Raises ValueError if ``coord``
    is no coordinator.
    """

    def __init__(
        self,
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any] | None = None,
        args: Iterable[Any] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """See the class; the thread registers itself with ``coord``."""
        if not isinstance(coord, Coordinator):
            raise ValueError(f"'coord' argument must be a Coordinator: {coord}")
        super().__init__()
        self.daemon = True
        self._coord = coord
        self._timer_interval_secs = timer_interval_secs
        self._work = target
        self._work_args = tuple(args or ())
        self._work_kwargs = dict(kwargs or {})
        coord.register_thread(self)

    @staticmethod
    def loop(
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any],
        args: Iterable[Any] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> LooperThread:
        """Makes and starts a looper thread, and gives it back."""
        thread = LooperThread(coord, timer_interval_secs, target=target, args=args, kwargs=kwargs)
        thread.start()
        return thread

    def run(self) -> None:
        """What the thread does; an exception stops all threads of the coordinator, and `stop_loop` is left out."""
        with self._coord.stop_on_exception():
            self.start_loop()
            due = time.monotonic()
            while not self._stops_before(due):
                due += self._timer_interval_secs or 0
                self.run_loop()
            self.stop_loop()

    def _stops_before(self, due: float) -> bool:
        """Whether the coordinator asks for a stop before the next call is due."""
        if self._timer_interval_secs is None:
            return self._coord.should_stop()
        return self._coord.wait_for_stop(max(due - time.monotonic(), 0))

    def start_loop(self) -> None:
        """Called once, before the first `run_loop`."""

    def stop_loop(self) -> None:
        """Called once, after the last `run_loop`."""

    def run_loop(self) -> None:
        """Called again and again; calls the target."""
        if self._work is not None:
            self._work(*self._work_args, **self._work_kwargs)
