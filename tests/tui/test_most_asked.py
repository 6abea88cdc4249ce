"""Home offers what most interview lists ask, tells how many do, and begins a set there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.bank.model import Bank, Description, Text, Topic
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.question import QuestionScreen
from quizdl.words import LANGUAGES, Language
from tests.tui.looking import shown, until
from tests.tui.small_bank import CHOICE

ROW = {"en": "Most asked first  Losses", "ko": "자주 묻는 것부터  손실"}
LISTS = {"en": "20 of 25 lists", "ko": "목록 25개 중 20개"}
FACT = {"en": "asked by 20 of 25 interview lists", "ko": "면접 질문 목록 25개 중 20개에 나옴"}


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    topics = (
        Topic("adam", Text(en="Adam", ko="아담"), (replace(CHOICE, id="adam-1"),)),
        Topic("losses", Text(en="Losses", ko="손실"), (replace(CHOICE, id="losses-1"),)),
    )
    store = ProgressStore.open(tmp_path / "progress.sqlite")
    yield Learner(store, Bank(tmp_path, topics, Description(lists={"adam": 14, "losses": 20})))
    store.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "size", [(80, 24), *(pytest.param(size, marks=pytest.mark.slow) for size in ((140, 40), (40, 12)))]
)
async def test_home_offers_the_most_asked_and_begins_with_the_topic_that_most_lists_ask(
    learner: Learner, language: Language, size: tuple[int, int]
) -> None:
    app = QuizApp(learner, None, language=language, seed=1)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert LISTS[language] in shown(app)
        assert (ROW[language] in shown(app)) is (size[0] > 40), "the topic makes room first"
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert [question.id for question in app.study.session.questions] == ["losses-1", "adam-1"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_pane_says_how_many_lists_ask_the_marked_topic(learner: Learner, language: Language) -> None:
    app = QuizApp(learner, None, language=language, seed=1)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("end")
        pane = [line.split("│")[1].strip() for line in shown(app).splitlines() if "│" in line]
        assert FACT[language] in " ".join(pane)
