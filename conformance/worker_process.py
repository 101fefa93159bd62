"""A child process that answers lines with lines, and may die, hang, or babble while doing so (POSIX)."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
import weakref
from collections import deque
from collections.abc import Mapping, Sequence

_CHUNK = 1 << 16
_GLANCE = 0.25  # seconds between looks at whether the child still lives, should a grandchild hold its output open
_STDERR_LINES = 20
_STDERR_LINE_BYTES = 500
_LAST_READS = 64  # of a dead child's standard error, which a grandchild out of reach may still fill


class Died(Exception):
    """The child's output ended before its reply did."""


class Silent(Exception):
    """No reply within the limit."""


class Babbling(Exception):
    """More output than a reply may have, or output that nothing asked for."""


class WorkerProcess:
    """A started child process, the leader of a process group of its own."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str] | None, longest_reply: int) -> None:
        self._child = subprocess.Popen(
            list(argv),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=None if environment is None else {**os.environ, **environment},
            start_new_session=True,  # so that its children can be ended with it
        )
        streams = self._child.stdin, self._child.stdout, self._child.stderr
        self._stdin, self._stdout, self._stderr = (stream.fileno() for stream in streams if stream is not None)
        for descriptor in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(descriptor, False)
        self._longest_reply = longest_reply
        self._received = bytearray()
        self._errors: deque[bytes] = deque(maxlen=_STDERR_LINES)
        self._error_line = b""
        self._waiting = memoryview(b"")
        self._killing = weakref.finalize(self, _kill, self._child)

    @property
    def status(self) -> int | None:
        """The exit status, or None while the child lives."""
        return self._child.poll()

    @property
    def last_errors(self) -> tuple[str, ...]:
        """The last lines of the standard error, as far as they were read."""
        lines = [*self._errors, self._error_line] if self._error_line else self._errors
        return tuple(line.decode("utf-8", "backslashreplace").rstrip("\r") for line in lines)

    def exchange(self, request: bytes, limit: float) -> bytes:
        """Send a line and return the line that comes back, each with its newline, in ``limit`` seconds."""
        self._pump_output()
        if self._received:
            raise Babbling(f"output that nothing asked for: {bytes(self._received[:200])!r}")
        deadline = time.monotonic() + limit
        self._waiting = memoryview(request)
        with selectors.DefaultSelector() as selector:
            selector.register(self._stdout, selectors.EVENT_READ, self._pump_output)
            selector.register(self._stderr, selectors.EVENT_READ, self._pump_errors)
            selector.register(self._stdin, selectors.EVENT_WRITE, self._send)
            while time.monotonic() < deadline:
                self._work(selector, deadline)
                line = self._take_line()
                if line is not None:
                    return line
        raise Silent

    def hang_up(self, patience: float) -> bytes | None:
        """End the child's input and give what it still says; None if it lives on after ``patience`` seconds."""
        if self._child.stdin is not None:
            self._child.stdin.close()
        try:
            self._child.wait(patience)
        except subprocess.TimeoutExpired:
            return None
        while chunk := _read(self._stdout):
            self._received += chunk
        return bytes(self._received)

    def end(self, patience: float = 0.0) -> int | None:
        """End the child and all it started; returns the exit status if it went by itself in ``patience``."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(patience)
        status = self.status
        self._killing()
        for _ in range(_LAST_READS):
            if not self._pump_errors():
                break
        for stream in (self._child.stdin, self._child.stdout, self._child.stderr):
            if stream is not None:
                stream.close()
        return status

    def _work(self, selector: selectors.BaseSelector, deadline: float) -> None:
        """Move what can be moved through the pipes; raises Died when no more output can come."""
        dead = self.status is not None
        patience = 0.0 if dead else min(max(deadline - time.monotonic(), 0.0), _GLANCE)
        ready = [key for key, _ in selector.select(patience)]
        for key in ready:
            if not key.data():
                selector.unregister(key.fd)
                if key.fd == self._stdout:
                    raise Died
        if dead and all(key.fd != self._stdout for key in ready):
            raise Died

    def _send(self) -> bool:
        """Hand on a part of the request; False when there is no more to send or nobody to take it."""
        with contextlib.suppress(BlockingIOError):
            try:
                self._waiting = self._waiting[os.write(self._stdin, self._waiting[:_CHUNK]) :]
            except BrokenPipeError:  # it may still answer, or die: the output will tell
                return False
        return bool(self._waiting)

    def _pump_output(self) -> bool:
        chunk = _read(self._stdout)
        self._received += chunk or b""
        return chunk != b""

    def _pump_errors(self) -> bool:
        chunk = _read(self._stderr)
        if chunk:
            *lines, rest = (self._error_line + chunk).split(b"\n")
            self._errors.extend(line[:_STDERR_LINE_BYTES] for line in lines[-_STDERR_LINES:])
            self._error_line = rest[:_STDERR_LINE_BYTES]
        return chunk != b""

    def _take_line(self) -> bytes | None:
        end = self._received.find(b"\n", max(0, len(self._received) - _CHUNK))  # before the last chunk: none
        if end < 0:
            if len(self._received) > self._longest_reply:
                raise Babbling(f"a reply of more than {self._longest_reply} bytes")
            return None
        line = bytes(self._received[: end + 1])
        del self._received[: end + 1]
        return line


def _read(descriptor: int) -> bytes | None:
    """What there is to read: empty at the end, None if there is nothing yet."""
    try:
        return os.read(descriptor, _CHUNK)
    except BlockingIOError:
        return None


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child's whole group and collect its status."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
