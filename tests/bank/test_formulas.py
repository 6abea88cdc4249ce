"""Formulas that cannot be set are reported with their place, and the built-in bank has none."""

from dataclasses import replace

import pytest

from quizdl import folders
from quizdl.bank.formulas import unset_formulas
from quizdl.bank.model import Text
from quizdl.bank.reading import read_bank
from quizdl.report.problems import say_defect
from tests.tui.small_bank import CHOICE, bank_of


def test_a_formula_that_cannot_be_set_is_reported_in_its_language_and_place() -> None:
    because = Text(en=r"As $\foo x$ says, at $5.", ko="$x_1$")
    choices = (replace(CHOICE.choices[0], because=because), *CHOICE.choices[1:])
    found = list(unset_formulas(bank_of(replace(CHOICE, choices=choices))))
    assert [(topic, defect.path) for topic, defect in found] == [
        ("optimizers", ("questions", 0, "choices", 0, "because", "en"))
    ]
    what = found[0][1].what
    assert what == r"the formula holds \foo, which cannot be set: it is shown as it is written"
    assert say_defect("ko", what) == r"수식에 조판할 수 없는 \foo 표기가 있어 적힌 그대로 보입니다"


@pytest.mark.slow
def test_every_formula_of_the_built_in_bank_can_be_set() -> None:
    assert list(unset_formulas(read_bank(folders.builtin_bank()))) == []
