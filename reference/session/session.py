"""Sessions: a graph, an engine that runs steps of it, and the state that lasts from step to step."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.errors import CancelledError
from reference.graph.defaults import DEFAULT_SESSIONS, get_default_graph
from reference.graph.graph import Graph
from reference.public import public
from reference.runtime.devices import with_more_hosts
from reference.runtime.engine import ReferenceEngine
from reference.runtime.step import Engine
from reference.session import partial_runs
from reference.session.callables import make_callable
from reference.session.feeds import own_copies, parse_feeds
from reference.session.fetches import parse_fetches
from reference.session.options import session_options
from reference.session.placing import Placing, log_devices
from reference.session.report import CostModels, StepReport
from reference.session.reset import connect, no_such_engine, reset
from reference.session.tensor_handles import (
    DeadHandles,
    TensorHandle,
    with_handles,
    with_kept_tensors,
    with_moved_tensors,
)

if TYPE_CHECKING:
    from types import TracebackType

    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor
    from reference.runtime.devices import DeviceAttributes


@public("python.client.session.BaseSession")
class BaseSession:
    """What `Session` and `InteractiveSession` share."""

    engine_factory: Callable[[], Engine] = ReferenceEngine  # what it raises goes to the caller as it is (ERR-14)

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        """See `Session`."""
        self._closed = True  # until everything below has gone well
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f"graph must be a tf.Graph, but got {type(graph)}")
        if target is not None and not isinstance(target, str | bytes):
            raise TypeError(f"target must be a string, but got {type(target)}")
        if config is not None and not hasattr(config, "allow_soft_placement"):  # SES-3
            raise TypeError(f"config must be a tf.ConfigProto, but got {type(config)}")
        self._graph = get_default_graph() if graph is None else graph  # SES-2
        self._target = (target.encode() if isinstance(target, str) else target) or b""
        if self._target:  # SES-10
            raise no_such_engine(self._target.decode())
        self._config = copy.deepcopy(config)  # OPT-1
        self._options = session_options(self._config)
        self._cost_models = CostModels(self._options)
        self._engine = type(self).engine_factory()
        self._dead_handles = DeadHandles(self._engine)
        self._placing = Placing(self._options, self._device_names)
        log_devices(self._options)
        self._closed = False
        connect(self)

    @property
    def graph(self) -> Graph:
        """The graph that was launched in this session (SES-2)."""
        return self._graph

    @property
    def graph_def(self) -> Any:
        """The graph as a new `GraphDef` message (SES-11)."""
        return self._graph.as_graph_def()

    @property
    def sess_str(self) -> bytes:
        """The engine that this session is connected to: empty for the one in this process (SES-10, SES-11)."""
        return self._target

    def as_default(self) -> AbstractContextManager[Any]:
        """A block in which this is the default session of the thread; leaves the session open (DEF-6)."""
        return DEFAULT_SESSIONS.get_controller(self)

    def close(self) -> None:
        """Ends the session: frees what it holds, and cancels steps that still run (SES-7)."""
        if not self._closed:
            self._closed = True
            self._engine.close()

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """Runs one step and gives the values of ``fetches``, in their shape (RUN-1).

        ``fetches`` is a tensor, operation or name of one, or a nest of lists, tuples and dictionaries of these;
        a tensor's value is an array (a NumPy scalar if it has no dimensions), an operation's is None.
        ``feed_dict`` maps tensors, or names of them, to the values they have in this step.  ``options`` is a
        `RunOptions` and ``run_metadata`` a `RunMetadata` message.

        Raises RuntimeError for a closed session or an empty graph; TypeError and ValueError for fetches and
        feeds that cannot be, before anything runs (FET-15); `errors.OpError` if an operation fails.

        >>> import reference as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     x = tf.placeholder(tf.float32, [2])
        ...     sess.run({"sum": tf.reduce_sum(x)}, feed_dict={x: [1.0, 2.0]})
        {'sum': np.float32(3.0)}
        """
        report = StepReport(options, self._options)
        self._check_usable()
        feeds = self._parsed_feeds(feed_dict)
        wanted = parse_fetches(self._graph, fetches)
        values = self._values(feeds, wanted.tensors, wanted.operations, report)
        report.put_into(run_metadata)
        return wanted.rebuild(with_handles(values, self))

    def make_callable(self, fetches: Any, feed_list: Any = None, accept_options: bool = False) -> Callable[..., Any]:
        """A function that runs one step: it takes a value for each element of ``feed_list`` (SES-15).

        What it gives has the shape of ``fetches``, as for `run`.  With ``accept_options`` it takes ``options`` and
        ``run_metadata`` by keyword too.  Raises TypeError where `run` would, or if ``feed_list`` is no list.
        """
        return make_callable(self, fetches, feed_list, accept_options)

    def list_devices(self) -> list[DeviceAttributes]:
        """The devices that steps may run on (SES-13); `errors.CancelledError` once the session is closed."""
        if self._closed:
            raise CancelledError(None, None, "Session has been closed.")
        return self._devices()

    def partial_run_setup(self, fetches: Any, feeds: Any = None) -> str:
        """Begins a step in several parts and gives a handle for `partial_run` (SES-14).

        ``fetches`` and ``feeds`` are all that the parts will fetch and feed, and the operations to run.  Raises
        RuntimeError for a closed session, TypeError for fetches or feeds that cannot be.
        """
        return partial_runs.set_up(self, fetches, feeds)

    def partial_run(self, handle: str, fetches: Any, feed_dict: Any = None) -> Any:
        """Goes on with a step in several parts: feeds more values and fetches what they allow (SES-14).

        Raises RuntimeError for a closed session or operations among the fetches, `errors.InvalidArgumentError`
        for an unknown handle and for feeds and fetches that the handle does not (or no longer) expect.
        """
        return partial_runs.run_part(self, handle, fetches, feed_dict)

    def _parsed_feeds(self, feed_dict: Any) -> dict[Tensor, Any]:
        return with_moved_tensors(parse_feeds(self._graph, feed_dict), self)

    def _check_usable(self) -> None:
        if self._closed:  # SES-8
            raise RuntimeError("Attempted to use a closed Session.")
        if self._graph.version == 0:  # SES-9
            raise RuntimeError("The Session graph is empty.  Add operations to the graph before calling run().")

    def _devices(self) -> list[DeviceAttributes]:
        return with_more_hosts(self._engine.devices(), self._config)

    def _device_names(self) -> list[str]:
        return [device.name for device in self._devices()]

    def _values(
        self, feeds: dict[Tensor, Any], tensors: list[Tensor], operations: list[Operation], report: StepReport
    ) -> dict[Any, Any]:
        """What each fetched element gives; a fed tensor gives what it was fed (FEE-8)."""
        values: dict[Any, Any] = dict.fromkeys(operations)
        to_run = [tensor for tensor in tensors if tensor not in feeds]
        if to_run or operations:  # FET-18
            self._engine.check_open()  # before anything is said of the graph (SES-20)
            self._placing.place_step(self._graph, feeds, to_run, operations)
            results = self._results(feeds, to_run, operations, report)
            values.update(zip(to_run, results, strict=True))
        return {**values, **self._fed_values(feeds, tensors)}

    def _results(
        self, feeds: dict[Tensor, Any], tensors: list[Tensor], operations: list[Operation], report: StepReport
    ) -> list[Any]:
        """The values of tensors that are not fed, from one step of the engine."""
        step = report.step(self._graph, self._arrays(feeds), tensors, operations, self._cost_models)
        results = self._engine.run(step)
        report.ran(step, self._devices, self._placing.device_of)
        return [self._for_user(result) for result in results]

    @staticmethod
    def _fed_values(feeds: dict[Tensor, Any], tensors: list[Tensor]) -> dict[Tensor, Any]:
        """What the fed ones of these tensors give: what they were fed, or what a handle stands for (FEE-8, FEE-17)."""
        fed = {tensor: feeds[tensor] for tensor in tensors if tensor in feeds}
        return {tensor: value.eval() if isinstance(value, TensorHandle) else value for tensor, value in fed.items()}

    @staticmethod
    def _for_user(value: Any) -> Any:
        """A fetched value: the user's own copy, and a NumPy scalar or bytes if it has no dimensions (FET-3)."""
        if value.ndim:
            return value.copy()
        element = value[()]
        return element if isinstance(element, np.generic | bytes) else value  # a handle stays in its array

    def _arrays(self, feeds: dict[Tensor, Any]) -> dict[Tensor, Any]:
        """The fed values as the step gets them (FEE-10), those that were fed by handle included (FEE-17)."""
        return own_copies(with_kept_tensors(feeds, self._engine))

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self.close()


