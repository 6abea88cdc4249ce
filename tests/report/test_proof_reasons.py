"""Why a verdict is not supported, in the language of the reader."""

from dataclasses import replace

import pytest

from quizdl.report.text import harmless
from quizdl.report.view.proof import reason_of
from quizdl.report.view.totals import hunts_view
from quizdl.verify import Control, Evidence, Measurement, Verdict, at_most
from quizdl.verify.judging import Hunt
from quizdl.verify.result import decide
from quizdl.verify.task import Task
from quizdl.words import Language
from tests.report.proofs import HOSTILE, MUTANT, claim, in_lines, one_line, printed, result, whole

HELD = Measurement("held", 0.5, at_most(1.0, because="test"))

BROKEN = replace(HELD, name="too much", value=2.0)

WIDE = replace(HELD, name="astride", value=1.0, interval=(0.5, 1.5))

STUCK, FREE = Control("stuck", 0.5, at_most(1.0)), Control("free", 2.0, at_most(1.0))


@pytest.mark.parametrize(
    ("measurements", "control", "korean"),
    [
        ([HELD], FREE, ""),
        ([HELD, BROKEN, WIDE], FREE, "지켜야 할 범위를 벗어남: too much"),
        ([HELD, WIDE], FREE, "수치로 결론 낼 수 없음: astride"),
        ([BROKEN], STUCK, "대조 실험이 예상과 다르게 나옴: stuck"),
    ],
)
def test_why_a_verdict_is_not_supported_is_said_in_the_reader_s_language(
    measurements: list[Measurement], control: Control, korean: str
) -> None:
    evidence = Evidence(measurements=measurements, controls=[control])
    verdict, reason = evidence.judge()
    judged = result(verdict, evidence=evidence, reason=reason)
    assert reason_of(judged, "en") == (reason or ""), "the same words as in the JSON"
    assert reason_of(judged, "ko") == korean
    assert korean in " ".join(printed(whole(judged, claim(), "ko", 120)).split())


@pytest.mark.parametrize("holding", [HELD, replace(BROKEN, check=True)], ids=["a finding that holds", "a broken check"])
def test_a_claim_that_is_refuted_in_part_names_what_does_not_speak_against_it(holding: Measurement) -> None:
    evidence = Evidence(measurements=[replace(BROKEN, name="far off"), holding], controls=[FREE])
    judged = decide(Task(replace(claim(), expects=Verdict.REFUTED)), evidence, 0.1)
    assert reason_of(judged, "en") == judged.reason == f"does not speak against the sentence: {holding.name}"
    assert reason_of(judged, "ko") == f"이 문장을 반박하지 못함: {holding.name}"


@pytest.mark.parametrize(
    ("reason", "korean"),
    [
        ("time: stopped after 20 s", "시간 초과: 20초 만에 중단함"),
        ("memory: it asked for more than 4096 MB in all", "메모리 초과: 모두 4096 MB 넘게 요청함"),
        ("memory: Unable to allocate 8 TiB", "메모리 부족: Unable to allocate 8 TiB"),
        ("disk: more than 2000 files", "디스크 초과: 파일 2000개를 넘김"),
        ("crash: killed by SIGSEGV (signal 11)", "오류: SIGSEGV (signal 11) 신호로 강제 종료됨"),
        ("crash: exit code 3", "오류: 종료 코드 3(으)로 끝남"),
        ("crash: ValueError: no \\1 \x1b", "오류: ValueError: no \\1 ␛"),
        (
            "crash: it cannot be computed with beta = 1.0 (default 0.9), lr = 2 (default 1): ZeroDivisionError: x: y",
            "오류: beta = 1.0 (기본값 0.9), lr = 2 (기본값 1) 값으로는 계산할 수 없음: ZeroDivisionError: x: y",
        ),
        (
            "time: it exceeds its limit of time with steps = 9 (default 3): stopped after 20 s",
            "steps = 9 (기본값 3) 값으로는 시간 한도를 넘음: 시간 초과: 20초 만에 중단함",
        ),
        ("something else", "something else"),
    ],
)
def test_why_an_experiment_failed_is_said_in_the_reader_s_language(reason: str, korean: str) -> None:
    failed = result(Verdict.FAILED, evidence=None, reason=reason)
    assert reason_of(failed, "ko") == korean
    assert reason_of(failed, "en") == harmless(reason)


@pytest.mark.parametrize("verdict", [Verdict.INCONCLUSIVE, Verdict.UNAVAILABLE])
def test_a_reason_that_a_verifier_gives_in_korean_is_shown_to_korean_readers_alone(verdict: Verdict) -> None:
    undecided = result(verdict, evidence=None, reason="beta = 1 forgets nothing", reason_ko="beta = 1이면 잊지 않는다")
    in_both: list[tuple[Language, str, str]] = [
        ("ko", "beta = 1이면 잊지 않는다", "forgets"),
        ("en", "beta = 1 forgets nothing", "잊지"),
    ]
    for language, shown, other in in_both:
        for text in (
            printed(whole(undecided, claim(), language, 120)),
            printed(one_line(undecided, claim(), language), 200),
            "\n".join(in_lines(undecided, claim(), language)),
            hunts_view([Hunt(MUTANT, unjudged={"momentum.last_ten": undecided})], language).mutants[0].outcome,
        ):
            assert shown in text
            assert other not in text
    hostile = result(verdict, evidence=None, reason="x", reason_ko=HOSTILE)
    assert reason_of(hostile, "ko") == harmless(HOSTILE)


def test_what_a_verifier_says_itself_stands_in_its_own_words() -> None:
    assert reason_of(result(Verdict.UNAVAILABLE, evidence=None, reason="crash: x \x1b"), "ko") == "crash: x ␛"


def test_a_knob_that_cannot_be_computed_is_told_in_one_sentence_without_a_traceback() -> None:
    output = "epoch 1\nTraceback (most recent call last):\n  File ...\nIndexError: list index out of range\n"
    turned = "crash: it cannot be computed with batches = 0 (default 5): IndexError: list index out of range"
    failed = result(Verdict.FAILED, evidence=None, reason=turned, output=output)
    shown = printed(whole(failed, claim(), "en", 120))
    assert "epoch 1" in shown
    assert "IndexError" in shown
    assert "Traceback" not in shown
    broken = result(Verdict.FAILED, evidence=None, reason="crash: IndexError: list index out of range", output=output)
    assert "Traceback" in printed(whole(broken, claim(), "en", 120)), "the author of a verifier needs it"
