"""Sentences in Korean by their English form: `{name} is missing` is a form, and what stands for `{name}` is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

Forms = Mapping[str, str]  # the English form: the Korean one, with the same names in braces

TRANSLATED = ("why", "word", "language")  # what stands for these has a form of its own

_NAME = re.compile(r"\{([a-z]+)\}")


def korean(text: str, forms: Forms) -> str:
    """The Korean sentence of the first form that `text` has; `text` itself where it has none of them."""
    if text in forms:
        return forms[text]
    for form, words in forms.items():
        if (values := values_in(text, form)) is not None:
            for name in values.keys() & TRANSLATED:
                values[name] = korean(values[name], forms)
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
