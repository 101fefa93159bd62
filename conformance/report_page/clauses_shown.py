"""The text of a clause as HTML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from conformance.results import ClauseRecord


def clause_html(clause: ClauseRecord, known: Collection[str]) -> Markup:
    """The text of a clause; the ids of ``known`` clauses lead to their place on the page, and nothing leads off it."""
    return Markup(_MARKDOWN.render(clause.text, {"known": known}))


def _code(renderer: Any, tokens: list[Token], index: int, options: Any, env: Mapping[str, Any]) -> str:
    text = tokens[index].content
    code = f"<code>{escape(text)}</code>"
    return f'<a href="#{escape(text)}">{code}</a>' if text in env["known"] else code


def _nothing(*_: Any) -> str:
    return ""


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink"])
    markdown.add_render_rule("code_inline", _code)
    markdown.add_render_rule("link_open", _nothing)
    markdown.add_render_rule("link_close", _nothing)
    return markdown


_MARKDOWN = _markdown()
