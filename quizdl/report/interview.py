"""The result of an interview, and its Markdown report."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from quizdl import folders
from quizdl.bank.model import Bank, Text
from quizdl.errors import UnknownName
from quizdl.files import write_whole
from quizdl.report.text import bank_heading, bank_text, harmless, one_line
from quizdl.report.view.interview import topic_scores
from quizdl.study.interview import Spoken, open_questions
from quizdl.study.rehearsal import Rehearsal
from quizdl.verdict import Verdict
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language, say


def score_lines(
    scores: Mapping[str, float], before: Mapping[str, float], titles: Mapping[str, Text], language: Language
) -> list[str]:
    """A line for each topic, the weakest first, compared with the previous interview."""
    return [
        f"{row.topic}: {row.percent}" + (f" ({row.before})" if row.before else "")
        for row in topic_scores(scores, before, titles, language)
    ]


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


def keep_interview(rehearsal: Rehearsal, catalogue: Catalogue | None, language: Language) -> Path | None:
    """Store it once in the progress and as a file; return its path, or None if nothing was said or written."""
    learner, interview = rehearsal.learner, rehearsal.interview
    if interview.spoken and not rehearsal.kept:
        learner.store.keep_interview(interview.document(rehearsal.began, language, learner.key))
        rehearsal.kept = True
    return write_interview(rehearsal, catalogue, language)


def write_interview(rehearsal: Rehearsal, catalogue: Catalogue | None, language: Language) -> Path | None:
    """Write the interview so far, so that no answer is lost; returns as `keep_interview`."""
    if not rehearsal.interview.spoken:
        return None
    text = interview_markdown(rehearsal, catalogue, language)
    try:
        if rehearsal.file is None:
            rehearsal.file = _new_file(folders.data_folder() / "interviews", rehearsal.began.astimezone())
        write_whole(rehearsal.file, text)
    except OSError:
        return None
    return rehearsal.file


def interview_markdown(rehearsal: Rehearsal, catalogue: Catalogue | None, language: Language) -> str:
    """The whole interview as Markdown, with the claims of its answers from the catalogue."""
    interview = rehearsal.interview
    lines = [f"# {say(language, 'interview.title', day=f'{rehearsal.began.astimezone():%Y-%m-%d %H:%M}')}", ""]
    lines += [f"- {line}" for line in score_lines(interview.scores(), rehearsal.before, rehearsal.titles, language)]
    for number, spoken in enumerate(interview.spoken, 1):
        lines += ["", *_answer(number, spoken, language)]
        for name, says, told in claims_told(spoken, rehearsal, catalogue, language):
            lines.append(f"- {says} **{told}** (`quizdl verify {name}`)")
    return "\n".join(lines) + "\n"


def _answer(number: int, spoken: Spoken, language: Language) -> list[str]:
    question = spoken.asked.question
    lines = [f"## {number}. {bank_heading(question.prompt.to(language))}", ""]
    facts = [
        say(language, "level", level=question.level),
        say(language, "interview.took", minutes=f"{spoken.seconds / 60:.1f}"),
        say(language, f"went.{spoken.how}"),
    ]
    if spoken.asked.deeper:
        facts.append(say(language, "line.interview_deeper"))
    if spoken.ticked is not None:
        facts.append(say(language, "interview.score", percent=f"{100 * spoken.credit:.0f}"))
    lines += [" · ".join(facts), ""]
    if spoken.words:
        lines += [f"**{say(language, 'interview.words')}**", "", *_quoted(spoken.words), ""]
    lines += [f"**{say(language, 'answer.key_points')}**", ""]
    for place, point in enumerate(question.key_points):
        mark = "x" if spoken.ticked is not None and place in spoken.ticked else " "
        lines.append(f"- [{mark}] {one_line(bank_text(point.to(language)))}")
    return [*lines, "", *_quoted(f"{say(language, 'answer.model')}: {question.answer.to(language)}"), ""]


def claims_told(
    spoken: Spoken, rehearsal: Rehearsal, catalogue: Catalogue | None, language: Language
) -> Iterator[tuple[str, str, str]]:
    """For each claim of the answer: its id, its sentence, and its latest verdict on this machine.

    The id replaces the sentence if the catalogue is missing or lacks the claim.
    """
    verdicts = rehearsal.learner.store.proven(rehearsal.learner.key)
    for name in spoken.asked.question.verify:
        told = say(language, f"verdict.{verdicts[name]}" if name in verdicts else "interview.not_run")
        says = harmless(name)
        with contextlib.suppress(UnknownName):
            if catalogue is not None:
                claim = catalogue.claim(name)
                says = one_line(claim.sentence(language))
                if claim.expects is Verdict.REFUTED:
                    told = f"{say(language, 'interview.folklore')}, {told}"
        yield harmless(name), says, told


def _quoted(text: str) -> list[str]:
    """Quote text for Markdown, so that nothing in it reads as a heading or a list."""
    return [f"> {line}" for line in harmless(text).splitlines()]


def _new_file(folder: Path, at: datetime) -> Path:
    """Create an empty file named after the minute, with a number if that is taken. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 100):
        file = folder / f"{at:%Y-%m-%d-%H%M}{f'-{number}' if number > 1 else ''}.md"
        try:
            file.touch(exist_ok=False)
        except FileExistsError:
            continue
        return file
    raise FileExistsError(folder)
