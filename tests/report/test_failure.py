"""A run without numbers: what stopped it in one sentence, where, and what is left out."""

from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.report.view.proof import proof_view, why_no_number
from quizdl.verdict import Verdict
from quizdl.words import Language
from tests.report.proofs import claim, in_lines, result

FOLDER = Path("/bank/verifiers")
CLAIM = replace(claim(), folder=FOLDER)
OUTPUT = f"""epoch 1
Traceback (most recent call last):
  File "/quizdl/verify/child.py", line 93, in experiment
    evidence = function()
  File "{FOLDER}/race.py", line 9, in run
    step()
  File "{FOLDER}/adam.py", line 212, in step
    return lr / root
  File "/site-packages/numpy/linalg.py", line 7, in norm
ValueError: negative
"""
NEEDS = "needs a CUDA device: it would have timed a product of matrices"
NEEDS_KO = "CUDA 장치가 필요하다. 있으면 행렬곱의 시간을 쟀을 것이다"


@pytest.mark.parametrize(
    ("verdict", "reason", "language", "told"),
    [
        (
            Verdict.FAILED,
            "crash: ValueError: negative",
            "en",
            "The experiment stopped: ValueError: negative (adam.py:212)",
        ),
        (Verdict.FAILED, "crash: ValueError: negative", "ko", "실험이 멈춤: ValueError: negative (adam.py:212)"),
        (Verdict.FAILED, "time: stopped after 25 s", "en", "No result after 25 s; not judged."),
        (Verdict.FAILED, "time: stopped after 25 s", "ko", "25초 안에 결과가 없어 판정하지 않음"),
        (Verdict.FAILED, "memory: more than 4 MB", "en", "No result: memory: more than 4 MB; not judged."),
        (
            Verdict.UNAVAILABLE,
            NEEDS,
            "en",
            "This experiment needs a CUDA device.\nIt would have timed a product of matrices.",
        ),
        (
            Verdict.UNAVAILABLE,
            NEEDS,
            "ko",
            "이 실험에는 CUDA 장치가 필요하다.\n있으면 행렬곱의 시간을 쟀을 것이다.",
        ),
        (Verdict.UNAVAILABLE, "no GPU", "en", "Not judged here, no GPU."),
        (Verdict.INCONCLUSIVE, "the spread is too wide", "en", ""),
    ],
)
def test_why_there_are_no_numbers_is_told_in_a_sentence(
    verdict: Verdict, reason: str, language: Language, told: str
) -> None:
    failed = result(verdict, evidence=None, reason=reason, output=OUTPUT)
    if verdict is Verdict.UNAVAILABLE and language == "ko":
        failed = replace(failed, reason_ko=NEEDS_KO)
    view = proof_view(failed, CLAIM, language)
    assert view.trouble == told
    assert view.out_of_time == reason.startswith("time")


def test_the_line_is_the_innermost_of_the_bank_s_own_and_the_traceback_stands_apart() -> None:
    crashed = result(Verdict.FAILED, evidence=None, reason="crash: ValueError: negative", output=OUTPUT)
    view = proof_view(crashed, CLAIM, "en")
    assert view.site == (FOLDER / "adam.py", 212)
    assert view.printed == "epoch 1"
    assert view.traceback.startswith("Traceback")
    elsewhere = proof_view(crashed, replace(CLAIM, folder=Path("/other")), "en")
    assert (elsewhere.site, elsewhere.trouble) == (None, "The experiment stopped: ValueError: negative")


def test_line_by_line_no_traceback_is_told_and_more_time_is_offered() -> None:
    crashed = result(Verdict.FAILED, evidence=None, reason="crash: ValueError: negative", output=OUTPUT)
    assert "The experiment stopped: ValueError: negative (adam.py:212)" in in_lines(crashed, CLAIM, "en")
    assert not any("Traceback" in line for line in in_lines(crashed, CLAIM, "en"))
    late = result(Verdict.FAILED, evidence=None, reason="time: stopped after 25 s")
    assert "v runs it again, with more time." in in_lines(late, CLAIM, "en")


def test_for_a_prediction_nothing_is_told_of_what_would_be_measured() -> None:
    lacks = result(Verdict.UNAVAILABLE, evidence=None, reason=NEEDS)
    assert why_no_number(lacks, CLAIM, "en") == "This experiment needs a CUDA device."
    unsure = result(Verdict.INCONCLUSIVE, evidence=None, reason="too wide")
    assert why_no_number(unsure, CLAIM, "en") == "too wide"
