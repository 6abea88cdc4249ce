"""The reader's files are made once and never overwritten."""

from datetime import datetime
from pathlib import Path

import pytest

from quizdl import folders
from quizdl.config import write_config
from quizdl.errors import BadSetting
from quizdl.practice.exercise import Exercise, exercise_of
from quizdl.practice.files import begin_file, file_of, set_aside
from quizdl.verify.catalogue import open_catalogue
from tests.practice.exercises import WRITE_ADAM

NOW = datetime(2026, 11, 29, 15, 31)


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    verifiers = folders.builtin_bank() / "verifiers"
    return exercise_of(WRITE_ADAM, open_catalogue(verifiers), verifiers)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))


def test_a_file_is_named_after_its_exercise_in_the_folder_of_the_settings(
    tmp_path: Path, exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert file_of(exercise) == tmp_path / "practice" / "write_adam.py"
    monkeypatch.setenv("HOME", "/home/me")
    write_config({"practice": '~/my "code" \\ 연습'})
    assert file_of(exercise) == Path('/home/me/my "code" \\ 연습/write_adam.py')


@pytest.mark.fault
def test_without_a_home_the_setting_is_named(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "practice_folder", lambda: Path("~/quizdl-practice"))
    monkeypatch.setattr("os.path.expanduser", str)
    with pytest.raises(BadSetting, match="quizdl config practice PATH"):
        file_of(exercise)


@pytest.mark.parametrize("folder", ["practice", "", "/a\nb"])
def test_a_folder_is_given_whole(folder: str) -> None:
    from quizdl.config import checked

    with pytest.raises(BadSetting, match="a folder from / or ~ on"):
        checked("practice", folder)


@pytest.mark.fault
def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new" / "write_adam.py"
    assert begin_file(path, "the starter\n")
    assert path.read_text() == "the starter\n"
    path.write_text("mine\n")
    assert not begin_file(path, "the starter\n")
    assert path.read_text() == "mine\n"
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    assert not begin_file(path, "the starter\n")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.fault
def test_what_is_set_aside_stays_under_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "write_adam.py"
    kept = {}
    for text in ("one", "two", "three"):
        path.write_text(text)
        kept[set_aside(path, NOW).name] = text
        assert not path.exists()
    attic = tmp_path / "attic"
    assert {file.name: file.read_text() for file in attic.iterdir()} == kept
    assert list(kept) == [
        "write_adam-2026-11-29-1531.py", "write_adam-2026-11-29-1531-2.py", "write_adam-2026-11-29-1531-3.py",
    ]  # fmt: skip
    with pytest.raises(FileNotFoundError):
        set_aside(path, NOW)
    assert len(list(attic.iterdir())) == 3
