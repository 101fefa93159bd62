"""Graphs as messages and files that TensorFlow reads and writes."""
