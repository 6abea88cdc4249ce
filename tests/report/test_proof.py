"""The printed proof: verdicts in words, numbers with bounds and reasons, at any width, never as markup."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from quizdl.report.lines import proof_lines
from quizdl.report.proof import render_chart, render_line, render_mutants, render_proof, render_totals
from quizdl.report.text import harmless
from quizdl.report.view.picture import picture_of
from quizdl.report.view.proof import proof_view, reason_of
from quizdl.report.view.totals import hunts_view, totals_view
from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, Verdict, at_most, within
from quizdl.verify.declared import Claim, Mutant
from quizdl.verify.judging import Hunt
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

PICTURE = picture_of(EVIDENCE)
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
        entry="C9",
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


@pytest.mark.fault
@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_line_of_a_korean_proof_is_exactly_as_wide_as_the_terminal(language: Language) -> None:
    for width in range(8, 121):
        shown = whole(result(reason="한계를 벗어남: 가중치"), claim(), language, width)
        for line in printed(shown, width).splitlines():
            assert cell_len(line) == width, (width, line)


def test_one_line_stays_one_line_at_every_width() -> None:
    for width in range(8, 121):
        line = printed(one_line(result(), claim(), "ko"), width)
        assert line.count("\n") == 1
        assert cell_len(line.rstrip("\n")) <= width


@pytest.mark.parametrize("width", [20, 60, 71, 72, 80, 109, 110, 200])
def test_every_number_comes_with_its_bound_unit_and_reason(width: int) -> None:
    text = " ".join(printed(whole(result(), claim(), "en", width), width).split())
    for words in ("0.65132156", "≤ 0.65132155", "share", "geometric series", "a plain mean", "breaks the bound"):
        assert all(word in text for word in words.split()), words
    assert "Brown 1956 · seed 7 · 0.21 s" in text or width == 20


def test_signs_tell_what_held_and_which_control_came_out() -> None:
    lines = printed(whole(result(), claim(), "en", 200), 200).splitlines()
    signs = {line[4:].strip().split("  ")[0]: line[1] for line in lines if line[1:2] in ("✓", "✗", "?")}
    assert signs == {
        "weight of the last ten": "✗",
        "최근 열 개의 가중치 합계": "✓",
        "a plain mean": "✓",
        "단순 평균": "✓",
    }
    assert "breaks the bound, as it must" in "\n".join(lines)
    assert "keeps the bound, as it must; folklore is right here" in "\n".join(lines)


@pytest.mark.parametrize(
    ("verdict", "expected", "words"),
    [
        (Verdict.SUPPORTED, Verdict.SUPPORTED, "supported, as declared"),
        (Verdict.REFUTED, Verdict.REFUTED, "refuted, as declared: this is folklore"),
        (Verdict.REFUTED, Verdict.SUPPORTED, "refuted, not as declared (declared: supported)"),
        (Verdict.SUPPORTED, Verdict.REFUTED, "supported, not as declared (declared: refuted)"),
        (Verdict.INCONCLUSIVE, Verdict.SUPPORTED, "inconclusive, not as declared (declared: supported)"),
        (Verdict.UNAVAILABLE, Verdict.SUPPORTED, "unavailable"),
        (Verdict.FAILED, Verdict.REFUTED, "failed"),
    ],
)
def test_a_verdict_says_whether_it_is_the_declared_one(verdict: Verdict, expected: Verdict, words: str) -> None:
    assert in_lines(result(verdict, expected), claim(), "en")[1] == f"momentum.last_ten: {words}"


@pytest.mark.parametrize(
    ("verdict", "sign", "code"),
    [
        (Verdict.SUPPORTED, "✓", "32"),
        (Verdict.REFUTED, "✗", "31"),
        (Verdict.INCONCLUSIVE, "?", "33"),
        (Verdict.UNAVAILABLE, "–", "2"),
        (Verdict.FAILED, "!", "35"),
    ],
)
def test_a_verdict_has_sign_word_and_colour(verdict: Verdict, sign: str, code: str) -> None:
    text = printed(whole(result(verdict), claim(), "en", 80), 80, colour=True)
    head = next(line for line in text.splitlines() if verdict.value in line)
    before = head.partition(f"{sign} {verdict.value}")[0]
    assert before.endswith("m")
    assert code in before.rpartition("\x1b[")[2].rstrip("m").split(";")


def test_without_colour_a_proof_holds_no_escape_sequences() -> None:
    for shown in (
        whole(result(), claim(), "en", 80),
        render_chart(PICTURE, 80, colour=False),
    ):
        assert "\x1b" not in printed(shown, 80)


@pytest.mark.fault
@pytest.mark.parametrize("width", [40, 80, 120])
def test_markup_in_any_field_is_shown_byte_for_byte(width: int) -> None:
    evidence = Evidence(
        measurements=[Measurement(HOSTILE, 1.0, at_most(2.0, because=HOSTILE), unit=HOSTILE)],
        controls=[Control("c", 3.0, at_most(2.0, because=HOSTILE))],
    )
    told = result(Verdict.FAILED, reason=HOSTILE, evidence=evidence, output=HOSTILE, settings={"knob": HOSTILE})
    text = printed(whole(told, claim(en=HOSTILE), "en", width), width, colour=True)
    plain = "".join(printed(whole(told, claim(en=HOSTILE), "en", width), width).split())
    assert "\x1b]" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    shown = "[@click=app.quit]E[x]list[int][/]␛]52;c;eA==␇<U+202E>end\\"
    assert plain.count(shown) >= 3  # the sentence, the reason, what was printed; columns cut the others apart
    assert "click" not in "".join(printed(one_line(told, claim(), "en"), 9).split())


@pytest.mark.fault
def test_lines_for_screen_readers_are_harmless_too() -> None:
    told = result(Verdict.FAILED, reason=HOSTILE)
    assert all(c.isprintable() for line in in_lines(told, claim(en=HOSTILE), "en") for c in line)


def test_lines_for_screen_readers_say_everything_in_words() -> None:
    lines = in_lines(result(reason="breaks its bound: weight"), claim(), "en")
    assert lines[1] == "momentum.last_ten: refuted, not as declared (declared: supported)"
    assert lines[3] == (
        "  weight of the last ten: 0.65132156 share; must be ≤ 0.65132155; broke; because: geometric series"
    )
    assert lines[5] == "  a plain mean: 1; must be ≤ 0.65; breaks the bound, as it must"
    assert lines[-1] == "  curve 기울기의 가중치: 30 points, from 0.1 to 0.00471"


def test_a_result_without_evidence_shows_its_reason_and_what_was_printed() -> None:
    told = result(
        Verdict.FAILED, evidence=None, reason="time: stopped after 1 s", output="\n".join(map(str, range(40)))
    )
    text = printed(whole(told, claim(), "en", 80), 80)
    assert "time: stopped after 1 s" in text
    assert "39" in text
    assert "\n  27 " not in text  # only the last twelve lines


@pytest.mark.parametrize(
    ("passed", "age"),
    [
        (timedelta(seconds=-5), "just now"),  # a clock that was set back
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=3), "3 min ago"),
        (timedelta(hours=3.5), "3 h ago"),
        (timedelta(days=2, hours=5), "2 d ago"),
    ],
)
def test_a_kept_result_says_how_old_it_is(passed: timedelta, age: str) -> None:
    told = result(kept=True, made=datetime.now(UTC) - passed)
    assert f"made {age} (--fresh runs it again)" in printed(whole(told, claim(), "en", 100), 100)
    assert "kept result" not in printed(whole(result(), claim(), "en", 100), 100)


def test_mutants_are_shown_as_diffs_with_who_caught_them() -> None:
    mutants = [
        Mutant("momentum.a", "forgets it", "(1 - beta) * x[0]", "x[0]", Path("/v/momentum.py"), "momentum.py", 16, ""),
        Mutant("momentum.b", "swaps [it]", "one\ntwo", "two\none", Path("/v/momentum.py"), "momentum.py", 9, ""),
        MUTANT,
    ]
    lacks = result(Verdict.UNAVAILABLE, reason="needs a GPU", evidence=None, mutant="momentum.c")
    off = result(Verdict.FAILED, reason="crash: exit code 3", evidence=None)
    hunts = [
        Hunt(mutants[0], caught=["momentum.last_ten", "momentum.c"]),
        Hunt(mutants[1], missed=["momentum.last_ten"]),
        Hunt(mutants[2], unjudged={"momentum.cuda": lacks, "momentum.x": off}),
    ]
    text = printed(render_mutants(hunts_view(hunts, "en")), 80)
    assert [line.rstrip() for line in text.splitlines()] == [
        "✓ forgets it  momentum.py:16",
        "  - (1 - beta) * x[0]",
        "  + x[0]",
        "  caught by: momentum.last_ten, momentum.c",
        "✗ swaps [it]  momentum.py:9",
        "  - one",
        "  - two",
        "  + two",
        "  + one",
        "  not caught: no claim of the family noticed",
        "? needs a GPU  momentum.py:3",
        "  - 1",
        "  + 2",
        "  cannot be judged: momentum.cuda unavailable (needs a GPU); momentum.x without",
        "  the bug: failed (crash: exit code 3)",
        "",
        "1 of 2 planted bugs caught, 1 cannot be judged",
    ]


def test_the_sum_counts_what_came_out_as_declared_and_what_could_not_be_checked() -> None:
    good, missing = result(Verdict.SUPPORTED), result(Verdict.UNAVAILABLE)
    assert "1 of 1 as declared\n" in printed(render_totals(totals_view([good], "en")))
    text = printed(render_totals(totals_view([good, result(Verdict.INCONCLUSIVE, seed=8), missing, missing], "en")))
    assert "momentum.last_ten  1/2 seeds as declared: inconclusive (seed 8)" in text
    assert "1 of 2 as declared, 2 unavailable here" in text


def test_the_chart_of_a_result_is_no_wider_than_the_terminal() -> None:
    for width in (30, 80, 200):
        lines = printed(render_chart(PICTURE, width, colour=False), width).splitlines()
        assert {cell_len(line) for line in lines} == {min(width, 100)}


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


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "the sentence is about the defaults; this run changed: beta = 0.5 (default 0.9)"),
        ("ko", "문장은 기본값일 때의 내용이다. 이번 실행에서 바꾼 값: beta = 0.5 (기본값 0.9)"),
    ],
)
def test_a_turned_knob_is_told_beside_the_verdict_in_a_proof_a_line_and_for_screen_readers(
    language: Language, note: str
) -> None:
    turned = replace(claim(), knobs={"beta": 0.9, "lr": 0.1})
    shown = result(Verdict.SUPPORTED, settings={"beta": 0.5, "lr": 0.1})
    for text in (
        printed(whole(shown, turned, language, 120), 120),
        printed(one_line(shown, turned, language), 200),
        "\n".join(in_lines(shown, turned, language)),
    ):
        assert note in text
    assert "0.9" not in printed(one_line(result(settings={"beta": 0.9}), turned, language), 200)


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
