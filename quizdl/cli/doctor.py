"""`quizdl doctor`: check the installation and the stored data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from quizdl.cli.help import WordedCommand, widened
from quizdl.cli.options import bank_option, language_of_command
from quizdl.cli.play import learning
from quizdl.report.doctor import Entry, installation, rebuilt, stored_data
from quizdl.verify.dependencies import NOT_INSTALLED, version_of

LABEL_CELLS = 9


@click.command("doctor", cls=WordedCommand)
@click.option("--rebuild", is_flag=True)
@bank_option
def doctor_command(rebuild: bool, bank: Path | None) -> None:
    language = language_of_command()
    write(installation(language))
    with learning(bank) as learner:
        if rebuild:
            write([rebuilt(language, learner.store.rebuild(learner.scheduler))])
        write(stored_data(learner, language))
        warning = learner.store.warning
    if warning or version_of("torch") == NOT_INSTALLED:
        raise click.exceptions.Exit(1)


def write(entries: Iterable[Entry]) -> None:
    """Print one line for each entry, after its label."""
    for label, text in entries:
        click.echo(f"{label}{' ' * (LABEL_CELLS - len(widened(label)))} {text}")
