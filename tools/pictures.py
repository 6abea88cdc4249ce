"""Draws the pictures of the README, docs/pictures/*.svg, from the real program: `make pictures`."""

import asyncio
import html
import os
import re
import tempfile
import time
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot

from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.service import Service
from quizdl.words import LANGUAGES, Language, say

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
QUESTION = "adam-without-correction"
CELLS = (100, 30)
PATIENCE = 120.0  # seconds for an experiment, and for importing torch before it


def _wide_enough(text: re.Match[str]) -> str:
    """Fix widths: Rich counts characters instead of cells, which squeezes Korean to half its width."""
    shown = html.unescape(text[3])
    length = float(text[1]) / max(1, len(shown)) * cell_len(shown)
    return f'textLength="{length:g}"{text[2]}>{text[3]}<'


def self_contained(svg: str) -> str:
    """The picture without fonts to download: any fixed-width font will do."""
    svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "monospace").replace(
        "<!-- Generated with Rich https://www.textualize.io -->", ""
    )
    svg = re.sub(r'textLength="([\d.]+)"([^>]*)>([^<]*)<', _wide_enough, svg)
    if "http" in svg.replace("http://www.w3.org", ""):
        raise ValueError("the picture still names an address outside")
    return svg


async def draw(language: Language) -> None:
    """Draw the question, its proof with the curve, and a planted bug before and after."""
    bank = open_bank(folders.builtin_bank())
    learner = Learner(ProgressStore.open(Path(tempfile.mkdtemp()) / "progress.sqlite"), bank)
    questions = [question for question in bank.questions() if question.id == QUESTION]
    app = QuizApp(
        learner,
        open_catalogue(bank.verifiers),
        language=language,
        questions=questions,
        seed=0,
        service=Service(),
    )

    def keep(name: str) -> None:
        picture = self_contained(app.export_screenshot(title="quizdl"))
        (PICTURES / f"{name}-{language}.svg").write_text(picture, encoding="utf-8")

    async with app.run_test(size=CELLS) as pilot:
        await pilot.pause(1)
        await pilot.press("1")
        await pilot.pause(0.5)
        keep("question")
        await pilot.press("enter")
        await pilot.pause(1)
        for key, name, told in (("v", "proof", "proof.control"), ("b", "bug", "break.caught")):
            await pilot.press(key)
            await until_shown(pilot, say(language, told))
            keep(name)


async def until_shown(pilot: Pilot[int], text: str) -> None:
    """Wait for a text on the screen, and until nothing moves any more. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE
    while not any(text in strip.text for strip in pilot.app.screen._compositor.render_strips()):
        if time.monotonic() > until:
            raise TimeoutError(f"{text!r} is not shown")
        await pilot.pause(0.2)
    await pilot.pause(2)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["QUIZDL_HOME"] = home
        for language in LANGUAGES:
            asyncio.run(draw(language))


if __name__ == "__main__":
    main()
