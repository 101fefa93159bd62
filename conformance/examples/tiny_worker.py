"""A worker for the conformance suite (spec/worker.md), small enough to copy: twelve ops on four dtypes.

Whatever it does not know it calls `unsupported`, which costs score and never lies.
"""

import base64
import json
import re
import sys

import numpy as np

DTYPES = {"float32": "float", "float64": "double", "int32": "int32", "int64": "int64"}  # and what messages call them
ATTRS = {"T": {"type": ""}, "dtype": {"type": ""}, "value": {"tensor": {"dtype": "", "shape": [], "data": ""}},
         "Tidx": {"type": "int32"}, "Tshape": {"type": "int32"}, "shape": {"shape": None},
         "keep_dims": {"bool": False}, "transpose_a": {"bool": False}, "transpose_b": {"bool": False}}  # fmt: skip
"""The attributes, with their defaults; those that must be given have one that is not known here."""
OPS = {  # op: its attributes, those that say its inputs' dtypes, and what it computes
    "Const": ("dtype value", "", lambda attrs: attrs["value"]),
    "Placeholder": ("dtype shape", "", None),
    "Identity": ("T", "T", lambda attrs, x: x),
    "NoOp": ("", "", lambda attrs: None),
    **dict.fromkeys(["Add", "AddV2"], ("T", "T T", lambda attrs, x, y: x + y)),
    "Sub": ("T", "T T", lambda attrs, x, y: x - y),
    "Mul": ("T", "T T", lambda attrs, x, y: x * y),
    "Neg": ("T", "T", lambda attrs, x: -x),
    "MatMul": ("T transpose_a transpose_b", "T T", lambda a, x, y: (
        x.transpose((1, 0) if a["transpose_a"] else (0, 1)) @ y.transpose((1, 0) if a["transpose_b"] else (0, 1)))),
    "Sum": ("T Tidx keep_dims", "T Tidx", lambda a, x, axes: x.sum(tuple(axes.flat), x.dtype, keepdims=a["keep_dims"])),
    "Reshape": ("T Tshape", "T Tshape", lambda attrs, x, shape: x.reshape(tuple(shape))),
}  # fmt: skip


class Malformed(Exception):
    """What came is no request, or no program (WIRE-6): what is wanted."""


class Unsupported(Exception):
    """This worker has no answer to the program (WIRE-20): what it lacks, and the op if it is one."""


class Refused(Exception):
    """The error that TensorFlow 1.x raises here (WIRE-19)."""

    def __init__(self, kind, message, code=None, op=None):
        self.fields = {"class": kind, "code": code, "op": op, "message": message}


def check(condition, error, *about):
    if not condition:
        raise error(*about)


def of(data, *types):
    """What came, if it is of one of these types."""
    check(type(data) in types, Malformed, f"{types[0].__name__} is wanted")
    return data


def array(data, *types):
    return [of(each, *types) for each in of(data, list)]


def record(data, required, optional=""):
    """An object with all that is required, and besides nothing but what is optional (WIRE-7)."""
    known = {*required.split(), *optional.split()}
    check(set(required.split()) <= of(data, dict).keys() <= known, Malformed, f"an object with {required} is wanted")
    return data


def read_value(data):  # WIRE-12
    check(record(data, "dtype shape data")["dtype"] in DTYPES, Unsupported, "such values")
    check(min(array(data["shape"], int), default=0) >= 0, Malformed, "a shape is wanted")
    return np.frombuffer(base64.b64decode(data["data"], validate=True), data["dtype"]).reshape(data["shape"])


def write_value(value):
    return {"dtype": value.dtype.name, "shape": value.shape, "data": base64.b64encode(value.tobytes()).decode()}


READ = {"type": lambda data: of(data, str, int), "tensor": read_value, "bool": lambda data: of(data, bool),
        "shape": lambda data: None if data is None else array(data, int, str, type(None))}  # fmt: skip


def owner(source):  # the name of the node that x:0, or ^x, comes from
    return source.strip("^").partition(":")[0]


class Node:
    """A node, as far as it can be checked by itself (WIRE-14, WIRE-15)."""

    def __init__(self, data):
        record(data, "name op", "inputs attrs device")
        self.name, self.op, device = array([data["name"], data["op"], data.get("device", "")], str)
        given, sources = of(data.get("attrs", {}), dict), array(data.get("inputs", []), str)
        check(all(len(of(attr, dict)) == 1 for attr in given.values()), Malformed, "an attribute of one kind is wanted")
        check(self.op in OPS, Unsupported, "this op", self.op)
        names, dtypes, self.kernel = OPS[self.op]
        attrs = {name: given.get(name, ATTRS[name]) for name in names.split()}
        known = given.keys() <= attrs.keys() and all(attrs[name].keys() == ATTRS[name].keys() for name in attrs)
        check(known, Unsupported, "such attributes", self.op)
        self.attrs = {name: READ[kind](value) for name, attr in attrs.items() for kind, value in attr.items()}
        self.dtype, self.sizes = self.attrs.get("dtype", self.attrs.get("T")), self.attrs.get("shape")
        check(self.dtype in DTYPES or self.op == "NoOp", Unsupported, "such a dtype", self.op)
        check(self.op != "Const" or self.attrs["value"].dtype == self.dtype, Unsupported, "such a value", self.op)
        check(re.fullmatch(r"[A-Za-z0-9.][A-Za-z0-9_.\\/-]*", self.name), Unsupported, "such a name")
        check(device in ("", "/cpu:0", "/device:CPU:0"), Unsupported, "such a device")
        self.sources = [source if source[:1] == "^" or ":" in source else source + ":0" for source in sources]
        self.inputs = [source for source in self.sources if source[0] != "^"]
        self.input_dtypes = [self.attrs[name] for name in dtypes.split()]

    def fed(self, data):
        value = read_value(data)  # only of a placeholder is the static shape known here
        sizes = value.shape if self.sizes is None else self.sizes
        fits = len(sizes) == value.ndim and all(a in (None, b) for a, b in zip(sizes, value.shape, strict=True))
        check(fits and value.dtype == self.dtype, Unsupported, "such feeds")
        return value


