"""What the judges say of a reader's file: a row for each of them as it comes, then what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from quizdl.report.view.call import DifferenceView
from quizdl.report.view.diagnosis import diagnosis_view
from quizdl.report.view.own_bug import own_bug_text
from quizdl.report.view.practice import AttemptView, JudgeRow, attempt_view, judge_row, time_rows
from quizdl.tui.widgets.claim_run import SECONDS_BETWEEN_TICKS, ClaimRun
from quizdl.tui.widgets.content import MUTED, LocalizedText, escaped, words
from quizdl.tui.widgets.lines_widget import LinesWidget, ends, hang
from quizdl.tui.widgets.verdicts import COLOURS
from quizdl.verify.events import TaskBegan, TaskEnded, TaskEvent, TaskUpdated
from quizdl.words import Language, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from quizdl.practice.attempt import Attempt
    from quizdl.practice.exercise import Exercise
    from quizdl.practice.own_bugs import OwnBug
    from quizdl.report.view.excerpt import CodeLine
    from quizdl.verify.diagnosis import Diagnosis

RUNNING = "▷"
BAR = 12  # cells of the bar of a judge that runs
INDENT = Content("  ")


class Judging(VerticalScroll, can_focus=False):
    """The judges of an exercise, and beneath them the last attempt: grey once the file has changed."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__(id="judging")
        self.exercise = exercise
        self.runs = {claim.id: ClaimRun(claim.id, claim) for claim in exercise.judges}
        self.attempt: Attempt | None = None
        self.diagnosis: Diagnosis | None = None  # of that attempt
        self.likeness: LocalizedText | None = None  # what it behaves like, once that was asked for
        self.bug: OwnBug | None = None  # one in the program of that attempt
        self.is_stale = False  # the file has changed since that attempt
        self._list = JudgeList(self)
        self._outcome = Outcome(self)
        self._ticks: Timer | None = None

    def compose(self) -> Iterable[Widget]:
        return [self._list, self._outcome]

    def on_mount(self) -> None:
        self._ticks = self.set_interval(SECONDS_BETWEEN_TICKS, self._list.again, pause=True)

    @property
    def is_running(self) -> bool:
        return any(run.progress is not None for run in self.runs.values())

    @property
    def has_passed(self) -> bool:
        """Whether the file as it is now has passed."""
        return self.attempt is not None and self.attempt.passed and not self.is_stale

    def forget(self) -> None:
        """The file has changed: what is known of it is so no longer."""
        self.is_stale = True
        for run in self.runs.values():
            run.result, run.progress = None, None
        self._again()

    def begin(self) -> None:
        """All judges are asked now."""
        for run in self.runs.values():
            run.wait()
        self._again()

    def hear(self, event: TaskEvent) -> None:
        """One judge has begun, goes on or has ended."""
        run = self.runs[event.task.claim.id]
        match event:
            case TaskBegan() if run.progress is not None:
                run.progress.begin()
            case TaskUpdated(_, _, update):
                run.hear(update)
            case TaskEnded(_, _, result):
                run.finish(result)
        self._again()

    def finish(self, attempt: Attempt) -> None:
        """All that were asked have ended."""
        self.attempt, self.is_stale = attempt, False
        self.diagnosis = self.likeness = self.bug = None
        for run in self.runs.values():
            run.progress = None
        self._again()

    def diagnose(self, diagnosis: Diagnosis) -> None:
        """What the wrong calls of the attempt have in common is known now."""
        self.diagnosis = diagnosis
        self._again()

    def show_likeness(self, likeness: LocalizedText) -> None:
        """The reader asked what the attempt behaves like."""
        self.likeness = likeness
        self._again()

    def show_bug(self, bug: OwnBug) -> None:
        """A bug is planted in the program of the attempt, or the judges have been asked about it."""
        self.bug = bug
        self._again()
        self.call_after_refresh(self.scroll_end, animate=False)  # where it stands

    def stop(self) -> None:
        """Nothing more comes."""
        for run in self.runs.values():
            run.stop()
        self._again()

    def view(self, language: Language) -> AttemptView | None:
        return None if self.attempt is None else attempt_view(self.attempt, self.exercise, language)

    def _again(self) -> None:
        if self._ticks is not None:
            (self._ticks.resume if self.is_running else self._ticks.pause)()
        self._list.again()
        self._outcome.again()


