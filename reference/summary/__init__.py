"""`tf.summary`: event files, which TensorBoard shows."""

from reference.summary import file_writer, reading

__all__ = ["file_writer", "reading"]
