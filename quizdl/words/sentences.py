"""Sentences that stand in English where they are made, said in another language by their English form.

Errors, problems of a bank, reasons of a failure, and what click and the system say: `{name} is missing` is a form, and
what stands for `{name}` is kept. A language file lists the forms in `SENTENCES`; the first that fits counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from quizdl.words import language_file

TRANSLATED = ("why", "word", "language", "knobs")  # what stands for these has a form of its own

_NAME = re.compile(r"\{([a-z]+)\}")


def translated(language: str, kind: Literal["errors", "problems", "reasons"], sentence: str) -> str:
    """The English sentence in `language`; as it is where that language has no form of it."""
    forms = language_file(language).SENTENCES.get(kind)
    return by_form(sentence, forms) if forms else sentence


def by_form(text: str, forms: Mapping[str, str]) -> str:
    """The words of the first form that `text` has; `text` itself where it has none of them."""
    if text in forms:
        return forms[text]
    for form, words in forms.items():
        if (values := values_in(text, form)) is not None:
            for name in values.keys() & TRANSLATED:
                values[name] = by_form(values[name], forms)
            return "".join(values[part] if i % 2 else part for i, part in enumerate(_parts(words)))
    return text


def values_in(text: str, form: str) -> dict[str, str] | None:
    """What stands in `text` for the names of `form`, each as short as can be; None where `text` has another form.

    No regular expression: a text of 20 kB with many partial fits must not take quadratic time.
    """
    first, *rest = _parts(form)
    if not rest or not text.startswith(first) or not text.endswith(rest[-1]):
        return None
    begin, end = len(first), len(text) - len(rest[-1])
    values: dict[str, str] = {}
    for name, after in zip(rest[0::2], rest[1::2], strict=True):
        stop = end if len(values) + 1 == len(rest) // 2 else text.find(after, begin, end)
        if stop < begin:
            return None
        values[name] = text[begin:stop]
        begin = stop + len(after)
    return values


@cache
def _parts(form: str) -> list[str]:
    """Literal parts at even places, the names between them at odd ones."""
    return _NAME.split(form)
