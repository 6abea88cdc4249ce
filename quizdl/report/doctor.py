"""The check of the installation and of the stored data, as labels and texts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from quizdl import folders
from quizdl.config import config_file
from quizdl.report.errors import say_error
from quizdl.report.text import harmless
from quizdl.report.wording import say_storage_warning
from quizdl.study.learner import Learner
from quizdl.study.review_log import TOLERANCE
from quizdl.verify import confinement
from quizdl.verify.dependencies import NOT_INSTALLED, version_of, versions
from quizdl.verify.engine_errors import TORCH_IS_MISSING
from quizdl.words import Language, say

MOST_LISTED = 20

Entry = tuple[str, str]  # a label and its text


def installation(language: Language) -> Iterator[Entry]:
    """Versions, limits of experiments, folders."""
    for name, version in versions().items():
        yield name, say(language, "doctor.not_installed") if version == NOT_INSTALLED else version
    if version_of("torch") == NOT_INSTALLED:
        yield _entry(language, "trouble", say_error(language, TORCH_IS_MISSING))
    yield from _limits(language)
    for name, place in (
        ("settings", config_file()),
        ("data", folders.data_folder()),
        ("cache", folders.cache_folder()),
    ):
        yield _entry(language, name, f"{place} ({_state_of(place, language)})")


def stored_data(learner: Learner, language: Language) -> Iterator[Entry]:
    """The progress in this bank, questions that it no longer has, banks that have moved, and what cannot be stored."""
    reviews = sum(1 for _ in learner.store.reviews(learner.key))
    cards = learner.store.cards(learner.key)
    counts = {"reviews": reviews, "questions": len(cards), "claims": len(learner.proven)}
    yield _entry(language, "progress", say(language, "doctor.progress", **counts))
    if attempts := learner.attempts.attempts():
        count, size = learner.attempts.kept_sources()
        kept = say(language, "doctor.sources", count=count, size=f"{size / 1024:.0f}")
        yield _entry(language, "practice", say(language, "doctor.practice", count=len(attempts), kept=kept))
    known = {summary.id for topic in learner.bank.topics for summary in topic.summaries()}
    if ahead := sum(card.last > learner.now() + TOLERANCE for card in cards.values()):
        yield _entry(language, "clock", say(language, "doctor.clock", count=ahead))
    if gone := sorted(cards.keys() - known):
        shown = ", ".join(harmless(name) for name in gone[:MOST_LISTED]) + (", …" if len(gone) > MOST_LISTED else "")
        yield _entry(language, "aside", say(language, "doctor.aside", count=len(gone), names=shown))
    for key, folder in learner.store.banks().items():
        if not Path(folder).exists():
            count = sum(1 for _ in learner.store.reviews(key))
            yield _entry(language, "aside", say(language, "doctor.bank_gone", count=count, folder=harmless(folder)))
    if learner.store.warning:
        yield _entry(language, "trouble", say_storage_warning(language, learner.store.warning))


def rebuilt(language: Language, count: int) -> Entry:
    """That every card was made again from the log, and how many differed."""
    return _entry(language, "rebuilt", say(language, "doctor.rebuilt", count=count))


def _entry(language: Language, name: str, text: str) -> Entry:
    return say(language, f"doctor.label.{name}"), text


def _limits(language: Language) -> Iterator[Entry]:
    """Which accidental harm by an experiment this machine prevents, and which it does not."""
    held = confinement.holds()
    yield _entry(language, "limits", say(language, "doctor.files" if held["files"] else "doctor.files_not"))
    yield _entry(language, "limits", say(language, "doctor.signals" if held["signals"] else "doctor.signals_not"))
    if not held["daemons"]:
        yield _entry(language, "limits", say(language, "doctor.daemons_not"))
    yield _entry(language, "limits", say(language, "doctor.network"))


def _state_of(place: Path, language: Language) -> str:
    """Whether a path exists or can be written, and the free space."""
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    if not os.access(there, os.W_OK):
        return say(language, "doctor.not_writable")
    free = f"{shutil.disk_usage(there).free / 2**20:,.0f}"
    return say(language, "doctor.there" if there == place else "doctor.not_made", free=free)
