"""Says what TensorFlow 1.15 finds in record files, and writes some.  Run by Python 3.7 with it; takes a folder."""

import json
import os
import sys

import tensorflow as tf

folder = sys.argv[1]
RECORDS = [b"", b"hello", bytes(range(256)) * 40]

found = {}
for kind in ("", "ZLIB", "GZIP"):
    read = tf.python_io.tf_record_iterator(os.path.join(folder, "reference" + kind), kind)
    found[kind] = [record.decode("latin1") for record in read]
    with tf.python_io.TFRecordWriter(os.path.join(folder, "tensorflow" + kind), kind) as writer:
        for record in RECORDS:
            writer.write(record)
print(json.dumps(found))
