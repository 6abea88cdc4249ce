"""A bank whose questions are about planted bugs."""

from pathlib import Path

from tests.bank.banks import HEAD, choices, question, write_bank

PROGRAM = '''"""Steps."""


class Steps:
    """Steps of one rule."""

    def step(self, x, g):
        """One step: m is divided by 1 - b^t."""
        self.t += 1
        self.m = self.b * self.m + (1 - self.b) * g
        # m starts at zero
        m_hat = self.m / (1 - self.b**self.t)  # so it is divided
        if self.decays:
            x = x * 0.9
        return x - self.lr * m_hat


def long(x):
    x = x + 1
    x = x + 2
    x = x + 3
    x = (
        x + 4
    )
    x = x + 5
    x = x + 6
    x = x + 6
    x = x + 7
    x = x + 8
    x = x + 9
    x = x + 10
    x = x + 11
    return x


def short(x):
    return x + 12


LIMIT = 3
'''
VERIFIER = '''"""Steps."""

from quizdl.verify import Evidence, claim, mutant


@claim(en="It steps.", ko="나아간다.", seconds=0.1)
def far() -> Evidence: ...


mutant("m is never corrected", "self.m / (1 - self.b**self.t)", "self.m", program="steps")
mutant("adds too much", "x + 7", "x + 70", program="steps")
mutant("adds too much at last", "x + 11", "x + 110", program="steps")
mutant("splits a sum", "x + 4", "x + 40", program="steps")
mutant("adds a line", "x = x + 5", "x = x + 5\\n    x = x + 5", program="steps")
mutant("steps far", "x + 12", "x + 120", program="steps")
mutant("has another limit", "LIMIT = 3", "LIMIT = 4", program="steps")
'''
KOREAN = '"m is never corrected" = "m을 보정하지 않는다"\n'
TWO = (
    "{text: {en: a, ko: 가}, because: {en: x, ko: 엑스}, correct: true}",
    "{text: {en: b, ko: 나}, because: {en: y, ko: 와}}",
)


def bug_question(bug: str, *lines: str, **fields: str) -> str:
    """A question about a planted bug as YAML, with these choices."""
    given = {"prompt": "{en: Which line?, ko: 어느 줄인가?}", "verify": "[steps.far]", "bug": bug} | fields
    if lines:
        return choices(*lines, **given)
    return question(kind="choice", value="", tolerance="", **given)


def bank_with(root: Path, *questions: str) -> Path:
    """A bank of these questions, with a family of planted bugs."""
    (root / "verifiers" / "programs").mkdir(parents=True)
    (root / "verifiers" / "ko").mkdir()
    (root / "verifiers" / "programs" / "steps.py").write_text(PROGRAM, encoding="utf-8")
    (root / "verifiers" / "steps.py").write_text(VERIFIER, encoding="utf-8")
    (root / "verifiers" / "ko" / "steps.toml").write_text(KOREAN, encoding="utf-8")
    return write_bank(root, adam=HEAD + "".join(questions))
