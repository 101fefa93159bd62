"""A tf-like module runs programs, in this process and served line by line."""

from __future__ import annotations

import io
import json
import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tensorboard.compat.proto.config_pb2 import ConfigProto
from tensorboard.compat.proto.graph_pb2 import GraphDef

from conformance import worker
from conformance.backend import ModuleBackend
from conformance.graph import Attr, Graph, Node
from conformance.outcome import BuildError, Crash, RunError, Unsupported, Value
from conformance.program import AtOnce, Call, Close, MakeCallable, Program, Run
from conformance.protocol import Capabilities
from conformance.reading import Malformed
from conformance.values import TensorValue


class FakeError(Exception):
    """An error with the attributes of tf.errors.OpError."""

    def __init__(self, op: Any, message: str, error_code: int) -> None:
        super().__init__("op: " + message)
        self.op, self.message, self.error_code = op, message, error_code


class FakeGraph:
    """The graph is a list of nodes; a fetch gives what its op says."""

    def __init__(self) -> None:
        self.nodes: dict[str, str] = {}

    def as_default(self) -> FakeGraph:
        return self

    def __enter__(self) -> None:
        FakeGraph.default = self

    def __exit__(self, *_: object) -> None:
        FakeGraph.default = None

    default: FakeGraph | None = None


class FakeSession:
    """Counts its runs."""

    made: list[FakeSession] = []

    def __init__(self, graph: FakeGraph, config: Any) -> None:
        self.graph, self.config, self.runs, self.closed = graph, config, 0, False
        FakeSession.made.append(self)

    def close(self) -> None:
        self.closed = True

    def run(self, fetches: list[str], feeds: dict[str, Any]) -> list[Any]:
        assert not self.closed
        self.runs += 1
        return [self.fetch(name, feeds) for name in fetches]

    def fetch(self, name: str, feeds: dict[str, Any]) -> Any:
        op = self.graph.nodes[name.partition(":")[0]]
        if op == "Count":
            return np.int64(self.runs)
        if op == "Feed":
            return feeds["f:0"]
        if op == "Fail":
            node = ModuleType("fail")
            node.name = "fail"  # type: ignore[attr-defined]
            place = "no good\n\t [[node fail (defined at /a b/c.py:1) ]]\n\nOriginal stack trace for 'fail':\n  x"
            raise FakeError(node, place, 3)
        if op == "NoKernel":
            raise FakeError(None, "No OpKernel was registered to support Op 'NoKernel' with these attrs.", 3)
        return {"NoOp": None, "List": {}}[op]


def import_graph_def(graph_def: Any, name: str) -> None:
    assert name == ""
    assert FakeGraph.default is not None
    for node in graph_def.node:
        if node.op == "Bad":
            raise ValueError(f"Node '{node.name}' is bad")
        FakeGraph.default.nodes[node.name] = node.op


@pytest.fixture
def tf_like(monkeypatch: pytest.MonkeyPatch) -> str:
    module = ModuleType("tf_like")
    names = {
        "__version__": "1.0",
        "Graph": FakeGraph,
        "GraphDef": GraphDef,
        "Session": FakeSession,
        "ConfigProto": ConfigProto,
        "import_graph_def": import_graph_def,
        "raw_ops": ModuleType("raw_ops"),
    }
    for name, thing in names.items():
        setattr(module, name, thing)
    module.raw_ops.Count = module.raw_ops.Fail = None
    monkeypatch.setitem(sys.modules, "tf_like", module)
    monkeypatch.setattr(FakeSession, "made", [])
    return "tf_like"


def nodes(*ops: str) -> Graph:
    return Graph(tuple(Node(op.lower(), op) for op in ops))


def test_a_module_says_what_it_can_do(tf_like: str) -> None:
    expected = Capabilities(
        "tf_like", "1.0", frozenset(["Count", "Fail"]), frozenset(["at_once", "close", "run", "run_nested"])
    )

    assert ModuleBackend(tf_like).capabilities() == expected


def test_wire_17_a_module_keeps_a_session_for_each_name_until_the_program_ends(tf_like: str) -> None:
    fetch = ("count:0",)
    program = Program(nodes("Count"), (Run("a", fetches=fetch), Run("b", fetches=fetch), Run("a", fetches=fetch)))

    outcomes = ModuleBackend(tf_like).run(program)

    assert outcomes == tuple(Value((TensorValue.of(np.int64(count)),)) for count in (1, 1, 2))
    assert [session.closed for session in FakeSession.made] == [True, True]


def test_wire_16_targets_run_and_have_no_value(tf_like: str) -> None:
    program = Program(nodes("Count", "NoOp"), (Run(fetches=("count:0", "noop"), targets=("noop",)),))

    assert ModuleBackend(tf_like).run(program) == (Value((TensorValue.of(np.int64(1)), None)),)


def test_feeds_are_arrays(tf_like: str) -> None:
    fed = TensorValue.of(np.float32([1, np.nan]))
    program = Program(nodes("Feed"), (Run(feeds={"f:0": fed}, fetches=("feed:0",)),))

    assert ModuleBackend(tf_like).run(program) == (Value((fed,)),)


def test_wire_19_an_error_has_class_code_op_and_a_message_without_places(tf_like: str) -> None:
    (outcome,) = ModuleBackend(tf_like).run(Program(nodes("Fail"), (Run(fetches=("fail:0",)),)))

    assert outcome == RunError("FakeError", 3, "fail", "no good\n\t [[node fail]]")


