"""What a `ConfigProto` asks of a session (OPT-1) and a `RunOptions` of a step (RUN-13, OPT-9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reference.errors import InvalidArgumentError, NotFoundError

_TRACES_THE_HOST = (2, 3)  # HARDWARE_TRACE and FULL_TRACE
_EXECUTORS = ("", "DEFAULT", "SINGLE_THREADED_EXECUTOR")


@dataclass(frozen=True)
class StepOptions:
    """The options of one step, as far as they have an effect."""

    timeout_ms: int = 0  # 0 or less: as long as it takes, or as long as the session allows
    trace_level: int = 0
    partition_graphs: bool = False
    thread_pool: int = 0

    @property
    def traces(self) -> bool:
        """Whether to note what runs (TRC-4)."""
        return self.trace_level != 0

    @property
    def traces_the_host(self) -> bool:
        """Whether to note what the threads of the host do (TRC-8)."""
        return self.trace_level in _TRACES_THE_HOST


@dataclass(frozen=True)
class SessionOptions:
    """The options of a session, as far as they have an effect on its steps."""

    timeout_ms: int = 0
    thread_pools: int = 1
    soft_placement: bool = False
    log_placement: bool = False
    places_pruned_graph: bool = False
    cost_model_every: int = 0
    cost_model_after: int = 0
    executor: str = ""

    def timeout_of(self, options: StepOptions) -> int:
        """How long a step may take, in ms: what it says itself counts before what the session says (OPT-5)."""
        return options.timeout_ms if options.timeout_ms > 0 else self.timeout_ms

    def check_step(self, options: StepOptions) -> None:
        """NotFoundError or InvalidArgumentError if no step can run with these options (OPT-6, OPT-8)."""
        if self.executor not in _EXECUTORS:
            raise NotFoundError(
                None,
                None,
                f"No executor factory registered for the given executor type: {self.executor} "
                "Registered factories are {SINGLE_THREADED_EXECUTOR, , DEFAULT}.",
            )
        if not -1 <= options.thread_pool < self.thread_pools:
            raise InvalidArgumentError(None, None, f"Invalid inter_op_thread_pool: {options.thread_pool}")


NO_OPTIONS = StepOptions()


def session_options(config: Any) -> SessionOptions:
    """Reads the fields of a `ConfigProto`, or None, that have an effect (OPT-1); the others have none (OPT-3).

    Raises NotFoundError or InvalidArgumentError for what no session can have (OPT-2, OPT-6).
    """
    if config is None:
        return SessionOptions()
    if config.device_count.get("CPU", 1) <= 0:  # OPT-2
        raise NotFoundError(None, None, "No CPU devices are available in this process")
    pools = config.session_inter_op_thread_pool
    if config.intra_op_parallelism_threads < 0 or any(pool.num_threads < 0 for pool in pools):
        raise InvalidArgumentError(None, None, "A pool of threads cannot have fewer than 0 threads")
    graph_options = config.graph_options
    return SessionOptions(
        timeout_ms=config.operation_timeout_in_ms,
        thread_pools=max(1, len(pools)),
        soft_placement=config.allow_soft_placement,
        log_placement=config.log_device_placement,
        places_pruned_graph=graph_options.place_pruned_graph,
        cost_model_every=graph_options.build_cost_model,
        cost_model_after=graph_options.build_cost_model_after,
        executor=config.experimental.executor_type,
    )


def step_options(options: Any) -> StepOptions:
    """Reads a `RunOptions` (RUN-13); what is falsy asks for nothing.

    Raises AttributeError for what is no message, InvalidArgumentError for one that cannot be read as RunOptions.
    """
    if not options:
        return NO_OPTIONS
    asked = _as_run_options(options.SerializeToString())
    return StepOptions(
        asked.timeout_in_ms, asked.trace_level, asked.output_partition_graphs, asked.inter_op_thread_pool
    )


def _as_run_options(data: Any) -> Any:
    from google.protobuf.message import DecodeError

    from reference.interchange.messages import message

    if not isinstance(data, str | bytes):
        raise TypeError(f"Expected binary or unicode string, got {data!r}")
    try:
        return message("RunOptions").FromString(data.encode() if isinstance(data, str) else data)
    except DecodeError:
        raise InvalidArgumentError(None, None, "Unparseable RunOptions proto") from None
