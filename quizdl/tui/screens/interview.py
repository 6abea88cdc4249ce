"""The screens of a mock interview: a question with a clock, the answers compared, the scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen

from quizdl.report.view.interview import TopicScore
from quizdl.study.interview import Asked, How, Spoken
from quizdl.study.storage_warnings import Unsaved
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS, GoHome, QuizScreen
from quizdl.tui.widgets.bars import KeyBar, Place
from quizdl.tui.widgets.buttons import Button, Buttons
from quizdl.tui.widgets.claim_text import claim_text
from quizdl.tui.widgets.content import (
    MUTED,
    LocalizedText,
    bank,
    below,
    escaped,
    fixed,
    level_of,
    listed,
    not_saved,
    styled,
    words,
)
from quizdl.tui.widgets.inputs import Notes
from quizdl.tui.widgets.label import Card, Label
from quizdl.tui.widgets.page import Page, card, paragraph
from quizdl.tui.widgets.prompt import SIDEWAYS, ScrollsCode, prompt
from quizdl.tui.widgets.review import explanation
from quizdl.tui.widgets.rows import Choices, Menu
from quizdl.verify.declared import Claim
from quizdl.words import Language, known


class InterviewScreen(ScrollsCode, QuizScreen):
    """One question, and nothing about its answer. `left` gives the seconds that are left."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "said", "key.done"),
        bind("ctrl+s", "said", "key.done", show=False, priority=True),
        bind("w", "write", "key.write"),
        bind("escape", "leave", "key.end"),
        bind("q", "leave", "key.end", show=False),  # what was said is compared before anybody quits
        *SIDEWAYS,
    ]

    FOCUS: ClassVar[tuple[str, ...]] = ()

    class Answered(Message):
        """The candidate has spoken, and says how it went."""

        def __init__(self, said: str, how: How) -> None:
            super().__init__()
            self.said = said
            self.how = how

    class Left(Message):
        """The candidate ends the interview; `said` is what they were about to answer, None if nothing yet."""

        def __init__(self, said: str | None) -> None:
            super().__init__()
            self.said = said

    def __init__(
        self,
        asked: Asked,
        topic: LocalizedText,
        number: int,
        left: Callable[[], float],
        *,
        draft: str = "",
        keep: Callable[[str], None] | None = None,
    ) -> None:
        """`draft` is what was typed for the question before; `keep` gets the text while it is typed."""
        super().__init__(Place(topic))
        self.draft = draft
        self.keep = keep
        self.asked = asked
        self.number = number
        self.left = left
        self.rating = False  # whether the answer was given, and the candidate is to say how it went

    def column(self) -> ComposeResult:
        question = self.asked.question
        facts = [words("interview.number", number=self.number), level_of(question.level)]
        if self.asked.deeper:
            facts.append(words("interview.deeper", "$primary"))
        yield Label(listed(facts), classes="label")
        yield Label(words("interview.clock", left=""), id="clock", classes="hint")
        yield prompt(question.prompt)
        yield Label(words("interview.speak"), classes="hint", id="speak")
        if self.draft:
            yield Label(words("ask.draft"), classes="hint", id="draft")
        yield Notes(self.draft, self.keep, id="answer")
        yield Buttons(Button(words("interview.done"), "said", primary=True), id="done")
        with VerticalGroup(id="how"):
            yield Label(words("interview.how"), classes="hint")
            yield Menu([words(f"how.{how}") for how in How])

    def on_mount(self) -> None:
        self.query_one("#how").display = False
        self._tick()
        self.set_interval(1, self._tick)

    def _tick(self) -> None:
        left = round(self.left())
        clock = self.query_one("#clock", Label)
        clock.set_class(left == 0, "warning")
        time = f"{left // 60}:{left % 60:02}"
        clock.tell(words("interview.clock", left=time) if left else words("interview.up"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return not (self.rating and action in ("said", "write"))

    def action_write(self) -> None:
        self.set_focus(self.query_one(Notes))  # at once: what is typed next is text

    def action_said(self) -> None:
        self.query_one(Notes).flush()
        self.rating = True
        for part in self.query("#speak, #draft, #answer"):
            part.display = False
        self.query_one("#how").display = True
        self.set_focus(self.query_one(Menu))
        self.refresh_bindings()

    def action_leave(self) -> None:
        if self.query_one(Notes).has_focus:
            self.set_focus(None)  # letters are commands again
        else:
            self.app.push_screen(LeaveScreen(), self._leave)

    def _leave(self, sure: bool | None) -> None:
        if sure:
            said = self.query_one(Notes).text
            self.hand_over(self.Left(said if self.rating or said.strip() else None))

    def on_menu_picked(self, event: Menu.Picked) -> None:
        event.stop()
        self.hand_over(self.Answered(self.query_one(Notes).text, How(event.place + 1)))


class LeaveScreen(ModalScreen[bool]):
    """Asks whether to end the interview. Dismisses with whether it ends; Enter and Esc go on with it."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [bind("escape", "go_on", "key.go_on")]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="body", classes="sheet", can_focus=False):
            yield Label(words("interview.leave"), classes="title")
            yield Menu([words("interview.go_on"), words("interview.end")])
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Menu))

    def action_go_on(self) -> None:
        self._answer(False)

    def on_menu_picked(self, event: Menu.Picked) -> None:
        event.stop()
        self._answer(event.place == 1)

    def _answer(self, ends: bool) -> None:
        if self.is_active:  # a key struck twice at once would dismiss the screen beneath as well
            self.dismiss(ends)


class CompareScreen(QuizScreen):
    """The reader's words, the model answer, and the key points to tick."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "compared", "key.next"),
        bind("n", "compared", "key.next", show=False),
    ]

    class Compared(Message):
        """The key points (indices into the bank's) that were said."""

        def __init__(self, ticked: tuple[int, ...]) -> None:
            super().__init__()
            self.ticked = ticked

    def __init__(
        self,
        spoken: Spoken,
        topic: LocalizedText,
        claims: Sequence[tuple[str, Claim | None]],
        verdicts: Mapping[str, str],
        position: int,
        total: int,
    ) -> None:
        super().__init__(Place(topic, position, total))
        self.spoken = spoken
        self.claims = claims  # that the question rests on: ids, and what they say where somebody may look
        self.verdicts = verdicts  # by claim, what its experiment said last on this machine

    def column(self) -> ComposeResult:
        question = self.spoken.asked.question
        said = fixed(self.spoken.words) if self.spoken.words else words("interview.aloud")
        yield Page(paragraph(styled(bank(question.prompt), "bold")), card(words("answer.yours"), said))
        with Card(words("grade.tick"), tone="accent", id="key-points"):
            yield Choices([bank(point) for point in question.key_points], several=True)
        claims = below(*(self._claim(name, claim) for name, claim in self.claims), apart=True)
        yield Page(explanation(question), card(words("answer.claims"), claims, tone="primary"))
        yield Buttons(Button(words("answer.next"), "compared", primary=True))

    def _claim(self, name: str, claim: Claim | None) -> LocalizedText:
        verdict = f"verdict.{self.verdicts.get(name)}"
        told = words(verdict if known(verdict) else "interview.not_run", "bold")
        return below(claim_text(name, claim) if claim else fixed(name), told)

    def action_compared(self) -> None:
        self.hand_over(self.Compared(tuple(sorted(self.query_one(Choices).picked))))


class ScoresScreen(QuizScreen):
    """The score by topic against the interview before, and where it is kept."""

    CSS_PATH = SCREENS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "home", "key.home"),
        Binding("escape", "home", show=False),
        bind("q", "app.quit", "key.quit"),
    ]

    def __init__(self, scores: Callable[[Language], Sequence[TopicScore]], file: str | None, unsaved: Unsaved) -> None:
        super().__init__(Place(words("place.interview")))
        self.unsaved = unsaved
        self.scores = scores  # the weakest topic first
        self.file = file

    def column(self) -> ComposeResult:
        scored = bool(self.scores("en"))
        yield Label(words("interview.scores" if scored else "summary.nothing"), classes="headline")
        if scored:
            yield Label(lambda language: Content("\n").join(map(_scored, self.scores(language))))
            weakest = words("interview.next", topic=lambda language: escaped(self.scores(language)[0].topic))
            yield Label(weakest, classes="hint scores-next")
        if self.file:
            yield Label(words("interview.kept", file=self.file), classes="because")
        elif scored:
            yield Label(words("interview.not_kept"), classes="warning")
        if self.unsaved.answers:
            yield Label(not_saved(self.unsaved), classes="warning")
        yield Buttons(Button(words("summary.home"), "home", primary=True))

    def action_home(self) -> None:
        self.hand_over(GoHome())


def _scored(row: TopicScore) -> Content:
    parts = [escaped(row.topic), escaped(row.score, "bold"), escaped(row.before, MUTED)]
    return Content(" · ").join(part for part in parts if part)
