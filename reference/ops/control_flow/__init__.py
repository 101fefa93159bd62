"""Ops of branches and loops."""
