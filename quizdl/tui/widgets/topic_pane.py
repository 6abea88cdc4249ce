"""The pane beside the path: how well the marked topic is known, what was proven in it, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual.content import Content

from quizdl.report.view.home import Detail, Row
from quizdl.tui.widgets.content import MUTED, escaped, words
from quizdl.tui.widgets.lines_widget import LinesWidget, ends
from quizdl.tui.widgets.path_list import BAR, bar
from quizdl.words import Language

MOST_PROMPT = 4  # lines of the next question
OTHER_LINES = 22  # of the pane and the bars, beside the claims
BLANK = Content("")


class TopicPane(LinesWidget):
    """Tells of the row that is marked, in a border that names it."""

    def __init__(self, details: Callable[[Row | None, Language], Detail | None]) -> None:
        super().__init__(id="pane")
        self.details = details
        self.row: Row | None = None

    def show(self, row: Row | None) -> None:
        """Tell of this row."""
        if row != self.row:
            self.row = row
            self.again()

    def draw(self, language: Language, width: int) -> list[Content]:
        detail = self.details(self.row, language)
        if detail is None:
            self.border_title = BLANK
            return []
        self.border_title = escaped(detail.title)
        return list(self._lines(detail, language, width))

    def _lines(self, detail: Detail, language: Language, width: int) -> Iterator[Content]:
        yield from (BLANK, *escaped(detail.facts, MUTED).wrap(width), BLANK)
        if detail.row is not None:
            yield ends(*_known(detail.row, language), width)
        for topic in detail.topics:
            yield ends(escaped(topic.name), escaped(topic.due, "$accent"), width)
        if detail.proven:
            yield from self._section("home.proven_here", language, width)
            for name, myth in detail.proven[: max(self.app.size.height - OTHER_LINES, 3)]:
                yield claim_line(name, myth, language).truncate(width, ellipsis=True)
        elif detail.others:
            yield BLANK
        if detail.others:
            yield escaped(detail.others, MUTED)
        if detail.next_prompt:
            yield from self._section("home.next_question", language, width)
            yield from escaped(detail.next_prompt).wrap(width)[:MOST_PROMPT]

    def _section(self, title: str, language: Language, width: int) -> tuple[Content, ...]:
        return Content.styled("─" * width, "$foreground 20%"), words(title, "$primary")(language), BLANK


def _known(row: Row, language: Language) -> tuple[Content, Content]:
    counts = [escaped(row.due, "$accent"), escaped(row.new, "$primary")]
    right = Content("   ").join(count for count in counts if count)
    if row.recall is None:
        return escaped(row.state, MUTED), right
    share = Content(f"  {100 * row.recall:.0f}%")
    return words("home.known")(language) + " " + bar(row.recall, BAR) + share, right


def claim_line(name: str, myth: bool, language: Language) -> Content:
    """A claim that was proven; one that is a myth was refuted, and says so."""
    line = Content.styled("✓ ", "$success")
    if myth:
        line += Content.assemble((f" {words('home.myth')(language)} ", "$background on $secondary"), " ")
    return line + escaped(name)
