"""The course through the programs names each of them once."""

import re
from pathlib import Path

from quizdl import folders
from quizdl.verify.catalogue import read_catalogue

COURSE = (Path(__file__).parents[1] / "docs" / "reading.md").read_text(encoding="utf-8")


def test_every_program_has_its_place_in_the_course() -> None:
    linked = re.findall(r"\]\(\.\./verifiers/programs/(\w+\.py)\)", COURSE)
    there = {path.name for path in (folders.builtin_bank() / "verifiers" / "programs").glob("*.py")}
    assert sorted(linked) == sorted(there)


def test_every_claim_that_the_course_runs_exists() -> None:
    catalogue = read_catalogue(folders.builtin_bank() / "verifiers")
    known = {*catalogue.families, *(claim.id for claim in catalogue.claims())}
    named = re.findall(r"`quizdl verify ([\w.]+)`", COURSE)
    assert len(named) > 10
    assert set(named) - known == set()
