// A worker for the conformance suite (spec/worker.md) in JavaScript: sixteen ops on four dtypes, Node.js alone.
//
// Requests come in and replies go out, one JSON value a line. Whatever this worker does not know it calls
// `unsupported`, which costs score and never lies.
"use strict";

// ---- values: a dtype, a shape, and a typed array with the elements, row by row (WIRE-12)

const DTYPES = {
  float32: { array: Float32Array, inMessages: "float" },
  float64: { array: Float64Array, inMessages: "double" },
  int32: { array: Int32Array, inMessages: "int32" },
  int64: { array: BigInt64Array, inMessages: "int64" }, // its elements are BigInts: a double would round them
};

// The elements of a float32 array are doubles when they are read, and are rounded again when they are written.
const ARITHMETIC = {
  int32: { zero: 0, add: (x, y) => (x + y) | 0, sub: (x, y) => (x - y) | 0, mul: Math.imul },
  int64: {
    zero: 0n,
    add: (x, y) => BigInt.asIntN(64, x + y),
    sub: (x, y) => BigInt.asIntN(64, x - y),
    mul: (x, y) => BigInt.asIntN(64, x * y),
  },
};
ARITHMETIC.float64 = { zero: 0, add: (x, y) => x + y, sub: (x, y) => x - y, mul: (x, y) => x * y };
ARITHMETIC.float32 = ARITHMETIC.float64;

const count = (shape) => shape.reduce((product, size) => product * size, 1);
const sameShape = (left, right) => left.length === right.length && left.every((size, axis) => size === right[axis]);

function tensor(dtype, shape, elements = new DTYPES[dtype].array(count(shape))) {
  return { dtype, shape, elements };
}

function readValue(data, dtype) {
  know(record(data, ["dtype", "shape", "data"]).dtype === dtype, "a value of another dtype");
  const shape = array(data.shape, (size) => demand(size, isInteger(size) && size >= 0, "a size"));
  const bytes = Uint8Array.from(Buffer.from(text(data.data), "base64")); // a copy, aligned as typed arrays must be
  const isWhole = Buffer.from(bytes).toString("base64") === data.data;
  demand(data, isWhole && bytes.length === count(shape) * DTYPES[dtype].array.BYTES_PER_ELEMENT, "all bytes in base64");
  return tensor(dtype, shape, new DTYPES[dtype].array(bytes.buffer));
}

function writeValue({ dtype, shape, elements }) {
  const bytes = Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength);
  return { dtype, shape, data: bytes.toString("base64") };
}

// ---- three ways to end early

// What came is no request, or no program (WIRE-6).
class Malformed extends Error {}

// This worker has no answer to the program (WIRE-20).
class Unsupported extends Error {
  constructor(what, ops) {
    super(`this worker does not know what to do with ${what}`);
    this.outcome = { outcome: "unsupported", ops, message: this.message };
  }
}

// The error that TensorFlow 1.x raises here (WIRE-19).
class Refused extends Error {
  constructor(kind, message, code = null, op = null) {
    super(message);
    this.fields = { class: kind, code, op, message };
  }
}

function know(condition, what, ...ops) {
  if (!condition) throw new Unsupported(what, ops);
}

// ---- forms: each of these gives what it is given, if it is of the form

function demand(data, condition, what) {
  if (!condition) throw new Malformed(`${what} is wanted, not ${JSON.stringify(data)?.slice(0, 80)}`);
  return data;
}

const isInteger = Number.isSafeInteger;
const text = (data) => demand(data, typeof data === "string" && !/\p{Surrogate}/u.test(data), "a string");
const flag = (data) => demand(data, typeof data === "boolean", "true or false");
const array = (data, read) => demand(data, Array.isArray(data), "an array").map(read);
const object = (data) => demand(data, typeof data === "object" && data !== null && !Array.isArray(data), "an object");

