"""Records what TensorFlow 1.15.5 says of checkpoints, and files that it wrote.  Run by Python 3.7 with it:

.oracle/bin/python tests/reference/checkpoint/record.py
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
RECORDED = os.path.join(HERE, "recorded")

import checkpoint_op_questions  # noqa: E402
import recorded_files  # noqa: E402
import saver_questions  # noqa: E402
import tensorflow as tf  # noqa: E402
import train_file_questions  # noqa: E402, F401 (adds to the questions about savers)
from checkpoint_asking import answer  # noqa: E402


def record_answers():
    questions = dict(checkpoint_op_questions.QUESTIONS)
    questions.update(saver_questions.QUESTIONS)
    answers = {name: answer(question, tf) for name, question in questions.items()}
    lines = [f"{json.dumps(name)}: {json.dumps(answers[name], sort_keys=True)}" for name in sorted(answers)]
    with open(os.path.join(RECORDED, "answers.json"), "w") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
    print("recorded", len(answers), "answers")


def record_files():
    """The files themselves, and of large ones the checksums."""
    for name in os.listdir(RECORDED):
        if name != "answers.json":
            os.remove(os.path.join(RECORDED, name))
    for name, write in recorded_files.FILES.items():
        write(tf, os.path.join(RECORDED, name))
    os.remove(os.path.join(RECORDED, "checkpoint"))
    folder = tempfile.mkdtemp()
    checksums = {}
    for name, write in recorded_files.LARGE.items():
        write(tf, os.path.join(folder, name))
        for suffix in (".index", ".data-00000-of-00001"):
            with open(os.path.join(folder, name + suffix), "rb") as file:
                checksums[name + suffix] = hashlib.sha256(file.read()).hexdigest()
    shutil.rmtree(folder)
    with open(os.path.join(RECORDED, "checksums.json"), "w") as file:
        json.dump(checksums, file, indent=1, sort_keys=True)
        file.write("\n")


os.environ["CUDA_VISIBLE_DEVICES"] = ""
tf.logging.set_verbosity("ERROR")
if not os.path.isdir(RECORDED):
    os.makedirs(RECORDED)
record_files()
record_answers()
