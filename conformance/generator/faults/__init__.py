"""Invalid programs: what is wrong is put into a valid one, in a place that is drawn, aimed at a clause."""

from conformance.generator.faults import gatherers, graphs, resources, steps
from conformance.generator.faults.fault import FAULTS, Fault

__all__ = ["FAULTS", "Fault", "gatherers", "graphs", "resources", "steps"]
