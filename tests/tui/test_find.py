"""Find: questions, claims, topics and commands in one box, which gives nothing away and leaves all as it was."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import Input

from quizdl.report.view.find import Fact
from quizdl.study.grading import Grade, new_review
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.rehearsal import Rehearsal
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.claim import ClaimScreen
from quizdl.tui.screens.entries import EntriesScreen
from quizdl.tui.screens.find import laid_out
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.interview import InterviewScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.reports import ReportsScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.screens.stats import StatsScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.tui.widgets.inputs import Notes
from quizdl.tui.widgets.marked_list import MarkedList
from quizdl.words import LANGUAGES
from tests.tui.conftest import Quiz
from tests.tui.looking import find, first_hit, shown, until
from tests.tui.small_bank import CHOICE, OPEN, FakeRunner, bank_of

pytestmark = pytest.mark.slow

SIZE = (80, 24)
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
        assert "Optimizers  open  new" in shown(app)
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


def test_names_keep_half_of_a_row_and_columns_without_a_fact_take_no_room() -> None:
    rows = [(Content("a long name"), [Fact("Optimizers"), Fact(""), Fact("new")]), (Content("b"), [Fact("")] * 3)]
    assert [line.plain for line in laid_out(rows, 36)] == [f"{'a long name':19}  Optimizers  new", "b".ljust(36)]
    assert [line.plain for line in laid_out(rows, 16)] == ["a long name  new", "b".ljust(16)]
    assert laid_out(rows, 9)[0].plain == "a long n…"


# Commands


async def test_every_key_that_works_is_a_command(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.pause()
        named = {command.text("en"): command.keys for command in app.actions.commands(app.screen)}
        assert {
            "next": "Enter",
            "prove it: run the experiment behind the answer": "v ㅍ",
            "code: read the code of the experiment": "c ㅊ",
            "leave: leave the session and see its summary": "Esc",
            "한국어: switch to Korean": "l ㅣ",
            "theme: the next of dark, light, high contrast, as the terminal": "t ㅅ",
            "good: rate your answer": "3",
            "keys": "?",
            "quit": "q ㅂ",
        }.items() <= named.items()
        await find(pilot, app, "ctrl+p", "prove it")
        await until(pilot, lambda: "prove it" in first_hit(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(runner.tasks) == 1)
        await until(pilot, lambda: "as the answer says" in shown(app), "the reader is not taken to the proof")


async def test_enter_struck_twice_runs_one_command_once(quiz: Quiz) -> None:
    app = quiz()
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "ctrl+p", "theme")
        await until(pilot, lambda: "theme" in first_hit(app))
        for _ in range(2):  # both are under way before the first is heard
            app.simulate_key("enter")
        await until(pilot, lambda: not app.current_theme.dark)
        await pilot.pause(0.3)
        assert not app.current_theme.dark, "it was switched back"
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize(
    ("typed", "screen"),
    [
        ("past", ReportsScreen),
        ("progress", StatsScreen),
        ("mock", InterviewScreen),
        ("home", HomeScreen),
        ("mix", QuestionScreen),
        ("doctor", EntriesScreen),
    ],
)
async def test_a_command_leads_from_a_question_to_every_place(
    quiz: Quiz, typed: str, screen: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    app = quiz(OPEN)
    async with app.run_test(size=SIZE) as pilot:
        before = app.screen
        await find(pilot, app, "ctrl+p", typed)
        await until(pilot, lambda: typed in first_hit(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, screen) and app.screen is not before)


@pytest.mark.parametrize(("language", "words"), zip(LANGUAGES, ("Nothing found.", "찾은 것이 없습니다."), strict=True))
async def test_the_box_says_in_the_readers_language_that_nothing_is_found(
    quiz: Quiz, language: str, words: str
) -> None:
    app = quiz(language=language)
    async with app.run_test(size=SIZE) as pilot:
        await find(pilot, app, "ctrl+p", "zzzq")
        await until(pilot, lambda: words in shown(app))


async def test_in_an_interview_there_are_only_commands_and_none_that_would_end_it(store: ProgressStore) -> None:
    learner = Learner(store, bank_of(OPEN))
    app = QuizApp(learner, None, language="en", seed=1, rehearsal=Rehearsal(learner, 5, 1))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        await find(pilot, app, "ctrl+p")
        app.screen.query_one(Input).value = "momentum"  # without the sign
        await until(pilot, lambda: "Nothing found." in shown(app))
        for typed in ("home", "mix", "past"):
            app.screen.query_one(Input).value = f">{typed}"
            await until(pilot, lambda: "Nothing found." in shown(app))


# Help


async def test_help_names_the_keys_of_the_screen_beneath_in_two_columns(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, EntriesScreen))
        await pilot.pause()
        text = shown(app)
        for part in (
            "1–3    pick",
            "Enter  answer",
            "n ㅜ   skip",
            "l ㅣ   한국어: switch to Korean",
            "m ㅡ   bookmark",
        ):
            assert part in text
        first = text.splitlines()[1]
        assert first.startswith("│ 1–3    pick")
        assert "undo" not in text, "there is no answer yet to undo"
        assert len(first.split("   ")) > 2, "a second column begins in the same line"
        await pilot.press("l")
        await until(pilot, lambda: "영어로 바꾸기" in shown(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))


async def test_help_of_an_answer_names_the_ratings(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, EntriesScreen))
        await until(pilot, lambda: "Enter  next" in shown(app))
        await pilot.press("pagedown")
        await until(pilot, lambda: "4      easy: rate your answer" in shown(app))
        await pilot.press("end")
        await until(pilot, lambda: "^p     commands: every" in shown(app))


async def test_help_and_commands_offer_nothing_that_does_nothing(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    asked = {"key.bookmark", "key.note"}
    about = asked | {"key.undo"}

    def offered() -> set[str]:
        return {command.wording for command in app.actions.commands(app.screen)}

    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert offered() & about == asked, "there is no answer yet to undo"
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        assert offered() & about == about
        await pilot.press("c", "c")
        await until(pilot, lambda: isinstance(app.screen, SourceScreen))
        assert offered() & about == asked, "the answer is not in sight"
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, SummaryScreen))
        assert offered() & about == {"key.undo"}
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert not offered() & about
        assert "key.search" in offered()
        await find(pilot, app, "ctrl+p", "home")
        await until(pilot, lambda: "Nothing found." in shown(app), "one is there already")
