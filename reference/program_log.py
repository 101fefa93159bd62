"""What a program says of itself while it runs: `tf.logging`, on top of Python's own `logging`."""

from __future__ import annotations

import itertools
import logging
import sys
from typing import Any

from reference.public import public, publish

DEBUG, INFO, WARN, ERROR, FATAL = logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL
for _name, _level in {"DEBUG": DEBUG, "INFO": INFO, "WARN": WARN, "ERROR": ERROR, "FATAL": FATAL}.items():
    publish(f"logging.{_name}", _level)


class _StandardError(logging.StreamHandler[Any]):
    """Writes to whatever standard error is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one message."""
        self.stream = sys.stderr
        super().emit(record)


def _logger() -> logging.Logger:
    logger = logging.getLogger("tensorflow")
    if not logger.handlers:  # a program that has set up this logger by itself keeps its way
        handler = _StandardError()
        handler.setFormatter(logging.Formatter(logging.BASIC_FORMAT))
        logger.addHandler(handler)
        logger.setLevel(WARN)
    return logger


@public("logging.log")
def log(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """Writes ``msg % args`` to the log if ``level`` is not below the verbosity (DBG-9)."""
    _logger().log(level, msg, *args, **kwargs)


@public("logging.vlog")
def vlog(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """The same as `log`."""
    log(level, msg, *args, **kwargs)


@public("logging.log_if")
def log_if(level: int, msg: Any, condition: Any, *args: Any) -> None:
    """`log`, if ``condition`` is true."""
    if condition:
        log(level, msg, *args)


_counted = itertools.count()  # DBG-9: one count for all calls of the two functions below


@public("logging.log_first_n")
def log_first_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """`log`, if fewer than ``n`` calls were counted before (DBG-9)."""
    log_if(level, msg, next(_counted) < n, *args)


@public("logging.log_every_n")
def log_every_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """`log`, if the number of calls counted before is a multiple of ``n`` (DBG-9)."""
    log_if(level, msg, next(_counted) % n == 0, *args)


@public("logging.TaskLevelStatusMessage")
def task_level_status_message(msg: Any) -> None:
    """`log` at the level ERROR."""
    log(ERROR, msg)


@public("logging.flush")
def flush() -> None:
    """NotImplementedError: nothing is held back that could be flushed."""
    raise NotImplementedError


@public("logging.debug")
def debug(msg: Any, *args: Any, **kwargs: Any) -> None:
    """`log` at the level DEBUG."""
    log(DEBUG, msg, *args, **kwargs)


@public("logging.info")
def info(msg: Any, *args: Any, **kwargs: Any) -> None:
    """`log` at the level INFO."""
    log(INFO, msg, *args, **kwargs)


@public("logging.warn")
def warn(msg: Any, *args: Any, **kwargs: Any) -> None:
    """`log` at the level WARN."""
    log(WARN, msg, *args, **kwargs)


@public("logging.warning")
def warning(msg: Any, *args: Any, **kwargs: Any) -> None:
    """`log` at the level WARN."""
    log(WARN, msg, *args, **kwargs)


@public("logging.error")
def error(msg: Any, *args: Any, **kwargs: Any) -> None:
    """`log` at the level ERROR."""
    log(ERROR, msg, *args, **kwargs)


@public("logging.fatal")
def fatal(msg: Any, *args: Any, **kwargs: Any) -> None:
    """`log` at the level FATAL; the program goes on."""
    log(FATAL, msg, *args, **kwargs)


@public("logging.get_verbosity")
def get_verbosity() -> int:
    """The level below which nothing is written; WARN at first (DBG-9)."""
    return _logger().level


@public("logging.set_verbosity")
def set_verbosity(v: Any) -> None:
    """Sets the level below which nothing is written (DBG-9)."""
    _logger().setLevel(v)
