"""Ops on strings, which are bytes."""
