"""Packages for Anki, imported by Anki itself: a deck a track, notes brought up to date in place, texts as they are."""

import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from quizdl.errors import LacksExtra
from quizdl.report.anki import Deck, Note, write_package
from quizdl.report.cards import Card


def deck(answer: str = "An answer", title: str = "Bank::Foundations") -> Deck:
    notes = [Note(name, Card(f"<p>Ask {name}</p>", f"<p>{answer}</p>", "<p>1.5</p>"), ["adam"]) for name in "ab"]
    return Deck("base", title, notes)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with closing(Collection(str(tmp_path / "collection.anki2"))) as opened:
        yield opened


def import_into(collection: Collection, path: Path) -> None:
    options = ImportAnkiPackageOptions(merge_notetypes=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))


def answers(collection: Collection) -> dict[str, str]:
    notes = [collection.get_note(found) for found in collection.find_notes("")]
    return {note["Id"]: note["Answer"] for note in notes}


@pytest.mark.slow
def test_a_track_is_a_deck_and_a_question_a_note(collection: Collection, tmp_path: Path) -> None:
    write_package([deck(), Deck("more", "Bank::Hardware", [])], tmp_path / "bank.apkg", "bank/en")
    import_into(collection, tmp_path / "bank.apkg")
    assert answers(collection) == {"a": "<p>An answer</p>", "b": "<p>An answer</p>"}
    assert collection.decks.by_name("Bank::Foundations") is not None
    (card,) = [collection.get_card(found) for found in collection.find_cards("Id:a tag:adam")]
    assert "<p>Ask a</p>" in card.question()
    assert "<p>An answer</p><p>1.5</p>" in card.answer()


@pytest.mark.slow
def test_a_second_import_brings_notes_up_to_date_and_keeps_their_schedule(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_package([deck()], tmp_path / "first.apkg", "bank/en")
    import_into(collection, tmp_path / "first.apkg")
    before = {card: collection.get_card(card) for card in collection.find_cards("")}
    for card in before.values():
        card.ivl = 12
        collection.update_card(card)
    later = time.time() + 60
    with monkeypatch.context() as clock:
        clock.setattr(time, "time", lambda: later)  # Anki takes the newer text, by the second
        write_package([deck("A better answer")], tmp_path / "second.apkg", "bank/en")
    import_into(collection, tmp_path / "second.apkg")
    assert answers(collection) == {"a": "<p>A better answer</p>", "b": "<p>A better answer</p>"}
    assert {card: collection.get_card(card).ivl for card in collection.find_cards("")} == dict.fromkeys(before, 12)


@pytest.mark.slow
def test_banks_and_languages_do_not_replace_each_other(collection: Collection, tmp_path: Path) -> None:
    for key in ("bank/en", "bank/ko", "other/en"):
        write_package([deck(title=key)], tmp_path / "one.apkg", key)
        import_into(collection, tmp_path / "one.apkg")
    assert len(collection.find_notes("")) == 6


def test_without_genanki_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(LacksExtra, match=r"install quizdl\[anki\]"):
        write_package([deck()], tmp_path / "bank.apkg", "bank/en")
