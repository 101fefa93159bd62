"""Files as programs handle them beside a graph: `tf.gfile` and `tf.io.gfile` (REA-20 to REA-23)."""

from reference.files import file_object, functions, functions_by_path

__all__ = ["file_object", "functions", "functions_by_path"]
