"""Curves as SVG: well-formed whatever names they have, legible on white and on black, complete."""

import math
from xml.etree import ElementTree

import pytest

from quizdl.report.svg import COLOURS, LINE, NARROW, WIDE, Size, chart_svg
from quizdl.report.view.picture import Picture
from quizdl.verify import Axes, Curve
from tests.report.pictures import picture_with

NAMESPACE = "{http://www.w3.org/2000/svg}"
HOSTILE = "</title><script>alert(1)</script>\x1b]52;c;eA==\x07\u202e\ud800 \"'&"


def drawn(*curves: Curve, size: Size = WIDE, **axes: object) -> ElementTree.Element:
    """The parsed chart."""
    picture = picture_with(curves, Axes(**axes))  # type: ignore[arg-type]  # a table of fields
    return ElementTree.fromstring(chart_svg(picture, size))


def paths(chart: ElementTree.Element) -> list[str]:
    """The data of the curves and, after each other, of their signs in the legend."""
    found = [path for path in chart.iter(f"{NAMESPACE}path") if path.get("stroke") != "currentColor"]
    return [str(path.get("d")) for path in found]


def words(chart: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in chart.iter(f"{NAMESPACE}text")]


def test_a_hostile_name_stays_text() -> None:
    chart = drawn(Curve(HOSTILE, y=[1, 2]), x=HOSTILE, y=HOSTILE)
    assert {element.tag.removeprefix(NAMESPACE) for element in chart.iter()} == {"svg", "title", "path", "text"}
    assert any("<script>alert(1)</script>␛]52;c;eA==␇<U+202E><U+D800> \"'&" in text for text in words(chart))


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_each_point_lies_in_the_chart_and_the_ends_at_its_edges(size: Size) -> None:
    data = paths(drawn(Curve("line", y=[1, 5, 2]), size=size))[0]
    points = [tuple(map(float, point)) for point in zip(*[iter(data[1:].replace("L", " ").split())] * 2, strict=True)]
    assert len(points) == 3
    assert all(0 < x < size.width and 0 < y < size.height for x, y in points)
    assert points[0][0] < points[1][0] < points[2][0]
    assert points[1][1] < points[2][1] < points[0][1], "up is up"


def test_a_line_that_comes_back_is_drawn_back() -> None:
    data = paths(drawn(Curve("loop", x=[0, 1, 1, 0], y=[0, 0, 1, 0])))[0]
    assert data.startswith("M70.0 258.0L")
    assert data.endswith(" 70.0 258.0"), "the last of four points is the first"


def test_a_missing_point_breaks_the_line_and_is_counted() -> None:
    chart = drawn(Curve("gap", y=[1, 2, math.nan, 4, 5, math.inf]))
    assert paths(chart)[0].count("M") == 2
    assert "gap (2 of 6 not drawn)" in words(chart)


def test_points_are_dots() -> None:
    assert paths(drawn(Curve("cloud", y=[1, 2, 3], points=True)))[0].count("h0") == 3


def test_without_finite_points_the_chart_says_so() -> None:
    assert "no finite points to draw" in words(drawn(Curve("nothing", y=[math.nan])))


def test_without_curves_there_is_no_chart() -> None:
    assert chart_svg(Picture()) == ""


def test_a_name_without_room_on_one_line_goes_on_in_the_next() -> None:
    name = "loss of the network on images that it has not seen, after each epoch"
    wide, narrow = drawn(Curve(name, y=[1, 2])), drawn(Curve(name, y=[1, 2]), size=NARROW)
    assert name in words(wide)
    assert name not in words(narrow)
    assert " ".join(words(narrow)).endswith(name)
    assert int(narrow.get("height", 0)) > NARROW.height + 2 * LINE


def test_a_long_name_is_cut_and_kept_whole_in_its_tooltip() -> None:
    chart = drawn(Curve("long" * 100, y=[1, 2]))
    entry = list(chart.iter(f"{NAMESPACE}text"))[-1]
    assert "".join(entry.itertext()).endswith("…")
    assert entry.findtext(f"{NAMESPACE}title") == "long" * 100


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("background", ["#ffffff", "#111111"])
def test_curves_stand_out_from_light_and_dark_as_wcag_asks_of_graphics(colour: str, background: str) -> None:
    dark, light = sorted((luminance(colour), luminance(background)))
    assert (light + 0.05) / (dark + 0.05) >= 3


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` as WCAG 2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_all_other_colours_are_those_of_the_text_around_it() -> None:
    chart = drawn(Curve("a", y=[1, 2]), Curve("b", y=[2, 1]))
    used = {element.get(name) for element in chart.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert used == {"currentColor", *COLOURS[:2]}
