"""Interviews that are over: the report of one, and the list of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from quizdl.report.view.interview import InterviewView, LeftOut, PastRow
from quizdl.study.storage_warnings import Unsaved
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, GoHome, QuizScreen
from quizdl.tui.widgets.answer_list import BAR, AnswerList, LeftOutPane
from quizdl.tui.widgets.bars import KeyBar, Place, TopBar
from quizdl.tui.widgets.content import MUTED, LocalizedText, escaped, fixed, not_saved, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.lines_widget import NORMAL, WIDE, LinesWidget, ends
from quizdl.tui.widgets.marked_list import MarkedList
from quizdl.tui.widgets.path_list import bar
from quizdl.words import Language

PANE = 58  # cells of what was left out, where it stands beside the answers
MARGINS = 4  # cells beside a list: its margin, and scroll bars
MOST = 100  # cells of the list

Wanted = Literal["open", "read", "prove", "learn", "export", "close"]


class ReportPicked(Message):
    """What the reader wants; `place` is that of the interview in the list, or of the answer in the report."""

    def __init__(self, what: Wanted, place: int) -> None:
        super().__init__()
        self.what = what
        self.place = place


class ReportHead(LinesWidget):
    """The headline, and the best interview so far at its right, or below where there is no room."""

    def __init__(self, view: Callable[[Language], InterviewView]) -> None:
        super().__init__()
        self.view = view

    def draw(self, language: Language, width: int) -> list[Content]:
        view = self.view(language)
        headline, best = escaped(view.headline, "bold"), escaped(view.best, MUTED)
        if headline.cell_length + best.cell_length + 2 <= width:
            return [ends(headline, best, width)]
        return [*headline.wrap(width), *(best.wrap(width) if best else [])]


class ReportScreen(QuizScreen):
    """What became of an interview: the share of the key points, a row an answer, what was left out of it."""

    CSS_PATH = SCREENS_CSS
    FOCUS: ClassVar[tuple[str, ...]] = ("AnswerList",)
    LEAST_KEYS = ("select", "learn", "close")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("v", "prove", "key.prove", show=False),
        bind("m", "learn", "key.learn_missed"),
        bind("e", "export", "key.export"),
        bind("escape", "close", "key.home"),
        bind("q", "app.quit", "key.quit", show=False),
    ]

    def __init__(
        self,
        view: Callable[[Language], InterviewView],
        left_out: Callable[[int, Language], LeftOut],
        runs: Sequence[int],
        unsaved: Unsaved,
        *,
        marked: int = 0,
        listed: bool = False,
    ) -> None:
        """`runs` is how many experiments each answer rests on, as far as they can run.

        `listed`: it was opened from the list, to which Esc leads back.
        """
        super().__init__(Place(lambda language: escaped(view(language).title)))
        self.view = view
        self.left_out = left_out
        self.runs = runs
        self.unsaved = unsaved
        self.marked = marked
        self.listed = listed

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        yield ReportHead(self.view)
        if self.unsaved.answers:
            yield Label(not_saved(self.unsaved), classes="warning", id="unsaved")
        with Vertical(id="report"):
            yield AnswerList(id="answers")
            with VerticalScroll(id="body", can_focus=False):
                yield LeftOutPane(self._left_out, self._foot)
        yield Label(fixed(""), classes="hint", id="written")
        yield KeyBar(self.hints, self.key_words, self.LEAST_KEYS)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#written").display = False
        self.watch(self.app, "language", self.again)

    def on_resize(self) -> None:
        self.again()

    def again(self, _: object = None) -> None:
        """Draw it for another language or size."""
        width = self.app.size.width
        cells = min(width - MARGINS - (PANE if width >= WIDE else 0), MOST) + (width < NORMAL)
        self.query_one(AnswerList).show_answers(self.view(self.language).answers, cells, self.marked)
        self.query_one(ReportHead).again()
        self._tell()

    def show_written(self, text: LocalizedText) -> None:
        """Say where the report was written, or why it was not."""
        written = self.query_one("#written", Label)
        written.tell(text)
        written.display = True

    def _tell(self) -> None:
        pane, body = self.query_one(LeftOutPane), self.query_one("#body")
        body.border_title = escaped(self._left_out(self.language).title)
        pane.again()
        body.scroll_home(animate=False)
        self.refresh_bindings()

    def _left_out(self, language: Language) -> LeftOut:
        return self.left_out(self.marked, language)

    def _foot(self, language: Language) -> Content:
        runs = self.runs[self.marked]
        return words("interview.claims", MUTED, count=runs)(language) if runs else Content("")

    @property
    def key_words(self) -> dict[str, str]:
        return {"close": "key.reports"} if self.listed else {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "prove":
            return bool(self.runs[self.marked])
        if action == "learn":
            return any(answer.misses for answer in self.view("en").answers)
        return super().check_action(action, parameters)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.marked = event.option_index
        self._tell()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._want("read")

    def action_prove(self) -> None:
        self._want("prove")

    def action_learn(self) -> None:
        self._want("learn")

    def action_close(self) -> None:
        self._want("close")

    def action_export(self) -> None:
        self.post_message(ReportPicked("export", self.marked))

    def _want(self, what: Wanted) -> None:
        self.hand_over(ReportPicked(what, self.marked))


class ReportsScreen(QuizScreen):
    """Lists the interviews, the newest first; picking one opens its report."""

    CSS_PATH = SCREENS_CSS
    FOCUS: ClassVar[tuple[str, ...]] = ("MarkedList",)
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape", "home", "key.home"),
        bind("q", "app.quit", "key.quit", show=False),
    ]

    def __init__(self, rows: Callable[[Language], Sequence[PastRow]]) -> None:
        super().__init__(Place(words("place.reports")))
        self.rows = rows

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        yield Label(words("reports.shares" if self.rows("en") else "reports.none"), classes="headline")
        with VerticalScroll(id="body", can_focus=False):
            if self.rows("en"):
                yield MarkedList(id="past")
        yield KeyBar(self.hints, {"select": "key.read"}, self.LEAST_KEYS)

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "language", self._again)

    def on_resize(self) -> None:
        self._again()

    def _again(self, _: object = None) -> None:
        """Draw the rows for another language or size."""
        for past in self.query(MarkedList):
            width, marked = min(self.app.size.width - MARGINS - past.margin_width, MOST), past.highlighted or 0
            past.set_options(
                Option(ends(escaped(row.title), self._share(row, self.language), width))
                for row in self.rows(self.language)
            )
            past.highlighted = marked

    def _share(self, row: PastRow, language: Language) -> Content:
        """The share of the key points as a number, behind a bar if there is room; or that it is not known."""
        if row.share is None:
            return Content("  ") + words("reports.not_compared", MUTED)(language)
        drawn = Content("   ") + bar(row.share, BAR) if self.app.size.width >= NORMAL else Content("")
        return drawn + f"{100 * row.share:.0f}%".rjust(6)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.hand_over(ReportPicked("open", event.option_index))

    def action_home(self) -> None:
        self.hand_over(GoHome())
