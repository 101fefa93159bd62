"""The fixed programs as they are written: functions that build a graph with the reference, and say what is run."""
