"""Programs survive JSON, their graphs GraphDef too; what is no program is refused with the fault's place."""

from __future__ import annotations

import base64
import copy
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.tensor_pb2 import TensorProto

from conformance.format_strategies import attrs, graphs, programs
from conformance.graph import Attr, Function, Graph, Node
from conformance.graph_def import from_graph_def, tensor_value, to_graph_def
from conformance.program import (
    AtOnce,
    Call,
    Close,
    MakeCallable,
    PartialRun,
    PartialRunSetup,
    Program,
    Reset,
    Run,
    Step,
    fetched_by,
    has_its_labels,
)
from conformance.reading import Malformed, base64_bytes, write_base64
from conformance.values import DTYPE_NUMBERS, TensorValue
from reference import dtypes

ONE = TensorValue.of(np.float32(1))
PROGRAM = Program(
    Graph(
        (
            Node(
                "x",
                "Placeholder",
                attrs={"dtype": Attr("type", "float32"), "shape": Attr("shape", (None, 2))},
            ),
            Node("one", "Const", attrs={"dtype": Attr("type", "float32"), "value": Attr("tensor", ONE)}),
            Node("sum", "Add", ("x", "one", "^x"), {"T": Attr("type", "float32")}, "/cpu:0"),
        )
    ),
    (Run(feeds={"x:0": ONE}, fetches=("sum:0",)), Run("other", targets=("sum",))),
)
JSON = {
    "format": "graphsession.program",
    "version": 1,
    "graph": {
        "producer": 134,
        "nodes": [
            {
                "name": "x",
                "op": "Placeholder",
                "attrs": {"dtype": {"type": "float32"}, "shape": {"shape": [None, 2]}},
            },
            {
                "name": "one",
                "op": "Const",
                "attrs": {
                    "dtype": {"type": "float32"},
                    "value": {"tensor": {"dtype": "float32", "shape": [], "data": "AACAPw=="}},
                },
            },
            {
                "name": "sum",
                "op": "Add",
                "inputs": ["x", "one", "^x"],
                "attrs": {"T": {"type": "float32"}},
                "device": "/cpu:0",
            },
        ],
    },
    "steps": [
        {
            "do": "run",
            "session": "main",
            "feeds": {"x:0": {"dtype": "float32", "shape": [], "data": "AACAPw=="}},
            "fetches": ["sum:0"],
        },
        {"do": "run", "session": "other", "targets": ["sum"]},
    ],
}


STEPS: list[tuple[Step, dict[str, Any]]] = [
    (Run("a", timeout_ms=50), {"do": "run", "session": "a", "timeout_ms": 50}),
    (
        MakeCallable("c", "a", ("x:0",), ("sum:0",), ("sum",)),
        {
            "do": "make_callable",
            "session": "a",
            "callable": "c",
            "feeds": ["x:0"],
            "fetches": ["sum:0"],
            "targets": ["sum"],
        },
    ),
    (MakeCallable("d", feeds=()), {"do": "make_callable", "session": "main", "callable": "d", "feeds": []}),
    (MakeCallable("e"), {"do": "make_callable", "session": "main", "callable": "e"}),
    (
        Call("c", (ONE,)),
        {"do": "call", "callable": "c", "values": [{"dtype": "float32", "shape": [], "data": "AACAPw=="}]},
    ),
    (
        PartialRunSetup("h", "a", ("x:0",), ("sum:0",)),
        {"do": "partial_run_setup", "session": "a", "handle": "h", "feeds": ["x:0"], "fetches": ["sum:0"]},
    ),
    (
        PartialRun("h", "a", {"x:0": ONE}, ("sum:0",)),
        {
            "do": "partial_run",
            "session": "a",
            "handle": "h",
            "feeds": {"x:0": {"dtype": "float32", "shape": [], "data": "AACAPw=="}},
            "fetches": ["sum:0"],
        },
    ),
    (Close("a"), {"do": "close", "session": "a"}),
    (Reset(("c",)), {"do": "reset", "containers": ["c"]}),
    (
        AtOnce(((Run(),), (Close(), Call("c")))),
        {
            "do": "at_once",
            "threads": [
                [{"do": "run", "session": "main"}],
                [{"do": "close", "session": "main"}, {"do": "call", "callable": "c"}],
            ],
        },
    ),
]


def test_wire_16_the_json_of_each_kind_of_step() -> None:
    program = Program(steps=tuple(step for step, _ in STEPS))
    data = program.to_json()

    assert data["steps"] == [expected for _, expected in STEPS]
    assert Program.from_json(data) == program
    assert program.kinds() == {expected["do"] for _, expected in STEPS}