def read_graph(data):
    """The nodes by name; each must come after those that it needs, as it does in the graphs that TensorFlow writes."""
    record(data, "producer nodes", "min_consumer bad_consumers")
    check(len(data) == 2 and data["producer"] == 134, Unsupported, "such versions")
    nodes, names = {}, {node["name"] for node in data["nodes"]}
    for node in [Node(each) for each in array(data["nodes"], dict)]:
        check(node.name not in nodes, Refused, "ValueError", f"Node '{node.name}' is not unique")
        for source in node.sources:
            message = f"Node '{node.name}': Unknown input node '{source.removesuffix(':0')}'"
            check(owner(source) in names, Refused, "ValueError", message)
        check(nodes.keys() >= set(map(owner, node.sources)), Unsupported, "nodes in such an order")
        dtypes = [nodes[owner(tensor)].dtype for tensor in node.inputs if tensor.endswith(":0")]
        check(dtypes == node.input_dtypes, Unsupported, "such inputs", node.op)
        nodes[node.name] = node
    return nodes


def run(nodes, step):
    """The values of the fetches: what they need runs, each node after its inputs, and nothing else (WIRE-16)."""
    check(step["do"] == "run" and "timeout_ms" not in step and nodes, Unsupported, "such a step")
    of(record(step, "do session", "feeds fetches targets")["session"], str)
    feeds, fetches = of(step.get("feeds", {}), dict), array(step.get("fetches", []), str)
    needed = {*array(step.get("targets", []), str), *(owner(tensor) for tensor in fetches if tensor not in feeds)}
    tensors = {name + ":0" for name, node in nodes.items() if node.op != "NoOp"}
    check(tensors >= {*fetches, *feeds} and nodes.keys() >= needed, Unsupported, "such names")
    values = {tensor: nodes[owner(tensor)].fed(data) for tensor, data in feeds.items()}
    for node in reversed(nodes.values()):
        if node.name in needed:
            needed.update(owner(source) for source in node.sources if source not in feeds)
    for node in nodes.values():
        if node.name in needed and not (node.op == "Placeholder" and node.name + ":0" in feeds):
            values.setdefault(node.name + ":0", compute(node, [values[tensor] for tensor in node.inputs]))
    return [write_value(values[tensor]) for tensor in fetches]


def compute(node, inputs):
    if node.op == "Placeholder":
        sizes = ",".join("?" if size is None else str(size) for size in node.sizes or ())
        dtype = DTYPES[node.dtype] + (f" and shape [{sizes}]" if sizes else "")
        message = f"You must feed a value for placeholder tensor '{node.name}' with dtype {dtype}"
        raise Refused("InvalidArgumentError", message, 3, node.name)
    try:
        return np.asarray(node.kernel(node.attrs, *inputs))
    except (TypeError, ValueError):  # shapes that do not fit: TensorFlow may find that before it runs
        raise Unsupported("such shapes", node.op) from None


def outcomes(program):
    """One outcome for each step, or one for the whole program (WIRE-18)."""
    record(program, "format version graph steps")
    check(f"{program['format']} {program['version']!r}" == "graphsession.program 1", Malformed, "version 1 is wanted")
    nodes, came = read_graph(program["graph"]), []
    for step in array(program["steps"], dict):
        try:
            came.append({"outcome": "value", "values": run(nodes, step)})
        except Refused as error:
            came.append({"outcome": "run_error", **error.fields})
    return came


def reply(request):
    if request["request"] != "run":
        hello = {"protocol": 1, "name": "tiny worker", "version": "1", "ops": sorted(OPS), "steps": ["run"]}
        return {"hello": {"capabilities": hello}, "close": {"closed": True}}[record(request, "id request")["request"]]
    try:
        return {"outcomes": outcomes(record(request, "id request program")["program"])}
    except Refused as error:
        return {"outcomes": [{"outcome": "build_error", **error.fields}]}
    except Unsupported as lack:
        message = f"this worker does not know what to do with {lack.args[0]}"
        return {"outcomes": [{"outcome": "unsupported", "ops": lack.args[1:], "message": message}]}


if __name__ == "__main__":
    for line in sys.stdin.buffer:
        number = None
        try:
            request = json.loads(line.decode(), parse_constant=int)  # which refuses NaN: it is no JSON
            number = of(request["id"], int)
            json.dumps(request, ensure_ascii=False).encode()  # refuses half of a surrogate pair
            answer = reply(request)
        except (Malformed, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:  # WIRE-6
            answer = {"error": f"this is no request, or no program: {fault!r}"[:200]}
        print(json.dumps({"id": number, **answer}), flush=True)
        if "closed" in answer:
            break
