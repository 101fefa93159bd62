"""How a question about checkpoints is asked of a ``tf`` module, and how its answer is written down.

Runs on Python 3.7 too: `record.py` asks TensorFlow 1.15, `test_recorded.py` the reference.
"""

import os
import re
import shutil
import tempfile

import numpy as np

_RANDOM = (
    (r"tempstate[0-9]+", "tempstateN"), (r"\.tmp[0-9a-f]{32}", ".tmpN"), (r"_temp_[0-9a-f]{32}", "_temp_N"),
    (r" at 0x[0-9a-f]+", ""), (r"<class '[a-z_.]*\.", "<class '"), (r"<(tensorflow|reference)[a-z_.]*\.", "<"),
)  # fmt: skip


def answer(question, tf):
    """What ``question(tf, folder)`` gives, as JSON: a value, or an error's class and first line."""
    folder = tempfile.mkdtemp()
    before = os.getcwd()
    os.chdir(folder)
    try:
        with tf.Graph().as_default():
            try:
                return {"value": plain(question(tf, folder), folder)}
            except Exception as error:
                return {"error": type(error).__name__, "message": text(str(error).split("\n")[0], folder)}
    finally:
        os.chdir(before)
        shutil.rmtree(folder)


def plain(value, folder):
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {str(key): plain(item, folder) for key, item in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return [plain(item, folder) for item in value]
    if isinstance(value, bytes):
        return "b:" + text(value.decode("latin1"), folder)
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.kind == "O":
            return plain(value.tolist(), folder)
        if value.dtype.kind == "c":
            return [plain(value.real, folder), plain(value.imag, folder)]
        return [value.dtype.name, value.astype(np.float64).tolist()]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return text(str(value), folder)


def text(words, folder):
    """Words without what differs from run to run."""
    words = words.replace(os.path.realpath(folder), "FOLDER").replace(folder, "FOLDER")
    for pattern, replacement in _RANDOM:
        words = re.sub(pattern, replacement, words)
    return words


def files(folder):
    """The files below a folder."""
    return sorted(
        os.path.relpath(os.path.join(path, name), folder) for path, _, names in os.walk(folder) for name in names
    )


def read(*path):
    """The contents of a text file."""
    with open(os.path.join(*path)) as file:
        return file.read()


def spoil(source, target, index=None, data=None):
    """Copies the files of a checkpoint, changed by functions of their bytes; a function that gives None: no file."""
    for suffix, change in ((".index", index), (".data-00000-of-00001", data)):
        with open(source + suffix, "rb") as file:
            contents = bytearray(file.read())
        changed = contents if change is None else change(contents)
        if changed is not None:
            with open(target + suffix, "wb") as file:
                file.write(bytes(changed))


def flipped(position):
    """A function that changes one byte."""

    def flip(contents):
        contents[position] ^= 0x55
        return contents

    return flip
