"""The scores of an interview, as values in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from quizdl.bank.model import Text
from quizdl.report.text import harmless
from quizdl.words import Language, say


class TopicScore(NamedTuple):
    """The share of the key points of a topic that were said."""

    topic: str
    percent: str
    score: str  # the same in words
    before: str  # in the interview before; empty where the topic was not in it


def topic_scores(
    scores: Mapping[str, float], before: Mapping[str, float], titles: Mapping[str, Text], language: Language
) -> list[TopicScore]:
    """The topics, the weakest first; `scores` and `before` are shares (0..1) by name, `titles` those of the topics."""
    rows = []
    for topic, share in sorted(scores.items(), key=lambda item: item[1]):
        percent = f"{100 * share:.0f}"
        rows.append(
            TopicScore(
                harmless(titles[topic].to(language)),
                say(language, "proof.percent", number=percent),
                say(language, "interview.score", percent=percent),
                say(language, "interview.before", percent=f"{100 * before[topic]:.0f}") if topic in before else "",
            )
        )
    return rows
