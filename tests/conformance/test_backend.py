"""Backends run programs, and a worker that dies, hangs or babbles is reported as what it is while the run goes on."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tensorboard.compat.proto.config_pb2 import ConfigProto
from tensorboard.compat.proto.graph_pb2 import GraphDef

import conformance
from conformance import oracle, worker
from conformance.backend import BackendFailure, CommandBackend, ModuleBackend, find_oracle
from conformance.graph import Attr, Graph, Node
from conformance.outcome import BuildError, Crash, Hang, RunError, Unsupported, Value
from conformance.program import Program, Run
from conformance.protocol import Capabilities
from conformance.values import TensorValue

PACKAGE = Path(conformance.__file__).parent
FOR_PYTHON_3_7 = (
    "__init__",
    "reading",
    "values",
    "graph",
    "graph_def",
    "program",
    "outcome",
    "protocol",
    "module_backend",
    "worker",
)

# A worker that does what the op of the program's first node says.
FAKE_WORKER = """
import json, os, subprocess, sys, time

def reply(**fields):
    sys.stdout.write(json.dumps(fields) + "\\n")
    sys.stdout.flush()

VALUE = {"outcome": "value", "values": [{"dtype": "int8", "shape": [], "data": "Bw=="}]}
for line in sys.stdin:
    request = json.loads(line)
    number = request["id"]
    if request["request"] == "hello":
        reply(id=number, capabilities={
            "protocol": 1, "name": "fake", "version": "0", "ops": ["Seven"], "steps": ["run"]})
    elif request["request"] == "close":
        reply(id=number, closed=True)
        break
    else:
        op = request["program"]["graph"]["nodes"][0]["op"]
        if op == "Seven":
            reply(id=number, outcomes=[VALUE])
        elif op == "Die":
            sys.stderr.write("first\\n" * 100 + "last words\\nunfinished")
            sys.stderr.flush()
            os._exit(3)
        elif op == "DieOfSignal":
            os.kill(os.getpid(), 11)
        elif op == "DieButLeaveAChild":
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            os._exit(4)
        elif op == "DieAfterALongReply":
            VALUE["values"][0] = {"dtype": "int8", "shape": [300000], "data": "AAAA" * 100000}
            reply(id=number, outcomes=[VALUE])
            os._exit(5)
        elif op == "CloseOutput":
            os.close(1)
            time.sleep(600)
        elif op == "Hang":
            time.sleep(600)
        elif op == "Garbage":
            sys.stdout.write("Segmentation fault (core dumped)\\n")
            sys.stdout.flush()
        elif op == "NotUnicode":
            sys.stdout.buffer.write(b"\\xff\\xfe\\n")
            sys.stdout.flush()
        elif op == "DeepNesting":
            sys.stdout.write("[" * 1000000 + "\\n")
            sys.stdout.flush()
        elif op == "NotANumber":
            sys.stdout.write('{"id": NaN}\\n')
            sys.stdout.flush()
        elif op == "EndlessLine":
            while True:
                sys.stdout.write("x" * 65536)
        elif op == "EndlessErrors":
            while True:
                sys.stderr.write("x" * 65536 + "\\n")
        elif op == "TwoReplies":
            reply(id=number, outcomes=[VALUE])
            reply(id=number, outcomes=[VALUE])
        elif op == "WrongNumber":
            reply(id=number + 1, outcomes=[VALUE])
        elif op == "WrongCount":
            reply(id=number, outcomes=[VALUE, VALUE])
        elif op == "WrongValues":
            reply(id=number, outcomes=[{"outcome": "value", "values": []}])
        elif op == "WrongBytes":
            VALUE["values"][0]["data"] = "BwcH"
            reply(id=number, outcomes=[VALUE])
        elif op == "Refuse":
            reply(id=number, error="not today")
        elif op == "MuchOnStderr":
            sys.stderr.write("warning " * 100000)
            reply(id=number, outcomes=[VALUE])