// An object with all that is required, and besides nothing but what is optional (WIRE-7).
function record(data, required, optional = []) {
  const names = Object.keys(object(data));
  const isWhole = required.every((name) => names.includes(name));
  const isKnown = names.every((name) => required.includes(name) || optional.includes(name));
  return demand(data, isWhole && isKnown, `an object with ${required}`);
}

// An attribute's value, by its kind (WIRE-15); a Const's is read when its dtype is known.
const READ = {
  type: (data) => (isInteger(data) ? data : text(data)),
  bool: flag,
  string: (data) => (typeof data === "string" ? text(data) : text(record(data, ["base64"]).base64)),
  shape: (data) => data && array(data, (size) => demand(size, size === null || isInteger(Number(size)), "a size")),
  tensor: object,
};

// ---- ops

// The result of an operation on the elements of two tensors, the sizes of one being stretched.
function elementwise(operation) {
  return (attrs, x, y) => {
    const rank = Math.max(x.shape.length, y.shape.length);
    const [left, right] = [x, y].map(({ shape }) => [...Array(rank - shape.length).fill(1), ...shape]);
    know(left.every((size, axis) => size === right[axis] || size === 1 || right[axis] === 1), "these shapes");
    const shape = left.map((size, axis) => (size === 1 ? right[axis] : size));
    const result = tensor(x.dtype, shape);
    const apply = ARITHMETIC[x.dtype][operation];
    for (let flat = 0; flat < result.elements.length; flat++) {
      const index = indexOf(flat, shape);
      result.elements[flat] = apply(x.elements[flatten(index, left)], y.elements[flatten(index, right)]);
    }
    return result;
  };
}

function indexOf(flat, shape) {
  const index = Array(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = flat % shape[axis];
    flat = Math.floor(flat / shape[axis]);
  }
  return index;
}

// The place of an index among the elements; an axis of size one has the same element everywhere.
function flatten(index, shape) {
  return shape.reduce((flat, size, axis) => flat * size + (size === 1 ? 0 : index[axis]), 0);
}

function negate(attrs, x) {
  const negated = x.elements.map((element) => -element); // an int64's least number wraps, in a BigInt64Array too
  return tensor(x.dtype, x.shape, negated);
}

function matMul(attrs, a, b) {
  know(a.shape.length === 2 && b.shape.length === 2, "these shapes", "MatMul");
  const [rows, inner] = attrs.transpose_a ? [a.shape[1], a.shape[0]] : a.shape;
  const [same, columns] = attrs.transpose_b ? [b.shape[1], b.shape[0]] : b.shape;
  know(inner === same, "these shapes", "MatMul");
  const { zero, add, mul } = ARITHMETIC[a.dtype];
  const left = (row, k) => a.elements[attrs.transpose_a ? k * rows + row : row * inner + k];
  const right = (k, column) => b.elements[attrs.transpose_b ? column * inner + k : k * columns + column];
  const result = tensor(a.dtype, [rows, columns]);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let total = zero;
      for (let k = 0; k < inner; k++) total = add(total, mul(left(row, k), right(k, column)));
      result.elements[row * columns + column] = total;
    }
  }
  return result;
}

function sum(attrs, x, indices) {
  const rank = x.shape.length;
  const axes = new Set();
  for (const element of indices.elements) {
    const axis = Number(element);
    know(-rank <= axis && axis < rank, "these axes", "Sum");
    axes.add(axis < 0 ? axis + rank : axis);
  }
  const kept = x.shape.map((size, axis) => (axes.has(axis) ? 1 : size));
  const { zero, add } = ARITHMETIC[x.dtype];
  const totals = Array(count(kept)).fill(zero); // of a float32's elements in double precision
  x.elements.forEach((element, flat) => {
    const place = flatten(indexOf(flat, x.shape), kept);
    totals[place] = add(totals[place], element);
  });
  const shape = attrs.keep_dims ? kept : x.shape.filter((size, axis) => !axes.has(axis));
  return tensor(x.dtype, shape, DTYPES[x.dtype].array.from(totals));
}

