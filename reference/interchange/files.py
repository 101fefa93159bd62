"""What the operating system says of a file, in the classes and words of `tf.errors` (CKP-3)."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reference import errors

# Measured (ERR-13): numbers that stand in no row give UnknownError.
_CLASSES: dict[Any, str] = {
    errors.NotFoundError: "ENOENT ENODEV ENXIO ESRCH",
    errors.FailedPreconditionError: (
        "ENOTDIR EISDIR ENOTEMPTY EBADF EBUSY ETXTBSY EPIPE ECHILD ENOTBLK EADDRINUSE EISCONN ENOTCONN ESHUTDOWN"
    ),
    errors.PermissionDeniedError: "EACCES EPERM EROFS",
    errors.AlreadyExistsError: "EEXIST EADDRNOTAVAIL EALREADY",
    errors.InvalidArgumentError: (
        "EINVAL ENAMETOOLONG EILSEQ E2BIG EFAULT ENOTTY ESPIPE EDOM ENOSTR ENOTSOCK EDESTADDRREQ EPROTOTYPE ENOPROTOOPT"
    ),
    errors.ResourceExhaustedError: "ENOSPC EDQUOT EMFILE ENFILE EMLINK ENOMEM ENODATA ENOSR EUSERS ENOBUFS",
    errors.OutOfRangeError: "EFBIG EOVERFLOW ERANGE",
    errors.UnimplementedError: "ENOSYS ENOTSUP EXDEV EPROTONOSUPPORT ESOCKTNOSUPPORT EPFNOSUPPORT EAFNOSUPPORT",
    errors.UnavailableError: (
        "EAGAIN EINTR ENOLCK ENONET ENOLINK ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ECONNREFUSED "
        "EHOSTDOWN EHOSTUNREACH"
    ),
    errors.DeadlineExceededError: "ETIMEDOUT ETIME",
    errors.AbortedError: "ESTALE EDEADLK",
    errors.CancelledError: "ECANCELED",
}
_BY_NUMBER = {
    getattr(errno, name): found for found, names in _CLASSES.items() for name in names.split() if hasattr(errno, name)
}


def file_error(error: OSError, path: str) -> errors.OpError:
    """The error of a step that an operating-system error about ``path`` becomes."""
    number = error.errno or 0
    found: Any = _BY_NUMBER.get(number, errors.UnknownError)
    made: errors.OpError = found(None, None, f"{path}; {os.strerror(number) if number else error}")
    return made


@contextmanager
def file_errors(path: str) -> Iterator[None]:
    """A block whose operating-system errors become those of `tf.errors`, about ``path``."""
    try:
        yield
    except OSError as error:
        raise file_error(error, path) from None


def path_of(text: Any) -> str:
    """A file's name as tensors hold it, as a Python string that means the same file; TypeError for what is no text."""
    if isinstance(text, bytes):
        return text.decode("utf-8", "surrogateescape")
    if not isinstance(text, str):
        raise TypeError(f"Expected binary or unicode string, got {text!r}")
    return text


def write_whole(path: str, temporary: str, contents: bytes) -> None:
    """Writes a file that has its name only when it is whole; until then an older one of that name stays."""
    with file_errors(temporary):
        with open(temporary, "wb") as file:
            file.write(contents)
        os.replace(temporary, path)
