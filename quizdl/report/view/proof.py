"""One run of a claim, as values in the reader's language; painters of these values do not see evidence."""

from __future__ import annotations

import contextlib
import math
import platform
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from quizdl.digits import readable
from quizdl.errors import CatalogueError, UnknownName
from quizdl.report.text import harmless, one_line
from quizdl.report.view.failure import Site, given_reason, printed_of, site_of, trouble_of
from quizdl.report.view.numbers import (
    ControlSentence,
    Row,
    SignedWord,
    Tone,
    checks_in_short,
    control_sentences,
    measurement_rows,
    values_told,
)
from quizdl.report.view.picture import Picture, picture_of
from quizdl.verdict import Verdict
from quizdl.verify.translations import ENGLISH, Translator, translator
from quizdl.words import say

if TYPE_CHECKING:
    from quizdl.verify.catalogue import Catalogue
    from quizdl.verify.declared import Claim, Setting
    from quizdl.verify.evidence import Evidence
    from quizdl.verify.result import Result


class Heads(NamedTuple):
    """The headings of a proof."""

    name: str
    value: str
    bound: str
    because: str
    control: str
    printed: str


class ProofView(NamedTuple):
    """One result, ready to show. Texts that do not apply are empty."""

    claim: str  # its id, and that of the bug planted in it
    sentence: str
    short: str  # its short name, for lists; the sentence where it has none
    finding: str  # what was found, in words with its number
    verdict: SignedWord
    agreement: str  # whether the verdict is the declared one; empty where there is none to compare
    agrees: bool
    outcome: SignedWord  # whether it came out as the answer says; without a word where nothing need be said
    ran: str  # where and how long it ran, or that it is a kept result
    changed: str  # that the sentence speaks of the defaults, and which knobs were turned
    reason: str  # why the verdict is not `supported`
    trouble: str  # the same in a sentence, where there are no numbers to judge
    site: Site | None  # the line at which it crashed
    out_of_time: bool  # it was stopped at its limit of time: another run gets more
    measurements: tuple[Row, ...]  # the findings and then the checks
    checks_in_short: str  # how many checks there are, and whether they keep their bounds
    controls: tuple[ControlSentence, ...]  # none without measurements
    picture: Picture
    printed: str  # by the experiment
    traceback: str  # of its crash, for the author of a verifier
    literature: str
    facts: tuple[str, ...]  # the seed, the time it took, when a kept result was made, and with which packages
    heads: Heads

    @property
    def headline(self) -> str:
        """What was found, else the sentence of the claim."""
        return self.finding or self.sentence

    @property
    def findings(self) -> tuple[Row, ...]:
        return tuple(row for row in self.measurements if not row.check)

    @property
    def checks(self) -> tuple[Row, ...]:
        return tuple(row for row in self.measurements if row.check)

    @property
    def checks_kept(self) -> bool:
        """Whether all checks keep their bounds, so that their number says enough."""
        return all(row.tone is Tone.GOOD for row in self.checks)


