"""What the store of progress keeps, for whom, and how it is found again."""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from quizdl import folders
from quizdl.study import database
from quizdl.study.backups import is_sound
from quizdl.study.cards import Card, NewReview, Rating, Review
from quizdl.study.progress import BUILTIN, ProgressStore
from quizdl.study.rows import Forecast, StoredSession
from quizdl.study.scheduling import Scheduler
from tests.study.writers import MORNING, Clock, answer, fill

OTHER = "/home/reader/bank"


def again(store: ProgressStore, path: Path) -> ProgressStore:
    """What the next start finds."""
    store.close()
    return ProgressStore.open(path)


def test_an_answer_is_found_again_with_all_that_was_said_of_it(store: ProgressStore, path: Path, clock: Clock) -> None:
    session = StoredSession(5, ("q",), 5)
    new = NewReview("q", 3, Rating.HARD, 0.5, seconds=12.5, confidence=0.7)
    logged = store.record(BUILTIN, new, Scheduler(), session=session)
    (review,) = again(store, path).reviews()
    told = {"id": logged.review_id, "bank": BUILTIN, "session": 5, "clock_time": clock.at, "counted_at": clock.at}
    assert asdict(review) == asdict(new) | told


def test_the_card_that_is_returned_is_the_card_that_is_kept(store: ProgressStore, path: Path) -> None:
    card = store.record(BUILTIN, NewReview("q", 1, Rating.GOOD, 1.0), Scheduler()).card
    assert again(store, path).cards(BUILTIN) == {"q": card}


def test_it_lives_in_the_folder_of_data() -> None:
    with_default = ProgressStore.open()
    with_default.close()
    assert (folders.data_folder() / "progress.sqlite").is_file()


def test_the_folder_of_notes_and_answers_is_the_readers_alone(store: ProgressStore, path: Path) -> None:
    store.note(BUILTIN, "q", "only I see it")
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_banks_do_not_know_of_each_other(store: ProgressStore) -> None:
    for bank, rating in ((BUILTIN, Rating.AGAIN), (OTHER, Rating.EASY)):
        store.record(bank, NewReview("q", 1, rating, 1.0), Scheduler())
        store.prove(bank, "adam.bias", f"said in {bank}")
        store.note(bank, "q", f"noted in {bank}")
    assert store.cards(BUILTIN)["q"].due < store.cards(OTHER)["q"].due
    assert [review.rating for review in store.reviews(OTHER)] == [Rating.EASY]
    assert len(list(store.reviews())) == 2
    assert store.proven(OTHER) == {"adam.bias": f"said in {OTHER}"}
    assert store.notes(BUILTIN) == {"q": f"noted in {BUILTIN}"}


def test_undoing_an_answer_gives_the_card_before_it_and_keeps_the_line(store: ProgressStore, clock: Clock) -> None:
    answer(store, "q")
    before = store.cards(BUILTIN)["q"]
    clock.at += timedelta(days=3)
    review = answer(store, "q", Rating.AGAIN)
    assert store.retract(BUILTIN, "q", review, Scheduler()) == before
    assert store.retract(BUILTIN, "q", review, Scheduler()) == before, "twice is once"
    assert store.cards(BUILTIN) == {"q": before}
    assert [review.rating for review in store.reviews()] == [Rating.GOOD]
    assert store.rebuild(Scheduler()) == 0


def test_undoing_the_only_answer_forgets_the_card(store: ProgressStore) -> None:
    assert store.retract(BUILTIN, "q", answer(store, "q"), Scheduler()) is None
    assert store.cards(BUILTIN) == {}


def test_overruling_a_rating_takes_the_place_of_the_answer_at_once(store: ProgressStore, clock: Clock) -> None:
    answer(store, "q")
    clock.at += timedelta(days=2)
    good = answer(store, "q", Rating.GOOD)
    scheduler = Scheduler()
    card = store.record(BUILTIN, NewReview("q", 1, Rating.HARD, 1.0), scheduler, replaces=good).card
    assert [review.rating for review in store.reviews(BUILTIN, "q")] == [Rating.GOOD, Rating.HARD]
    assert (card.reviews, store.rebuild(scheduler)) == (2, 0)


