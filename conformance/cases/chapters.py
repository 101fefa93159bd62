"""Which chapter of the specification a clause stands in, by the word at its front."""

from __future__ import annotations

CHAPTERS = {
    "DTY": "values",
    "SHP": "values",
    "GRA": "graphs",
    "NAM": "names",
    "DEF": "defaults",
    "OPS": "ops",
    "SES": "sessions",
    "RUN": "steps",
    "SCH": "schedules",
    "OPT": "options",
    "TRC": "tracing",
    "FET": "fetches",
    "FEE": "feeds",
    "FLOW": "control-flow",
    "VAR": "variables",
    "QUE": "queues",
    "TAB": "tables",
    "REA": "readers",
    "ACC": "accumulators",
    "RND": "random",
    "PIPE": "pipelines",
    "DBG": "debugging",
    "ERR": "errors",
    "INT": "interchange",
    "CKP": "checkpoints",
    "WIRE": "worker",
    "CONF": "conformance",
    "DEV": "deviations",
}
"""The chapters in the order of ``spec/README.md``, by the words of their clauses."""


def chapter_of(clause: str) -> str:
    """The chapter of a clause; KeyError for a word that no chapter has.

    >>> chapter_of("FLOW-12")
    'control-flow'
    """
    return CHAPTERS[clause.rpartition("-")[0]]
