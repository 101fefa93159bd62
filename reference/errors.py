"""What goes wrong while a graph runs: `OpError`, its sixteen kinds, and the code of each (`tf.errors`)."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

# ERR-2: the codes, as they travel between processes.
OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16

_FROM_OP: Any = object()  # stands for "ask the operation for its NodeDef when somebody wants it"


class OpError(Exception):
    """An error that a step ended with, and where known the operation that made it.

    `node_def` is the failed node's NodeDef message or None, `op` the `tf.Operation` or None, `message` the
    words, `error_code` one of the codes of `tf.errors`. Source: ERR-1 to ERR-5.

    >>> import reference as tf
    >>> error = tf.errors.OpError(None, None, "out of luck", tf.errors.ABORTED)
    >>> str(error), error.error_code, error.op
    ('out of luck', 10, None)
    """

    def __init__(self, node_def: Any, op: Any, message: str, error_code: int) -> None:
        super().__init__()
        self._node_def = node_def
        self._op = op
        self._message = message
        self._error_code = error_code

    @property
    def message(self) -> str:
        """The words that describe the error."""
        return self._message

    @property
    def op(self) -> Any:
        """The operation that failed, or None where it is not known or not part of the graph (ERR-4)."""
        return self._op

    @property
    def error_code(self) -> int:
        """The number of the error's kind (ERR-2)."""
        return self._error_code

    @property
    def node_def(self) -> Any:
        """The NodeDef of the operation that failed, or None where it is not known (ERR-4)."""
        if self._node_def is _FROM_OP:  # a message is costly to make, and few ask for it
            self._node_def = self._op.node_def
        return self._node_def

    def with_op(self, op: Any, message: str | None = None) -> Self:
        """Names the failed operation, in place; gives this error; `message` replaces the words (ERR-9)."""
        self._op = op
        self._node_def = _FROM_OP
        if message is not None:
            self._message = message
        return self

    def __str__(self) -> str:
        if self._op is None:
            return self.message
        lines = [f"{self.message}", "", f"Original stack trace for {self._op.name!r}:"]  # ERR-5
        lines += creation_stack(self._op)
        original = getattr(self._op, "_original_op", None)
        while original is not None:
            lines += ["", f"...which was originally created as op {original.name!r}, defined at:"]
            lines += creation_stack(original)
            original = getattr(original, "_original_op", None)
        return "\n".join(lines) + "\n"

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception's own way would call the class with `args`, which are empty (ERR-3, ERR-8).
        return type(self).__new__, (type(self),), {**self.__dict__, "_node_def": self.node_def}


def creation_stack(op: Any) -> list[str]:
    """The lines that say where an operation was made, outermost call first."""
    lines = []
    for filename, line_number, function, source in op.traceback:
        lines.append(f'  File "{filename}", line {line_number}, in {function}')
        if source:
            lines.append(f"    {source.strip()}")
    return lines


class CancelledError(OpError):
    """The step or the operation was cancelled, as by `session.close()` (code 1)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, CANCELLED)


class UnknownError(OpError):
    """An error that says no more of itself (code 2, or a code that `tf.errors` does not know)."""

    def __init__(self, node_def: Any, op: Any, message: str, error_code: int = UNKNOWN) -> None:
        super().__init__(node_def, op, message, error_code)


class InvalidArgumentError(OpError):
    """An operation was given a value, shape or dtype that it cannot work on (code 3)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, INVALID_ARGUMENT)


class DeadlineExceededError(OpError):
    """The time allowed for the step was over before it ended (code 4)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, DEADLINE_EXCEEDED)


class NotFoundError(OpError):
    """A file, a key in a checkpoint or another named thing is missing (code 5)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, NOT_FOUND)


class AlreadyExistsError(OpError):
    """A thing that was to be made is there already (code 6)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, ALREADY_EXISTS)


class PermissionDeniedError(OpError):
    """The caller may not do this (code 7)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, PERMISSION_DENIED)


