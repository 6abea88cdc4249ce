"""A mock interview as Markdown, as a page of HTML and as lines; and its files, where the reader wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from html import escape
from pathlib import Path

from quizdl import folders
from quizdl.bank.model import Bank
from quizdl.files import write_whole
from quizdl.report.text import harmless, one_line
from quizdl.report.view.interview import AnswerRow, InterviewView, LeftOut
from quizdl.study.interview import open_questions
from quizdl.words import Language, say

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 17px/1.55 system-ui, sans-serif; word-break: keep-all; }}
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
h2 {{ margin-top: 2.5rem; white-space: pre-wrap; }}
.text {{ white-space: pre-wrap; border-left: 3px solid; padding-left: 1rem; }}
ul {{ list-style: none; padding-left: 0; }}
small {{ opacity: 0.8; }}
</style>
<h1>{title}</h1>
{body}
</html>
"""


def say_no_open(bank: Bank, topics: Collection[str], levels: Collection[int], language: Language) -> str:
    """Say that these topics and levels have no open questions, and which levels have some."""

    def listed(names: Iterable[object]) -> str:
        return say(language, "interview.and").join(map(str, names))

    others = Counter(asked.question.level for asked in open_questions(bank, topics))
    titles = [harmless(topic.title.to(language)) for topic in bank.topics if topic.name in topics]
    but = "interview.no_open_but" if len(others) > 1 else "interview.no_open_but_one"
    return say(
        language,
        "interview.no_open",
        levels=say(language, "interview.no_open_at", levels=listed(sorted(set(levels)))) if levels else "",
        topics=say(language, "interview.no_open_in", topics=listed(titles)) if topics else "",
        others=say(language, but, levels=listed(sorted(others)), count=others.total()) if others else "",
    )


def interview_lines(view: InterviewView, left_out: Iterable[LeftOut]) -> Iterator[str]:
    """The headline, and for each answer a line and what was left out of it."""
    yield " · ".join(filter(None, (view.headline, view.best)))
    for answer, missing in zip(view.answers, left_out, strict=True):
        facts = ", ".join(_facts(answer)[1:])
        yield f"{answer.number}. {answer.name} ({facts})"
        yield from (f"   - {one_line(point)}" for point in missing.points)


def interview_markdown(view: InterviewView, language: Language) -> str:
    """The whole interview as Markdown."""
    lines = [f"# {view.title}", "", " · ".join(filter(None, (view.headline, view.best)))]
    for answer in view.answers:
        lines += ["", f"## {answer.number}. {answer.name}", "", " · ".join(_facts(answer)), ""]
        if answer.words:
            lines += [f"**{say(language, 'interview.words')}**", "", *_quoted(answer.words), ""]
        if answer.key_points:
            lines += [f"**{say(language, 'answer.key_points')}**", ""]
            lines += [f"- [{'x' if point.said else ' '}] {one_line(point.text)}" for point in answer.key_points]
            lines += ["", *_quoted(f"{say(language, 'answer.model')}: {answer.model}"), ""]
        lines += [f"- {claim.sentence} **{claim.verdict}** (`quizdl verify {claim.name}`)" for claim in answer.claims]
    return "\n".join(lines) + "\n"


def interview_html(view: InterviewView, language: Language) -> str:
    """The whole interview as one page: no script, nothing fetched, every text escaped."""
    head = " · ".join(filter(None, (view.headline, view.best)))
    body = [f"<p><b>{escape(head)}</b></p>"]
    for answer in view.answers:
        body.append(f"<h2>{answer.number}. {escape(answer.prompt)}</h2>")
        body.append(f"<p><small>{escape(' · '.join(_facts(answer)))}</small></p>")
        if answer.words:
            body += [_head(language, "interview.words"), f'<p class="text">{escape(answer.words)}</p>']
        if answer.key_points:
            points = (f"<li>{'✓' if point.said else '○'} {escape(point.text)}</li>" for point in answer.key_points)
            body += [_head(language, "answer.key_points"), f"<ul>{''.join(points)}</ul>"]
            body += [_head(language, "answer.model"), f'<p class="text">{escape(answer.model)}</p>']
        claims = (
            f"<li>{escape(claim.sentence)} <b>{escape(claim.verdict)}</b> <code>{escape(claim.name)}</code></li>"
            for claim in answer.claims
        )
        body.append(f"<ul>{''.join(claims)}</ul>")
    return PAGE.format(language=language, title=escape(view.title), body="\n".join(body))


def export_interview(view: InterviewView, began: datetime, language: Language) -> tuple[Path, Path]:
    """Write it as Markdown and as a page; return their paths. Raises OSError."""
    folder = folders.data_folder() / "interviews"
    name = f"{began.astimezone():%Y-%m-%d-%H%M%S}"
    markdown, page = folder / f"{name}.md", folder / f"{name}.html"
    write_whole(markdown, interview_markdown(view, language))
    write_whole(page, interview_html(view, language))
    return markdown, page


def _facts(answer: AnswerRow) -> list[str]:
    return [fact for fact in (answer.level, answer.points, answer.time, answer.remark) if fact]


def _head(language: Language, name: str) -> str:
    return f"<h3>{escape(say(language, name))}</h3>"


def _quoted(text: str) -> list[str]:
    """Quote text for Markdown, so that nothing in it reads as a heading or a list."""
    return [f"> {line}" for line in text.splitlines()]
