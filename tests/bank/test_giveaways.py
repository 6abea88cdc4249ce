"""What lets a reader guess: each habit is noticed, and a bank without habits is left alone."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from quizdl import folders
from quizdl.bank.giveaways import LEAST_ALIKE, LEAST_QUESTIONS, habits, leaning_choices
from quizdl.bank.model import Bank, Text, Topic
from quizdl.bank.question import AnyQuestion, Choice, ChoiceQuestion
from quizdl.bank.reading import read_bank

NOTHING = Text(en="x")


def question(texts: Sequence[str], right: Sequence[int], korean: Sequence[str] | None = None) -> ChoiceQuestion:
    korean = korean or [""] * len(texts)
    return ChoiceQuestion(
        id="q",
        kind="choice",
        level=1,
        prompt=NOTHING,
        answer=NOTHING,
        verify=("a.b",),
        choices=tuple(
            Choice(text=Text(en=en, ko=ko or None), because=NOTHING, correct=index in right)
            for index, (en, ko) in enumerate(zip(texts, korean, strict=True))
        ),
    )


def bank(questions: Sequence[AnyQuestion]) -> Bank:
    return Bank(Path("bank"), (Topic("adam", NOTHING, tuple(questions)),))


def drawn(rng: random.Random, choose: Callable[[list[int]], int] | None = None, count: int = 60) -> Bank:
    """Questions with four choices of random lengths; `choose` picks the right one by length, else chance does."""
    questions = []
    for _ in range(count):
        lengths = rng.sample(range(10, 60), 4)
        right = choose(lengths) if choose else rng.randrange(4)
        questions.append(question(["x" * length for length in lengths], [right]))
    return bank(questions)


@pytest.mark.slow
def test_a_bank_whose_right_choices_are_random_is_seldom_warned() -> None:
    rng = random.Random(0)
    warned = sum(bool(list(habits(drawn(rng)))) for _ in range(300))
    assert warned <= 9  # 300 banks at LEVEL = 1 %: Poisson with mean 3 passes 9 with a chance of 0.1 %


@pytest.mark.parametrize(
    ("choose", "message"),
    [
        (lambda lengths: lengths.index(max(lengths)), "the longest in 60 of 60 questions, by chance in 15"),
        (lambda lengths: lengths.index(min(lengths)), "the shortest in 60 of 60 questions, by chance in 15"),
        (lambda lengths: lengths.index(sorted(lengths)[2]), "the longest in 0 of 60 questions, by chance in 15"),
        (lambda lengths: lengths.index(max(lengths)), "right choices are longer than wrong ones"),
        (lambda lengths: lengths.index(sorted(lengths)[1]), "right choices are shorter than wrong ones"),
    ],
)
def test_a_habit_of_length_is_told(choose: Callable[[list[int]], int], message: str) -> None:
    assert message in "\n".join(habits(drawn(random.Random(1), choose)))


def test_a_habit_of_length_in_korean_alone_is_told() -> None:
    same = ["alike"] * 4
    korean = ["가" * length for length in (9, 5, 6, 7)]
    lines = list(habits(bank([question(same, [0], korean)] * 40)))
    assert all(line.startswith("ko: ") for line in lines)
    assert "the longest in 40 of 40" in lines[0]


def test_few_questions_say_nothing_of_habits() -> None:
    longest = question(["xxxx", "x", "xx"], [0])
    assert list(habits(bank([longest] * (LEAST_QUESTIONS - 1)))) == []
    assert list(habits(bank([longest] * LEAST_QUESTIONS))) != []


def test_right_choices_always_as_many_are_told() -> None:
    fill = list(drawn(random.Random(2)).questions())
    alike = [question(["a", "b", "c", "d"], [0, 1])] * LEAST_ALIKE
    assert "all 4 questions with several right choices of 4 have exactly 2 right" in list(habits(bank([*fill, *alike])))
    mixed = [*alike[1:], question(["a", "b", "c", "d"], [0, 1, 2])]
    assert not any("exactly" in line for line in habits(bank([*fill, *mixed])))


@pytest.mark.parametrize("text", ["The same, but later", "Around them: dispatch", "All of the above", "As above"])
def test_a_choice_that_leans_on_another_is_told_with_its_place(text: str) -> None:
    ((topic, defect),) = leaning_choices(bank([question(["It diverges", text], [0])]))
    assert (topic, defect.path) == ("adam", ("questions", 0, "choices", 1, "text", "en"))


@pytest.mark.parametrize(
    "text", ["같은 값이지만 두 번 일어난다", "그 밖이다. 메모리 접근이다", "위의 둘 다", "나머지 모두"]
)
def test_a_korean_choice_that_leans_on_another_is_told(text: str) -> None:
    assert list(leaning_choices(bank([question(["a", "b"], [0], ["발산한다", text])])))


@pytest.mark.parametrize("text", ["The same gradient", "None of the weights", "Both passes", "In the loss", "Neither"])
def test_a_choice_that_stands_alone_is_left_alone(text: str) -> None:
    assert not list(leaning_choices(bank([question(["It diverges", text], [0])])))


@pytest.mark.slow
def test_the_built_in_bank_gives_no_answer_away_by_its_form() -> None:
    built_in = read_bank(folders.builtin_bank())
    assert [*habits(built_in), *leaning_choices(built_in)] == []
