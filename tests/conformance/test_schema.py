"""The JSON Schemas beside the specification take what the readers take, and refuse what they refuse.

The package ``jsonschema`` validates, so that what is held against our readers is the schemas as others understand them.
"""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

import conformance
from conformance import outcome as outcomes_format
from conformance.format_strategies import outcomes, programs
from conformance.outcome import Outcome
from conformance.program import STEPS, Program
from conformance.protocol import Capabilities, read_answer
from conformance.reading import Malformed
from conformance.recording import RECORDED
from conformance.values import DTYPE_NAMES, DTYPES

PACKAGE = Path(conformance.__file__).parent
FOLDER = PACKAGE.parent / "spec" / "schema"
BASE = "https://graphsession.invalid/"
SCHEMAS = {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.schema.json"))}
REGISTRY: Registry[Any] = Registry().with_resources(
    (BASE + name, Resource.from_contents(schema, DRAFT202012)) for name, schema in SCHEMAS.items()
)


def validator(place: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": BASE + place}, registry=REGISTRY)


PROGRAM = validator("program.schema.json")
OUTCOME = validator("outcome.schema.json")
WORKER = validator("worker.schema.json")

ONLY_READERS_SAY = (
    "does not fit in",
    "surrogate",
    "where the shape wants",
    "where dtype and shape want",
    "larger than any memory",
    "a bool is the byte",
    "is made before",
    "is made twice",
    "is set up before",
    "is set up twice",
    "more values than the callable has feeds",
)
"""What a reader refuses and no schema can (WIRE-26)."""


@pytest.mark.parametrize("name", SCHEMAS)
def test_wire_26_each_file_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


def test_wire_26_the_schemas_name_what_the_tables_name() -> None:
    definitions = SCHEMAS["program.schema.json"]["$defs"]

    assert definitions["value"]["properties"]["dtype"]["enum"] == list(DTYPES)
    assert definitions["type"]["anyOf"][0]["enum"] == sorted(DTYPE_NAMES.values())
    assert definitions["type"]["anyOf"][1]["not"]["enum"] == sorted(DTYPE_NAMES)
    assert [option["$ref"].rpartition("/")[2] for option in definitions["step"]["oneOf"]] == list(STEPS)


def recorded() -> Iterator[dict[str, Any]]:
    return map(json.loads, gzip.decompress(RECORDED.read_bytes()).decode().splitlines())


def test_wire_26_every_recorded_program_and_outcome_is_valid() -> None:
    entries = [entry for entry in recorded() if entry["asked"]]

    for entry in entries:
        PROGRAM.validate(entry["program"])
        for outcome in entry["outcomes"]:
            OUTCOME.validate(outcome)
    assert len(entries) > 300


def test_wire_26_the_example_in_the_chapter_is_valid() -> None:
    chapter = (PACKAGE.parent / "spec" / "worker.md").read_text("utf-8")
    lines = chapter.partition("```text\n")[2].partition("```")[0].splitlines()

    for line in lines:
        WORKER.validate(json.loads(line[2:]))
    assert len(lines) == 8


SLOW = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(programs())
def test_wire_26_every_program_is_valid(program: Program) -> None:
    PROGRAM.validate(program.to_json())
    WORKER.validate({"id": 1, "request": "run", "program": program.to_json()})


@SLOW
@given(st.lists(outcomes(), max_size=3))
def test_wire_26_every_outcome_is_valid(found: list[Outcome]) -> None:
    WORKER.validate({"id": 1, "outcomes": [outcomes_format.to_json(outcome) for outcome in found]})


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to everything inside of JSON data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


OTHERS = [
    None,
    True,
    0,
    -1,
    3,
    2.5,
    "",
    "x",
    "7",
    "-1",
    "AA==",
    [],
    {},
    [0],
    ["x"],
    {"x": 0},
    2**70,
    "float32",
    "at_once",
]


@st.composite
def mutated(draw: st.DrawFn, data: Any) -> Any:
    """The data with one thing in it removed, added, or replaced."""
    result = copy.deepcopy(data)
    *path, last = draw(st.sampled_from(sorted(places(result), key=repr)))
    holder = result
    for key in path:
        holder = holder[key]
    change = draw(st.sampled_from(["remove", "replace", "add"]))
    if change == "remove":
        del holder[last]
    elif change == "replace":
        holder[last] = copy.deepcopy(draw(st.sampled_from(OTHERS)))
    elif isinstance(holder, dict):
        holder[draw(st.sampled_from(["extra", "feeds", "values", "handle", "attrs"]))] = draw(st.sampled_from(OTHERS))
    else:
        holder.append(copy.deepcopy(draw(st.sampled_from(OTHERS))))
    return result


def agree(schema: Draft202012Validator, read: Callable[[Any], Any], data: Any) -> None:
    try:
        read(data)
    except Malformed as fault:
        if not any(words in fault.problem for words in ONLY_READERS_SAY):
            assert not schema.is_valid(data), fault
    else:
        schema.validate(data)


@SLOW
@given(st.data())
def test_wire_26_a_schema_refuses_the_programs_that_the_reader_refuses(data: st.DataObject) -> None:
    whole = data.draw(programs()).to_json()

    for _ in range(5):
        agree(PROGRAM, Program.from_json, data.draw(mutated(whole)))


@SLOW
@given(st.data())
def test_wire_26_a_schema_refuses_the_outcomes_that_the_reader_refuses(data: st.DataObject) -> None:
    whole = outcomes_format.to_json(data.draw(outcomes()))

    for _ in range(5):
        agree(OUTCOME, outcomes_format.from_json, data.draw(mutated(whole)))


@SLOW
@given(mutated(Capabilities("name", "1", frozenset(["Add"]), frozenset(["run", "close"])).to_json()))
def test_wire_26_a_schema_refuses_the_capabilities_that_the_reader_refuses(data: Any) -> None:
    agree(validator("worker.schema.json#/$defs/capabilities"), Capabilities.from_json, data)


ERROR = {"kind": "error", "phase": "running", "class": "OpError", "code": 3, "message": "no", "op": "x"}


@SLOW
@given(mutated(ERROR) | mutated({"kind": "value", "value": [1]}))
def test_wire_27_a_schema_refuses_the_answers_that_the_reader_refuses(answer: Any) -> None:
    agree(
        validator("worker.schema.json#/$defs/answered"), lambda data: read_answer(data, 1), {"id": 1, "answer": answer}
    )


def test_wire_27_a_question_and_its_answers_are_valid() -> None:
    WORKER.validate({"id": 1, "request": "ask", "question": "default_graph"})
    WORKER.validate({"id": 1, "answer": {"kind": "value", "value": None}})
    WORKER.validate({"id": 1, "answer": {**ERROR, "code": None, "op": None}})


@pytest.mark.parametrize(
    "line",
    [
        {"id": 1, "request": "dance"},
        {"id": 1, "request": "ask"},
        {"id": 1, "answer": {"kind": "value"}},
        {"id": "1", "request": "hello"},
        {"request": "hello"},
        {"id": 1, "request": "run"},
        {"id": 1, "request": "close", "program": {}},
        {"id": None, "closed": True},
        {"id": 1, "closed": False},
        {"id": 1, "outcomes": {}},
        {"id": 1, "error": None},
    ],
)
def test_wire_26_what_is_no_request_and_no_reply_is_refused(line: Any) -> None:
    assert not WORKER.is_valid(line)
