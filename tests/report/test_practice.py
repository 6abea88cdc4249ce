"""An attempt at an exercise as values: the first line, a row a judge, the call that differs."""

from dataclasses import replace
from typing import Any

import pytest

from quizdl import folders
from quizdl.practice.attempt import Attempt
from quizdl.practice.example import run_example
from quizdl.practice.exercise import Exercise, exercise_named, exercise_of
from quizdl.report.html import attempt_html
from quizdl.report.practice import attempt_lines
from quizdl.report.view.call import difference_view, example_lines
from quizdl.report.view.excerpt import excerpt
from quizdl.report.view.practice import attempt_view, judge_row
from quizdl.verdict import Verdict
from quizdl.verify import Control, Evidence, Measurement, at_most
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.judging import Judged
from quizdl.verify.result import Result
from tests.practice.exercises import write_adam

EXAMPLE = {"make": {"lr": 0.01}, "step": [[[1.0, -2.0], [0.5, 0.5]]]}
NAMES = {"call": "step", "number": 1, "object": 0, "names": ["theta", "g"]}
FIRST = {**NAMES, "arguments": [[1.0, -2.0], [0.5, 0.5]], "given": [0.9684, -2.0316], "asked": [0.999, -2.001]}


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    verifiers = folders.builtin_bank() / "verifiers"
    return exercise_of(write_adam(example=EXAMPLE), open_catalogue(verifiers), verifiers)


def result(claim: str, value: float = 30.6, **changed: Any) -> Result:
    """A result of a claim whose number keeps its bound up to 1e-4."""
    evidence = Evidence(
        measurements=[
            Measurement("a check", 0.0, at_most(1, because="it is none")),
            Measurement("first step", value, at_most(1e-4, because="ε/|g|")),
        ],
        controls=[Control("without", 2.0, at_most(1))],
    )
    verdict, reason = evidence.judge()
    whole = Result(claim, verdict, Verdict.SUPPORTED, None, {}, 0.1, reason, evidence)
    return replace(whole, **changed)


def attempt(judged: list[Judged], results: list[Result], fault: dict[str, Any] | None = None) -> Attempt:
    judges = dict(zip((entry.claim for entry in results), judged, strict=False))
    return Attempt("write-adam", 1, "0" * 64, fault, judges, results, 1.0, asked=3)


def results_of(exercise: Exercise, *values: float, **changed: Any) -> list[Result]:
    claims = [claim.id for claim in exercise.judges]
    return [result(claim, value, **changed) for claim, value in zip(claims, values, strict=False)]


def test_a_pass_says_how_many_claims_and_shows_no_call(exercise: Exercise) -> None:
    calls = {"made": 9, "agreed": 8, "first": FIRST}
    passed = attempt([Judged.PASSED] * 3, results_of(exercise, 0.0, 0.0, 0.0, calls=calls))
    view, ko = attempt_view(passed, exercise, "en"), attempt_view(passed, exercise, "ko")
    assert (view.headline.sign, view.headline.word) == ("✓", "Right. 3 of 3 claims.")
    assert ko.headline.word == "맞았습니다. 주장 3개 중 3개 통과."
    assert [(row.label.sign, row.label.word, row.detail) for row in view.judges] == [("✓", "passed", "")] * 3
    assert (view.difference, view.agreement, view.fault) == (None, "", None)


def test_the_line_of_a_fault_is_shown_among_its_neighbours(exercise: Exercise) -> None:
    source = "import numpy as np\n\ndef f(x):\n\ty = <b>[x]\n    return \x1b\n" + "\n" * 5 + "z = 1"
    fault = {"kind": "syntax", "line": 4, "column": 9, "message": "invalid syntax"}
    view = attempt_view(replace(attempt([], [], fault), source=source), exercise, "en")
    told = ["    2", "    3  def f(x):", "  > 4      y = <b>[x]", "    5      return ␛"]
    assert attempt_lines(view) == ["It does not run yet.", "Line 4: invalid syntax (column 9)", *told]
    assert "4      y = &lt;b&gt;[x]</b>\n5      return ␛</pre>" in attempt_html(view)
    for line in (None, 0, 6, 12):
        assert excerpt(source, line) == (), "no line, or nothing in it"
    assert [line.number for line in excerpt(source, 11)] == [" 9", "10", "11"]
    assert [line.number for line in excerpt(source, 1)] == ["1", "2"]


