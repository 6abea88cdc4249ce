"""What an interview came to, and the Markdown file of it that the reader keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from quizdl import folders
from quizdl.bank.model import Language, Text
from quizdl.report.text import harmless
from quizdl.report.wording import say
from quizdl.study.interview import Interview, Spoken
from quizdl.study.rehearsal import Rehearsal


def score_lines(
    scores: Mapping[str, float], before: Mapping[str, float], titles: Mapping[str, Text], language: Language
) -> list[str]:
    """A line for each topic, the weakest first, against the interview before."""
    lines = []
    for topic, score in sorted(scores.items(), key=lambda item: item[1]):
        line = f"{harmless(titles[topic].to(language))}: {score:.0%}"
        if topic in before:
            line += f" ({say(language, 'interview before', percent=f'{100 * before[topic]:.0f}')})"
        lines.append(line)
    return lines


def keep_interview(rehearsal: Rehearsal, language: Language) -> Path | None:
    """Keep the interview with the progress, and as a file; its path, or None where nothing was said or written."""
    learner, interview = rehearsal.learner, rehearsal.interview
    if not interview.spoken:
        return None
    now = learner.now()
    learner.store.keep_interview(interview.document(now, language, learner.key))
    here = now.astimezone()
    verdicts = learner.store.proven(learner.key)
    text = interview_markdown(interview, rehearsal.before, rehearsal.titles, verdicts, here, language)
    try:
        return _write_new(folders.data_folder() / "interviews", here, text)
    except OSError:
        return None


def interview_markdown(
    interview: Interview,
    before: Mapping[str, float],
    titles: Mapping[str, Text],
    verdicts: Mapping[str, str],
    at: datetime,
    language: Language,
) -> str:
    """The whole interview. verdicts: by claim, what its experiment said last on this machine."""
    lines = [f"# {say(language, 'interview title', day=f'{at:%Y-%m-%d %H:%M}')}", ""]
    lines += [f"- {line}" for line in score_lines(interview.scores(), before, titles, language)]
    for number, spoken in enumerate(interview.spoken, 1):
        lines += ["", *_answer(number, spoken, verdicts, language)]
    return "\n".join(lines) + "\n"


def _answer(number: int, spoken: Spoken, verdicts: Mapping[str, str], language: Language) -> list[str]:
    question = spoken.asked.question
    lines = [f"## {number}. {_one_line(question.prompt, language)}", ""]
    facts = [
        say(language, f"level {question.level}"),
        say(language, "interview took", minutes=f"{spoken.seconds / 60:.1f}"),
        say(language, f"how {spoken.how}"),
    ]
    if spoken.asked.deeper:
        facts.append(say(language, "interview deeper"))
    if spoken.ticked is not None:
        facts.append(say(language, "interview credit", percent=f"{100 * spoken.credit:.0f}"))
    lines += [" · ".join(facts), ""]
    if spoken.words:
        lines += [f"**{say(language, 'interview words')}**", "", *_quoted(spoken.words), ""]
    lines += [f"**{say(language, 'interview points')}**", ""]
    for place, point in enumerate(question.key_points):
        mark = "x" if spoken.ticked is not None and place in spoken.ticked else " "
        lines.append(f"- [{mark}] {_one_line(point, language)}")
    lines += ["", *_quoted(say(language, "model answer", text=question.answer.to(language))), ""]
    for claim in question.verify:
        said = verdicts.get(claim)
        told = say(language, said) if said else say(language, "interview not run")
        lines.append(f"- `{harmless(claim)}`: {told} (`quizdl verify {harmless(claim)}`)")
    return lines


def _quoted(text: str) -> list[str]:
    """As Markdown quotes it, so that nothing in it is taken for a heading or a list of ours."""
    return [f"> {line}" for line in harmless(text).splitlines()]


def _one_line(text: Text, language: Language) -> str:
    return " ".join(harmless(text.to(language)).split())


def _write_new(folder: Path, at: datetime, text: str) -> Path:
    """Write a file named after the minute, or the minute and a number where that is taken. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 100):
        file = folder / f"{at:%Y-%m-%d-%H%M}{f'-{number}' if number > 1 else ''}.md"
        try:
            with file.open("x", encoding="utf-8") as stream:
                stream.write(text)
        except FileExistsError:
            continue
        return file
    raise FileExistsError(folder)
