"""Ops on sparse tensors: their indices, values and dense shapes."""
