"""The printed proof: verdicts in words, numbers with bounds and reasons, at any width, never as markup."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from quizdl.report.proof import render_chart, render_mutants, render_totals
from quizdl.report.view.picture import picture_of
from quizdl.report.view.totals import hunts_view, totals_view
from quizdl.verify import Control, Evidence, Measurement, Verdict, at_most
from quizdl.verify.declared import Mutant
from quizdl.verify.judging import Hunt
from quizdl.words import Language
from tests.report.proofs import EVIDENCE, HOSTILE, MUTANT, claim, in_lines, one_line, printed, result, whole

PICTURE = picture_of(EVIDENCE)


@pytest.mark.fault
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.slow
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
    }
    assert [line.strip() for line in lines if line.startswith("Control")] == [
        "Control  a plain mean: 1 against ≤ 0.65 ✓ breaks the bound, as it must",
        "Control  단순 평균: 0.5 against ≤ 0.65 ✓ keeps the bound, as it must; folklore is right here",
    ]


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
        "  weight of the last ten: 0.65132156 share; theory ≤ 0.65132155; broke; because: geometric series"
    )
    assert lines[5] == "  Control: a plain mean: 1 against ≤ 0.65; breaks the bound, as it must"
    assert lines[-2] == "  curve 기울기의 가중치: 30 points, from 0.1 to 0.00471"
    assert lines[-1] == "  seed 7 · 0.21 s"


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