function reshape(attrs, x, sizes) {
  know(sizes.shape.length === 1, "these sizes", "Reshape");
  const shape = Array.from(sizes.elements, Number);
  const unknown = shape.indexOf(-1);
  if (unknown >= 0) {
    const others = count(shape.filter((size, axis) => axis !== unknown));
    shape[unknown] = x.elements.length / others;
  }
  const fits = shape.every((size) => Number.isInteger(size) && size >= 0) && count(shape) === x.elements.length;
  know(fits, "these sizes", "Reshape");
  return tensor(x.dtype, shape, x.elements);
}

const TYPE = { kind: "type" };
const bool = (initial) => ({ kind: "bool", initial });
const string = { kind: "string", initial: "" };

// op: its attributes with their kinds and defaults, the attributes that say its inputs' dtypes, what it computes
const OPS = {
  Const: { attrs: { dtype: TYPE, value: { kind: "tensor" } }, inputs: [] },
  Placeholder: { attrs: { dtype: TYPE, shape: { kind: "shape", initial: null } }, inputs: [] },
  VariableV2: {
    attrs: { dtype: TYPE, shape: { kind: "shape" }, container: string, shared_name: string },
    inputs: [],
  },
  Assign: { attrs: { T: TYPE, validate_shape: bool(true), use_locking: bool(true) }, inputs: ["T", "T"] },
  AssignAdd: { attrs: { T: TYPE, use_locking: bool(false) }, inputs: ["T", "T"], compute: elementwise("add") },
  AssignSub: { attrs: { T: TYPE, use_locking: bool(false) }, inputs: ["T", "T"], compute: elementwise("sub") },
  Identity: { attrs: { T: TYPE }, inputs: ["T"], compute: (attrs, x) => x },
  NoOp: { attrs: {}, inputs: [] },
  Add: { attrs: { T: TYPE }, inputs: ["T", "T"], compute: elementwise("add") },
  AddV2: { attrs: { T: TYPE }, inputs: ["T", "T"], compute: elementwise("add") },
  Sub: { attrs: { T: TYPE }, inputs: ["T", "T"], compute: elementwise("sub") },
  Mul: { attrs: { T: TYPE }, inputs: ["T", "T"], compute: elementwise("mul") },
  Neg: { attrs: { T: TYPE }, inputs: ["T"], compute: negate },
  MatMul: {
    attrs: { T: TYPE, transpose_a: bool(false), transpose_b: bool(false) },
    inputs: ["T", "T"],
    compute: matMul,
  },
  Sum: {
    attrs: { T: TYPE, Tidx: { kind: "type", initial: "int32" }, keep_dims: bool(false) },
    inputs: ["T", "Tidx"],
    compute: sum,
  },
  Reshape: {
    attrs: { T: TYPE, Tshape: { kind: "type", initial: "int32" } },
    inputs: ["T", "Tshape"],
    compute: reshape,
  },
};

// ---- graphs

const owner = (source) => source.replace(/^\^/, "").split(":")[0];

const OPTIONAL = ["inputs", "attrs", "device"]; // what a node may be without

