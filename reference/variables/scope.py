"""`tf.get_variable` and `tf.variable_scope`: variables that are shared by name (VAR-30 to VAR-38)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from reference.convert import to_tensor
from reference.dtypes import as_dtype, float32
from reference.graph.collections import GraphKeys
from reference.graph.defaults import DEFAULT_GRAPHS, get_default_graph
from reference.graph.elements import common_graph
from reference.graph.name_scope import name_scope
from reference.public import public, publish
from reference.variables.store import AUTO_REUSE, variable_store
from reference.variables.synchronization import VariableAggregation, VariableSynchronization

_SCOPES_KEY = ("__varscope",)
publish("AUTO_REUSE", AUTO_REUSE)


@public("no_regularizer")
def no_regularizer(_: Any) -> None:
    """The regulariser that says: none, not even the scope's."""
    return None


@public("VariableScope")
class VariableScope:
    """What `get_variable` adds to a name, and what it takes where it is given nothing (VAR-32)."""

    def __init__(
        self, reuse: Any, name: str = "", initializer: Any = None, regularizer: Any = None, caching_device: Any = None,
        partitioner: Any = None, custom_getter: Any = None, name_scope: str = "", dtype: Any = float32,
        use_resource: Any = None, constraint: Any = None,
    ) -> None:  # fmt: skip
        self._reuse, self._name, self._name_scope = reuse, name, name_scope
        self._initializer, self._regularizer, self._constraint = initializer, regularizer, constraint
        self._caching_device, self._partitioner, self._custom_getter = caching_device, partitioner, custom_getter
        self._dtype, self._use_resource = dtype, use_resource

    name = property(lambda self: self._name, doc="The name, without a slash at its end.")
    original_name_scope = property(lambda self: self._name_scope, doc="The name scope it was first opened with.")
    reuse = property(lambda self: self._reuse, doc="True, False, or `tf.AUTO_REUSE`.")
    initializer = property(lambda self: self._initializer, doc="What initialises a variable that names no initialiser.")
    dtype = property(lambda self: self._dtype, doc="The dtype of a variable that names none.")
    use_resource = property(lambda self: self._use_resource, doc="Whether variables are held by resource handle.")
    regularizer = property(lambda self: self._regularizer, doc="The regulariser of a variable that names none.")
    caching_device = property(lambda self: self._caching_device, doc="Where reads are cached.")
    partitioner = property(lambda self: self._partitioner, doc="The partitioner of a variable that names none.")
    custom_getter = property(lambda self: self._custom_getter, doc="The function that stands in for `get_variable`.")
    constraint = property(lambda self: self._constraint, doc="The constraint of a variable that names none.")

    def reuse_variables(self) -> None:
        """From now on, variables of this scope must exist already (VAR-31)."""
        self._reuse = True

    def set_initializer(self, initializer: Any) -> None:
        """Sets the initialiser of variables that name none."""
        self._initializer = initializer

    def set_dtype(self, dtype: Any) -> None:
        """Sets the dtype of variables that name none."""
        self._dtype = dtype

    def set_use_resource(self, use_resource: Any) -> None:
        """Sets whether variables are held by resource handle."""
        self._use_resource = use_resource

    def set_regularizer(self, regularizer: Any) -> None:
        """Sets the regulariser of variables that name none."""
        self._regularizer = regularizer

    def set_caching_device(self, caching_device: Any) -> None:
        """Sets where reads are cached."""
        self._caching_device = caching_device

    def set_partitioner(self, partitioner: Any) -> None:
        """Sets the partitioner of variables that name none."""
        self._partitioner = partitioner

    def set_custom_getter(self, custom_getter: Any) -> None:
        """Sets the function that stands in for `get_variable`."""
        self._custom_getter = custom_getter

    def get_collection(self, name: Any) -> list[Any]:
        """The items of a collection whose name begins with this scope's."""
        return get_default_graph().get_collection(name, f"{self._name}/" if self._name else "")

    def trainable_variables(self) -> list[Any]:
        """The trainable variables of this scope."""
        return self.get_collection(GraphKeys.TRAINABLE_VARIABLES)

    def global_variables(self) -> list[Any]:
        """The global variables of this scope."""
        return self.get_collection(GraphKeys.GLOBAL_VARIABLES)

    def local_variables(self) -> list[Any]:
        """The local variables of this scope."""
        return self.get_collection(GraphKeys.LOCAL_VARIABLES)

    def get_variable(
        self, store: Any, name: Any, *, dtype: Any = None, initializer: Any = None, reuse: Any = None, **arguments: Any
    ) -> Any:
        """The variable of that name in this scope, what is not given taken from the scope (VAR-32)."""
        for key in ("regularizer", "caching_device", "partitioner", "custom_getter", "constraint", "use_resource"):
            if arguments.get(key) is None:
                arguments[key] = getattr(self, f"_{key}")
        full_name = f"{self._name}/{name}" if self._name else name
        with name_scope(None, None):  # VAR-30: name scopes leave the names of variables alone
            if dtype is not None and initializer is not None and not callable(initializer):
                found = to_tensor(initializer).dtype.base_dtype
                if found != as_dtype(dtype).base_dtype:
                    raise ValueError(f"Initializer type '{found}' and explicit dtype '{as_dtype(dtype)}' don't match.")
            return store.get_variable(
                full_name,
                dtype=self._dtype if dtype is None else dtype,
                initializer=self._initializer if initializer is None else initializer,
                reuse=self._reuse if reuse is None else reuse,
                **arguments,
            )


