"""Which files are a family: one Python file, or a folder of them in `verifiers/`."""

from pathlib import Path

import pytest

from quizdl.family_files import families_in, family_of, files_of, is_family_folder


@pytest.fixture
def verifiers(tmp_path: Path) -> Path:
    """One family that is a file, one that is a folder, and everything beside them that is none."""
    folder = tmp_path / "bank" / "verifiers"
    for name in (
        *("adam.py", "sgd/sgd.py", "sgd/a_helper.py", "sgd/steps.py", "sgd/data/deep.py"),
        *("programs/adam.py", "programs/nets/mlp.py", "exercises/wrong.py", "ko/words.py", "ko/adam.toml"),
        *("__pycache__/adam.cpython-311.pyc", ".ipynb_checkpoints/adam-checkpoint.py", "notes/todo.txt"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def test_a_family_is_a_python_file_or_a_folder_with_python_files(verifiers: Path) -> None:
    assert families_in(verifiers) == {"adam": verifiers / "adam.py", "sgd": verifiers / "sgd"}


def test_the_file_that_is_named_after_the_folder_comes_first(verifiers: Path) -> None:
    assert [file.name for file in files_of(verifiers / "sgd")] == ["sgd.py", "a_helper.py", "steps.py"]
    assert files_of(verifiers / "adam.py") == [verifiers / "adam.py"]


def test_a_file_belongs_to_the_folder_around_it_where_that_is_a_family_of_a_bank(verifiers: Path) -> None:
    assert family_of(verifiers / "sgd" / "steps.py") == verifiers / "sgd"
    loose = verifiers.parent / "drafts" / "sgd.py"
    loose.parent.mkdir()
    loose.touch()
    alone = [loose, verifiers / "adam.py", verifiers / "programs" / "adam.py", verifiers.parent, verifiers / "sgd"]
    assert [family_of(path) for path in alone] == alone


def test_a_bank_and_its_verifiers_are_no_family(verifiers: Path) -> None:
    (verifiers.parent / "setup.py").touch()
    assert not is_family_folder(verifiers.parent)
    assert not is_family_folder(verifiers)
