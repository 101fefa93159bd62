"""Ops by which a graph checks and shows its own values (chapter DBG)."""
