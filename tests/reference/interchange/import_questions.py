"""Graphs to import, most of them damaged, and how to ask a `tf` module what becomes of them.

Runs on Python 3.7 too: `record_imports.py` puts the questions to TensorFlow 1.15.5.
"""

from google.protobuf import text_format

FLOAT = 'attr { key: "dtype" value { type: DT_FLOAT } }'
T = 'attr { key: "T" value { type: DT_FLOAT } }'
A = f'node {{ name: "a" op: "Placeholder" {FLOAT} }}'
TWO = 'attr { key: "shape" value { shape { dim { size: 2 } } } }'
N = 'attr { key: "N" value { i: 2 } }'


def node(name, op, inputs=(), *attrs):
    fields = [f'name: "{name}"', f'op: "{op}"'] + [f'input: "{text}"' for text in inputs] + list(attrs)
    return "node {{ {} }}".format(" ".join(fields))


def attr(key, value):
    return f'attr {{ key: "{key}" value {{ {value} }} }}'


def const(value, dtype="DT_FLOAT"):
    return node("c", "Const", (), attr("dtype", f"type: {dtype}"), attr("value", f"tensor {{ {value} }}"))


def shaped(shape):
    return node("b", "Placeholder", (), FLOAT, attr("shape", f"shape {{ {shape} }}"))


def typed(value):
    return A + node("b", "Identity", ["a"], attr("T", value))


def shapes(text):
    return attr("_output_shapes", text)


def group(*names):
    return attr("_class", "list {{ {} }}".format(" ".join(f's: "loc:@{name}"' for name in names)))


LIBRARY = (
    'library { function { signature { name: "foo" input_arg { name: "x" type: DT_FLOAT } '
    f'output_arg {{ name: "y" type: DT_FLOAT }} }} node_def {{ name: "z" op: "Identity" input: "x" {T} }} '
    'ret { key: "y" value: "z:output:0" } } }'
)
LOOP = (
    A
    + node("m", "Merge", ["e", "n"], T, N)
    + node("e", "Enter", ["a"], T, attr("frame_name", 's: "f"'))
    + node("s", "Switch", ["m", "p"], T)
    + node("p", "LoopCond", ["q"])
    + node("q", "Const", ["^m"], attr("dtype", "type: DT_BOOL"),
           attr("value", "tensor { dtype: DT_BOOL tensor_shape { } bool_val: false }"))
    + node("n", "NextIteration", ["s:1"], T)
    + node("x", "Exit", ["s"], T)
)  # fmt: skip
TO_B = [
    ("output zero", "a:0", ()), ("another spelling of zero", "a:00", ()), ("a word as output", "a:x", ()),
    ("no output", "a:", ()), ("no name", "", ()), ("a negative output", "a:-1", ()), ("itself", "b", ()),
]  # fmt: skip

