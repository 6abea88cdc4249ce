"""An exercise on the screen of questions: it is shown whole, and nothing but skipping answers it."""

from pathlib import Path

import pytest

from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.question import QuestionScreen
from quizdl.words import Language
from tests.bank.exercise import write_adam
from tests.tui.looking import screen_text, shown, until
from tests.tui.small_bank import bank_of

TOLD: dict[Language, tuple[str, ...]] = {
    "en": (
        "Called as step(theta: *s, g: *s) -> theta: *s",
        "May be imported",
        "●●○ level 2 · write code · about 15 min",
    ),
    "ko": ("호출: step(theta: *s, g: *s) -> theta: *s", "가져다 쓸 수 있는", "●●○ 난이도 2 · 코드 작성하기 · 약 15분"),
}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ko"])
async def test_an_exercise_is_shown_with_its_contract_and_is_only_skipped(
    store: ProgressStore, tmp_path: Path, language: Language
) -> None:
    question = write_adam(tmp_path)
    learner = Learner(store, bank_of(question))
    learner.bank = bank_of(question)  # as it will be when sets draw exercises
    app = QuizApp(learner, None, language=language, questions=[question], seed=1)
    async with app.run_test(size=(100, 50)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await pilot.pause()
        said = shown(app)
        assert [words for words in TOLD[language] if words not in said] == []
        assert "class Adam:" in said
        assert question.answer.to(language)[:20] not in screen_text(app)
        for key in ("enter", "s", "w"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, QuestionScreen), key
        await pilot.press("n")
        await until(pilot, lambda: not isinstance(app.screen, QuestionScreen))
        assert app.study.session.answers == []