@public("Session", "python.client.session.Session")
class Session(BaseSession):
    """Runs steps of a graph, and holds its variables and other state meanwhile (SES-1).

    ``target`` names the engine to connect to, the one in this process if empty; ``graph`` is the graph to
    launch, the default graph if None; ``config`` is a `ConfigProto` message.  Raises TypeError for arguments
    of another type, `errors.NotFoundError` for a target that there is no engine for.
    """

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        super().__init__(target, graph, config)
        self._blocks: ExitStack | None = None

    @staticmethod
    def reset(target: str, containers: Any = None, config: Any = None) -> None:
        """Ends every session that is connected to ``target``, with all that it holds in any container (SES-12).

        Raises TypeError for arguments of another type, `errors.NotFoundError` for a target without an engine.
        """
        reset(target, containers, config)

    def __enter__(self) -> Session:
        """Makes the session and its graph the defaults of the thread until the block ends (DEF-7).

        RuntimeError while such a block is open already (DEF-8).
        """
        if self._blocks is not None:
            raise RuntimeError(
                "Session context managers are not re-entrant. "
                "Use `Session.as_default()` if you want to enter a session multiple times."
            )
        self._blocks = ExitStack()
        self._blocks.enter_context(self._graph.as_default())
        self._blocks.enter_context(self.as_default())
        return self

    def __exit__(
        self, exec_type: type[BaseException] | None, exec_value: BaseException | None, exec_tb: TracebackType | None
    ) -> None:
        """Ends the block and closes the session, whatever happened in it (SES-5)."""
        if self._blocks is not None:
            self._blocks.close()
            self._blocks = None
        self.close()
