"""Find: questions, claims and topics in one box, which gives nothing away and leaves all as it was."""

from dataclasses import replace

import pytest
from textual.content import Content
from textual.widgets import Input

from quizdl.report.view.find import Fact
from quizdl.study.grading import Grade, new_review
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.claim import ClaimScreen
from quizdl.tui.screens.find import laid_out
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.widgets.inputs import Notes
from quizdl.tui.widgets.marked_list import MarkedList
from quizdl.words import LANGUAGES, Language, say
from tests.tui.conftest import Quiz
from tests.tui.looking import find, first_hit, shown, until
from tests.tui.small_bank import CHOICE, OPEN, FakeRunner

SIZE = (80, 24)

pytestmark = pytest.mark.slow

CLAIM = "With beta = 0.9 the last ten"


async def test_a_question_is_found_by_its_words_and_asked(quiz: Quiz) -> None:
    app = quiz()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "/ find" in shown(app).splitlines()[-1], "home names the key"
        await find(pilot, app, "slash", "zzz")
        await until(pilot, lambda: "Nothing found." in shown(app))
        app.screen.query_one(Input).value = OPEN.prompt.to("ko")
        await until(pilot, lambda: first_hit(app).startswith("Why does momentum help?"))
        assert "open  Optimizers  new" in shown(app)
        assert "1 of 1 · Enter opens" in shown(app)
        for _ in range(2):  # both are under way before the first is heard
            app.simulate_key("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await pilot.pause()
        assert isinstance(app.screen, QuestionScreen)
        assert app.screen.question == OPEN


async def test_what_waits_for_an_answer_gives_no_claim_and_no_answer_away(quiz: Quiz) -> None:
    app = quiz()
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "slash", "momentum")
        await until(pilot, lambda: "1 claim, shown once its question is answered" in shown(app))
        assert CLAIM not in shown(app)
        app.screen.query_one(Input).value = "ravines"  # a key point of the open question
        await until(pilot, lambda: "Nothing found." in shown(app))


async def test_a_claim_whose_questions_are_answered_opens_its_proof_and_goes_back(
    quiz: Quiz, runner: FakeRunner
) -> None:
    app = quiz(CHOICE)
    app.learner.record(new_review(CHOICE, Grade(False, 0.0), language="en"))
    app.questions = None  # it opens at home
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "slash", "carry")
        await until(pilot, lambda: first_hit(app).startswith("claim  With beta = 0.9 the last ten gradients"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClaimScreen))
        await pilot.press("down", "v")  # nothing to scroll yet
        await until(pilot, lambda: "as the answer says" in shown(app))
        assert len(runner.tasks) == 1
        assert app.learner.proven == {"momentum.last_ten"}
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await find(pilot, app, "slash", "carry")
        await until(pilot, lambda: "proven" in first_hit(app))


