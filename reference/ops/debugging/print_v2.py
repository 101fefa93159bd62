"""Texts written by a step: PrintV2 and `tf.print`."""

from __future__ import annotations

import os
import pprint
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import cycle
from typing import Any

from reference import program_log as log
from reference.errors import InvalidArgumentError
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.interchange.files import file_errors
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.ops.debugging.string_format import string_format
from reference.public import public
from reference.sparse import SparseTensor

PrintV2 = op(
    "PrintV2", "input: string", "", 'output_stream: string = "stderr", end: string = "\n"', stateful=True,
)  # fmt: skip
_FILE = "file://"
_LEVELS = {"log(info)": ("I", 0), "log(warning)": ("W", 1), "log(error)": ("E", 2)}


@PrintV2.shape
def _(input: StaticShape) -> tuple[()]:
    if input is None or len(input):
        raise ValueError(f"input must be a scalar, but has rank: {-1 if input is None else len(input)}")
    return ()


@PrintV2.kernel
def _(input: Any, *, output_stream: str, end: str, operation_name: str) -> None:
    text = input[()].decode("utf-8", "surrogateescape")
    if output_stream.startswith(_FILE):
        _append(output_stream.removeprefix(_FILE), text + end)
    elif output_stream in ("stdout", "stderr"):
        stream = getattr(sys, output_stream)
        stream.write(text + end)
        stream.flush()
    elif output_stream in _LEVELS:
        letter, level = _LEVELS[output_stream]
        if level >= int(os.environ.get("TF_CPP_MIN_LOG_LEVEL", "0")):
            sys.stderr.write(f"{datetime.now()}: {letter} {operation_name}] {text}{end}\n")
    else:
        known = " ".join(("stdout", "stderr", *_LEVELS))
        raise InvalidArgumentError(None, None, f"Unknown output stream: {output_stream}, Valid streams are: {known}")


def _append(path: str, text: str) -> None:
    with file_errors(path), open(path, "ab") as file:  # DBG-10
        file.write(text.encode("utf-8", "surrogateescape"))


@public("print")
def print_values(*inputs: Any, **kwargs: Any) -> Operation:
    """An operation that writes ``inputs``, tensors in nests of anything among them, as one text (DBG-4).

    Keywords: ``output_stream`` (`sys.stderr` unless given; `sys.stdout`, `tf.logging.info`, ``warning`` or ``error``,
    or ``"file://PATH"`` to append to), ``sep``, ``end``, ``summarize`` entries of each end of each dimension (3; all if
    negative) and ``name``.  Raises ValueError for another keyword or stream.
    """
    stream = _stream(kwargs.pop("output_stream", sys.stderr))
    name = kwargs.pop("name", None)
    summarize, separator, end = kwargs.pop("summarize", None), kwargs.pop("sep", " "), kwargs.pop("end", "\n")
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments for tf.print: {kwargs}")
    summarize = 3 if summarize is None else summarize
    if len(inputs) == 1 and _is_text(inputs[0]):
        text = inputs[0]
    else:
        text = _formatted(inputs, separator, summarize, f"{name}_format" if name else None)
    return build("PrintV2", name, input=text, output_stream=stream, end=end)  # type: ignore[no-any-return]


def _stream(wanted: Any) -> str:
    """What PrintV2 calls a stream (DBG-5)."""
    streams = [
        (sys.stdout, "stdout"), (sys.stderr, "stderr"), (sys.__stdout__, "stdout"), (sys.__stderr__, "stderr"),
        *((known, "log(info)") for known in (log.INFO, log.info)),
        *((known, "log(warning)") for known in (log.WARN, log.warn, log.warning)),
        *((known, "log(error)") for known in (log.ERROR, log.error)),
    ]  # fmt: skip
    for known, name in streams:
        if known is wanted or (isinstance(known, int) and known == wanted):
            return name
    if isinstance(wanted, str) and wanted.startswith(_FILE):
        return wanted
    raise ValueError(
        f"Unsupported output stream, logging level, or file.{wanted}. Supported streams are sys.stdout, sys.stderr, "
        "tf.logging.info, tf.logging.warning, tf.logging.error. File needs to be in the form of 'file://<filepath>'."
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, Tensor) and value.dtype.name == "string" and value.shape.ndims == 0


class _Place:
    """Stands for a tensor in a structure while that is written."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def __repr__(self) -> str:
        return self._mark


def _formatted(inputs: tuple[Any, ...], separator: str, summarize: Any, name: str | None) -> Tensor:
    placeholder, alone = "{}", separator.join([_template(value, _Place(""), []) for value in inputs])
    more = cycle("94")
    while placeholder in alone:  # DBG-8
        placeholder += next(more)
    tensors: list[Tensor] = []
    template = separator.join([_template(value, _Place(placeholder), tensors) for value in inputs])
    return string_format(template, tensors, placeholder=placeholder, summarize=summarize, name=name)


def _template(value: Any, place: _Place, tensors: list[Tensor]) -> str:
    """``value`` as text, with ``place`` for each tensor; the tensors are added to ``tensors`` in that order."""
    if isinstance(value, str):
        return value
    return pprint.pformat(_with_places(value, place, tensors))


def _with_places(value: Any, place: _Place, tensors: list[Tensor]) -> Any:
    if isinstance(value, SparseTensor):
        indices, values, shape = (
            _with_places(part, place, tensors) for part in (value.indices, value.values, value.dense_shape)
        )
        return f"SparseTensor(indices={indices}, values={values}, shape={shape})"
    if isinstance(value, Tensor) or hasattr(type(value), "_as_graph_element"):
        tensors.append(value)
        return place
    replace: Callable[[Any], Any] = lambda item: _with_places(item, place, tensors)  # noqa: E731
    if isinstance(value, Mapping):
        keys = sorted(value) if type(value) is dict else list(value)  # the order in which they will be written
        return _like(value, {key: replace(value[key]) for key in keys})
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(replace, value))
    if isinstance(value, list | tuple | range):
        return tuple(map(replace, value)) if isinstance(value, tuple) else list(map(replace, value))
    return value


def _like(mapping: Mapping[Any, Any], values: dict[Any, Any]) -> Any:
    return values if type(mapping) is dict else type(mapping)(values)  # type: ignore[call-arg]
