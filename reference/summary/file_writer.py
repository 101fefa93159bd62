"""Writing graphs, reports of steps and summaries to event files (TRC-12 to TRC-15)."""

from __future__ import annotations

import threading
import time
import warnings
from typing import Any

from reference.files.operations import make_directories
from reference.graph.graph import Graph
from reference.interchange.messages import is_message, message
from reference.public import public
from reference.summary.event_file import EventFile
from reference.train.meta_graph import export_meta_graph

_NO_GRAPH = "The passed graph must be an instance of `Graph` or the deprecated `GraphDef`"
_BOTH_GRAPHS = "Please pass only graph, or graph_def (deprecated), but not both."
_CLOSED = (
    "Attempting to use a closed FileWriter. The operation will be a noop unless the FileWriter is explicitly reopened."
)


@public("summary.FileWriter")
class FileWriter:
    """Writes events to a file in a folder, where TensorBoard finds them (TRC-12).

    ``graph`` is written at once; ``max_queue`` and ``flush_secs`` say after how many events and how many seconds what
    was added must be in the file; ``filename_suffix`` ends the name of the file; ``session`` has no effect here.
    """

    def __init__(
        self,
        logdir: Any,
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
        session: Any = None,
    ) -> None:
        self._logdir = str(logdir)
        make_directories(self._logdir)
        self._file = EventFile(self._logdir, max_queue, flush_secs, filename_suffix or "")
        self._closed = False
        self._lock = threading.Lock()
        self._tags: set[str] = set()  # of reports that have been written
        self._described: set[str] = set()  # tags of summaries whose metadata has been written
        if filename_suffix:
            self._file.open()
        if graph is not None or graph_def is not None:
            self.add_graph(graph, graph_def=graph_def)
            graph_def = _as_graph_def(graph, graph_def)
            self.add_meta_graph(export_meta_graph(graph_def=graph_def, graph=Graph()))

    def __enter__(self) -> FileWriter:
        return self

    def __exit__(self, unused_type: Any, unused_value: Any, unused_traceback: Any) -> None:
        """Closes the file."""
        self.close()

    def get_logdir(self) -> str:
        """The folder."""
        return self._logdir

    def add_event(self, event: Any) -> None:
        """Writes an `Event` message; TypeError for anything else, a warning where the file is closed (TRC-15)."""
        if not is_message(event, "Event"):
            raise TypeError(f"expected an Event message, but got {type(event)}")
        if self._closed:
            warnings.warn(_CLOSED, stacklevel=2)
        else:
            self._file.add(event)

    def add_graph(self, graph: Any, global_step: Any = None, graph_def: Any = None) -> None:
        """Writes a graph, or a `GraphDef`, so that TensorBoard can show it (TRC-13)."""
        self._add(global_step, graph_def=_as_graph_def(graph, graph_def).SerializeToString(deterministic=True))

    def add_meta_graph(self, meta_graph_def: Any, global_step: Any = None) -> None:
        """Writes a `MetaGraphDef`; TypeError for anything else."""
        if not is_message(meta_graph_def, "MetaGraphDef"):
            raise TypeError(f"meta_graph_def must be type MetaGraphDef, saw type: {type(meta_graph_def)}")
        self._add(global_step, meta_graph_def=meta_graph_def.SerializeToString(deterministic=True))

    def add_run_metadata(self, run_metadata: Any, tag: str, global_step: Any = None) -> None:
        """Writes what a step reported, under a name; ValueError for a name that was used before (TRC-14)."""
        data = run_metadata.SerializeToString(deterministic=True)
        with self._lock:
            if tag in self._tags:
                raise ValueError("The provided tag was already used for this event type")
            tagged = message("TaggedRunMetadata")(tag=tag, run_metadata=data)
            self._tags.add(tag)
        self._add(global_step, tagged_run_metadata=tagged)

    def add_session_log(self, session_log: Any, global_step: Any = None) -> None:
        """Writes a `SessionLog`."""
        self._add(global_step, session_log=session_log)

    def add_summary(self, summary: Any, global_step: Any = None) -> None:
        """Writes a `Summary`, or its bytes; what describes a tag is written with its first value only (TRC-14)."""
        own = message("Summary")()
        own.ParseFromString(summary if isinstance(summary, bytes) else _summary_bytes(summary))
        with self._lock:
            for value in own.value:
                if value.HasField("metadata"):
                    if value.tag in self._described:
                        value.ClearField("metadata")
                    self._described.add(value.tag)
        self._add(global_step, summary=own)

    def flush(self) -> None:
        """Waits until all that was added is in the file."""
        if self._closed:
            warnings.warn(_CLOSED, stacklevel=2)
        else:
            self._file.flush()

    def close(self) -> None:
        """Writes what is left and closes the file; closing twice does nothing."""
        self._closed = True
        self._file.close()

    def reopen(self) -> None:
        """Goes on in a new file after `close`; does nothing while the file is open (TRC-15)."""
        self._closed = False

    def _add(self, global_step: Any, **what: Any) -> None:
        event = message("Event")(wall_time=time.time(), **what)
        if global_step is not None:
            event.step = int(global_step)
        self.add_event(event)


@public("summary.FileWriterCache")
class FileWriterCache:
    """One `FileWriter` for each folder (TRC-15)."""

    _writers: dict[str, FileWriter] = {}
    _lock = threading.RLock()

    @staticmethod
    def clear() -> None:
        """Closes and forgets all of them."""
        with FileWriterCache._lock:
            for writer in FileWriterCache._writers.values():
                writer.close()
            FileWriterCache._writers.clear()

    @staticmethod
    def get(logdir: str) -> FileWriter:
        """The writer for a folder."""
        from reference.graph.defaults import get_default_graph

        with FileWriterCache._lock:
            if logdir not in FileWriterCache._writers:
                FileWriterCache._writers[logdir] = FileWriter(logdir, graph=get_default_graph())
            return FileWriterCache._writers[logdir]


def _as_graph_def(graph: Any, graph_def: Any) -> Any:
    """The GraphDef to write, with static shapes where it is made here; TypeError or ValueError for anything else."""
    if graph is not None and graph_def is not None:
        raise ValueError(_BOTH_GRAPHS)
    if isinstance(graph, Graph):
        return graph.as_graph_def(add_shapes=True)
    given = graph if graph_def is None else graph_def
    if is_message(given, "GraphDef"):
        return given
    raise TypeError(_NO_GRAPH)


def _summary_bytes(summary: Any) -> bytes:
    if not is_message(summary, "Summary"):
        raise AttributeError(f"{type(summary).__name__!r} object has no attribute 'value'")
    return summary.SerializeToString()  # type: ignore[no-any-return]
