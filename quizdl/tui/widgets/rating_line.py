"""The ratings of an answer at the foot of its screen, each with the time until its question comes back."""

from __future__ import annotations

from textual.content import Content

from quizdl.study.cards import Rating
from quizdl.tui.answer_state import Rated
from quizdl.tui.widgets.content import MUTED, span, words
from quizdl.tui.widgets.lines_widget import Clickable
from quizdl.words import Language


class RatingLine(Clickable):
    """One line; the rating that counts is bold. A click rates otherwise."""

    def __init__(self, rated: Rated | None) -> None:
        super().__init__()
        self.rated = rated
        self.display = rated is not None

    def tell(self, rated: Rated | None) -> None:
        """Show another rating."""
        self.rated = rated
        self.display = rated is not None
        self.again()

    async def do(self, what: str) -> None:
        self.app.simulate_key(what)

    def draw(self, language: Language, width: int) -> list[Content]:
        if self.rated is None:
            return []
        gap = Content("   " if width >= 60 else "  ")
        return [gap.join(self._rating(rating, language, width) for rating in Rating).truncate(width)]

    def _rating(self, rating: Rating, language: Language, width: int) -> Content:
        assert self.rated is not None
        here = rating is self.rated.rating
        said = Content.assemble((f"{rating} ", "$primary"), words(f"rating.{rating}")(language))
        if width >= 60 or here:
            said = Content(" ").join([said, span(self.rated.spans[rating])(language)])
        return self.does(said.stylize_before("bold" if here else MUTED), f"{rating}")
