"""The excerpts of docs/a-claim.md against the files that they quote, and its output against the program."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "a-claim.md").read_text(encoding="utf-8")
EXCERPTS = re.findall(r"^```\w+ (\S+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
LEFT_OUT = "…\n"


def stands_in(excerpt: str, lines: list[str], start: int) -> int | None:
    """The line after the first place at or below `start` where `excerpt` stands, at any indentation."""
    wanted = textwrap.dedent(excerpt)
    length = len(excerpt.splitlines())
    for first in range(start, len(lines) - length + 1):
        if textwrap.dedent("".join(lines[first : first + length])) == wanted:
            return first + length
    return None


@pytest.mark.parametrize(("file", "text"), EXCERPTS, ids=[file for file, _ in EXCERPTS])
def test_an_excerpt_stands_in_its_file_in_that_order(file: str, text: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines(keepends=True)
    place: int | None = 0
    for part in text.split(LEFT_OUT):
        place = stands_in(part, lines, place or 0)
        assert place is not None, f"{file} no longer holds:\n{part}"


@pytest.mark.slow
def test_the_output_is_what_the_command_prints(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^```text\n\$ quizdl (.*?)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    command, printed = shown
    done = subprocess.run(
        [Path(sys.executable).with_name("quizdl"), *command.split(), "--lang", "en"],
        env={**os.environ, "QUIZDL_HOME": str(tmp_path), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [f"{line.rstrip()}\n" for line in done.stdout.splitlines()]
    place: int | None = 0
    for part in printed.split(LEFT_OUT):
        place = stands_in(part, lines, place or 0)
        assert place is not None, f"{command} no longer prints:\n{part}"