class _OpenScopes(threading.local):
    """The current scope of a thread, and how often each name was opened (VAR-35)."""

    def __init__(self) -> None:
        self.current = VariableScope(False)
        self.counts: dict[str, int] = {}

    def opened(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1

    def forget_below(self, name: str) -> None:
        """Lets the default names below a scope begin anew."""
        for other in self.counts:
            if other.startswith(f"{name}/"):
                self.counts[other] = 0

    def unique(self, default_name: str) -> str:
        """``default_name``, or ``default_name_1``, … if such a scope was opened in the current one."""
        prefix = f"{self.current.name}/" if self.current.name else ""
        candidate, index = default_name, 0
        while self.counts.get(prefix + candidate, 0):
            index += 1
            candidate = f"{default_name}_{index}"
        return candidate


def _open_scopes() -> _OpenScopes:
    kept = get_default_graph().get_collection_ref(_SCOPES_KEY)
    if not kept:
        kept.append(_OpenScopes())
    return kept[0]  # type: ignore[no-any-return]


@public("get_variable_scope")
def get_variable_scope() -> VariableScope:
    """The innermost variable scope of the thread."""
    return _open_scopes().current


@public("get_variable")
def get_variable(
    name: Any,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: Any = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: Any = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
) -> Any:
    """The variable of this name in the current variable scope, made if the scope does not reuse (VAR-30).

    ``initializer`` is a function of a shape and ``dtype``, a function of nothing, or a value.  Raises ValueError where
    the variable exists and must not, does not and must, or has another shape or dtype.
    """
    return get_variable_scope().get_variable(
        variable_store(), name, shape=shape, dtype=dtype, initializer=initializer, regularizer=regularizer,
        trainable=trainable, collections=collections, caching_device=caching_device, partitioner=partitioner,
        validate_shape=validate_shape, use_resource=use_resource, custom_getter=custom_getter, constraint=constraint,
        synchronization=synchronization, aggregation=aggregation,
    )  # fmt: skip


@public("get_local_variable")
def get_local_variable(
    name: Any,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: Any = False,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: Any = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
) -> Any:
    """Like `get_variable`, of a local variable, which is neither trained nor saved (VAR-4)."""
    return get_variable(
        name, shape, dtype, initializer, regularizer, False, [*(collections or ()), GraphKeys.LOCAL_VARIABLES],
        caching_device, partitioner, validate_shape, use_resource, custom_getter, constraint, synchronization,
        aggregation,
    )  # fmt: skip


@public("variable_scope")
class variable_scope:
    """A block in which `get_variable` finds and makes variables in a scope of their own (VAR-32).

    ``name_or_scope`` is a name below the current scope, or a `VariableScope` to be entered again; None means
    ``default_name``, made unique.  What else is given holds for the variables of the block that name nothing else.
    """

    def __init__(
        self,
        name_or_scope: Any,
        default_name: str | None = None,
        values: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Any = None,
        reuse: Any = None,
        dtype: Any = None,
        use_resource: Any = None,
        constraint: Any = None,
        auxiliary_name_scope: bool = True,
    ) -> None:
        self._name_or_scope, self._default_name = name_or_scope, default_name
        self._graph = common_graph([] if values is None else list(values))
        self._settings = {
            "initializer": initializer, "regularizer": regularizer, "caching_device": caching_device,
            "partitioner": partitioner, "dtype": dtype, "use_resource": use_resource, "constraint": constraint,
        }  # fmt: skip
        self._custom_getter, self._reuse = custom_getter, reuse
        if default_name is None and name_or_scope is None:
            raise TypeError("If default_name is None then name_or_scope is required")
        if reuse not in (None, True, False, AUTO_REUSE):
            raise ValueError("The reuse parameter must be True or False or None.")
        if not isinstance(auxiliary_name_scope, bool):  # VAR-39
            raise TypeError(f"The auxiliary_name_scope must be `True` or `False`, while get {auxiliary_name_scope}")
        self._opens_name_scope = auxiliary_name_scope
        self._name_scope: str | None = None  # opened the first time, entered again afterwards
        self._blocks: list[ExitStack] = []

    def __enter__(self) -> VariableScope:
        graph = self._graph or DEFAULT_GRAPHS.get_default()
        with ExitStack() as stack:
            stack.enter_context(graph.as_default())
            scopes = _open_scopes()
            given = self._name_or_scope
            if given is None and self._reuse:
                raise ValueError("reuse=True cannot be used without a name_or_scope")
            if not (given is None or isinstance(given, str | VariableScope)):
                raise TypeError("VariableScope: name_or_scope must be a string or VariableScope.")
            name_scope_name = self._enter_name_scope(stack, graph)
            if given is None:
                given = scopes.unique(self._default_name or "")
            if isinstance(given, VariableScope):
                stack.enter_context(_counts_kept(scopes))
            scope = stack.enter_context(_opened(scopes, self._inner(scopes.current, given, name_scope_name)))
            self._blocks.append(stack.pop_all())
        return scope

    def __exit__(self, *error: Any) -> None:
        self._blocks.pop().__exit__(*error)

    def _enter_name_scope(self, stack: ExitStack, graph: Any) -> str:
        """Opens the name scope of the block, and gives its full name with a slash."""
        given = self._name_or_scope
        if not self._opens_name_scope:
            current = graph.get_name_scope()
            return f"{current}/" if current else ""
        name = self._default_name if given is None else given
        if isinstance(given, VariableScope):
            name = given.name.split("/")[-1]
        if not name:
            return ""
        self._name_scope = stack.enter_context(graph.name_scope(self._name_scope or name))
        return self._name_scope

    def _inner(self, outer: VariableScope, given: Any, name_scope_name: str) -> VariableScope:
        """The scope of the block: a copy of the scope that is entered, with what was given to it set."""
        if isinstance(given, VariableScope):
            source, name, constraint = given, given.name, given.constraint
            name_scope_name = given.original_name_scope
            reuse = self._reuse or given.reuse  # VAR-31
        else:
            source, constraint = outer, None
            name = f"{outer.name}/{given}" if outer.name else given
            reuse = self._reuse or outer.reuse
        scope = VariableScope(
            reuse, name, source.initializer, source.regularizer, source.caching_device, source.partitioner,
            source.custom_getter, name_scope_name, source.dtype, source.use_resource, constraint,
        )  # fmt: skip
        for key, value in self._settings.items():
            if value is not None:
                setattr(scope, f"_{key}", value)
        if self._custom_getter is not None:
            scope.set_custom_getter(_composed(self._custom_getter, source.custom_getter))
        return scope


def _composed(custom_getter: Any, outer: Any) -> Any:
    """A getter that goes through ``custom_getter`` and from there through ``outer`` (VAR-37)."""
    if outer is None:
        return custom_getter
    return lambda getter, *args, **kwargs: custom_getter(partial(outer, getter), *args, **kwargs)


@contextmanager
def _opened(scopes: _OpenScopes, scope: VariableScope) -> Iterator[VariableScope]:
    outer = scopes.current
    scopes.opened(scope.name)
    scopes.current = scope
    try:
        yield scope
    finally:
        scopes.forget_below(scope.name)
        scopes.current = outer


@contextmanager
def _counts_kept(scopes: _OpenScopes) -> Iterator[None]:
    """A block that leaves the counts of default names as it found them (VAR-35)."""
    kept = dict(scopes.counts)
    try:
        yield
    finally:
        scopes.counts = kept


@public("variable_op_scope")
@contextmanager
def variable_op_scope(
    values: Any,
    name_or_scope: Any,
    default_name: str | None = None,
    initializer: Any = None,
    regularizer: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    reuse: Any = None,
    dtype: Any = None,
    use_resource: Any = None,
    constraint: Any = None,
) -> Iterator[VariableScope]:
    """The older form of `variable_scope`, with ``values`` in front."""
    with variable_scope(
        name_or_scope, default_name, values, initializer, regularizer, caching_device, partitioner, custom_getter,
        reuse, dtype, use_resource, constraint,
    ) as scope:  # fmt: skip
        yield scope
