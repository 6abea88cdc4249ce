"""The questions of the sets that begin at home, and of another one after them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from quizdl.bank.question import AnyQuestion
from quizdl.study.learner import Learner
from quizdl.study.overview import SET, overview, set_size
from quizdl.study.selection import Selection, asked_for, draw, due_leeches, due_within, learn_set, most_asked_set

MINUTES = 30  # of a set over what is due


class SetKind(NamedTuple):
    """What a set is about: what is due, what is new in a topic, or both; of all topics where none is named.

    Asked is what is new in the topics that most interview lists ask. Leeches are what is due in a topic and was
    forgotten again and again.
    """

    what: Literal["review", "learn", "asked", "leeches", "topic", "all"]
    topic: str = ""

    @property
    def topics(self) -> tuple[str, ...]:
        return (self.topic,) if self.topic else ()


def set_of(kind: SetKind, learner: Learner, seed: int) -> list[AnyQuestion]:
    """The questions of a set; any of its topics if nothing is due or new there."""
    return _asked(kind, learner) or draw(Selection(kind.topics), learner, SET, seed)


def another_set(before: SetKind | None, learner: Learner, seed: int) -> list[AnyQuestion]:
    """More of what was asked before; where nothing of it is left, what is due, then what is new on the path."""
    ahead = overview(learner).next_set
    offered = [before, SetKind("review"), SetKind("learn", ahead.topic.name) if ahead else None]
    for kind in filter(None, offered):
        if asked := _asked(kind, learner):
            return asked
    return set_of(SetKind("all"), learner, seed)


def _asked(kind: SetKind, learner: Learner) -> list[AnyQuestion]:
    if kind.what == "review":
        return asked_for(due_within(learner, MINUTES, new=False), learner.bank)
    if kind.what == "asked":
        return asked_for([summary.id for summary in most_asked_set(learner, set_size(learner))], learner.bank)
    if kind.what == "leeches":
        return asked_for(due_leeches(learner, kind.topic), learner.bank)
    if kind.what == "learn":
        new = learn_set(learner, kind.topic, set_size(learner))
        return asked_for([summary.id for summary in new], learner.bank)
    return draw(Selection(kind.topics, only="due"), learner, SET)