def test_wire_18_a_call_has_the_values_of_what_its_callable_fetches() -> None:
    program = Program(steps=tuple(step for step, _ in STEPS))

    assert [fetched_by(program, step) for step in (Call("c"), Call("e"), Close(), PartialRun("h", fetches=("a",)))] == [
        ("sum:0",),
        (),
        (),
        ("a",),
    ]


def steps(*data: dict[str, Any]) -> dict[str, Any]:
    return {**JSON, "steps": list(data)}


CALLABLE = {"do": "make_callable", "session": "main", "callable": "c"}
HANDLE = {"do": "partial_run_setup", "session": "main", "handle": "h"}
CALL = {"do": "call", "callable": "c"}
PART = {"do": "partial_run", "session": "main", "handle": "h"}
TENSOR = {"dtype": "float32", "shape": [], "data": "AACAPw=="}


def at_once(*threads: list[dict[str, Any]]) -> dict[str, Any]:
    return {"do": "at_once", "threads": list(threads)}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (steps(CALL), "steps[0].callable: no callable 'c' is made before"),
        (steps(CALL, CALLABLE), "steps[0].callable: no callable 'c' is made before"),
        (steps(CALLABLE, CALLABLE), "steps[1].callable: the callable 'c' is made twice"),
        (steps(CALLABLE, {**CALL, "values": [TENSOR]}), "steps[1].values: there are more values than"),
        (steps(CALLABLE, PART), "steps[1].handle: no handle 'h' is set up before"),
        (steps(HANDLE, HANDLE), "steps[1].handle: the handle 'h' is set up twice"),
        (steps(at_once([CALLABLE], [CALL])), "steps[0].threads[1][0].callable: no callable 'c' is made before"),
        (steps(at_once([CALLABLE], [CALLABLE])), "steps[0].threads[1][0].callable: the callable 'c' is made twice"),
        (steps(at_once([at_once([])])), "steps[0].threads[0][0]: an object with 'do' is wanted, one of run, "),
        (steps({"do": "at_once"}), "steps[0]: misses threads"),
        (steps({"do": "at_once", "threads": {}}), "steps[0].threads: an array is wanted, not an object"),
        (steps({**CALLABLE, "feeds": {"x": TENSOR}}), "steps[0].feeds: an array is wanted, not an object"),
        (steps({**CALLABLE, "values": []}), "steps[0]: has the unknown field 'values'"),
        (steps(HANDLE, {**PART, "targets": ["a"]}), "steps[1]: has the unknown field 'targets'"),
        (steps({"do": "close"}), "steps[0]: misses session"),
        (steps({"do": "reset", "containers": [1]}), "steps[0].containers[0]: a string is wanted, not an integer"),
        (steps({"do": "run", "session": "a", "timeout_ms": 0}), "steps[0].timeout_ms: a time is wanted that is more"),
    ],
)
def test_wire_22_steps_that_cannot_be_are_refused_with_their_place(data: Any, message: str) -> None:
    with pytest.raises(Malformed) as caught:
        Program.from_json(data)

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "data",
    [
        steps(CALLABLE, CALL, CALL, HANDLE, PART, PART),
        steps(at_once([CALLABLE, CALL], [HANDLE, PART]), CALL, PART),
        steps(CALLABLE, at_once([CALL], [CALL])),
        steps({**CALLABLE, "callable": "h"}, HANDLE),
    ],
)
def test_wire_22_a_label_counts_for_the_rest_of_its_thread_and_after_all_threads(data: Any) -> None:
    assert has_its_labels(Program.from_json(data))


def through_text(data: Any) -> Any:
    return json.loads(json.dumps(data, allow_nan=False))


def test_wire_13_the_json_of_a_program() -> None:
    assert PROGRAM.to_json() == JSON
    assert Program.from_json(JSON) == PROGRAM


@given(programs())
def test_wire_13_a_program_survives_json(program: Program) -> None:
    data = through_text(program.to_json())

    assert Program.from_json(data) == program
    assert Program.from_json(data).to_json() == data


@given(graphs())
def test_wire_14_a_graph_survives_graph_def(graph: Graph) -> None:
    written = to_graph_def(graph, GraphDef())

    back = from_graph_def(GraphDef.FromString(written.SerializeToString()))

    assert back == graph


@given(attrs())
def test_wire_15_an_attribute_says_its_kind(attr: Attr) -> None:
    data = attr.to_json()

    assert list(data) == [attr.kind]


