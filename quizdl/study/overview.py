"""What home tells: how well each topic is known, what is due and what is new, and what comes next."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from quizdl.bank.model import Bank, QuestionSummary, Text, Topic
from quizdl.study.cards import Card, day_of, days_between, recall
from quizdl.study.learner import Learner
from quizdl.study.selection import expected_seconds, learn_set

SET = 10  # questions of a set that begins at home
FIRST_SET = 5  # of the first one ever
HALF = 0.5  # of a topic is known: the next one on the path may begin
DAYS_READ = 40  # of the log, for the days in a row; more where all of them were used
OTHERS = ""  # the id of the topics that stand in no track


class Progress(NamedTuple):
    """How far the reader is in some questions. What is due and what is new are two things, and never added up."""

    questions: int = 0
    due: int = 0  # seen before, and about to be forgotten, or with a changed answer
    leeches: int = 0  # of these, forgotten again and again
    new: int = 0  # never seen
    seen: int = 0
    recall: float = 0.0  # mean probability of recall now, of all of them: 0 for one never seen
    claims: int = 0  # that these questions rest on; counted only once something was answered
    proven: int = 0  # of these, what the reader has seen proven


class TopicProgress(NamedTuple):
    """A topic, and how far the reader is in it."""

    name: str
    title: Text
    progress: Progress
    suspended: bool = False


class TrackProgress(NamedTuple):
    """A track: its topics in their order, and how far the reader is in all of them. OTHERS has no title."""

    id: str
    title: Text
    topics: tuple[TopicProgress, ...]
    progress: Progress


class Unfinished(NamedTuple):
    """The session that was left: how many questions are left, and their topic if they have one in common."""

    left: int
    topic: Text | None


class NextSet(NamedTuple):
    """What to learn next: new questions of a topic, and about how long they take."""

    topic: TopicProgress
    size: int
    seconds: float


class MostAsked(NamedTuple):
    """The topic with something new that most interview lists ask, and how many of LISTS do."""

    topic: TopicProgress
    lists: int


class Overview(NamedTuple):
    """Everything that home tells."""

    tracks: tuple[TrackProgress, ...]
    whole: Progress
    next_set: NextSet | None  # of the first topic with something new whose predecessors are half known
    most_asked: MostAsked | None
    unfinished: Unfinished | None
    due_seconds: float  # that the review of what is due takes
    days_in_a_row: int
    next_due: tuple[int, int] | None  # in how many days, and how many cards; None where no card is to come
    interview: tuple[int, datetime] | None  # in how many days, and when

    @property
    def newcomer(self) -> bool:
        """Whether nothing was answered yet."""
        return not self.whole.seen

    def topic(self, name: str) -> TopicProgress | None:
        return next((topic for track in self.tracks for topic in track.topics if topic.name == name), None)


def overview(
    learner: Learner, left: Sequence[str] = (), until: datetime | None = None, *, streak: int | None = None
) -> Overview:
    """What home tells this reader; `left` are the questions of a session that was left, `until` is the interview.

    `streak`: the days in a row, where they are known: of a long log they take longer than all the rest.
    """
    tracks, now = _tracks(learner), learner.now()
    whole = _total(learner, learner.bank.topics, [track.progress for track in tracks])
    if streak is None:
        streak = _days_in_a_row(learner, now) if whole.seen else 0
    return Overview(
        tracks=tracks,
        whole=whole,
        next_set=_next_set(learner, _next_topic(tracks), set_size(learner)),
        most_asked=_most_asked(tracks, learner.bank.description.lists),
        unfinished=_unfinished(learner, left),
        due_seconds=_seconds(learner, now) if whole.due else 0.0,
        days_in_a_row=streak,
        next_due=None if whole.due else _next_due(learner, now),
        interview=None if until is None else (days_between(now, until.astimezone(now.tzinfo)), until),
    )


def set_size(learner: Learner) -> int:
    """How many questions a set has that begins at home."""
    return SET if learner.cards else FIRST_SET


def _tracks(learner: Learner) -> tuple[TrackProgress, ...]:
    """The tracks of the bank, then the topics in none of them. A bank without tracks has one list."""
    tracks, now = [], learner.now()
    for track_id, title, listed in topics_by_track(learner.bank):
        each = tuple(
            TopicProgress(topic.name, topic.title, _progress(learner, topic, now), topic.name in learner.suspended)
            for topic in listed
        )
        if each:
            total = _total(learner, listed, [topic.progress for topic in each])
            tracks.append(TrackProgress(track_id, title, each, total))
    return tuple(tracks)


def topics_by_track(bank: Bank) -> list[tuple[str, Text, list[Topic]]]:
    """The id, title and topics of each track of a bank; at last OTHERS, with the topics that stand in no track."""
    topics = {topic.name: topic for topic in bank.topics}
    placed = [
        (track.id, track.title, [topics[name] for name in track.topics if name in topics])
        for track in bank.description.tracks
    ]
    in_tracks = {topic.name for _, _, listed in placed for topic in listed}
    placed.append((OTHERS, Text(), [topic for topic in bank.topics if topic.name not in in_tracks]))
    return placed


def _progress(learner: Learner, topic: Topic, now: datetime) -> Progress:
    if not learner.cards:  # a newcomer's home opens without reading a single question
        count = len(topic.questions)
        return Progress(questions=count, new=0 if topic.name in learner.suspended else count)
    summaries = topic.summaries()
    states = [learner.state(summary, now) for summary in summaries]
    claims = claims_of(summaries)
    due = [summary for summary, state in zip(summaries, states, strict=True) if state in ("due", "changed")]
    return Progress(
        questions=len(summaries),
        due=len(due),
        leeches=sum(learner.is_leech(summary.id) for summary in due),
        new=states.count("new"),
        seen=sum(summary.id in learner.cards for summary in summaries),
        recall=mean_recall(summaries, learner.cards, now, learner.decay),
        claims=len(claims),
        proven=len(claims & learner.proven),
    )


def _total(learner: Learner, topics: Iterable[Topic], each: Sequence[Progress]) -> Progress:
    """The sums over topics; a claim that several topics rest on counts once."""
    questions = sum(part.questions for part in each)
    claims = claims_of(summary for topic in topics for summary in topic.summaries()) if learner.cards else set()
    return Progress(
        questions=questions,
        due=sum(part.due for part in each),
        leeches=sum(part.leeches for part in each),
        new=sum(part.new for part in each),
        seen=sum(part.seen for part in each),
        recall=math.fsum(part.recall * part.questions for part in each) / questions if questions else 0.0,
        claims=len(claims),
        proven=len(claims & learner.proven),
    )


def claims_of(summaries: Iterable[QuestionSummary]) -> set[str]:
    """The ids of the claims that questions rest on."""
    return {claim for summary in summaries for claim in summary.verify}


def mean_recall(summaries: Sequence[QuestionSummary], cards: Mapping[str, Card], at: datetime, decay: float) -> float:
    """The mean probability of recall of these questions at a time; 0 for one without a card."""
    each = (recall(cards[summary.id], at, decay) for summary in summaries if summary.id in cards)
    return math.fsum(each) / len(summaries) if summaries else 0.0


def _next_topic(tracks: Iterable[TrackProgress]) -> TopicProgress | None:
    """The first topic with something new whose predecessors in its track are at least half known.

    Where there is none, the first with something new.
    """
    with_new = list[TopicProgress]()
    for track in tracks:
        known = True
        for topic in track.topics:
            if topic.progress.new:
                with_new.append(topic)
                if known:
                    return topic
            known = known and (topic.suspended or topic.progress.recall >= HALF)
    return with_new[0] if with_new else None


def _next_set(learner: Learner, topic: TopicProgress | None, most: int) -> NextSet | None:
    if topic is None:
        return None
    seconds = expected_seconds(learner, [known for known in learner.bank.topics if known.name == topic.name])
    each = [seconds[summary.id] for summary in learn_set(learner, topic.name, most)]
    return NextSet(topic, len(each), math.fsum(each))


def _most_asked(tracks: Iterable[TrackProgress], lists: Mapping[str, int]) -> MostAsked | None:
    asked = [
        MostAsked(topic, lists[topic.name])
        for track in tracks
        for topic in track.topics
        if topic.progress.new and topic.name in lists
    ]
    return max(asked, key=lambda each: each.lists, default=None)


def _unfinished(learner: Learner, left: Collection[str]) -> Unfinished | None:
    if not left:
        return None
    names = set(left)
    titles = [topic.title for topic in learner.bank.topics if any(s.id in names for s in topic.summaries())]
    return Unfinished(len(left), titles[0] if len(titles) == 1 else None)


def _seconds(learner: Learner, now: datetime) -> float:
    seconds = expected_seconds(learner)
    summaries = (summary for topic in learner.bank.topics for summary in topic.summaries())
    return math.fsum(seconds[s.id] for s in summaries if learner.state(s, now) in ("due", "changed"))


def _days_in_a_row(learner: Learner, now: datetime) -> int:
    """Days with a review, up to today or yesterday. Of a long log only as much is read as that takes."""
    from quizdl.study.stats import streak  # no newcomer waits for it

    read, found = DAYS_READ, -1
    while True:
        times = learner.store.review_times(learner.key, now - timedelta(days=read))
        count = streak({day_of(at.astimezone(now.tzinfo)) for at in times}, day_of(now))
        if count < read - 2 or count == found:
            return count
        read, found = 4 * read, count


def _next_due(learner: Learner, now: datetime) -> tuple[int, int] | None:
    """In how many days the next card falls due, and how many do on that day."""
    days = [
        days_between(now, learner.cards[summary.id].due.astimezone(now.tzinfo))
        for topic in learner.asked_topics()
        for summary in topic.summaries()
        if summary.id in learner.cards
    ]
    return (min(days), days.count(min(days))) if days else None
