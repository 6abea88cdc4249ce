"""Loading verifiers under private names: from disk, from a mutant, from what was vouched for."""

from pathlib import Path

import pytest

from quizdl.verify.importing import load_verifier


def test_two_folders_may_hold_files_of_the_same_name(tmp_path: Path) -> None:
    for folder, value in (("one", 1), ("two", 2)):
        (tmp_path / folder / "programs").mkdir(parents=True)
        (tmp_path / folder / "programs" / "walk.py").write_text(f"value = {value}")
        (tmp_path / folder / "same.py").write_text("from .programs.walk import value")
    assert [load_verifier(tmp_path / folder / "same.py").value for folder in ("one", "two")] == [1, 2]


def test_a_replaced_source_is_loaded_beside_the_real_one(tmp_path: Path) -> None:
    path = tmp_path / "family.py"
    path.write_text("value = 1")
    assert load_verifier(path, {path: "value = 2"}).value == 2
    assert load_verifier(path).value == 1


def test_a_sealed_verifier_reaches_nothing_on_disk_that_was_not_vouched_for(tmp_path: Path) -> None:
    path = tmp_path / "family.py"
    path.write_text("from .sibling import value")
    (tmp_path / "sibling.py").write_text("value = 1")
    source = path.read_text()
    assert load_verifier(path, {path: source}).value == 1
    with pytest.raises(ModuleNotFoundError):
        load_verifier(path, {path: source}, sealed=True)
    both = {path: source, tmp_path / "sibling.py": "value = 3"}
    assert load_verifier(path, both, sealed=True).value == 3
