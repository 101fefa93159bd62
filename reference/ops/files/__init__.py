"""Ops that read, write and find files."""
