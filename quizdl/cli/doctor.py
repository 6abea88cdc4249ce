"""`quizdl doctor`: check the installation and the stored data."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from quizdl import folders
from quizdl.cli.help import WordedCommand, widened
from quizdl.cli.options import bank_option, language_of_command
from quizdl.cli.play import learning
from quizdl.config import config_file
from quizdl.report.errors import say_error
from quizdl.report.text import harmless
from quizdl.report.wording import say_storage_warning
from quizdl.study.learner import Learner
from quizdl.study.review_log import TOLERANCE
from quizdl.verify import confinement
from quizdl.verify.dependencies import NOT_INSTALLED, versions
from quizdl.verify.engine_errors import TORCH_IS_MISSING
from quizdl.words import Language, say

MOST_LISTED = 20
LABEL_CELLS = 9


@click.command("doctor", cls=WordedCommand)
@click.option("--rebuild", is_flag=True)
@bank_option
def doctor_command(rebuild: bool, bank: Path | None) -> None:
    language = language_of_command()
    for name, version in versions().items():
        write(name, say(language, "doctor.not_installed") if version == NOT_INSTALLED else version)
    missing = versions()["torch"] == NOT_INSTALLED
    if missing:
        tell(language, "trouble", say_error(language, TORCH_IS_MISSING))
    tell_confinement(language)
    for name, place in (
        ("settings", config_file()),
        ("data", folders.data_folder()),
        ("cache", folders.cache_folder()),
    ):
        tell(language, name, f"{place} ({state_of(place, language)})")
    with learning(bank) as learner:
        if rebuild:
            tell(language, "rebuilt", say(language, "doctor.rebuilt", count=learner.store.rebuild(learner.scheduler)))
        tell_progress(learner, language)
        warning = learner.store.warning
    if warning:
        tell(language, "trouble", say_storage_warning(language, warning))
    if warning or missing:
        raise click.exceptions.Exit(1)


def tell(language: Language, name: str, told: str) -> None:
    """Print one line after its label."""
    write(say(language, f"doctor.label.{name}"), told)


def write(label: str, told: str) -> None:
    click.echo(f"{label}{' ' * (LABEL_CELLS - len(widened(label)))} {told}")


def tell_confinement(language: Language) -> None:
    """Print which accidental harm by an experiment this machine prevents, and which it does not."""
    held = confinement.holds()
    tell(language, "limits", say(language, "doctor.files" if held["files"] else "doctor.files_not"))
    tell(language, "limits", say(language, "doctor.signals" if held["signals"] else "doctor.signals_not"))
    if not held["daemons"]:
        tell(language, "limits", say(language, "doctor.daemons_not"))
    tell(language, "limits", say(language, "doctor.network"))


def tell_progress(learner: Learner, language: Language) -> None:
    """Print the progress in this bank, questions that it no longer has, and banks that have moved."""
    reviews = sum(1 for _ in learner.store.reviews(learner.key))
    cards = learner.store.cards(learner.key)
    counts = {"reviews": reviews, "questions": len(cards), "claims": len(learner.proven)}
    tell(language, "progress", say(language, "doctor.progress", **counts))
    known = {summary.id for topic in learner.bank.topics for summary in topic.summaries()}
    if ahead := sum(card.last > learner.now() + TOLERANCE for card in cards.values()):
        tell(language, "clock", say(language, "doctor.clock", count=ahead))
    if gone := sorted(cards.keys() - known):
        shown = ", ".join(harmless(name) for name in gone[:MOST_LISTED]) + (", …" if len(gone) > MOST_LISTED else "")
        tell(language, "aside", say(language, "doctor.aside", count=len(gone), names=shown))
    for key, folder in learner.store.banks().items():
        if not Path(folder).exists():
            count = sum(1 for _ in learner.store.reviews(key))
            tell(language, "aside", say(language, "doctor.bank_gone", count=count, folder=harmless(folder)))


def state_of(place: Path, language: Language) -> str:
    """Whether a path exists or can be written, and the free space."""
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    if not os.access(there, os.W_OK):
        return say(language, "doctor.not_writable")
    free = f"{shutil.disk_usage(there).free / 2**20:,.0f}"
    return say(language, "doctor.there" if there == place else "doctor.not_made", free=free)
