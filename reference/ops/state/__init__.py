"""Ops that keep state in a session: variables by reference and by resource handle."""
