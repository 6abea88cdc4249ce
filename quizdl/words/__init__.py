"""Every sentence of the interface by name: one file a language, and the same names in each.

A name begins with its area (`home.`, `line.`, `doctor.`); an entry holds fields in braces, and several forms where
the language has a plural. A new language is one file beside `en.py`, found by its code.

Plain dictionaries, because they cost least at the start. Loading 611 sentences, beside 26 ms for `import click` in
the same run: a module 4 ms, JSON 7 ms, gettext's `.mo` 9 ms, TOML 16 ms, `fluent.runtime` 177 ms (135 ms its import).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Literal, Protocol, cast, get_args

Language = Literal["en", "ko"]  # a new one is named here, too, and is a field of `bank.model.Text`
LANGUAGES: tuple[Language, ...] = get_args(Language)


class LanguageFile(Protocol):
    """What a file of this folder holds."""

    WORDS: Mapping[str, str | tuple[str, ...]]
    plural: Callable[[object], int]
    SENTENCES: Mapping[str, Mapping[str, str]]  # by kind, for `words.sentences`


@cache
def language_file(language: str) -> LanguageFile:
    """The file of that language, loaded at its first use. Raises ModuleNotFoundError where there is none."""
    return cast("LanguageFile", import_module(f"{__name__}.{language}"))


def say(language: str, name: str, /, **values: object) -> str:
    """The words called `name` with `values` filled in, in English where `language` lacks them.

    Of an entry with several forms, the one for `count` is taken. Raises KeyError where English has no such name.
    """
    file = language_file(language)
    if name not in file.WORDS:
        file = language_file("en")
    words = file.WORDS[name]
    return (words if isinstance(words, str) else words[file.plural(values["count"])]).format(**values)


def next_language(language: Language) -> Language:
    """The language that a switch leads to."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]


def as_language(value: object) -> Language | None:
    """`value` where it is the code of a language of quizdl, else None."""
    return next((language for language in LANGUAGES if language == value), None)


def known(name: str) -> bool:
    """Whether there are words of that name."""
    return name in language_file("en").WORDS
