"""The reader's settings, in an optional TOML file: every command has an option for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from quizdl import folders
from quizdl.errors import BadSetting, UnknownName
from quizdl.files import write_whole
from quizdl.words import LANGUAGES, Language, as_language, say


def _one_of(*names: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in names:
            raise ValueError
        return str(value)

    return read


def _hour(value: object) -> int:
    hour = int(str(value))
    if not 0 <= hour <= 23:
        raise ValueError
    return hour


def _minutes(value: object) -> int:
    minutes = int(str(value))
    if not 1 <= minutes <= 24 * 60:
        raise ValueError
    return minutes


INTERVIEW_HOUR = 9  # in the reader's own time zone
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)  # of an interview: time zones and plans have room around


def interview_date(value: object) -> str:
    """The day of an interview as YYYY-MM-DD. Raises ValueError if it is invalid, or in another millennium."""
    day = date.fromisoformat(str(value))
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError
    return day.isoformat()


def interview_at(day: str) -> datetime:
    """The morning of a day that `interview_date` has read, in the reader's own zone, as a time in UTC."""
    return datetime.fromisoformat(day).replace(hour=INTERVIEW_HOUR).astimezone(UTC)


def _folder(value: object) -> str:
    folder = str(value)
    if not folder.startswith(("/", "~")) or not folder.isprintable():
        raise ValueError
    return folder


# By name, what reads a setting from the file or the command line; ValueError where a value does not fit. The catalogue
# of words says what it is for (`setting.NAME`) and what is wanted (`setting.NAME.wanted`).
SETTINGS: Mapping[str, Callable[[object], str | int]] = {
    "lang": _one_of(*LANGUAGES),
    "theme": _one_of("dark", "light", "high-contrast", "terminal"),
    "maths": _one_of("unicode", "plain"),
    "minutes": _minutes,
    "day": _hour,
    "until": interview_date,
    "practice": _folder,
}


def config_file() -> Path:
    """The file of the settings; may not exist."""
    return folders.config_folder() / "config.toml"


def read_config(but: str | None = None) -> dict[str, str | int]:
    """The reader's settings by name, without `but`. Raises BadSetting if the file is invalid."""
    file = config_file()
    return {name: checked(name, value, file) for name, value in _values(file).items() if name != but}


def kept_language() -> Language | None:
    """The language in the settings, even if other settings are invalid; never raises."""
    try:
        return as_language(_values(config_file()).get("lang"))
    except BadSetting:
        return None


def maths_are_plain() -> bool:
    """Whether the reader wants formulas in ASCII, even if other settings are invalid; never raises."""
    try:
        return _values(config_file()).get("maths") == "plain"
    except BadSetting:
        return False


def language_of_locale() -> Language:
    """The language of the locale, if quizdl has it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return as_language(value[:2]) or "en"
    return "en"


def readers_language() -> Language:
    """The language in the settings, else that of the locale; never raises."""
    return kept_language() or language_of_locale()


def _values(file: Path) -> dict[str, object]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{file}: cannot be read: {_why(error)}") from None
    import tomllib  # only where there is something to read

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise BadSetting(f"{file}: {mistake}") from None


def _why(error: OSError | UnicodeDecodeError) -> str:
    """The message of the system, without the number and the name of the file."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def checked(name: str, value: object, file: Path | None = None) -> str | int:
    """The value in the type of the setting. Raises UnknownName, and BadSetting if it does not fit."""
    where = f"{file}: " if file else ""
    if name not in SETTINGS:
        raise UnknownName(f"setting of {file}" if file else "setting", name, SETTINGS)
    try:
        return SETTINGS[name](value)
    except ValueError:
        wanted = say("en", f"setting.{name}.wanted")
        raise BadSetting(f"{where}{name} = {value!r} does not fit ({wanted})") from None


def write_config(settings: Mapping[str, str | int]) -> None:
    """Replace all settings by these. Raises OSError."""
    import json  # only where there is something to write

    values = {name: json.dumps(value, ensure_ascii=False) for name, value in settings.items()}
    lines = [f"{name} = {value}  # {say('en', f'setting.{name}')}\n" for name, value in values.items()]
    write_whole(config_file(), "".join(lines))


def remember(name: str, value: str | int) -> None:
    """Change one setting and keep the others. Raises OSError, and BadSetting if the file is invalid."""
    settings = read_config()
    if settings.get(name) != value:
        write_config({**settings, name: checked(name, value)})
