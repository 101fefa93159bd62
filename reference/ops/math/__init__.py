"""Ops on numbers: arithmetic, comparison, functions of one number, sums over axes, products of matrices."""
