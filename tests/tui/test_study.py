"""What the quiz remembers: ratings, undo, resuming, what has changed, bookmarks, and notes."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.bank.question import AnyQuestion
from quizdl.study.cards import Rating
from quizdl.study.grading import Grade, new_review
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.selection import Selection, draw
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.note import NoteScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.widgets.inputs import Notes
from tests.tui.conftest import Quiz
from tests.tui.looking import bold_words, screen_text, shown, until
from tests.tui.small_bank import CHOICE, NUMBER, bank_of

SIZE = (80, 40)


def remembering(store: ProgressStore, *questions: AnyQuestion, at_home: bool = False) -> QuizApp:
    learner = Learner(store, bank_of(*questions))
    asked = None if at_home else draw(Selection(), learner, seed=1)
    return QuizApp(learner, None, language="en", questions=asked, seed=1)


@pytest.mark.slow
async def test_an_answer_says_when_it_comes_back_and_the_reader_overrules(quiz: Quiz, store: ProgressStore) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, QuestionScreen)
        await pilot.press(str(screen.shown.index(0) + 1), "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.pause()
        assert "1 again 1 min   2 hard 5 min   3 good 10 min   4 easy 8 days" in shown(app)
        assert bold_words(app, -2) == "4 easy 8 days", "the rating that counts"
        assert [review.rating for review in store.reviews()] == [Rating.EASY]
        await pilot.press("2")
        await until(pilot, lambda: bold_words(app, -2) == "2 hard 5 min")
        assert [review.rating for review in store.reviews()] == [Rating.HARD]


@pytest.mark.slow
async def test_undo_takes_the_answer_back_and_asks_again(quiz: Quiz, store: ProgressStore) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("ㅕ")  # u on a Hangul keyboard
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert list(store.reviews()) == []
        await pilot.press("u")  # nothing is left to undo
        await pilot.pause()
        assert isinstance(app.screen, QuestionScreen)


@pytest.mark.slow
async def test_how_sure_the_reader_is_goes_into_the_log(quiz: Quiz, store: ProgressStore) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("s", "s")
        await until(pilot, lambda: "how sure: 60 %" in shown(app))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        assert [review.confidence for review in store.reviews()] == [0.6]


async def test_what_was_said_of_how_sure_one_is_comes_into_sight(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: "how sure: 50 %" in " ".join(shown(app).split()))


@pytest.mark.slow
async def test_how_sure_the_reader_is_of_a_proof_is_kept_with_what_came_of_it(quiz: Quiz, store: ProgressStore) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("s", "s", "s", "v")
        await until(pilot, lambda: app.learner.proven)
        forecasts = store.forecasts(app.learner.key)
        assert [(f.subject, f.confidence, f.came_true) for f in forecasts] == [("momentum.last_ten", 0.7, True)]
        assert "You were 70 % sure." in screen_text(app)
        await pilot.press("s", "v")  # afterwards anybody is sure
        await pilot.pause()
        assert len(store.forecasts(app.learner.key)) == 1


@pytest.mark.slow
async def test_what_was_interrupted_goes_on_from_home(store: ProgressStore) -> None:
    first = remembering(store, CHOICE, NUMBER)
    async with first.run_test(size=SIZE) as pilot:
        await pilot.pause()
        asked = [question.id for question in first.study.session.questions]
        await pilot.press(*(["1"] if first.screen.query("Choices") else ["0"]), "enter")
        await until(pilot, lambda: isinstance(first.screen, AnswerScreen))
    app = remembering(store, CHOICE, NUMBER, at_home=True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert "Go on: Optimizers" in shown(app)
        assert re.search("[12] left", shown(app)), "a wrong answer comes back"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert app.study.session.current is not None
        assert app.study.session.current.id == asked[1]


async def test_a_changed_answer_is_said_to_have_changed(store: ProgressStore) -> None:
    learner = Learner(store, bank_of(CHOICE))
    learner.record(new_review(CHOICE, Grade(True, 1.0), language="en"))
    app = remembering(store, replace(CHOICE, revision=CHOICE.revision + 1))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "has changed since you learned it" in shown(app)


@pytest.mark.slow
async def test_a_bookmark_and_a_note_stay_with_the_question(store: ProgressStore) -> None:
    app = remembering(store, CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("m", "e")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await pilot.press(*"mine", "escape")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        assert "your note\nmine" in screen_text(app)
    assert store.bookmarks(app.learner.key) == {CHOICE.id}
    assert store.notes(app.learner.key) == {CHOICE.id: "mine"}
    again = remembering(store, CHOICE)
    async with again.run_test(size=SIZE) as pilot:
        await pilot.press("m", "e")
        await until(pilot, lambda: isinstance(again.screen, NoteScreen))
        assert again.screen.query_one(Notes).text == "mine"
        await pilot.press(*["backspace"] * 4, "escape")
        await until(pilot, lambda: isinstance(again.screen, QuestionScreen))
    assert store.bookmarks(app.learner.key) == set()
    assert store.notes(app.learner.key) == {}


@pytest.mark.fault
@pytest.mark.slow
async def test_a_reader_whose_progress_cannot_be_saved_is_told_and_plays_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = ProgressStore.open(tmp_path / "file" / "progress.sqlite")
    app = remembering(store, CHOICE)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: "Your progress is not saved" in shown(app))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        assert app.return_code is None
    assert len(list(store.reviews())) == 1
    store.close()
