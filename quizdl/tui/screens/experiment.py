"""What screens with experiments share: they send what to run, hear what happens, and run nothing themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from quizdl.tui.screens.base import QuizScreen

if TYPE_CHECKING:
    from quizdl.errors import QuizdlError
    from quizdl.verify.declared import Claim, Mutant, Setting
    from quizdl.verify.events import Event


class RunClaims(Message):
    """Claims to run, anew where `fresh`, perhaps with turned knobs; `screen` hears of it."""

    def __init__(
        self,
        screen: ExperimentScreen,
        claims: Sequence[Claim],
        *,
        fresh: bool,
        settings: Mapping[str, Setting] | None = None,
    ) -> None:
        super().__init__()
        self.screen = screen
        self.claims = claims
        self.fresh = fresh
        self.settings = settings or {}


class HuntMutant(Message):
    """A bug to plant, and the claims of its family to ask first, until one catches it; `screen` hears of it.

    With `own` the reader first makes a bug of their own of that one, in their editor.
    """

    def __init__(self, screen: ExperimentScreen, mutant: Mutant, first: Sequence[Claim], *, own: bool = False) -> None:
        super().__init__()
        self.screen = screen
        self.mutant = mutant
        self.first = first
        self.own = own


class StopExperiments(Message):
    """The reader stops the running experiments."""


class ExperimentHappened(Message, bubble=False):
    """From the app to the screen: one event of its request."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class ExperimentsEnded(Message, bubble=False):
    """From the app to the screen: no more events come, for all is done, or an error ended it, or it was `stopped`."""

    def __init__(self, *, stopped: bool, error: QuizdlError | None = None) -> None:
        super().__init__()
        self.stopped = stopped
        self.error = error  # of the engine


class ExperimentScreen(QuizScreen):
    """Sends RunClaims or HuntMutant; the app answers with ExperimentHappened, each event once, and ExperimentsEnded."""

    running = False  # from the key that asks for experiments to their end
    engine_error: QuizdlError | None = None  # that ended the last request

    def begin(self, ask: Callable[..., Awaitable[None]], *arguments: object) -> None:
        """Begin a request, and show at once that one is running, so that no second key asks for another.

        `ask(*arguments)` mounts what will show the experiments and posts RunClaims or HuntMutant. It is called in this
        screen's own turn, after the key is done with: it waits for what it mounts, which a key must not.
        """
        self.running = True
        self.engine_error = None
        self.refresh_bindings()
        self.call_later(ask, *arguments)

    def action_stop(self) -> None:
        self.post_message(StopExperiments())

    async def on_experiment_happened(self, message: ExperimentHappened) -> None:
        if self.is_attached:  # not while the quiz ends
            await self.show_event(message.event)

    async def on_experiments_ended(self, message: ExperimentsEnded) -> None:
        self.running = False
        self.engine_error = message.error
        if self.is_attached:
            await self.show_end(stopped=message.stopped)
            self.refresh_bindings()

    async def hunt(self, mutant: Mutant) -> None:
        """Hunt a bug that the reader wrote."""
        raise NotImplementedError

    async def show_event(self, event: Event) -> None:
        """Show one event."""
        raise NotImplementedError

    async def show_end(self, *, stopped: bool) -> None:
        """Show that no more events come."""
        raise NotImplementedError
