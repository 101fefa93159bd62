"""Which TensorFlow this is: its versions, and the switches between its behaviours.

Graphs and sessions are the only behaviour here, so that what asks for them does nothing.
"""

from __future__ import annotations

from reference.graph.graph import VERSION_MIN_CONSUMER, VERSION_PRODUCER
from reference.public import public, publish

VERSION = "1.15.5"

for name, value in {
    "VERSION": VERSION,
    "GRAPH_DEF_VERSION": VERSION_PRODUCER,
    "GRAPH_DEF_VERSION_MIN_CONSUMER": VERSION_MIN_CONSUMER,
    "GRAPH_DEF_VERSION_MIN_PRODUCER": 0,
}.items():
    publish(name, value)
    publish(f"version.{name}", value)


@public("executing_eagerly")
def executing_eagerly() -> bool:
    """Whether operations run as soon as they are called: never here."""
    return False


@public(
    "disable_v2_behavior",
    "disable_eager_execution",
    "disable_v2_tensorshape",
    "disable_control_flow_v2",
    "disable_tensor_equality",
)
def keep_graph_behavior() -> None:
    """Asks for the behaviour of TensorFlow 1.x, which is the only one."""


@public("enable_eager_execution", "enable_v2_behavior")
def refuse_eager_behavior(*args: object, **kwargs: object) -> None:
    """Refused with RuntimeError: there is no behaviour without graphs and sessions."""
    raise RuntimeError("Eager execution is no part of TensorFlow 1.x graphs and sessions, which are all that is here.")
