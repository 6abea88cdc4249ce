"""Damaged files of progress: moved aside, never deleted, and the newest good backup takes their place."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from quizdl.study import database
from quizdl.study.backups import connect
from quizdl.study.cards import Card, NewReview, Rating, Review
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.rows import StoredSession
from quizdl.study.scheduling import Scheduler
from quizdl.study.storage_warnings import Restored
from tests.study.writers import MORNING, Clock, all_is_well, answer, fill, ids_on_disk

PAGE = 4096

NOISE = random.Random(29).randbytes(1 << 20)

MONDAY, TUESDAY = Clock(MORNING), Clock(MORNING + timedelta(days=1))


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A folder with the progress of two days, and the ids of its reviews."""
    path = tmp_path_factory.mktemp("progress") / "progress.sqlite"
    return path.parent, [*fill(path, 120, MONDAY), *fill(path, 30, TUESDAY)]


@pytest.fixture
def path(two_days: tuple[Path, list[int]], tmp_path: Path) -> Path:
    shutil.copytree(two_days[0], tmp_path / "data")
    return tmp_path / "data" / "progress.sqlite"


@pytest.fixture
def ids(two_days: tuple[Path, list[int]]) -> list[int]:
    return two_days[1]


def restored(store: ProgressStore) -> Restored:
    """What the reader is told of it."""
    assert isinstance(store.warning, Restored)
    return store.warning


