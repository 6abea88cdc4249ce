"""What was found about a wrong program, in words: where it goes wrong, how it relates to ours, what it behaves like.

It tells of the calls that were made, in counts, and never what the reader wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from quizdl.bank.model import Text
from quizdl.digits import readable
from quizdl.report.text import one_line
from quizdl.verify.diagnosis import (
    FLAGS,
    Comparison,
    Condition,
    Diagnosis,
    Feature,
    FeatureKind,
    Observation,
    Relation,
    RelationKind,
    Term,
)
from quizdl.words import Language, say

SIGNS = {Comparison.AT_LEAST: "≥", Comparison.AT_MOST: "≤", Comparison.EQUALS: "=", Comparison.DIFFERS: "≠"}
CODE = {  # features that a line of Python says in every language
    FeatureKind.VALUE: "{}",
    FeatureKind.LENGTH: "{}",
    FeatureKind.COUNT: "len({})",
    FeatureKind.SIZE: "{}.size",
    FeatureKind.AXES: "{}.ndim",
    FeatureKind.SMALLEST_ITEM: "min({})",
    FeatureKind.LARGEST_ITEM: "max({})",
    FeatureKind.LARGEST: "max |{}|",
    FeatureKind.SPREAD: "max({0}) - min({0})",
    FeatureKind.DIFFERENCE: "{} - {}",
}
LARGER = {
    (Comparison.AT_LEAST, 1): ">",
    (Comparison.AT_LEAST, 0): "≥",
    (Comparison.AT_MOST, -1): "<",
    (Comparison.AT_MOST, 0): "≤",
}
DIGITS = 6


class DiagnosisView(NamedTuple):
    """Sentences; each may be empty."""

    condition: str
    first: str
    relations: str
    seen: str = ""

    @property
    def lines(self) -> list[str]:
        """Those that say something."""
        return [line for line in self if line]


def diagnosis_view(diagnosis: Diagnosis, language: Language) -> DiagnosisView:
    """The free part of a diagnosis: conditions and relations."""
    condition = diagnosis.condition and _condition(diagnosis.condition, language)
    if condition and diagnosis.condition_of:
        condition = say(language, "diagnosis.of_calls", call=one_line(diagnosis.condition_of), condition=condition)
    first = diagnosis.first and say(
        language,
        "diagnosis.first",
        call=one_line(diagnosis.first.name),
        number=diagnosis.first.number,
        objects=diagnosis.first.objects,
        count=diagnosis.first.wrong,
    )
    seen = [_seen(one, language) for one in diagnosis.observed]
    told = say(language, "diagnosis.observed", seen="; ".join(seen)) if seen else ""
    return DiagnosisView(condition or "", first or "", " ".join(_relations(diagnosis, language)), told)


def _seen(seen: Observation, language: Language) -> str:
    first, second, third, *_ = (*map(one_line, seen.numbers), "", "")
    return say(language, f"observed.{seen.kind}", first=first, second=second, third=third)


def likeness_text(diagnosis: Diagnosis, mistakes: Mapping[str, Text], language: Language) -> str:
    """What the program behaves like; `mistakes` says what each does, by id."""
    if not diagnosis.wrong:
        return say(language, "likeness.nothing_wrong", count=diagnosis.calls)
    found = [[one_line(mistakes[one].to(language)) for one in ids] for ids in diagnosis.likeness]
    if not found and diagnosis.changed:
        pairs = (map(one_line, line) for line in diagnosis.changed)
        return say(language, "likeness.changed", lines="; ".join(f"{old} → {new}" for old, new in pairs))
    if not found:
        return say(language, "likeness.none" if diagnosis.compared else "likeness.none_in_time")
    if len(found[0]) == 2:
        return say(language, "likeness.two", one=found[0][0], other=found[0][1])
    names = list(dict.fromkeys(name for (name,) in found))
    if len(names) == 1:
        return say(language, "likeness.one", mistake=names[0])
    return say(language, "likeness.several", mistakes="; ".join(names), count=diagnosis.calls)


def _condition(condition: Condition, language: Language) -> str:
    side = "wrong" if condition.wrong else "right"
    kind = "exactly" if condition.exact else "only"
    terms = say(language, "diagnosis.and").join(_term(term, language) for term in condition.terms)
    return say(
        language,
        f"diagnosis.{side}_{kind}",
        terms=terms,
        of_kind=condition.of_kind,
        met=condition.met,
        others=condition.calls - condition.met,
    )


def _term(term: Term, language: Language) -> str:
    feature, value = term.feature, readable(term.value, DIGITS)
    if feature.kind is FeatureKind.NAMED_FLAG:
        return _named(feature.names[:2] if term.value else feature.names[2:], language)
    if feature.kind in FLAGS:
        holds = "" if term.value else ".not"
        return say(language, f"feature.{feature.kind}{holds}", name=one_line(feature.names[0]))
    if feature.kind is FeatureKind.DIFFERENCE:
        sign = LARGER.get((term.comparison, int(term.value)))
        if sign is not None:
            return f" {sign} ".join(map(one_line, feature.names))
    return f"{_name(feature, language)} {SIGNS[term.comparison]} {value}"


def _name(feature: Feature, language: Language) -> str:
    """What a number is."""
    if feature.kind is FeatureKind.NAMED:
        return _named(feature.names, language)
    if feature.kind in CODE:
        return CODE[feature.kind].format(*map(one_line, feature.names))
    return say(language, f"feature.{feature.kind}")


def _named(names: Sequence[str], language: Language) -> str:
    english, korean = map(one_line, names)
    return Text(en=english, ko=korean).to(language)


def _relations(diagnosis: Diagnosis, language: Language) -> Iterator[str]:
    """What agrees with ours, and how the rest relates to it."""
    told = [relation for relation in diagnosis.relations if not relation.first]
    first = [relation for relation in diagnosis.relations if relation.first]
    if diagnosis.wrong and diagnosis.agreeing:
        yield say(language, "diagnosis.agrees", outputs=", ".join(map(one_line, diagnosis.agreeing)))
    for relations, words in ((told, "diagnosis.related"), (first, "diagnosis.related_first")):
        if relations:
            yield say(language, words, relations="; ".join(_grouped(relations, language)))


def _grouped(relations: Sequence[Relation], language: Language) -> Iterator[str]:
    """Outputs of which the same holds, together."""
    for what, alike in groupby(relations, lambda relation: _what(relation, language)):
        outputs = (
            say(language, "relation.change", name=one_line(one.output)) if one.change else one_line(one.output)
            for one in alike
        )
        yield f"{', '.join(outputs)}: {what}"


def _what(relation: Relation, language: Language) -> str:
    kind, names = relation.kind, tuple(map(one_line, relation.names))
    match kind:
        case RelationKind.FACTOR if relation.value == -1:
            return say(language, "relation.sign")
        case RelationKind.FACTOR:
            return say(language, "relation.factor", factor=readable(relation.value, DIGITS))
        case RelationKind.SHIFTED:
            sign = "minus" if relation.value < 0 else "plus"
            return say(language, f"relation.{sign}", name=readable(abs(relation.value), DIGITS))
        case RelationKind.NAMED_FACTOR:
            part = "part" if names[0].removeprefix("-").startswith("1/") else "factor"
            return say(language, f"relation.{part}", factor=names[0])
        case RelationKind.TIMES if len(names) == 1 and relation.value == 1:
            return say(language, "relation.argument", name=names[0])
        case RelationKind.TIMES:
            factor = names[1] if len(names) > 1 else readable(relation.value, DIGITS)
            return say(language, "relation.times", factor=factor, name=names[0])
        case RelationKind.AXES | RelationKind.REVERSED:
            return say(language, f"relation.{kind}", axes=", ".join(names))
        case RelationKind.ADDED:
            factor = names[1] if len(names) > 1 else readable(relation.value, DIGITS)
            return say(language, "relation.added", factor=factor, name=names[0])
        case RelationKind.ONLY_AT:
            place = names[0].format(say(language, "relation.ours"))
            return say(language, "relation.only_at", place=place, differing=names[1], there=names[2])
        case RelationKind.FUNCTION:
            return names[0].format(say(language, "relation.ours"))
    return say(language, f"relation.{kind}", name=names[0] if names else "")
