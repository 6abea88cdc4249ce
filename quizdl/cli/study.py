"""`quizdl study`: what to review today, by due dates or towards the day of an interview."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from quizdl.cli.help import WordedGroup
from quizdl.cli.options import (
    bank_option,
    complete_topic,
    interview_day,
    kept_interview,
    language_here,
    language_option,
    until_option,
)
from quizdl.cli.play import learning, play
from quizdl.cli.terminal import confirms
from quizdl.config import read_config
from quizdl.errors import BadSetting
from quizdl.report.text import harmless
from quizdl.report.wording import say_storage_warning
from quizdl.study.cards import NEW_DAY, begin_days_at, days_between
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.selection import asked_for, due_within, expected_seconds, seconds_each
from quizdl.words import Language, say

MINUTES = 30


@click.group("study", cls=WordedGroup, invoke_without_command=True)
@until_option
@click.option("--minutes", type=click.IntRange(1, 24 * 60))
@click.option("--plain", is_flag=True)
@bank_option
@language_option
@click.pass_context
def study_command(
    ctx: click.Context,
    until: datetime | None,
    minutes: int | None,
    plain: bool,
    bank: Path | None,
    lang: Language | None,
) -> None:
    if ctx.invoked_subcommand is not None:
        given = {name: value for name, value in (("bank", bank), ("lang", lang)) if value is not None}
        ctx.default_map = {ctx.invoked_subcommand: given}  # `quizdl --bank PATH study reset adam` means that bank
        return
    language = lang or language_here()
    minutes = minutes or int(read_config().get("minutes", MINUTES))
    with learning(bank) as learner:
        day = interview_day(until)
        if day is None and (over := kept_interview()):
            click.echo(say(language, "study.over", day=over), err=True)
        ids = towards(learner, day, minutes) if day else due_within(learner, minutes)
        if not ids:
            click.echo(say(language, "study.nothing"))
            if learner.store.warning:
                click.echo(f"quizdl: {say_storage_warning(language, learner.store.warning)}", err=True)
            return
        questions = asked_for(ids, learner.bank)
        click.echo(told(learner, ids, day, language), err=True)
        play(learner, questions, language=language, bank=bank, plain=plain)


def towards(learner: Learner, day: datetime, minutes: float) -> list[str]:
    """The questions whose review today raises recall on that day most. Raises BadSetting for a day in the past."""
    from quizdl.study.plan import plan_day

    now = learner.now()
    if day <= now:
        raise BadSetting(f"{day.astimezone():%Y-%m-%d} is not to come: the interview must be in the future")
    seconds = seconds_each(learner)
    summaries = [summary for topic in learner.asked_topics() for summary in topic.summaries()]
    known = {
        summary.id: learner.cards[summary.id]
        for summary in summaries
        if learner.state(summary, now) in ("due", "later")
    }
    new = [summary.id for summary in summaries if summary.id not in known]  # what has changed is learned anew
    return plan_day(known, new, now, day, minutes, parameters=learner.scheduler.parameters, seconds=seconds)


def told(learner: Learner, ids: list[str], day: datetime | None, language: Language) -> str:
    """What is ahead, in a sentence."""
    from quizdl.study.plan import expected_recall

    seconds = expected_seconds(learner)
    minutes = max(round(sum(seconds[name] for name in ids) / 60), 1)
    if day is None:
        return say(language, "study.due", count=len(ids), minutes=minutes)
    before = f"{100 * expected_recall(learner.cards, seconds, day, decay=learner.decay):.0f}"
    now = learner.now()
    days = days_between(now, day.astimezone(now.tzinfo))
    return say(language, "study.plan", count=len(ids), minutes=minutes, days=days, before=before)


@study_command.command("suspend")
@click.argument("topics", nargs=-1, required=True, metavar="TOPIC...", shell_complete=complete_topic)
@bank_option
@language_option
def suspend_command(topics: tuple[str, ...], bank: Path | None, lang: Language | None) -> None:
    with learning(bank) as learner:
        learner.suspend(topics)
        click.echo(suspended(learner, lang or language_here()))


@study_command.command("resume")
@click.argument("topics", nargs=-1, required=True, metavar="TOPIC...", shell_complete=complete_topic)
@bank_option
@language_option
def resume_command(topics: tuple[str, ...], bank: Path | None, lang: Language | None) -> None:
    with learning(bank) as learner:
        learner.suspend(topics, on=False)
        click.echo(suspended(learner, lang or language_here()))


def suspended(learner: Learner, language: Language) -> str:
    """Which topics are suspended, in a sentence."""
    titles = [topic.title.to(language) for topic in learner.bank.topics if topic.name in learner.suspended]
    return harmless(say(language, "study.suspended" if titles else "study.all_asked", topics=", ".join(titles)))


@study_command.command("reset")
@click.argument("topics", nargs=-1, required=True, metavar="TOPIC...", shell_complete=complete_topic)
@click.option("--yes", is_flag=True)
@bank_option
@language_option
def reset_command(topics: tuple[str, ...], yes: bool, bank: Path | None, lang: Language | None) -> None:
    language = lang or language_here()
    with learning(bank) as learner:
        count = learner.answered(topics)
        if count and not yes and not confirms(say(language, "study.reset_sure", count=count), language):
            click.echo(say(language, "study.not_reset"))
            return
        learner.reset(topics)
        click.echo(say(language, "study.reset", count=count))


@study_command.command("fit")
@language_option
def fit_command(lang: Language | None) -> None:
    from quizdl.study.fitting import fit

    language = lang or language_here()
    begin_days_at(int(read_config().get("day", NEW_DAY)))
    with closing(ProgressStore.open()) as store:
        log = (review.counts._replace(question=f"{review.bank} {review.question}") for review in store.reviews())
        found = fit(log, store.parameters())
        losses = {"default": f"{found.default_loss:.4f}", "fitted": f"{found.fitted_loss:.4f}"}
        click.echo(say(language, "fit.losses", on=found.fitted_on, held=found.held_out, **losses))
        if found.used_loss is not None:
            click.echo(say(language, "fit.in_use", used=f"{found.used_loss:.4f}"))
        if found.better:
            click.echo(say(language, "fit.kept", count=store.use(found.parameters)))
        elif found.default_again:
            click.echo(say(language, "fit.default_again", count=store.use(None)))
        else:
            click.echo(say(language, "fit.not_kept"))
        if store.warning:
            click.echo(f"quizdl: {say_storage_warning(language, store.warning)}", err=True)