// A node, as far as it can be checked by itself (WIRE-14, WIRE-15).
function readNode(data) {
  const { name, op, inputs = [], attrs: given = {}, device = "" } = record(data, ["name", "op"], OPTIONAL);
  [name, op, device].forEach(text);
  const isOfOneKind = Object.values(object(given)).every((attr) => Object.keys(object(attr)).length === 1);
  demand(given, isOfOneKind, "an attribute of one kind");
  know(Object.hasOwn(OPS, op), "this op", op);
  const expected = OPS[op].attrs;
  const isKnown = ([key, attr]) => Object.hasOwn(expected, key) && Object.hasOwn(attr, expected[key].kind);
  know(Object.entries(given).every(isKnown), "such attributes", op);
  const attrs = {};
  for (const [key, { kind, initial }] of Object.entries(expected)) {
    attrs[key] = key in given ? READ[kind](given[key][kind]) : initial;
    know(attrs[key] !== undefined, "a missing attribute", op);
    know(kind !== "type" || Object.hasOwn(DTYPES, attrs[key]), "such a dtype", op);
  }
  know(/^[A-Za-z0-9.][A-Za-z0-9_.\\/-]*$/.test(name), "such a name");
  know(["", "/cpu:0", "/device:CPU:0"].includes(device), "such a device");
  know(!attrs.container && !attrs.shared_name, "shared variables", op);
  const sources = array(inputs, text).map((source) => (source.startsWith("^") || source.includes(":") ? source : `${source}:0`));
  const node = { name, op, attrs, sources, dtype: attrs.dtype ?? attrs.T };
  node.inputs = sources.filter((source) => !source.startsWith("^"));
  if (op === "Const") node.value = readValue(attrs.value, attrs.dtype);
  return node;
}

// The nodes by name; each must come after those that it needs, as it does in the graphs that TensorFlow writes.
function readGraph(data) {
  record(data, ["producer", "nodes"], ["min_consumer", "bad_consumers"]);
  know(Object.keys(data).length === 2 && data.producer === 134, "such versions");
  const nodes = new Map();
  const every = array(data.nodes, readNode);
  const names = new Set(every.map((node) => node.name));
  for (const node of every) {
    if (nodes.has(node.name)) throw new Refused("ValueError", `Node '${node.name}' is not unique`);
    for (const source of node.sources) {
      const shown = source.replace(/:0$/, "");
      if (!names.has(owner(source))) {
        throw new Refused("ValueError", `Node '${node.name}': Unknown input node '${shown}'`);
      }
      know(nodes.has(owner(source)), "nodes in such an order");
    }
    const wanted = OPS[node.op].inputs.map((attr) => node.attrs[attr]);
    const came = node.inputs.map((name) => (name.endsWith(":0") ? nodes.get(owner(name)).dtype : undefined));
    know(came.length === wanted.length && came.every((dtype, index) => dtype === wanted[index]), "such inputs", node.op);
    nodes.set(node.name, node);
  }
  return nodes;
}

// ---- steps

// The values of the fetches: what they need runs, each node after its inputs, and nothing else (WIRE-16).
function run(nodes, step, sessions) {
  know(object(step).do === "run" && !("timeout_ms" in step), "such a step");
  const { session, fetches = [], feeds = {}, targets = [] } = record(step, ["do", "session"], ["feeds", "fetches", "targets"]);
  [array(fetches, text), array(targets, text), object(feeds), text(session)];
  if (!sessions.has(session)) sessions.set(session, new Map());
  const variables = sessions.get(session);
  if (nodes.size === 0) {
    throw new Refused("RuntimeError", "The Session graph is empty.  Add operations to the graph before calling run().");
  }
  const values = new Map();
  for (const name of [...fetches, ...Object.keys(feeds)]) {
    const node = nodes.get(owner(name));
    know(node !== undefined && node.op !== "NoOp" && name === `${node.name}:0`, "such names");
  }
  know(targets.every((name) => nodes.has(name)), "such names");
  for (const [name, data] of Object.entries(feeds)) {
    const node = nodes.get(owner(name));
    const value = readValue(data, node.dtype);
    const sizes = node.attrs.shape ?? value.shape; // only a placeholder's static shape is known here
    const fits = sizes.every((size, axis) => [null, value.shape[axis]].includes(size));
    know(fits && sizes.length === value.shape.length, "such feeds");
    values.set(name, value);
  }
  const needed = new Set([...targets, ...fetches.filter((name) => !values.has(name)).map(owner)]);
  for (const node of [...nodes.values()].reverse()) {
    if (needed.has(node.name)) {
      node.sources.filter((source) => !values.has(source)).forEach((source) => needed.add(owner(source)));
    }
  }
  for (const node of nodes.values()) {
    const output = `${node.name}:0`;
    const isFed = values.has(output);
    if (needed.has(node.name) && !(isFed && node.op === "Placeholder")) {
      const value = compute(node, node.inputs.map((name) => values.get(name)), variables);
      if (!isFed) values.set(output, value);
    }
  }
  return fetches.map((name) => writeValue(held(values.get(name), null, variables)));
}

