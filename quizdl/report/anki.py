"""A bank as an Anki package: a deck a track, a note a question, each with the same identity in every export."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from quizdl.errors import LacksExtra
from quizdl.report.cards import Card

FIELDS = ("Id", "Question", "Answer", "Evidence")  # Anki lists notes by the first
MODEL = 1_764_460_800  # the id of the kind of note: with another one Anki would not find its notes again
CSS = """
.card { font-family: sans-serif; font-size: 18px; line-height: 1.5; text-align: left; max-width: 44em; margin: auto; }
pre { font-size: 14px; overflow-x: auto; }
h4 { margin: 1em 0 0; opacity: 0.75; }
svg { max-width: 100%; height: auto; }
table { font-size: 14px; border-spacing: 0.6em 0.2em; }
"""


class Note(NamedTuple):
    """A question by its id, with its card and its tags, which hold no blanks."""

    id: str
    card: Card
    tags: Sequence[str]


class Deck(NamedTuple):
    """The notes of a track; `id` stays when the title changes."""

    id: str
    title: str
    notes: Sequence[Note]


def write_package(decks: Sequence[Deck], path: Path, key: str) -> None:
    """Write decks as an .apkg; notes under the same `key` and id replace each other when they are imported.

    Raises LacksExtra where genanki is not installed, and OSError.
    """
    try:
        import genanki
    except ImportError as trouble:
        raise LacksExtra("Anki packages need genanki: install quizdl[anki]") from trouble
    model = genanki.Model(
        MODEL,
        "quizdl",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "quizdl", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr>{{Answer}}{{Evidence}}"}],
        css=CSS,
    )
    made = [genanki.Deck(_number(key, deck.id), deck.title) for deck in decks]
    for deck, filled in zip(decks, made, strict=True):
        for note in deck.notes:
            filled.add_note(_note(genanki, model, note, key))
    genanki.Package(made).write_to_file(path)


def _note(genanki: Any, model: Any, note: Note, key: str) -> Any:
    fields = [note.id, note.card.front, note.card.back, note.card.evidence]
    return genanki.Note(model, fields, guid=genanki.guid_for(key, note.id), tags=list(note.tags))


def _number(*names: str) -> int:
    """A number of 31 bits, as Anki wants for a deck."""
    return (zlib.crc32("/".join(names).encode()) >> 1) + 1
