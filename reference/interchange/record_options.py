"""How the records of a file are compressed (REA-14)."""

from __future__ import annotations

from typing import Any

from reference.interchange.inflating import GZIP, ZLIB
from reference.public import public


@public("python_io.TFRecordCompressionType", "io.TFRecordCompressionType")
class TFRecordCompressionType:
    """The numbers of the compressions (REA-14)."""

    NONE = 0
    ZLIB = 1
    GZIP = 2


@public("python_io.TFRecordOptions", "io.TFRecordOptions")
class TFRecordOptions:
    """How a record file is compressed: a name or number of a compression, and settings of zlib (REA-14).

    Raises ValueError for a compression that there is none of.  The sizes of buffers and the mode of flushing are
    kept; they change nothing here.
    """

    compression_type_map = {
        TFRecordCompressionType.ZLIB: ZLIB, TFRecordCompressionType.GZIP: GZIP, TFRecordCompressionType.NONE: "",
    }  # fmt: skip

    def __init__(
        self,
        compression_type: Any = None,
        flush_mode: int | None = None,
        input_buffer_size: int | None = None,
        output_buffer_size: int | None = None,
        window_bits: int | None = None,
        compression_level: int | None = None,
        compression_method: int | None = None,
        mem_level: int | None = None,
        compression_strategy: int | None = None,
    ) -> None:
        compression_name(compression_type)
        self.compression_type = compression_type
        self.flush_mode = flush_mode
        self.input_buffer_size = input_buffer_size
        self.output_buffer_size = output_buffer_size
        self.window_bits = window_bits
        self.compression_level = compression_level
        self.compression_method = compression_method
        self.mem_level = mem_level
        self.compression_strategy = compression_strategy

    @classmethod
    def get_compression_type_string(cls, options: Any) -> str:
        """The name of the compression that options, a name or a number mean; empty for none."""
        return compression_name(options)


def compression_name(options: Any) -> str:
    """ "ZLIB", "GZIP" or nothing for what options, a name or a number mean; ValueError for anything else."""
    if not options:
        return ""
    if isinstance(options, TFRecordOptions):
        return compression_name(options.compression_type)
    name = TFRecordOptions.compression_type_map.get(options, options)
    if name not in TFRecordOptions.compression_type_map.values():
        raise ValueError(f'Not a valid compression_type: "{options}"')
    return str(name)