QUESTIONS = {f"an input that is {what}": (A + node("b", "Identity", [text], T), {}) for what, text, _ in TO_B}
QUESTIONS.update({
    "nothing": ("", {}),
    "nodes in any order": (node("b", "Identity", ["a"], T) + A, {}),
    "a control input without name": (A + node("b", "Identity", ["a", "^"], T), {}),
    "a control input with output": (A + node("b", "Identity", ["a", "^a:0"], T), {}),
    "an unknown control input": (A + node("b", "Identity", ["a", "^q"], T), {}),
    "a data input after a control input": (A + node("b", "Identity", ["^a", "a"], T), {}),
    "itself as control input": (A + node("b", "Identity", ["a", "^b"], T), {}),
    "an unknown input": (node("b", "Identity", ["q"], T), {}),
    "an output that does not exist": (A + node("b", "Identity", ["a:3"], T), {}),
    "a cycle and what is behind it": (
        node("b", "Identity", ["c"], T) + node("c", "Identity", ["b"], T) + node("d", "Identity", ["c"], T), {}),
    "a loop": (LOOP, {}),
    "a loop whose merge has the back edge first": (LOOP.replace('input: "e" input: "n"', 'input: "n" input: "e"'), {}),
    "a merge of itself": (node("m", "Merge", ["m", "m"], T, N), {}),
    "a merge of back edges only": (node("m", "Merge", ["n", "n"], T, N) + node("n", "NextIteration", ["m"], T), {}),
    "a merge in a cycle without NextIteration": (
        A + node("m", "Merge", ["a", "i"], T, N) + node("i", "Identity", ["m"], T), {}),
    "a back edge from an output that does not exist": (
        A + node("m", "Merge", ["a", "n:3"], T, N) + node("n", "NextIteration", ["m"], T), {}),
    "a control edge back": (
        A + node("m", "Merge", ["a", "a", "^n"], T, N) + node("n", "NextIteration", ["m"], T), {}),
    "too few inputs": (A + node("b", "Add", ["a"], T), {}),
    "too many inputs": (A + node("b", "Identity", ["a", "a"], T), {}),
    "no inputs": (A + node("b", "Identity", [], T), {}),
    "only a control input": (A + node("b", "Identity", ["^a"], T), {}),
    "inputs for an op that takes none": (A + node("b", "NoOp", ["a"]), {}),
    "fewer inputs than N": (A + node("b", "Pack", ["a"], T, N), {}),
    "a wrong dtype of an input": (A + node("b", "Identity", ["a"], attr("T", "type: DT_INT32")), {}),
    "a wrong dtype of a fixed argument": (A + node("b", "Split", ["a", "a"], T, attr("num_split", "i: 2")), {}),
    "a value where a reference is needed": (A + node("b", "Assign", ["a", "a"], T), {}),
    "a reference where a value is enough": (
        node("v", "VariableV2", [], FLOAT, TWO) + node("b", "Identity", ["v"], T)
        + node("d", "Assign", ["v", "b"], T), {}),
    "shapes that do not fit": (
        node("v", "VariableV2", [], FLOAT, TWO) + node("s", "Placeholder", [], FLOAT, TWO.replace("2", "3"))
        + node("b", "Assign", ["v", "s"], T), {}),
    # names and ops
    "a name twice": (node("a", "NoOp") + node("a", "NoOp"), {}),
    "a name twice with an unknown op": (node("a", "NoOp") + node("a", "Nope"), {}),
    "no name": (node("", "NoOp"), {}), "no op": (node("b", ""), {}), "an unknown op": (node("b", "No such op"), {}),
    "an unknown op with an unknown input": (node("b", "Nope", ["zz"]), {}),
    "a withdrawn op": (
        node("b", "BatchFFT", ["c"]) + node("c", "Placeholder", [], attr("dtype", "type: DT_COMPLEX64"))
        + " versions { producer: 134 }", {}),
    "an op from before it was withdrawn": (
        node("b", "BatchFFT", ["c"]) + node("c", "Placeholder", [], attr("dtype", "type: DT_COMPLEX64"))
        + " versions { producer: 14 }", {}),
    "an op that runs Python": (
        A + node("b", "PyFunc", ["a"], attr("token", 's: "pyfunc_0"'), attr("Tin", "list { type: DT_FLOAT }"),
                 attr("Tout", "list { type: DT_FLOAT }")), {}),
    # attributes
    "a missing attribute": (A + node("b", "Identity", ["a"]), {}),
    "an unknown attribute": (node("b", "NoOp", [], attr("strange", "i: 3")), {}),
    "an unknown private attribute": (node("b", "NoOp", [], attr("_strange", "i: 3")), {}),
    "an empty value": (A + node("b", "Identity", ["a"], 'attr { key: "T" }'), {}),
    "a value of no dtype": (typed("type: DT_INVALID"), {}), "a reference dtype": (typed("type: DT_FLOAT_REF"), {}),
    "a number that is no dtype": (typed("type: 99"), {}), "a list for a dtype": (typed("list { type: DT_FLOAT }"), {}),
    "an empty list for a dtype": (typed("list { }"), {}), "a function for a dtype": (typed('func { name: "f" }'), {}),
    "an integer for a dtype": (typed("i: 1"), {}), "a dtype that is not allowed": (
        A.replace("FLOAT", "BOOL") + node("b", "Neg", ["a"], attr("T", "type: DT_BOOL")), {}),
    "a string that is not allowed": (A + node("b", "BiasAdd", ["a", "a"], T, attr("data_format", 's: "ABCD"')), {}),
    "a number below the minimum": (node("b", "Pack", [], T, attr("N", "i: 0")), {}),
    "a negative count": (node("b", "Pack", [], T, attr("N", "i: -1")), {}),
    "a count beyond int32": (A + node("b", "Pack", ["a"], T, attr("N", "i: 99999999999")), {}),
    "a float for an integer": (A + node("b", "Pack", ["a"], T, attr("N", "f: 1")), {}),
    "an integer for a list": (A + node("b", "Squeeze", ["a"], T, attr("squeeze_dims", "i: 3")), {}),
    "a list of two kinds": (A + node("b", "Squeeze", ["a"], T, attr("squeeze_dims", 'list { s: "x" i: 3 }')), {}),
    "an empty value for a list": (A + node("b", "Squeeze", ["a"], T, attr("squeeze_dims", "")), {}),
    "a list of dtypes with none": (A + node("b", "IdentityN", ["a"], attr("T", "list { type: 0 type: 1 }")), {}),
    "a list of dtypes with a reference": (A + node("b", "IdentityN", ["a"], attr("T", "list { type: 101 }")), {}),
    "a list that is too short": (node("b", "IdentityN", [], attr("T", "list { }")), {}),
    "a list with a dtype that is not allowed": (
        node("s", "Placeholder", [], attr("dtype", "type: DT_STRING"))
        + node("b", "DecodeCSV", ["s", "s"], attr("OUT_TYPE", "list { type: DT_BOOL }")), {}),
    "a tensor for a shape": (node("b", "Placeholder", [], FLOAT, attr("shape", "tensor { }")), {}),
    "a shape for a tensor": (node("b", "Const", [], FLOAT, attr("value", "shape { }")), {}),
    "a size below -1": (shaped("dim { size: -5 }"), {}), "a shape beyond 2**63": (
        shaped("dim { size: 4611686018427387904 } dim { size: 4611686018427387904 }"), {}),
    "an unknown rank with sizes": (shaped("dim { size: -1 } unknown_rank: true"), {}),
    "too many dimensions": (shaped("dim { size: 1 } " * 300), {}),
    # constants
    "a constant": (const("dtype: DT_FLOAT tensor_shape { dim { size: 3 } } float_val: 1 float_val: 2"), {}),
    "a constant that lists too much": (
        const("dtype: DT_FLOAT tensor_shape { dim { size: 1 } } float_val: 1 float_val: 2"), {}),
    "a constant of unknown rank": (const("dtype: DT_FLOAT tensor_shape { unknown_rank: true } float_val: 1"), {}),
    "a constant of unknown size": (const("dtype: DT_FLOAT tensor_shape { dim { size: -1 } } float_val: 1"), {}),
    "a constant of negative size": (const("dtype: DT_FLOAT tensor_shape { dim { size: -5 } } float_val: 1"), {}),
    "a constant beyond 2**63": (
        const("dtype: DT_FLOAT tensor_shape { " + "dim { size: 4611686018427387904 } " * 2 + "}"), {}),
    # names in the graph
    "a name scope": (A, {"name": "g"}), "a name scope that is entered": (A, {"name": "g/"}),
    "no name scope": (A, {"name": ""}), "a bad name scope": (A, {"name": "a b"}), "a number as name": (A, {"name": 5}),
    "a name that is taken": (A + node("b", "Identity", ["a"], T), {"name": "", "existing": ["a"]}),
    "a name that is taken in other case": (A, {"name": "", "existing": ["A"]}),
    "names that are taken and given": (
        node("a", "NoOp") + node("a_1", "NoOp") + node("c", "NoOp", ["^a", "^a_1"], group("a")),
        {"name": "", "existing": ["a"]}),
    "the default name taken": (A, {"existing": ["import"]}),
    "a name below the default name taken": (A, {"existing": ["import/a"]}),
    # what is mapped and returned
    "a mapped input": (A + node("b", "Identity", ["a"], T), {"input_map": {"a": "x"}, "return_elements": ["a:0", "b"]}),
    "a mapped input with output": (A + node("b", "Identity", ["a"], T), {"input_map": {"a:0": "x"}}),
    "a mapped input of another dtype": (A + node("b", "Identity", ["a"], T), {"input_map": {"a": "i"}}),
    "a mapped control input": (A + node("b", "NoOp", ["^a"]), {"input_map": {"^a": "x"}}),
    "a mapped tensor that nothing takes": (A, {"input_map": {"a": "x"}}),
    "mapped inputs that do not exist": (A, {"input_map": {"zz": "x", "a:3": "x", "^q": "x", "a": "x"}}),
    "a mapped input that is no name": (A, {"input_map": {"a:x": "x"}}),
    "a returned element twice": (A, {"return_elements": ["a", "a", "a:0"]}),
    "a returned operation that does not exist": (A, {"return_elements": ["zz", "yy"]}),
    "a returned tensor that does not exist": (A, {"return_elements": ["zz:0"]}),
    "a returned output that does not exist": (A, {"return_elements": ["a:1"]}),
    "a returned output of an operation without": (node("n", "NoOp"), {"return_elements": ["n:0"]}),
    "a returned element that is no name": (A, {"return_elements": ["a:0:0"]}),
    "a returned control input": (A, {"return_elements": ["^a"]}),
    "a number to return": (A, {"return_elements": [5]}),
    # what is around the call
    "devices": (node("a", "NoOp", [], 'device: "/cpu:1"') + node("b", "NoOp", ["^a"]), {}),
    "devices in a device block": (
        node("a", "NoOp", [], 'device: "/cpu:1"') + node("b", "NoOp", ["^a"]), {"device": "/job:w/device:GPU:3"}),
    "a bad device": (node("a", "NoOp", [], 'device: "garbage"'), {}),
    "control inputs of a block": (A + node("b", "Identity", ["a", "^a"], T), {"control": ["first", "second"]}),
    "colocation": (node("a", "NoOp", [], 'device: "/cpu:1"') + node("b", "NoOp", [], group("a")), {"name": "g"}),
    "colocation against the own device": (
        node("a", "NoOp", [], 'device: "/cpu:1"') + node("b", "NoOp", [], 'device: "/gpu:0"', group("a")), {}),
    "colocation with two": (
        node("a", "NoOp") + node("c", "NoOp", [], 'device: "/cpu:2"') + node("b", "NoOp", [], group("a", "c")), {}),
    "colocation with itself": (node("a", "NoOp", [], group("a")), {"device": "/gpu:3"}),
    "colocation with nothing": (node("b", "NoOp", [], group("a")), {}),
    # static shapes
    "shapes of outputs": (node("a", "Placeholder", [], FLOAT, shapes("list { shape { dim { size: 2 } } }")), {}),
    "shapes of outputs that complete others": (
        node("b", "Placeholder", [], FLOAT, attr("shape", "shape { dim { size: 2 } dim { size: -1 } }"),
             shapes("list { shape { dim { size: -1 } dim { size: 3 } } }")), {}),
    "shapes of outputs that contradict": (
        node("a", "Placeholder", [], FLOAT, TWO, shapes("list { shape { dim { size: 2 } dim { size: 3 } } }")), {}),
    "shapes of outputs of another kind": (node("a", "Placeholder", [], FLOAT, shapes('s: "x"')), {}),
    # functions and versions
    "a function": (A + node("b", "foo", ["a"]) + node("c", "Identity", ["b"], T) + LIBRARY, {}),
    "a function with too many inputs": (A + node("b", "foo", ["a", "a"]) + LIBRARY, {}),
    "a graph for newer consumers": ("versions { producer: 999999 min_consumer: 999999 }", {}),
    "a graph of a newer producer": (A + "versions { producer: 999999 min_consumer: 12 }", {}),
    "a graph that must not be read": ("versions { producer: 500 bad_consumers: 134 }", {}),
    "a graph of a negative version": ("versions { producer: -5 }", {}),
})  # fmt: skip


