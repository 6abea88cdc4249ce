"""Backups of progress: one a day, thinned with age, and a warning where none can be made."""

import os
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from quizdl.study.backups import Backups, connect
from quizdl.study.progress import ProgressStore
from quizdl.study.storage_warnings import NotBackedUp
from tests.study.writers import Clock, answer, fill, ids_on_disk


def test_a_day_is_backed_up_before_its_first_answer_and_again_when_the_quiz_is_closed(tmp_path: Path) -> None:
    path, clock = tmp_path / "progress.sqlite", Clock()
    fill(path, 5, clock)
    clock.at += timedelta(days=1)
    store = ProgressStore.open(path, now=clock)
    backup = tmp_path / "backups" / "progress-2027-01-05.sqlite"
    assert not backup.exists()
    answer(store, "q")
    assert len(ids_on_disk(backup)) == 5
    answer(store, "q")
    assert len(ids_on_disk(backup)) == 5
    store.close()
    assert len(ids_on_disk(backup)) == 7
    assert sorted(file.name for file in (tmp_path / "backups").iterdir()) == [
        f"progress-2027-01-0{n}.sqlite" for n in (4, 5)
    ]


def test_backups_are_thinned_to_seven_days_four_weeks_and_twelve_months(tmp_path: Path) -> None:
    last = date(2027, 7, 21)  # a Wednesday
    backups = Backups(tmp_path / "progress.sqlite")
    backups.folder.mkdir()
    for age in range(1, 500):
        (backups.folder / f"progress-{last - timedelta(days=age)}.sqlite").touch()
    for version in range(1, 6):
        before = backups.folder / f"version-{version}-20270101T000000.sqlite"
        before.touch()
        os.utime(before, (version, version))
    with closing(connect(":memory:")) as connection:
        connection.execute("pragma user_version = 1")
        backups.keep_day(connection, last)
    days = {f"2027-07-{day}" for day in range(15, 22)}
    weeks = {"2027-07-21", "2027-07-18", "2027-07-11", "2027-07-04"}
    ends = ("06-30", "05-31", "04-30", "03-31", "02-28", "01-31")
    months = {f"2027-{end}" for end in ends} | {"2026-12-31", "2026-11-30", "2026-10-31", "2026-09-30", "2026-08-31"}
    kept = {path.stem.removeprefix("progress-") for path in backups.folder.glob("progress-*")}
    assert kept == days | weeks | months
    assert {path.name[:9] for path in backups.folder.glob("version-*")} == {"version-5", "version-4", "version-3"}


def test_where_no_backup_can_be_made_answers_are_kept_and_the_reader_is_told(tmp_path: Path) -> None:
    (tmp_path / "backups").touch()
    store = ProgressStore.open(tmp_path / "progress.sqlite")
    answer(store, "q")
    assert store.saved
    assert isinstance(store.warning, NotBackedUp)
    store.close()
