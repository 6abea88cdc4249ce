"""A course of four topics in two tracks, and what a reader did in it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quizdl.bank.model import Bank, Description, Text, Topic, Track
from quizdl.study.grading import Grade, new_review
from quizdl.study.learner import Learner
from quizdl.tui.app import QuizApp
from quizdl.tui.widgets.path_list import PathList
from quizdl.words import Language
from tests.tui.looking import shown
from tests.tui.small_bank import CHOICE

PLAIN, WIDE, FLAT = (80, 24), (140, 40), (40, 12)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)

TOPICS = {"descent": 7, "backprop": 3, "adam": 2, "gpu": 2}


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def course(*, tracks: bool = True) -> Bank:
    """Four topics in two tracks."""
    topics = [
        Topic(
            name,
            Text(en=name.capitalize(), ko=f"주제 {name}"),
            tuple(replace(CHOICE, id=f"{name}-{n}", verify=(f"momentum.{name}_{n}",)) for n in range(count)),
        )
        for name, count in TOPICS.items()
    ]
    described = (
        Track(id="base", title=Text(en="Foundations", ko="기초"), topics=("descent", "backprop")),
        Track(id="more", title=Text(en="Hardware", ko="하드웨어"), topics=("adam", "gpu")),
    )
    return Bank(Path(), tuple(topics), Description(tracks=described if tracks else ()))


def learnt(learner: Learner, clock: Clock, *ids: str, days_ago: float = 0) -> None:
    """These questions were answered rightly."""
    known = {question.id: question for question in learner.bank.questions()}
    clock.at = NOW - timedelta(days=days_ago)
    for name in ids:
        learner.record(new_review(known[name], Grade(True, 1.0), language="en"))
    clock.at = NOW


def at_home(learner: Learner, language: Language = "en", **named: object) -> QuizApp:
    return QuizApp(learner, None, language=language, seed=1, **named)  # type: ignore[arg-type]  # options by name


def rows(app: QuizApp) -> list[str]:
    """The lines of the list, without the mark of the highlighted row."""
    path = app.screen.query_one(PathList)
    top, left = path.region.y, path.region.x
    lines = shown(app).splitlines()[top : path.region.bottom]
    return [re.sub(r" +", " ", line[left : left + path.region.width].replace("▌", " ")).strip() for line in lines]