def test_the_log_is_only_ever_added_to(store: ProgressStore, path: Path) -> None:
    review = answer(store, "q")
    stranger = sqlite3.connect(path)
    for vandalism in (
        "update reviews set rating = 4",
        "delete from reviews",
        f"insert or replace into reviews (id, bank, question, revision, rating, said_at, counted_at)"
        f" values ({review}, 'b', 'q', 1, 4, '2027-01-01', '2027-01-01')",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            stranger.execute(vandalism)
    stranger.close()


def test_cards_are_made_again_from_the_log(store: ProgressStore, path: Path) -> None:
    for question in ("a", "b", "c"):
        answer(store, question)
    right = store.cards(BUILTIN)
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("update cards set stability = 99 where question = 'a'")
    stranger.execute("delete from cards where question = 'b'")
    stranger.execute(f"insert into cards select bank, 'ghost', {', '.join(COLUMNS)} from cards where question = 'c'")
    stranger.close()
    assert store.rebuild(Scheduler()) == 3
    assert store.cards(BUILTIN) == right
    assert store.rebuild(Scheduler()) == 0


def test_an_answer_that_comes_while_cards_are_made_again_is_not_forgotten(store: ProgressStore, path: Path) -> None:
    class Interrupted(Scheduler):
        interruptions = 1

        def rebuild(self, reviews: Iterable[Review]) -> dict[str, Card]:
            cards = super().rebuild(reviews)
            if self.interruptions:
                self.interruptions -= 1
                other = ProgressStore.open(path)
                answer(other, "q", Rating.EASY)
                other.close()
            return cards

    answer(store, "q")
    answer(store, "r")
    store.rebuild(Interrupted())
    assert store.cards(BUILTIN)["q"].reviews == 2
    assert store.rebuild(Scheduler()) == 0


COLUMNS = ("revision", "state", "step", "stability", "difficulty", "due", "last", "reviews", "lapses", "rating")


def test_a_card_whose_row_is_gone_goes_on_from_its_log(store: ProgressStore, path: Path, clock: Clock) -> None:
    answer(store, "q")
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("delete from cards")
    stranger.close()
    clock.at += timedelta(days=1)
    answer(store, "q")
    assert store.cards(BUILTIN)["q"].reviews == 2


def test_bookmarks_notes_proofs_and_settings_are_found_again(store: ProgressStore, path: Path) -> None:
    for question, on in (("a", True), ("a", True), ("b", True), ("b", False)):
        store.bookmark(BUILTIN, question, on)
    for question, text in (
        ("a", "경사"),
        ("a", "기울기"),
        ("b", "x"),
        ("b", ""),
        ("c", "가 \udcff"),
    ):  # a terminal passes bytes that are no characters
        store.note(BUILTIN, question, text)
    for verdict in ("inconclusive", "supported"):
        store.prove(BUILTIN, "adam.bias", verdict)
    for date in ("2027-01-15", "2027-02-01"):
        store.set_setting("interview", date)
    store = again(store, path)
    assert store.bookmarks(BUILTIN) == {"a"}
    assert store.notes(BUILTIN) == {"a": "기울기", "c": "가 ?"}
    assert store.proven(BUILTIN) == {"adam.bias": "supported"}
    assert (store.setting("interview"), store.setting("parameters")) == ("2027-02-01", None)
    store.close()


def test_forecasts_and_interviews_are_found_again_in_their_order(store: ProgressStore, clock: Clock) -> None:
    store.forecast(BUILTIN, "adam.bias", 0.9, False)
    store.forecast(BUILTIN, "q", 0.2, True)
    first, second = Forecast("adam.bias", 0.9, False, clock.at), Forecast("q", 0.2, True, clock.at)
    assert store.forecasts(BUILTIN) == [first, second]
    for number in range(2):
        store.keep_interview(7 - number, {"number": number})
    store.keep_interview(7, {"number": "replaced"})
    assert store.interviews() == [(7, {"number": "replaced"}), (6, {"number": 1})]
    store.discard_interview(7)
    assert store.interviews() == [(6, {"number": 1})]


def test_an_interrupted_session_can_be_resumed_until_it_ends(store: ProgressStore, path: Path) -> None:
    assert store.interrupted_session(BUILTIN) is None
    older, session = StoredSession(1, ("a",), 1), StoredSession(2, ("a", "b", "c"), 7)
    store.keep_session(BUILTIN, older)
    store.keep_session(BUILTIN, session)
    store.keep_session(BUILTIN, session._replace(position=2))
    store = again(store, path)
    assert store.interrupted_session(BUILTIN) == session._replace(position=2)
    store.keep_session(BUILTIN, longer := session._replace(questions=("a", "b", "c", "a"), position=3))
    assert store.interrupted_session(BUILTIN) == longer
    assert store.interrupted_session(OTHER) is None
    store.keep_session(BUILTIN, longer._replace(position=4))
    assert store.interrupted_session(BUILTIN) is None, "the older one was given up when this one began"
    store.keep_session(BUILTIN, longer)
    assert store.interrupted_session(BUILTIN) == longer, "its last answer was retracted"
    found = StoredSession(3, ("x", "x"), 8)
    for position in (1, 2):
        store.keep_session(BUILTIN, found._replace(position=position))
        assert store.interrupted_session(BUILTIN) == longer, "a question that was searched for gave nothing up"
    store.keep_session(BUILTIN, longer._replace(position=4))
    store.keep_session(BUILTIN, found)
    assert store.interrupted_session(BUILTIN) == found
    store.close()


def test_recording_costs_the_same_however_long_the_log(store: ProgressStore) -> None:
    def steps() -> int:
        """Of SQLite's machine, for one answer to a question that was asked before."""
        count = 0

        def tick() -> None:
            nonlocal count
            count += 1

        connection = store._database._connection
        connection.set_progress_handler(tick, 1)
        answer(store, "q")
        connection.set_progress_handler(None, 1)
        return count

    answer(store, "q")
    short = steps()
    connection = store._database._connection
    connection.execute("begin")
    connection.executemany(
        "insert into reviews (id, bank, question, revision, rating, said_at, counted_at)"
        " values (?, 'builtin', ?, 1, 3, '2027-01-01', '2027-01-01')",
        ((number, f"q{number % 50}") for number in range(20_000)),
    )
    connection.execute("commit")
    assert steps() <= 1.1 * short


def test_opening_reads_the_whole_file_only_where_something_else_may_have_written_to_it(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[bool] = []

    def watched(connection: sqlite3.Connection) -> bool:
        checked.append(True)
        return is_sound(connection)

    monkeypatch.setattr(database, "is_sound", watched)
    fill(path, 20, clock)
    checked.clear()
    ProgressStore.open(path).close()
    assert checked == []
    path.touch()
    ProgressStore.open(path).close()
    assert checked == [True]


def test_the_clock_may_speak_of_any_zone(store: ProgressStore, clock: Clock) -> None:
    clock.at = MORNING.astimezone()
    answer(store, "q")
    (review,) = store.reviews()
    assert (review.clock_time, review.clock_time.utcoffset()) == (MORNING, timedelta(0))


def test_the_log_keeps_the_offset_of_the_readers_clock_and_tells_its_days(tmp_path: Path) -> None:
    seoul = timezone(timedelta(hours=9))
    clock = Clock(datetime(2027, 1, 4, 12, 50, tzinfo=seoul))  # 3:50 in UTC, and a day ends at 4
    store = ProgressStore.open(tmp_path / "progress.sqlite", now=clock)
    answer(store, "q")
    clock.at += timedelta(minutes=20)
    answer(store, "q")
    within, clock.at = store.cards(BUILTIN)["q"].stability, datetime(2027, 1, 5, 12, 40, tzinfo=seoul)
    answer(store, "q")
    card = store.cards(BUILTIN)["q"]
    assert card.stability > 2 * within, "23.5 hours later a night has passed"
    assert card.due.astimezone(seoul).hour == 4
    assert [review.counted_at.utcoffset() for review in store.reviews()] == 3 * [timedelta(hours=9)]
    assert store.rebuild(Scheduler()) == 0
    store.close()
