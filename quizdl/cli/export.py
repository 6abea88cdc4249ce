"""`quizdl export`: a bank for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizdl import folders
from quizdl.cli.help import WordedCommand, WordedGroup
from quizdl.cli.options import bank_option, language_here, language_option
from quizdl.words import Language, say

if TYPE_CHECKING:  # `quizdl --help` answers without them
    from quizdl.bank.model import Bank, Topic
    from quizdl.report.anki import Note
    from quizdl.report.cards import Proofs
    from quizdl.verify.catalogue import Catalogue


@click.group("export", cls=WordedGroup)
def export_command() -> None: ...


@export_command.command("anki", cls=WordedCommand)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@bank_option
@language_option
def anki(file: Path, bank: Path | None, lang: Language | None) -> None:
    from quizdl.bank.cache import open_bank
    from quizdl.cli.play import catalogue_of
    from quizdl.report.anki import Deck, write_package
    from quizdl.study.overview import topics_by_track

    language, opened = lang or language_here(), open_bank(bank or folders.builtin_bank())
    name = opened.description.name or opened.root.resolve().name
    catalogue, why_not = catalogue_of(opened.verifiers, bank, language)
    if why_not:
        click.echo(why_not, err=True)
    proofs = kept_proofs(opened, catalogue, language) if catalogue else {}
    decks = [
        Deck(track, "::".join(filter(None, (name, title.to(language)))), list(_notes(topics, proofs, language)))
        for track, title, topics in topics_by_track(opened)
        if topics
    ]
    write_package(decks, file, f"{name}/{language}")
    count = sum(len(deck.notes) for deck in decks)
    click.echo(say(language, "export.made", count=count, file=file))
    if missing := len({claim for question in opened.questions() for claim in question.verify} - proofs.keys()):
        click.echo(say(language, "export.not_run", count=missing))


def _notes(topics: Sequence[Topic], proofs: Proofs, language: Language) -> Iterator[Note]:
    from quizdl.report.anki import Note
    from quizdl.report.cards import card_of

    for topic in topics:
        for question in topic.questions:
            tags = (topic.name, f"level-{question.level}", question.kind, *question.tags)
            yield Note(question.id, card_of(question, proofs, language), tags)


def kept_proofs(bank: Bank, catalogue: Catalogue, language: Language) -> Proofs:
    """What the claims of a bank found when they last ran here, by claim."""
    from quizdl.cli.kept import kept_results
    from quizdl.report.view.proof import dated_proof

    asked = {name for question in bank.questions() for name in question.verify}
    claims = {claim.id: claim for claim in catalogue.claims() if claim.id in asked}
    return {name: dated_proof(result, claims[name], language) for name, result in kept_results(claims.values()).items()}
