"""What an unquoted word of YAML means: the core schema of YAML 1.2, in which `yes` is a word and 012 is twelve."""

from __future__ import annotations

import re

Scalar = None | bool | int | float | str

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST = frozenset("~nNtTfF+-.0123456789")  # what any word with a meaning begins with: most words end here
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_HEX_OR_OCTAL = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
MOST_DIGITS = 18  # what fits 64 bits whatever the digits are


def resolve(text: str) -> Scalar:
    """The value of an unquoted scalar. Raises ValueError, with words for the reader, where it is no finite number."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST:
        return text
    if _DECIMAL.fullmatch(text) or _HEX_OR_OCTAL.fullmatch(text):
        if len(text) > MOST_DIGITS:
            raise ValueError(f"a whole number of {len(text)} digits")
        return int(text, 0) if text[1:2] in ("x", "o") else int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if abs(value) == float("inf"):
            raise ValueError("a number too large for a float")
        return value
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a finite number")
    return text
