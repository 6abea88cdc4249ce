"""Reads and checks `bank.yaml`: by itself, and against the topics and questions of the bank."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path

from quizdl.bank import schema
from quizdl.bank.characters import is_blank
from quizdl.bank.defect import Defect, FieldPath
from quizdl.bank.document import Document
from quizdl.bank.files import description_files
from quizdl.bank.model import Bank, Description, Text
from quizdl.bank.plain_yaml import MOST_PROBLEMS
from quizdl.errors import Problem
from quizdl.words import LANGUAGES, Language

MOST_LETTERS_OF_A_TITLE = 30  # home shows it beside a bar


def read_description(root: Path) -> Description | list[Problem]:
    """What bank.yaml says of the bank at `root`, nothing without that file; or the problems of the file."""
    files = description_files(root)
    if not files:
        return Description()
    document = Document(files[0])
    if not document.usable:
        return document.problems
    read = schema.read_description(document.value)
    document.add_defects(read if isinstance(read, list) else _own_defects(read))
    return document.problems[:MOST_PROBLEMS] or (Description() if isinstance(read, list) else read)


def _own_defects(description: Description) -> Iterator[Defect]:
    """What is wrong in the file by itself."""
    for name in ("name", "version", "licence", "first"):
        if (written := getattr(description, name)) and (is_blank(written) or "\n" in written):
            yield Defect((name,), "is not one line of text", "write it on one line")
    seen_tracks, seen_topics = set[str](), dict[str, str]()
    for index, track in enumerate(description.tracks):
        here: FieldPath = ("tracks", index)
        if track.id in seen_tracks:
            yield Defect((*here, "id"), f"two tracks are called {track.id!r}", "rename one")
        seen_tracks.add(track.id)
        yield from _title_defects((*here, "title"), track.title)
        for place, topic in enumerate(track.topics):
            if (first := seen_topics.setdefault(topic, track.id)) != track.id or topic in track.topics[:place]:
                what = f"the topic {topic!r} is already in the track {first!r}"
                yield Defect((*here, "topics", place), what, "a topic belongs to one track: keep one")


def _title_defects(path: FieldPath, title: Text) -> Iterator[Defect]:
    if title == Text():
        yield Defect(path, "says nothing", "give en: or ko:")
    for language in LANGUAGES:
        written = getattr(title, language)
        if written is not None and (is_blank(written) or "\n" in written):
            yield Defect((*path, language), "is not one line of text", "write it on one line")
        elif written is not None and len(written) > MOST_LETTERS_OF_A_TITLE:
            yield Defect((*path, language), f"has {len(written)} letters", f"at most {MOST_LETTERS_OF_A_TITLE}")


def track_problems(bank: Bank, languages: Collection[Language], *, whole: bool = True) -> list[Problem]:
    """Check bank.yaml against the rest of the bank, which is `whole` where every file of questions was read."""
    found = list(_against_bank(bank, languages, whole))
    if not found:
        return []
    document = Document(description_files(bank.root)[0])
    document.add_defects(found)
    return document.problems


def _against_bank(bank: Bank, languages: Collection[Language], whole: bool) -> Iterator[Defect]:
    described, known = bank.description, [topic.name for topic in bank.topics]
    for index, track in enumerate(described.tracks):
        for language in languages:
            if not getattr(track.title, language):
                yield Defect(("tracks", index, "title"), f"has no text in {language!r}", f"add {language}:")
        for place, topic in enumerate(track.topics):
            if whole and topic not in known:
                yield _unknown_topic(("tracks", index, "topics", place), topic, known)
    for topic in described.lists:
        if whole and topic not in known:
            yield _unknown_topic(("lists", topic), topic, known)
    if described.tracks:
        placed = {topic for track in described.tracks for topic in track.topics}
        for topic in known:
            if topic not in placed:
                yield Defect(
                    ("tracks",), f"the topic {topic!r} is in no track", "add it to the track it belongs to", True
                )
    if whole and described.first:
        ids = [summary.id for topic in bank.topics for summary in topic.summaries()]
        if described.first not in ids:
            near = difflib.get_close_matches(described.first, ids, n=1, cutoff=0.5)
            fix = f"did you mean {near[0]}?" if near else ""
            yield Defect(("first",), f"no question is called {described.first!r}", fix)


def _unknown_topic(path: FieldPath, topic: str, known: Collection[str]) -> Defect:
    near = difflib.get_close_matches(topic, known, n=1)
    fix = f"did you mean {near[0]}?" if near else "remove it, or add its file to questions/"
    return Defect(path, f"no topic is called {topic!r}", fix)
