"""What a proof of the built-in bank must say, in both languages, so that a candidate can read it."""

import re
from collections.abc import Iterator

from rich.cells import cell_len

from quizdl.report.scales import Scales
from quizdl.report.view.picture import picture_of
from quizdl.report.view.proof import short_name
from quizdl.verify.declared import Claim
from quizdl.verify.evidence import Evidence
from quizdl.verify.text_check import untranslated
from quizdl.verify.translations import read_translations, shared_translations, translation_file

MOST_CELLS = 40  # of a short name
NUMBER = re.compile(r"(?<![\w.^])(?!0(?![\d.]))\d")  # not zero, nor the index of a name: L2, β₁, 10⁻⁶


def speaks(claim: Claim) -> bool:
    """Whether the claim's family has been rewritten for readers: then it is translated."""
    return translation_file(claim.folder, claim.family, "ko").is_file()


def faults(claim: Claim, evidence: Evidence) -> Iterator[str]:
    """What the claim does not say, or says where it cannot be seen."""
    texts = {**shared_translations("ko"), **read_translations(translation_file(claim.folder, claim.family, "ko"))}
    yield from (f"not translated: {text}" for text in untranslated(evidence, texts))
    yield from (f"{control!r} repeats {number!r}" for control, number in evidence.repeats)
    names = [number.name for number in (*evidence.measurements, *evidence.controls)]
    yield from (f"a comma in {name!r}" for name in names if "," in name)
    yield from faults_of_short_name(claim)
    if not evidence.caption or not evidence.curves:
        yield "no caption, or no curve"
    if evidence.finding is None:
        yield "no finding"
    else:
        yield from unmarked(evidence)


def faults_of_short_name(claim: Claim) -> Iterator[str]:
    if not claim.short:
        yield "no short name"
    for language in ("en", "ko"):
        name = short_name(claim, language)
        if cell_len(name) > MOST_CELLS or NUMBER.search(name):
            yield f"too long, or with a number: {name}"


def unmarked(evidence: Evidence) -> Iterator[str]:
    """The numbers of the headline that no mark inside the axes shows, by its height or by where it stands."""
    assert evidence.finding is not None
    picture = picture_of(evidence)
    scales = Scales.over(picture)
    drawn = zip(evidence.axes.marks, picture.marks, strict=True)
    inside = [mark for mark, point in drawn if scales is not None and scales.place_of(point, picture) is not None]
    for name in evidence.finding.numbers.values():
        if not any(mark.of == name or mark.x == evidence.value_of(name) for mark in inside):
            yield f"{name!r} is not marked inside the axes"
