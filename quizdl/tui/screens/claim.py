"""One claim by itself, as find opens it: its proof alone."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll

from quizdl.report.view.proof import short_name
from quizdl.tui.experiments import Experiments
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import SCREENS_CSS
from quizdl.tui.screens.experiment import StopExperiments
from quizdl.tui.screens.proving import AT_PROOF, ProvingScreen
from quizdl.tui.widgets.bars import KeyBar, Place, TopBar
from quizdl.tui.widgets.content import escaped
from quizdl.verify.declared import Claim


class ClaimScreen(ProvingScreen):
    """Stands above the screen from which it was opened, and goes back there."""

    CSS_PATH = SCREENS_CSS
    LEAST_KEYS: ClassVar[tuple[str, ...]] = ("prove", "dismiss")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "prove", "key.prove", show=False),
        bind("escape", "dismiss", "key.back"),
    ]

    def __init__(self, claim: Claim, experiments: Experiments) -> None:
        place = Place(lambda language: escaped(short_name(claim, language)))
        super().__init__([(claim.id, claim)], experiments, place)
        self.add_class(AT_PROOF)

    def compose(self) -> ComposeResult:
        yield TopBar(self.place)
        with Horizontal(id="panes"):
            yield self.proof
        yield KeyBar(self.hints, self.key_words, self.LEAST_KEYS)

    @property
    def body(self) -> VerticalScroll:
        return self.proof.view or VerticalScroll()  # there is nothing to scroll before a view is open

    async def action_dismiss(self, result: None = None) -> None:
        if self.is_active:
            self.post_message(StopExperiments())
            self.dismiss(result)
