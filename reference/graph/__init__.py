"""Graphs, operations, tensors, and the blocks and defaults around them."""
