"""A worker that misbehaves in the way that its first argument names; its second is a folder for what it remembers."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

MODE, FOLDER = sys.argv[1], Path(sys.argv[2])
VALUE = {"dtype": "int8", "shape": [], "data": "Bw=="}
GOOD = [{"outcome": "value", "values": [VALUE]}]
PROGRAMS = 0  # that this process was given


def note(pid: int) -> None:
    with (FOLDER / "processes").open("a") as file:
        file.write(f"{pid}\n")


def starts() -> int:
    return len((FOLDER / "processes").read_text().split())


def write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def reply(number: object, **fields: object) -> None:
    write(json.dumps({"id": number, **fields}) + "\n")


def hello(number: int) -> None:
    if MODE == "dies at start":
        sys.stderr.write("no such library\n")
        sys.exit(7)
    if MODE == "hangs at start":
        time.sleep(600)
    if MODE == "prints before it is asked":
        write("Welcome!\n")
    name = 3 if MODE == "has a number for a name" else "hostile"
    capabilities = {"protocol": 1, "name": name, "version": "0", "ops": None, "steps": ["run"]}
    if MODE == "speaks another protocol":
        capabilities["protocol"] = 2
    reply(number, capabilities=capabilities)


def run(number: int) -> None:
    if MODE == "dies on the third program" and PROGRAMS == 3:
        os._exit(9)
    if MODE == "dies once" and starts() == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if MODE == "hangs once" and starts() == 1:
        time.sleep(600)
    if MODE == "stops itself once" and starts() == 1:
        os.kill(os.getpid(), signal.SIGSTOP)
    if MODE == "prints half a line and dies":
        write(f'{{"id": {number}, "outco')
        os._exit(1)
    if MODE == "prints half a line and waits":
        write(f'{{"id": {number}, "outco')
        time.sleep(600)
    if MODE == "answers without an end":
        write(f'{{"id": {number}, "outcomes": [')
        for _ in range(10 * 1024):
            write("[" + "0," * (1 << 19))  # a MiB each
    if MODE == "complains without an end":
        while True:
            sys.stderr.write("warning " * 8192)
    if MODE == "complains and answers":
        sys.stderr.write("warning\n" * 100_000)
    if MODE == "starts children":
        note(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid)
    reply(number, outcomes=GOOD)


note(os.getpid())
for line in sys.stdin:
    request = json.loads(line)
    if request["request"] == "hello":
        hello(request["id"])
    elif request["request"] == "run":
        PROGRAMS += 1
        run(request["id"])
    elif MODE in ("ignores close", "ignores everything that ends it"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    elif MODE == "answers close and stays":
        reply(request["id"], closed=True)
        time.sleep(600)
    else:
        reply(request["id"], closed=True)
        break
