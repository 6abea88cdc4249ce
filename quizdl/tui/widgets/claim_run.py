"""One claim of an answer and its run: how far it is, and its result."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content
from textual.timer import Timer

from quizdl.report.view.picture import Line, lines_of, with_prediction
from quizdl.report.view.proof import ProofView, proof_view
from quizdl.tui.widgets.content import MUTED, escaped
from quizdl.tui.widgets.label import Label
from quizdl.verify.declared import Claim, Setting
from quizdl.words import Language, say

if TYPE_CHECKING:
    from quizdl.errors import QuizdlError
    from quizdl.verify.result import Result
    from quizdl.verify.updates import Update

SECONDS_BETWEEN_TICKS = 0.1
CELLS = 30  # of the bar


class RunProgress:
    """How far a run of a claim is, and an estimate of the seconds left."""

    def __init__(self, seconds: float) -> None:
        self.expected = seconds
        self.fraction = 0.0
        self.began: float | None = None
        self.starting: float | None = None  # the seconds for which the engine has been importing

    def begin(self) -> None:
        self.began = time.monotonic()

    def hear(self, update: Update) -> None:
        from quizdl.verify.updates import Progress, Started, Starting

        if isinstance(update, Progress):
            self.fraction = update.fraction
        elif isinstance(update, Starting):
            self.starting = update.seconds
        elif isinstance(update, Started):
            self.began = time.monotonic()
            self.starting = None

    def parts(self, language: Language, cells: int) -> tuple[Content, str]:
        """The bar, empty before the run begins, and what is known of the time."""
        if self.began is None:
            return Content(""), say(language, "proof.waiting")
        if self.starting is not None:
            return Content(""), say(language, "proof.starting_engine", seconds=f"{self.starting:.0f}")
        passed = time.monotonic() - self.began
        share = self.fraction or min(0.95, passed / self.expected)
        left = (passed / self.fraction if self.fraction > 0.02 else self.expected) - passed
        late = left < 0
        told = say(language, "proof.late" if late else "proof.left", seconds=f"{passed if late else left + 0.5:.0f}")
        done = round(cells * share)
        return Content.assemble(("━" * done, "$primary"), ("━" * (cells - done), "$foreground 20%")), told


class ClaimRun:
    """A claim that an answer rests on, or the name of one that no verifier defines."""

    def __init__(self, name: str, claim: Claim | None, settings: Mapping[str, Setting] | None = None) -> None:
        """`settings` are knobs that are turned: then its result says nothing of the answer."""
        self.name = name
        self.claim = claim
        self.settings = settings or {}
        self.turned: ClaimRun | None = None  # the same claim with turned knobs, while the reader looks at that
        self.result: Result | None = None
        self.stopped = False
        self.engine_error: QuizdlError | None = None  # for which it could not run
        self.progress: RunProgress | None = None  # while it runs
        self.lines: tuple[Line, ...] = ()  # of the curves streamed so far
        self.prediction: tuple[str, float] | None = None  # the name of a number that the reader predicted, and as what
        self._views: dict[Language, ProofView] = {}

    @property
    def shown(self) -> ClaimRun:
        """What the reader looks at: this run, or that with turned knobs."""
        return self.turned or self

    def wait(self) -> None:
        """It was asked for."""
        assert self.claim is not None
        self.result, self.stopped, self.engine_error, self.lines = None, False, None, ()
        self.progress = RunProgress(self.claim.seconds)

    def hear(self, update: Update) -> None:
        from quizdl.verify.updates import Partial

        if isinstance(update, Partial):
            self.lines = lines_of(update.curves)
        elif self.progress is not None:
            self.progress.hear(update)

    def finish(self, result: Result) -> None:
        self.result, self.progress = result, None
        self._views = {}

    def stop(self, engine_error: QuizdlError | None = None) -> None:
        """It was stopped, if it still ran; perhaps because of an error of the engine."""
        if self.progress is not None:
            self.stopped, self.engine_error = True, engine_error
        self.progress = None

    def view(self, language: Language) -> ProofView:
        """The view of its result; only with one."""
        assert self.result is not None
        assert self.claim is not None
        if language not in self._views:
            view = proof_view(self.result, self.claim, language, run_again="r")
            if self.prediction is not None:
                view = view._replace(picture=with_prediction(view.picture, *self.prediction))
            self._views[language] = view
        return self._views[language]


class Running(Label):
    """The progress of a run as a bar and words."""

    def __init__(self, progress: RunProgress) -> None:
        super().__init__(self._line, classes="running")
        self.progress = progress
        self._ticks: Timer | None = None

    def on_mount(self) -> None:
        super().on_mount()
        self._ticks = self.set_interval(SECONDS_BETWEEN_TICKS, self.again)

    def _line(self, language: Language) -> Content:
        bar, told = self.progress.parts(language, CELLS)
        return Content("  ").join([bar, escaped(told, MUTED)] if bar else [escaped(told, MUTED)])
