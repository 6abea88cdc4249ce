"""The family `walks`, whose claims stand in the files of one folder."""

from collections.abc import Mapping
from pathlib import Path

PROGRAM = '"""A step."""\n\n\ndef step(x):\n    return x - 1\n'
COMMON = '"""Starting points."""\n\nSTART = 3\n'
FIRST = '''"""Walks: how far they go."""

from quizdl.verify import Control, Evidence, Measurement, claim, mutant, within

from ..programs.walk import step
from .common import START


def far(x):
    return Evidence(
        measurements=[Measurement("end", x, within(1, 0, because="3 - 2 = 1"))],
        controls=[Control("start", START, within(1, 0))],
    )


@claim(en="Two steps end at one.", ko="두 걸음이면 1이다.", seconds=0.1)
def two_steps() -> Evidence:
    return far(step(step(START)))


mutant("strides", "x - 1", "x - 2", program="walk")
mutant("stands still once", "step(step(START))", "step(START)")
'''
SECOND = '''"""More of it."""

from quizdl.verify import Control, Evidence, Measurement, claim, mutant, within

from ..programs import walk


@claim(en="Steps from four to one are three.", seconds=0.1)
def three_steps() -> Evidence:
    x = walk.step(walk.step(walk.step(4)))
    return Evidence(
        measurements=[Measurement("end", x, within(1, 0, because="4 - 3 = 1"))],
        controls=[Control("start", 4, within(1, 0))],
    )


mutant("starts later", "walk.step(4)", "walk.step(5)")
'''
FILES = {
    "programs/walk.py": PROGRAM,
    "walks/common.py": COMMON,
    "walks/first.py": FIRST,
    "walks/second.py": SECOND,
}


def write_walks(verifiers: Path, changed: Mapping[str, str] | None = None) -> Path:
    """Write the family, with other texts or files where given, into the folder of verifiers, and return that."""
    for name, text in {**FILES, **(changed or {})}.items():
        path = verifiers / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return verifiers
