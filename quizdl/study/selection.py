"""Select the questions of a session by topic, tag, level, due date, last result, proof or words. Pure."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple, get_args

from quizdl.bank.model import Bank, QuestionSummary, Topic
from quizdl.bank.question import AnyQuestion
from quizdl.errors import UnknownName
from quizdl.study.cards import recall
from quizdl.study.learner import Learner
from quizdl.study.searching import search
from quizdl.study.session import separate_siblings

Only = Literal["due", "new", "wrong", "unproven", "bookmarked"]
ONLY: tuple[Only, ...] = get_args(Only)


class Selection(NamedTuple):
    """The filters of a session; the default selects everything."""

    topics: Collection[str] = ()
    tags: Collection[str] = ()
    levels: Collection[int] = ()
    only: Only | None = None
    text: str = ""
    most_asked: bool = False

    def summaries(self, learner: Learner) -> list[QuestionSummary]:
        """The questions that fit, in the order in which to ask them: due ones by urgency, others as in the bank.

        With `most_asked`, topics that most interview lists ask come first, and of a topic the easy questions.

        Raises UnknownName for a topic or tag that the bank does not have.
        """
        topics = {topic.name: topic for topic in learner.bank.topics}
        tags = (
            {tag for topic in topics.values() for summary in topic.summaries() for tag in summary.tags}
            if self.tags
            else ()
        )
        for kind, names, known in (("topic", self.topics, topics), ("tag", self.tags, tags)):
            for name in names:
                if name not in known:
                    raise UnknownName(kind, name, known)
        wanted = [topics[name] for name in dict.fromkeys(self.topics)] if self.topics else learner.asked_topics()
        summaries = [summary for topic in wanted for summary in topic.summaries() if self._fits(summary, learner)]
        if self.text:
            matching = {question.id for question in search(learner.bank, self.text)}
            summaries = [summary for summary in summaries if summary.id in matching]
        if self.only == "due":
            summaries = learner.due(summaries)
        return _most_asked_first(summaries, learner.bank) if self.most_asked else summaries

    def _fits(self, summary: QuestionSummary, learner: Learner) -> bool:
        if self.levels and summary.level not in self.levels:
            return False
        if self.tags and not set(self.tags) & set(summary.tags):
            return False
        match self.only:
            case None | "due":
                return True
            case "new":
                return summary.id not in learner.cards
            case "wrong":
                return learner.wrong(summary.id)
            case "unproven":
                return not learner.proven.issuperset(summary.verify)
            case "bookmarked":
                return summary.id in learner.bookmarks


def draw(selection: Selection, learner: Learner, count: int | None = None, seed: int = 0) -> list[AnyQuestion]:
    """The questions of a session, siblings apart: in the order of the selection if it has one, else shuffled.

    `count` at most.

    Raises UnknownName for a topic or tag that the bank does not have.
    """
    summaries = selection.summaries(learner)
    if selection.only != "due" and not selection.most_asked:
        random.Random(seed).shuffle(summaries)
    return asked_for([summary.id for summary in summaries[: None if count is None else max(count, 0)]], learner.bank)


def learn_set(learner: Learner, topic: str, most: int) -> list[QuestionSummary]:
    """New questions of a topic, easy ones first; `most` at most."""
    return learner.due(Selection((topic,), only="new").summaries(learner))[:most]


def most_asked_set(learner: Learner, most: int) -> list[QuestionSummary]:
    """New questions of the topics that most interview lists ask; `most` at most."""
    return Selection(only="new", most_asked=True).summaries(learner)[:most]


def _most_asked_first(summaries: Sequence[QuestionSummary], bank: Bank) -> list[QuestionSummary]:
    lists = bank.description.lists
    asked = {summary.id: lists.get(topic.name, 0) for topic in bank.topics for summary in topic.summaries()}
    return sorted(summaries, key=lambda summary: (-asked[summary.id], summary.level))


def due_leeches(learner: Learner, topic: str) -> list[str]:
    """The due questions of a topic that were forgotten again and again, the most urgent first."""
    return [
        summary.id for summary in Selection((topic,), only="due").summaries(learner) if learner.is_leech(summary.id)
    ]


def due_within(learner: Learner, minutes: float, *, new: bool = True) -> list[str]:
    """The due questions, most urgent first, that fit into the minutes; without `new`, only those seen before.

    One that is too long for what is left makes room for those after it; the first is asked however long it is.
    """
    seconds, left, chosen = expected_seconds(learner), 60.0 * minutes, list[str]()
    for summary in learner.due([summary for topic in learner.bank.topics for summary in topic.summaries()]):
        if not new and summary.id not in learner.cards:
            break
        if seconds[summary.id] <= left or not chosen:
            left -= seconds[summary.id]
            chosen.append(summary.id)
    return chosen


def expected_seconds(learner: Learner, topics: Sequence[Topic] | None = None) -> dict[str, float]:
    """Expected seconds by question of these topics (None: of the bank), including repeats after a wrong answer."""
    from quizdl.study.plan import KNOWN
    from quizdl.study.value_function import WRONG

    now, decay = learner.now(), learner.decay
    right = {name: recall(card, now, decay) for name, card in learner.cards.items()}
    return {
        name: seconds * (1 + (WRONG - 1) * (1 - right.get(name, KNOWN)))
        for name, seconds in seconds_each(learner, topics).items()
    }


def seconds_each(learner: Learner, topics: Sequence[Topic] | None = None) -> dict[str, float]:
    """Seconds for one right answer by question, in the order of these topics (None: of the bank)."""
    from quizdl.study.plan import seconds_for  # its tables are not needed for a first question

    return {
        summary.id: seconds_for(summary.kind, summary.level, summary.minutes)
        for topic in (learner.bank.topics if topics is None else topics)
        for summary in topic.summaries()
    }


def asked_for(ids: Sequence[str], bank: Bank) -> list[AnyQuestion]:
    """The questions of these ids, nearly in that order: siblings apart. Only topics that hold one are read."""
    wanted = set(ids)
    found = {
        question.id: question
        for topic in bank.topics
        if any(summary.id in wanted for summary in topic.summaries())
        for question in topic.questions
    }
    return separate_siblings([found[name] for name in ids if name in found])
