"""The page of a run's numbers: whole where it fits; else what the finding shows as well is folded, then the reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content

from quizdl.report.view.numbers import Tone
from quizdl.tui.widgets.claim_run import ClaimRun
from quizdl.tui.widgets.content import MUTED, escaped, words, wrapped
from quizdl.tui.widgets.numbers import WIDEST, NumberTable
from quizdl.verify.declared import Claim
from quizdl.words import Language, say


class NumberPage(NumberTable):
    """The numbers of a run, with its sentence, its caption, and what it is known by: its id, seed and time."""

    def __init__(self, run: ClaimRun, claim: Claim, room: Callable[[], int]) -> None:
        """`room()` is the number of lines in sight; 0 while it is not known."""
        super().__init__(run.view)
        self.run = run
        self.claim = claim
        self.room = room
        self.has_more = False  # something is folded, or was

    def draw(self, language: Language, width: int) -> list[Content]:
        text = min(width, WIDEST)
        view, whole = self.view(language), self._whole(language, width, text)
        room = self.room() if view.measurements else 0
        fits = not room or len(whole) <= room
        self.has_more = bool(view.checks) or not fits
        if self.opened or fits:
            return whole
        for reasons in (True, False):
            page = self._short(language, width, text, reasons=reasons)
            if len(page) <= room:
                break
        return page if len(page) <= room else self._shortest(language, width, text, room)

    def _whole(self, language: Language, width: int, text: int) -> list[Content]:
        """All of it, with blank lines between the parts."""
        view = self.view(language)
        sentence = [] if view.changed else wrapped(escaped(self.claim.sentence(language)), text)
        table = self.findings(language, width) if view.measurements else []
        folded = view.checks_in_short or (say(language, "numbers.all") if self.opened and self.has_more else "")
        checks = [*self.fold_line(language, width, folded), *self.checks(language, width)] if folded else []
        caption = wrapped(escaped(view.picture.caption, MUTED), text) if view.picture.caption else []
        printed = wrapped(escaped(f"{view.heads.printed}\n{view.printed}", MUTED), text) if view.printed else []
        facts = [*self._knobs(language, text), *self._facts(language, text)]
        controls, news = self.controls(language, width), self._news(language, text)
        return _apart(([*sentence, *news], table, checks, controls, caption, printed, facts))

    def _short(self, language: Language, width: int, text: int, *, reasons: bool) -> list[Content]:
        """Without the sentence and the caption, and perhaps without reasons."""
        table = self.findings(language, width, reasons=reasons)
        told = (self.view(language).checks_in_short, say(language, f"numbers.{'caption' if reasons else 'reasons'}"))
        fold = self.fold_line(language, width, " · ".join(filter(None, told)))
        facts = [*self._knobs(language, text), *self._facts(language, text)]
        return _apart((self._news(language, text), table, fold, self._controls(language, width, whole=reasons), facts))

    def _shortest(self, language: Language, width: int, text: int, room: int) -> list[Content]:
        """Numbers and the line of what is folded, without blank lines, and below them what there is room for.

        Names are cut to a line each where the numbers fit then, and would not otherwise.
        """
        told = (self.view(language).checks_in_short, say(language, "numbers.reasons"))
        fold = self.fold_line(language, width, " · ".join(filter(None, told)))
        lines, cut = (
            [*self._news(language, text), *self.findings(language, width, reasons=False, names=names), *fold]
            for names in (True, False)
        )
        if len(lines) > room >= len(cut):
            lines = cut
        below = self._controls(language, width, whole=False), self._knobs(language, text), self._facts(language, text)
        for part in below:
            if len(lines) + len(part) <= room:
                lines += part
        return lines

    def _controls(self, language: Language, width: int, *, whole: bool) -> list[Content]:
        """The controls; each in one line, cut where it must be, unless `whole`."""
        return self.controls(language, width) if whole else self.controls_in_short(language, min(width, WIDEST))

    def _news(self, language: Language, text: int) -> list[Content]:
        """What was found with turned knobs, and why it did not come out as the answer says."""
        view = self.view(language)
        lines = [escaped(view.headline, "bold"), escaped(view.changed, "$accent")] if view.changed else []
        if view.reason and view.outcome.tone is not Tone.GOOD:
            lines.append(escaped(view.trouble or view.reason))
        return wrapped(Content("\n").join(lines), text) if lines else []

    def _knobs(self, language: Language, text: int) -> list[Content]:
        """What `k` does."""
        if not self.claim.turnable:
            return []
        if self.run.settings:
            return wrapped(words("knob.restore", MUTED)(language), text)
        knobs = ", ".join(f"{knob} = {self.claim.knobs[knob]}" for knob in self.claim.turnable)
        return wrapped(words("knob.offer", MUTED, knobs=knobs)(language), text)

    def _facts(self, language: Language, text: int) -> list[Content]:
        view = self.view(language)
        return wrapped(escaped(" · ".join(filter(None, (*view.facts, view.claim, view.literature))), MUTED), text)


def _apart(parts: Iterable[list[Content]]) -> list[Content]:
    """The lines of the parts, with a blank one between them."""
    lines = [line for part in parts if part for line in (Content(""), *part)]
    return lines[1:]
