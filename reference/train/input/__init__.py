"""Functions that build the input of a program: what is read, how often, in which order, and in batches."""

from reference.train.input import batching, epochs, producers

__all__ = ["batching", "epochs", "producers"]