def test_wire_16_a_failed_step_does_not_end_the_program(tf_like: str) -> None:
    program = Program(nodes("Count", "Fail"), (Run(fetches=("fail:0",)), Run(fetches=("count:0",))))

    failed, counted = ModuleBackend(tf_like).run(program)

    assert isinstance(failed, RunError)
    assert counted == Value((TensorValue.of(np.int64(2)),))


def test_wire_18_a_refused_graph_is_one_build_error_for_all_steps(tf_like: str) -> None:
    program = Program(nodes("Bad"), (Run(), Run()))

    assert ModuleBackend(tf_like).run(program) == (BuildError("ValueError", None, None, "Node 'bad' is bad"),)


def test_wire_20_a_missing_kernel_is_unsupported(tf_like: str) -> None:
    (outcome,) = ModuleBackend(tf_like).run(Program(nodes("NoKernel"), (Run(fetches=("nokernel:0",)),)))

    assert isinstance(outcome, Unsupported)
    assert outcome.ops == ("NoKernel",)


def test_a_fetch_that_is_no_tensor_is_a_crash(tf_like: str) -> None:
    (outcome,) = ModuleBackend(tf_like).run(Program(nodes("List"), (Run(fetches=("list:0",)),)))

    assert isinstance(outcome, Crash)
    assert outcome.message.startswith("the fetch list:0 has a value that is no tensor's: ")


def test_sessions_have_the_default_configuration_unless_told(tf_like: str) -> None:
    program = Program(nodes("Count"), (Run(fetches=("count:0",)),))

    ModuleBackend(tf_like).run(program)
    ModuleBackend(tf_like, plain=True, threads=1).run(program)

    default, plain = (session.config for session in FakeSession.made)
    assert default is None
    assert plain.graph_options.rewrite_options.disable_meta_optimizer
    assert plain.graph_options.optimizer_options.opt_level == -1
    assert (plain.intra_op_parallelism_threads, plain.inter_op_parallelism_threads) == (1, 1)


def test_wire_20_a_kind_of_step_that_the_module_lacks_is_unsupported(tf_like: str) -> None:
    program = Program(nodes("Count"), (Run(), MakeCallable("c"), Call("c")))

    (outcome,) = ModuleBackend(tf_like).run(program)

    assert outcome == Unsupported((), "no steps of the kind call, make_callable")
    assert FakeSession.made == []


def test_wire_22_a_program_that_calls_what_it_does_not_make_is_malformed(tf_like: str) -> None:
    with pytest.raises(Malformed, match=r"steps\[0\].callable: no callable 'c' is made before"):
        ModuleBackend(tf_like).run(Program(steps=(Call("c"),)))


def test_wire_25_sessions_are_made_before_the_threads_that_name_them(tf_like: str) -> None:
    program = Program(nodes("Count"), (AtOnce(((Run("a"),), (Close("b"), Run("a")))),))

    ((first, second),) = (outcome.threads for outcome in ModuleBackend(tf_like).run(program))

    assert (len(first), len(second)) == (1, 2)
    assert len(FakeSession.made) == 2


def served(module: str, *requests: str) -> list[Any]:
    replies = io.BytesIO()
    worker.serve(ModuleBackend(module), io.BytesIO("".join(line + "\n" for line in requests).encode()), replies)
    return [json.loads(line) for line in replies.getvalue().splitlines()]


def test_wire_5_the_worker_answers_line_by_line_until_close(tf_like: str) -> None:
    run = json.dumps({"id": 2, "request": "run", "program": Program(nodes("Count"), (Run(),)).to_json()})

    replies = served(tf_like, '{"id":1,"request":"hello"}', run, '{"id":3,"request":"close"}', "never read")

    assert replies == [
        {
            "id": 1,
            "capabilities": {
                "protocol": 1,
                "name": "tf_like",
                "version": "1.0",
                "ops": ["Count", "Fail"],
                "steps": ["at_once", "close", "run", "run_nested"],
            },
        },
        {"id": 2, "outcomes": [{"outcome": "value", "values": []}]},
        {"id": 3, "closed": True},
    ]


@pytest.mark.parametrize(
    ("request_line", "number", "error"),
    [
        ("", None, "the line is not JSON"),
        ("[]", None, "an object is wanted, not an array"),
        ('{"id":7,"request":"dance"}', 7, "'dance' is no request"),
        ('{"id":7,"request":"run"}', 7, "misses program"),
        ('{"id":7,"request":"close","program":{}}', 7, "has the unknown field 'program'"),
        ('{"id":"7","request":"hello"}', None, "id: an integer is wanted, not a string"),
        ('{"request":"hello"}', None, "misses id"),
        ('{"id":7,"request":"run","program":{}}', 7, "program: misses format, version, graph, steps"),
    ],
)
def test_wire_6_the_worker_refuses_what_is_no_request_and_lives_on(
    tf_like: str, request_line: str, number: int | None, error: str
) -> None:
    refusal, hello = served(tf_like, request_line, '{"id":8,"request":"hello"}')

    assert refusal["id"] == number
    assert refusal["error"].startswith(error)
    assert hello["id"] == 8


def test_wire_12_a_fetched_handle_is_a_resource_without_contents() -> None:
    queue = Node("q", "FIFOQueueV2", (), {"component_types": Attr("list(type)", ("int32",))})

    (came,) = ModuleBackend("reference").run(Program(Graph((queue,)), (Run(fetches=("q:0",)),)))

    assert came == Value((TensorValue("resource", (), None),))