def answer(tf, text, options):
    """What a `tf` module makes of a question: the operations that are new, or the error."""
    graph = tf.Graph()
    with graph.as_default():
        placeholders = {"x": tf.placeholder(tf.float32, name="x"), "i": tf.placeholder(tf.int32, name="i")}
        for name in options.get("existing", ()):
            tf.no_op(name=name)
        controls = [tf.no_op(name=name) for name in options.get("control", ())]
        before = {op.name for op in graph.get_operations()}
        keywords = {key: options[key] for key in ("name", "return_elements") if key in options}
        if "input_map" in options:
            keywords["input_map"] = {key: placeholders[name] for key, name in options["input_map"].items()}
        graph_def = text_format.Parse(text, tf.GraphDef())
        try:
            with tf.control_dependencies(controls), tf.device(options.get("device")):
                returned = tf.import_graph_def(graph_def, **keywords)
        except Exception as error:
            return {"error": type(error).__name__, "message": first_line(error)}
    added = [operation(op) for op in graph.get_operations() if op.name not in before]
    return {"operations": added, "returned": returned and [element.name for element in returned]}


def operation(op):
    node_def = op.node_def
    return {
        "name": op.name,
        "op": op.type,
        "inputs": [tensor.name for tensor in op.inputs],
        "controls": sorted(control.name for control in op.control_inputs),
        "device": op.device,
        "attrs": {key: text_format.MessageToString(node_def.attr[key], as_one_line=True) for key in node_def.attr},
        "shapes": [str(tensor.shape) for tensor in op.outputs],
    }


def first_line(error):
    line = str(error).split("\n")[0]
    host = line.find(" in binary running on ")
    return line if host < 0 else line[:host]
