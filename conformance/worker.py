"""The worker: JSON requests in, JSON replies out, a line each, as ``spec/worker.md`` describes them.

    python -m conformance.worker --module tensorflow
    python3.7 /somewhere/conformance/worker.py --module tensorflow

Runs on Python 3.7, because TensorFlow 1.15 does.
"""

from __future__ import annotations

import os
import sys

if not __package__:  # run as a file: make the package known by its place, and nothing that lies beside it
    import importlib.util

    _FOLDER = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != _FOLDER]
    _SPEC = importlib.util.spec_from_file_location(
        "conformance", os.path.join(_FOLDER, "__init__.py"), submodule_search_locations=[_FOLDER]
    )
    if _SPEC is None or _SPEC.loader is None:
        sys.exit("cannot load the package conformance from " + _FOLDER)
    _PACKAGE = importlib.util.module_from_spec(_SPEC)
    sys.modules["conformance"] = _PACKAGE
    _SPEC.loader.exec_module(_PACKAGE)

import argparse
import gc
import traceback
from typing import IO, TYPE_CHECKING, Any

from conformance import outcome, protocol, reading
from conformance.program import Program
from conformance.reading import Malformed

if TYPE_CHECKING:
    from conformance.backend import Backend


def main(arguments: list[str] | None = None) -> int:
    """Serve a ``tf``-like module until ``close`` or the end of the input; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m conformance.worker", description="Run conformance programs line by line."
    )
    parser.add_argument("--module", required=True, help="the tf-like module to run, such as tensorflow or reference")
    parser.add_argument("--plain", action="store_true", help="no graph optimisation and no constant folding")
    parser.add_argument("--threads", type=int, help="size of the pools within and between ops (default: the module's)")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds in which a step has to come back")
    options = parser.parse_args(arguments)
    replies = _claim_stdout()
    from conformance.module_backend import ModuleBackend

    backend = ModuleBackend(options.module, options.plain, options.threads, options.limit)
    gc.freeze()  # the module stays: the collector need not look at it for every program
    serve(backend, sys.stdin.buffer, replies)
    return 0


def serve(backend: Backend, requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answer requests until ``close`` or the end of the input (WIRE-5)."""
    for line in requests:
        reply = _reply(backend, line)
        replies.write(protocol.write_line(reply))
        replies.flush()
        if "closed" in reply:
            break
    backend.close()


def _reply(backend: Backend, line: bytes) -> dict[str, Any]:
    number = None
    try:
        request = protocol.read_line(line)
        if type(request) is dict and type(request.get("id")) is int:  # WIRE-2
            number = request["id"]
        fields = reading.record(request, ("id", "request"), ("program", "question"))
        reading.field(fields, "id", _number)
        if fields["request"] == "run":  # WIRE-4
            program = reading.field(reading.record(fields, ("id", "request", "program")), "program", Program.from_json)
            return {"id": number, "outcomes": [outcome.to_json(each) for each in backend.run(program)]}
        if fields["request"] == "ask":  # WIRE-27
            name = reading.field(reading.record(fields, ("id", "request", "question")), "question", reading.text)
            return {"id": number, "answer": _asked(backend, name)}
        if fields["request"] not in ("hello", "close"):
            raise Malformed(f"{fields['request']!r} is no request")
        reading.record(fields, ("id", "request"))
        if fields["request"] == "hello":  # WIRE-3
            return {"id": number, "capabilities": backend.capabilities().to_json()}
        return {"id": number, "closed": True}  # WIRE-5
    except Malformed as fault:  # WIRE-6
        return {"id": number, "error": str(fault)}
    except Exception:  # the driver hears of it and the worker lives on
        return {"id": number, "error": traceback.format_exc()}


def _asked(backend: Backend, name: str) -> Any:
    ask = getattr(backend, "ask", None)
    if ask is None:
        raise Malformed("questions cannot be asked of this implementation")
    return ask(name)


def _number(data: Any) -> int:
    if type(data) is not int:
        raise Malformed("an integer is wanted, not " + reading.kind(data))
    return data


def _claim_stdout() -> IO[bytes]:
    """Keep the standard output for replies (WIRE-1); what the library prints goes to the standard error."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # sys.stdout stays an object of its own: some ask what is printed to it
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(line_buffering=True)
    return replies


if __name__ == "__main__":
    sys.exit(main())
