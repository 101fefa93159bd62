"""Ops that make, measure, move and rearrange elements, and compute nothing of them."""
