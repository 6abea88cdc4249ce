"""Charts: every line is as wide as asked, both axes are named, and no curve makes them crash."""

import math
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from quizdl.report import curves as drawing
from quizdl.report.view.picture import MarkedNumber
from quizdl.verify import Axes, Curve
from quizdl.verify.curves import Role
from tests.report.pictures import picture_with

SGR = re.compile(r"\x1b\[[\d;]*m")
KOREAN = [
    Curve("기울기의 이동 평균, 첫 걸음부터", y=[0.1 * 0.9**k for k in range(40)]),
    Curve("단순 평균", y=[0.02] * 40),
]
AXES = Axes(x="몇 걸음 전", y="가중치")


def chart(curves: Sequence[Curve], axes: Axes, width: int, height: int, *, colour: bool = True) -> str:
    return drawing.chart(picture_with(curves, axes), width, height, colour=colour)


@pytest.mark.fault
@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("height", [1, 8, 16])
@pytest.mark.slow
def test_each_line_of_a_korean_chart_is_exactly_as_wide_as_asked(height: int, colour: bool) -> None:
    for width in (*range(1, 60), *range(60, 121, 5)):
        lines = chart(KOREAN, AXES, width, height, colour=colour).split("\n")
        assert {cell_len(SGR.sub("", line)) for line in lines} == {width}
        assert len(lines) <= height


def test_a_chart_may_be_larger_than_any_terminal() -> None:
    lines = chart(KOREAN, AXES, 300, 90, colour=False).split("\n")
    assert {cell_len(line) for line in lines} == {300}
    assert len(lines) == 90


def test_a_label_that_is_cut_ends_in_an_ellipsis_at_the_full_width() -> None:
    assert chart(KOREAN, Axes(y="가중치의 평균값을 모두 더한 것"), 24, 12).split("\n")[0] == "가중치의 평균값을 모두 …"


def test_without_colour_there_are_no_escape_sequences_and_with_it_only_colours() -> None:
    assert "\x1b" not in chart(KOREAN, AXES, 60, 12, colour=False)
    painted = chart(KOREAN, AXES, 60, 12)
    assert "\x1b[38;5;" in painted
    assert "\x1b" not in SGR.sub("", painted)


def test_axes_curves_and_logarithms_are_named() -> None:
    drawn = chart(KOREAN, Axes(x="steps", y="weight", log_y=True), 70, 14, colour=False)
    lines = drawn.split("\n")
    assert lines[0].strip() == "weight (log)"
    assert lines[-1].endswith(" steps")
    assert "기울기의 이동 평균" in drawn
    assert "단순 평균" in drawn


def ticks(drawn: str) -> list[str]:
    return [line.split("┤")[0].strip() for line in drawn.split("\n") if "┤" in line]


def test_ticks_stand_at_round_values() -> None:
    assert ticks(chart([Curve("c", y=[0.0, 1.0])], Axes(), 60, 17, colour=False)) == ["1", "0.5", "0"]
    drawn = chart([Curve("c", y=[1e-6, 1.0])], Axes(log_y=True), 60, 17, colour=False)
    assert ticks(drawn) == ["1", "0.01", "0.0001", "1e-6"]


def test_a_decade_takes_the_same_height_everywhere_on_a_logarithmic_axis() -> None:
    line = Curve("c", y=[10.0**k for k in range(40)])
    straight = chart([Curve("c", y=range(40))], Axes(), 60, 17, colour=False).split("\n")
    bent = chart([line], Axes(log_y=True), 60, 17, colour=False).split("\n")

    def canvas(lines: list[str]) -> list[str]:
        return [re.split("[┤│]", text)[1].strip() for text in lines if re.search("[┤│]", text)]

    assert len(canvas(bent)) > 10
    assert [len(row) for row in canvas(bent)] == pytest.approx([len(row) for row in canvas(straight)], abs=2)


def test_ticks_of_values_that_differ_late_are_told_apart() -> None:
    labels = ticks(chart([Curve("c", y=[0.65, 0.65 + 1e-7])], Axes(), 60, 16, colour=False))
    assert len(set(labels)) == len(labels) >= 2


def test_points_that_have_no_place_are_counted_and_break_the_line() -> None:
    whole = chart([Curve("loss", y=[1.0, 1.0, 1.0, 1.0, 1.0])], Axes(), 60, 12, colour=False)
    broken = chart([Curve("loss", y=[1.0, 1.0, math.nan, 1.0, math.inf])], Axes(), 60, 12, colour=False)
    assert "not drawn" not in whole
    assert "loss (2 of 5 not drawn)" in broken
    drawn = chart([Curve("loss", y=[0.0, -1.0, 10.0, 100.0])], Axes(log_y=True), 60, 12, colour=False)
    assert "loss (2 of 4 not drawn)" in drawn
    dots = [sum("\u2800" < c <= "\u28ff" for c in text) for text in (whole, broken)]
    assert dots[1] < dots[0] / 2  # nothing is drawn across the gap


def test_without_colour_each_curve_has_its_own_marker() -> None:
    curves = [Curve(f"c{k}", y=[float(k), k + 1.0]) for k in range(3)]
    drawn = chart(curves, Axes(), 60, 12, colour=False)
    assert all(name in drawn for name in ("⠒⠒ c0", "• c1", "× c2"))


