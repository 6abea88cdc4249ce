"""A bank with one exercise that is judged in a moment."""

from pathlib import Path

from tests.bank.banks import write_bank

PROGRAM = '''"""Sums."""


class Sum:
    def __init__(self, start=0.0):
        self.total = start

    def add(self, x, g):
        self.total = self.total + g
        return x - self.total
'''
CLAIMS = '''"""Claims about sums."""

import numpy as np

from quizdl.verify import Control, Evidence, Measurement, claim, within

from .programs import sums


def steps(count: int, start: float) -> Evidence:
    total, x, expected = sums.Sum(start), np.zeros(2), np.zeros(2)
    for step in range(count):
        x = total.add(x, np.array([1.0, 2.0]))
        expected = expected - (start + (step + 1) * np.array([1.0, 2.0]))
    return Evidence(
        measurements=[Measurement("off", float(np.abs(x - expected).max()), within(0, 1e-12, because="exact"))],
        controls=[Control("moved", float(np.abs(expected).max()), within(0, 1e-12))],
    )


@claim(en="One step.", seconds=0.1)
def one() -> Evidence:
    return steps(1, 1.0)


@claim(en="Three steps.", seconds=0.1)
def three() -> Evidence:
    return steps(3, 1.0)


@claim(en="From nothing.", seconds=0.1)
def from_nothing() -> Evidence:
    return steps(2, 0.0)
'''
QUESTIONS = """\
topic: {en: Sums, ko: 합}
questions:
  - id: write-sum
    kind: code
    level: 1
    prompt: {en: Write Sum., ko: Sum을 작성해 보라.}
    minutes: 5
    symbol: sums.Sum
    contract:
      make: "Sum(start=0.0)"
      calls: ["add(x: *s, g: *s) -> x: *s"]
      in_place: [x]
    starter: |
      class Sum:
          def __init__(self, start=0.0):
              ...

          def add(self, x, g):
              raise NotImplementedError
    hints:
      - {en: Keep the total., ko: 합을 기억한다.}
    answer: {en: "A running sum, taken off x.", ko: "누적합을 x에서 뺀다."}
    verify: [claims.one, claims.three, claims.from_nothing]
"""


def write_small_bank(root: Path) -> Path:
    """The bank in this folder; the exercise has a right program and a wrong one."""
    programs, exercises = root / "verifiers" / "programs", root / "verifiers" / "exercises" / "write-sum"
    for folder in (programs, exercises):
        folder.mkdir(parents=True)
    (programs / "sums.py").write_text(PROGRAM, encoding="utf-8")
    (root / "verifiers" / "claims.py").write_text(CLAIMS, encoding="utf-8")
    (exercises / "right_same.py").write_text(PROGRAM, encoding="utf-8")
    (exercises / "wrong_newest.py").write_text(PROGRAM.replace("self.total + g", "g"), encoding="utf-8")
    return write_bank(root, sums=QUESTIONS)
