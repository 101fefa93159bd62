"""Where an operation was created: kept cheaply, written out only when someone asks."""

import linecache
import sys
from pathlib import Path
from types import CodeType

RawStack = tuple[tuple[CodeType, int], ...]  # innermost first; a code object and an instruction in it
_PACKAGE = str(Path(__file__).resolve().parent.parent)
_COMMANDS = str(Path(_PACKAGE, "commands"))  # whoever runs a script by command does not want to see how


def capture() -> RawStack:
    """The stack outside of this package, innermost call first."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    stack = []
    while frame is not None:
        stack.append((frame.f_code, frame.f_lasti))
        frame = frame.f_back  # type: ignore[assignment]
    return tuple(stack)


def render(stack: RawStack) -> list[tuple[str, int, str, str]]:
    """A captured stack as (file name, line number, function, source line), outermost call first."""
    frames = [_describe(code, instruction) for code, instruction in reversed(stack)]
    launching = [index for index, frame in enumerate(frames) if frame[0].startswith(_COMMANDS)]
    return frames[launching[-1] + 1 :] if launching else frames


def innermost(stack: RawStack) -> tuple[str, int]:
    """The file name and line number of the call that created the operation."""
    if not stack:
        return "<unknown>", 0
    file_name, line_number, _, _ = _describe(*stack[0])
    return file_name, line_number


def _describe(code: CodeType, instruction: int) -> tuple[str, int, str, str]:
    line_number = code.co_firstlineno
    for start, end, line in code.co_lines():
        if start <= instruction < end and line is not None:
            line_number = line
            break
    return code.co_filename, line_number, code.co_name, linecache.getline(code.co_filename, line_number).strip()
