"""Home: what is due and what is new, the next step on the path, and what it never tells."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from quizdl.study.learner import Learner
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.reports import ReportsScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.verdict import Verdict
from quizdl.words import LANGUAGES, Language
from tests.tui.home.course import FLAT, NOW, PLAIN, WIDE, Clock, at_home, learnt, rows
from tests.tui.looking import screen_text, shown, until


@pytest.mark.parametrize("size", [PLAIN, WIDE, FLAT])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
async def test_a_newcomer_is_told_where_to_start_and_reads_no_zero(
    learner: Learner, language: Language, size: tuple[int, int]
) -> None:
    app = at_home(learner, language)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text, counts = shown(app), "\n".join([shown(app).splitlines()[2], *rows(app)])
        assert {"en": "Start here: 5 questions", "ko": "여기서 시작하세요: 5문제"}[language] in text
        assert not re.search(r"(?<!\d)0(?!\d)", counts), "nothing is told as zero"
        assert {"en": "not begun", "ko": "시작 전"}[language] in text
        assert {"en": "due", "ko": "복습"}[language] not in "\n".join(rows(app)), "what was never seen is not due"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        asked = [question.id for question in app.study.session.questions]
        assert len(asked) == 5
        assert all(name.startswith("descent-") for name in asked)


class Unread(tuple[Any, ...]):
    """Questions that must not be looked at."""

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("the questions were read")

    def __getitem__(self, place: object) -> Any:
        raise AssertionError("a question was read")


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.slow
async def test_home_opens_without_reading_a_question(learner: Learner, clock: Clock, begun: bool) -> None:
    if begun:
        learnt(learner, clock, "descent-0", days_ago=40)
    topics = [
        topic._replace(kept_summaries=topic.summaries(), questions=Unread(topic.questions))
        for topic in learner.bank.topics
    ]
    learner.bank = learner.bank._replace(topics=tuple(topics))
    app = at_home(learner)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert "Foundations" in shown(app)


@pytest.mark.parametrize(("language", "due", "new"), [("en", "2 due", "5 new"), ("ko", "복습 2", "새 문제 5")])
@pytest.mark.slow
async def test_what_is_due_and_what_is_new_are_counted_apart(
    learner: Learner, clock: Clock, language: Language, due: str, new: str
) -> None:
    learnt(learner, clock, "descent-0", "descent-1", days_ago=40)
    app = at_home(learner, language)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        first, second, rule, track, topic, *_ = rows(app)
        assert first.endswith(due)
        assert second.endswith(new)
        assert set(rule) == {"─"}
        for line in (track, topic):
            assert due in line
        assert new in topic


async def test_reviewing_asks_what_is_due_and_nothing_new(learner: Learner, clock: Clock) -> None:
    learnt(learner, clock, "descent-0", "adam-1", days_ago=40)
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert "2 to review · about 1 minute" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert {question.id for question in app.study.session.questions} == {"descent-0", "adam-1"}


async def test_what_is_next_is_the_first_topic_with_something_new_whose_predecessors_are_half_known(
    learner: Learner, clock: Clock
) -> None:
    learnt(learner, clock, *(f"descent-{n}" for n in range(7)))
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert rows(app)[0] == "Learn: Backprop next on your way 3 new"


async def test_a_topic_does_not_come_next_before_its_predecessor_is_half_known(learner: Learner, clock: Clock) -> None:
    learnt(learner, clock, *(f"descent-{n}" for n in range(7)), days_ago=9_000)
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert "Learn: Adam next on your way 2 new" in rows(app), "the first of the next track has no predecessors"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
async def test_the_pane_names_no_claim_of_a_question_that_was_not_answered(
    learner: Learner, clock: Clock, language: Language
) -> None:
    learnt(learner, clock, "adam-0", days_ago=1)
    for claim in ("momentum.adam_0", "momentum.adam_1"):
        learner.prove(claim, Verdict.SUPPORTED, as_declared=True)
    app = at_home(learner, language)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("end", "up")
        await pilot.pause()
        text = shown(app)
        assert "momentum.adam_0" in text
        assert "adam_1" not in text
        assert {"en": "1 more claim", "ko": "주장 1개"}[language] in text


async def test_a_suspended_topic_is_neither_new_nor_next(learner: Learner) -> None:
    learner.suspend(["descent"])
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert rows(app)[0].startswith("Learn: Backprop")
        assert "Descent suspended" in rows(app)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Nothing to review until tomorrow, 1 question."), ("ko", "복습할 문제가 없습니다. 내일 1문제.")],
)
@pytest.mark.slow
async def test_when_nothing_is_due_home_says_until_when(
    learner: Learner, clock: Clock, language: Language, told: str
) -> None:
    learnt(learner, clock, "adam-0", days_ago=0)
    card = learner.cards["adam-0"]
    learner.cards["adam-0"] = card._replace(due=NOW + timedelta(days=1))
    app = at_home(learner, language)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert told in shown(app)
        await pilot.resize_terminal(*FLAT)
        await until(pilot, lambda: told in " ".join(shown(app).split()))  # over two lines


async def test_days_in_a_row_are_told_from_two_on(learner: Learner, clock: Clock) -> None:
    learnt(learner, clock, "adam-0", days_ago=1)
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert "in a row" not in shown(app)
    learnt(learner, clock, "adam-1")
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert "2 days in a row" in shown(app)


@pytest.mark.parametrize("size", [PLAIN, FLAT])
@pytest.mark.parametrize(("language", "told"), [("en", "46 days to 15 Jan"), ("ko", "1월 15일 면접까지 46일")])
@pytest.mark.slow
async def test_the_day_of_the_interview_stands_in_the_top_bar(
    learner: Learner, language: Language, told: str, size: tuple[int, int]
) -> None:
    app = at_home(learner, language, until=datetime(2027, 1, 15, 9, tzinfo=UTC))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        top = shown(app).splitlines()[0]
        assert told in top
        assert "quizdl" in top


@pytest.mark.parametrize("size", [PLAIN, FLAT])
@pytest.mark.slow
async def test_what_home_offered_before_is_still_there(
    learner: Learner, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    app = at_home(learner)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        offered = {command.wording for command in app.actions.commands(app.screen)}
        assert {"key.search", "key.interview", "key.stats", "key.reports", "key.help", "key.all", "key.quit"} <= offered
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, ReportsScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert len({question.id.partition("-")[0] for question in app.study.session.questions}) > 1


async def test_home_counts_a_proof_only_after_it_was_seen(learner: Learner, clock: Clock) -> None:
    learnt(learner, clock, "adam-0")
    learner.prove("momentum.adam_0", Verdict.SUPPORTED, as_declared=True)
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert "1/4 ✓" in next(line for line in rows(app) if "Hardware" in line)
        assert "✓" not in next(line for line in rows(app) if "Foundations" in line)


@pytest.mark.slow
async def test_home_tells_of_the_set_before(learner: Learner) -> None:
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.press("end", "right", "end", "enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        for _ in range(9):
            if isinstance(app.screen, SummaryScreen):
                break
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, QuestionScreen)
            await pilot.press(str(screen.shown.index(0) + 1), "enter")
            await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
            await pilot.press("enter")
            await until(pilot, lambda: not isinstance(app.screen, AnswerScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.pause()
        assert "100%" in next(line for line in rows(app) if line.startswith("Gpu"))


async def test_a_bank_that_is_not_trusted_says_so_and_leaves_room_for_the_list(learner: Learner) -> None:
    app = at_home(learner, why_no_proofs="not trusted\nread it\nthen\ntrust it")
    async with app.run_test(size=FLAT) as pilot:
        await pilot.pause()
        assert "Experiments do not run: not trusted" in screen_text(app)
        assert any("Foundations" in line for line in rows(app))


REFUSAL = """mine has changed since it was trusted (+1 -1); it would run 1 Python file with your rights.
sha256 00
Read what it would run, then: quizdl trust mine
--- trusted/verifiers/a.py
+++ now/verifiers/a.py
@@ -1,2 +1,2 @@
 def f():
-    return 1
+    return [2]"""


@pytest.mark.parametrize(
    ("language", "told", "row"),
    [
        ("en", "vouched for it (+1 -1).", "Read what has changed in this bank"),
        ("ko", "바뀐 문제은행입니다(+1 -1).", "문제은행에서 바뀐 내용 읽기"),
    ],
)
@pytest.mark.slow
async def test_what_changed_in_a_trusted_bank_is_counted_and_opens_on_enter(
    learner: Learner, language: Language, told: str, row: str
) -> None:
    app = at_home(learner, language, why_no_proofs=REFUSAL)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert told in shown(app)
        assert "return [2]" not in shown(app)
        assert not rows(app)[0].startswith(row), "Enter begins, as everywhere"
        place = next(n for n, line in enumerate(rows(app)) if line.startswith(row))
        await pilot.press(*["down"] * place, "enter")
        await until(pilot, lambda: "+    return [2]" in shown(app))
        assert any("quizdl trust mine ─" in line for line in shown(app).splitlines()), "in the lower border"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
