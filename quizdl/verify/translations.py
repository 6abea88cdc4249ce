"""The texts of evidence in other languages: `verifiers/ko/adam.toml` beside `verifiers/adam.py`, keyed by the English.

Only what is shown depends on these files: they are in no key of a result and in no hash of trust.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from quizdl.verify.texts import fill
from quizdl.words import language_file

MOST_BYTES = 1_000_000


def translation_file(folder: Path, family: str, language: str) -> Path:
    """The file that translates the texts of a family; `folder` holds the verifiers of the bank."""
    return folder / language / f"{family}.toml"


def read_translations(path: Path) -> dict[str, str]:
    """The texts of the file by their English form; none if there is no such file.

    Raises OSError, and ValueError if it is not a table of texts.
    """
    if not path.is_file():
        return {}
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"larger than {MOST_BYTES} bytes")
    import tomllib  # the quiz draws its first frame without it

    table = tomllib.loads(path.read_text(encoding="utf-8"))
    if wrong := [key for key, text in table.items() if not isinstance(text, str)]:
        raise ValueError(f"{wrong[0]!r} is not a text")
    return table


def shared_translations(language: str) -> Mapping[str, str]:
    """The texts of the checks that many families share, `quizdl.lab.checks`, by their English form."""
    return language_file(language).SENTENCES.get("checks", {})


class Translator:
    """Fills texts of evidence in one language, and leaves those in English that the file does not have."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __call__(self, text: str, fields: Mapping[str, object] | None = None) -> str:
        try:
            return fill(self._texts.get(text, text), fields or {})
        except ValueError:  # the translation names other fields: `bank check` reports it
            return fill(text, fields or {})


ENGLISH = Translator({})


def translator(folder: Path, family: str, language: str) -> Translator:
    """The translator of a family's texts. A file that cannot be read translates nothing: `bank check` reports it."""
    if language == "en":
        return ENGLISH
    path = translation_file(folder, family, language)
    try:
        status = path.stat()
    except OSError:
        return ENGLISH
    return _translator(path, language, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _translator(path: Path, language: str, modified: int, size: int) -> Translator:
    del modified, size  # a file that was edited is read again
    try:
        return Translator({**shared_translations(language), **read_translations(path)})
    except (OSError, ValueError):
        return ENGLISH
