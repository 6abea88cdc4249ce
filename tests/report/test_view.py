"""The values that all fronts paint: the same rows in each of them, in one language, and harmless."""

import io
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from rich.console import Console

from quizdl.report.html import proof_html
from quizdl.report.lines import proof_lines
from quizdl.report.proof import render_mutants, render_proof
from quizdl.report.view.numbers import Tone
from quizdl.report.view.proof import ProofView, number_of, proof_view
from quizdl.report.view.totals import catch_view, hunts_view
from quizdl.tui.widgets.numbers import NumberTable
from quizdl.verdict import Verdict
from quizdl.verify import Control, Evidence, Measurement, at_most, within
from quizdl.verify.declared import Claim, Mutant
from quizdl.verify.events import ClaimAsked
from quizdl.verify.judging import Catch, Hunt
from quizdl.verify.result import Result
from quizdl.words import Language, say

EVIDENCE = Evidence(
    measurements=[
        Measurement("kept", 0.5, at_most(1.0, because="theory"), unit="s"),
        Measurement("broken", 2.0, within(1.0, 0.1, because="rounding")),
        Measurement("open", 1.0, at_most(1.0, because="99 of 100 seeds"), interval=(0.5, 1.5)),
    ],
    controls=[
        Control("free", 2.0, at_most(1.0, because="no cause")),
        Control("stuck", 0.5, at_most(1.0)),
        Control("astride", 1.0, at_most(1.0), interval=(0.5, 1.5)),
        Control("also", 0.5, at_most(1.0), must="hold"),
        Control("not even", 2.0, at_most(1.0), must="hold"),
    ],
)
CLAIM = Claim(
    id="family.claim",
    path=Path("family.py"),
    folder=Path(),
    line=1,
    en="It is so.",
    ko="그러하다.",
    seconds=1.0,
    expects=Verdict.SUPPORTED,
    literature="",
    alone=False,
)
MUTANT = Mutant("family.bug", "a bug", "1", "2", Path("family.py"), "family.py", 1, "")
RESULT = Result(
    claim="family.claim",
    verdict=Verdict.REFUTED,
    expected=Verdict.SUPPORTED,
    seed=None,
    settings={},
    seconds=123.4,
    reason=None,
    evidence=EVIDENCE,
)


class WideTable(NumberTable):
    narrow = False  # outside an app there is no terminal to ask


def on_a_terminal(view: ProofView, language: Language) -> str:
    del language
    console = Console(file=io.StringIO(), width=200)
    with console.capture() as shown:
        console.print(render_proof(view, 200))
    return shown.get()


def on_screen(view: ProofView, language: Language) -> str:
    return "\n".join(line.plain for line in WideTable(lambda _: view).draw(language, 200))


def in_html(view: ProofView, language: Language) -> str:
    del language
    return unescape(proof_html(view))


def in_lines(view: ProofView, language: Language) -> str:
    return "\n".join(proof_lines(view, language))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("painted", [on_a_terminal, on_screen, in_lines, in_html])
def test_every_front_shows_each_row_whole(painted: Callable[[ProofView, Language], str], language: Language) -> None:
    view = proof_view(RESULT, CLAIM, language)
    shown = " ".join(painted(view, language).split())  # no text runs wider than 76 cells
    rows = [(row.name, row.value, row.bound, row.because) for row in view.measurements]
    controls = [(control.told, control.outcome, control.because) for control in view.controls]
    for text in (text for texts in (*rows, *controls) for text in texts):
        assert text in shown