def overwrite(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


def page_of(path: Path, review: int) -> int:
    """Where the page of the log begins that holds a review: the one that comes with its bank's name."""
    data, offset = path.read_bytes(), -1
    while (offset := data.find(review.to_bytes(8, "big"), offset + 1)) >= 0:
        if data[offset + 8 : offset + 30].startswith(BUILTIN.encode()):
            return offset // PAGE * PAGE
    raise AssertionError


def root_of(path: Path, name: str) -> int:
    """Where the first page of a table or an index begins."""
    with closing(connect(path)) as stranger:
        (page,) = stranger.execute("select rootpage from sqlite_schema where name = ?", (name,)).fetchone()
    return int(page - 1) * PAGE


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "keep me").touch()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "garbage header": lambda path: overwrite(path, 0, NOISE[:100]),
    "garbage all over": lambda path: path.write_bytes(NOISE[: path.stat().st_size]),
    "damaged pages": lambda path: overwrite(path, path.stat().st_size // 2, NOISE[: 3 * PAGE]),
    "a damaged page of old reviews": lambda path: overwrite(path, page_of(path, ids_on_disk(path)[60]), NOISE[:PAGE]),
    "a damaged index": lambda path: overwrite(path, root_of(path, "reviews_of_question"), NOISE[:PAGE]),
    "a damaged page of cards": lambda path: overwrite(path, root_of(path, "cards"), NOISE[:PAGE]),
    "a date in the log": lambda path: path.write_bytes(path.read_bytes().replace(b"2027-01-05T09:0", b"\xff" * 15)),
    "a page of zeros": lambda path: overwrite(path, path.stat().st_size // PAGE // 2 * PAGE, bytes(PAGE)),
    "cut in half": lambda path: overwrite_length(path, path.stat().st_size // 2),
    "cut within a page": lambda path: overwrite_length(path, 5000),
    "cut within the header": lambda path: overwrite_length(path, 50),
    "emptied": lambda path: overwrite_length(path, 0),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a folder in its place": replace_by_folder,
    "text": lambda path: path.write_text("my progress\n" * 1000),
}


def overwrite_length(path: Path, length: int) -> None:
    with path.open("r+b") as file:
        file.truncate(length)


@pytest.mark.fault
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.slow
def test_what_is_damaged_is_moved_aside_and_the_newest_backup_restored(
    path: Path, ids: list[int], damage: Callable[[Path], object]
) -> None:
    damage(path)
    left = None if path.is_dir() else path.read_bytes()
    store = ProgressStore.open(path, now=TUESDAY)
    assert store.saved
    (aside,) = (found for found in path.parent.glob("*.corrupt-*") if not found.name.endswith(("-wal", "-shm")))
    assert store.warning == Restored("progress-2027-01-05.sqlite", 0, aside.name)
    assert (aside.read_bytes() == left) if left is not None else (aside / "keep me").exists()
    assert [review.id for review in store.reviews()] == ids
    answer(store, "q1")
    assert store.rebuild(Scheduler()) == 0
    store.close()
    store = ProgressStore.open(path)
    assert (store.saved, store.warning, len(list(store.reviews()))) == (True, None, 151)
    store.close()


@pytest.mark.fault
def test_progress_that_is_gone_is_restored_too(path: Path, ids: list[int]) -> None:
    path.unlink()
    store = ProgressStore.open(path)
    assert store.warning == Restored("progress-2027-01-05.sqlite", 0, None)
    assert [review.id for review in store.reviews()] == ids
    store.close()


@pytest.mark.fault
def test_a_damaged_backup_is_passed_over(path: Path, ids: list[int]) -> None:
    overwrite(path, 0, NOISE[:100])
    overwrite(path.parent / "backups" / "progress-2027-01-05.sqlite", 2 * PAGE, NOISE[: 4 * PAGE])
    store = ProgressStore.open(path)
    assert restored(store).backup == "progress-2027-01-04.sqlite"
    assert [review.id for review in store.reviews()] == ids[:120]
    store.close()


@pytest.mark.fault
@pytest.mark.parametrize("backups", ["none", "damaged"])
def test_without_a_good_backup_progress_starts_anew(path: Path, backups: str) -> None:
    overwrite(path, 0, NOISE[:100])
    damaged = path.read_bytes()
    for backup in (path.parent / "backups").iterdir():
        if backups == "none":
            backup.unlink()
        else:
            backup.write_bytes(NOISE)
    store = ProgressStore.open(path)
    assert restored(store).backup is None
    answer(store, "q")
    store.close()
    (aside,) = path.parent.glob("*.corrupt-*")
    assert aside.read_bytes() == damaged
    assert len(ids_on_disk(path)) == 1


@pytest.mark.fault
@pytest.mark.parametrize("place", ["index", "old reviews"])
def test_answers_since_the_backup_are_rescued_from_what_can_still_be_read(
    path: Path, ids: list[int], place: str
) -> None:
    later = Clock(MORNING + timedelta(days=2))
    store = ProgressStore.open(path, now=later)
    since = [answer(store, f"q{number}", Rating.EASY) for number in range(40)]
    store.bookmark(BUILTIN, "q1", True)
    session = StoredSession(1, ("q1",), 1)
    store.keep_session(BUILTIN, session)
    right = store.cards(BUILTIN)
    store._database._connection.close()  # as if killed: no backup is made
    overwrite(path, page_of(path, ids[60]) if place == "old reviews" else root_of(path, "cards"), NOISE[:PAGE])
    store = ProgressStore.open(path, now=later)
    assert restored(store).rescued == 40
    assert [review.id for review in store.reviews()] == [*ids, *since]
    assert store.cards(BUILTIN) == right
    assert store.bookmarks(BUILTIN) == {"q1"}
    assert store.interrupted_session(BUILTIN) == session
    assert store.rebuild(Scheduler()) == 0
    store.close()


@pytest.mark.fault
def test_damage_during_a_session_is_healed_when_it_is_met(path: Path, ids: list[int]) -> None:
    root = root_of(path, "cards")
    database.seal(path)
    store = ProgressStore.open(path, now=TUESDAY)
    assert store.warning is None
    overwrite(path, root, NOISE[:PAGE])
    database.seal(path)  # as if another quizdl had
    assert len(store.cards(BUILTIN)) == 7
    assert restored(store).backup == "progress-2027-01-05.sqlite"
    last = answer(store, "q1")
    store.close()
    assert ids_on_disk(path) == [*ids, last]


def lost_during_a_session(path: Path) -> tuple[ProgressStore, int, Card]:
    """A store restored from the backup, a review that went with the damaged file, and its question's card without."""
    store = ProgressStore.open(path, now=TUESDAY)
    before = store.cards(BUILTIN)["q1"]
    review = answer(store, "q1", Rating.AGAIN)
    store._database._connection.execute("pragma wal_checkpoint(truncate)")
    path.write_bytes(NOISE[: path.stat().st_size])
    database.seal(path)
    return store, review, before


@pytest.mark.fault
def test_an_answer_that_went_with_the_damaged_file_needs_no_taking_back(path: Path, ids: list[int]) -> None:
    store, review, before = lost_during_a_session(path)
    assert store.retract(BUILTIN, "q1", review, Scheduler()) == before
    assert restored(store).rescued == 0
    assert store.cards(BUILTIN)["q1"] == before
    store.close()
    assert ids_on_disk(path) == ids


@pytest.mark.fault
def test_an_answer_that_went_with_the_damaged_file_can_still_be_overruled(path: Path, ids: list[int]) -> None:
    store, review, before = lost_during_a_session(path)
    again = store.record(BUILTIN, NewReview("q1", 1, Rating.EASY, 1.0), Scheduler(), replaces=review)
    assert restored(store).rescued == 0
    assert again.card == Scheduler().review(before, Review("q1", 1, Rating.EASY, TUESDAY()))
    store.close()
    assert ids_on_disk(path) == [*ids, again.review_id]


@pytest.mark.fault
def test_damage_is_found_before_it_gets_into_a_backup(path: Path, ids: list[int]) -> None:
    page = page_of(path, ids[60])
    store = ProgressStore.open(path, now=Clock(MORNING + timedelta(days=2)))
    overwrite(path, page, NOISE[:PAGE])  # among old reviews: a new one does not meet it
    last = answer(store, "q1")
    assert restored(store).backup == "progress-2027-01-05.sqlite"
    store.close()
    for day, count in ((4, 120), (5, 150), (6, 151)):
        assert len(ids_on_disk(path.parent / "backups" / f"progress-2027-01-0{day}.sqlite")) == count
    assert ids_on_disk(path) == [*ids, last]


@pytest.mark.fault
@pytest.mark.parametrize("content", [b"", NOISE, NOISE[:5000], bytes(50_000)], ids=["empty", "noise", "short", "zeros"])
def test_the_log_of_what_was_not_yet_written_to_the_file_is_moved_with_it(
    path: Path, ids: list[int], tmp_path: Path, content: bytes
) -> None:
    store = ProgressStore.open(path, now=TUESDAY)
    answer(store, "q1")
    killed = tmp_path / "killed"
    shutil.copytree(path.parent, killed)  # as a session leaves it that is killed
    store.close()
    path = killed / "progress.sqlite"
    path.write_bytes(content)
    stale = path.with_name("progress.sqlite-wal").read_bytes()
    store = ProgressStore.open(path, now=TUESDAY)
    assert [review.id for review in store.reviews()][:150] == ids
    assert store.rebuild(Scheduler()) == 0
    store.close()
    (aside,) = killed.glob("*.corrupt-*-wal")
    assert aside.read_bytes() == stale
    assert aside.with_name(aside.name.removesuffix("-wal")).read_bytes() == content
    assert not list(killed.glob("*-part*"))
    all_is_well(path, ids)


def test_damage_that_a_session_did_not_meet_is_not_sealed_by_it(path: Path, ids: list[int]) -> None:
    page = page_of(path, ids[60])
    store = ProgressStore.open(path)
    overwrite(path, page, NOISE[:PAGE])
    store.close()
    store = ProgressStore.open(path)
    assert restored(store).aside is not None
    store.close()


def test_a_backup_of_a_day_yet_to_come_is_the_last_to_be_restored(path: Path, ids: list[int]) -> None:
    backups = path.parent / "backups"
    shutil.copy(backups / "progress-2027-01-04.sqlite", backups / "progress-9999-12-31.sqlite")
    overwrite(path, 0, NOISE[:100])
    store = ProgressStore.open(path, now=TUESDAY)
    assert len(list(store.reviews())) == len(ids)
    store.close()


def test_a_stranger_finds_the_log_in_plain_columns(path: Path) -> None:
    with closing(sqlite3.connect(path)) as stranger:
        row = stranger.execute("select bank, question, rating, counted_at from reviews").fetchone()
    assert row == (BUILTIN, "q0", 1, "2027-01-04T09:00:00+00:00")
