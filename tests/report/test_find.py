"""What find finds, in which order, and what it keeps to itself until a question is answered."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.bank.model import Bank, Text, Topic, Track
from quizdl.bank.question import AnyQuestion
from quizdl.report.view.find import Finder, Hit
from quizdl.study.grading import Grade, new_review
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language
from tests.tui.small_bank import CHOICE, NUMBER, OPEN, bank_of, catalogue_in

SECONDS_OF_A_KEY = 0.05  # of this process, whatever else the machine does
LAST_HUNDRED = replace(OPEN, id="hundred", verify=("momentum.last_hundred",))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return catalogue_in(tmp_path)


def learner_of(bank: Bank, tmp_path: Path, answered: Sequence[AnyQuestion] = ()) -> Learner:
    learner = Learner(ProgressStore.open(tmp_path / "progress.sqlite"), bank)
    for question in answered:
        learner.record(new_review(question, Grade(False, 0.0), language="en"))
    return learner


def finder_of(learner: Learner, catalogue: Catalogue | None = None, asked: str = "") -> Finder:
    finder = Finder(learner, catalogue, asked)
    list(finder.read())
    return finder


def rows(finder: Finder, text: str, language: Language = "en") -> list[str]:
    """The rows as texts, with their facts."""
    found = [finder.row(hit, language) for hit in finder.find(text).hits]
    return [
        " · ".join(part for part in (row.kind, row.name, *(fact.text for fact in row.facts)) if part) for row in found
    ]


def test_rows_say_what_was_found_and_how_it_stands(tmp_path: Path, catalogue: Catalogue) -> None:
    learner = learner_of(bank_of(CHOICE, OPEN), tmp_path, [OPEN])
    learner.proven = {"momentum.last_ten"}
    finder = finder_of(learner, catalogue)
    assert rows(finder, "optimizers") == ["topic · Optimizers · 1 new"]
    assert rows(finder, "help?") == ["Why does momentum help? · open · Optimizers · missed"]
    assert rows(finder, "carry") == [
        "claim · With beta = 0.9 the last ten gradients carry 65 % of the weight. · Optimizers · proven"
    ]
    assert rows(finder, "beta = 0.9, how", "ko") == [
        "beta = 0.9일 때, 모멘텀의 이동 평균에서 최근 열 개의 기울기는 얼마나 차지하는가? · 선택 · 옵티마이저 · 새 문제"
    ]


def test_topics_come_first_then_prompts_then_what_answers_say(tmp_path: Path, catalogue: Catalogue) -> None:
    momentum = Topic("momentum", Text(en="Momentum"), (replace(NUMBER, id="n", answer=Text(en="By momentum.")), OPEN))
    learner = learner_of(Bank(tmp_path, (momentum,)), tmp_path, momentum.questions)
    assert finder_of(learner, catalogue).find("momentum").hits == [
        Hit("topic", "momentum"),
        Hit("question", "open"),
        Hit("question", "n"),
        Hit("claim", "momentum.last_ten"),
    ]


def test_answers_and_claims_are_found_only_once_the_question_is_answered(tmp_path: Path, catalogue: Catalogue) -> None:
    bank = bank_of(LAST_HUNDRED)
    new = finder_of(learner_of(bank, tmp_path), catalogue)
    assert new.find("ravines").hits == new.find("hundred carry").hits == []
    assert new.find("momentum") == ([Hit("question", "hundred")], 1)
    answered = learner_of(bank, tmp_path, [LAST_HUNDRED])
    known = finder_of(answered, catalogue)
    assert known.find("ravines").hits == [Hit("question", "hundred")]
    assert known.find("hundred carry").hits == [Hit("claim", "momentum.last_hundred")]
    assert known.find("momentum").hidden == 0
    asked_again = finder_of(answered, catalogue, asked="hundred")
    assert asked_again.find("ravines").hits == asked_again.find("hundred carry").hits == []


def test_a_claim_of_two_questions_is_told_when_both_are_answered_or_it_was_seen(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    learner = learner_of(bank_of(CHOICE, OPEN), tmp_path, [OPEN])
    assert finder_of(learner, catalogue).find("carry").hits == []
    learner.proven = {"momentum.last_ten"}
    assert finder_of(learner, catalogue).find("carry").hits == [Hit("claim", "momentum.last_ten")]
    learner.proven = set()
    learner.record(new_review(CHOICE, Grade(False, 0.0), language="en"))
    assert finder_of(learner, catalogue).find("carry").hits == [Hit("claim", "momentum.last_ten")]


@pytest.mark.parametrize(
    "typed",
    [
        "모멘텀은 왜",
        "ㅁㅁㅌㅇ ㄷㅇㅇ",
        "\u1106\u1169\u1106\u1166\u11ab\u1110\u1165\u11b7\u110b\u1173\u11ab",
        "ＭＯＭＥＮＴＵＭ help",
    ],
)
def test_words_are_found_however_they_are_typed(tmp_path: Path, typed: str) -> None:
    finder = finder_of(learner_of(bank_of(CHOICE, OPEN), tmp_path))
    assert finder.find(typed).hits == [Hit("question", "open")]


def test_typing_on_finds_what_the_whole_words_find(tmp_path: Path) -> None:
    learner = learner_of(bank_of(CHOICE, OPEN), tmp_path, [CHOICE, OPEN])
    for text in ("zigzag ravines", "ㅎㅏㄴ", "10"):
        typing = finder_of(learner)
        for end in range(1, len(text) + 1):
            assert typing.find(text[:end]) == finder_of(learner).find(text[:end])
        assert typing.find(text[0]) == finder_of(learner).find(text[0]), "and so does typing anew"


def test_without_a_word_all_topics_are_found_in_the_order_of_the_course(tmp_path: Path) -> None:
    topics = tuple(Topic(name, Text(en=name), ()) for name in ("a", "b", "c"))
    bank = Bank(tmp_path, topics)
    tracks = (Track(id="t", title=Text(en="T"), topics=("c", "a")),)
    bank = bank._replace(description=replace(bank.description, tracks=tracks))
    assert finder_of(learner_of(bank, tmp_path)).find(" ").hits == [Hit("topic", name) for name in "cab"]


@pytest.mark.slow
def test_each_key_is_answered_at_once_in_a_bank_of_ten_thousand_questions(tmp_path: Path) -> None:
    questions = tuple(replace(OPEN, id=f"q{place}", tags=(f"t{place}",)) for place in range(10_000))
    finder = finder_of(learner_of(bank_of(*questions), tmp_path))

    def seconds(text: str) -> float:
        began = time.process_time()
        for hit in finder.find(text).hits[:50]:
            finder.row(hit, "en")
        return time.process_time() - began

    for word in ("momentum help", "모멘텀은", "t9999", "zzz"):
        for end in range(1, len(word) + 1):
            assert min(seconds(word[:end]) for _ in range(3)) < SECONDS_OF_A_KEY, word[:end]
