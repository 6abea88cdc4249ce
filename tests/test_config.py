"""Settings that last: what is written is read, and what does not fit is said where it stands."""

from pathlib import Path

import pytest

from quizdl.config import checked, config_file, read_config, remember, write_config
from quizdl.errors import BadSetting, UnknownName


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))


def test_no_file_means_no_settings() -> None:
    assert read_config() == {}
    assert not config_file().exists()


def test_what_is_written_is_read_again() -> None:
    settings: dict[str, str | int] = {"lang": "ko", "theme": "light", "minutes": 25, "until": "2027-01-15"}
    write_config(settings)
    assert read_config() == settings
    write_config({"minutes": 30})
    assert read_config() == {"minutes": 30}


def test_a_day_may_be_written_as_toml_writes_days() -> None:
    write_config({})
    config_file().write_text("until = 2027-01-15\n")
    assert read_config() == {"until": "2027-01-15"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lang = 'kr'", "lang = 'kr' does not fit \\(en or ko\\)"),
        ("minutes = 0", "minutes = 0 does not fit"),
        ("minutes = 'ten'", "minutes = 'ten' does not fit"),
        ("until = 2027-13-01", "config.toml: Expected"),
        ("until = 'soon'", "until = 'soon' does not fit \\(a day, as in 2027-01-15\\)"),
        ("lang =", "config.toml: "),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_place(text: str, message: str) -> None:
    write_config({})
    config_file().write_text(text)
    with pytest.raises(BadSetting, match=message):
        read_config()


def test_a_file_that_is_no_text_is_refused() -> None:
    write_config({})
    config_file().write_bytes(b"\xff\xfe")
    with pytest.raises(BadSetting, match="cannot be read"):
        read_config()


def test_an_unknown_setting_suggests_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean theme"):
        checked("them", "dark")


def test_one_setting_is_remembered_and_the_others_stay() -> None:
    write_config({"minutes": 20, "lang": "en"})
    remember("lang", "ko")
    assert read_config() == {"minutes": 20, "lang": "ko"}
    config_file().write_text("lang = ", encoding="utf-8")
    with pytest.raises(BadSetting):
        remember("lang", "en")
    assert config_file().read_text(encoding="utf-8") == "lang = ", "what cannot be understood is not overwritten"
