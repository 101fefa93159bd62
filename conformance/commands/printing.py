"""Lines on the terminal: wrapped where they do not fit, programs and disagreements as they are."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from rich.console import Console


def print_lines(lines: Iterable[str], console: Console) -> None:
    """Prints lines as they are; what does not fit is continued further in."""
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        first, *rest = textwrap.wrap(line, console.width, subsequent_indent=indent, break_on_hyphens=False) or [""]
        for part in (first, *rest):
            console.print(part, markup=False, highlight=False, soft_wrap=True)


def shortened(text: str, width: int) -> str:
    """A text cut to a width.

    >>> shortened("abcdef", 4)
    'abc…'
    """
    line = text.partition("\n")[0]
    return line if len(line) <= width else line[: max(0, width - 1)] + "…"


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, rows of them by their ends.

    >>> ranges([2, 3, 4, 7, 9, 10])
    '2 to 4, 7, 9, 10'
    """
    rows: list[list[int]] = []
    for number in numbers:
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return ", ".join(f"{row[0]} to {row[-1]}" if len(row) > 2 else ", ".join(map(str, row)) for row in rows)


def plural(number: int, word: str) -> str:
    """A number with its word.

    >>> plural(1, "step"), plural(2000, "step")
    ('1 step', '2,000 steps')
    """
    return f"{number:,} {word}" + ("" if number == 1 else "s")
