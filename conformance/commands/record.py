"""``python -m conformance record``: writes down what TensorFlow 1.15.5 makes of random programs."""

from __future__ import annotations

from contextlib import closing

from conformance.backends import NoBackend, open_backend
from conformance.campaign import Plan, some_programs
from conformance.commands.arguments import count, parser, refuse
from conformance.commands.run import EXAMPLES
from conformance.recording import RECORDED, record

_DESCRIPTION = f"Asks TensorFlow 1.15.5 and rewrites {RECORDED.name}, which stands in for it where it is not found."


def main(argv: list[str]) -> int:
    """Runs the command and gives its exit status."""
    made = parser("record", _DESCRIPTION)
    made.add_argument("--examples", type=count, default=EXAMPLES, metavar="N", help=f"programs (default {EXAMPLES})")
    made.add_argument("--seed", type=count, default=0, metavar="N", help="which random programs (default 0)")
    made.add_argument("--max-nodes", type=count, default=12, metavar="N", help="ops in most graphs (default 12)")
    arguments = made.parse_args(argv)
    plan = Plan(arguments.examples, arguments.seed, max_nodes=max(1, arguments.max_nodes))
    try:
        with closing(open_backend("tensorflow")) as backend:
            backend.capabilities()
            print(f"recorded {record(some_programs(plan), backend)} programs in {RECORDED.name}")
    except NoBackend as missing:
        return refuse(missing)
    return 0
