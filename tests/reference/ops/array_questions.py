"""How questions about array ops are asked, and how an answer is written down.

A question is an expression, with statements before it that `` ; `` divides.  In it ``fed(value, shape,
dtype)`` is a placeholder that is fed a value, ``unfed(shape, dtype)`` one that is not.  The answer is the
nodes that were made, the static shapes of the result, and its value or error.

Runs on Python 3.7 too. Where TensorFlow 1.15 is at hand, ``python array_questions.py`` asks it all questions in
``array_answers.json`` and writes the answers anew; the tests ask the reference the same and compare.
"""

import json
import os

import numpy as np

RECORD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "array_answers.json")


def answer(tf, question):
    """What ``tf`` says to a question."""
    feeds = {}
    *statements, expression = question.split(" ; ")
    with tf.Graph().as_default() as graph:
        names = {"tf": tf, "np": np, "unfed": lambda shape=None, dtype=tf.float32: tf.placeholder(dtype, shape)}
        names["fed"] = lambda value, shape=None, dtype=None: _fed(tf, feeds, value, shape, dtype)
        try:
            for statement in statements:
                exec(statement, names)
            result = eval(expression, names)
        except Exception as error:
            return "not built: " + _described(error)
        parts = [_nodes(graph), _static(result)]
        tensors = [item for item in _flat(result) if hasattr(item, "op")]
        placeholders = [op for op in graph.get_operations() if op.type == "Placeholder"]
        if tensors and len(placeholders) == len(feeds):
            parts.append(_values(tf, graph, tensors, feeds))
    return " | ".join(parts)


def _fed(tf, feeds, value, shape, dtype):
    array = np.array(value, tf.as_dtype(dtype).as_numpy_dtype) if dtype else np.asarray(value)
    kind = {"i": np.int32, "f": np.float32, "U": object, "S": object}.get(array.dtype.kind, array.dtype)
    array = array if dtype else array.astype(kind)
    placeholder = tf.placeholder(dtype or (tf.string if array.dtype == object else array.dtype), shape)
    feeds[placeholder] = array
    return placeholder


def _described(error):
    return "{}: {}".format(type(error).__name__, str(error).split("\n")[0])


def _nodes(graph):
    return " ".join(
        "{}={}({})".format(op.name, op.type, ",".join(tensor.name.replace(":0", "") for tensor in op.inputs))
        for op in graph.get_operations()
        if op.type != "Placeholder"
    )


def _flat(result):
    return [item for part in result for item in _flat(part)] if isinstance(result, (list, tuple)) else [result]


def _static(result):
    return "; ".join(
        f"{item.name} {item.dtype.name} {item.shape}" if hasattr(item, "op") else repr(item) for item in _flat(result)
    )


def _values(tf, graph, tensors, feeds):
    config = tf.ConfigProto()
    config.graph_options.optimizer_options.opt_level = -1
    config.graph_options.rewrite_options.disable_meta_optimizer = True  # DEV-7
    with tf.Session(graph=graph, config=config) as session:
        try:
            return "; ".join(_shown(value) for value in session.run(tensors, feeds))
        except Exception as error:
            return "not run: " + _described(error)


def _shown(value):
    array = np.asarray(value)
    if array.dtype.name == "bfloat16":
        array = array.astype(np.float32)
    listed = array.tolist() if array.size < 30 else [array.size, array.ravel()[-1].tolist()]
    return "{}{} {}".format("string" if array.dtype.kind in "OS" else array.dtype.name, list(array.shape), listed)


if __name__ == "__main__":
    import tensorflow

    with open(RECORD) as file:
        questions = list(json.load(file))
    answers = {question: answer(tensorflow, question) for question in questions}
    with open(RECORD, "w") as file:
        json.dump(answers, file, indent=0, sort_keys=True)
        file.write("\n")
    print("asked", len(answers), "questions")
