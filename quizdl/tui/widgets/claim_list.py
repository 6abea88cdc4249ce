"""The claims of an answer, one row each: progress while it runs, then whether it came out as the answer says."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from quizdl.report.view.numbers import SignedWord, Tone
from quizdl.report.view.proof import short_name
from quizdl.tui.widgets.claim_run import ClaimRun
from quizdl.tui.widgets.content import MUTED, escaped, words
from quizdl.tui.widgets.lines_widget import Clickable, ends
from quizdl.tui.widgets.page import edged
from quizdl.tui.widgets.verdicts import COLOURS
from quizdl.verdict import Verdict
from quizdl.words import Language, say

MOST_ROWS = 4  # where the terminal is not tall
ROOMY = 36  # lines of a terminal that has room for all
BAR = 12  # cells


class ClaimList(Clickable):
    """One claim is chosen: the views beneath show it."""

    chosen = reactive(0)

    class Chosen(Message):
        """The reader clicked on a claim."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, runs: Sequence[ClaimRun]) -> None:
        super().__init__()
        self.runs = runs

    def watch_chosen(self) -> None:
        self.refresh()

    async def do(self, what: str) -> None:
        self.post_message(self.Chosen(int(what)))

    def draw(self, language: Language, width: int) -> list[Content]:
        shown = range(len(self.runs))
        if self.app.size.height < ROOMY and len(shown) > MOST_ROWS:
            first = min(max(self.chosen - 1, 0), len(shown) - MOST_ROWS)
            shown = shown[first : first + MOST_ROWS]
        return [line for place in shown for line in self._row(place, language, width)]

    def _row(self, place: int, language: Language, width: int) -> list[Content]:
        run, here = self.runs[place].shown, place == self.chosen
        left, right = self._says(run, language)
        line = ends(
            Content.assemble((f"{place + 1} ", MUTED), left.stylize_before("bold" if here else "")), right, width - 2
        )
        ground = "on $surface" if here else ""
        return [self.does(row, str(place)) for row in edged([line], width, "$primary" if here else "", ground)]

    def _says(self, run: ClaimRun, language: Language) -> tuple[Content, Content]:
        """The left and the right end of a row."""
        if run.claim is None:
            return escaped(f"{run.name}: {say(language, 'proof.unknown')}", "$accent"), Content("")
        name = escaped(short_name(run.claim, language))
        if run.claim.expects is Verdict.REFUTED:
            name = Content(" ").join([words("proof.myth", "$secondary on $panel")(language), name])
        seconds = f"{run.claim.seconds:g}"
        if run.progress is not None:
            bar, told = run.progress.parts(language, BAR)
            return Content(" ").join([bar, name] if bar else [name]), escaped(f"  {told}", MUTED)
        if run.result is not None:
            outcome = run.view(language).outcome
            seconds = f"{run.result.seconds:.2g}"
        elif run.engine_error is not None:
            outcome = SignedWord("!", say(language, "outcome.failed"), Tone.FAILED)
        else:
            outcome = SignedWord("○", say(language, "proof.stopped") if run.stopped else "", Tone.UNAVAILABLE)
        sign = Content.styled(f"{outcome.sign} ", f"{COLOURS[outcome.tone]} bold")
        told = "   ".join(filter(None, (outcome.word, say(language, "proof.took", seconds=seconds))))
        return sign + name, escaped(f"  {told}", COLOURS[outcome.tone] if outcome.tone is Tone.BAD else MUTED)
