"""Formulas of banks, written as in LaTeX, set as Unicode by a small table; what the table does not know is named."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

GLUE = "\u00a0"  # a space at which no line ends
MINUS = "\u2212"

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_SIGNS = {
    "cdot": "·", "partial": "∂", "nabla": "∇", "infty": "∞", "sum": "Σ", "prod": "Π", "int": "∫", "ell": "ℓ",
    "ldots": "…", "dots": "…", "cdots": "⋯", "odot": "⊙", "otimes": "⊗", "oplus": "⊕", "top": "⊤", "prime": "′",
    "forall": "∀", "exists": "∃", "circ": "∘", "star": "⋆", "ast": "∗", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈",
    "rceil": "⌉", "langle": "⟨", "rangle": "⟩", "|": "‖", "Vert": "‖", "vert": "|", "{": "{", "}": "}", "%": "%",
    "$": "$", "_": "_", "#": "#", "&": "&",
}  # fmt: skip
_RELATIONS = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "∼", "propto": "∝",
    "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←", "mapsto": "↦", "Rightarrow": "⇒", "in": "∈",
    "notin": "∉", "subset": "⊂", "cup": "∪", "cap": "∩", "times": "×", "pm": "±", "mp": "∓", "div": "÷", "ll": "≪",
    "gg": "≫", "equiv": "≡", "mid": "|",
}  # fmt: skip
_NAMES = frozenset(
    [
        "log", "ln", "exp", "sin", "cos", "tan", "tanh", "max", "min", "argmax", "argmin", "sup", "inf", "lim", "det",
        "tr", "Pr", "deg", "softmax", "softplus", "sigmoid", "relu",
    ]
)  # fmt: skip
_SPACES = frozenset([",", ";", ":", "!", " ", "quad", "qquad"])
_SIZES = frozenset(["left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "limits"])
ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304", "tilde": "\u0303",
            "widetilde": "\u0303", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7"}  # fmt: skip
_FONTS = frozenset(["mathrm", "mathbf", "mathit", "mathsf", "mathcal", "boldsymbol", "text", "textbf", "operatorname"])
_DOUBLE = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "E": "𝔼", "P": "ℙ", "C": "ℂ", "1": "𝟙"}
_DIGITS_AND_SIGNS = "0123456789+−=()"
RAISED = dict(
    zip(
        f"{_DIGITS_AND_SIGNS}abcdefghijklmnoprstuvwxyzT⊤′∗",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵀ′*",
        strict=True,
    )
)
LOWERED = dict(zip(f"{_DIGITS_AND_SIGNS}aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_LARGE = ("Σ", "Π", "∫")  # what stands behind their limits has a space before it
_BINARY = frozenset("+−=<>×±∓÷→←↦⇒≤≥≠≈∼∝∈∉⊂∪∩≪≫≡")
_OPENING = frozenset("([{⟨⌊⌈,;")


class Formula(NamedTuple):
    """A formula as Unicode, and what of it the table does not know; then the text is what was written."""

    text: str
    unknown: tuple[str, ...] = ()


class _Unknown(Exception):
    """Something that the table does not know."""


def set_formula(latex: str) -> Formula:
    """Set the inside of `$…$`. No line breaks in it: its spaces are glue."""
    try:
        reader = _Reader(latex)
        text = reader.group("")
        if not reader.done:
            raise _Unknown("}")
    except _Unknown as unknown:
        return Formula(_glued(latex), (str(unknown),))
    return Formula(_glued(text))


def _glued(text: str) -> str:
    return GLUE.join(unicodedata.normalize("NFC", text).split())


class _Reader:
    """Reads a formula from left to right, each part as Unicode."""

    def __init__(self, latex: str) -> None:
        self._latex = latex
        self._at = 0

    @property
    def done(self) -> bool:
        return self._at >= len(self._latex)

    def group(self, end: str) -> str:
        """The parts up to `end`, which is read too; to the end of the formula where it is empty."""
        parts, large = list[str](), False
        while not self.done:
            next_up = self._latex[self._at]
            if end and next_up == end:
                self._at += 1
                return "".join(parts)
            if next_up == "}":
                raise _Unknown("}")
            part = self._spaced(self._part(), "".join(parts))
            if large and next_up not in "^_ ":
                parts.append(" ")
            large = (large and next_up in "^_ ") or (part in _LARGE and next_up == "\\")
            parts.append(part)
        if end:
            raise _Unknown({"}": "{", "]": "["}[end])
        return "".join(parts)

    @staticmethod
    def _spaced(part: str, before: str) -> str:
        """An operator between operands has spaces around it; a sign of one operand has none."""
        if part in _BINARY and (last := before.rstrip()[-1:]) and last not in _BINARY | _OPENING:
            return f" {part} "
        return f"{part} " if part in (",", ";") else part

    def _part(self) -> str:
        character = self._latex[self._at]
        self._at += 1
        if character == "\\":
            return self._command()
        if character == "{":
            return self.group("}")
        if character in "^_":
            return self._script(character)
        return MINUS if character == "-" else "" if character.isspace() else "′" if character == "'" else character

    def _argument(self) -> str:
        """The next group or character."""
        while not self.done and self._latex[self._at].isspace():
            self._at += 1
        if self.done:
            raise _Unknown(self._latex[-1])
        return self._part()

    def _script(self, sign: str) -> str:
        text = self._argument().replace(" ", "")
        table = RAISED if sign == "^" else LOWERED
        if all(character in table for character in text):
            return "".join(table[character] for character in text)
        return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"

    def _command(self) -> str:
        start = self._at
        while not self.done and self._latex[self._at].isascii() and self._latex[self._at].isalpha():
            self._at += 1
        if self._at == start:
            self._at += 1
        name = self._latex[start : self._at]
        for table in (GREEK, _SIGNS, _RELATIONS):
            if name in table:
                return table[name]
        return self._structure(name)

    def _structure(self, name: str) -> str:
        if name in _NAMES:
            following = self._latex[self._at :].lstrip()[:1]
            return name if following in ("", "(", "_", "^", "{", "}", "[") else f"{name} "
        if name in _SPACES:
            return "" if name == "!" else " "
        if name in _SIZES:
            return ""
        if name in ACCENTS:
            text = self._argument()
            if len(text) != 1:
                raise _Unknown(f"\\{name} over {text!r}")
            return text + ACCENTS[name]
        if name in _FONTS:
            return self._argument()
        if name == "mathbb":
            text = self._argument()
            return _DOUBLE.get(text, text)
        if name == "frac":
            return f"{_bracketed(self._argument())}/{_bracketed(self._argument())}"
        if name == "sqrt":
            return f"√{_bracketed(self._argument())}"
        raise _Unknown(f"\\{name}")


def _bracketed(text: str) -> str:
    """`text` in brackets, unless it is one operand."""
    whole = text.startswith("(") and text.endswith(")") and ")" not in text[1:-1]
    return text if whole or not any(character in text for character in " /·+−") else f"({text})"