@pytest.mark.parametrize(
    ("times", "en", "ko"),
    [
        (9.9, "", ""),
        (
            34.2,
            "It takes 34 times as long as ours on (3, 2, 8, 9): a loop over single numbers?",
            "(3, 2, 8, 9)에서 기준보다 34배 오래 걸립니다. 숫자를 하나씩 도는 반복문이 있나요?",
        ),
    ],
)
def test_a_pass_that_takes_ten_times_as_long_as_ours_says_so(
    exercise: Exercise, times: float, en: str, ko: str
) -> None:
    log: dict[str, Any] = {"made": 9, "agreed": 9, "first": None}
    speeds = [{"times": 99.0, "ours": 1e-4, "shape": [2]}, {"times": times, "ours": 2e-4, "shape": [3, 2, 8, 9]}]
    logs = [log, *({**log, "speed": speed} for speed in speeds)]
    ran = [replace(entry, calls=calls) for entry, calls in zip(results_of(exercise, 0, 0, 0), logs, strict=True)]
    passed, refused = attempt([Judged.PASSED] * 3, ran), attempt([Judged.REFUSED] * 3, ran)
    assert [attempt_view(passed, exercise, language).speed for language in ("en", "ko")] == [en, ko]
    assert [line for line in attempt_lines(attempt_view(passed, exercise, "en")) if "as long" in line] == [en] * bool(
        en
    )
    assert (en in attempt_html(attempt_view(passed, exercise, "en"))) is True
    assert attempt_view(refused, exercise, "en").speed == "", "a wrong one has other worries"
    assert passed.to_json()["times_ours"] == times
    assert attempt([Judged.PASSED] * 3, results_of(exercise, 0, 0, 0)).to_json()["times_ours"] is None


def test_a_refused_attempt_shows_the_number_that_broke_its_bound_and_the_smallest_call(exercise: Exercise) -> None:
    calls = [{"made": 50, "agreed": 0, "first": {**FIRST, "number": 7}}, {"made": 7, "agreed": 0, "first": FIRST}]
    results = [replace(entry, calls=log) for entry, log in zip(results_of(exercise, 0.0, 30.6), calls, strict=True)]
    refused = attempt([Judged.PASSED, Judged.REFUSED], results)
    view, ko = attempt_view(refused, exercise, "en"), attempt_view(refused, exercise, "ko")
    assert (view.headline.sign, view.headline.word) == ("✗", "Not right yet. 1 of 3 claims.")
    assert [row.label.sign for row in view.judges] == ["✓", "✗", "○"]
    assert view.judges[1].detail == "first step: 30.6, must be ≤ 0.0001 (ε/|g|)"
    assert ko.judges[1].detail == "first step: 30.6, 기준 ≤ 0.0001 (ε/|g|)"
    assert view.difference is not None
    assert view.difference.text == (
        "step 1: theta [1, -2], g [0.5, 0.5]  yours [0.9684, -2.0316]  ours [0.999, -2.001]"
    )
    assert ko.difference is not None
    assert ko.difference.text.endswith("내 결과 [0.9684, -2.0316]  기준 [0.999, -2.001]")
    assert view.agreement == "agrees with ours on 0 of 57 calls"
    assert ko.agreement == "호출 57번 중 0번이 기준과 일치"


def test_a_control_that_does_not_break_says_so(exercise: Exercise) -> None:
    evidence = Evidence(
        measurements=[Measurement("first step", 0.0, at_most(1, because="ε/|g|"))],
        controls=[Control("without", 0.5, at_most(1))],
    )
    claim = exercise.judges[0]
    row = judge_row(claim, "en", result(claim.id, evidence=evidence, verdict=Verdict.INCONCLUSIVE))
    assert row.detail == "without: 0.5 against ≤ 1: should have broken the bound"


def test_what_cannot_judge_is_never_called_right_or_wrong(exercise: Exercise) -> None:
    lacking: dict[str, Any] = {"verdict": Verdict.UNAVAILABLE, "evidence": None, "reason": "it needs a GPU"}
    results = [*results_of(exercise, 0.0, 0.0), result("adam.against_torch", **lacking)]
    results.sort(key=lambda entry: [claim.id for claim in exercise.judges].index(entry.claim))
    judged = [Judged.UNJUDGED if entry.evidence is None else Judged.PASSED for entry in results]
    view = attempt_view(attempt(judged, results), exercise, "en")
    assert view.headline.sign == "?"
    assert view.headline.word == "Not judged. 2 of 3 claims passed; what is left cannot judge here."
    row = next(row for row in view.judges if row.claim == "adam.against_torch")
    assert (row.label.sign, row.label.word, row.detail) == ("?", "cannot judge here", "it needs a GPU")


