"""Functions that build the input of a program: what is read, how often, in which order, and in batches."""