@pytest.mark.parametrize("painted", [on_a_terminal, on_screen, in_lines])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_checks_are_one_line_unless_one_is_out_of_bounds(
    painted: Callable[[ProofView, Language], str], language: Language
) -> None:
    for value, folded in ((1e-16, True), (1.0, False)):
        checks = [Measurement(f"rounding {n}", value, at_most(1e-15, because="rounding"), check=True) for n in (1, 2)]
        evidence = replace(EVIDENCE, measurements=[*checks, *EVIDENCE.measurements])
        view = proof_view(replace(RESULT, evidence=evidence), CLAIM, language)
        shown = painted(view, language)
        told = say(language, "checks.kept", count=2) if folded else say(language, "checks.broken", count=2, broken=2)
        assert told in shown
        assert ("rounding 1" in shown) is not folded
        assert shown.index("kept") < shown.index(told), "findings come first"
        assert ("<details>" in proof_html(view)) is folded
        assert "rounding 1" in proof_html(view)


def test_a_reason_that_several_numbers_share_is_told_once() -> None:
    numbers = [Measurement(name, 0.5, at_most(1.0, because=why)) for name, why in (("a", "x"), ("b", "x"), ("c", "y"))]
    view = proof_view(replace(RESULT, evidence=replace(EVIDENCE, measurements=numbers)), CLAIM, "en")
    assert [row.because for row in view.findings] == ["x", "", "y"]


def test_a_sign_says_whether_a_measurement_holds_and_a_control_came_out() -> None:
    view = proof_view(RESULT, CLAIM, "en")
    assert [row.tone for row in view.measurements] == [Tone.GOOD, Tone.BAD, Tone.OPEN]
    assert [(control.sign, control.outcome) for control in view.controls] == [
        ("✓", "breaks the bound, as it must"),
        ("✗", "should have broken the bound"),
        ("✗", "should have broken the bound, but does not decide"),
        ("✓", "keeps the bound, as it must"),
        ("✗", "should have kept the bound"),
    ]


def test_a_time_of_minutes_is_no_power_of_ten() -> None:
    assert proof_view(RESULT, CLAIM, "en").facts == ("123 s",)


def test_a_number_is_found_by_its_whole_name() -> None:
    assert number_of(RESULT, "family.claim/broken") == 2.0
    assert number_of(RESULT, "family.claim/stuck") == 0.5
    assert number_of(RESULT, "family.claim/another") is None


@pytest.mark.parametrize(
    ("catch", "numbers", "says"),
    [
        (Catch.CAUGHT, True, (["✓ supported", "✗ refuted"], "Caught.", True)),
        (Catch.MISSED, True, (["✗ refuted"], "does not notice", False)),
        (
            Catch.UNJUDGED,
            True,
            (["✓ supported", "✗ refuted"], "cannot judge: not as declared without the bug either", True),
        ),
        (Catch.UNJUDGED, False, (["✗ refuted"], "cannot judge this bug", True)),
    ],
)
def test_what_a_claim_says_of_a_planted_bug(catch: Catch, numbers: bool, says: tuple[list[str], str, bool]) -> None:
    result = RESULT if numbers else replace(RESULT, evidence=None, reason="crash: exit code 3")
    view = catch_view(ClaimAsked(MUTANT, CLAIM, catch, [result], []), "en")
    assert ([f"{label.sign} {label.word}" for label in view.verdicts], view.outcome, bool(view.reason)) == says
    assert view.change == "", "nothing is known of the run without the bug"


def test_a_bug_shows_the_number_that_it_moved_before_and_after() -> None:
    healthy = replace(EVIDENCE, measurements=[replace(number, value=1.0) for number in EVIDENCE.measurements])
    asked = ClaimAsked(MUTANT, CLAIM, Catch.CAUGHT, [RESULT], [replace(RESULT, evidence=healthy)])
    assert catch_view(asked, "en").change == "broken: 1 → 2"
    hunt = Hunt(MUTANT, caught=[CLAIM.id], shown=(asked.originals[0], RESULT))
    assert hunts_view([hunt], "en").mutants[0].change == "broken: 1 → 2"
    assert "broken: 1 → 2" in printed_hunts([hunt])


def printed_hunts(hunts: list[Hunt]) -> str:
    console = Console(file=io.StringIO(), width=100)
    with console.capture() as shown:
        console.print(render_mutants(hunts_view(hunts, "en")))
    return shown.get()
