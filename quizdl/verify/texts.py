"""Texts of evidence: English literals with named fields, so that a file beside the verifier can translate them."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping

from quizdl.digits import readable

MOST_LETTERS = 1_000  # of a name, a unit or a reason: more than a table can show, little enough to keep

FORMAT = re.compile(r"[+]?,?(\.\d\d?)?[defg%]?")  # no widths: a text must stay one that a table can show
DIGITS = re.compile(r"\.([1-9]\d?)g")  # a format that asks for significant digits

Field = int | float | str


class _Formatter(string.Formatter):
    """Fills `{name}` and `{name:.3g}`; refuses positions, attributes and items, which a translator has no use for."""

    def get_field(self, field_name: str, args: object, kwargs: Mapping[str, object]) -> tuple[object, str]:
        del args
        if not field_name.isidentifier():
            raise ValueError(f"{{{field_name}}} is not the name of a field")
        if field_name not in kwargs:
            raise ValueError(f"{{{field_name}}} is not among its fields ({', '.join(kwargs) or 'none'})")
        return kwargs[field_name], field_name

    def format_field(self, value: object, format_spec: str) -> str:
        if not FORMAT.fullmatch(format_spec):
            raise ValueError(f"{format_spec!r} is no format of a field, such as .3g, .0% or ,")
        if isinstance(value, float) and (digits := DIGITS.fullmatch(format_spec or ".6g")):
            return readable(value, int(digits[1]))
        return str(super().format_field(value, format_spec))


def fill(text: str, fields: Mapping[str, object]) -> str:
    """`text` with its fields filled in; a text without fields is returned unchanged, braces and all.

    Floats are written with six significant digits unless the field has a format. `{rate:.3g}` asks for three, without
    an exponent where none is needed: 3925, not 3.93e+03. Raises ValueError if a field is missing or a format does not
    fit.
    """
    return _Formatter().vformat(text, (), fields) if fields else text


def placeholders(text: str) -> frozenset[str]:
    """The names of the fields of a text. Raises ValueError if it is no format."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def check_text(*given: object) -> None:
    """Raise TypeError or ValueError unless these are texts of one line that a table can show."""
    for text in given:
        if not isinstance(text, str):
            raise TypeError(f"{text!r} stands where a text belongs")
        if len(text) > MOST_LETTERS:
            raise ValueError(f"a text of {len(text)} characters ({text[:20]!r}…); at most {MOST_LETTERS}")
        if len(text.splitlines()) > 1:
            raise ValueError(f"{text[:60]!r} is longer than one line")


def check_fields(fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields as plain numbers and texts. Raises TypeError for anything else."""
    plain: dict[str, Field] = {}
    for name, value in fields.items():
        if isinstance(value, str):
            check_text(value)
            plain[name] = value
        elif hasattr(value, "__index__"):  # numpy's integers too
            plain[name] = int(value)
        elif hasattr(value, "__float__"):
            plain[name] = float(value)
        else:
            raise TypeError(f"the field {name} is {value!r}, neither a number nor a text")
    return plain
