"""Small questions of each kind for the tests of study."""

from typing import TypedDict

from quizdl.bank.model import Text
from quizdl.bank.question import Choice, ChoiceQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.study.grading import Grade

SAID = Text(en="said", ko="말")


class Shared(TypedDict):
    """The fields that questions of every kind have."""

    level: int
    prompt: Text
    answer: Text
    verify: tuple[str, ...]


SHARED: Shared = {"level": 1, "prompt": SAID, "answer": SAID, "verify": ("family.claim",)}
RIGHT, WRONG = Grade(True, 1.0), Grade(False, 0.0)


def choice_question(*correct: bool, name: str = "choice") -> ChoiceQuestion:
    choices = tuple(Choice(text=SAID, because=SAID, correct=right) for right in correct)
    return ChoiceQuestion(id=name, kind="choice", choices=choices, **SHARED)


def number_question(value: float, tolerance: float | str, name: str = "number") -> NumberQuestion:
    return NumberQuestion(id=name, kind="number", value=value, tolerance=tolerance, **SHARED)


def order_question(count: int, name: str = "order") -> OrderQuestion:
    return OrderQuestion(id=name, kind="order", items=(SAID,) * count, **SHARED)


def open_question(count: int, name: str = "open") -> OpenQuestion:
    return OpenQuestion(id=name, kind="open", key_points=(SAID,) * count, **SHARED)