class ResourceExhaustedError(OpError):
    """Memory, disk or another resource has run out (code 8)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, RESOURCE_EXHAUSTED)


class FailedPreconditionError(OpError):
    """The state does not allow the operation, as when a variable has no value yet (code 9)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, FAILED_PRECONDITION)


class AbortedError(OpError):
    """The operation was given up, usually because another one got in its way (code 10)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, ABORTED)


class OutOfRangeError(OpError):
    """There is nothing more to read: the end of a file, a queue or an input (code 11)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, OUT_OF_RANGE)


class UnimplementedError(OpError):
    """The operation does not do this (code 12)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, UNIMPLEMENTED)


class InternalError(OpError):
    """Something that always holds did not (code 13)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, INTERNAL)


class UnavailableError(OpError):
    """The runtime cannot be reached for now (code 14)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, UNAVAILABLE)


class DataLossError(OpError):
    """Data is damaged or cut short beyond repair (code 15)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, DATA_LOSS)


class UnauthenticatedError(OpError):
    """The caller has not shown who they are (code 16)."""

    def __init__(self, node_def: Any, op: Any, message: str) -> None:
        super().__init__(node_def, op, message, UNAUTHENTICATED)


_CLASS_OF: dict[int, type[Any]] = {
    CANCELLED: CancelledError,
    UNKNOWN: UnknownError,
    INVALID_ARGUMENT: InvalidArgumentError,
    DEADLINE_EXCEEDED: DeadlineExceededError,
    NOT_FOUND: NotFoundError,
    ALREADY_EXISTS: AlreadyExistsError,
    PERMISSION_DENIED: PermissionDeniedError,
    RESOURCE_EXHAUSTED: ResourceExhaustedError,
    FAILED_PRECONDITION: FailedPreconditionError,
    ABORTED: AbortedError,
    OUT_OF_RANGE: OutOfRangeError,
    UNIMPLEMENTED: UnimplementedError,
    INTERNAL: InternalError,
    UNAVAILABLE: UnavailableError,
    DATA_LOSS: DataLossError,
    UNAUTHENTICATED: UnauthenticatedError,
}
_CODE_OF: dict[Any, int] = {kind: code for code, kind in _CLASS_OF.items()}


def exception_type_from_error_code(error_code: int) -> type[OpError]:
    """The class of the errors with this code; KeyError for OK and for a number that is no code (ERR-6)."""
    return _CLASS_OF[error_code]


def error_code_from_exception_type(cls: type[BaseException]) -> Any:
    """The code of an error class; for any other class an `UnknownError`, returned and not raised (ERR-6)."""
    code = _CODE_OF.get(cls)
    return UnknownError(None, None, "Unknown class exception", None) if code is None else code  # type: ignore[arg-type]


class Status:
    """How a call ended: a code and a message, `OK` until somebody sets it."""

    __slots__ = ("code", "message")

    def __init__(self) -> None:
        self.code: int = OK
        self.message: str = ""

    def set(self, code: int, message: str) -> None:
        """Records how the call ended."""
        self.code = code
        self.message = message


class raise_exception_on_not_ok_status:
    """A context that raises the error of the status set inside it, unless that is OK (ERR-7).

    >>> import reference as tf
    >>> with tf.errors.raise_exception_on_not_ok_status() as status:
    ...     status.set(tf.errors.NOT_FOUND, "no such file")
    Traceback (most recent call last):
    reference.errors.NotFoundError: no such file
    """

    def __enter__(self) -> Status:
        self._status = Status()
        return self._status

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._status.code != OK:  # otherwise what the block raised goes on (ERR-12)
            raise error_from_status(self._status.code, self._status.message)


def error_from_status(code: int, message: str) -> OpError:
    """The error for a code and a message; an unknown code gives an `UnknownError` that keeps it."""
    kind = _CLASS_OF.get(code)
    error: OpError = UnknownError(None, None, message, code) if kind is None else kind(None, None, message)
    return error
