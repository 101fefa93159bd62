"""Puts the questions about importing to TensorFlow 1.15.5.  Run by Python 3.7 with it, in this folder."""

import json

import tensorflow as tf
from import_questions import QUESTIONS, answer

with open("recorded/imports.json", "w") as file:
    answers = {name: answer(tf, text, options) for name, (text, options) in QUESTIONS.items()}
    json.dump(answers, file, indent=1, sort_keys=True)
    file.write("\n")
print("recorded", len(QUESTIONS), "answers")
