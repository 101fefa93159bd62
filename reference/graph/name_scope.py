"""`tf.name_scope`: a name scope of the graph to which some values belong."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any

from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.elements import common_graph
from reference.public import public

if TYPE_CHECKING:
    from types import TracebackType


@public("name_scope", "keras.backend.name_scope")
class name_scope:
    """A block whose operations have a name before their own (NAM-13).

    ``name`` None means ``default_name``, made unique; the values' graph becomes the default graph in the
    block.  The block's value is the full name with a slash, which names that scope again.
    """

    def __init__(self, name: str | None, default_name: str | None = None, values: Any = None) -> None:
        self._name = default_name if name is None else name
        self._default_name = default_name
        self._values = values
        self._blocks = ExitStack()
        if not (default_name is None or isinstance(default_name, str)):
            raise TypeError(
                f"`default_name` type ({type(default_name)}) is not a string type. "
                "You likely meant to pass this into the `values` kwarg."
            )

    @property
    def name(self) -> str | None:
        """The name that the block was asked for."""
        return self._name

    def __enter__(self) -> str:
        if self._name is None and self._values is not None:
            raise ValueError(
                f"At least one of name ({self._name}) and default_name ({self._default_name}) must be provided."
            )
        graph = common_graph(list(self._values or ())) or DEFAULT_GRAPHS.get_default()
        blocks: list[AbstractContextManager[Any]] = [graph.as_default(), graph.name_scope(self._name)]
        with ExitStack() as stack:
            *_, scope = [stack.enter_context(block) for block in blocks]
            self._blocks = stack.pop_all()
        return scope  # type: ignore[no-any-return]

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._blocks.__exit__(kind, value, trace)
