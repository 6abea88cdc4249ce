"""`quizdl doctor`: what quizdl runs on, where it keeps things, and whether they are sound."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from quizdl import folders
from quizdl.cli.options import bank_option, language_here
from quizdl.cli.play import learning
from quizdl.config import config_file
from quizdl.report.text import harmless
from quizdl.report.wording import say_trouble
from quizdl.study.learner import Learner
from quizdl.study.rows import TOLERANCE
from quizdl.verify.results import versions

MOST_LISTED = 20


@click.command("doctor")
@click.option("--rebuild", is_flag=True, help="Make every card again from the log of reviews.")
@bank_option
def doctor_command(rebuild: bool, bank: Path | None) -> None:
    """Say what quizdl runs on, where it keeps things, and whether they are sound; exits with 1 where they are not."""
    for name, version in versions().items():
        click.echo(f"{name:<9} {version}")
    for name, place in (
        ("settings", config_file()),
        ("data", folders.data_folder()),
        ("cache", folders.cache_folder()),
    ):
        click.echo(f"{name:<9} {place} ({state_of(place)})")
    with learning(bank) as learner:
        if rebuild:
            differed = learner.store.rebuild(learner.scheduler)
            click.echo(f"rebuilt   every card from the log; {differed} differed from what was kept")
        tell_progress(learner)
        trouble = learner.store.trouble
    if trouble:
        click.echo(f"trouble   {say_trouble(language_here(), trouble)}")
        raise click.exceptions.Exit(1)


def tell_progress(learner: Learner) -> None:
    """How much is kept of this bank, and what is kept aside as the bank no longer has it."""
    reviews = sum(1 for _ in learner.store.reviews(learner.key))
    cards = learner.store.cards(learner.key)
    click.echo(f"progress  {reviews} reviews of {len(cards)} questions, {len(learner.proven)} claims proven")
    known = {head.id for topic in learner.bank.topics for head in topic.heads()}
    ahead = sum(card.last > learner.now() + TOLERANCE for card in cards.values())
    if ahead:
        click.echo(f"clock     {ahead} questions were last answered after now; if it is right, --rebuild mends them")
    gone = sorted(cards.keys() - known)
    if gone:
        shown = ", ".join(harmless(name) for name in gone[:MOST_LISTED])
        more = f" and {len(gone) - MOST_LISTED} more" if len(gone) > MOST_LISTED else ""
        click.echo(f"aside     {len(gone)} questions that the bank no longer has: {shown}{more}")


def state_of(place: Path) -> str:
    """Whether something is there, or could be written there, and how much room is left."""
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    if not os.access(there, os.W_OK):
        return "cannot be written"
    free = shutil.disk_usage(there).free / 2**20
    return f"{'there' if there == place else 'not made yet'}, {free:,.0f} MiB free"
