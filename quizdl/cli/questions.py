"""`quizdl list` and `quizdl show`: read a bank without the quiz."""

from __future__ import annotations

from pathlib import Path

import click

from quizdl import folders
from quizdl.cli.help import WordedCommand
from quizdl.cli.options import bank_option, complete_question, complete_topic, language_here, language_option
from quizdl.errors import UnknownName
from quizdl.words import Language, say


@click.command("list", cls=WordedCommand)
@click.argument("topics", nargs=-1, metavar="[TOPIC]...", shell_complete=complete_topic)
@bank_option
@language_option
def list_command(topics: tuple[str, ...], bank: Path | None, lang: Language | None) -> None:
    from quizdl.bank.cache import open_bank
    from quizdl.report.text import bank_heading, harmless

    language = lang or language_here()
    known = {topic.name: topic for topic in open_bank(bank or folders.builtin_bank()).topics}
    for name in topics:
        if name not in known:
            raise UnknownName("topic", name, known)
    lines = []
    for name in topics or known:
        topic = known[name]
        lines.append(f"{name}: {harmless(topic.title.to(language))} ({len(topic.questions)})")
        for question in topic.summaries():
            prompt = bank_heading(question.prompt.to(language))
            facts = [say(language, f"list.{question.kind}"), say(language, "level", level=question.level)]
            facts += [say(language, "span.minutes", count=question.minutes)] if question.minutes else []
            lines.append(f"  {question.id}  [{', '.join(facts)}]  {prompt}")
    click.echo("\n".join(lines))


@click.command("show", cls=WordedCommand)
@click.argument("question", shell_complete=complete_question)
@click.option("--answer", is_flag=True)
@bank_option
@language_option
def show_command(question: str, answer: bool, bank: Path | None, lang: Language | None) -> None:
    from quizdl.bank.cache import open_bank
    from quizdl.bank.question import CodeQuestion, NumberQuestion
    from quizdl.report.lines import question_lines, reveal_lines

    language = lang or language_here()
    questions = {entry.id: entry for entry in open_bank(bank or folders.builtin_bank()).questions()}
    if question not in questions:
        raise UnknownName("question", question, questions)
    shown = questions[question]
    if isinstance(shown, NumberQuestion) and shown.measured and not answer:
        told = [say(language, "line.hidden", id=shown.id)]
    elif isinstance(shown, CodeQuestion) and not answer:
        told = [say(language, "line.hidden_code", id=shown.id)]
    else:
        told = reveal_lines(shown, language)
    for line in (*question_lines(shown, language), "", *told):
        click.echo(line)
