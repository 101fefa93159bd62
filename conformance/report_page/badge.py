"""A badge that says how much agrees."""

from __future__ import annotations

from jinja2 import Environment

from conformance.report_page.page import verdict
from conformance.results import Results

_COLOURS = {"disagree": "#b3261e", "nothing": "#6b7280", "partly": "#8a5800", "agree": "#1a7f4b"}
_LETTER = 6.7  # the mean width of a letter
_SIDE = 8.0


def badge(results: Results, environment: Environment) -> str:
    """An SVG image: green only where nothing disagrees and nothing is unsupported."""
    label, text = "conformance", _text(results)
    left, right = (2 * _SIDE + _LETTER * len(each) for each in (label, text))
    template = environment.get_template("badge.svg.jinja")
    title = f"{results.implementation} against {results.against}: {text}"
    colour = _COLOURS[verdict(results)]
    return template.render(label=label, text=text, left=left, right=right, colour=colour, title=title)


def _text(results: Results) -> str:
    """Numbers alone, which cannot be rounded: the cases that agree, and the counterexamples beside them."""
    score, found = results.score, len(results.counterexamples)
    counterexamples = [f"{found} counterexample" + ("" if found == 1 else "s")] if found else []
    if not score.total:
        return " ".join(counterexamples) or f"{results.steps_agreed:,} steps agree"
    return ", ".join([f"{score.agree:,} of {score.total:,} agree", *counterexamples])