@pytest.mark.parametrize(
    ("attr", "data"),
    [
        (Attr("string", b"SAME"), {"string": "SAME"}),
        (Attr("string", b"\xff"), {"string": {"base64": "/w=="}}),
        (Attr("int", 2**53), {"int": "9007199254740992"}),
        (Attr("int", -(2**53) + 1), {"int": -9007199254740991}),
        (Attr("float", 0.1), {"float": 0.1}),
        (Attr("float", 1e40), {"float": "inf"}),
        (Attr("float", math.nan), {"float": "nan"}),
        (Attr("type", "int32_ref"), {"type": "int32_ref"}),
        (Attr("type", 0), {"type": 0}),
        (Attr("shape", None), {"shape": None}),
        (Attr("shape", ()), {"shape": []}),
        (Attr("list(type)", ("bool", "string")), {"list(type)": ["bool", "string"]}),
        (Attr("list(shape)", (None, (1, None))), {"list(shape)": [None, [1, None]]}),
        (Attr("list(int)", ()), {"list": []}),
        (
            Attr("func", Function("f", {"T": Attr("type", "bool")})),
            {"func": {"name": "f", "attrs": {"T": {"type": "bool"}}}},
        ),
        (Attr("placeholder", "T"), {"placeholder": "T"}),
    ],
)
def test_wire_15_the_json_of_an_attribute(attr: Attr, data: Any) -> None:
    assert attr.to_json() == data
    assert Attr.from_json(data) == attr


@given(st.integers(-(2**63), 2**63 - 1))
def test_wire_9_an_integer_survives_a_reader_that_keeps_doubles(number: int) -> None:
    data = Attr("int", number).to_json()

    assert Attr.from_json(json.loads(json.dumps(data), parse_int=lambda digits: int(float(digits)))).value == number


@given(st.binary())
def test_wire_10_bytes_are_base64(data: bytes) -> None:
    assert base64_bytes(write_base64(data)) == data == base64.b64decode(write_base64(data))


@pytest.mark.parametrize(("name", "number"), sorted(DTYPE_NUMBERS.items()))
def test_wire_11_a_dtype_has_its_name_in_the_chapter_on_values(name: str, number: int) -> None:
    assert dtypes.as_dtype(name).as_datatype_enum == number


@pytest.mark.parametrize(
    ("path", "fault", "message"),
    [
        ((), [], "an object is wanted, not an array"),
        (("format",), "onnx", "format: 'graphsession.program' is wanted"),
        (("version",), 2, "version 2 of the format is not known, only 1"),
        (("seed",), 1, "has the unknown field 'seed'"),
        (("graph", "nodes"), {}, "graph.nodes: an array is wanted, not an object"),
        (("graph", "nodes", 0), None, "graph.nodes[0]: an object is wanted, not null"),
        (("graph", "nodes", 0), {"name": "x"}, "graph.nodes[0]: misses op"),
        (
            ("graph", "nodes", 2, "inputs", 1),
            3,
            "graph.nodes[2].inputs[1]: a string is wanted, not an integer",
        ),
        (("graph", "nodes", 0, "device"), None, "graph.nodes[0].device: a string is wanted, not null"),
        (
            ("graph", "nodes", 0, "name"),
            "\ud800",
            "graph.nodes[0].name: the string holds half of a surrogate pair",
        ),
        (
            ("graph", "nodes", 0, "attrs", "dtype"),
            "float32",
            "graph.nodes[0].attrs.dtype: an object with one field",
        ),
        (
            ("graph", "nodes", 0, "attrs", "dtype"),
            {"type": "float"},
            "graph.nodes[0].attrs.dtype.type: 'float' is no dtype",
        ),
        (
            ("graph", "nodes", 0, "attrs", "dtype"),
            {"type": 1},
            "graph.nodes[0].attrs.dtype.type: the dtype 1 is float32",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"ints": [1]},
            "graph.nodes[0].attrs.n: 'ints' is no kind of attribute",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"list": [1]},
            "graph.nodes[0].attrs.n: 'list' is no kind of attribute",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"list(int)": [1, True]},
            "graph.nodes[0].attrs.n.list(int)[1]: an integer is wanted, not a boolean",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"int": "1.0"},
            "graph.nodes[0].attrs.n.int: an integer is wanted",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"int": "--1"},
            "graph.nodes[0].attrs.n.int: an integer is wanted",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"int": 2**63},
            "graph.nodes[0].attrs.n.int: the integer does not fit",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"bool": 1},
            "graph.nodes[0].attrs.n.bool: true or false is wanted",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"float": "one"},
            "graph.nodes[0].attrs.n.float: a number, 'nan', ",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"float": 1e39},
            "graph.nodes[0].attrs.n.float: the number does not fit",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"float": 10**400},
            "graph.nodes[0].attrs.n.float: the number does not fit",
        ),
        (
            ("graph", "nodes", 0, "attrs", "n"),
            {"shape": [-1]},
            "graph.nodes[0].attrs.n.shape[0]: an unknown size is null",
        ),
        (
            ("graph", "nodes", 1, "attrs", "value", "tensor", "data"),
            "AAAA",
            "graph.nodes[1].attrs.value.tensor.data: holds 3 bytes where dtype and shape want 4",
        ),
        (("graph", "producer"), 2**31, "graph.producer: the integer does not fit in 32 bits"),
        (("steps", 0, "do"), "dance", "steps[0]: an object with 'do' is wanted, one of run"),
        (("steps", 0, "do"), ["run"], "steps[0]: an object with 'do' is wanted, one of run"),
        (("steps", 0, "fetches"), "sum:0", "steps[0].fetches: an array is wanted, not a string"),
        (
            ("steps", 0, "feeds", "x:0", "dtype"),
            "f4",
            "steps[0].feeds.x:0.dtype: 'f4' is no dtype of a value",
        ),
        (("steps", 1, "handle"), "h", "steps[1]: has the unknown field 'handle'"),
    ],
)
def test_wire_7_what_is_no_program_is_refused_with_the_place_of_the_fault(
    path: tuple[Any, ...], fault: Any, message: str
) -> None:
    data: Any = {"": copy.deepcopy(JSON)}
    place = data
    *way, last = ("", *path)
    for key in way:
        place = place[key]
    place[last] = fault

    with pytest.raises(Malformed) as caught:
        Program.from_json(data[""])

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("proto", "value"),
    [
        (TensorProto(dtype=1, float_val=[1.5]), TensorValue.of(np.float32(1.5))),
        (TensorProto(dtype=2, double_val=[0.1]), TensorValue.of(np.float64(0.1))),
        (TensorProto(dtype=6, int_val=[-1]), TensorValue.of(np.int8(-1))),
        (TensorProto(dtype=9, int64_val=[-(2**63)]), TensorValue.of(np.int64(-(2**63)))),
        (TensorProto(dtype=10, bool_val=[True]), TensorValue.of(np.bool_(True))),
        (TensorProto(dtype=8, scomplex_val=[1, 2]), TensorValue.of(np.complex64(1 + 2j))),
        (TensorProto(dtype=19, half_val=[0x3C00]), TensorValue.of(np.float16(1))),
        (TensorProto(dtype=14, half_val=[0x3F80]), TensorValue("bfloat16", (), b"\x80\x3f")),
        (TensorProto(dtype=7, string_val=[b"a"]), TensorValue.of(b"a")),
        (TensorProto(dtype=23, uint64_val=[2**64 - 1]), TensorValue.of(np.uint64(2**64 - 1))),
    ],
)
def test_a_tensor_with_listed_elements(proto: TensorProto, value: TensorValue) -> None:
    assert tensor_value(proto) == value


