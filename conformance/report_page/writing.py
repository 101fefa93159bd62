"""Writes what came of a conformance run to a folder."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.percent import percent
from conformance.report_page.badge import badge
from conformance.report_page.junit import junit
from conformance.report_page.page import page_of
from conformance.report_page.printable import finalized
from conformance.results import Results
from conformance.specification import SPEC, clauses_of


def write_report(results: Results, folder: Path, spec: Path = SPEC) -> Path:
    """Writes ``index.html``, ``results.json``, ``junit.xml`` and ``badge.svg``; gives the path of the page.

    The page stands by itself: it loads nothing. The clauses are read from ``spec`` where it is there, unless the
    results have them already, and written with the results.
    """
    whole = results if results.clauses else replace(results, clauses=clauses_of(spec))
    environment = _environment()
    folder.mkdir(parents=True, exist_ok=True)
    whole.write(folder / "results.json")
    (folder / "junit.xml").write_bytes(junit(whole))
    (folder / "badge.svg").write_text(badge(whole, environment), "utf-8")
    page = folder / "index.html"
    page.write_text(_html(whole, environment), "utf-8")
    return page


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("conformance.report_page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.globals["percent"] = percent
    return environment


def _html(results: Results, environment: Environment) -> str:
    """The page; only its own script may run in it, which a browser knows by its digest."""
    folder = files("conformance.report_page").joinpath("templates")
    style, script = (folder.joinpath(name).read_text("utf-8") for name in ("page.css", "page.js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    template = environment.get_template("page.html.jinja")
    html = template.render(page=page_of(results), style=Markup(style), script=Markup(script), digest=digest)
    return html.lstrip()
