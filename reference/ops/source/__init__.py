"""Ops from which values enter a graph: constants, placeholders, and the op that does nothing."""
