"""Every case that an implementation can be put through, whatever its source.

Questions are asked of ``tf``-like modules, about the Python API. Fixed programs are for every implementation, as
are those of the corpus, which once showed a defect; random programs are drawn anew, each aimed at clauses. Protocol
cases are for commands that speak the protocol of ``spec/worker.md``.
"""

from __future__ import annotations

from conformance.cases.case import Case, CaseResult, Verdict

__all__ = ["Case", "CaseResult", "Verdict", "all_cases"]


def all_cases() -> list[Case]:
    """All cases, by source; names are unique."""
    from conformance.cases.asked import question_cases
    from conformance.cases.drawn import random_cases
    from conformance.cases.fixed import corpus_cases, program_cases
    from conformance.cases.protocol_cases import protocol_cases

    return [*question_cases(), *program_cases(), *corpus_cases(), *random_cases(), *protocol_cases()]
