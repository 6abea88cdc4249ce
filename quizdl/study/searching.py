"""Search texts by words, in any language and however they were typed. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from quizdl.bank.model import Bank
from quizdl.bank.question import AnyQuestion
from quizdl.words import LANGUAGES

FIRST_SYLLABLE, LAST_SYLLABLE, FIRST_CONSONANT = 0xAC00, 0xD7A3, 0x1100
SYLLABLES = 588  # that begin with the same consonant


def searchable(*texts: str) -> str:
    """The texts as `contains` compares them, and what their Hangul syllables begin with: ㅍㅎ finds 편향."""
    text = _folded("\n".join(texts))
    return text if text.isascii() else f"{text}\n{text.translate(_initials())}"


def words_of(text: str) -> list[str]:
    """The words to look for."""
    return _folded(text).split()


def everything_in(question: AnyQuestion) -> str:
    """All texts of a question, folded."""
    from quizdl.bank.check import texts  # a first question needs no search

    parts = [question.id, *question.verify, *question.tags]
    parts += [part for _, text in texts(question) for language in LANGUAGES if (part := getattr(text, language))]
    return _folded("\n".join(parts))


def search(bank: Bank, text: str) -> list[AnyQuestion]:
    """The questions that contain every word of `text`, in either language and any case, in bank order."""
    words = words_of(text)
    return [
        question
        for question in bank.questions()
        for searched in [everything_in(question)]
        if words and all(word in searched for word in words)
    ]


def _folded(text: str) -> str:
    """Normalise text for comparison: decomposed Hangul and full-width letters match too."""
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _initials() -> Mapping[int, int]:
    """By Hangul syllable, its initial consonant, in the form to which NFKC brings a consonant that is typed alone."""
    return {
        code: FIRST_CONSONANT + (code - FIRST_SYLLABLE) // SYLLABLES
        for code in range(FIRST_SYLLABLE, LAST_SYLLABLE + 1)
    }
