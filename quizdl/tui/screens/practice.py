"""An exercise: the task at the left, at the right what the judges say of the reader's file after each save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message

from quizdl.practice.attempt import Attempt, Began
from quizdl.practice.diagnosing import known_mistakes
from quizdl.practice.example import Example
from quizdl.practice.own_bugs import OwnBug
from quizdl.practice.watching import Lost, Saved
from quizdl.report.view.call import example_lines
from quizdl.report.view.diagnosis import likeness_text
from quizdl.report.view.exercise import contract_text, session_texts
from quizdl.report.view.exercises import clock_text
from quizdl.tui.experiments import Experiments
from quizdl.tui.keys import bind
from quizdl.tui.screens.ask import AskScreen
from quizdl.tui.screens.base import SCREENS_CSS, QuizScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.widgets.bars import KeyBar, Place, TopBar
from quizdl.tui.widgets.content import MUTED, LocalizedText, bank, below, escaped, listed, words
from quizdl.tui.widgets.judging import Judging
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.lines_widget import WIDE
from quizdl.tui.widgets.prompt import SIDEWAYS, ScrollsCode, prompt
from quizdl.tui.widgets.strip import ViewStrip
from quizdl.verify.diagnosis import Diagnosis
from quizdl.verify.practice.faults import FaultKind
from quizdl.words import Language

if TYPE_CHECKING:
    from quizdl.practice.attempt import Step
    from quizdl.practice.round import ExerciseRound

AT_VERDICT = "-verdict"  # the class of the screen while the judges cover the task; a wide one shows both
TASK, VERDICT = "1", "2"  # keys of the two views

Wish = Literal["open", "judge", "edit", "hand in", "hint", "likeness", "solution", "break", "later", "give up"]


class PracticeHappened(Message, bubble=False):
    """From the app to the screen: what became of the file."""

    def __init__(self, step: Saved | Lost | Step | Example | OwnBug) -> None:
        super().__init__()
        self.step = step


class PracticeEnded(Message, bubble=False):
    """From the app to the screen: nothing more comes, since an error ended it."""


class PracticeScreen(ScrollsCode, QuizScreen):
    """Asks for what the reader wants, and hears what becomes of the file; it neither reads nor judges that."""

    CSS_PATH = SCREENS_CSS
    is_about_question = True
    LEAST_KEYS: ClassVar[tuple[str, ...]] = ("hand_in", "edit", "assist", "leave")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "hand_in", "key.hand_in"),
        bind("o", "edit", "key.edit"),
        bind("v", "judge", "key.judge"),
        bind("h", "assist", "key.assist"),
        bind("b", "break", "key.break"),
        bind("c", "code", "key.judges", show=False),
        bind(TASK, "view('')", "key.task", show=False),
        bind(VERDICT, f"view('{AT_VERDICT}')", "key.verdict", show=False),
        bind("escape", "leave", "key.leave_exercise"),
        *SIDEWAYS,
    ]

    class Wished(Message):
        """What the reader wants."""

        def __init__(self, wish: Wish) -> None:
            super().__init__()
            self.wish = wish

    def __init__(self, work: ExerciseRound, editor: str, experiments: Experiments, place: Place) -> None:
        """`editor` is the name of the editor that `o` opens; empty where none is set."""
        super().__init__(place._replace(note=self._clock))
        self.work = work
        self.exercise = work.exercise
        self.editor = editor
        self.experiments = experiments
        self.judging = Judging(work.exercise)
        self.lost: Lost | None = None  # why there is no file
        self.trouble: LocalizedText | None = None  # with the editor
        self._example: Example | None = None
        self._seen_file = False

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        yield ViewStrip({TASK: "practice.task", VERDICT: "practice.verdict"})
        with Horizontal(id="panes"):
            with VerticalScroll(id="body", can_focus=False), Vertical(id="column"):
                yield from self.column()
            yield self.judging
        yield KeyBar(self.hints, self.key_words, self.LEAST_KEYS)

    def column(self) -> ComposeResult:
        yield prompt(self.exercise.question.prompt)
        yield Label(self._file, id="file")
        yield Label(bank(contract_text(self.exercise.question)), id="contract")
        yield Label(self._shown_example, id="example")
        yield from (prompt(session, numbers=False) for session in session_texts(self.exercise.question))
        yield Label(self._hints, id="hints")

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "language", self._speak)
        self.action_view("")
        self.set_interval(1, self.query_one(TopBar).refresh)
        self.post_message(self.Wished("open"))

    def _speak(self, language: Language) -> None:
        self.judging.border_title = words("practice.verdict")(language).plain

    @property
    def body(self) -> VerticalScroll:
        """What the arrows scroll: the task, or the judges where they cover it or the task is all in sight."""
        task = super().body
        beside = self.app.size.width >= WIDE
        return self.judging if (not task.max_scroll_y if beside else self.has_class(AT_VERDICT)) else task

    # Texts

    def _clock(self, language: Language) -> Content:
        """The time since the exercise was opened, and how many attempts there were."""
        clock, minutes = clock_text(self.work.seconds), self.exercise.question.minutes
        told = [words("practice.clock", clock=clock, minutes=minutes)]
        if attempts := self.work.current.attempts:
            told.append(words("practice.tries", count=attempts))
        return listed(told)(language)

    def _file(self, language: Language) -> Content:
        """Where the file is and what becomes of it, or what is wrong."""
        if self.lost is not None:
            return words(f"practice.{self.lost}", "$accent", file=self.work.file)(language)
        how = words("practice.file", file=self.work.file)
        if self.trouble is not None:
            return below(how, self.trouble)(language)
        opens = (
            words("practice.opens", MUTED, editor=self.editor) if self.editor else words("practice.no_editor", MUTED)
        )
        return below(how, opens)(language)

    def _shown_example(self, language: Language) -> Content:
        lines = example_lines(self._example, self.exercise.name, language) if self._example else ()
        return below(*(words("practice.example", call=line) for line in lines))(language)

    def _hints(self, language: Language) -> Content:
        taken, count = self.work.hints_taken, len(self.exercise.question.hints)
        return below(
            *(
                words("practice.hint", number=number, count=count, hint=bank(hint))
                for number, hint in enumerate(taken, 1)
            )
        )(language)

    # What happens

    def on_practice_happened(self, message: PracticeHappened) -> None:
        """The file has changed, a judge says something, or the example is there."""
        if not self.is_attached:  # the quiz ends
            return
        match step := message.step:
            case Lost():
                self.lost = step
            case Saved():
                self.lost = None
                self.judging.forget()
            case Example():
                self._example = step
                self.query_one("#example", Label).again()
            case Began():
                self.judging.begin()
                self._turn()
            case Attempt():
                self.judging.finish(step)
                if step.fault is None or step.fault["kind"] != FaultKind.UNCHANGED:
                    self._turn()
                self._seen_file = True
            case Diagnosis():
                self.judging.diagnose(step)
            case OwnBug():
                self.judging.show_bug(step)
            case _:
                self.judging.hear(step)
        self.changed()

    def on_practice_ended(self) -> None:
        self.judging.stop()
        self.refresh_bindings()

    def changed(self) -> None:
        """Show anew what the state of the work or of the file changes."""
        for name in ("#file", "#hints"):
            self.query_one(name, Label).again()
        self.query_one(TopBar).refresh()
        self.refresh_bindings()

    def say(self, trouble: LocalizedText) -> None:
        """Say what is wrong with the editor."""
        self.trouble = trouble
        self.action_view("")
        self.changed()

    def show_likeness(self) -> None:
        """Show which known mistake the last attempt behaves like."""
        if (diagnosis := self.judging.diagnosis) is not None:
            mistakes = known_mistakes(self.exercise).texts
            self.judging.show_likeness(lambda language: escaped(likeness_text(diagnosis, mistakes, language)))
            self.action_view(AT_VERDICT)
            self.call_after_refresh(self.judging.scroll_end, animate=False)  # where it stands

    def show_program(self) -> None:
        """Show our program."""
        if (program := self.experiments.program_of(self.exercise.question)) is not None:
            self.app.push_screen(SourceScreen([program]))

    def _turn(self) -> None:
        """Show the judges; but not what they say of a file of before, while the reader reads the task."""
        if self._seen_file:
            self.action_view(AT_VERDICT)

    # What the keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return {"hand_in": self.work.current.rated, "break": self.judging.has_passed}.get(action, True)

    def action_view(self, view: str) -> None:
        self.set_class(bool(view), AT_VERDICT)
        self.query_one(ViewStrip).open = VERDICT if view else TASK

    def action_hand_in(self) -> None:
        self.post_message(self.Wished("hand in"))

    def action_edit(self) -> None:
        self.trouble = None
        self.post_message(self.Wished("edit"))

    def action_judge(self) -> None:
        self.action_view(AT_VERDICT)
        self.post_message(self.Wished("judge"))

    def action_break(self) -> None:
        self.action_view(AT_VERDICT)
        self.post_message(self.Wished("break"))

    def action_code(self) -> None:
        """The code of the judges."""
        self.app.push_screen(SourceScreen([self.experiments.passage(claim) for claim in self.exercise.judges]))

    def action_assist(self) -> None:
        """Ask which help to take; each says what it costs."""
        offers: list[tuple[Wish, LocalizedText, LocalizedText]] = []
        if left := self.work.hints_left:
            number, total = self.work.current.hints + 1, self.work.current.hints + left
            text = words("practice.next_hint", number=number, count=total)
            offers.append(("hint", text, words("practice.costs_a_hint", MUTED)))
        if self.judging.diagnosis is not None and not self.judging.is_stale:
            offers.append(("likeness", words("practice.likeness"), words("practice.costs_a_hint", MUTED)))
        if self.work.current.attempts:
            offers.append(("solution", words("practice.solution"), words("practice.costs_all", MUTED)))
        told = words("practice.help" if offers else "practice.no_help")
        if not self.work.current.attempts:
            told = below(told, words("practice.solution_later"))
        self._ask("practice.help_title", told, offers)

    def action_leave(self) -> None:
        """Ask what becomes of it; once it is graded there is nothing to ask."""
        if self.work.current.rated:
            self.action_hand_in()
            return
        offers: list[tuple[Wish, LocalizedText, LocalizedText]] = [
            ("later", words("practice.leave"), words("practice.leave_note", MUTED)),
            ("give up", words("practice.give_up"), words("practice.costs_all", MUTED)),
        ]
        self._ask("practice.leave_title", words("practice.kept", file=self.work.file), offers)

    def _ask(
        self, titled: str, told: LocalizedText, offers: Sequence[tuple[Wish, LocalizedText, LocalizedText]]
    ) -> None:
        def answered(place: int | None) -> None:
            if place is not None:
                self.post_message(self.Wished(offers[place][0]))

        texts, notes = [text for _, text, _ in offers], [note for *_, note in offers]
        self.app.push_screen(AskScreen(titled, told, texts, notes), answered)
