"""The curves of a proof as a file of their own: an SVG that is legible in light and dark, or a PNG."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from quizdl.errors import BadSetting, LacksExtra
from quizdl.report.svg import chart_svg
from quizdl.report.view.picture import Picture

LIGHT, DARK = "color: #1e2129; background: #ffffff", "color: #dde1f3; background: #16171f"
STYLE = f"<style>svg {{ {LIGHT} }} @media (prefers-color-scheme: dark) {{ svg {{ {DARK} }} }}</style>"
ZOOM = 2  # of a PNG: screens have small pixels
# resvg leaves words out where none of these is installed; for letters that the first lacks it takes another font.
FONTS = "Arial, Helvetica, DejaVu Sans, Liberation Sans, Noto Sans, Noto Sans CJK KR, Noto Sans KR, sans-serif"


def check_figure_file(path: Path) -> None:
    """Raises BadSetting for a file that is neither SVG nor PNG, and LacksExtra where PNG cannot be drawn."""
    if path.suffix not in (".svg", ".png"):
        raise BadSetting(f"a figure is a .svg or a .png file, not {path.name}")
    if path.suffix == ".png" and find_spec("resvg_py") is None:
        raise LacksExtra("PNG figures need resvg_py: install quizdl[report]")


def write_figure(picture: Picture, path: Path) -> None:
    """Draw curves to a file that `check_figure_file` accepts. Raises BadSetting where there are none, and OSError."""
    drawn = chart_svg(picture)
    if not drawn:
        raise BadSetting("there are no curves to draw: this experiment has none, or gave no evidence")
    if path.suffix == ".png":
        from resvg_py import svg_to_bytes  # of the extra

        drawn = drawn.replace('font-family="sans-serif"', f'font-family="{FONTS}"', 1)
        path.write_bytes(svg_to_bytes(svg_string=drawn, background="#ffffff", zoom=ZOOM))
    else:
        path.write_text(drawn.replace("<title>", f"{STYLE}<title>", 1) + "\n", encoding="utf-8")
