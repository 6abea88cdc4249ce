"""Draws the pictures of the README, docs/*.svg, from the real program: `python -m tools.pictures`."""

import asyncio
import html
import io
import os
import re
import tempfile
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console

from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.report import proof
from quizdl.report.view.proof import proof_view
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.service import Service
from quizdl.verify.task import Task

DOCS = Path(__file__).resolve().parent.parent / "docs"
QUESTION = "adam-longest-step"
CLAIM = "adam.never_more_than_lr"
CELLS = (100, 81)  # tall enough for the question, the answer, the proof and its curve


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


async def quiz() -> str:
    """A question about Adam, answered wrongly, and its proof."""
    bank = open_bank(folders.builtin_bank())
    catalogue = open_catalogue(bank.verifiers)
    learner = Learner(ProgressStore.open(Path(tempfile.mkdtemp()) / "progress.sqlite"), bank)
    questions = [question for question in bank.questions() if question.id == QUESTION]
    app = QuizApp(learner, catalogue, language="en", questions=questions, seed=0, why_no_proofs="")
    async with app.run_test(size=CELLS) as pilot:
        await pilot.pause(1)
        await pilot.press("1", "enter")
        await pilot.pause(1)
        await pilot.press("v")
        for _ in range(100):
            await pilot.pause(0.2)
            if learner.proven:
                break
        await pilot.pause(2)
        return app.export_screenshot(title="quizdl")


async def verdict() -> str:
    """The output of `quizdl verify` for one claim."""
    claim = open_catalogue(folders.builtin_bank() / "verifiers").claim(CLAIM)
    async with Service() as service:
        result = await service.run(Task(claim))
    view = proof_view(result, claim, "en")
    assert view.picture.lines, view.reason
    console = Console(record=True, width=CELLS[0], file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(proof.render_proof(view, console.width))
    console.print(proof.render_chart(view.picture, console.width))
    return console.export_svg(title=f"quizdl verify {CLAIM}")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["QUIZDL_HOME"] = home
        for name, draw in (("quiz", quiz), ("verdict", verdict)):
            (DOCS / f"{name}.svg").write_text(self_contained(asyncio.run(draw())), encoding="utf-8")


if __name__ == "__main__":
    main()
