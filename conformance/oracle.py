"""Where real TensorFlow 1.15 is to be found on this machine, and how to run it as a worker."""

from __future__ import annotations

import functools
import os
import subprocess
from pathlib import Path

VARIABLE = "GRAPHSESSION_ORACLE"

_PACKAGE = Path(__file__).resolve().parent
_CHECK_SECONDS = 30
_CHECK = """
import os, sys
names = "tensorflow", "tensorflow_cpu", "tensorflow_gpu"
found = [entry for folder in sys.path if os.path.isdir(folder) for entry in os.listdir(folder)
         if entry.endswith(".dist-info") and entry.startswith(tuple(name + "-1.15." for name in names))]
sys.stdout.write("%d.%d %s" % (sys.version_info[0], sys.version_info[1], found[0] if found else ""))
"""


def find_oracle() -> tuple[Path | None, str]:
    """The Python 3.7 that has TensorFlow 1.15, or None; and a sentence on where it was found or why not.

    Looked for in this order: the file that the environment variable GRAPHSESSION_ORACLE names (then nowhere
    else), ``.oracle/bin/python`` in the folder that holds this package, pyenv's Pythons 3.7.
    """
    return _find(os.environ.get(VARIABLE))


def oracle_command(python: Path, plain: bool = False, threads: int | None = None) -> list[str]:
    """The command that runs TensorFlow under ``python`` as a worker; the options are ModuleBackend's."""
    command = [str(python), str(_PACKAGE / "worker.py"), "--module", "tensorflow"]
    if plain:
        command.append("--plain")
    if threads is not None:
        command += ["--threads", str(threads)]
    return command


ORACLE_ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "PYTHONWARNINGS": "ignore"}
"""For the oracle's process: no log, no device but the CPU."""


@functools.cache
def _find(named: str | None) -> tuple[Path | None, str]:
    if named:
        problem = _problem(Path(named))
        return (None, f"{VARIABLE} is {named}, but {problem}") if problem else (Path(named), f"{VARIABLE} names it")
    beside = _PACKAGE.parent / ".oracle" / "bin" / "python"
    problems = []
    for python in (beside, *_pyenv_pythons()):
        problem = _problem(python)
        if not problem:
            return python, f"found at {python}"
        problems.append(f"{python}: {problem}")
    return None, f"no Python 3.7 with TensorFlow 1.15 ({VARIABLE} is not set; {'; '.join(problems)})"


def _pyenv_pythons() -> list[Path]:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return sorted(root.glob("versions/3.7*/bin/python"))


def _problem(python: Path) -> str:
    """Why this Python cannot be the oracle; empty if it can."""
    if not os.access(python, os.X_OK):
        return "there is no such program"
    try:
        check = subprocess.run(
            [python, "-c", _CHECK], capture_output=True, text=True, timeout=_CHECK_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"it does not run ({error})"
    version, _, distribution = check.stdout.partition(" ")
    if version != "3.7":
        return f"it is not Python 3.7 but {version}"
    return "" if distribution else "it has no tensorflow 1.15"
