"""`quizdl stats`: show a reader's progress."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import click

from quizdl.cli.help import WordedCommand
from quizdl.cli.options import bank_option, interview_day, language_here, language_option, until_option
from quizdl.cli.play import learning
from quizdl.report.wording import say_storage_warning
from quizdl.study.cards import day_of
from quizdl.verify.catalogue import open_catalogue
from quizdl.words import Language

WIDEST = 100  # cells


@click.command("stats", cls=WordedCommand)
@until_option
@click.option("--json", "as_json", is_flag=True)
@bank_option
@language_option
def stats_command(until: datetime | None, as_json: bool, bank: Path | None, lang: Language | None) -> None:
    from quizdl.report.stats import section_lines, stats_json
    from quizdl.report.view.stats import stats_view

    language = lang or language_here()
    with learning(bank) as learner:
        if learner.store.warning:
            click.echo(f"quizdl: {say_storage_warning(language, learner.store.warning)}", err=True)
        stats = learner.stats(interview_day(until))
        if as_json:
            click.echo(json.dumps(stats_json(stats), ensure_ascii=False, indent=1, allow_nan=False))
            return
        titles = {topic.name: topic.title for topic in learner.bank.topics}
        today = day_of(learner.now().astimezone())
        catalogue = open_catalogue(learner.bank.verifiers)
        width = min(shutil.get_terminal_size().columns, WIDEST)
        for section in stats_view(stats, titles, language, today, catalogue):
            click.secho(f"\n{section.title}", bold=True)
            click.echo("\n".join(section_lines(section, width)))
