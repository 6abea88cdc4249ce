"""A refuted claim, and its proof as each painter shows it."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType

from quizdl.report.lines import proof_lines
from quizdl.report.proof import render_line, render_proof
from quizdl.report.view.proof import proof_view
from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, Verdict, at_most, within
from quizdl.verify.declared import Claim, Mutant
from quizdl.verify.result import Result
from quizdl.words import Language

HOSTILE = "[@click=app.quit]E[x]list[int][/] \x1b]52;c;eA==\x07\u202e end\\"

EVIDENCE = Evidence(
    measurements=[
        Measurement(
            "weight of the last ten", 0.65132156, at_most(0.65132155, because="geometric series"), unit="share"
        ),
        Measurement("최근 열 개의 가중치 합계", 0.65, within(0.65, 1e-3, because="등비급수의 합")),
    ],
    controls=[
        Control("a plain mean", 1.0, at_most(0.65)),
        Control("단순 평균", 0.5, at_most(0.65, because="folklore is right here"), must="hold"),
    ],
    curves=[Curve("기울기의 가중치", y=[0.1 * 0.9**k for k in range(30)])],
    axes=Axes(x="걸음", y="가중치"),
)

MUTANT = Mutant("momentum.c", "needs a GPU", "1", "2", Path("/v/momentum.py"), "momentum.py", 3, "")


def claim(expects: Verdict = Verdict.SUPPORTED, en: str = "Ten gradients carry 65 %.") -> Claim:
    return Claim(
        id="momentum.last_ten",
        path=Path("momentum.py"),
        folder=Path(),
        line=3,
        en=en,
        ko="최근 열 개의 기울기가 가중치의 65 %를 차지할 뿐, 전부를 차지하지 않는다.",
        seconds=0.1,
        expects=expects,
        literature="Brown 1956",
        alone=False,
    )


REFUTED = Result(
    claim="momentum.last_ten",
    verdict=Verdict.REFUTED,
    expected=Verdict.SUPPORTED,
    seed=7,
    settings={},
    seconds=0.2134,
    reason=None,
    evidence=EVIDENCE,
)


def result(verdict: Verdict = Verdict.REFUTED, expected: Verdict = Verdict.SUPPORTED, **more: Any) -> Result:
    return replace(REFUTED, verdict=verdict, expected=expected, **more)


def whole(result: Result, claim: Claim, language: Language, width: int = 120) -> RenderableType:
    return render_proof(proof_view(result, claim, language), width)


def one_line(result: Result, claim: Claim, language: Language) -> RenderableType:
    return render_line(proof_view(result, claim, language))


def in_lines(result: Result, claim: Claim, language: Language) -> list[str]:
    return proof_lines(proof_view(result, claim, language), language)


def printed(shown: RenderableType, width: int = 120, colour: bool = False) -> str:
    text = io.StringIO()
    console = Console(file=text, width=width, force_terminal=colour, color_system="truecolor" if colour else None)
    console.print(shown)
    return text.getvalue()
