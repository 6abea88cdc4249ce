"""A complete exercise, and a bank that holds it with our program."""

from pathlib import Path

from quizdl.bank.question import CodeQuestion
from quizdl.bank.reading import read_bank
from tests.bank.banks import HEAD, write_bank

PROGRAM = '''"""Adam (Kingma & Ba 2015, algorithm 1)."""

import numpy as np


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, 0.0, 0.0

    def step(self, theta, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m, v = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return theta - self.lr * m / (np.sqrt(v) + self.eps)


def scaled(theta, factor):
    return theta * factor
'''

WRITE_ADAM = """\
  - id: write-adam
    kind: code
    level: 2
    prompt:
      en: "Write Adam (Kingma & Ba 2015, algorithm 1)."
      ko: "Adam을 직접 작성해 보라 (Kingma & Ba 2015, 알고리즘 1)."
    minutes: 15
    symbol: adam.Adam
    contract:
      make: "Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8)"
      calls: ["step(theta: *s, g: *s) -> theta: *s"]
      in_place: [theta]
    may_use: [numpy, torch]
    not: [torch.optim, torch.autograd]
    example: {make: {}, step: [[[1.0, -2.0], [0.5, 0.5]]]}
    starter: |
      import numpy as np


      class Adam:
          def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
              ...

          def step(self, theta, g):
              \"\"\"One step: theta and g of one shape; gives the new theta, or changes theta in place.\"\"\"
              raise NotImplementedError
    hints:
      - {en: "What is m after one step, if it starts at 0?", ko: "m이 0에서 시작하면 한 스텝 뒤의 값은 얼마인가?"}
      - {en: "Divide by 1-β₁ᵗ and 1-β₂ᵗ; t begins at 1.", ko: "1-β₁ᵗ와 1-β₂ᵗ로 나눈다. t는 1부터 센다."}
    answer:
      en: "Two running means that start at zero, each divided by 1-βᵗ, with t from 1; ε is added outside the root."
      ko: "0에서 시작하는 두 이동평균을 각각 1-βᵗ로 나눈다. t는 1부터 센다. ε은 제곱근 밖에 더한다."
    verify: [adam.against_torch, adam.bias_correction, adam.long_silence, adam.own_state]
"""


def exercise_bank(root: Path, text: str = WRITE_ADAM, program: str = PROGRAM) -> Path:
    """A bank with one exercise, which stands from line 3 on, and the program adam."""
    programs = root / "verifiers" / "programs"
    programs.mkdir(parents=True, exist_ok=True)
    (programs / "adam.py").write_text(program, encoding="utf-8")
    return write_bank(root, adam=HEAD + text)


def write_adam(root: Path) -> CodeQuestion:
    """The exercise above, read."""
    (question,) = read_bank(exercise_bank(root)).questions()
    assert isinstance(question, CodeQuestion)
    return question
