"""Programs as texts: what a module is made of as it is loaded, planted bugs included, and a run of it alone."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import InspectLoader


def source_of(name: str) -> str:
    """The text of the module of that dotted name as its loader has it; the module itself is not imported.

    Raises ModuleNotFoundError where there is none.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or not isinstance(spec.loader, InspectLoader):
        raise ModuleNotFoundError(f"no module {name!r} with a text", name=name)
    return spec.loader.get_source(name) or ""


def run_alone(text: str, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> str:
    """What a program prints when it runs in a process of its own, with variables added to the environment.

    Raises RuntimeError with the end of its messages where it ends with an error.
    """
    process = subprocess.run(
        [sys.executable, "-", *arguments],
        input=text,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode:
        raise RuntimeError(f"the program ended with {process.returncode}: {process.stderr[-2000:]}")
    return process.stdout


def last_numbers(output: str) -> list[float]:
    """The number at the end of each line that a program printed. Raises ValueError where a line ends in no number."""
    return [float(line.split()[-1]) for line in output.splitlines()]
