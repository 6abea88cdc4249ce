"""The first screen: the tracks of the course, how well each is known, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import partial
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.widgets import OptionList

from quizdl.report.errors import say_proofs_off, what_changed
from quizdl.report.view.home import (
    ASKED,
    CHANGED,
    DUE,
    LEARN,
    LEFT,
    MANY_LINES,
    TRACK,
    Detail,
    Row,
    headline,
    interview_text,
    row_of_changes,
    rows_of_tracks,
    rows_on_top,
)
from quizdl.study.overview import Overview
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import QuizScreen
from quizdl.tui.widgets.bars import KeyBar, Place, TopBar
from quizdl.tui.widgets.content import escaped, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.late import mount_late
from quizdl.tui.widgets.lines_widget import NORMAL, TALL
from quizdl.tui.widgets.path_list import PathList
from quizdl.tui.widgets.topic_pane import TopicPane
from quizdl.words import Language

TWO_PANES = 120  # columns, from which on the marked topic has a pane
PANE = 58  # cells of it
MOST = 100  # cells of the list: a wider screen gets a second pane, no longer lines
MARGINS = 3  # cells beside the list: padding and scroll bar
AROUND = 3  # lines of the bars, and a blank one
BETWEEN = " · "  # parts of the headline

Wanted = Literal["resume", "review", "learn", "asked", "leeches", "topic", "all", "interview", "stats", "reports"]
Details = Callable[[Row | None, Language], Detail | None]  # what the pane tells of a row


class HomeScreen(QuizScreen):
    """The path through the bank. `folds` holds which tracks the reader opened or closed, and is kept by the caller."""

    FOCUS: ClassVar[tuple[str, ...]] = ("PathList",)
    LEAST_KEYS = ("select", "app.find")
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, or the binding of the app, which is not shown, would replace it in the key bar.
        Binding("slash", "app.find", "key.search", key_display="/", priority=True),
        bind("i", "interview", "key.interview"),
        bind("p", "stats", "key.stats"),
        bind("h", "reports", "key.reports", show=False),
        bind("a", "all", "key.all", show=False),
        bind("q", "app.quit", "key.quit", show=False),
    ]

    class Picked(Message):
        """What the reader wants; `topic` where it is about one."""

        def __init__(self, what: Wanted, topic: str = "") -> None:
            super().__init__()
            self.what = what
            self.topic = topic

    def __init__(
        self,
        overview: Overview,
        details: Details,
        folds: MutableMapping[str, bool] | None = None,
        *,
        why_no_proofs: str = "",
    ) -> None:
        super().__init__(Place(words("place.home"), note=lambda language: escaped(interview_text(overview, language))))
        self.overview = overview
        self.details = details
        self.folds = {} if folds is None else folds
        self.why_no_proofs = why_no_proofs
        self._drawn_for = Size()

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        with Horizontal(id="home"):
            with Vertical(id="path"):
                yield from self.column()
            if self._two_panes and self.overview.whole.questions:
                yield TopicPane(self.details)
        yield KeyBar(least=self.LEAST_KEYS)

    def column(self) -> ComposeResult:
        if not self.overview.whole.questions:
            yield Label(words("home.empty"), classes="warning")
            return
        yield Label(self._first_line, id="first-line")
        if self.why_no_proofs:
            off = partial(say_proofs_off, message=self.why_no_proofs)
            yield Label(lambda language: escaped(off(language)), classes="warning")
        path = PathList()
        self._fill(path)
        yield path

    def _first_line(self, language: Language) -> Content:
        """As many parts of the headline as there is room for, one at least."""
        parts = headline(self.overview, language)
        room = self.app.size.width - 2 * MARGINS - (PANE if self._two_panes else 0)
        while len(parts) > 1 and Content(BETWEEN.join(parts)).cell_length > room:
            parts.pop()
        return escaped(BETWEEN.join(parts))

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "language", self._again, init=False)

    # The rows

    @property
    def _two_panes(self) -> bool:
        return self.app.size.width >= TWO_PANES

    def _fill(self, path: PathList, key: str = "") -> None:
        self._drawn_for = self.app.size
        width = min(self.app.size.width - MARGINS - (PANE if self._two_panes else 0), MOST)
        if self.app.size.width < NORMAL:
            width += 1  # narrow screens have no padding
        top = [*rows_on_top(self.overview, self.language), *row_of_changes(self.why_no_proofs, self.language)]
        path.show_rows(top, rows_of_tracks(self.overview, self.language, self._opened(len(top))), width, key)

    def _opened(self, top: int) -> set[str]:
        """The tracks to show open: those that the reader opened, and the others as long as there is room for them.

        The track in which the reader goes on comes first.
        """
        height, tracks = self.app.size.height, self.overview.tracks
        room = height - AROUND - top - (4 if height >= TALL else 2) - len(tracks)
        opened = {track.id for track in tracks if self.folds.get(track.id)}
        room -= sum(len(track.topics) for track in tracks if track.id in opened)
        ahead, tall = self.overview.next_set, height >= MANY_LINES
        if height < TALL:
            return opened
        for track in sorted(tracks, key=lambda track: not (ahead and ahead.topic in track.topics)):
            if self.overview.newcomer and not tall and not (ahead and ahead.topic in track.topics):
                continue
            if track.id not in self.folds and len(track.topics) <= room:
                opened.add(track.id)
                room -= len(track.topics)
        return opened

    def _again(self, _: object = None) -> None:
        """Draw the rows for another language or size, with the same one marked."""
        for path in self.query(PathList):
            self._fill(path, path.row.key if path.row else "")
        for label in self.query("#first-line").results(Label):
            label.again()

    async def on_resize(self, event: Resize) -> None:
        del event
        panes = self.query(TopicPane)
        if self._two_panes and not panes and self.query(PathList):
            await mount_late(self.query_one("#home"), TopicPane(self.details))
        for pane in panes:
            pane.display = self._two_panes
        if self.app.size != self._drawn_for:  # at first it tells the size that is known
            self._again()

    # Keys

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        for pane in self.query(TopicPane):
            pane.show(self.query_one(PathList).row)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        row = self.query_one(PathList).rows[event.option_index]
        if row.is_open is not None:
            self._fold(row, not row.is_open)
        elif row.key == LEFT:
            self.hand_over(self.Picked("resume"))
        elif row.key == DUE:
            self.hand_over(self.Picked("review"))
        elif row.key == LEARN and self.overview.next_set:
            self.hand_over(self.Picked("learn", self.overview.next_set.topic.name))
        elif row.key == ASKED:
            self.hand_over(self.Picked("asked"))
        elif row.key == CHANGED:
            self._show_changes()
        elif row.topic:
            self.hand_over(self.Picked("topic", row.topic))

    def _show_changes(self) -> None:
        """Open what has changed in the bank since it was trusted."""
        from quizdl.tui.screens.diff import DiffScreen  # no first frame waits for it

        if (changed := what_changed(self.why_no_proofs)) is not None:
            self.app.push_screen(DiffScreen(changed))

    def on_path_list_folded(self, event: PathList.Folded) -> None:
        event.stop()
        self._fold(event.row, event.opened)

    def _fold(self, row: Row, opened: bool) -> None:
        """Open or close a track; from a topic, close the track that it stands in."""
        path, track = self.query_one(PathList), row.track
        if row.depth and not opened:
            track = next(track.id for track in self.overview.tracks if any(t.name == row.topic for t in track.topics))
        elif row.is_open is None or row.is_open == opened:
            return
        assert track is not None
        self.folds[track] = opened
        self._fill(path, TRACK + track)

    def action_interview(self) -> None:
        self.post_message(self.Picked("interview"))  # home stays where the bank has none

    def action_reports(self) -> None:
        self.hand_over(self.Picked("reports"))

    def action_stats(self) -> None:
        self.hand_over(self.Picked("stats"))

    def action_all(self) -> None:
        self.hand_over(self.Picked("all"))

    def action_line(self, way: int) -> None:
        """The list scrolls by its own keys."""

    def action_page(self, way: int) -> None:
        for path in self.query(PathList):
            self.app.call_later(path.run_action, "page_down" if way > 0 else "page_up")

    def action_edge(self, way: int) -> None:
        """The list scrolls by its own keys."""
