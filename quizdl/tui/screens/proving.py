"""The proof of an answer: the screen runs its claims and plants bugs, and shows it beside the answer or over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message

from quizdl.tui.experiments import Experiments
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import NextQuestion
from quizdl.tui.screens.experiment import ExperimentScreen, HuntMutant, RunClaims
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.widgets.bars import Hint, Place
from quizdl.tui.widgets.break_view import BreakView
from quizdl.tui.widgets.claim_run import ClaimRun
from quizdl.tui.widgets.content import words
from quizdl.tui.widgets.knobs import KnobLine
from quizdl.tui.widgets.lines_widget import WIDE
from quizdl.tui.widgets.proof import BREAK, CODE, FINDING, NUMBERS, ProofPane
from quizdl.tui.widgets.views import CodeView
from quizdl.verify.declared import Claim, Mutant
from quizdl.verify.events import TaskBegan, TaskEnded, TaskEvent, TaskUpdated
from quizdl.words import Language

if TYPE_CHECKING:
    from quizdl.verify.events import Event
    from quizdl.verify.result import Result

AT_PROOF = "-proof"  # the class of the screen while the proof covers the answer; a wide one shows both


class ProvingScreen(ExperimentScreen):
    """A screen with the proof of claims, which it runs when asked to."""

    LEAST_KEYS: ClassVar[tuple[str, ...]] = ("next", "prove", "back")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "next", "key.next"),
        bind("v", "prove", "key.prove"),
        bind("v", "finding", "key.finding", show=False),
        bind("n", "numbers", "key.numbers", show=False),
        bind("b", "break", "key.break", show=False),
        bind("c", "code", "key.code", show=False),
        bind("left_square_bracket", "other(-1)", "key.other_before", show=False),
        bind("right_square_bracket", "other(1)", "key.other_after", show=False),
        bind("o", "checks", "key.checks", show=False),
        bind("o", "own_bug", "key.own_bug", show=False),
        bind("k", "knob", "key.knob", show=False),
        bind("x", "stop", "key.stop"),
        bind("r", "again", "key.again", show=False),
        bind("escape", "back", "key.to_answer"),
    ]

    class Proved(Message):
        """An experiment ended; `confidence` (0..1) in its outcome is None if not stated before."""

        def __init__(self, result: Result, confidence: float | None) -> None:
            super().__init__()
            self.result = result
            self.confidence = confidence

    def __init__(
        self,
        claims: Iterable[tuple[str, Claim | None]],
        experiments: Experiments,
        place: Place,
        bug: str | None = None,
    ) -> None:
        """`claims` are ids, each with its claim if that exists; `bug` is the planted one that the question is about."""
        super().__init__(place)
        self.experiments = experiments
        self.runs = [ClaimRun(name, claim) for name, claim in claims]
        self.claims = [run.claim for run in self.runs if run.claim is not None]
        self.bug = bug
        self.breaking = BreakView(experiments.mutants_of(self.claims), experiments.change, self.bug)
        self.proof = ProofPane(
            self.runs, self.breaking, CodeView(lambda run: experiments.code_of(run.claim) if run.claim else [])
        )
        self.confidence: float | None = None  # stated before the experiments that run now
        self._asked: list[ClaimRun] = []  # by the request that runs now
        self._hunting = False  # that request is a hunt for a bug

    def panes(self) -> ComposeResult:
        """The column, and beside or over it the proof if it can be run."""
        with Horizontal(id="panes"):
            with VerticalScroll(id="body", can_focus=False), Vertical(id="column"):
                yield from self.column()
            if self.can_run:
                yield self.proof

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "language", self._speak)

    def _speak(self, language: Language) -> None:
        self.proof.border_title = words("proof.title")(language).plain

    def hints(self) -> Sequence[Hint]:
        in_sight = self.proof.open if self.at_proof or self.is_wide else ""
        hints = []
        if self.bug and in_sight != BREAK and self.check_action("break", ()):
            hints.append(Hint("b", "key.break"))
        if self.check_action("other", ()):
            hints.append(Hint("[ ]", "key.other_bug" if self.proof.open == BREAK else "key.other_claim"))
        if self.check_action("own_bug", ()):
            hints.append(Hint("o", "key.own_bug"))
        return hints

    @property
    def body(self) -> VerticalScroll:
        """What the arrows scroll: the answer, or the view of the proof that covers it."""
        view = self.proof.view
        covered = self.at_proof or (self.is_wide and self.proof.open in (NUMBERS, CODE))
        return view if covered and view is not None else super().body

    @property
    def is_wide(self) -> bool:
        """Whether the answer and its proof stand side by side."""
        return self.app.size.width >= WIDE

    @property
    def at_proof(self) -> bool:
        """Whether the proof covers the answer."""
        return self.has_class(AT_PROOF) and not self.is_wide

    @property
    def can_run(self) -> bool:
        """Whether there is anything to run, and leave to run it."""
        return not self.experiments.are_off and bool(self.claims)

    # What works now

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        in_sight = self.proof.open if self.at_proof or self.is_wide else ""
        at_finding, ran = in_sight == FINDING, not self.proof.missing
        may_hunt = bool(self.breaking.mutants) and (not self.running or self._hunting)
        works = {
            "prove": self.can_run and not (ran and in_sight) and not (at_finding and self.running),
            "finding": ran and bool(in_sight) and not at_finding,
            "numbers": self.can_run and bool(self.proof.open),
            "break": self.can_run and (self.proof.has_results or self.bug is not None) and may_hunt,
            "code": self.can_run,
            "checks": in_sight == NUMBERS and self.proof.numbers.has_more,
            "own_bug": in_sight == BREAK and not self.running,
            "other": bool(self.proof.open) and self.proof.others > 1 and not (self._hunting and self.running),
            "stop": self.running,
            "again": self.can_run and not self.running,
            "knob": in_sight == NUMBERS and not self.running and self.proof.may_turn,
            "back": self.at_proof or self.proof.turned,
        }
        return works.get(action, True)

    # What the keys do

    def action_next(self) -> None:
        self.hand_over(NextQuestion())

    async def action_back(self) -> None:
        """From turned knobs to the defaults, from the proof to the answer."""
        if self.proof.turned and not self.running:
            await self.action_knob()
        else:
            self.remove_class(AT_PROOF)
            self.refresh_bindings()

    def action_prove(self) -> None:
        """Open the finding; run the claims that have no result."""
        if self.proof.missing and not self.running:
            self.begin(self._prove, False)
        else:
            self._open(FINDING)

    def action_finding(self) -> None:
        self._open(FINDING)

    def action_again(self) -> None:
        self.begin(self._prove, True)

    def action_numbers(self) -> None:
        self._open(NUMBERS)

    async def action_knob(self) -> None:
        """Ask for a value of a knob; where one is turned, restore it."""
        await self.proof.ask_or_restore()
        self.refresh_bindings()

    async def on_knob_line_turned(self, event: KnobLine.Turned) -> None:
        if not self.running:
            self.begin(self._turn, event)

    def action_checks(self) -> None:
        self.proof.numbers.fold()

    def action_code(self) -> None:
        """The line at which the experiment crashed; else the code under test, and from there the whole file."""
        run = self.runs[self.proof.list.chosen]
        site = run.view("en").site if run.result is not None else None
        if site is not None and run.claim is not None:
            self.app.push_screen(SourceScreen([self.experiments.passage_at(run.claim, *site)]))
        elif self.proof.open == CODE and (self.at_proof or self.is_wide):
            self.app.push_screen(SourceScreen([self.experiments.passage(claim) for claim in self.claims]))
        else:
            self._open(CODE)

    def action_break(self) -> None:
        """Open the bug in sight, and plant it unless it is known what comes of it."""
        if self.running or self.breaking.hunted:
            self._open(BREAK)
        else:
            self.begin(self._break)

    def action_own_bug(self) -> None:
        self.post_message(HuntMutant(self, self.breaking.mutant, self.claims, own=True))

    async def hunt(self, mutant: Mutant) -> None:
        if not self.running:
            self.breaking.add(mutant)
            self.begin(self._break)

    async def action_other(self, by: int) -> None:
        """Another claim, or another bug."""
        if self.proof.open != BREAK:
            await self.proof.choose(self.proof.list.chosen + by)
        else:
            self.breaking.step(by)
            if not self.breaking.hunted:
                self.begin(self._break)

    def _open(self, key: str) -> None:
        self.call_later(self._show_view, key)

    async def _show_view(self, key: str) -> None:
        await self.proof.show_view(key)
        self.add_class(AT_PROOF)
        self.refresh_bindings()

    # What experiments say

    async def _prove(self, fresh: bool) -> None:
        """Ask for the experiments, side by side; those that time something run alone."""
        self.confidence = None if self.proof.has_results else self.stated_confidence()
        asked = [run for run in self.runs if run.claim is not None] if fresh else self.proof.missing
        for run in asked:
            run.turned = None
            run.wait()
        self._asked = asked
        await self._show_view(FINDING)
        self.post_message(RunClaims(self, [run.claim for run in asked if run.claim is not None], fresh=fresh))

    async def _turn(self, turned: KnobLine.Turned) -> None:
        """Ask for the experiment with a turned knob. What comes of it says nothing of the answer, and is not kept."""
        self._asked = [await self.proof.turn(turned.settings)]
        self.post_message(RunClaims(self, [turned.claim], fresh=False, settings=turned.settings))

    def stated_confidence(self) -> float | None:
        """The confidence (0..1) in the outcome that was stated before; from now on it holds."""
        return None

    async def _break(self) -> None:
        """Ask the claims of the bug's family, this answer's own first, until one catches it."""
        self._hunting = True
        self.breaking.begin()
        await self._show_view(BREAK)
        self.post_message(HuntMutant(self, self.breaking.mutant, self.claims))

    async def show_event(self, event: Event) -> None:
        if self._hunting:
            self.breaking.show(event)
            return
        if not isinstance(event, TaskEvent):
            return
        run = self._asked[event.index]
        match event:
            case TaskBegan() if run.progress is not None:
                run.progress.begin()
            case TaskUpdated(_, _, update):
                run.hear(update)
            case TaskEnded(_, _, result):
                run.finish(result)
                if not run.settings:
                    self.post_message(self.Proved(result, self.confidence))
        await self.proof.changed(run)

    async def show_end(self, *, stopped: bool) -> None:
        del stopped  # what has no result says so either way
        if self._hunting:
            self._hunting = False
            self.breaking.stop()
            return
        for run in self.runs:
            run.shown.stop(self.engine_error)
            await self.proof.changed(run.shown)
