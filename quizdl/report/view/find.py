"""Find questions, topics and claims by their words, as rows in a language, without giving an answer away.

A question that waits for its answer is found by its prompt alone, and the claims that it rests on are only counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from quizdl.bank.model import QuestionSummary, Text, Topic
from quizdl.errors import CatalogueError, UnknownName
from quizdl.report.text import bank_heading, one_line
from quizdl.report.view.proof import short_name
from quizdl.study.learner import Learner, State
from quizdl.study.overview import claims_of
from quizdl.study.searching import everything_in, searchable, words_of
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.declared import Claim
from quizdl.words import LANGUAGES, Language, say

READ_AT_ONCE = 50  # questions

Meaning = Literal["", "new", "due", "missed", "right", "proven"]


class Hit(NamedTuple):
    """What was found."""

    kind: Literal["question", "topic", "claim"]
    key: str


class Found(NamedTuple):
    """What was found, the best first, and how many claims are not told before their questions are answered."""

    hits: list[Hit]
    hidden: int = 0


class Fact(NamedTuple):
    """What a row says at its right, and what that means."""

    text: str
    meaning: Meaning = ""


NONE = Fact("")  # keeps a column free


class FoundRow(NamedTuple):
    """A row of what was found: what it is unless a question, its name, and facts, the least important first."""

    kind: str
    name: str
    facts: tuple[Fact, ...]


class Finder:
    """Finds what a reader may see; `asked` is the question that waits for its answer now."""

    def __init__(self, learner: Learner, catalogue: Catalogue | None, asked: str = "") -> None:
        self._learner = learner
        self._catalogue = catalogue
        self._asked = asked
        self._now = learner.now()
        self._topics = {topic.name: topic for topic in _in_course_order(learner)}
        self._answered = learner.cards.keys() - {asked}
        self._questions: dict[str, tuple[QuestionSummary, Topic]] = {}
        self._claims: dict[str, tuple[Claim, Topic]] = {}
        self._titles = {name: searchable(name, *_texts(topic.title)) for name, topic in self._topics.items()}
        self._states = {name: Counter[State]() for name in self._topics}
        self._prompts: dict[str, str] = {}
        self._whole: dict[str, str] = {}  # of questions that were answered
        self._sentences: dict[str, str] = {}  # of claims
        self._secret: set[str] = set()  # claims that may give away an answer
        self._narrowed: tuple[str, list[str]] = "", []  # the last words, and the answered questions that contain them

    def read(self) -> Iterator[None]:
        """Read what there is to find, a little at each step: prompts, then answers, then claims.

        A thread may do so while another one finds what was read so far.
        """
        for topic in self._topics.values():
            for place, summary in enumerate(topic.summaries()):
                self._questions[summary.id] = summary, topic
                self._states[topic.name][self._learner.state(summary, self._now)] += 1
                self._prompts[summary.id] = searchable(summary.id, *summary.tags, *_texts(summary.prompt))
                if place % READ_AT_ONCE == 0:
                    yield
        self._secret = self._secrets()
        yield from self._read_answers()
        yield from self._read_claims()

    def _secrets(self) -> set[str]:
        """The claims of questions that wait for their answers, but for those that the reader has seen proven.

        Of the question that waits now these are secret as well.
        """
        now = {self._asked} & self._questions.keys()
        waiting = claims_of(self._questions[name][0] for name in self._questions.keys() - self._answered)
        return waiting - self._learner.proven | claims_of(self._questions[name][0] for name in now)

    def _read_answers(self) -> Iterator[None]:
        for topic in {self._questions[name][1].name for name in self._answered & self._questions.keys()}:
            for place, question in enumerate(self._topics[topic].questions):
                if question.id in self._answered:
                    self._whole[question.id] = everything_in(question)
                    self._narrowed = "", []
                if place % READ_AT_ONCE == 0:
                    yield

    def _read_claims(self) -> Iterator[None]:
        for name, (summary, topic) in self._questions.items():
            told = set(summary.verify) - self._secret - self._claims.keys() if name in self._answered else ()
            for claim_id in told:
                if (claim := self._claim(claim_id)) is not None:
                    short = (short_name(claim, language) for language in LANGUAGES)
                    self._claims[claim_id] = claim, topic
                    self._sentences[claim_id] = searchable(claim_id, claim.en, claim.ko, *short)
                yield

    def _claim(self, name: str) -> Claim | None:
        try:
            return self._catalogue.claim(name) if self._catalogue else None
        except (UnknownName, CatalogueError):
            return None

    def find(self, text: str) -> Found:
        """What contains every word: topics, questions by their prompts, then by their answers, claims.

        Without a word, all topics.
        """
        if not (words := words_of(text)):
            return Found([Hit("topic", name) for name in self._topics])
        prompted = _matching(self._prompts, words)
        already = set(prompted)
        answered = [name for name in self._by_answers(words) if name not in already]
        hits = [
            *(Hit("topic", name) for name in _matching(self._titles, words)),
            *(Hit("question", name) for name in (*prompted, *answered)),
            *(Hit("claim", name) for name in _matching(self._sentences, words)),
        ]
        claims = claims_of(self._questions[name][0] for name in prompted) if self._catalogue else set()
        return Found(hits, len(claims & self._secret))

    def _by_answers(self, words: Sequence[str]) -> list[str]:
        """The answered questions that contain every word: among those found before, where a word only grew."""
        typed = " ".join(words)
        before, found = self._narrowed
        narrowed = {name: self._whole[name] for name in found} if before and typed.startswith(before) else self._whole
        found = _matching(narrowed, words)
        self._narrowed = typed, found
        return found

    def row(self, hit: Hit, language: Language) -> FoundRow:
        """A hit in the reader's language."""
        match hit.kind:
            case "topic":
                return self._topic_row(self._topics[hit.key], language)
            case "question":
                return self._question_row(*self._questions[hit.key], language)
            case "claim":
                return self._claim_row(*self._claims[hit.key], language)

    def _claim_row(self, claim: Claim, topic: Topic, language: Language) -> FoundRow:
        proven = claim.id in self._learner.proven
        state = Fact(say(language, "find.proven") if proven else "", "proven")
        return FoundRow(
            say(language, "find.claim"), short_name(claim, language), (NONE, _title(topic, language), state)
        )

    def _question_row(self, summary: QuestionSummary, topic: Topic, language: Language) -> FoundRow:
        kind, state = Fact(say(language, f"list.{summary.kind}")), self._state(summary)
        name = bank_heading(summary.prompt.to(language))
        return FoundRow("", name, (kind, _title(topic, language), Fact(say(language, f"find.{state}"), state)))

    def _state(self, summary: QuestionSummary) -> Literal["new", "due", "missed", "right"]:
        if summary.id not in self._learner.cards:
            return "new"
        if self._learner.wrong(summary.id):
            return "missed"
        return "right" if self._learner.state(summary, self._now) == "later" else "due"

    def _topic_row(self, topic: Topic, language: Language) -> FoundRow:
        name, kind = one_line(topic.title.to(language)), say(language, "find.topic")
        if topic.name in self._learner.suspended:
            return FoundRow(kind, name, (NONE, NONE, Fact(say(language, "home.suspended"))))
        states = self._states[topic.name]
        due, new = states["due"] + states["changed"], states["new"]
        told_due = Fact(say(language, "home.due", count=due) if due else "", "due")
        told_new = Fact(say(language, "home.new", count=new) if new else "", "new")
        return FoundRow(kind, name, (NONE, told_due, told_new))


def _in_course_order(learner: Learner) -> list[Topic]:
    """The topics of the tracks in their order, then the others."""
    topics = {topic.name: topic for topic in learner.bank.topics}
    placed = [name for track in learner.bank.description.tracks for name in track.topics if name in topics]
    return [topics[name] for name in dict.fromkeys((*placed, *topics))]


def _texts(text: Text) -> list[str]:
    return [part for language in LANGUAGES if (part := getattr(text, language))]


def _matching(texts: Mapping[str, str], words: Sequence[str]) -> list[str]:
    found = list(texts)
    for word in words:
        found = [name for name in found if word in texts[name]]
    return found


def _title(topic: Topic, language: Language) -> Fact:
    return Fact(one_line(topic.title.to(language)))
