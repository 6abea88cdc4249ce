"""What is said of a reader's file before any of it runs."""

from pathlib import Path

import pytest

from quizdl import folders
from quizdl.practice.exercise import Exercise, exercise_of
from quizdl.practice.source_check import check_source, read_source
from quizdl.verify.catalogue import open_catalogue
from tests.practice.exercises import WRITE_ADAM, write_adam

RIGHT = (Path(__file__).parent / "right_adam.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    verifiers = folders.builtin_bank() / "verifiers"
    return exercise_of(WRITE_ADAM, open_catalogue(verifiers), verifiers)


def test_a_right_file_may_run_however_its_lines_end(exercise: Exercise) -> None:
    for data in (
        RIGHT.encode(),
        b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode(),
        RIGHT.replace("\n", "\r").encode(),
    ):
        text = read_source(data)
        assert text == RIGHT
        assert check_source(RIGHT, exercise) is None


@pytest.mark.fault
@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", {"kind": "empty"}),
        (b" \n\n", {"kind": "empty"}),
        (b"#" * 2**21, {"kind": "too_large", "bytes": 2**21, "most": 2**20}),
        ("# 가".encode("cp949"), {"kind": "not_utf8", "looks_like": "cp949"}),
        ("# 가".encode("utf-16"), {"kind": "not_utf8", "looks_like": "utf-16"}),
        (b"\xff\xff\xff", {"kind": "not_utf8", "looks_like": None}),
    ],
)
def test_what_is_no_text_is_told(data: bytes, fault: dict[str, object]) -> None:
    assert read_source(data) == fault


NEEDED = {"may_use": ["numpy", "torch"]}
PARTS = ("kind", "name", "near", "line", "may_use")  # the words of a syntax error are Python's, and change


@pytest.mark.fault
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("def step(self, theta, g):", "def step(self, theta, g)", {"kind": "syntax", "line": 12}),
        ("import numpy as np", "<<<<<<< HEAD", {"kind": "syntax", "line": 1}),
        ("self.t += 1", "self.t += 1\0", {"kind": "syntax", "line": 14}),
        ("self.t += 1", f"x = {'(' * 10_000}1{')' * 10_000}", {"kind": "syntax", "line": 14}),
        ("class Adam", "class Adm", {"kind": "missing", "name": "Adam", "near": "Adm", "line": 4}),
        ("def step", "def stpe", {"kind": "missing", "name": "Adam.step", "near": "Adam.stpe", "line": 12}),
        ("class Adam", "class Zebra", {"kind": "missing", "name": "Adam", "near": None, "line": None}),
        ("import numpy as np", "import pandas", {"kind": "imported", "name": "pandas", "line": 1, **NEEDED}),
        ("import numpy as np", "import os", {"kind": "imported", "name": "os", "line": 1, **NEEDED}),
        ("import numpy as np", "from .a import x", {"kind": "imported", "name": ".a.x", "line": 1, **NEEDED}),
        ("self.t += 1", "from torch import optim", {"kind": "forbidden", "name": "torch.optim", "line": 14}),
        ("self.t += 1", "import torch.autograd as a", {"kind": "forbidden", "name": "torch.autograd", "line": 14}),
    ],
)
def test_what_cannot_run_or_may_not_is_told_with_its_line(
    old: str, new: str, fault: dict[str, object], exercise: Exercise
) -> None:
    assert old in RIGHT
    found = check_source(RIGHT.replace(old, new, 1), exercise)
    assert found is not None
    assert {part: found[part] for part in PARTS if part in found} == fault


def test_the_starter_is_no_attempt_however_it_is_commented(exercise: Exercise) -> None:
    starter = WRITE_ADAM.starter
    for text in (starter, starter.replace("import", "# soon\n\nimport", 1)):
        assert check_source(text, exercise) == {"kind": "unchanged"}
    assert check_source(starter.replace("raise NotImplementedError", "return theta"), exercise) is None


def test_what_is_bound_otherwise_or_inherited_is_there(exercise: Exercise) -> None:
    assert check_source("def make():\n    ...\nAdam = make()\n", exercise) is None
    assert check_source("class Base:\n    ...\nclass Adam(Base):\n    ...\n", exercise) is None
    assert write_adam(minutes=1).minutes == 1
