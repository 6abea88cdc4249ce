"""An exercise line by line: when to write it, judged whenever Enter is typed, help and its price."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from quizdl.line_mode.quiz import play_line_mode
from quizdl.study.cards import Rating
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.study_session import StudySession
from quizdl.words import Language
from tests.line_mode.playing import NUMBER
from tests.tui.small_bank import bank_of
from tests.tui.writing import BROKEN, RIGHT, WRONG, FakeJudges, adam_exercise

Save = Callable[[bytes], None]
Typed = Callable[[Save], Iterable[str]]
OURS = "        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2"


@pytest.fixture(autouse=True)
def judges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeJudges:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    judges = FakeJudges()
    monkeypatch.setattr("quizdl.line_mode.prover.judge_and_diagnose", judges)
    return judges


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "practice" / "write_adam.py"


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    question, _ = adam_exercise(tmp_path)
    store = ProgressStore.open(tmp_path / "progress.sqlite")
    yield Learner(store, bank_of(question, NUMBER, root=tmp_path))
    store.close()


@pytest.fixture
def play(tmp_path: Path, learner: Learner) -> Callable[..., list[str]]:
    """What is shown of the exercise and a question after it, when these lines are typed."""

    def played(lines: Iterable[str], language: Language = "en", proofs: bool = True) -> list[str]:
        shown, coming = list[str](), iter(lines)
        _, catalogue = adam_exercise(tmp_path)
        play_line_mode(
            StudySession(learner),
            catalogue if proofs else None,
            language,
            list(learner.bank.questions()),
            1,
            read=lambda _: next(coming, None),
            write=shown.append,
        )
        return shown

    return played


def typed(file: Path, *lines: str | bytes) -> Iterator[str]:
    """Lines to type; before the line that follows bytes the file holds these."""
    for line in lines:
        if isinstance(line, bytes):
            file.write_bytes(line)
        else:
            yield line


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("Needs about 15 minutes.", "Enter: judge it", "Right. 4 of 4 claims.", "Ours:", "Rated easy")),
        pytest.param(
            "ko",
            ("약 15분이 걸립니다.", "Enter: 판정", "맞았습니다. 주장 4개 중 4개 통과.", "기준 코드:", "쉬움"),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_an_exercise_is_judged_when_enter_is_typed_and_rated_when_it_passes(
    play: Callable[..., list[str]], learner: Learner, file: Path, language: Language, told: tuple[str, ...]
) -> None:
    shown = play(typed(file, "", RIGHT, "", "", "q"), language)
    said = "\n".join(shown)
    assert [words for words in told if words not in said] == []
    assert str(file) in said
    assert shown.index(OURS) > next(place for place, line in enumerate(shown) if told[2] in line)
    assert learner.cards["write-adam"].rating is Rating.EASY


WHERE = "Wrong in all 50 calls where the number of the call in its object ≥ 2, right in the other 10."


def test_what_is_wrong_is_told_and_the_next_enter_judges_again(
    play: Callable[..., list[str]], learner: Learner, file: Path, judges: FakeJudges
) -> None:
    shown = play(typed(file, "", BROKEN, "", WRONG, "", "q"))
    said = "\n".join(shown)
    for words in ("It does not run yet.", "Line 2", "first step: 30.6, must be ≤ 1", "step 2: theta [0], g [1]", WHERE):
        assert words in said, words
    assert OURS not in shown
    assert judges.judged == [BROKEN, WRONG]
    assert learner.cards == {}


@pytest.mark.slow
def test_a_hint_is_told_and_giving_up_shows_ours(play: Callable[..., list[str]], learner: Learner, file: Path) -> None:
    shown = play(typed(file, "", "h", "1", "ㅗ", "1", "a", "", "q"))
    assert [line for line in shown if line.startswith("Hint ")] == [
        "Hint 1 of 2: What is m after one step, if it starts at 0?",
        "Hint 2 of 2: Divide by 1-β₁ᵗ and 1-β₂ᵗ; t begins at 1.",
    ]
    assert OURS in shown
    assert learner.cards["write-adam"].rating is Rating.AGAIN


@pytest.mark.parametrize(
    ("language", "offers", "like"),
    [
        (
            "en",
            ["1. Hint 1 of 2 (at best hard)", "2. What it behaves like (at best hard)", "3. Our program (rated again)"],
            "It behaves like no mistake that is known here.",
        ),
        pytest.param(
            "ko",
            [
                "1. 힌트 1/2 (높아야 ‘어려움’)",
                "2. 어떤 실수와 같은지 (높아야 ‘어려움’)",
                "3. 기준 코드 (‘다시’로 평가)",
            ],
            "여기에 알려진 실수와 똑같이 동작하지는 않습니다.",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_help_is_offered_with_its_price_and_nothing_of_it_is_told_before(
    play: Callable[..., list[str]], learner: Learner, file: Path, language: Language, offers: list[str], like: str
) -> None:
    shown = play(typed(file, "", "h", WRONG, "", "h", "2", "2", "q"), language)
    numbered = [line for line in shown if line[:2] in ("1.", "2.", "3.")]
    assert (numbered[:1], numbered[1:]) == (offers[:1], offers), "before a try there is nothing but hints"
    assert shown.index(like) > shown.index(offers[-1])
    assert shown.count(like) == 1, "a number counts once, right after the offers"
    current = learner.attempts.rounds()["write-adam"]
    assert (current.likeness, current.hints, current.rated) == (True, 0, False)
    assert OURS not in shown


def test_our_program_taken_as_help_rates_again(play: Callable[..., list[str]], learner: Learner, file: Path) -> None:
    shown = play(typed(file, "", WRONG, "", "h", "3", "", "q"))
    assert OURS in shown
    assert learner.cards["write-adam"].rating is Rating.AGAIN


def test_later_asks_it_at_the_end_and_not_here_leaves_it_out(play: Callable[..., list[str]], file: Path) -> None:
    shown = play(["s", "65", "", "s"])
    assert [line for line in shown if line.startswith("Question ")] == [
        "Question 1 of 2 (level 2)",
        "Question 1 of 2 (level 2)",
        "Question 2 of 2 (level 2)",
    ]
    shown = play(["x", "65", ""])
    assert "Question 1 of 1 (level 2)" in shown
    assert not file.exists()


def test_without_experiments_it_cannot_be_begun(play: Callable[..., list[str]], file: Path) -> None:
    shown = play(["", "x", "s"], proofs=False)
    assert any(line.startswith("Experiments do not run") for line in shown)
    assert "That was not understood. ? for help." in shown
    assert not file.exists()


@pytest.mark.fault
def test_a_file_that_is_gone_is_told(play: Callable[..., list[str]], file: Path) -> None:
    def lines() -> Iterator[str]:
        yield ""
        file.unlink()
        yield ""
        yield "q"

    assert f"{file} is gone; waiting for it." in play(lines())


@pytest.mark.slow
def test_what_was_written_before_moves_to_the_attic_after_a_question(
    play: Callable[..., list[str]], file: Path
) -> None:
    play(typed(file, "", RIGHT, "", "", "q"))
    shown = play(typed(file, "", "", "q"))
    assert any("holds what you wrote last time" in line for line in shown)
    (old,) = (file.parent / "attic").iterdir()
    assert old.read_bytes() == RIGHT
    assert file.read_bytes() != RIGHT
