"""A worker for the conformance suite (spec/worker.md), small enough to copy: sixteen ops on four dtypes.

Whatever it does not know it calls `unsupported`, which costs score and never lies.
"""

import base64
import json
import re
import sys

import numpy as np

DTYPES = {"float32": "float", "float64": "double", "int32": "int32", "int64": "int64"}  # and what messages call them
ATTRS = {"T": ("type", None), "dtype": ("type", None), "Tidx": ("type", "int32"), "Tshape": ("type", "int32"),
         "value": ("tensor", None), "shape": ("shape", None), "keep_dims": ("bool", False),
         "transpose_a": ("bool", False), "transpose_b": ("bool", False), "validate_shape": ("bool", True),
         "use_locking": ("bool", None), "container": ("string", ""), "shared_name": ("string", "")}  # fmt: skip
OPS = {  # op: its attributes, those that say its inputs' dtypes, and what it computes
    "Const": ("dtype value", "", lambda attrs: read_value(attrs["value"], attrs["dtype"])),
    "Placeholder": ("dtype shape", "", None),
    "VariableV2": ("dtype shape container shared_name", "", None),
    "Assign": ("T validate_shape use_locking", "T T", lambda attrs, new: new),
    "AssignAdd": ("T use_locking", "T T", lambda attrs, old, new: old + new),
    "AssignSub": ("T use_locking", "T T", lambda attrs, old, new: old - new),
    "Identity": ("T", "T", lambda attrs, x: x),
    "NoOp": ("", "", lambda attrs: None),
    **dict.fromkeys(["Add", "AddV2"], ("T", "T T", lambda attrs, x, y: x + y)),
    "Sub": ("T", "T T", lambda attrs, x, y: x - y),
    "Mul": ("T", "T T", lambda attrs, x, y: x * y),
    "Neg": ("T", "T", lambda attrs, x: -x),
    "MatMul": ("T transpose_a transpose_b", "T T", lambda attrs, a, b: np.einsum(
        ("ji," if attrs["transpose_a"] else "ij,") + ("kj" if attrs["transpose_b"] else "jk"), a, b)),
    "Sum": ("T Tidx keep_dims", "T Tidx", lambda attrs, x, axes: np.sum(
        x, axis=tuple(axes.ravel()), keepdims=attrs["keep_dims"], dtype=x.dtype)),
    "Reshape": ("T Tshape", "T Tshape", lambda attrs, x, shape: x.reshape(tuple(shape))),
}  # fmt: skip


class Unsupported(ValueError):
    """This worker has no answer to the program (WIRE-20): what it lacks, and the op if it is one."""


class Refused(Exception):
    """The error that TensorFlow 1.x raises here: the fields of its outcome (WIRE-19)."""


def know(condition, what, *ops):
    if not condition:
        raise Unsupported(what, *ops)


def refuse(condition, kind, message, code=None, op=None):
    if condition:
        raise Refused({"class": kind, "code": code, "op": op, "message": message})


def read_value(data, dtype):  # WIRE-12
    know(data["dtype"] == dtype, "values of another dtype")
    return np.frombuffer(base64.b64decode(data["data"]), dtype).reshape(data["shape"])


def write_value(array):
    data = base64.b64encode(array.tobytes()).decode("ascii")
    return {"dtype": array.dtype.name, "shape": array.shape, "data": data}


def owner(source):  # the name of the node that x:0, or ^x, comes from
    return source.strip("^").partition(":")[0]


class Node:
    """A node, as far as it can be checked by itself (WIRE-14, WIRE-15)."""

    def __init__(self, data):
        self.name, self.op, given, sources = data["name"], data["op"], data.get("attrs", {}), data.get("inputs", [])
        know(self.op in OPS, "this op", self.op)
        names, dtypes, self.kernel = OPS[self.op]
        known = all(name in names.split() and ATTRS[name][0] in attr for name, attr in given.items())
        self.attrs = {name: given.get(name, {}).get(*ATTRS[name]) for name in names.split()}
        self.dtype = self.attrs.get("dtype", self.attrs.get("T"))
        know(known and (self.dtype in DTYPES or self.op == "NoOp"), "such attributes", self.op)
        good = re.fullmatch(r"[A-Za-z0-9.][A-Za-z0-9_.\\/-]*", self.name)
        know(good and data.get("device", "") in ("", "/cpu:0", "/device:CPU:0"), "such a name or device")
        self.sources = [source if source[0] == "^" or ":" in source else source + ":0" for source in sources]
        self.inputs = [source for source in self.sources if source[0] != "^"]
        self.input_dtypes = [self.attrs[name] for name in dtypes.split()]

    def fed(self, data):
        sizes, shape = self.attrs.get("shape"), data["shape"]  # only of a placeholder is the static shape known here
        fits = sizes is None or len(sizes) == len(shape)
        know(fits and all(size in (None, came) for size, came in zip(sizes or shape, shape, strict=True)), "such feeds")
        return read_value(data, self.dtype)


