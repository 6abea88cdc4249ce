"""The path at home: tracks that open and close, their bars, and the row that is marked."""

import re

import pytest

from quizdl.bank.model import Description
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.stats import StatsScreen
from quizdl.tui.themes import ThemeChoice
from quizdl.tui.widgets.path_list import PathList
from quizdl.words import LANGUAGES, Language
from tests.tui.home.course import FLAT, PLAIN, WIDE, Clock, at_home, course, learnt, rows
from tests.tui.looking import shown, until


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
            # each row has a bar
            Content(line[: re.search("[━╸]", line).start()]).cell_length  # type: ignore[union-attr]
            for line in lines
            if re.search("[━╸]─* +[0-9]+%|━+ +[0-9]+%", line)
        }
        assert len(starts) == 1
        assert {Content(line).cell_length for line in lines if line.strip()} == {path.scrollable_content_region.width}


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
