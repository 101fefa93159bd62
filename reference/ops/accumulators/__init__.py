"""Conditional accumulators: sums of gradients that drop those computed from old values (ACC-1 to ACC-12)."""