def read_graph(data):
    """The nodes by name; each must come after those that it needs, as it does in the graphs that TensorFlow writes."""
    know(data.keys() == {"producer", "nodes"} and data["producer"] == 134, "such versions")
    names, nodes = {node["name"] for node in data["nodes"]}, {}
    for node in map(Node, data["nodes"]):
        refuse(node.name in nodes, "ValueError", f"Node '{node.name}' is not unique")
        for source in node.sources:
            message = f"Node '{node.name}': Unknown input node '{source.removesuffix(':0')}'"
            refuse(owner(source) not in names, "ValueError", message)
        know(nodes.keys() >= set(map(owner, node.sources)), "nodes in such an order")
        dtypes = [nodes[owner(tensor)].dtype for tensor in node.inputs if tensor.endswith(":0")]
        know(dtypes == node.input_dtypes, "such inputs", node.op)
        nodes[node.name] = node
    return nodes


def run(nodes, step, variables):
    """The values of the fetches: what they need runs, each node after its inputs, and nothing else (WIRE-16)."""
    know(nodes and step["do"] == "run" and "timeout_ms" not in step, "such a step")
    fetches, feeds, needed = step.get("fetches", []), step.get("feeds", {}), set(step.get("targets", []))
    tensors = {name + ":0" for name, node in nodes.items() if node.op != "NoOp"}
    know(tensors >= {*fetches, *feeds} and nodes.keys() >= needed, "such names")
    values = {tensor: nodes[owner(tensor)].fed(data) for tensor, data in feeds.items()}
    needed |= {owner(tensor) for tensor in fetches if tensor not in feeds}
    for node in reversed(nodes.values()):
        if node.name in needed:
            needed.update(owner(source) for source in node.sources if source not in feeds)
    for node in nodes.values():
        if node.name in needed and not (node.op == "Placeholder" and node.name + ":0" in feeds):
            value = compute(node, [values[tensor] for tensor in node.inputs], variables)
            values.setdefault(node.name + ":0", value)
    return [write_value(held(values[tensor], None, variables)) for tensor in fetches]


def held(value, op, variables):
    """An array as it is; of a variable, which is handed on as its node, what it holds in this session."""
    if not isinstance(value, Node):
        return value
    empty = np.zeros(value.attrs["shape"], value.dtype)
    array = variables.get(value.name, None if empty.size else empty)  # without elements, nothing is uninitialised
    refuse(array is None, "FailedPreconditionError", f"Attempting to use uninitialized value {value.name}", 9, op)
    return array


def compute(node, inputs, variables):
    if node.op == "VariableV2":
        know(not node.attrs["container"] and not node.attrs["shared_name"], "shared variables", node.op)
        return node
    if node.op == "Placeholder":
        sizes = ",".join("?" if size is None else str(size) for size in node.attrs["shape"] or ())
        dtype = DTYPES[node.dtype] + (f" and shape [{sizes}]" if sizes else "")
        message = f"You must feed a value for placeholder tensor '{node.name}' with dtype {dtype}"
        refuse(True, "InvalidArgumentError", message, 3, node.name)
    read = inputs[1:] if node.op == "Assign" else inputs  # an Assign does not look at what was there
    result = np.asarray(node.kernel(node.attrs, *(held(value, node.name, variables) for value in read)))
    if not node.op.startswith("Assign"):
        return result
    know(isinstance(inputs[0], Node) and list(result.shape) == inputs[0].attrs["shape"], "such variables", node.op)
    variables[inputs[0].name] = result
    return inputs[0]


def outcomes(program):
    """One outcome for each step, or one for the whole program (WIRE-18)."""
    nodes, sessions, came = read_graph(program["graph"]), {}, []
    for step in program["steps"]:
        try:
            values = run(nodes, step, sessions.setdefault(step["session"], {}))
            came.append({"outcome": "value", "values": values})
        except Refused as error:
            came.append({"outcome": "run_error", **error.args[0]})
    return came


def reply(request):
    if request["request"] == "run":
        try:
            return {"outcomes": outcomes(request["program"])}
        except Refused as error:
            return {"outcomes": [{"outcome": "build_error", **error.args[0]}]}
        except ValueError as lack:  # Unsupported, or shapes that do not fit: TensorFlow may find that before it runs
            message = f"this worker does not know what to do with {lack.args[0]}"
            ops = lack.args[1:] if isinstance(lack, Unsupported) else ()
            return {"outcomes": [{"outcome": "unsupported", "ops": ops, "message": message}]}
    hello = {"protocol": 1, "name": "tiny worker", "version": "1", "ops": sorted(OPS), "steps": ["run"]}
    return {"hello": {"capabilities": hello}, "close": {"closed": True}}[request["request"]]


if __name__ == "__main__":
    np.seterr(all="ignore")
    for line in sys.stdin.buffer:
        number = None
        try:
            request = json.loads(line)
            number = request["id"]
            answer = reply(request)
        except (ValueError, KeyError, TypeError, AttributeError) as fault:  # WIRE-6
            answer = {"error": f"this is no request, or no program: {fault!r}"}
        print(json.dumps({"id": number, **answer}), flush=True)
        if "closed" in answer:
            break
