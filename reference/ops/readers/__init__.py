"""Readers: what turns the names of files, taken from a queue, into records one by one (chapter `REA`)."""
