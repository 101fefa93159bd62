"""An op is one record (OPS-1): its signature, shape rule, kernel, accuracy, examples and argument generator.

    MatMul = op("MatMul", inputs="a: T, b: T", outputs="product: T",
                attrs="transpose_a: bool = false, transpose_b: bool = false, T: {float, double, int32}",
                accuracy="sum", public="raw.matmul")

    @MatMul.shape                                      # static shapes in, static shape out; ValueError
    def _(a, b, *, transpose_a, transpose_b): ...

    @MatMul.kernel                                     # arrays in, arrays out; errors.OpError
    def _(a, b, *, transpose_a, transpose_b): ...

    MatMul.example([[1, 2]], [[3], [4]], gives=[[11]])
    MatMul.rejects([1, 2], [[3], [4]], error=InvalidArgumentError, message="...")

    @MatMul.arguments                                  # how random graphs use it
    def _(draw): ...

Everything else that is known of an op (`tf.raw_ops`, the public wrapper, the catalogue in ``spec/``,
the example tests, the random graphs) is derived from the record.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from reference.opdef.signature import Signature, parse_signature

StaticShape = tuple[int | None, ...] | None  # None: the rank is not known
REGISTRY: dict[str, "OpRecord"] = {}
NAMED_THINGS: dict[str, Callable[[Any], Any]] = {}  # kinds of things that operations mean by a name alone


@dataclass(frozen=True)
class Example:
    """One worked use of an op: what goes in and what must come out."""

    inputs: tuple[Any, ...]
    attrs: dict[str, Any]
    gives: Any


@dataclass(frozen=True)
class Rejection:
    """One use that an op must refuse, and how."""

    inputs: tuple[Any, ...]
    attrs: dict[str, Any]
    error: type[Exception]
    message: str  # how the first line of the message begins
    building: bool  # refused while building (static shapes known), else when run


@dataclass(eq=False)
class OpRecord:
    """What the project knows of one op."""

    name: str
    signature: Signature
    stateful: bool = False
    commutative: bool = False
    aggregate: bool = False
    allows_uninitialized: bool = False
    removed: tuple[int, str] | None = None  # the version of graphs from which on they have it no more, and what instead
    accuracy: str = "exact"
    public: tuple[str, ...] = ()
    shape_function: Callable[..., Any] | None = None
    kernel_function: Callable[..., Any] | None = None
    argument_function: Callable[..., Any] | None = None
    pattern_kind: str = ""  # which things with state the op makes or uses: "variable", "queue", ...
    pattern_function: Callable[..., Any] | None = None
    examples: list[Example] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    shape_keywords: tuple[str, ...] = ()
    kernel_keywords: tuple[str, ...] = ()
    waits: bool = False  # the kernel is a generator function, because it may have to wait (RUN-9)
    renamed: dict[str, str] = field(default_factory=dict)  # what Python functions call an input or attribute

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def removal(self, producer: int) -> str:
        """Why a graph of version ``producer`` must not have this op; empty where it may (INT-10)."""
        if self.removed is None or producer < self.removed[0]:
            return ""
        version, instead = self.removed
        return (
            f"Op {self.name} is not available in GraphDef version {producer}. "
            f"It has been removed in version {version}. {instead}."
        )

    def shape(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Registers the shape rule.

        It takes one static shape an input (a list of them for a list input) and gives one static
        shape, or a list of them if the op has several outputs or a list output.  Keyword-only
        parameters ask for more: the name of an attribute for its value; ``INPUT_value`` for the
        constant value of an input or None; ``INPUT_as_shape`` for the static shape that the value of
        an input describes (None: not known); ``INPUT_values`` for the constant values of a list input;
        ``INPUT_dtype`` for a dtype; ``INPUT_handle`` for the
        shape and dtype of the variable that a handle means (None: not known); ``INPUT_table`` for those of the keys
        and values of a table.
        """
        self.shape_function, self.shape_keywords = function, _keywords(function)
        return function

    def kernel(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Registers the kernel.

        It takes one array an input (a list of them for a list input) and gives an array, or a list
        or tuple of them if the op has several outputs or a list output, or None if it has none.
        Keyword-only parameters ask for attributes by name, for ``operation_name`` where a message needs it, and for
        ``context`` (the `reference.runtime.context.Context`) where the op has effects.  A kernel that may have to
        wait is a generator function (see `reference.runtime.blocking`).
        """
        self.kernel_function, self.kernel_keywords = function, _keywords(function)
        self.waits = inspect.isgeneratorfunction(function)
        return function

    def arguments(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Registers how a random graph chooses inputs and attributes (see `conformance`)."""
        self.argument_function = function
        return function

    def pattern(self, kind: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Registers how a random program uses an op that makes or uses a thing with state of this kind.

        Where the op makes the thing, the function takes what draws, and gives the arguments and a *model* of the
        thing before anything was done to it: a dataclass without parts that can change.  A model that says ``lasts =
        False`` is one of what begins anew in each step, one that says ``races = False`` one of what threads must not
        use at the same time, with ``races_waiting = False`` not so that one waits for another.  A thing may have
        further parts: pairs of a record of another kind and its arguments follow, and the ops of that kind use the
        thing too.  Where the op uses the thing, by its first input, and by further ones that are handles of the other
        parts, the function takes what draws and the model, and gives None where the op has no place, or the other
        arguments and an *effect*.  That is called with a model: it changes it as the operation changes the thing, and
        gives True; or False, where the operation would fail and change nothing; or None, where it would wait, or do
        what nobody should rely on.
        """

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self.pattern_kind, self.pattern_function = kind, function
            return function

        return register

    def example(self, *inputs: Any, gives: Any, **attrs: Any) -> None:
        """Adds a worked example; Python floats stand for float32 and ints for int32."""
        self.examples.append(Example(inputs, attrs, gives))

    def rejects(self, *inputs: Any, error: type[Exception], message: str, building: bool = False, **attrs: Any) -> None:
        """Adds a use that is refused, when run or (``building=True``) while building."""
        self.rejections.append(Rejection(inputs, attrs, error, message, building))


def named_thing(kind: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Registers the model of a kind of things that no op makes: operations with the same attributes mean the same.

    The function takes what draws and gives the model (see `OpRecord.pattern`), which the patterns of the ops that
    use the thing take the attributes from.
    """

    def register(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        NAMED_THINGS[kind] = function
        return function

    return register


def op(name: str, inputs: str = "", outputs: str = "", attrs: str = "", *, public: str = "", **traits: Any) -> OpRecord:
    """Makes and registers the record of an op; see `reference.opdef.signature` for the texts.

    ``public`` lists the names in ``tf`` under which the derived wrapper stands.  Traits: ``stateful``,
    ``commutative``, ``aggregate``, ``allows_uninitialized``, ``removed``, ``accuracy`` ("exact", "N ulp", or "sum"
    for rounding errors that grow with the number of terms), ``renamed`` (where Python functions call an
    argument by another name).
    """
    if name in REGISTRY:
        raise ValueError(f"op {name} is defined twice")
    record = OpRecord(name, parse_signature(inputs, outputs, attrs), public=tuple(public.split()), **traits)
    REGISTRY[name] = record
    return record


def _keywords(function: Callable[..., Any]) -> tuple[str, ...]:
    parameters = inspect.signature(function).parameters.values()
    return tuple(parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY)


def group_inputs(record: OpRecord, attrs: dict[str, Any], values: Sequence[Any]) -> list[Any]:
    """``values`` (one for each tensor) as one entry for each argument, lists gathered."""
    if not record.signature.takes_lists:
        return list(values)
    grouped: list[Any] = []
    start = 0
    for argument in record.signature.inputs:
        count = count_of(argument, attrs)
        grouped.append(list(values[start : start + count]) if argument.is_list else values[start])
        start += count
    return grouped


def count_of(argument: Any, attrs: dict[str, Any]) -> int:
    """How many tensors an argument stands for."""
    if argument.number_attr:
        return int(attrs[argument.number_attr])
    return len(attrs[argument.type_list_attr]) if argument.type_list_attr else 1


Kernel = Callable[[Sequence[Any]], Any]


def bind_kernel(record: OpRecord, attrs: dict[str, Any], operation_name: str = "", context: Any = None) -> Kernel:
    """The kernel of an op with these attributes: gives a list of outputs, or is a generator function of it."""
    assert record.kernel_function is not None
    known = {"operation_name": operation_name, "context": context}
    keywords = {name: known[name] if name in known else plain_value(attrs[name]) for name in record.kernel_keywords}
    function = partial(record.kernel_function, **keywords)
    if record.waits:
        return _waiting(record, attrs, function)
    if record.signature.gives_one and not record.signature.takes_lists:
        return _simple(function)

    def call(values: Sequence[Any]) -> list[Any]:
        return _outputs(record, function(*group_inputs(record, attrs, values)))

    return call


def _simple(function: Callable[..., Any]) -> Kernel:
    return lambda values: [function(*values)]


def _waiting(record: OpRecord, attrs: dict[str, Any], function: Callable[..., Any]) -> Kernel:
    def call(values: Sequence[Any]) -> Any:
        return _outputs(record, (yield from function(*group_inputs(record, attrs, values))))

    return call


def _outputs(record: OpRecord, result: Any) -> list[Any]:
    if record.signature.gives_one:
        return [result]
    return list(result) if record.signature.outputs else []


def plain_value(value: Any) -> Any:
    """An attribute as kernels and shape rules like it: strings as str."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, list):
        return [plain_value(item) for item in value]
    return value
