"""Invalid programs: what is wrong is put into a valid one, in a place that is drawn, aimed at a clause."""

from conformance.generator.faults import gatherers, graphs, queues, steps, tables, variables
from conformance.generator.faults.fault import FAULTS, Fault

__all__ = ["FAULTS", "Fault", "gatherers", "graphs", "queues", "steps", "tables", "variables"]
