"""Questions and what they are made of are values: nothing about them changes once they are made."""

from pathlib import Path
from typing import Any

import pytest

from quizdl.bank.question import ChoiceQuestion
from quizdl.bank.reading import read_bank
from tests.bank.banks import write_bank
from tests.bank.test_cache import EACH_KIND


def test_no_part_of_a_bank_can_be_assigned_to(tmp_path: Path) -> None:
    bank = read_bank(write_bank(tmp_path, adam=EACH_KIND))
    (topic,) = bank.topics
    *others, choice = topic.questions
    assert isinstance(choice, ChoiceQuestion)
    parts: list[Any] = [bank, topic, topic.title, topic.summaries()[0], *others, choice, *choice.choices]
    assert len({type(part) for part in parts}) == 10
    for part in parts:
        for name in getattr(part, "__dataclass_fields__", None) or part._fields:
            with pytest.raises(AttributeError):  # FrozenInstanceError is one
                setattr(part, name, None)
