"""Barriers: tuples that are put together from parts that come one by one (ACC-13 to ACC-29)."""
