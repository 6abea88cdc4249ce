"""The reports of past interviews, from their Markdown files."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import NamedTuple

from quizdl import folders
from quizdl.report.text import harmless
from quizdl.words import Language, say


class PastReport(NamedTuple):
    """A report: its file, its title, and the lines of its scores by topic."""

    file: Path
    title: str
    scores: tuple[str, ...]

    def text(self) -> str:
        """Its text, made harmless: the file may have been edited. Raises OSError."""
        return harmless(self.file.read_text(encoding="utf-8", errors="replace"))


def past_reports() -> list[PastReport]:
    """All reports, the newest first, without unreadable files."""
    reports = []
    folder = folders.data_folder() / "interviews"
    for file in sorted(folder.glob("*.md"), key=_age, reverse=True):
        with contextlib.suppress(OSError):
            head = harmless(file.read_text(encoding="utf-8", errors="replace")).partition("\n## ")[0].splitlines()
            title = next((line[2:] for line in head if line.startswith("# ")), file.stem)
            scores = tuple(line[2:] for line in head if line.startswith("- "))
            reports.append(PastReport(file, title, scores))
    return reports


def _age(file: Path) -> tuple[str, int]:
    """The minute in its name, and its number within that minute."""
    day, _, number = file.stem[:15], file.stem[15:16], file.stem[16:]
    return day, int(number) if number.isdecimal() else 1


def report_lines(language: Language) -> list[str]:
    """A numbered line for each report, or one that says there are none."""
    reports = past_reports()
    if not reports:
        return [say(language, "reports.none")]
    return [
        f"{place}. {report.title}: {', '.join(report.scores) or say(language, 'reports.not_compared')}  {report.file}"
        for place, report in enumerate(reports, 1)
    ]
