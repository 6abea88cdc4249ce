"""A question of a mock interview, against the clock, and the pause."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen

from quizdl.report.view.interview import minutes_of
from quizdl.study.interview import USUAL_SECONDS, Interview
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, QuizScreen
from quizdl.tui.widgets.bars import KeyBar, Place, TopBar
from quizdl.tui.widgets.content import MUTED, LocalizedText, escaped, listed, words
from quizdl.tui.widgets.inputs import Notes, TimedNotes
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.prompt import SIDEWAYS, ScrollsCode, prompt
from quizdl.tui.widgets.rows import Menu
from quizdl.words import Language

LAST_SECONDS = 300  # from which on the clock is no longer grey
END, THROW_AWAY = 1, 2  # places in the menu of the pause

Then = Literal["next", "end", "throw away"]


class InterviewScreen(ScrollsCode, QuizScreen):
    """One question, and nothing about its answer."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "answer", "key.next_question"),
        bind("ctrl+s", "answer", "key.next_question", show=False),
        bind("n", "write", "key.jot"),
        bind("w", "write", "key.jot", show=False),
        bind("escape", "pause", "key.pause"),
        bind("q", "pause", "key.pause", show=False),  # what was said is compared before anybody quits
        *SIDEWAYS,
    ]
    LEAST_KEYS = ("answer", "screen.answer", "pause", "done")
    FOCUS: ClassVar[tuple[str, ...]] = ()

    class Done(Message):
        """The candidate is done with the question, and `then` wants to go on or not."""

        def __init__(self, text: str, then: Then) -> None:
            super().__init__()
            self.text = text
            self.then = then

    def __init__(
        self,
        interview: Interview,
        place: LocalizedText,
        *,
        draft: str = "",
        keep: Callable[[str], None] | None = None,
    ) -> None:
        """`draft` is what was typed for the question before; `keep` gets the text while it is typed."""
        super().__init__(Place(place, note=self._clock))
        self.interview = interview
        self.draft = draft
        self.keep = keep

    def column(self) -> ComposeResult:
        interview = self.interview
        assert interview.current is not None
        facts = [words("interview.question", number=interview.number, about=interview.about)]
        if interview.current.deeper:
            facts.append(words("interview.deeper", "$primary"))
        yield Label(listed(facts), id="number")
        yield prompt(interview.current.question.prompt)
        notes = TimedNotes(
            self.draft, self.keep, wording="interview.notes", seconds=lambda: interview.seconds, id="answer"
        )
        yield notes
        hints = [words("interview.usual", minutes=USUAL_SECONDS // 60)]
        if self.draft:
            hints.append(words("ask.draft"))
        yield Label(listed(hints), classes="hint", id="usual")
        yield Label(words("interview.up"), classes="warning", id="up")

    def on_mount(self) -> None:
        self._tick()
        self.set_interval(1, self._tick)

    def _tick(self) -> None:
        self.query_one("#up").display = not self.interview.left
        self.query_one(TopBar).refresh()

    def _clock(self, language: Language) -> Content:
        """The time that is left, grey as long as there is plenty."""
        del language
        left = self.interview.left
        return escaped(minutes_of(left), MUTED if left > LAST_SECONDS else "bold $accent")

    @property
    def key_words(self) -> Mapping[str, str]:
        return {"screen.answer": "key.next_question"}

    @property
    def _text(self) -> str:
        notes = self.query_one(Notes)
        notes.flush()
        return notes.text

    def action_write(self) -> None:
        self.set_focus(self.query_one(Notes))  # at once: what is typed next is text

    def on_timed_notes_left(self) -> None:
        self.set_focus(None)  # letters are commands again

    def action_answer(self) -> None:
        self.hand_over(self.Done(self._text, "next"))

    # The pause

    def action_pause(self) -> None:
        """Stop the clock, and ask what comes next."""
        if self.query_one(Notes).has_focus:
            self.set_focus(None)
            return
        self.interview.pause()
        title = words("interview.paused", left=minutes_of(self.interview.left))
        rows = ("interview.go_on", "interview.end", "interview.throw_away")
        self.app.push_screen(PauseScreen(self.place, title, rows), self._resume)

    def _resume(self, place: int | None) -> None:
        text = self._text
        if place == THROW_AWAY and (count := len(self.interview.spoken) + bool(text.strip())):
            title, rows = words("interview.throw_away_sure", count=count), ("interview.keep", "interview.throw_away")
            self.app.push_screen(PauseScreen(self.place, title, rows), self._thrown_away)
            return
        self.interview.go_on()
        if place == THROW_AWAY:
            self.hand_over(self.Done("", "throw away"))
        elif place == END:
            self.hand_over(self.Done(text, "end"))

    def _thrown_away(self, place: int | None) -> None:
        self.interview.go_on()
        if place:
            self.hand_over(self.Done("", "throw away"))


class PauseScreen(ModalScreen[int]):
    """Asks what comes next while the clock stands still, and covers the question: thinking takes time.

    Dismisses with the place of the row that was picked; Esc takes the first.
    """

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [bind("escape", "first", "key.go_on")]

    def __init__(self, place: Place, title: LocalizedText, rows: Sequence[str]) -> None:
        super().__init__()
        self.place, self.heading, self.rows = place, title, rows

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        with VerticalScroll(id="body", can_focus=False), Vertical(id="column"):
            yield Label(self.heading, classes="headline")
            yield Label(words("interview.stands"), classes="hint")
            yield Menu([words(row) for row in self.rows])
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Menu))

    def action_first(self) -> None:
        self._answer(0)

    def on_menu_picked(self, event: Menu.Picked) -> None:
        event.stop()
        self._answer(event.place)

    def _answer(self, place: int) -> None:
        if self.is_active:  # a key struck twice at once would dismiss the screen beneath as well
            self.dismiss(place)
