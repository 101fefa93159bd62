"""Values as JSON, so that two implementations in two Pythons can be compared.

Python's own scalars, lists and None stay what they are. Everything else becomes an object with one telling
key: tuple, namedtuple, dict, OrderedDict, set, bytes, array, scalar, float (for nan and the infinities),
dtype, shape, repr. Only what is unstable by nature is replaced: memory addresses, paths of Python files,
the name of the host, and the modules in which classes live (`<class 'a.b.Graph'>` becomes `<class 'Graph'>`).
"""

from __future__ import annotations

import collections
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

_REPLACED = (
    (re.compile(r"0x[0-9a-f]{6,}"), "0x..."),
    (re.compile(r"(?<![\w:.])/(?:[\w.+-]+/)+[\w.+-]+\.py\b"), "FILE.py"),
    (re.compile(r"(?<=in binary running on )\S+(?=\.)"), "HOST"),
    (re.compile(r"<class '(?:\w+\.)+(?=\w+'>)"), "<class '"),
    (re.compile(r"<(?:\w+\.)+(?=\w+ object at 0x)"), "<"),
)


def stable_text(text: str) -> str:
    """`text` without what differs from run to run or from module to module, see above.

    >>> stable_text("<a.b.C object at 0x7f0012345678> in /home/x/y.py")
    '<C object at 0x...> in FILE.py'
    >>> stable_text("graph must be a tf.Graph, but got <class 'reference.graph.Tensor'>")
    "graph must be a tf.Graph, but got <class 'Tensor'>"
    """
    for pattern, replacement in _REPLACED:
        text = pattern.sub(replacement, text)
    return text


def canonical(value: Any) -> Any:
    """The JSON form of `value`; anything unknown is written as its class and its repr."""
    for accepts, write in _FORMS:
        if accepts(value):
            return write(value)
    return {"repr": stable_text(repr(value)), "class": type(value).__name__}


def _of(*classes: type) -> Callable[[Any], bool]:
    return lambda value: type(value) in classes


def _named(name: str) -> Callable[[Any], bool]:
    return lambda value: type(value).__name__ == name


def _float(value: float) -> Any:
    return value if math.isfinite(value) else {"float": repr(value)}


def _scalar(value: Any) -> Any:
    return {"scalar": value.dtype.name, "value": _element(value.item())}


def _array(value: Any) -> Any:
    elements = [_element(v) for v in value.ravel().tolist()]
    return {"array": value.dtype.name, "shape": list(value.shape), "values": elements}


def _element(value: Any) -> Any:
    if isinstance(value, complex):
        return {"complex": [_float(value.real), _float(value.imag)]}
    return canonical(value)


def _pairs(key: str) -> Callable[[Any], Any]:
    return lambda value: {key: [[canonical(k), canonical(v)] for k, v in value.items()]}


def _is_namedtuple(value: Any) -> bool:
    return isinstance(value, tuple) and hasattr(value, "_fields")


def _namedtuple(value: Any) -> Any:
    fields = {name: canonical(getattr(value, name)) for name in value._fields}
    return {"namedtuple": type(value).__name__, "fields": fields}


_FORMS: tuple[tuple[Callable[[Any], bool], Callable[[Any], Any]], ...] = (
    (_of(type(None), bool, int), lambda value: value),
    (_of(str), stable_text),
    (_of(float), _float),
    (_of(bytes), lambda value: {"bytes": value.decode("latin-1")}),
    (lambda value: isinstance(value, np.ndarray), _array),
    (lambda value: isinstance(value, np.generic), _scalar),
    (_named("DType"), lambda value: {"dtype": value.name}),
    (_named("TensorShape"), lambda value: {"shape": repr(value)}),
    (_is_namedtuple, _namedtuple),
    (_of(tuple), lambda value: {"tuple": [canonical(v) for v in value]}),
    (_of(list), lambda value: [canonical(v) for v in value]),
    (_of(collections.OrderedDict), _pairs("OrderedDict")),
    (_of(dict), _pairs("dict")),
    (_of(set, frozenset), lambda value: {"set": sorted(canonical(v) for v in value)}),
)
