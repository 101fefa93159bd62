"""The rules of the Trace Event Format, as far as the events here use it."""

NUMBERS = (int, float)
PHASES = {  # what an event of each phase must have beside ph, name and pid, and of which type
    "X": {"cat": str, "ts": NUMBERS, "dur": NUMBERS, "tid": int, "args": dict},
    "M": {"args": dict},
    "s": {"cat": str, "id": (int, str), "ts": NUMBERS, "tid": int},
    "t": {"cat": str, "id": (int, str), "ts": NUMBERS, "tid": int},
    "N": {"cat": str, "id": (int, str), "ts": NUMBERS, "tid": int},
    "O": {"cat": str, "id": (int, str), "ts": NUMBERS, "tid": int, "args": dict},
    "D": {"cat": str, "id": (int, str), "ts": NUMBERS, "tid": int},
    "C": {"ts": NUMBERS, "args": dict},
}
METADATA = {"process_name": ("name", str), "thread_name": ("name", str), "process_sort_index": ("sort_index", int)}


def faults(trace):
    """What is wrong with a trace; nothing, if it may be shown."""
    if not isinstance(trace, dict) or not isinstance(trace.get("traceEvents"), list):
        return ["a trace is an object with a list of traceEvents"]
    events = trace["traceEvents"]
    found = [f"{number}: {fault}" for number, event in enumerate(events) for fault in _of_event(event)]
    return found or [*_of_flows(events), *_of_objects(events)]


def _of_event(event):
    phase = event.get("ph")
    if phase not in PHASES:
        yield f"there is no phase {phase!r}"
        return
    for name, types in {"name": str, "pid": int, **PHASES[phase]}.items():
        if name not in event:
            yield f"an event of phase {phase} has a {name}"
        elif not isinstance(event[name], types) or isinstance(event[name], bool):
            yield f"{name} is {event[name]!r}"
        elif name in ("ts", "dur") and event[name] < 0:
            yield f"{name} is negative"
    if phase == "M":
        name, kind = METADATA.get(event.get("name"), (None, None))
        if name is None or not isinstance(event.get("args", {}).get(name), kind):
            yield "metadata is one of the known kinds, with its argument"
    if phase == "C" and not all(isinstance(value, NUMBERS) for value in event.get("args", {}).values()):
        yield "the values of a counter are numbers"
    if phase == "O" and "snapshot" not in event.get("args", {}):
        yield "an object is seen in a snapshot"


def _of_flows(events):
    """Every arrow that goes on has begun, in the same category and with the same name."""
    begun = {(event["cat"], event["id"]): event["name"] for event in events if event["ph"] == "s"}
    for event in events:
        if event["ph"] == "t" and begun.get((event["cat"], event["id"])) != event["name"]:
            yield f"flow {event['id']} goes on and has not begun"


def _of_objects(events):
    """Every object that is seen or ends has come into being before."""
    made = set()
    for event in events:
        key = (event.get("pid"), event.get("id"))
        if event["ph"] == "N":
            made.add(key)
        elif event["ph"] in "OD" and key not in made:
            yield f"object {key} has not been made"
