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
@click.option("--json", "as_json", is_flag=True)
@bank_option
@language_option
def list_command(topics: tuple[str, ...], as_json: bool, bank: Path | None, lang: Language | None) -> None:
    from quizdl.bank.cache import open_bank
    from quizdl.report.text import bank_heading, harmless

    language, opened = lang or language_here(), open_bank(bank or folders.builtin_bank())
    known = {topic.name: topic for topic in opened.topics}
    for name in topics:
        if name not in known:
            raise UnknownName("topic", name, known)
    if as_json:
        from quizdl.report.documents import json_text
        from quizdl.report.questions import list_document

        click.echo(json_text(list_document(opened, [known[name] for name in topics or known])))
        return
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
@click.option("--json", "as_json", is_flag=True)
@bank_option
@language_option
def show_command(question: str, answer: bool, as_json: bool, bank: Path | None, lang: Language | None) -> None:
    from quizdl.bank.cache import open_bank
    from quizdl.report.lines import question_lines, reveal_lines
    from quizdl.report.questions import is_to_be_tried, question_document

    language = lang or language_here()
    questions = {entry.id: entry for entry in open_bank(bank or folders.builtin_bank()).questions()}
    if question not in questions:
        raise UnknownName("question", question, questions)
    shown = questions[question]
    hides = is_to_be_tried(shown) and not answer
    if as_json:
        from quizdl.report.documents import json_text

        click.echo(json_text(question_document(shown, with_answer=not hides)))
        return
    if hides:
        told = [say(language, "line.hidden_code" if shown.kind == "code" else "line.hidden", id=shown.id)]
    else:
        told = reveal_lines(shown, language)
    for line in (*question_lines(shown, language), "", *told):
        click.echo(line)
