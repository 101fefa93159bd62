"""The versions of a graph: who wrote it, and who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.graph.graph import VERSION_MIN_CONSUMER, VERSION_PRODUCER
from reference.interchange.messages import message

if TYPE_CHECKING:
    from reference.graph.graph import Graph

_NAME = "TensorFlow 1.15.5"  # whose versions these are
_FOR_FUNCTIONS = 12  # the first consumer that knows functions


def check_versions(versions: Any) -> None:
    """Raises ValueError if a message with these versions must not be read here (INT-10)."""
    current = VERSION_PRODUCER
    if versions.producer < 0:
        raise ValueError(
            f"GraphDef producer version {versions.producer} below min producer 0 supported by {_NAME}.  "
            "Please regenerate your graph."
        )
    if versions.min_consumer > current:
        raise ValueError(
            f"GraphDef min consumer version {versions.min_consumer} above current version {current} for {_NAME}.  "
            "Please upgrade TensorFlow."
        )
    if current in versions.bad_consumers:
        raise ValueError(
            f"GraphDef disallows consumer version {current}.  Please upgrade TensorFlow: this version is likely buggy."
        )


def merge_versions(graph: Graph, versions: Any, has_functions: bool) -> None:
    """Narrows the versions of a graph by those of a message that was imported (INT-10)."""
    merged = message("VersionDef")(producer=VERSION_PRODUCER, min_consumer=VERSION_MIN_CONSUMER)
    if graph._versions is not None:
        merged.CopyFrom(graph._versions)
    merged.producer = min(merged.producer, versions.producer)
    merged.min_consumer = max(merged.min_consumer, versions.min_consumer, _FOR_FUNCTIONS if has_functions else 0)
    merged.bad_consumers.extend(bad for bad in versions.bad_consumers if bad not in merged.bad_consumers)
    graph._versions = merged
