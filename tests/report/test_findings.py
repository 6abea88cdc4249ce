"""The headline of a proof, its checks, its caption and its marks, in every front that paints them."""

import io
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from quizdl.report.curves import chart
from quizdl.report.html import proof_html
from quizdl.report.lines import proof_lines
from quizdl.report.proof import render_chart, render_proof
from quizdl.report.svg import chart_svg
from quizdl.report.view.change import change_view
from quizdl.report.view.numbers import measurement_rows
from quizdl.report.view.picture import MarkedNumber, picture_of
from quizdl.report.view.proof import ProofView, finding_of, proof_view, short_name
from quizdl.verify import Control, Evidence, Finding, Measurement, at_least, at_most, between, within
from quizdl.verify.bounds import Bound
from quizdl.verify.translations import ENGLISH
from tests.report.test_view import CLAIM, RESULT
from tests.verify.evidences import whole_evidence

KOREAN = """
"a name of {n}" = "이름 {n}"
"a reason of {n}" = "이유 {n}"
"apples" = "사과"
"a control" = "대조"
"curve of {n}" = "곡선 {n}"
"bottom axis" = "아래 축"
"marked {value:.3g}" = "표시 {value:.3g}"
"across the chart" = "가로질러"
"a finding of {found:.3g}" = "발견 {found:.3g}"
"a caption of {n} words" = "낱말 {n}개의 설명"
"One and one" = "1과 1"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ko").mkdir()
    (tmp_path / "ko" / "family.toml").write_text(KOREAN, encoding="utf-8")
    return tmp_path


def view_of(folder: Path, language: str) -> ProofView:
    return proof_view(replace(RESULT, evidence=whole_evidence()), replace(CLAIM, folder=folder), language)


def printed(view: ProofView, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as shown:
        console.print(render_proof(view, width))
        console.print(render_chart(view.picture, width, colour=False))
    return shown.get()


@pytest.mark.parametrize("width", [60, 100, 140])
def test_the_finding_is_the_headline_and_the_sentence_follows(folder: Path, width: int) -> None:
    lines = [line.strip() for line in printed(view_of(folder, "en"), width).splitlines()]
    assert lines[0] == "a finding of 3.14"
    assert lines.index("It is so.") < next(place for place, line in enumerate(lines) if "a name of 2" in line)


@pytest.mark.parametrize("width", [60, 100, 140])
def test_checks_stand_after_the_findings_and_before_the_controls(folder: Path, width: int) -> None:
    lines = printed(view_of(folder, "en"), width).splitlines()
    places = [
        next(place for place, line in enumerate(lines) if text in line)
        for text in ("a name of 2", "of the experiment, within its bound", "Control  ")
    ]
    assert places == sorted(places)


def test_every_text_of_a_proof_is_translated(folder: Path) -> None:
    view = view_of(folder, "ko")
    shown = printed(view, 140)
    for text in (
        "발견 3.14",
        "이름 2",
        "이유 2",
        "사과",
        "대조",
        "곡선 2",
        "아래 축",
        "낱말 5개의 설명",
        "표시 3.14",
    ):
        assert text in shown
    for english in ("finding", "a name of", "caption", "curve of", "apples"):
        assert english not in shown


def test_lines_and_html_hold_headline_and_caption(folder: Path) -> None:
    view = view_of(folder, "ko")
    assert proof_lines(view, "ko")[0] == "발견 3.14"
    assert "  낱말 5개의 설명" in proof_lines(view, "ko")
    document = proof_html(view)
    assert document.index("발견 3.14") < document.index("그러하다.") < document.index("낱말 5개의 설명")


def test_a_claim_is_listed_by_its_short_name_and_without_one_by_its_sentence(folder: Path) -> None:
    named = replace(CLAIM, folder=folder, short="One and one")
    assert [short_name(named, language) for language in ("en", "ko")] == ["One and one", "1과 1"]
    assert short_name(replace(CLAIM, folder=folder), "ko") == "그러하다."


def test_a_marked_number_stands_beside_its_point_and_a_level_goes_across() -> None:
    drawn = chart(picture_of(whole_evidence()), 60, 16, colour=False).splitlines()
    [row] = [row for row, line in enumerate(drawn) if "marked 3.14" in line]
    middle = 4 + 55 * 0.63  # log 2 / log 3 of the axis
    assert abs(drawn[row].index("marked 3.14") + 5 - middle) <= 12
    levels = [row for row, line in enumerate(drawn) if line.count("┄") > 20]
    assert len(levels) == 1, "the level of the control, on one line"
    [told] = [row for row, line in enumerate(drawn) if "across the chart" in line]
    assert abs(told - levels[0]) <= 2


def test_a_mark_outside_the_axes_is_told_below_the_chart() -> None:
    inside = picture_of(whole_evidence())
    outside = inside._replace(marks=(MarkedNumber(2.0, 999.0, "far away", "x"),))
    lines = chart(outside, 60, 16, colour=False).splitlines()
    frame = next(row for row, line in enumerate(lines) if "└" in line)
    assert [row for row, line in enumerate(lines) if "far away" in line] > [frame]
    circles = [chart_svg(picture).count("<circle") for picture in (inside, outside)]
    assert circles == [1, 0]


def test_marks_are_drawn_in_vectors_with_their_words() -> None:
    tree = ElementTree.fromstring(chart_svg(picture_of(whole_evidence())))
    texts = ["".join(node.itertext()) for node in tree.iter() if node.tag.endswith("text")]
    assert "marked 3.14" in texts
    assert "across the chart" in texts


ROUNDING = at_most(1e-12, because="rounding")


@pytest.mark.parametrize(
    ("value", "bound", "told"),
    [
        (6e-17, ROUNDING, "≈0"),
        (-5.6e-12, within(0, 1e-9, because="rounding"), "≈0"),
        (6e-17, at_least(0.1, because="a myth"), "≈0"),
        (0.0, ROUNDING, "0"),
        (2e-9, at_most(1e-8, because="cut off"), "2e-9"),
        (6e-17, between(1e-17, 1e-16, because="a tail"), "6e-17"),  # to be that small is what the claim says
    ],
)
def test_a_finding_tells_what_only_rounding_keeps_from_nought_as_nought(value: float, bound: Bound, told: str) -> None:
    evidence = Evidence(
        measurements=[Measurement("error", value, bound)],
        controls=[Control("without", 1.0, ROUNDING)],
        finding=Finding("off by {error:.1g}, without it by {without:.1g}", error="error", without="without"),
    )
    assert finding_of(CLAIM, evidence, "en") == f"off by {told}, without it by 1"
    assert "≈" not in measurement_rows(evidence, "en", ENGLISH)[0].value, "the table has its digits"


def test_a_bug_that_ends_the_rounding_shows_nought_before() -> None:
    healthy, planted = (
        Evidence(
            measurements=[Measurement("error", error, ROUNDING), Measurement("other", other, ROUNDING)],
            controls=[Control("without", 1.0, ROUNDING)],
            finding=Finding("off by {error:.1g} and {other:.1g}", error="error", other="other"),
        )
        for error, other in ((1e-16, 2e-16), (0.2, 4e-16))
    )
    change = change_view(healthy, planted, "en", ENGLISH)
    assert change is not None
    assert change.line == "off by ≈0 → 0.2 and ≈0"
