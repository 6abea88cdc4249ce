"""Where things live: the folders of platformdirs, unless QUIZDL_HOME says otherwise."""

from pathlib import Path

import platformdirs
import pytest

from quizdl import folders

FOLDERS = {
    folders.data_folder: platformdirs.user_data_dir,
    folders.config_folder: platformdirs.user_config_dir,
    folders.cache_folder: platformdirs.user_cache_dir,
    folders.state_folder: platformdirs.user_state_dir,
}
VARIABLES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


@pytest.mark.parametrize("home", ["/home/ada", "/", "relative", "", None])
@pytest.mark.parametrize("base", ["/elsewhere/of mine", "relative", "", " ", None])
def test_folders_are_those_of_platformdirs(home: str | None, base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUIZDL_HOME", raising=False)
    for variable, value in {"HOME": home, **dict.fromkeys(VARIABLES, base)}.items():
        if value is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, value)
    for ours, theirs in FOLDERS.items():
        assert ours() == Path(theirs("quizdl"))


def test_one_variable_moves_all_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    assert {folder() for folder in FOLDERS} == {tmp_path / name for name in ("data", "config", "cache", "state")}
