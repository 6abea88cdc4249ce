"""A bank with one quick exercise, our program, and three claims that judge it."""

from pathlib import Path

from tests.bank.banks import write_bank

PROGRAM = '''"""A step against the gradient."""


def step(theta, g, lr=0.1):
    return theta - lr * g
'''
CLAIMS = '''"""Claims about one step."""

import numpy as np

from quizdl.verify import Control, Evidence, Measurement, claim, mutant, within

from .programs import steps


def off(theta, g, lr):
    theta, g = np.array(theta), np.array(g)
    found = float(abs(steps.step(theta, g, lr) - (theta - lr * g)).max())
    return Evidence(
        measurements=[Measurement("distance from θ - ηg", found, within(0, 1e-12, because="three roundings"))],
        controls=[Control("distance without a step", float(abs(lr * g).max()), within(0, 1e-12))],
    )


@claim(en="A step of one number goes against its gradient.", ko="수 하나의 스텝은 기울기의 반대로 간다.",
       short="One number", seconds=0.1)
def one() -> Evidence:
    return off([1.0], [0.5], 0.1)


@claim(en="A step of many numbers goes against their gradient.", ko="여러 수의 스텝은 기울기의 반대로 간다.",
       short="Many numbers", seconds=0.1)
def many() -> Evidence:
    return off([1.0, -2.0, 3.0], [0.5, 0.25, -1.0], 0.1)


@claim(en="The learning rate scales the step.", ko="학습률은 스텝의 길이를 정한다.", short="Learning rate", seconds=0.1)
def rate() -> Evidence:
    return off([1.0, -2.0], [0.5, 0.25], 2.0)
'''
QUESTION = """
topic: {en: "Steps", ko: "스텝"}
questions:
  - id: write-step
    kind: code
    level: 1
    minutes: 5
    prompt: {en: "Write one step of gradient descent.", ko: "경사 하강법의 한 스텝을 작성하라."}
    symbol: steps.step
    contract: {calls: ["step(theta: *s, g: *s, lr=0.1) -> theta: *s"]}
    example: {step: [[[1.0, -2.0], [0.5, 0.5], 0.1]]}
    starter: |
      import numpy as np


      def step(theta, g, lr=0.1):
          raise NotImplementedError
    hints:
      - {en: "Which way does the loss fall?", ko: "손실은 어느 쪽으로 줄어드는가?"}
      - {en: "theta - lr * g", ko: "theta - lr * g"}
    answer: {en: "The loss falls against its gradient.", ko: "손실은 기울기의 반대쪽으로 줄어든다."}
    verify: [step.one, step.many, step.rate]
"""
RIGHT = "def step(theta, g, lr=0.1):\n    return theta - lr * g\n"
WRONG = "def step(theta, g, lr=0.1):\n    return theta + lr * g\n"


def step_bank(root: Path) -> Path:
    """The bank, written to `root`."""
    programs = root / "verifiers" / "programs"
    programs.mkdir(parents=True)
    (programs / "steps.py").write_text(PROGRAM, encoding="utf-8")
    (root / "verifiers" / "step.py").write_text(CLAIMS, encoding="utf-8")
    return write_bank(root, steps=QUESTION)


DRAW = '''"""Parameters of any size, and their gradients."""


def draw(rng):
    n = int(rng.integers(1, 6))
    return rng.normal(size=n), rng.normal(size=n), float(rng.uniform(0.1, 1.0))
'''
CLIMBS = '''"""climbs
오르막으로 간다
"""


def step(theta, g, lr=0.1):
    return theta + lr * g
'''


def draws_calls(root: Path) -> None:
    """Give the bank in `root` calls to draw, and two known mistakes."""
    folder = root / "verifiers" / "exercises" / "write-step"
    folder.mkdir(parents=True)
    (folder / "draw.py").write_text(DRAW, encoding="utf-8")
    (folder / "wrong_climbs.py").write_text(CLIMBS, encoding="utf-8")
    claims = root / "verifiers" / "step.py"
    planted = '\n\nmutant("halves the rate", "lr * g", "lr * g / 2", program="steps")\n'
    claims.write_text(claims.read_text(encoding="utf-8") + planted, encoding="utf-8")