def proof_view(result: Result, claim: Claim, language: str, run_again: str = "--fresh") -> ProofView:
    """The view of one result of a claim; `run_again` is the key or option that runs it again."""
    evidence = result.evidence
    translate = translator(claim.folder, claim.family, language)
    rows = measurement_rows(evidence, language, translate) if evidence else ()
    facts = [say(language, "proof.seed", seed=result.seed)] if result.seed is not None else []
    facts.append(say(language, "proof.took", seconds=readable(result.seconds, 2)))
    printed, traceback = printed_of(result)
    if result.kept:
        facts.append(kept := say(language, "proof.kept", age=_age(result.made, language), how=run_again))
    facts.append(_versions(result, "numpy", "torch"))
    return ProofView(
        claim=harmless(result.claim + (f" [{result.mutant}]" if result.mutant else "")),
        sentence=harmless(claim.sentence(language)),
        short=short_name(claim, language),
        finding=finding_of(claim, evidence, language) if evidence else "",
        verdict=verdict_label(result.verdict, language),
        agreement=_agreement(result, language),
        agrees=result.as_declared,
        outcome=_what_if(result, claim, language) or outcome_of(result, language),
        ran=kept if result.kept else say(language, "proof.ran", seconds=readable(result.seconds, 2)),
        changed=_changed(result, claim, language),
        reason=reason_of(result, language, translate),
        trouble=trouble_of(result, claim, language),
        site=site_of(result, claim),
        out_of_time=result.out_of_time,
        measurements=rows,
        checks_in_short=checks_in_short(rows, language),
        controls=control_sentences(evidence, language, translate) if evidence else (),
        picture=picture_of(evidence, language, translate) if evidence else Picture(),
        printed=printed,
        traceback=traceback,
        literature=harmless(claim.literature),
        facts=tuple(filter(None, facts)),
        heads=Heads(
            name=say(language, "proof.measurement"),
            value=say(language, "proof.measured"),
            bound=say(language, "proof.bound"),
            because=say(language, "proof.because"),
            control=say(language, "proof.control"),
            printed=say(language, "proof.output"),
        ),
    )


def dated_proof(result: Result, claim: Claim, language: str) -> ProofView:
    """The view of a kept result for what is read elsewhere and later: with the day, the versions and the machine."""
    view = proof_view(replace(result, kept=False), claim, language)
    day = say(language, "proof.made", day=f"{result.made:%Y-%m-%d}")
    around = _versions(result, "quizdl", "python")
    machine = f"{platform.system()} {platform.machine()}"  # a kept result is found on no other
    return view._replace(facts=tuple(filter(None, (day, *view.facts, around, machine))))


_SIGNS = {
    Verdict.SUPPORTED: ("✓", Tone.GOOD),
    Verdict.REFUTED: ("✗", Tone.BAD),
    Verdict.INCONCLUSIVE: ("?", Tone.OPEN),
    Verdict.UNAVAILABLE: ("–", Tone.UNAVAILABLE),
    Verdict.FAILED: ("!", Tone.FAILED),
}


def verdict_label(verdict: Verdict, language: str) -> SignedWord:
    """Sign, word and tone of a verdict."""
    sign, tone = _SIGNS[verdict]
    return SignedWord(sign, say(language, f"verdict.{verdict}"), tone)


def outcome_of(result: Result, language: str) -> SignedWord:
    """Whether a result came out as the answer says, for a list: without a word where it says no more than its sign."""
    if result.as_declared:
        word = say(language, "outcome.refuted") if result.verdict is Verdict.REFUTED else ""
        return SignedWord("✓", word, Tone.GOOD)
    if result.verdict in (Verdict.SUPPORTED, Verdict.REFUTED):
        return SignedWord("✗", say(language, "outcome.surprise"), Tone.BAD)
    sign, tone = _SIGNS[result.verdict]
    return SignedWord(sign, say(language, f"outcome.{result.verdict}"), tone)


def reason_of(result: Result, language: str, translate: Translator = ENGLISH) -> str:
    """The reason that a verdict is not `supported`, else empty. A verifier's own reason is unchanged.

    `translate` knows the names of the numbers in that language.
    """
    evidence = result.evidence
    if evidence is None or not evidence.decisive:
        return given_reason(result, language)
    numbers, first = evidence.decisive, evidence.decisive[0]
    kind = "control" if first in evidence.controls else "broken" if first.holds is False else "open"
    if result.unrefuted:
        numbers, kind = result.unrefuted, "unrefuted"
    names = "; ".join(translate(number.template, number.fields) for number in numbers)
    return harmless(say(language, f"reason.{kind}", names=names))


def sentence_of(name: str, catalogue: Catalogue | None, language: str) -> str:
    """The sentence of a claim on one line; its id if the catalogue does not have it."""
    if catalogue is not None:
        with contextlib.suppress(UnknownName, CatalogueError):
            return one_line(catalogue.claim(name).sentence(language))
    return harmless(name)


