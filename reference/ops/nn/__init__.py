"""Ops of neural networks: convolution, pooling, activation, normalization, classification."""
