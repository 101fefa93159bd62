"""Summaries: values that a program writes down to be looked at."""
