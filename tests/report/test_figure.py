"""Figures as files: SVG that stands alone, PNG with its words drawn."""

from pathlib import Path
from struct import unpack
from xml.etree import ElementTree

import pytest

from quizdl.errors import BadSetting, LacksExtra
from quizdl.report import figure
from quizdl.report.figure import ZOOM, check_figure_file, write_figure
from quizdl.report.svg import WIDE
from quizdl.report.view.picture import Picture
from quizdl.verify import Axes, Curve
from tests.report.pictures import picture_with

PICTURE = picture_with([Curve("weight", y=[1, 5, 2])], Axes(x="steps ago", y="weight"))


def test_an_svg_stands_alone_in_light_and_dark(tmp_path: Path) -> None:
    write_figure(PICTURE, tmp_path / "a.svg")
    drawn = ElementTree.parse(tmp_path / "a.svg").getroot()
    style = drawn.findtext("{http://www.w3.org/2000/svg}style") or ""
    assert "background: #ffffff" in style
    assert "prefers-color-scheme: dark" in style


def test_a_png_has_twice_the_pixels_of_the_chart(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py", reason="without the extra `report` no PNG is drawn")
    write_figure(PICTURE, tmp_path / "a.png")
    head = (tmp_path / "a.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert unpack(">II", head[16:])[0] == ZOOM * WIDE.width


def test_other_files_and_missing_curves_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match=r"not a\.pdf"):
        check_figure_file(tmp_path / "a.pdf")
    with pytest.raises(BadSetting, match="no curves"):
        write_figure(Picture(), tmp_path / "a.svg")
    monkeypatch.setattr(figure, "find_spec", lambda _name: None)
    with pytest.raises(LacksExtra, match="report"):
        check_figure_file(tmp_path / "a.png")
