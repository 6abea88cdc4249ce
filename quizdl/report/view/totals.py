"""Totals of several runs of claims and of planted bugs, as values in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from quizdl.report.text import harmless
from quizdl.report.view.change import MovedRow, change_picture, change_view, moved_rows, turned
from quizdl.report.view.numbers import SignedWord, Tone
from quizdl.report.view.picture import Picture
from quizdl.report.view.proof import reason_of, short_name, verdict_label
from quizdl.verdict import Verdict
from quizdl.verify.judging import Catch, Hunt, by_claim
from quizdl.verify.translations import Translator, translator
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.verify.declared import Mutant
    from quizdl.verify.events import ClaimAsked
    from quizdl.verify.evidence import Evidence
    from quizdl.verify.result import Result

MOST_SEEDS_NAMED = 10


class SeedsRow(NamedTuple):
    """A claim that ran with several seeds."""

    claim: str
    agreed: str  # how many came out as declared
    others: str  # the seeds that did not, with their verdicts; may be empty


class TotalsView(NamedTuple):
    """The number of runs as declared."""

    seeds: tuple[SeedsRow, ...]
    agreed: str
    agrees: bool
    unavailable: str  # how many could not run; may be empty


class MutantView(NamedTuple):
    """A planted bug: its change, and the claims that noticed."""

    sign: str
    tone: Tone
    description: str
    place: str  # file and line
    old: tuple[str, ...]  # lines
    new: tuple[str, ...]
    outcome: str  # the claims that caught it; or that none did, or why that cannot be judged
    change: str  # the finding, or the number that it moved most, before and after; may be empty


class HuntsView(NamedTuple):
    """All planted bugs."""

    mutants: tuple[MutantView, ...]
    caught: str  # how many
    fails: bool  # whether one speaks against its family


class CatchView(NamedTuple):
    """What one claim says about a planted bug."""

    sentence: str
    short: str  # its short name
    verdicts: tuple[SignedWord, ...]  # the declared one and that with the bug where these differ, else one
    outcome: str  # whether it caught the bug
    reason: str  # for the verdict with the bug; empty where it is as declared
    change: str  # the finding, or the number that the bug moved most, before and after; may be empty
    turned: str  # how many of its numbers come out differently; may be empty
    moved: tuple[MovedRow, ...]  # its numbers that the bug moved, those that tell most first
    picture: Picture  # the curve before and after; may be empty


def totals_view(results: Sequence[Result], language: str) -> TotalsView:
    """The view of results; runs of one claim with several seeds share a row. Unavailable ones do not count."""
    checked = [result for result in results if result.verdict != Verdict.UNAVAILABLE]
    right, missing = sum(result.as_declared for result in checked), len(results) - len(checked)
    return TotalsView(
        seeds=tuple(_seeds(claim, runs, language) for claim, runs in by_claim(checked).items() if len(runs) > 1),
        agreed=say(language, "total.as_declared", right=right, all=len(checked)),
        agrees=right == len(checked),
        unavailable=say(language, "total.unavailable", count=missing) if missing else "",
    )


def _seeds(claim: str, runs: Sequence[Result], language: str) -> SeedsRow:
    others = [
        f"{verdict_label(run.verdict, language).word} ({say(language, 'proof.seed', seed=run.seed)})"
        for run in runs
        if not run.as_declared
    ]
    agreed = f"{len(runs) - len(others)}/{len(runs)} {say(language, 'total.seeds')}"
    return SeedsRow(harmless(claim), agreed, ", ".join(others[:MOST_SEEDS_NAMED]))


_CATCHES = {Catch.CAUGHT: ("✓", Tone.GOOD), Catch.MISSED: ("✗", Tone.BAD), Catch.UNJUDGED: ("?", Tone.OPEN)}


def hunts_view(hunts: Iterable[Hunt], language: str) -> HuntsView:
    """The view of the planted bugs; those that cannot be judged are counted separately."""
    hunts = list(hunts)
    count = Counter(hunt.outcome for hunt in hunts)
    caught = say(language, "total.caught", right=count[Catch.CAUGHT], all=len(hunts) - count[Catch.UNJUDGED])
    if count[Catch.UNJUDGED]:
        caught += ", " + say(language, "total.unjudged", count=count[Catch.UNJUDGED])
    return HuntsView(tuple(_mutant(hunt, language) for hunt in hunts), caught, any(hunt.fails for hunt in hunts))


def catch_view(asked: ClaimAsked, language: str) -> CatchView:
    """The view of what a claim says about a bug, from its first run with the bug."""
    claim, catch, result = asked.claim, asked.catch, asked.results[0]
    translate = translator(claim.folder, claim.family, language)
    before = asked.originals[0].evidence if asked.originals else None
    after = result.evidence
    turned = catch is Catch.CAUGHT or (catch is Catch.UNJUDGED and after is not None)
    verdicts = (claim.expects, result.verdict) if turned else (result.verdict,)
    return CatchView(
        sentence=harmless(claim.sentence(language)),
        short=short_name(claim, language),
        verdicts=tuple(verdict_label(verdict, language) for verdict in verdicts),
        outcome=say(language, "break.off_anyway" if turned and catch is Catch.UNJUDGED else f"break.{catch}"),
        reason="" if catch is Catch.MISSED else reason_of(result, language, translate),
        change=_change_between(before, after, language, translate),
        turned=_turned(before, after, language) if before and after else "",
        moved=moved_rows(before, after, translate) if before and after else (),
        picture=change_picture(before, after, language, translate) if before and after else Picture(),
    )


def _turned(healthy: Evidence, planted: Evidence, language: str) -> str:
    count, total = turned(healthy, planted)
    return say(language, "break.turned", count=count, total=total)


def _mutant(hunt: Hunt, language: str) -> MutantView:
    mutant = hunt.mutant
    sign, tone = _CATCHES[hunt.outcome]
    return MutantView(
        sign,
        tone,
        description_of(mutant, language),
        harmless(f"{mutant.file}:{mutant.line}"),
        tuple(harmless(mutant.old).split("\n")),
        tuple(harmless(mutant.new).split("\n")),
        harmless(_outcome(hunt, language)),
        _change(hunt, language),
    )


def _change(hunt: Hunt, language: str) -> str:
    if hunt.shown is None:
        return ""
    healthy, planted = (result.evidence for result in hunt.shown)
    return _change_between(healthy, planted, language, translator(hunt.mutant.folder, hunt.mutant.family, language))


def _change_between(healthy: Evidence | None, planted: Evidence | None, language: str, translate: Translator) -> str:
    change = change_view(healthy, planted, language, translate) if healthy and planted else None
    return change.line if change else ""


def description_of(mutant: Mutant, language: str) -> str:
    """The description of a planted bug."""
    return harmless(translator(mutant.folder, mutant.family, language)(mutant.description))


def _outcome(hunt: Hunt, language: str) -> str:
    if hunt.outcome is Catch.CAUGHT:
        return say(language, "mutant.caught", claims=", ".join(hunt.caught))
    if hunt.outcome is Catch.MISSED:
        return say(language, "mutant.missed" if hunt.whole else "mutant.missed_here")
    unjudged = []
    translate = translator(hunt.mutant.folder, hunt.mutant.family, language)
    for claim, run in hunt.unjudged.items():
        name = "mutant.unjudged" if run.mutant else "mutant.unjudged_anyway"
        unjudged.append(say(language, name, claim=claim, verdict=_verdict_and_reason(run, language, translate)))
    return say(language, "mutant.cannot_judge", claims="; ".join(unjudged))


def _verdict_and_reason(run: Result, language: str, translate: Translator) -> str:
    """The verdict, with the reason in brackets: `failed (crash: exit code 3)`."""
    why = reason_of(run, language, translate)
    return verdict_label(run.verdict, language).word + (f" ({why})" if why else "")
