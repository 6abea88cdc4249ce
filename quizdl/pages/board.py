"""The claims of a bank by track and by what became of them, as values for the board, in a language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from quizdl.pages.markup import title
from quizdl.pages.material import Material, track_title
from quizdl.report.text import harmless, one_line
from quizdl.report.view.proof import short_name
from quizdl.verdict import Verdict
from quizdl.verify.declared import Claim, Family
from quizdl.words import Language, say

State = Literal["surprise", "myth", "supported", "not-run"]
STATES: tuple[State, ...] = get_args(State)


class Resting(NamedTuple):
    """A question that rests on a claim."""

    id: str
    title: str


class BoardRow(NamedTuple):
    """A claim, and what became of it here."""

    id: str
    state: State
    word: str
    name: str
    sentence: str
    finding: str
    questions: Sequence[Resting]


class BoardTopic(NamedTuple):
    """The claims of a family."""

    title: str
    rows: Sequence[BoardRow]


class BoardTrack(NamedTuple):
    """The topics of a track that have claims."""

    title: str
    topics: Sequence[BoardTopic]


class Group(NamedTuple):
    """The claims that came out alike."""

    state: State
    title: str
    rows: Sequence[BoardRow]


def board_tracks(material: Material, language: Language) -> list[BoardTrack]:
    """The claims of the catalogue by track and family; families that are no topic stand at the end."""
    families = dict(material.catalogue.families) if material.catalogue else {}
    questions: dict[str, list[Resting]] = {}
    for question in material.bank.questions():
        for claim in question.verify:
            resting = Resting(question.id, title(question.prompt.to(language)))
            questions.setdefault(claim, []).append(resting)

    def listed(family: Family, named: str) -> BoardTopic:
        rows = [_row(claim, material, questions.get(claim.id, []), language) for claim in family.claims]
        return BoardTopic(harmless(named), rows)

    tracks = []
    for _, named, topics in material.tracks:
        known = [(families.pop(topic.name), topic.title.to(language)) for topic in topics if topic.name in families]
        tracks.append(BoardTrack(track_title(named, language), [listed(*each) for each in known]))
    others = [listed(family, family.title) for family in families.values()]
    tracks.append(BoardTrack(say(language, "home.other_topics"), others))
    return [track for track in tracks if track.topics]


def groups_of(tracks: Sequence[BoardTrack], language: Language) -> list[Group]:
    """The same claims by what became of them."""
    rows = [row for track in tracks for topic in track.topics for row in topic.rows]
    return [Group(state, _word(state, language), [row for row in rows if row.state == state]) for state in STATES]


def myths_in(material: Material) -> int:
    """How many claims of the catalogue are stated to be refuted."""
    return sum(claim.expects is Verdict.REFUTED for claim in _claims(material))


def _claims(material: Material) -> Iterator[Claim]:
    if material.catalogue:
        yield from material.catalogue.claims()


def _row(claim: Claim, material: Material, questions: Sequence[Resting], language: Language) -> BoardRow:
    view = material.proof(claim.id, language)
    state: State = "not-run"
    if view is not None:
        state = "surprise" if not view.agrees else "myth" if claim.expects is Verdict.REFUTED else "supported"
    return BoardRow(
        harmless(claim.id),
        state,
        _word(state, language),
        short_name(claim, language),
        one_line(claim.sentence(language)),
        view.finding if view else "",
        questions,
    )


def _word(state: State, language: Language) -> str:
    return say(language, f"pages.{state.replace('-', '_')}")