"""
SEVEN = (Value((TensorValue.of(np.int8(7)),)),)
SHORT = 0.2  # seconds; only where nothing ever comes


def asking_for(op: str) -> Program:
    return Program(Graph((Node("x", op),)), (Run(fetches=("x:0",)),))


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[CommandBackend]:
    script = tmp_path / "fake_worker.py"
    script.write_text(FAKE_WORKER)
    with CommandBackend([sys.executable, "-I", "-S", str(script)], longest_reply=1 << 21) as backend:
        yield backend


def only_crash(backend: CommandBackend, op: str) -> Crash:
    (outcome,) = backend.run(asking_for(op))
    assert isinstance(outcome, Crash), outcome
    return outcome


def test_a_worker_says_what_it_can_do(fake: CommandBackend) -> None:
    assert fake.capabilities() == Capabilities("fake", "0", frozenset(["Seven"]), frozenset(["run"]))


def test_missing_ops_are_those_that_the_language_knows() -> None:
    capabilities = Capabilities("fake", "0", frozenset(["Seven"]))

    assert capabilities.missing(asking_for("Conv3D"), known=["Conv3D", "Seven"]) == ("Conv3D",)
    assert capabilities.missing(asking_for("Seven"), known=["Conv3D", "Seven"]) == ()
    assert capabilities.missing(asking_for("NoSuchOp"), known=["Conv3D", "Seven"]) == ()
    assert Capabilities("fake", "0").missing(asking_for("Conv3D"), known=["Conv3D"]) == ()


def test_a_worker_is_started_once_for_many_programs(fake: CommandBackend) -> None:
    assert [fake.run(asking_for("Seven")) for _ in range(3)] == [SEVEN] * 3
    assert fake.starts == 1


def test_a_closed_backend_starts_anew(fake: CommandBackend) -> None:
    fake.run(asking_for("Seven"))
    fake.close()

    assert fake.run(asking_for("Seven")) == SEVEN
    assert fake.starts == 2


def test_death_is_a_crash_with_status_and_last_words(fake: CommandBackend) -> None:
    crash = only_crash(fake, "Die")

    assert crash.status == 3
    assert crash.message == "the worker ended with status 3 before it replied"
    assert crash.stderr[-2:] == ("last words", "unfinished")
    assert len(crash.stderr) <= 21


def test_death_by_signal_is_a_crash_with_a_negative_status(fake: CommandBackend) -> None:
    assert only_crash(fake, "DieOfSignal").status == -11


def test_death_is_noticed_though_a_grandchild_holds_the_output_open(fake: CommandBackend) -> None:
    assert only_crash(fake, "DieButLeaveAChild").status == 4


def test_a_reply_counts_though_the_worker_died_after_it(fake: CommandBackend) -> None:
    (outcome,) = fake.run(asking_for("DieAfterALongReply"))

    assert isinstance(outcome, Value)


def test_a_closed_output_is_a_crash(fake: CommandBackend) -> None:
    crash = only_crash(fake, "CloseOutput")

    assert crash.status is None
    assert crash.message == "the worker closed its output before it replied"


def test_no_reply_within_the_limit_is_a_hang(fake: CommandBackend) -> None:
    fake.limit = SHORT

    assert fake.run(asking_for("Hang")) == (Hang(SHORT),)


def test_endless_errors_are_a_hang(fake: CommandBackend) -> None:
    fake.limit = SHORT

    assert fake.run(asking_for("EndlessErrors")) == (Hang(SHORT),)


@pytest.mark.parametrize(
    ("op", "message"),
    [
        ("Garbage", "the line is not JSON (Expecting value: line 1 column 1 (char 0)): 'Segmentation fault"),
        ("NotUnicode", "the line is not JSON ("),
        ("DeepNesting", "the line is not JSON ("),
        ("NotANumber", "the line is not JSON (NaN is not a number in JSON)"),
        ("EndlessLine", "a reply of more than 2097152 bytes"),
        ("WrongNumber", "the reply to request 2 has the id 3"),
        ("WrongCount", "outcomes: 2 outcomes for 1 steps"),
        ("WrongValues", "outcomes[0]: 0 values for 1 fetches"),
        ("WrongBytes", "outcomes[0].values[0].data: holds 3 bytes where dtype and shape want 1"),
        ("Refuse", "the worker refuses the request: not today"),
    ],
)
def test_a_reply_against_the_protocol_is_a_crash_and_the_run_goes_on(
    fake: CommandBackend, op: str, message: str
) -> None:
    crash = only_crash(fake, op)

    assert crash.status is None
    assert crash.message.startswith(message)
    assert fake.run(asking_for("Seven")) == SEVEN
    assert fake.starts == 2


@pytest.mark.parametrize("op", ["Die", "DieOfSignal", "Hang"])
def test_after_a_failure_the_run_goes_on(fake: CommandBackend, op: str) -> None:
    fake.limit = SHORT if op == "Hang" else 60.0
    fake.run(asking_for(op))
    fake.limit = 60.0

    assert fake.run(asking_for("Seven")) == SEVEN


def test_a_reply_that_nothing_asked_for_is_a_crash(fake: CommandBackend) -> None:
    fake.run(asking_for("TwoReplies"))

    only_crash(fake, "Seven")
    assert fake.run(asking_for("Seven")) == SEVEN


def test_a_worker_that_writes_much_on_its_standard_error_is_heard(fake: CommandBackend) -> None:
    assert fake.run(asking_for("MuchOnStderr")) == SEVEN


def test_a_program_larger_than_a_pipe_arrives(fake: CommandBackend) -> None:
    wide = TensorValue.of(np.zeros(1 << 20, np.int8))
    program = Program(asking_for("Seven").graph, (Run(feeds={"y:0": wide}, fetches=("x:0",)),))

    assert fake.run(program) == SEVEN


def test_a_command_that_does_not_exist_is_a_crash() -> None:
    backend = CommandBackend(["/no/such/program"])

    (outcome,) = backend.run(asking_for("Seven"))

    assert isinstance(outcome, Crash)
    assert outcome.message.startswith("the worker cannot be started: ")


def test_a_command_that_says_no_hello_has_no_capabilities() -> None:
    with pytest.raises(BackendFailure) as caught:
        CommandBackend([sys.executable, "-c", "raise SystemExit('no such library')"]).capabilities()

    assert caught.value.outcome == Crash(
        1, "the worker ended with status 1 before it replied", ("no such library",)
    )


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
            place = (
                "no good\n\t [[node fail (defined at /a b/c.py:1) ]]\n\nOriginal stack trace for 'fail':\n  x"
            )
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
    assert ModuleBackend(tf_like).capabilities() == Capabilities(
        "tf_like", "1.0", frozenset(["Count", "Fail"])
    )


def test_a_module_keeps_a_session_for_each_name_until_the_program_ends(tf_like: str) -> None:
    fetch = ("count:0",)
    program = Program(
        nodes("Count"), (Run("a", fetches=fetch), Run("b", fetches=fetch), Run("a", fetches=fetch))
    )

    outcomes = ModuleBackend(tf_like).run(program)

    assert outcomes == tuple(Value((TensorValue.of(np.int64(count)),)) for count in (1, 1, 2))
    assert [session.closed for session in FakeSession.made] == [True, True]


def test_targets_run_and_have_no_value(tf_like: str) -> None:
    program = Program(nodes("Count", "NoOp"), (Run(fetches=("count:0", "noop"), targets=("noop",)),))

    assert ModuleBackend(tf_like).run(program) == (Value((TensorValue.of(np.int64(1)), None)),)


def test_feeds_are_arrays(tf_like: str) -> None:
    fed = TensorValue.of(np.float32([1, np.nan]))
    program = Program(nodes("Feed"), (Run(feeds={"f:0": fed}, fetches=("feed:0",)),))

    assert ModuleBackend(tf_like).run(program) == (Value((fed,)),)


def test_a_failed_step_does_not_end_the_program(tf_like: str) -> None:
    program = Program(nodes("Count", "Fail"), (Run(fetches=("fail:0",)), Run(fetches=("count:0",))))

    assert ModuleBackend(tf_like).run(program) == (
        RunError("FakeError", 3, "fail", "no good\n\t [[node fail]]"),
        Value((TensorValue.of(np.int64(2)),)),
    )


def test_a_refused_graph_is_one_build_error_for_all_steps(tf_like: str) -> None:
    program = Program(nodes("Bad"), (Run(), Run()))

    assert ModuleBackend(tf_like).run(program) == (BuildError("ValueError", None, None, "Node 'bad' is bad"),)


def test_a_missing_kernel_is_unsupported(tf_like: str) -> None:
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


def served(module: str, *requests: str) -> list[Any]:
    replies = io.BytesIO()
    worker.serve(
        ModuleBackend(module), io.BytesIO("".join(line + "\n" for line in requests).encode()), replies
    )
    return [json.loads(line) for line in replies.getvalue().splitlines()]


def test_the_worker_answers_line_by_line_until_close(tf_like: str) -> None:
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
                "steps": ["run"],
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
        ('{"id":7,"request":"run","program":{}}', 7, "program: misses format, version, graph, steps"),
    ],
)
def test_the_worker_refuses_what_is_no_request_and_lives_on(
    tf_like: str, request_line: str, number: int | None, error: str
) -> None:
    refusal, hello = served(tf_like, request_line, '{"id":8,"request":"hello"}')

    assert refusal["id"] == number
    assert refusal["error"].startswith(error)
    assert hello["id"] == 8


def test_replies_stay_clean_though_the_module_prints(tmp_path: Path) -> None:
    (tmp_path / "noisy.py").write_text(
        "import os, sys\n"
        "print('loading')\n"
        "os.write(1, b'from below')\n"
        "os.system('echo from a child')\n"
        "class GraphDef:\n"
        "    def __init__(self): print('hello'); raise KeyError('no graphs here')\n"
        "Graph = object\n"
    )
    command = [sys.executable, str(PACKAGE / "worker.py"), "--module", "noisy"]

    with CommandBackend(command, {"PYTHONPATH": str(tmp_path)}) as backend:
        assert backend.capabilities() == Capabilities("noisy", "", None)
        crash = only_crash(backend, "Seven")

    assert "no graphs here" in crash.message
    assert {"loading", "from belowfrom a child", "hello"} <= set(crash.stderr)


def test_the_worker_ends_with_its_input() -> None:
    command = [sys.executable, str(PACKAGE / "worker.py"), "--module", "math"]

    ended = subprocess.run(command, input=b"", capture_output=True, check=False)

    assert (ended.returncode, ended.stdout) == (0, b"")


@pytest.mark.parametrize("name", FOR_PYTHON_3_7)
def test_what_a_worker_needs_is_python_3_7(name: str) -> None:
    ast.parse((PACKAGE / (name + ".py")).read_text("utf-8"), feature_version=(3, 7))


def test_what_a_worker_needs_imports_little() -> None:
    heavy = (
        "import conformance.worker, conformance.module_backend, sys; print(*sorted("
        "{name.partition('.')[0] for name in sys.modules} & {'google', 'tensorboard', 'tensorflow', 'hypothesis', 'ml_dtypes'}))"
    )

    seen = subprocess.run(
        [sys.executable, "-c", heavy], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )

    assert seen.stdout.strip() == ""


def test_an_oracle_that_is_named_and_not_there_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRAPHSESSION_ORACLE", str(tmp_path / "python"))

    found, why = find_oracle()

    assert found is None
    assert why == f"GRAPHSESSION_ORACLE is {tmp_path / 'python'}, but there is no such program"


def test_a_python_that_is_not_3_7_is_no_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSESSION_ORACLE", sys.executable)

    found, why = find_oracle()

    assert found is None
    assert "it is not Python 3.7 but" in why


@pytest.fixture(scope="module")
def tensorflow() -> Iterator[CommandBackend]:
    python, why = find_oracle()
    if python is None:
        pytest.skip(why)
    with CommandBackend(oracle.oracle_command(python, threads=1), oracle.ORACLE_ENVIRONMENT) as backend:
        yield backend


FLOAT = Attr("type", "float32")
TWO = TensorValue.of(np.float32([1, 2]))
COUNTER = Graph(
    (
        Node("x", "Placeholder", attrs={"dtype": FLOAT, "shape": Attr("shape", (2,))}),
        Node("v", "VariableV2", attrs={"dtype": FLOAT, "shape": Attr("shape", (2,))}),
        Node("start", "Const", attrs={"dtype": FLOAT, "value": Attr("tensor", TWO)}),
        Node("init", "Assign", ("v", "start"), {"T": FLOAT}),
        Node("add", "AssignAdd", ("v", "x"), {"T": FLOAT}),
    )
)


def test_tensorflow_says_what_it_can_do(tensorflow: CommandBackend) -> None:
    capabilities = tensorflow.capabilities()

    assert (capabilities.name, capabilities.version[:5]) == ("tensorflow", "1.15.")
    assert capabilities.ops is not None
    assert {"MatMul", "VariableV2", "Switch"} <= capabilities.ops


def test_tensorflow_runs_a_program_with_state_and_errors(tensorflow: CommandBackend) -> None:
    feeds = {"x:0": TensorValue.of(np.float32([-0.0, np.inf]))}
    program = Program(
        COUNTER,
        (
            Run(fetches=("v:0",)),
            Run(targets=("init",)),
            Run(feeds=feeds, fetches=("add:0", "x:0")),
            Run(fetches=("v:0",)),
            Run("other", fetches=("v:0",)),
            Run(fetches=("add:0",)),
            Run(fetches=("nowhere:0",)),
        ),
    )

    outcomes = tensorflow.run(program)

    uninitialized = RunError(
        "FailedPreconditionError",
        9,
        None,
        "Attempting to use uninitialized value v\n\t [[{{node _retval_v_0_0}}]]",
    )
    added = TensorValue.of(np.float32([1, np.inf]))
    assert outcomes[:5] == (
        uninitialized,
        Value(),
        Value((added, feeds["x:0"])),
        Value((added,)),
        uninitialized,
    )
    assert outcomes[5] == RunError(
        "InvalidArgumentError",
        3,
        "x",
        "You must feed a value for placeholder tensor 'x' with dtype float and shape [2]\n\t [[node x]]",
    )
    assert isinstance(outcomes[6], RunError)
    assert (outcomes[6].error_class, outcomes[6].code) == ("ValueError", None)


def test_tensorflow_refuses_a_graph_once_for_all_steps(tensorflow: CommandBackend) -> None:
    graph = Graph((Node("y", "Identity", ("nope",), {"T": FLOAT}),))

    outcomes = tensorflow.run(Program(graph, (Run(), Run())))

    assert outcomes == (BuildError("ValueError", None, None, "Node 'y': Unknown input node 'nope'"),)


@pytest.mark.parametrize("dtype", ["bfloat16", "qint8", "quint16", "string", "complex128", "bool", "uint64"])
def test_tensorflow_takes_and_gives_every_kind_of_value(tensorflow: CommandBackend, dtype: str) -> None:
    contents = {"string": (b"a\0", b"\xff"), "complex128": bytes(range(32)), "bool": b"\0\1"}
    sizes = {"bfloat16": 4, "qint8": 2, "quint16": 4, "uint64": 16}
    data = contents[dtype] if dtype in contents else bytes(range(sizes[dtype]))
    value = TensorValue(dtype, (2,), data)
    attr = {"dtype": Attr("type", dtype)}
    graph = Graph(
        (
            Node("fed", "Placeholder", attrs=attr),
            Node("constant", "Const", attrs={**attr, "value": Attr("tensor", value)}),
        )
    )

    (outcome,) = tensorflow.run(
        Program(graph, (Run(feeds={"fed:0": value}, fetches=("fed:0", "constant:0")),))
    )

    assert isinstance(outcome, Value), outcome
    for fetched in outcome.values:
        assert fetched is not None
        assert (fetched.dtype.removeprefix("q"), fetched.data) == (dtype.removeprefix("q"), value.data)
