"""Ops that write tensors to checkpoint files and read them back."""