def test_the_last_listed_element_fills_a_tensor() -> None:
    proto = TensorProto(dtype=3, int_val=[1, 2])
    proto.tensor_shape.dim.add(size=4)

    assert tensor_value(proto) == TensorValue.of(np.int32([1, 2, 2, 2]))


def test_a_tensor_without_elements_is_zero() -> None:
    proto = TensorProto(dtype=1)
    proto.tensor_shape.dim.add(size=2)

    assert tensor_value(proto) == TensorValue.of(np.zeros(2, np.float32))


def one_attr(**value: Any) -> GraphDef:
    graph_def = GraphDef()
    node = graph_def.node.add(name="x", op="Const")
    node.attr["value"].tensor.CopyFrom(TensorProto(**value))
    return graph_def


@pytest.mark.parametrize(
    ("graph_def", "message"),
    [
        (one_attr(dtype=1, tensor_content=b"\0"), "x.value: tensor_content has 1 bytes for shape []"),
        (one_attr(dtype=1, float_val=[1, 2]), "x.value: a tensor lists 2 elements where its shape has 1"),
        (one_attr(dtype=20), "x.value: a tensor of dtype resource is not part of a program"),
        (one_attr(dtype=101), "x.value: a tensor of dtype float32_ref is not part of a program"),
        (one_attr(dtype=1, tensor_shape={"unknown_rank": True}), "x.value: a tensor needs a known shape"),
        (GraphDef(library={"function": [{}]}), "a function library is not part of a program"),
        (GraphDef(node=[{"name": "x", "attr": {"T": {}}}]), "x.T: the attribute has no value"),
        (
            GraphDef(node=[{"name": "x", "attr": {"T": {"list": {"i": [1], "b": [True]}}}}]),
            "x.T: the list holds several kinds: i, b",
        ),
    ],
)
def test_a_graph_def_that_no_program_can_hold_is_refused(graph_def: GraphDef, message: str) -> None:
    with pytest.raises(Malformed) as caught:
        from_graph_def(graph_def)

    assert str(caught.value) == message