def dots(drawn: str) -> int:
    """How many dots of curves are set."""
    return sum((ord(c) - 0x2800).bit_count() for c in drawn if "\u2800" < c <= "\u28ff")


@pytest.mark.parametrize("name", ["a", "a name of some length", "이름이 조금 긴 곡선"])
def test_words_stand_where_they_cut_no_curve(name: str) -> None:
    curves = [
        Curve(name, y=[math.sin(k / 7) for k in range(60)], role="subject"),
        Curve(f"{name}, too", y=[k / 60 for k in range(60)], role="reference"),
    ]
    picture = picture_with(curves, Axes(x="step"))
    bare = [line._replace(name="") for line in picture.lines]
    drawn = drawing.chart(picture, 76, 16)
    assert drawn.count(name) == 2
    assert dots(drawn) == dots(drawing.chart(picture._replace(lines=tuple(bare)), 76, 16))


def test_a_name_that_finds_no_place_stands_below_the_chart() -> None:  # of nine between which nothing is free
    full = [Curve(f"curve {k}", y=[k / 8 + 0.1 * math.sin(x) for x in range(200)]) for k in range(9)]
    lines = chart(full, Axes(), 60, 14, colour=False).split("\n")
    assert len(lines) == 14
    assert all(f"curve {k}" in "\n".join(lines) for k in range(9))
    assert "curve 4" in lines[-1]


def test_the_number_of_a_peak_stands_above_it_and_the_axis_is_named_at_its_end() -> None:
    peak = [(k, 6.57 - (k - 12) ** 2 / 30) for k in range(1, 25)]
    curve = Curve("steps", x=[x for x, _ in peak], y=[y for _, y in peak], role="subject")
    picture = picture_with([curve], Axes(x="step"))._replace(
        marks=(MarkedNumber(12.0, 6.57, "6.57 at step 12", "step"),)
    )
    lines = drawing.chart(picture, 60, 14, colour=False).split("\n")
    [row] = [place for place, line in enumerate(lines) if "6.57 at step 12" in line]
    first = next(place for place, line in enumerate(lines) if any("\u2800" < c <= "\u28ff" for c in line))
    assert row == first - 1
    assert lines[-1].endswith(" step")


def test_a_subject_is_drawn_thick_and_a_reference_thin() -> None:
    def drawn(role: Role) -> int:
        return dots(drawing.chart(picture_with([Curve("c", y=[0.5, 0.5, 0.5], role=role)], Axes()), 60, 12))

    assert drawn("subject") > 1.5 * drawn("reference")


def test_names_that_would_steer_the_terminal_are_shown_as_pictures() -> None:
    drawn = chart([Curve("a\x1b]0;b\x07c", y=[1.0, 2.0])], Axes(x="\u202ex", y="\x9by"), 60, 12, colour=False)
    assert "a␛]0;b␇c" in drawn
    assert "<U+202E>x" in drawn
    assert "<U+009B>y" in drawn


def test_a_chart_does_not_remember_the_one_before() -> None:
    first = chart(KOREAN, AXES, 60, 12)
    chart([Curve("other", y=[5.0, -3.0], points=True)], Axes(log_x=True), 33, 9)
    assert chart(KOREAN, AXES, 60, 12) == first


@pytest.mark.parametrize("curves", [[], [Curve("empty", y=[])], [Curve("lost", y=[math.nan])]])
def test_nothing_to_draw_is_said_so(curves: list[Curve]) -> None:
    assert chart(curves, Axes(), 60, 12).startswith("no finite points to draw")


def test_many_curves_leave_room_for_the_chart() -> None:
    curves = [Curve(f"a long name of curve {k}", y=[float(k), 1.0]) for k in range(16)]
    lines = chart(curves, Axes(), 40, 12, colour=False).split("\n")
    assert len(lines) == 12
    assert lines[-1].strip() == "… and 13 more"


ONE_LINE = st.text(max_size=12).filter(lambda name: len(name.splitlines()) <= 1)  # evidence refuses more
NUMBERS = st.floats() | st.floats(-10, 10) | st.just(0.0) | st.just(3.0)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=8), st.booleans(), ONE_LINE), max_size=4),
    st.booleans(),
    st.booleans(),
    st.integers(1, 60),
    st.integers(1, 20),
)
@pytest.mark.slow
def test_any_curves_make_a_chart_of_the_right_size(
    drawn: list[tuple[list[tuple[float, float]], bool, str]], log_x: bool, log_y: bool, width: int, height: int
) -> None:
    curves = [Curve(name, y=[y for _, y in data], x=[x for x, _ in data], points=cloud) for data, cloud, name in drawn]
    lines = chart(curves, Axes(log_x=log_x, log_y=log_y), width, height, colour=False).split("\n")
    assert {cell_len(line) for line in lines} == {width}
    assert len(lines) <= height


def test_a_chart_adds_its_words_in_the_language_of_the_picture() -> None:
    curves, axes = [Curve("손실", y=[1.0, math.nan, 2.0])], Axes(x="스텝", y="손실", log_y=True)
    drawn = drawing.chart(picture_with(curves, axes, "ko"), 60, 12, colour=False)
    assert "손실 (로그)" in drawn
    assert "손실 (점 3개 중 1개는 그리지 않음)" in drawn
    nothing = drawing.chart(picture_with([Curve("손실", y=[math.nan])], axes, "ko"), 60, 12, colour=False)
    assert "그릴 수 있는 유한한 점이 없음" in nothing