// A tensor as it is; of a variable, which is handed on as its node, what it holds in this session.
function held(value, op, variables) {
  if (value.elements) return value;
  if (variables.has(value.name)) return variables.get(value.name);
  if (count(value.attrs.shape) === 0) return tensor(value.dtype, value.attrs.shape); // nothing to initialise
  throw new Refused("FailedPreconditionError", `Attempting to use uninitialized value ${value.name}`, 9, op);
}

function compute(node, inputs, variables) {
  if (node.op === "Const") return node.value;
  if (node.op === "VariableV2") return node;
  if (node.op === "NoOp") return undefined;
  if (node.op === "Placeholder") {
    const sizes = (node.attrs.shape ?? []).map((size) => size ?? "?").join();
    const described = DTYPES[node.dtype].inMessages + (sizes && ` and shape [${sizes}]`);
    const message = `You must feed a value for placeholder tensor '${node.name}' with dtype ${described}`;
    throw new Refused("InvalidArgumentError", message, 3, node.name);
  }
  const [variable, assigned] = inputs;
  if (node.op === "Assign") return assign(variable, held(assigned, node.name, variables), variables);
  const result = OPS[node.op].compute(node.attrs, ...inputs.map((value) => held(value, node.name, variables)));
  return node.op.startsWith("Assign") ? assign(variable, result, variables) : result;
}

function assign(variable, value, variables) {
  know(!variable.elements && sameShape(value.shape, variable.attrs.shape), "such variables", "Assign");
  variables.set(variable.name, value);
  return variable;
}

// One outcome for each step, or one for the whole program (WIRE-18).
function outcomes(program) {
  record(program, ["format", "version", "graph", "steps"]);
  demand(program.format, program.format === "graphsession.program" && program.version === 1, "version 1"); // WIRE-13
  const sessions = new Map();
  const nodes = readGraph(program.graph);
  return array(program.steps, (step) => {
    try {
      return { outcome: "value", values: run(nodes, step, sessions) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // after a step that is not known, nobody knows what the next find
      return { outcome: "run_error", ...error.fields };
    }
  });
}

// ---- the conversation

function answer(request) {
  record(request, ["id", "request", ...(request.request === "run" ? ["program"] : [])]);
  demand(request.id, isInteger(request.id), "an integer");
  if (request.request === "hello") {
    const ops = Object.keys(OPS).sort();
    return { capabilities: { protocol: 1, name: "tiny worker in JavaScript", version: "1", ops, steps: ["run"] } };
  }
  if (request.request === "close") return { closed: true };
  demand(request.request, request.request === "run", "hello, run or close");
  try {
    return { outcomes: outcomes(request.program) };
  } catch (error) {
    if (error instanceof Refused) return { outcomes: [{ outcome: "build_error", ...error.fields }] };
    if (error instanceof Unsupported) return { outcomes: [error.outcome] };
    throw error;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
process.stdin.setEncoding("latin1"); // one character a byte: what is not UTF-8 must not pass for something else
const lines = require("node:readline").createInterface({ input: process.stdin, crlfDelay: Infinity });
lines.on("line", (line) => {
  let id = null;
  let reply;
  try {
    const request = JSON.parse(utf8.decode(Buffer.from(line, "latin1")));
    if (isInteger(request?.id)) id = request.id;
    reply = answer(request);
  } catch (error) {
    reply = { error: `this is no request, or no program: ${error.message}` }; // WIRE-6
  }
  process.stdout.write(`${JSON.stringify({ id, ...reply })}\n`, () => reply.closed && process.exit(0));
});
