"""`tf.summary`: event files, which TensorBoard shows."""

from reference.summary import file_writer

__all__ = ["file_writer"]