def test_a_fault_is_the_first_line_and_leaves_judges_unasked(exercise: Exercise) -> None:
    fault = {"kind": "shape", "name": "theta", "given": [2], "asked": [2, 1]}
    broken = result(exercise.judges[0].id, verdict=Verdict.FAILED, evidence=None, fault=fault)
    view = attempt_view(attempt([Judged.REFUSED], [broken], fault), exercise, "en")
    assert (view.headline.sign, view.headline.word) == ("!", "It does not keep to the contract.")
    assert view.fault is not None
    assert view.fault.text == "theta has shape (2,); it must have shape (2, 1)."
    assert [(row.label.sign, row.detail) for row in view.judges] == [("!", ""), ("○", ""), ("○", "")]


def test_the_starter_is_no_failed_attempt(exercise: Exercise) -> None:
    view = attempt_view(attempt([], [], {"kind": "unchanged"}), exercise, "en")
    assert (view.headline.sign, view.headline.word) == ("○", "Still the starter: nothing to judge yet.")


def test_a_result_alone_gives_a_row_before_the_judgement_is_made(exercise: Exercise) -> None:
    claim = exercise.judges[0]
    assert judge_row(claim, "en", result(claim.id, 0.0)).label.sign == "✓"
    assert judge_row(claim, "en", result(claim.id, 1.0)).label.sign == "✗"
    myth = result(claim.id, 0.0, expected=Verdict.REFUTED)
    assert judge_row(claim, "en", myth).detail == "not as declared (declared: refuted)"


def test_digits_tell_apart_what_differs_and_are_not_spent_on_rounding() -> None:
    def told(given: float, asked: float) -> str:
        return difference_view({**FIRST, "given": [given, 0.3], "asked": [asked, 0.3]}, "en").text.partition("yours ")[
            2
        ]

    assert told(1.000002, 1.0) == "[1.000002, 0.3]  ours [1, 0.3]"
    assert told(1.0000000002, 1.0) == "[1, 0.3]  ours [1, 0.3]"


def test_of_long_results_the_number_farthest_from_ours_is_shown() -> None:
    shape = {"shape": [3, 4]}
    apart = {"name": "dx", "index": [1, 2], "given": 2.0, "asked": 3.0}
    call = {**FIRST, "arguments": [shape, 0.5], "given": [shape], "asked": [shape], "apart": apart}
    assert difference_view(call, "en").text == "step 1: theta shape (3, 4), g 0.5  yours dx[1, 2] 2  ours dx[1, 2] 3"


def test_the_example_shows_what_our_program_gives_now(exercise: Exercise) -> None:
    example = run_example(exercise)
    assert example is not None
    assert example_lines(example, exercise.name, "en") == [
        "Adam(lr=0.01)",
        "step(theta [1, -2], g [0.5, 0.5]) → theta [0.99, -2.01]",
    ]
    assert run_example(replace(exercise, question=write_adam())) is None


@pytest.mark.parametrize(("value", "passed"), [(0.0, True), (1.0, False)])
def test_of_a_whole_program_its_statements_are_told_beside_ours(exercise: Exercise, value: float, passed: bool) -> None:
    judged = [Judged.PASSED if passed else Judged.REFUSED] * 3
    tried = attempt(judged, results_of(exercise, value, value, value))
    tried = replace(tried, source='"""Not counted."""\nx = 1\nif x:\n    x = 2\n')
    whole = replace(exercise, question=write_adam(whole=True, statements=36))
    assert attempt_view(tried, whole, "en").agreement == "3 statements; ours takes 36"
    assert attempt_view(tried, whole, "ko").agreement == "구문 3개, 기준 코드는 36개"
    assert attempt_view(tried, exercise, "en").agreement == ""
    assert attempt_view(replace(tried, fault={"kind": "empty"}), whole, "en").agreement == ""


def test_results_that_our_program_names_are_shown_one_by_one() -> None:
    exercise = exercise_named("memory-estimate")
    example = run_example(exercise)
    assert example is not None
    assert example_lines(example, exercise.name, "en") == [
        "estimate(widths [4, 3, 2], batch 10, optimizer adam) → "
        "parameters 92, gradients 92, state 200, inputs 240, activations 200, step 96"
    ]