def proven_claim(name: str, catalogue: Catalogue | None, language: str) -> tuple[str, bool]:
    """The short name of a claim (its id if the catalogue does not have it), and whether it is a myth."""
    if catalogue is not None:
        with contextlib.suppress(UnknownName, CatalogueError):
            claim = catalogue.claim(name)
            return short_name(claim, language), claim.expects == Verdict.REFUTED
    return one_line(name), False


def numbers_of(result: Result) -> dict[str, float]:
    """The measurements and controls of a result by name; none without evidence."""
    evidence = result.evidence
    return {n.name: n.value for n in (*evidence.measurements, *evidence.controls)} if evidence else {}


def repeated_controls(result: Result, language: str) -> list[str]:
    """A sentence for each control that repeats the value of a measurement, and so shows nothing of its own."""
    pairs = result.evidence.repeats if result.evidence else ()
    return [say(language, "check.repeats", claim=result.claim, control=one, number=other) for one, other in pairs]


def number_of(result: Result, measured: str) -> float | None:
    """The number called `measured` (`family.claim/name`) in a result of that claim; None where that is none."""
    value = numbers_of(result).get(measured.partition("/")[2], math.nan)
    return value if math.isfinite(value) else None


def why_no_number(result: Result, claim: Claim, language: str) -> str:
    """Why a run gave no number, without a word of what the claim says or would measure: it decides a prediction."""
    return trouble_of(result, claim, language).partition("\n")[0] or reason_of(result, language)


def _agreement(result: Result, language: str) -> str:
    if result.verdict in (Verdict.UNAVAILABLE, Verdict.FAILED):
        return ""
    if not result.as_declared:
        return say(language, "verdict.not_as_declared", verdict=say(language, f"verdict.{result.expected}"))
    return say(language, f"verdict.{'folklore_refuted' if result.verdict is Verdict.REFUTED else 'as_declared'}")


def _changed(result: Result, claim: Claim, language: str) -> str:
    changed = [
        say(language, "proof.other_setting", knob=knob, value=_setting(value), default=_setting(default))
        for knob, (value, default) in claim.changed(result.settings).items()
    ]
    return harmless(say(language, "proof.other_settings", knobs=", ".join(changed))) if changed else ""


def short_name(claim: Claim, language: str) -> str:
    """The short name of a claim on one line; its sentence where it has none."""
    translate = translator(claim.folder, claim.family, language)
    return one_line(translate(claim.short) if claim.short else claim.sentence(language))


def finding_of(claim: Claim, evidence: Evidence, language: str) -> str:
    """What was found, in words with its number; empty where the claim does not say."""
    if evidence.finding is None:
        return ""
    return one_line(translator(claim.folder, claim.family, language)(evidence.finding.text, values_told(evidence)))


def _setting(value: Setting) -> str:
    return readable(value, 15) if isinstance(value, float) else str(value)


def _what_if(result: Result, claim: Claim, language: str) -> SignedWord | None:
    """The outcome of a run with turned knobs, which says nothing of the answer; None for one with the defaults."""
    turned = claim.changed(result.settings)
    if not turned:
        return None
    sign = "~" if result.evidence else _SIGNS[result.verdict][0]
    knobs = ", ".join(f"{knob} = {_setting(value)}" for knob, (value, _) in turned.items())
    return SignedWord(sign, harmless(say(language, "knob.outcome", knobs=knobs)), Tone.OPEN)


def _versions(result: Result, *names: str) -> str:
    """What the experiment computed with: `numpy 2.4.6, torch 2.13.0`."""
    versions = result.versions
    return harmless(", ".join(f"{name} {versions[name]}" for name in names if name in versions))


def _age(made: datetime, language: str) -> str:
    seconds = (datetime.now(UTC) - made).total_seconds()
    for name, size in (("ago.days", 86_400), ("ago.hours", 3_600), ("ago.minutes", 60)):
        if seconds >= size:
            return say(language, name, count=int(seconds // size))
    return say(language, "ago.now")
