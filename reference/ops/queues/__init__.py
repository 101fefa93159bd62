"""Queues: elements that one step puts in and another takes out (chapter `QUE`)."""