class JudgeList(LinesWidget):
    """A row for each judge, with what speaks against the attempt beneath it."""

    def __init__(self, judging: Judging) -> None:
        super().__init__()
        self.judging = judging

    def draw(self, language: Language, width: int) -> list[Content]:
        of_claims = [line for run in self.judging.runs.values() for line in self._row(run, language, width)]
        return [*of_claims, *self._time(language, width)]

    def _time(self, language: Language, width: int) -> Iterable[Content]:
        """The limit on time, where there is one."""
        attempt = None if self.judging.is_stale else self.judging.attempt
        for row in time_rows(self.judging.exercise, attempt, language):
            yield from _told(row, "", width)

    def _row(self, run: ClaimRun, language: Language, width: int) -> list[Content]:
        assert run.claim is not None
        attempt = None if self.judging.is_stale else self.judging.attempt
        row = judge_row(run.claim, language, run.result, attempt.judges.get(run.name) if attempt else None)
        told = f"{run.claim.seconds:g}"
        if run.progress is not None and run.progress.began is not None:
            bar, left = run.progress.parts(language, BAR)
            head = Content(" ").join([Content.styled(RUNNING, "$primary bold"), *([bar] if bar else []), Content("")])
            return [ends(head + escaped(row.name), escaped(f"  {left}", MUTED), width)]
        if run.result is not None:
            told = f"{run.result.seconds:.2g}"
        return _told(row, f"  {say(language, 'proof.took', seconds=told)}", width)


def _told(row: JudgeRow, took: str, width: int) -> list[Content]:
    """A judge that does not run: its sign and name, at the right how long it took, beneath it what it says."""
    sign = Content.styled(f"{row.label.sign} ", f"{COLOURS[row.label.tone]} bold")
    line = ends(sign + escaped(row.name), escaped(took, MUTED), width)
    return [line, *hang(INDENT, escaped(row.detail), width)] if row.detail else [line]


class Outcome(LinesWidget):
    """The last attempt: its outcome, what is wrong or slow, where, and what it printed."""

    def __init__(self, judging: Judging) -> None:
        super().__init__(id="outcome")
        self.judging = judging

    def draw(self, language: Language, width: int) -> list[Content]:
        view = self.judging.view(language)
        if view is None:
            return []
        parts = [escaped(f"{view.headline.sign} {view.headline.word}", f"{COLOURS[view.headline.tone]} bold")]
        if view.fault is not None:
            parts.append(escaped(view.fault.text))
        lines = [*_hung(parts, width), *_code(view.code, width), *_hung(self._more(view, language), width)]
        return [Content.styled(line.plain, MUTED) for line in lines] if self.judging.is_stale else lines

    def _more(self, view: AttemptView, language: Language) -> list[Content]:
        """What is told beneath the fault."""
        parts = []
        if view.speed:
            parts.append(escaped(view.speed))
        if view.difference is not None:
            parts += _difference(view.difference)
        if view.agreement:
            parts.append(escaped(view.agreement, MUTED))
        if (diagnosis := self.judging.diagnosis) is not None:
            parts += map(escaped, diagnosis_view(diagnosis, language).lines)
        if self.judging.likeness is not None:
            parts.append(self.judging.likeness(language))
        if self.judging.bug is not None:
            parts += [Content(""), escaped(own_bug_text(self.judging.bug, self.judging.exercise, language))]
        if view.printed:
            parts += [Content(""), words("practice.printed", "bold")(language), escaped(view.printed, MUTED)]
        return parts


def _hung(parts: Iterable[Content], width: int) -> list[Content]:
    return [line for part in parts for line in hang(Content(""), part, width)]


def _code(lines: Sequence[CodeLine], width: int) -> list[Content]:
    """Lines of code, which are cut and never wrapped, on their own ground; that which is told on one of alarm."""
    if not lines:
        return []
    from quizdl.tui.widgets.highlighting import highlighted  # only where there is code: it takes as long as a frame

    drawn = []
    for line in lines:
        sign, ground = ("▌", "on $error 20%") if line.is_told else (" ", "on $surface")
        whole = escaped(f"{sign}{line.number}  ", "" if line.is_told else MUTED) + highlighted(line.text, "python")
        drawn.append(whole.truncate(width, ellipsis=True, pad=True).stylize_before(ground))
    return drawn


def _difference(view: DifferenceView) -> list[Content]:
    """The call, and beneath it the two results, which begin in one column."""
    heads = [escaped(f"{head}  ", MUTED) for head in (view.yours_head, view.ours_head)]
    lead = max(head.cell_length for head in heads)
    place = f"{view.place} " if view.place else ""
    yours, ours = (head.pad_right(lead - head.cell_length) for head in heads)
    return [escaped(view.call), yours + escaped(place + view.yours, "$accent"), ours + escaped(place + view.ours)]
