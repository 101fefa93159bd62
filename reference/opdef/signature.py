"""The signature of an op, read from one line of text.

    inputs  = "values: N * T, axis: Tidx"
    outputs = "output: T"
    attrs   = "N: int >= 2, T: type, Tidx: {int32, int64} = int32"

An argument is ``name: TYPE``, ``name: COUNT * TYPE`` (a list of one type), ``name: TYPES`` where
TYPES is a ``list(type)`` attribute (a list of many types), or ``name: Ref(TYPE)``.  TYPE is a dtype
or the name of a ``type`` attribute.  An attribute is ``name: KIND``, ``name: KIND >= MINIMUM``,
each with ``= DEFAULT`` if it may be left out.  KIND is one of ``int float bool string type shape
tensor func``, ``list(KIND)``, or a set of what is allowed: dtypes, quoted strings, or the name of a
set in `TYPE_SETS`.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reference.dtypes import DType, as_dtype

TYPE_SETS = {
    "numeric": "float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
    "bfloat16, uint16, complex128, half, uint32, uint64",
    "real": "float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64",
    "floating": "half, bfloat16, float, double",
    "floating_or_complex": "bfloat16, half, float, double, complex64, complex128",
    "index": "int32, int64",
}

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING"})()


@dataclass(frozen=True)
class Argument:
    """An input or output: what it is called and where its dtype and count come from."""

    name: str
    dtype: DType | None = None  # a fixed dtype
    type_attr: str | None = None  # or the attribute that holds it
    number_attr: str | None = None  # the attribute that counts a list of one type
    type_list_attr: str | None = None  # the attribute that holds a list of types
    is_ref: bool = False

    @property
    def is_list(self) -> bool:
        return self.number_attr is not None or self.type_list_attr is not None


@dataclass(frozen=True)
class Attribute:
    """An attribute: its kind, what it may be, and its default."""

    name: str
    kind: str  # int, float, bool, string, type, shape, tensor, func, or list(...) of one of these
    allowed: tuple[Any, ...] | None = None  # DTypes or bytes
    minimum: int | None = None
    default: Any = MISSING

    @property
    def is_list(self) -> bool:
        return self.kind.startswith("list(")

    @property
    def element(self) -> str:
        return self.kind[5:-1] if self.is_list else self.kind

    @property
    def has_default(self) -> bool:
        return self.default is not MISSING


@dataclass(frozen=True)
class Signature:
    """What an op takes and gives."""

    inputs: tuple[Argument, ...]
    outputs: tuple[Argument, ...]
    attrs: dict[str, Attribute]

    @cached_property
    def inferred(self) -> frozenset[str]:
        """The attributes that the inputs determine: a caller cannot give them."""
        return frozenset(
            name
            for argument in self.inputs
            for name in (argument.type_attr, argument.number_attr, argument.type_list_attr)
            if name
        )

    @cached_property
    def references(self) -> tuple[int, ...]:
        """The positions of the inputs that are references; an op has them only before any list."""
        return tuple(index for index, argument in enumerate(self.inputs) if argument.is_ref)

    @cached_property
    def takes_lists(self) -> bool:
        """Whether one of the inputs is a list."""
        return any(argument.is_list for argument in self.inputs)

    @cached_property
    def gives_one(self) -> bool:
        """Whether there is one output, which is no list."""
        return len(self.outputs) == 1 and not self.outputs[0].is_list

    @cached_property
    def given(self) -> tuple[Attribute, ...]:
        """The attributes that a caller gives, those without a default first."""
        free = [attr for attr in self.attrs.values() if attr.name not in self.inferred]
        return tuple(sorted(free, key=lambda attr: attr.has_default))


def parse_signature(inputs: str, outputs: str, attrs: str) -> Signature:
    """The `Signature` that three lines of text describe; ValueError names what cannot be read."""
    attributes = {attr.name: attr for attr in map(_attribute, _split(attrs))}
    return Signature(
        tuple(_argument(text, attributes) for text in _split(inputs)),
        tuple(_argument(text, attributes) for text in _split(outputs)),
        attributes,
    )


def _split(text: str) -> list[str]:
    """The parts between commas that stand outside of brackets and quotes."""
    return [part.strip() for part in re.findall(r'(?:[^,{}\[\]"]|\{[^}]*\}|\[[^\]]*\]|"[^"]*")+', text) if part.strip()]


def _argument(text: str, attrs: dict[str, Attribute]) -> Argument:
    name, _, kind = (part.strip() for part in text.partition(":"))
    reference = re.fullmatch(r"Ref\((.+)\)", kind)
    kind = reference[1] if reference else kind
    count, star, element = (part.strip() for part in kind.partition("*"))
    number_attr = count if star else None
    element = element if star else count
    if element not in attrs:
        return Argument(name, as_dtype(_DTYPE_WORDS.get(element, element)), None, number_attr, None, bool(reference))
    if attrs[element].is_list:
        return Argument(name, type_list_attr=element)
    return Argument(name, None, element, number_attr, None, bool(reference))


_DTYPE_WORDS = {"float": "float32", "double": "float64", "half": "float16"}
_ATTRIBUTE = re.compile(r"(\w+)\s*:\s*(list\([^)]*\)|\{[^}]*\}|\w+)\s*(?:>=\s*(-?\d+))?\s*(?:=\s*(.+))?", re.S)
_KINDS = {"int", "float", "bool", "string", "type", "shape", "tensor", "func"}


def _attribute(text: str) -> Attribute:
    match = _ATTRIBUTE.fullmatch(text)
    if match is None:
        raise ValueError(f"cannot read the attribute {text!r}")
    name, kind, minimum, default = match.groups()
    inner = kind[5:-1].strip() if kind.startswith("list(") else kind
    element, allowed = (inner, None) if inner in _KINDS else _allowed(inner)
    kind = f"list({element})" if kind.startswith("list(") else element
    value = MISSING if default is None else _default(default.strip(), kind)
    return Attribute(name, kind, allowed, int(minimum) if minimum else None, value)


def _allowed(text: str) -> tuple[str, tuple[Any, ...]]:
    words = [word.strip() for word in TYPE_SETS.get(text, text.strip("{}")).split(",")]
    if words[0].startswith('"'):
        return "string", tuple(word.strip('"').encode() for word in words)
    return "type", tuple(as_dtype(_DTYPE_WORDS.get(word, word)) for word in words)


def _default(text: str, kind: str) -> Any:
    if kind.startswith("list("):
        return [_default(word.strip(), kind[5:-1]) for word in text.strip("[]").split(",") if word.strip()]
    if kind == "bool":
        return {"true": True, "false": False}[text]
    if kind == "string":
        return text.strip('"').encode()
    if kind == "type":
        return as_dtype(_DTYPE_WORDS.get(text, text))
    if kind == "shape":
        return None if text == "unknown" else tuple(int(word) for word in text.strip("[]").split(",") if word.strip())
    return float(text) if kind == "float" else int(text)
