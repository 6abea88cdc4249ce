"""The end of a session: what was right, by topic and level, what was proven, what to look at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from quizdl.bank.model import Language, Text
from quizdl.study.session import Score, Summary
from quizdl.study.storage_warnings import Unsaved
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, GoHome, QuizScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.buttons import Button, Buttons
from quizdl.tui.widgets.drawn import Drawn, ends
from quizdl.tui.widgets.page import Page, card
from quizdl.tui.widgets.plain import Voice, bank, below, listed, not_saved, words
from quizdl.tui.widgets.said import Said
from quizdl.verdict import Verdict

CELLS = 20  # of the bar that shows a share


class Scores(Drawn):
    """A line a score: what it is of, its share as a bar where there is room, and how many were right."""

    def __init__(self, scores: Sequence[tuple[Voice, Score]]) -> None:
        super().__init__()
        self.scores = scores

    def draw(self, language: Language, width: int) -> list[Content]:
        lines = []
        for name, score in self.scores:
            count = Content(f"{score.right}/{score.asked}".rjust(7))
            done = round(CELLS * score.credit / score.asked) if score.asked else 0
            share = Content.assemble("  ", ("━" * done, "$success"), ("━" * (CELLS - done), "$foreground 20%"))
            lines.append(ends(name(language), count if self.narrow else share + count, width))
        return lines


class SummaryScreen(QuizScreen):
    """What became of a session."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "home", "key.home"),
        bind("r", "repeat", "key.repeat"),
        bind("u", "app.undo", "key.undo"),
        bind("escape", "home", "key.home", show=False),
        bind("q", "app.quit", "key.quit"),
    ]

    class Repeat(Message):
        """The reader takes what went wrong again."""

    def __init__(self, summary: Summary, titles: Mapping[str, Text], unsaved: Unsaved) -> None:
        super().__init__(Place(words("place.summary")))
        self.summary = summary
        self.unsaved = unsaved
        self.titles = titles

    def column(self) -> ComposeResult:
        summary = self.summary
        total = summary.total
        if not total.asked:
            yield Said(words("summary.nothing"), classes="headline")
        else:
            yield Said(words("summary.title", right=total.right, asked=total.asked), classes="headline")
        yield Said(listed(self._facts()), classes="facts")
        if self.unsaved.answers:
            yield Said(not_saved(self.unsaved), classes="warning unsaved")
        scores: list[tuple[Voice, Score]] = [(bank(self.titles[name]), score) for name, score in summary.topics.items()]
        scores += [(words(f"level.{level}"), score) for level, score in summary.levels.items()]
        yield Scores(scores)
        if summary.wrong:
            prompts = below(*(bank(question.prompt) for question in summary.wrong), apart=True)
            yield Page(card(words("summary.wrong"), prompts, tone="warning"))
        yield Buttons(Button(words("summary.home"), "home", primary=True), Button(words("summary.repeat"), "repeat"))

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
        self.hand_over(GoHome())

    def action_repeat(self) -> None:
        self.hand_over(self.Repeat())
