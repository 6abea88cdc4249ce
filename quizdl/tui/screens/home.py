"""The first screen: the topics, what is due and proven in them, and the streak."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from quizdl.bank.model import Text
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import QuizScreen
from quizdl.tui.widgets.bars import Place
from quizdl.tui.widgets.content import LocalizedText, bank, listed, problem, words
from quizdl.tui.widgets.label import Label
from quizdl.tui.widgets.rows import Menu


class TopicCount(NamedTuple):
    """One topic on the home screen: the numbers of its questions, due questions and proven claims."""

    name: str
    title: Text
    questions: int
    due: int
    proven: int


def _note(questions: int, due: int, proven: int) -> LocalizedText:
    counts = [words("home.questions", count=questions), words("home.due", count=due)]
    if proven:
        counts.append(words("home.proven", count=proven))
    return listed(counts)


class HomeScreen(QuizScreen):
    """Topics to pick from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "app.search", "key.search", key_display="/"),
        bind("p", "stats", "key.stats"),
        bind("i", "interview", "key.interview"),
        bind("h", "reports", "key.reports", show=False),
        bind("q", "app.quit", "key.quit"),
    ]

    class Interview(Message):
        """The reader wants a mock interview."""

    class Stats(Message):
        """The reader opens the statistics."""

    class Reports(Message):
        """The reader wants to see the reports of past interviews."""

    class Chosen(Message):
        """The reader wants a session over these topics (none: over all), or over what is `due` in all of them."""

        def __init__(self, topics: tuple[str, ...] = (), *, due: bool = False) -> None:
            super().__init__()
            self.topics = topics
            self.due = due

    class Resumed(Message):
        """The reader goes on with the session that was interrupted."""

    def __init__(
        self, topics: Sequence[TopicCount], *, proven: int, streak: int, left: int = 0, why_no_proofs: str = ""
    ) -> None:
        super().__init__(Place(words("place.home")))
        self.topics = topics
        self.left = left  # questions of an interrupted session
        self.proven = proven
        self.streak = streak
        self.why_no_proofs = why_no_proofs

    def column(self) -> ComposeResult:
        questions = sum(topic.questions for topic in self.topics)
        due = sum(topic.due for topic in self.topics)
        yield Label(words("tagline"), classes="tagline")
        yield Label(
            listed(
                [
                    words("home.due", "$accent bold", count=due),
                    words("home.proven", "$success bold", count=self.proven),
                    words("home.streak", "$secondary bold", count=self.streak),
                ]
            ),
            classes="facts",
        )
        if self.why_no_proofs:
            yield Label(words("proof.off", why=problem(self.why_no_proofs)), classes="warning")
        if not questions:
            yield Label(words("home.empty"), classes="warning")
            return
        yield Label(words("home.pick"), classes="label")
        offers = [
            (words("home.resume", "bold"), words("home.left", count=self.left), self.Resumed()),
            (words("home.due_now", "bold"), words("home.due", count=due), self.Chosen(due=True)),
            (words("home.all", "bold"), _note(questions, due, self.proven), self.Chosen()),
            *(
                (bank(topic.title), _note(topic.questions, topic.due, topic.proven), self.Chosen((topic.name,)))
                for topic in self.topics
            ),
        ]
        offers = offers[0 if self.left else 1 :]
        self._messages = [message for _, _, message in offers]
        yield Menu([name for name, _, _ in offers], [note for _, note, _ in offers])

    def action_interview(self) -> None:
        self.post_message(self.Interview())

    def action_reports(self) -> None:
        self.hand_over(self.Reports())

    def action_stats(self) -> None:
        self.hand_over(self.Stats())

    def on_menu_picked(self, event: Menu.Picked) -> None:
        event.stop()
        self.hand_over(self._messages[event.place])
