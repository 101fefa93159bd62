"""Staging areas: tuples of tensors that one step leaves for another, first in, first out (ACC-34 to ACC-36)."""
