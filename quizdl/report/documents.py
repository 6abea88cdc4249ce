"""The documents of `--json`, with stable fields; the public API returns the same."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from quizdl.bank.characters import HARMFUL
from quizdl.report.view.proof import finding_of
from quizdl.verify.declared import Claim, Setting
from quizdl.verify.dependencies import versions
from quizdl.verify.evidence import Evidence
from quizdl.verify.result import Result
from quizdl.verify.texts import fill
from quizdl.words import LANGUAGES

NUMBERS_IN_LINES = re.compile(r"\[\n\s*(?:null|-?[\d.eE+-]+)(?:,\n\s*(?:null|-?[\d.eE+-]+))*\n\s*\]")


def json_text(document: object) -> str:
    """The document as JSON: lists of numbers on one line, without control characters."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    text = NUMBERS_IN_LINES.sub(lambda found: " ".join(found[0].split()), text)  # no string holds a bare line break
    return HARMFUL.sub(lambda found: json.dumps(found[0])[1:-1], text)  # escaped, so the same to a reader


def verify_document(
    entries: Sequence[Mapping[str, Any]], mutants: Sequence[Mapping[str, Any]], *, agrees: bool
) -> dict[str, Any]:
    """The document of `quizdl verify --json`."""
    return {
        "schema": "quizdl.verify/1",
        "agrees": agrees,
        "versions": versions(),
        "claims": list(entries),
        "mutants": list(mutants),
    }


def result_entry(claim: Claim, result: Result) -> dict[str, Any]:
    """One run of a claim: its result, its sentence, turned knobs, and its curves."""
    evidence = result.evidence
    changed = {
        knob: {"value": value, "default": default} for knob, (value, default) in claim.changed(result.settings).items()
    }
    return {
        **result.to_json(),
        "sentence": _sentences(claim),  # it speaks of the defaults
        "changed": changed,
        "finding": _findings(claim, evidence) if evidence else {},
        "axes": _axes(evidence) if evidence else None,
        "curves": [
            {
                "name": curve.name,
                "x": _finite(curve.x or ()),
                "y": _finite(curve.y),
                "points": curve.points,
                "role": curve.role,
            }
            for curve in (evidence.curves if evidence else ())
        ],
    }


def claims_document(claims: Iterable[Claim]) -> dict[str, Any]:
    """The document of `quizdl verify --list --json`."""
    entries = [
        {
            "id": claim.id,
            "family": claim.family,
            "sentence": _sentences(claim),
            "expected": str(claim.expects),
            "seconds": claim.seconds,
            "alone": claim.alone,
            "seeded": claim.seeded,
            "knobs": knobs_of(claim),
            "literature": claim.literature,
            "file": str(claim.path),
            "line": claim.line,
        }
        for claim in claims
    ]
    return {"schema": "quizdl.claims/1", "claims": entries}


def memory_document(estimate: Mapping[str, Any]) -> dict[str, Any]:
    """The document of `quizdl memory --json`."""
    return {"schema": "quizdl.memory/1", "room": None, **estimate}


def knobs_of(claim: Claim) -> dict[str, Setting]:
    """The knobs of a claim with their defaults, without the seed."""
    return {knob: default for knob, default in claim.knobs.items() if knob != "seed"}


def _sentences(claim: Claim) -> dict[str, str]:
    """The sentence of a claim by language, if written."""
    return {language: text for language in LANGUAGES if (text := getattr(claim, language))}


def _axes(evidence: Evidence) -> dict[str, Any]:
    """The axes, with their marks filled in; the y of a mark is the value that it marks."""
    marks = []
    for mark in evidence.axes.marks:
        values = evidence.values_marked(mark)
        (y,) = _finite([values["value"]])
        marks.append({"of": mark.of, "x": mark.x, "y": y, "text": fill(mark.text, values)})
    return {**asdict(evidence.axes), "caption": fill(evidence.caption, evidence.fields), "marks": marks}


def _findings(claim: Claim, evidence: Evidence) -> dict[str, str]:
    """The finding of a run by language, if the claim has one."""
    return {language: text for language in LANGUAGES if (text := finding_of(claim, evidence, language))}


def _finite(values: Iterable[float]) -> list[float | None]:
    """Replace NaN and infinity by None: JSON has neither."""
    return [value if math.isfinite(value) else None for value in values]
