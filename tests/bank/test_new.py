"""A new bank works at once, and its files are fit to be copied."""

from pathlib import Path

import pytest

from quizdl.bank.check import check_bank
from quizdl.bank.new import new_bank
from quizdl.bank.reading import read_bank
from quizdl.errors import BadSetting
from quizdl.verdict import Verdict
from quizdl.verify.catalogue import read_catalogue
from quizdl.verify.importing import load_verifier


@pytest.fixture
def root(tmp_path: Path) -> Path:
    new_bank(tmp_path / "mine" / "first")
    return tmp_path / "mine" / "first"


def test_a_new_bank_passes_every_check_in_both_languages(root: Path) -> None:
    bank = read_bank(root)
    claims = {claim.id for claim in read_catalogue(bank.verifiers).claims()}
    assert check_bank(bank, claims, languages=("en", "ko")) == []
    assert {question.kind for question in bank.questions()} == {"choice", "number"}
    assert sorted(str(file.relative_to(root)) for file in root.rglob("*.*")) == [
        "README.md",
        "bank.yaml",
        "questions/sigmoid.yaml",
        "verifiers/sigmoid.py",
    ]


def test_the_claims_of_a_new_bank_hold_and_its_mutants_are_caught(root: Path) -> None:
    (family,) = read_catalogue(root / "verifiers").families.values()
    for changed in [None, *family.mutants]:
        module = load_verifier(family.path, {changed.path: changed.source} if changed else None)
        verdicts = {claim.function: getattr(module, claim.function)().judge()[0] for claim in family.claims}
        assert (set(verdicts.values()) == {Verdict.SUPPORTED}) is (changed is None), changed
    assert len(family.mutants) == 3


def test_a_measured_question_of_a_new_bank_names_a_measurement(root: Path) -> None:
    module = load_verifier(root / "verifiers" / "sigmoid.py")
    names = {measurement.name for measurement in module.largest_slope().measurements}
    (measured,) = [q.measured for q in read_bank(root).questions() if q.kind == "number"]
    assert measured is not None
    assert measured.partition("/")[2] in names


def test_a_new_bank_does_not_overwrite_anything(root: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="is not an empty folder; name one that does not exist yet"):
        new_bank(root)
    file = tmp_path / "file"
    file.write_text("words")
    with pytest.raises(BadSetting, match="is not an empty folder"):
        new_bank(file)
    with pytest.raises(BadSetting, match="cannot be written: Not a directory"):
        new_bank(file / "below")
    assert file.read_text() == "words"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    new_bank(tmp_path)
    assert (tmp_path / "README.md").read_text().startswith("# A question bank for quizdl")


def test_a_folder_is_the_same_by_a_path_through_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(BadSetting, match="not an empty folder"):
        new_bank(tmp_path / "missing" / "..")
    assert (tmp_path / "README.md").read_text() == "mine"
