"""What the quiz asks of a bank: everything but exercises, which wait for a screen to practise on.

To lift this, give `Learner` the bank itself and delete this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar, overload

from quizdl.bank.model import Bank, QuestionSummary
from quizdl.bank.question import AnyQuestion

Asked = TypeVar("Asked", bound=QuestionSummary | AnyQuestion)


def quizzed(bank: Bank) -> Bank:
    """The bank without its exercises; nothing of it is made from the cache before it is looked at."""
    return bank._replace(
        topics=tuple(
            topic._replace(
                questions=_Asked(topic.questions),
                kept_summaries=None if topic.kept_summaries is None else _Asked(topic.kept_summaries),
            )
            for topic in bank.topics
        )
    )


class _Asked(Sequence[Asked]):
    def __init__(self, whole: Sequence[Asked]) -> None:
        self._whole = whole

    @cached_property
    def _asked(self) -> tuple[Asked, ...]:
        return tuple(question for question in self._whole if question.kind != "code")

    def __len__(self) -> int:
        return len(self._asked)

    @overload
    def __getitem__(self, index: int) -> Asked: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Asked, ...]: ...
    def __getitem__(self, index: int | slice) -> Asked | tuple[Asked, ...]:
        return self._asked[index]
