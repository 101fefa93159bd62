"""Ops that keep tensors in the session and bring them back by handle."""
