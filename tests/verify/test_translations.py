"""Texts of evidence in a second language: found, filled, and checked against the verifier."""

from pathlib import Path

import pytest

from quizdl.verify.reading import read_family
from quizdl.verify.text_check import check_translations, needs_translation, texts_of, untranslated
from quizdl.verify.translations import read_translations, translator
from tests.verify.evidences import whole_evidence

VERIFIER = '''
"""A family."""

from quizdl.verify import Control, Curve, Evidence, Finding, Measurement, at_most, claim, mutant

REASON = "a sum of two roundings"


@claim(en="One is one.", ko="1은 1이다.", short="One and one", seconds=0.1)
def one(n: int = 3) -> Evidence:
    other = "as a constant" if n else "as a variable"
    return Evidence(
        measurements=[
            Measurement("error of {n} sums", 0.0, at_most(1, because=REASON), fields={"n": n}, unit="η"),
            Measurement(other, 0.0, at_most(1, because="Adam")),
        ],
        controls=[Control("without the cause", 2.0, at_most(1))],
        curves=[Curve("Adam", [0.0])],
        finding=Finding("the error is {error:.2g}", error="without the cause"),
    )


mutant("adds a second one", "n: int = 3", "n: int = 4")
'''
TEXTS = {
    "a sum of two roundings": "반올림 두 번의 합",
    "One and one": "1과 1",
    "as a constant": "상수로",
    "as a variable": "변수로",
    "error of {n} sums": "합 {n}개의 오차",
    "without the cause": "원인 없이",
    "the error is {error:.2g}": "오차는 {error:.2g}",
    "adds a second one": "1을 하나 더 더한다",
}


def problems(folder: Path, texts: dict[str, str], verifier: str = VERIFIER) -> list[str]:
    (folder / "ko").mkdir(exist_ok=True)
    path = folder / "one.py"
    path.write_text(verifier)
    lines = [f'"{english}" = "{korean}"' for english, korean in texts.items()]
    (folder / "ko" / "one.toml").write_text("\n".join(lines), encoding="utf-8")
    return [problem.what for problem in check_translations(read_family(path), "ko")]


def test_a_family_whose_texts_are_all_translated_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, TEXTS) == []


def test_a_family_without_a_file_of_translations_has_no_problem(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(VERIFIER)
    family = read_family(tmp_path / "one.py")
    assert check_translations(family, "ko") == []


@pytest.mark.parametrize("left_out", TEXTS)
def test_each_text_that_is_not_translated_is_named(tmp_path: Path, left_out: str) -> None:
    texts = {english: korean for english, korean in TEXTS.items() if english != left_out}
    assert problems(tmp_path, texts) == [f"{left_out!r} is not translated in one.toml"]


def test_a_translation_of_a_text_that_is_gone_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path, {**TEXTS, "an old name": "옛 이름"}) == ["no text of the verifier is 'an old name'"]


def test_a_translation_with_other_fields_is_named(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, {**TEXTS, "error of {n} sums": "합 {m}개의 오차"})
    assert found == "the fields of 'error of {n} sums' are n, those of its translation m"


def test_a_text_with_its_values_in_it_cannot_be_translated(tmp_path: Path) -> None:
    verifier = VERIFIER.replace('"error of {n} sums"', 'f"error of {n} sums"')
    found = problems(tmp_path, {key: text for key, text in TEXTS.items() if "sums" not in key}, verifier)
    assert found == ["f'error of {n} sums' cannot be translated"]


def test_a_file_that_is_no_table_of_texts_is_a_problem_and_translates_nothing(tmp_path: Path) -> None:
    (tmp_path / "ko").mkdir()
    (tmp_path / "ko" / "one.toml").write_text("one = 1")
    (tmp_path / "one.py").write_text(VERIFIER)
    family = read_family(tmp_path / "one.py")
    (found,) = check_translations(family, "ko")
    assert found.what == "cannot be read: 'one' is not a text"
    assert translator(tmp_path, "one", "ko")("one") == "one"
    with pytest.raises(ValueError, match="not a text"):
        read_translations(tmp_path / "ko" / "one.toml")


def test_an_edited_file_is_read_again(tmp_path: Path) -> None:
    problems(tmp_path, {"error of {n} sums": "합 {n}개"})
    assert translator(tmp_path, "one", "ko")("error of {n} sums", {"n": 3}) == "합 3개"
    problems(tmp_path, {"error of {n} sums": "합 {n}개의 큰 오차"})
    assert translator(tmp_path, "one", "ko")("error of {n} sums", {"n": 3}) == "합 3개의 큰 오차"
    assert translator(tmp_path, "one", "en")("error of {n} sums", {"n": 3}) == "error of 3 sums"


def test_a_translation_that_cannot_be_filled_leaves_the_english(tmp_path: Path) -> None:
    problems(tmp_path, {"error of {n} sums": "합 {m}개"})
    assert translator(tmp_path, "one", "ko")("error of {n} sums", {"n": 3}) == "error of 3 sums"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("a step", True),
        ("Adam", False),
        ("η", False),
        ("{steps} MB", False),
        ("B = {n}", False),
        ("Adam with L2", True),
    ],
)
def test_only_texts_with_words_need_a_translation(text: str, needs: bool) -> None:
    assert needs_translation(text) is needs


def test_every_text_of_evidence_is_among_its_texts() -> None:
    evidence = whole_evidence()
    assert untranslated(evidence, {text: text for text in texts_of(evidence)}) == []
    assert untranslated(evidence, {}) == [
        "a caption of {n} words",
        "a control",
        "a finding of {found:.3g}",
        "a name of {n}",
        "a reason of {n}",
        "across the chart",
        "apples",
        "bottom axis",
        "curve of {n}",
        "marked {value:.3g}",
    ]
