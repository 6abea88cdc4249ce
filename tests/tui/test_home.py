"""Home: what is due and what is new, the next step on the path, tracks that open and close, and what it never tells."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from quizdl.bank.model import Bank, Description, Text, Topic, Track
from quizdl.study.grading import Grade, new_review
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.reports import ReportsScreen
from quizdl.tui.screens.stats import StatsScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.tui.themes import ThemeChoice
from quizdl.tui.widgets.path_list import PathList
from quizdl.verdict import Verdict
from quizdl.words import LANGUAGES, Language
from tests.tui.looking import screen_text, shown, until
from tests.tui.small_bank import CHOICE

PLAIN, WIDE, FLAT = (80, 24), (140, 40), (40, 12)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TOPICS = {"descent": 7, "backprop": 3, "adam": 2, "gpu": 2}


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def course(*, tracks: bool = True) -> Bank:
    """Four topics in two tracks."""
    topics = [
        Topic(
            name,
            Text(en=name.capitalize(), ko=f"주제 {name}"),
            tuple(replace(CHOICE, id=f"{name}-{n}", verify=(f"momentum.{name}_{n}",)) for n in range(count)),
        )
        for name, count in TOPICS.items()
    ]
    described = (
        Track(id="base", title=Text(en="Foundations", ko="기초"), topics=("descent", "backprop")),
        Track(id="more", title=Text(en="Hardware", ko="하드웨어"), topics=("adam", "gpu")),
    )
    return Bank(Path(), tuple(topics), Description(tracks=described if tracks else ()))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[ProgressStore]:
    store = ProgressStore.open(tmp_path / "progress.sqlite", now=clock)
    yield store
    store.close()


@pytest.fixture
def learner(store: ProgressStore, clock: Clock) -> Learner:
    return Learner(store, course(), now=clock)


def learnt(learner: Learner, clock: Clock, *ids: str, days_ago: float = 0) -> None:
    """These questions were answered rightly."""
    known = {question.id: question for question in learner.bank.questions()}
    clock.at = NOW - timedelta(days=days_ago)
    for name in ids:
        learner.record(new_review(known[name], Grade(True, 1.0), language="en"))
    clock.at = NOW


def at_home(learner: Learner, language: Language = "en", **named: object) -> QuizApp:
    return QuizApp(learner, None, language=language, seed=1, **named)  # type: ignore[arg-type]


def rows(app: QuizApp) -> list[str]:
    """The lines of the list, without the mark of the highlighted row."""
    path = app.screen.query_one(PathList)
    top, left = path.region.y, path.region.x
    lines = shown(app).splitlines()[top : path.region.bottom]
    return [re.sub(r" +", " ", line[left : left + path.region.width].replace("▌", " ")).strip() for line in lines]


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


async def test_the_bar_is_the_mean_of_what_would_be_recalled_and_unseen_questions_count_as_nothing(
    learner: Learner, clock: Clock
) -> None:
    learnt(learner, clock, "adam-0")
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.press("end")
        await pilot.pause()
        lines = {line.split()[0]: line for line in rows(app) if "Adam" in line or "Hardware" in line}
        assert " 50%" in lines["Adam"], "one of two was seen just now"
        assert " 25%" in next(line for line in rows(app) if "Hardware" in line)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [PLAIN, WIDE, (60, 20), (100, 30), (119, 40), (120, 40), (200, 50)])
@pytest.mark.slow
async def test_all_bars_begin_in_one_column(
    learner: Learner, clock: Clock, language: Language, size: tuple[int, int]
) -> None:
    learnt(learner, clock, "descent-0", "adam-0", "gpu-1", days_ago=30)
    app = at_home(learner, language)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        from textual.content import Content

        path = app.screen.query_one(PathList)
        lines = [path.render_line(y).text for y in range(path.size.height)]
        starts = {
            Content(line[: re.search("[━╸]", line).start()]).cell_length  # type: ignore[union-attr]
            for line in lines
            if re.search("[━╸]─* +[0-9]+%|━+ +[0-9]+%", line)
        }
        assert len(starts) == 1
        assert {Content(line).cell_length for line in lines if line.strip()} == {path.scrollable_content_region.width}


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


@pytest.mark.slow
async def test_enter_opens_and_closes_a_track_and_starts_a_topic(learner: Learner) -> None:
    app = at_home(learner)
    async with app.run_test(size=FLAT) as pilot:
        await pilot.press("down")
        assert [line.split()[0] for line in rows(app)[2:4]] == ["▸", "▸"], "a low terminal folds all"
        await pilot.press("enter")
        await pilot.pause()
        assert rows(app)[2].startswith("▾ Foundations")
        assert rows(app)[3].startswith("Descent")
        await pilot.press("enter")
        await pilot.pause()
        assert rows(app)[3].startswith("▸ Hardware")
        await pilot.press("enter", "down", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert {question.id for question in app.study.session.questions} == {"backprop-0", "backprop-1", "backprop-2"}


@pytest.mark.slow
async def test_arrows_open_and_close_and_from_a_topic_close_its_track(learner: Learner) -> None:
    app = at_home(learner)
    async with app.run_test(size=FLAT) as pilot:
        await pilot.press("down", "right")
        await pilot.pause()
        assert rows(app)[2].startswith("▾ Foundations")
        await pilot.press("right", "down", "left")
        await pilot.pause()
        assert rows(app)[2].startswith("▸ Foundations")
        path = app.screen.query_one(PathList)
        assert path.row is not None
        assert path.row.name == "Foundations"


@pytest.mark.slow
async def test_what_was_opened_stays_open_after_a_set_and_in_another_language(learner: Learner) -> None:
    app = at_home(learner)
    async with app.run_test(size=FLAT) as pilot:
        await pilot.press("down", "down", "right", "l")
        await until(pilot, lambda: "▾ 하드웨어" in shown(app))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, StatsScreen))
        await pilot.press("escape")
        await until(pilot, lambda: "▾ 하드웨어" in shown(app))


@pytest.mark.parametrize(("size", "opened"), [(FLAT, 0), ((80, 20), 2), (WIDE, 2)])
@pytest.mark.slow
async def test_tracks_are_folded_by_height(learner: Learner, clock: Clock, size: tuple[int, int], opened: int) -> None:
    learnt(learner, clock, "descent-0")
    app = at_home(learner)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "\n".join(rows(app)).count("▾") == opened


@pytest.mark.slow
async def test_a_resized_terminal_keeps_the_marked_row_and_fits_the_columns(learner: Learner) -> None:
    app = at_home(learner)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("down", "down")
        await pilot.pause()
        assert "Foundations › Descent" in shown(app), "the pane tells of the marked topic"
        await pilot.resize_terminal(*PLAIN)
        await pilot.pause()
        assert "Foundations › Descent" not in shown(app)
        await pilot.resize_terminal(*FLAT)
        await pilot.pause()
        assert all(line.strip() for line in rows(app)[:4])
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert "Foundations › Descent" in shown(app)


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


async def test_a_bank_without_tracks_has_one_list(store: ProgressStore) -> None:
    app = at_home(Learner(store, course(tracks=False)))
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        assert not re.search("[▸▾]", shown(app))
        assert [line.split()[0] for line in rows(app)[2:6]] == ["Descent", "Backprop", "Adam", "Gpu"]


async def test_a_topic_in_no_track_stands_below_the_tracks(store: ProgressStore) -> None:
    bank = course()
    bank = bank._replace(description=Description(tracks=bank.description.tracks[:1]))
    app = at_home(Learner(store, bank))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert [line.partition(" not")[0] for line in rows(app)[5:8]] == ["▾ Other topics", "Adam", "Gpu"]


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


@pytest.mark.parametrize(("theme", "reversed_"), [("dark", False), ("light", False), ("high-contrast", True)])
@pytest.mark.slow
async def test_the_marked_row_is_told_by_its_mark_and_in_high_contrast_reversed(
    learner: Learner, theme: str, reversed_: bool
) -> None:
    app = at_home(learner, theme=ThemeChoice(theme))
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.press("down")
        await pilot.pause()
        path = app.screen.query_one(PathList)
        lines = [path.render_line(y) for y in range(4)]
        assert [line.text.startswith("▌") for line in lines] == [False, False, True, False], "the second is the rule"
        assert [any(part.style and part.style.reverse for part in line) for line in lines] == [
            *(False, False, reversed_, False)
        ]


async def test_a_click_starts_a_topic(learner: Learner) -> None:
    app = at_home(learner)
    async with app.run_test(size=PLAIN) as pilot:
        await pilot.pause()
        await pilot.click(PathList, offset=(12, 4))
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert len(app.study.session.questions) == 3


@pytest.mark.slow
async def test_end_and_home_mark_the_last_and_the_first_row(learner: Learner) -> None:
    app = at_home(learner)
    async with app.run_test(size=FLAT) as pilot:
        await pilot.press("down", "right", "end")
        path = app.screen.query_one(PathList)
        assert path.highlighted == len(path.rows) - 1
        await pilot.press("home", "ㅓ", "k", "j")
        assert path.highlighted == 1


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
