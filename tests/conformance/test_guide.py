"""The guide for those who come new: what it tells them to type and to open is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from conformance.__main__ import main

FOLDER = Path(__file__).parents[2] / "conformance"
GUIDE = (FOLDER / "README.md").read_text("utf-8")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
OF_OTHERS = {"--version", "--pyargs", "--conformance-backend", "--conformance-examples"}  # of node and of pytest


def help_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command says to ``--help``."""
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    return capsys.readouterr().out


def test_every_option_of_the_guide_exists(capsys: pytest.CaptureFixture[str]) -> None:
    known = set(OPTION.findall(help_of([], capsys))) | OF_OTHERS

    assert set(OPTION.findall(GUIDE)) - known == set()


def test_every_file_of_the_guide_exists() -> None:
    linked = re.findall(r"\]\(([^)]+)\)", GUIDE)

    assert len(linked) > 20
    assert [name for name in linked if not (FOLDER / name).exists()] == []


def test_the_commands_of_the_guide_name_what_exists(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    commands = [shlex.split(line) for block in blocks for line in block.splitlines() if " -m conformance " in line]

    assert len(commands) >= 5
    for words in commands:
        first = words[words.index("conformance") + 1]
        assert first.startswith("--") or help_of([first], capsys)


def test_the_mend_in_the_guide_fits_the_example() -> None:
    mend = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)[0]
    text = (FOLDER / "examples" / "tiny_backend.py").read_text("utf-8")
    signature = text[text.index("def evaluate(") :].partition("\n")[0]

    assert set(re.findall(r"\b(tensor|feeds)\b", mend)) <= set(re.findall(r"\b\w+\b", signature))
