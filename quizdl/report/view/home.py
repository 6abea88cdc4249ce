"""Home as values in a language: the line on top, the rows of the path, and what there is to say of a topic."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from quizdl.bank.model import LISTS
from quizdl.report.errors import what_changed
from quizdl.report.text import one_line
from quizdl.study.learner import Learner
from quizdl.study.overview import OTHERS, Overview, Progress, TopicProgress, TrackProgress, claims_of
from quizdl.study.selection import expected_seconds
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language, say

LEFT, DUE, LEARN, ASKED, CHANGED = "left", "due", "learn", "asked", "changed"  # keys of the rows on top
MANY_LINES = 36  # of a screen, from which on as much is shown as fits
TRACK, TOPIC = "track/", "topic/"  # what the keys of the others begin with


class Row(NamedTuple):
    """One row of home. Fields that do not apply are empty; nothing is ever told as zero."""

    key: str
    name: str
    hint: str = ""  # why this row is offered
    recall: float | None = None  # 0 to 1, for a bar; None: no bar
    state: str = ""  # in place of the bar
    proven: str = ""  # claims seen proven, of how many
    due: str = ""
    new: str = ""
    note: str = ""  # at the right of a row without columns
    is_open: bool | None = None  # of a track: whether its topics are shown
    depth: int = 0  # 1 for a topic below its track

    @property
    def topic(self) -> str:
        return self.key.removeprefix(TOPIC) if self.key.startswith(TOPIC) else ""

    @property
    def track(self) -> str | None:
        return self.key.removeprefix(TRACK) if self.key.startswith(TRACK) else None


class Detail(NamedTuple):
    """What there is to say of one row, for the pane beside the path. Fields that do not apply are empty."""

    title: str  # track and topic
    facts: str
    row: Row | None = None  # for its bar and its counts
    topics: tuple[Row, ...] = ()  # those in which something is due
    proven: tuple[tuple[str, bool], ...] = ()  # short names of claims, and whether each is a myth that was refuted
    others: str = ""  # how many other claims, which are not named: they may give an answer away
    next_prompt: str = ""


def headline(overview: Overview, language: Language) -> list[str]:
    """What stands on top, the most important part first: what there is to review, or where a newcomer starts."""
    if overview.newcomer:
        if overview.next_set is None:
            return []
        questions = say(language, "home.questions", count=overview.next_set.size)
        minutes = minutes_text(overview.next_set.seconds, language)
        return [say(language, "home.start_here", questions=questions, minutes=minutes)]
    if overview.whole.due:
        parts = [say(language, "home.to_review", count=overview.whole.due)]
        parts.append(minutes_text(overview.due_seconds, language))
    else:
        parts = [nothing_due(overview, language)]
    if overview.days_in_a_row > 1:
        parts.append(say(language, "home.days_in_a_row", count=overview.days_in_a_row))
    return parts


def minutes_text(seconds: float, language: Language) -> str:
    return say(language, "home.minutes", count=max(round(seconds / 60), 1))


def nothing_due(overview: Overview, language: Language) -> str:
    """Until when there is nothing to review."""
    if overview.next_due is None:
        return say(language, "home.nothing_due")
    days, count = overview.next_due
    questions = say(language, "home.questions", count=count)
    if days <= 1:
        return say(language, f"home.nothing_until.{'later' if days < 1 else 'tomorrow'}", questions=questions)
    return say(language, "home.nothing_for_days", days=days, questions=questions)


def interview_text(overview: Overview, language: Language) -> str:
    """How far the interview is; empty without one."""
    if overview.interview is None:
        return ""
    days, at = overview.interview
    if not days:
        return say(language, "home.interview_today")
    return say(language, "home.interview_in", count=days, day=day_text(at, language))


def day_text(at: datetime, language: Language) -> str:
    """Day and month by the clock of this machine."""
    local = at.astimezone()
    return say(language, "home.date", day=local.day, month=say(language, f"month.{local.month}"))


def rows_on_top(overview: Overview, language: Language) -> list[Row]:
    """The rows that stand first: what was left, what is due, what to learn next, what interviews ask most."""
    rows = []
    if (left := overview.unfinished) is not None:
        title = one_line(left.topic.to(language)) if left.topic else ""
        name = say(language, "home.go_on_in", topic=title) if title else say(language, "home.go_on")
        rows.append(Row(LEFT, name, note=say(language, "home.left", count=left.left)))
    if overview.whole.due:
        rows.append(Row(DUE, say(language, "home.review"), due=_due(overview.whole, language)))
    if overview.next_set is not None:
        topic = overview.next_set.topic
        name = say(language, "home.learn", topic=one_line(topic.title.to(language)))
        hint = "" if overview.newcomer else say(language, "home.on_your_way")
        rows.append(Row(LEARN, name, hint=hint, new=_new(topic.progress, language)))
    if (asked := overview.most_asked) is not None:
        note = say(language, "home.lists", count=asked.lists, all=LISTS)
        rows.append(
            Row(ASKED, say(language, "home.most_asked"), hint=one_line(asked.topic.title.to(language)), note=note)
        )
    return rows


def row_of_changes(message: str, language: Language) -> list[Row]:
    """The row that opens what has changed in a bank since it was trusted, if the reason that nothing runs is that."""
    changed = what_changed(message)
    note = say(language, "home.lines", lines=changed.total) if changed else ""
    return [Row(CHANGED, say(language, "home.changed"), note=note)] if changed else []


def rows_of_tracks(overview: Overview, language: Language, opened: Collection[str]) -> list[Row]:
    """The rows of the path: tracks, and the topics of those that are `opened`. One list where there are no tracks."""
    if [track.id for track in overview.tracks] == [OTHERS]:
        return [_topic_row(topic, language, depth=0) for topic in overview.tracks[0].topics]
    rows = []
    for track in overview.tracks:
        is_open = track.id in opened
        rows.append(_track_row(track, language, is_open))
        if is_open:
            rows += [_topic_row(topic, language, depth=1) for topic in track.topics]
    return rows


def _track_row(track: TrackProgress, language: Language, is_open: bool) -> Row:
    name = say(language, "home.other_topics") if track.id == OTHERS else one_line(track.title.to(language))
    row = _row(TRACK + track.id, name, track.progress, language)
    proven = say(language, "home.claims", proven=track.progress.proven, all=track.progress.claims)
    return row._replace(proven=proven if track.progress.proven else "", is_open=is_open)


def _topic_row(topic: TopicProgress, language: Language, depth: int) -> Row:
    row = _row(TOPIC + topic.name, one_line(topic.title.to(language)), topic.progress, language)
    state = say(language, "home.suspended") if topic.suspended else row.state
    return row._replace(depth=depth, state=state, recall=None if topic.suspended else row.recall)


def _row(key: str, name: str, progress: Progress, language: Language) -> Row:
    begun = progress.seen > 0
    return Row(
        key,
        name,
        recall=progress.recall if begun else None,
        state="" if begun else say(language, "home.not_begun"),
        due=_due(progress, language),
        new=_new(progress, language),
    )


def _due(progress: Progress, language: Language) -> str:
    return say(language, "home.due", count=progress.due) if progress.due else ""


def _new(progress: Progress, language: Language) -> str:
    return say(language, "home.new", count=progress.new) if progress.new else ""


def detail_of(
    row: Row | None, overview: Overview, learner: Learner, language: Language, catalogue: Catalogue | None
) -> Detail | None:
    """What there is to say of the row that is marked: its track, its topic, or what is due."""
    if row is not None and row.key == DUE:
        return _due_detail(overview, language)
    if row is not None and row.track is not None:
        return next(_track_detail(track, language) for track in overview.tracks if track.id == row.track)
    name = row.topic if row else ""
    if not name and overview.next_set:
        name = overview.next_set.topic.name
    topic = overview.topic(name)
    return _topic_detail(topic, overview, learner, language, catalogue) if topic else None


def _due_detail(overview: Overview, language: Language) -> Detail:
    due = [_topic_row(t, language, 0) for track in overview.tracks for t in track.topics if t.progress.due]
    return Detail(say(language, "home.review"), " · ".join(headline(overview, language)[:2]), topics=tuple(due))


def _track_detail(track: TrackProgress, language: Language) -> Detail:
    row, progress = _track_row(track, language, is_open=False), track.progress
    facts = [say(language, "home.topics", count=len(track.topics))]
    facts.append(say(language, "home.questions", count=progress.questions))
    others = say(language, "home.proven_of", count=progress.proven, all=progress.claims) if progress.proven else ""
    return Detail(row.name, " · ".join(facts), row, others=others)


def _topic_detail(
    topic: TopicProgress, overview: Overview, learner: Learner, language: Language, catalogue: Catalogue | None
) -> Detail:
    """What there is to say of a topic. Claims of questions that were not answered are counted, never named."""
    from quizdl.report.view.proof import proven_claim  # home opens without the words of proofs

    known = next(known for known in learner.bank.topics if known.name == topic.name)
    summaries = known.summaries()
    track = next((track for track in overview.tracks if topic in track.topics and track.id != OTHERS), None)
    claims = claims_of(summaries)
    answered = claims_of(summary for summary in summaries if summary.id in learner.cards)
    shown = sorted(claims & answered & learner.proven)
    seconds = expected_seconds(learner, [known])
    facts = [
        say(language, "home.questions", count=len(summaries)),
        say(language, "check.claims", count=len(claims)),
        minutes_text(math.fsum(seconds[summary.id] for summary in summaries), language),
    ]
    if lists := learner.bank.description.lists.get(topic.name):
        facts.append(say(language, "home.lists_ask", count=lists, all=LISTS))
    title, others, due = one_line(topic.title.to(language)), len(claims) - len(shown), learner.due(summaries)
    return Detail(
        title=f"{one_line(track.title.to(language))} › {title}" if track else title,
        facts=" · ".join(facts),
        row=_topic_row(topic, language, depth=0),
        proven=tuple(proven_claim(claim, catalogue, language) for claim in shown),
        others=say(language, "home.not_proven", count=others) if others else "",
        next_prompt=one_line(due[0].prompt.to(language)) if due else "",
    )