async def test_what_is_picked_replaces_the_screen_beneath_as_well(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("c", "c")
        await until(pilot, lambda: isinstance(app.screen, SourceScreen))
        await find(pilot, app, "slash", "beta")
        await until(pilot, lambda: first_hit(app).startswith("With beta"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert not any(isinstance(screen, AnswerScreen) for screen in app.screen_stack)


async def test_the_claims_of_the_question_that_is_asked_are_not_told(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    app.learner.record(new_review(CHOICE, Grade(False, 0.0), language="en"))
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "slash", "beta")
        await until(pilot, lambda: "1 claim, shown once" in shown(app))
        assert "missed" in first_hit(app)
        assert CLAIM not in shown(app)


async def test_without_a_word_all_topics_are_offered_and_one_begins(quiz: Quiz) -> None:
    app = quiz()
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "slash")
        await until(pilot, lambda: first_hit(app).startswith("topic  Optimizers"))
        assert "6 new" in first_hit(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert app.study.session.total == 6


@pytest.mark.parametrize("typed", ["모멘텀", "ㅁㅁㅌ", "\u1106\u1169\u1106\u1166\u11ab\u1110\u1165\u11b7"])
async def test_korean_is_found_as_an_input_method_types_it(quiz: Quiz, typed: str) -> None:
    app = quiz(language="ko")
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "slash", typed)
        await until(pilot, lambda: "모멘텀은 왜 도움이 되는가?" in shown(app))


@pytest.mark.parametrize("key", ["slash", "ctrl+p", "question_mark", "e"])
async def test_escape_leaves_everything_as_it_was(quiz: Quiz, key: str) -> None:
    app = quiz(OPEN)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("w", *"noise", "escape", "s")
        await pilot.pause()
        before, looked = app.screen, shown(app)
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not before)
        await pilot.press("down", "tab", "escape")
        await until(pilot, lambda: app.screen is before)
        assert app.screen.query_one(Notes).text == "noise"
        assert shown(app).splitlines()[-1] == looked.splitlines()[-1], "the same keys work"


@pytest.mark.parametrize(("columns", "left", "width"), [(99, 0, 99), (140, 32, 76)])
async def test_the_box_fills_the_width_unless_there_is_room_beside_it(
    quiz: Quiz, columns: int, left: int, width: int
) -> None:
    app = quiz()
    async with app.run_test(size=(columns, 24)) as pilot:
        await find(pilot, app, "slash")
        await until(pilot, lambda: app.screen.query_one("#box").region.width == width)
        assert app.screen.query_one("#box").region.x == left


async def test_the_mouse_opens_what_was_found_and_a_click_beside_the_box_closes_it(quiz: Quiz) -> None:
    app = quiz(replace(CHOICE, id="a-quite-long-identifier-of-one-question"))
    async with app.run_test(size=(140, 24)) as pilot:
        before = app.screen
        await find(pilot, app, "slash", "beta")
        await until(pilot, lambda: first_hit(app).startswith("With beta = 0.9, how much do the last ten"))
        await pilot.click(offset=(2, 12))
        await until(pilot, lambda: app.screen is before)
        await find(pilot, app, "slash", "beta")
        await until(pilot, lambda: first_hit(app).startswith("With beta"))
        await pilot.click("#found", offset=(10, 0))
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen) and app.screen is not before)


async def test_tab_goes_from_the_words_to_what_they_find_and_the_arrows_mark_it_from_either(quiz: Quiz) -> None:
    app = quiz()
    async with app.run_test(size=(40, 12)) as pilot:
        await find(pilot, app, "slash", "last ten")
        rows = app.screen.query_one("#found", MarkedList)
        await until(pilot, lambda: rows.option_count == 4)
        await pilot.press("down")
        assert rows.highlighted == 1
        await pilot.press("tab", "down")
        assert rows.has_focus
        assert rows.highlighted == 2
        assert "3 of 3" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))


@pytest.mark.parametrize(("language", "topic"), [("en", "Optimizers"), ("ko", "옵티마이저")])
async def test_where_there_is_room_for_one_column_beside_the_state_it_is_the_topic(
    quiz: Quiz, language: Language, topic: str
) -> None:
    app = quiz(language=language)
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "slash", "beta")
        await until(pilot, lambda: first_hit(app))
        assert topic in first_hit(app)
        assert say(language, "find.new") in first_hit(app)


def test_names_keep_half_of_a_row_and_columns_without_a_fact_take_no_room() -> None:
    rows = [(Content("a long name"), [Fact("Optimizers"), Fact(""), Fact("new")]), (Content("b"), [Fact("")] * 3)]
    assert [line.plain for line in laid_out(rows, 36)] == [f"{'a long name':19}  Optimizers  new", "b".ljust(36)]
    assert [line.plain for line in laid_out(rows, 16)] == ["a long name  new", "b".ljust(16)]
    assert laid_out(rows, 9)[0].plain == "a long n…"


@pytest.mark.parametrize(("language", "words"), zip(LANGUAGES, ("Nothing found.", "찾은 것이 없습니다."), strict=True))
async def test_the_box_says_in_the_readers_language_that_nothing_is_found(
    quiz: Quiz, language: str, words: str
) -> None:
    app = quiz(language=language)
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "ctrl+p", "zzzq")
        await until(pilot, lambda: words in shown(app))
