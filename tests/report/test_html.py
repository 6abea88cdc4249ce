"""Proofs and estimates as HTML: well-formed whatever names they have, complete, in both languages."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from quizdl.report.html import MOST_LINES, MOST_PROOFS, memory_html, proof_html, proofs_html
from quizdl.report.view.memory import memory_view
from quizdl.report.view.proof import proof_view
from quizdl.report.view.totals import totals_view
from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, Verdict, at_most
from quizdl.verify.declared import Claim
from quizdl.verify.result import Result

HOSTILE = "</td><script>alert(1)</script>\x1b]52;c;eA==\x07\u202e\ud800 \"'&"
ESTIMATE: dict[str, Any] = {
    "model": HOSTILE,
    "parameters": 79510,
    "batch": 8,
    "optimizer": "adam",
    "dtype": "float32",
    "inputs": [([1, 28, 28], "float32")],
    "items": {"parameters": 750, "gradients": 250, "buffers": 0},
    "peak": 1000,
    "phase": "backward pass",
    "formula": 500,
    "factor": 2.0,
    "layers": [{"name": HOSTILE, "kind": HOSTILE, "kept": 2048}],
    "measured": False,
    "taken": [
        {"shape": [8, 3], "dim": 0, "size_before": None},
        {"shape": [5, 8], "dim": 1, "size_before": 1},
        {"shape": [], "dim": None, "size_before": None},
    ],
    "assumptions": [{"name": "one_batch", "size": 2048}, {"name": "plain_kernels", "size": None}],
    "curve": [],
}


SHOWN = "<script>alert(1)</script>␛]52;c;eA==␇<U+202E><U+D800> \"'&"
EVIDENCE = Evidence(
    measurements=[Measurement(f"m {HOSTILE}", 0.5, at_most(1.0, because=f"r {HOSTILE}"), unit=f"u {HOSTILE}")],
    controls=[Control(f"c {HOSTILE}", 2.0, at_most(1.0))],
    curves=[Curve(f"line {HOSTILE}", y=[1.0, 2.0])],
    axes=Axes(x=HOSTILE, y=HOSTILE),
)
CLAIM = Claim(
    id="coin.holds",
    path=Path("coin.py"),
    folder=Path(),
    line=3,
    en=f"It holds. {HOSTILE}",
    ko="성립한다.",
    seconds=0.1,
    expects=Verdict.SUPPORTED,
    literature=HOSTILE,
    alone=False,
    knobs={"name": "plain"},
)
RESULT = Result(
    claim="coin.holds",
    verdict=Verdict.SUPPORTED,
    expected=Verdict.SUPPORTED,
    seed=7,
    settings={"name": HOSTILE},
    seconds=0.25,
    reason=None,
    evidence=EVIDENCE,
    output=HOSTILE,
)


def proof(result: Result = RESULT, language: str = "en") -> ElementTree.Element:
    """The parsed proof."""
    return ElementTree.fromstring(proof_html(proof_view(result, CLAIM, language)))


def several(results: Sequence[Result]) -> ElementTree.Element:
    """The parsed proofs."""
    return ElementTree.fromstring(
        proofs_html([proof_view(result, CLAIM, "en") for result in results], totals_view(results, "en"))
    )


def cells(table: ElementTree.Element | None) -> list[list[str]]:
    """The text of each cell of a table, row by row."""
    assert table is not None
    return [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]


def test_every_hostile_text_of_a_proof_stays_text() -> None:
    page = proof(replace(RESULT, claim=HOSTILE))
    known = {"div", "p", "b", "pre", "code", "table", "thead", "tbody", "tr", "th", "td"}
    drawn = {f"{{http://www.w3.org/2000/svg}}{name}" for name in ("svg", "title", "path", "text")}
    assert {element.tag for element in page.iter()} == known | drawn
    assert "".join(page.itertext()).count(SHOWN) >= 10


def test_measurements_stand_above_their_controls_with_bounds_and_reasons() -> None:
    page = proof()
    _, measured = cells(page.find("table"))
    assert [measured[0], measured[2].split()[0], measured[3]] == ["✓", "0.5", "≤ 1"]
    assert measured[4].startswith("r ")
    below = [element.tag for element in page].index("table") + 1
    control = "".join(page[below].itertext())
    assert control.startswith("Control ")
    assert "2 against ≤ 1 ✓ breaks the bound" in control


def test_a_sign_says_in_words_what_its_colour_means() -> None:
    sign = proof().find("p/b")
    assert sign is not None
    assert (sign.text, sign.get("title"), sign.get("aria-label")) == ("✓", "supported", "supported")


def test_a_proof_says_what_was_changed_and_why_it_failed() -> None:
    failed = replace(RESULT, verdict=Verdict.FAILED, reason="crash: it broke", evidence=None)
    text = "".join(proof(failed).itertext())
    assert "crash: it broke" in text
    assert "(default plain)" in text
    assert proof(failed).find("table") is None


def test_a_proof_is_in_the_language_asked_for() -> None:
    text = "".join(proof(language="ko").itertext())
    assert "성립한다." in text
    assert "시드 7" in text


def test_several_proofs_stand_under_their_sum_and_the_last_are_lines() -> None:
    off = replace(RESULT, verdict=Verdict.REFUTED)
    away = replace(RESULT, verdict=Verdict.UNAVAILABLE, evidence=None)
    page = several([off, away, *[RESULT] * (MOST_LINES + 3)])
    assert page.findtext("p") == f"{MOST_LINES + 3} of {MOST_LINES + 4} as declared, 1 unavailable here"
    assert [text.text for text in page.findall("p")[1:]] == ["coin.holds  203/204 seeds as declared: refuted (seed 7)"]
    assert len(page.findall("details")) == MOST_PROOFS
    opener = page.find("details/summary")
    assert opener is not None
    assert "".join(opener.itertext()).endswith("coin.holds seed 7 · 0.25 s")
    lines = ["".join(line.itertext()) for line in page.iter("li")]
    assert len(lines) == MOST_LINES - MOST_PROOFS + 1
    assert lines[-1] == "… 5"


def shown(language: str = "en", **other: object) -> ElementTree.Element:
    """The parsed estimate."""
    return ElementTree.fromstring(memory_html(memory_view(ESTIMATE | other, language)))


def test_hostile_names_of_an_estimate_stay_text() -> None:
    page = shown()
    assert {element.tag for element in page.iter()} == {
        *("div", "p", "b", "table", "thead", "tbody", "tr", "th", "td"),
    }
    text = "".join(page.itertext())
    assert text.count(SHOWN) == 3


def test_each_item_has_its_size_its_share_and_a_bar_of_that_length() -> None:
    table = shown().find("table")
    assert cells(table)[1:] == [
        ["parameters", "750 B", "75.0 %", ""],
        ["gradients", "250 B", "25.0 %", ""],
        ["buffers", "0 B", "0.0 %", ""],
        ["peak", "1000 B", "", ""],
    ]
    assert table is not None
    widths = [str(bar.get("style")).partition(";")[0] for bar in table.iter("div")]
    assert widths == ["width: 150px", "width: 50px", "width: 0px"]


def test_without_layers_they_have_no_table() -> None:
    assert len(list(shown().iter("table"))) - len(list(shown(layers=[]).iter("table"))) == 1


def test_what_was_taken_for_the_batch_is_said_of_each_input() -> None:
    text = [line.text for line in shown().iter("p")]
    assert "Input 1: 8×3, batch in dimension 0." in text
    assert "Input 2: 5×8, batch in dimension 1, resized from 1." in text
    assert "Input 3: 1, shared by the whole batch and not resized." in text


def test_an_assumption_has_the_size_of_what_hangs_on_it() -> None:
    rows = [[cell.text for cell in row] for row in list(shown().iter("table"))[-1].iter("tr")]
    assert [size for _, size in rows[-2:]] == ["2 KiB", None]


@pytest.mark.parametrize(("language", "word"), [("en", "gradients"), ("ko", "기울기")])
def test_it_is_in_the_language_asked_for(language: str, word: str) -> None:
    assert word in "".join(shown(language).itertext())
