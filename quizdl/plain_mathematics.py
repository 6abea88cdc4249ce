"""Formulas in ASCII, for terminals and readers that Unicode does not suit: `m_hat`, `sqrt(v)`, `0.9^10`."""

from __future__ import annotations

import re
import unicodedata

from quizdl.mathematics import ACCENTS, GREEK, LOWERED, RAISED

NAMES = {letter: name for name, letter in GREEK.items() if not name.startswith("var")} | {"Σ": "sum", "Π": "prod"}
MARKS = {mark: name for name, mark in ACCENTS.items() if name in ("hat", "bar", "tilde", "dot", "ddot", "vec")}
UP = {raised: letter for letter, raised in RAISED.items()} | {"ᵀ": "T", "⁻": "-"}
DOWN = {lowered: letter for letter, lowered in LOWERED.items()} | {"₋": "-"}
SIGNS = str.maketrans(
    {
        "−": "-", "·": "*", "×": "x", "÷": "/", "±": "+-", "∓": "-+", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~=",
        "∼": "~", "∝": "~", "≪": "<<", "≫": ">>", "≡": "==", "→": "->", "←": "<-", "⇒": "=>", "↦": "->", "∞": "inf",
        "∂": "d", "∇": "grad ", "∫": "int ", "∈": "in", "∉": "not in", "‖": "||", "⊙": "*", "∘": "o", "′": "'",
        "ℓ": "l", "⌈": "ceil(", "⌉": ")", "⌊": "floor(", "⌋": ")", "½": "1/2", "⊤": "^T", "⋯": "...", "…": "...",
    }
)  # fmt: skip
_ACCENTED = re.compile(rf"(?<![^\W\d_])([^\W\d_])([{''.join(MARKS)}])")  # no accent within a name: Itô
_RAISED = re.compile(f"[{re.escape(''.join(UP))}]+")
_LOWERED = re.compile(f"[{re.escape(''.join(DOWN))}]+")
_GREEK = re.compile(f"([A-Za-z0-9]?)([{''.join(NAMES)}])(?=([A-Za-z{''.join(NAMES)}]?))")
_ROOT = re.compile(r"√([A-Za-z0-9_.^]+)")


def in_ascii(text: str) -> str:
    """`text` with the signs of its formulas in ASCII; letters of other languages stay as they are."""
    text = _ACCENTED.sub(lambda found: f"{found[1]}_{MARKS[found[2]]}", unicodedata.normalize("NFD", text))
    text = unicodedata.normalize("NFC", text)
    text = _RAISED.sub(lambda found: _script("^", "".join(UP[letter] for letter in found[0])), text)
    text = _LOWERED.sub(lambda found: _script("_", "".join(DOWN[letter] for letter in found[0])), text)
    text = _GREEK.sub(_named, text).translate(SIGNS)
    return _ROOT.sub(r"sqrt(\1)", text).replace("√", "sqrt")


def _script(sign: str, text: str) -> str:
    text = "".join(NAMES.get(letter, letter) for letter in text).replace("−", "-")
    return f"{sign}{text}" if re.fullmatch(r"-?\w+", text) else f"{sign}({text})"


def _named(found: re.Match[str]) -> str:
    """The name of a Greek letter, apart from the letters and digits that it is multiplied with."""
    before, letter, after = found.groups()
    return f"{before}{' ' if before else ''}{NAMES[letter]}{' ' if after else ''}"
