"""The course through the programs names each of them once."""

import re
from pathlib import Path

from tests.built_in import CATALOGUE, VERIFIERS

COURSE = (Path(__file__).parents[1] / "docs" / "reading.md").read_text(encoding="utf-8")


def test_every_program_has_its_place_in_the_course() -> None:
    linked = re.findall(r"\]\(\.\./verifiers/programs/(\w+\.py)\)", COURSE)
    there = {path.name for path in (VERIFIERS / "programs").glob("*.py")}
    assert sorted(linked) == sorted(there)


def test_every_claim_that_the_course_runs_exists() -> None:
    known = {*CATALOGUE.families, *(claim.id for claim in CATALOGUE.claims())}
    named = re.findall(r"`quizdl verify ([\w.]+)`", COURSE)
    assert len(named) > 10
    assert set(named) - known == set()
