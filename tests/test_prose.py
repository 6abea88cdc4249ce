"""Texts of banks: formulas as Unicode, minus signs, code between fences and in lines, and what stays as written."""

import pytest
from textual.content import Content

from quizdl.mathematics import GLUE, set_formula
from quizdl.prose import PLAIN_MATHS, Piece, heading, inline_code, pieces_of, typeset, unknown_in
from quizdl.report.text import bank_text, harmless
from quizdl.tui.widgets.content import wrapped

FORMULAS = {
    r"\beta_1^t": "β₁ᵗ",
    r"\frac{a}{b}": "a/b",
    r"\frac{a + b}{1-\beta_1^t}": "(a + b)/(1 − β₁ᵗ)",
    r"\sum_i x_i^2": "Σᵢ xᵢ²",
    r"\hat m_t = m_t / (1 - \beta_1^t)": "m̂ₜ = mₜ/(1 − β₁ᵗ)",
    r"\theta_{t+1} = \theta_t - \eta \nabla L(\theta_t)": "θₜ₊₁ = θₜ − η∇L(θₜ)",
    "-x": "−x",
    "(-x)": "(−x)",
    r"x_{foo}^{a/b}": "x_(foo)^(a/b)",
    r"W^\top x": "Wᵀx",
    r"\mathbb{R}^{n \times d}": "ℝ^(n×d)",
    r"\log p(x)": "log p(x)",
    r"\log(x)": "log(x)",
    r"\sqrt{\hat v} + \epsilon": "√v̂ + ε",
    r"\sqrt{a+b}": "√(a + b)",
    r"\text{softmax}(z)_i": "softmax(z)ᵢ",
    r"\left(x, y\right)": "(x, y)",
    r"a \le b": "a ≤ b",
}


@pytest.mark.parametrize(("latex", "text"), FORMULAS.items())
def test_a_formula_is_set_as_unicode(latex: str, text: str) -> None:
    formula = set_formula(latex)
    assert formula.unknown == ()
    assert formula.text == harmless(text).replace(" ", GLUE)


@pytest.mark.parametrize(
    ("latex", "unknown"),
    [(r"\foo x", r"\foo"), ("{x", "{"), ("x}", "}"), (r"\hat{ab}", r"\hat over 'ab'"), ("x^", "^")],
)
def test_what_the_table_does_not_know_stands_as_it_is_written(latex: str, unknown: str) -> None:
    formula = set_formula(latex)
    assert formula.unknown == (unknown,)
    assert formula.text == latex.replace(" ", GLUE)
    assert list(unknown_in(f"So ${latex}$, `$\\bar$`.\n```\n$\\bar$\n```")) == [unknown]


TEXTS = {
    "With $\\beta_1 = 0.9$ it holds.": "With β₁~=~0.9 it holds.",
    "It costs $5 and $6, or 7 $.": "It costs $5 and $6, or 7 $.",
    "C - 2 of them": "C~−~2 of them",
    "f(x + h) - f(x)": "f(x~+~h)~−~f(x)",
    "N - B개": "N~−~B개",
    "with β₁ = 0.9, β₂ = 0.999.": "with β₁~=~0.9, β₂~=~0.999.",
    "θ - η·m/(√v + ε)": "θ~−~η·m/(√v~+~ε)",
    "a = b + c = d + e = f + g = h + i": "a~=~b~+~c~=~d~+~e~=~f +~g~=~h~+~i",
    "θ ← θ - η∇f(θ), again": "θ~←~θ~−~η∇f(θ), again",
    "so - say - or x": "so - say - or x",
    "- a list = - 3": "- a list = - 3",
    "Adam - a method": "Adam - a method",
    "softmax - one-hot": "softmax - one-hot",
    "`x - y` is $x-y$": "`x - y` is x~−~y",
    "see\n```python\nx = $y$ - 1\n```\nthere": "see\n    x = $y$ - 1\nthere",
}


@pytest.mark.parametrize(("written", "shown"), TEXTS.items())
def test_a_text_is_set_outside_of_code_alone(written: str, shown: str) -> None:
    assert typeset(written).replace(GLUE, "~") == shown
    assert bank_text(written) == harmless(bank_text(written)), "it can be made harmless again"


def test_fences_part_prose_from_code_and_one_that_nothing_closes_holds_the_rest() -> None:
    text = "Which?\n\n```python\nx = 1\n\n  y = 2\n```\nAnd?\n```\nz"
    assert pieces_of(text) == [
        Piece("Which?"),
        Piece("x = 1\n\n  y = 2", True, "python"),
        Piece("And?"),
        Piece("z", True),
    ]
    assert heading(text) == "Which? And?"
    assert pieces_of("") == []
    assert inline_code("a `b c` d") == [("a ", False), ("b c", True), (" d", False)]
    assert inline_code("a ` b") == [("a ` b", False)]


@pytest.mark.parametrize("width", range(8, 40))
def test_no_line_ends_within_a_formula(width: int) -> None:
    text = typeset("Some words $a = b + c$ and more of them $d$ here")
    lines = [line.plain for line in wrapped(Content(text), width)]
    assert sum("a = b + c" in line for line in lines) == (1 if width >= len("a = b + c") else 0)
    assert not any(GLUE in line or "\u2800" in line for line in lines)


def test_every_letter_of_a_set_formula_takes_one_cell() -> None:
    for text in FORMULAS.values():
        plain = Content(text)
        assert plain.cell_length == len([c for c in text if not "\u0300" <= c <= "\u036f"])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"$\hat m_t = m_t / (1 - \beta_1^t)$", "m_hat_t = m_t/(1 - beta_1^t)"),
        ("1 - 0.9¹⁰ = 0.651 and 10⁻⁶", "1 - 0.9^10 = 0.651 and 10^-6"),
        ("the root √v̂ of ŷ, √(1-β₂ᵗ) ≤ 2πr", "the root sqrt(v_hat) of y_hat, sqrt(1-beta_2^t) <= 2 pi r"),
        (r"$\theta_{t+1} \to \theta_t - \eta g$", "theta_(t+1) -> theta_t - eta g"),
        ("학습률 η가 ηλ < 2이면 `β` 그대로, Itô도", "학습률 eta가 eta lambda < 2이면 `β` 그대로, Itô도"),
    ],
)
def test_formulas_are_written_in_ascii_where_the_reader_wants_them_plain(written: str, shown: str) -> None:
    token = PLAIN_MATHS.set(True)
    try:
        assert bank_text(written).replace(GLUE, " ") == shown
    finally:
        PLAIN_MATHS.reset(token)
    assert bank_text(written).replace(GLUE, " ") != shown
