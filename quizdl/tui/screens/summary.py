"""The end of a sitting: what was right, by topic and level, what was proven, what to look at again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.message import Message

from quizdl.bank.model import Text
from quizdl.study.session import Score, Summary
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import LATER, QuizScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.plain import Voice, always, bank, fixed, listed, words
from quizdl.tui.widgets.said import Card, Press, Said
from quizdl.verify.evidence import Verdict

CELLS = 20  # of the bar that shows a share


def _share(score: Score) -> Content:
    done = round(CELLS * score.credit / score.asked) if score.asked else 0
    return Content.assemble(("━" * done, "$success"), ("━" * (CELLS - done), "$foreground 20%"))


class SummaryScreen(QuizScreen):
    """What became of a sitting."""

    CSS_PATH = LATER
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "home", "key.home"),
        bind("r", "repeat", "key.repeat"),
        bind("escape", "home", "key.home", show=False),
        bind("q", "app.quit", "key.quit"),
    ]

    class Home(Message):
        """The reader goes back to the topics."""

    class Repeat(Message):
        """The reader takes what went wrong again."""

    def __init__(self, summary: Summary, titles: Mapping[str, Text]) -> None:
        super().__init__(Place(words("place.summary")))
        self.summary = summary
        self.titles = titles

    def column(self) -> ComposeResult:
        summary = self.summary
        total = summary.total
        if not total.asked:
            yield Said(words("summary.nothing"), classes="headline")
        else:
            yield Said(words("summary.title", right=total.right, asked=total.asked), classes="headline")
        yield Said(listed(self._facts()), classes="facts")
        scores: list[tuple[Voice, Score]] = [(bank(self.titles[name]), score) for name, score in summary.topics.items()]
        scores += [(words(f"level.{level}"), score) for level, score in summary.levels.items()]
        with VerticalGroup(classes="scores"):
            for name, score in scores:
                with HorizontalGroup(classes="score"):
                    yield Said(name, classes="body")
                    yield Said(always(_share(score)), classes="share")
                    yield Said(fixed(f"{score.right}/{score.asked}"), classes="count")
        if summary.wrong:
            with Card(words("summary.wrong"), classes="-warning"):
                for question in summary.wrong:
                    yield Said(bank(question.prompt), classes="item")
        with HorizontalGroup(classes="buttons"):
            yield Press(words("summary.home"), "home", classes="button -primary")
            if summary.wrong:
                yield Press(words("summary.repeat"), "repeat", classes="button")

    def _facts(self) -> list[Voice]:
        summary = self.summary
        proven = sum(verdict in (Verdict.SUPPORTED, Verdict.REFUTED) for verdict in summary.proven.values())
        facts = [words("home.streak", "$secondary bold", count=summary.streak)]
        facts.append(words("summary.proven", "$success bold", count=proven))
        if summary.total.asked:
            percent = round(100 * summary.total.credit / summary.total.asked)
            facts.insert(0, words("summary.credit", "$accent bold", percent=percent))
        if summary.skipped:
            facts.append(words("summary.skipped", count=summary.skipped))
        return facts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return action != "repeat" or bool(self.summary.wrong)

    def action_home(self) -> None:
        self.post_message(self.Home())

    def action_repeat(self) -> None:
        self.post_message(self.Repeat())
