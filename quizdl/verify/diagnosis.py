"""What a wrong program has in common: conditions under which it goes wrong, relations to ours, known mistakes.

`practice.diagnosis` finds it in the experiment's process. These are the values, without numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from quizdl.contract import Call


class FeatureKind(StrEnum):
    """What a call may have, in the order in which a reader wants to hear of it; most carry the name of an argument."""

    VALUE = "value"  # an argument that is a number
    LENGTH = "length"  # of an axis, by its name in the contract
    COUNT = "count"  # items of a list
    CALL = "call"  # its number in its object
    OBJECT = "object"  # its number
    DIFFERENCE = "difference"  # of two whole numbers: two names
    NAMED = "named"  # by the exercise: names in English and Korean
    NAMED_FLAG = "named_flag"  # names in English and Korean where it holds, then where it does not
    SIZE = "size"  # how many numbers an array holds
    AXES = "axes"
    IS_CALL = "is_call"  # of that name, where a draw makes calls of several
    ALL_ZERO = "all_zero"
    HAS_ZEROS = "has_zeros"
    ALL_EQUAL = "all_equal"
    HAS_EQUAL = "has_equal"
    HAS_NEGATIVE = "has_negative"
    HAS_NAN = "has_nan"
    SMALLEST_ITEM = "smallest_item"  # of whole numbers
    LARGEST_ITEM = "largest_item"
    LARGEST = "largest"  # of the absolute values
    SPREAD = "spread"  # largest minus smallest


FLAGS = frozenset(kind for kind in FeatureKind if kind.startswith(("all_", "has_", "named_", "is_")))  # 1 or 0


class Feature(NamedTuple):
    """A feature, and the names of what it is about."""

    kind: FeatureKind
    names: tuple[str, ...] = ()


class Comparison(StrEnum):
    """How a feature is compared with a value."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUALS = "equals"
    DIFFERS = "differs"


class Term(NamedTuple):
    """A feature compared with a value. A flag equals 1 or 0."""

    feature: Feature
    comparison: Comparison
    value: float


class Condition(NamedTuple):
    """Where calls go wrong, or where they come out right.

    All calls of the kind meet all terms. If `exact`, all others miss one; else some of the others meet them too.
    """

    wrong: bool  # whether it is about calls that go wrong
    terms: tuple[Term, ...]
    exact: bool
    met: int  # calls that meet the terms
    of_kind: int  # calls of the kind, all of which meet them
    calls: int  # in all


class RelationKind(StrEnum):
    """What results may be; each with the names that it carries."""

    FACTOR = "factor"  # value: so many times ours
    NAMED_FACTOR = "named_factor"  # a formula such as "1/N": so many times ours
    SHIFTED = "shifted"  # value: ours plus that
    EXCHANGED = "exchanged"  # ours of the output of that name
    AXES = "axes"  # numbers of two axes: ours with these exchanged
    REVERSED = "reversed"  # numbers of axes: ours with these reversed
    TIMES = "times"  # an argument, perhaps a formula: so many times (else by value) that argument
    ADDED = "added"  # an argument, perhaps a formula: ours and so many times (else by value) that argument
    ONLY_AT = (
        "only_at"  # a place as Python, in which {} stands for ours; how many numbers of it differ, and how many not
    )
    ZERO = "zero"
    ARGUMENT = "argument"  # that argument, as it is
    PLUS = "plus"  # an argument, perhaps an axis: ours plus it
    MINUS = "minus"
    BEFORE = "before"  # ours of the call before
    UNSTABLE = "unstable"  # another result whenever the same call is made
    FRESH = "fresh"  # ours of an object's first call
    AFTER = "after"  # a line of Python that changes the arguments: ours after it
    FUNCTION = "function"  # Python, in which {} stands for ours


class Relation(NamedTuple):
    """What holds for an output in all calls in which it differs from ours, or in all first calls of an object."""

    output: str
    kind: RelationKind
    names: tuple[str, ...] = ()
    value: float = 0.0
    change: bool = False  # about the change of the argument of that name
    first: bool = False  # about first calls alone
    calls: int = 0  # that bear it out


class Mistake(NamedTuple):
    """A wrong program with a name: a bug planted in the module of ours, or a program of its own."""

    id: str
    source: str  # of the whole module or program
    planted: bool
    old: str = ""  # of a planted bug: what it changes into `new`, in which line
    new: str = ""
    line: int = 0


class ObservationKind(StrEnum):
    """What is seen of a whole classifier; each with the numbers that it carries."""

    SHAPE = "shape"  # what it gives, and for how many images
    ONE_DIGIT = "one_digit"  # which, and for how many images
    OFF_BY = "off_by"  # by what, for how many images, of how many
    ROWS_AND_COLUMNS = "rows_and_columns"  # right with these exchanged, right as they are, of how many
    OWN_IMAGES = "own_images"  # right on how many of those that it was trained on, of how many
    ASKED_AGAIN = "asked_again"  # this and the next: how many are named otherwise, of how many
    ALONE = "alone"
    SEED = "seed"
    SHARED = "shared"
    TRAINED_AGAIN = "trained_again"
    LABELS = "labels"  # how many images


class Observation(NamedTuple):
    """What was seen of a whole classifier that was trained and asked."""

    kind: ObservationKind
    numbers: tuple[str, ...]


class ChangedLine(NamedTuple):
    """A line of a right program, and what it would have to be instead."""

    old: str
    new: str


class FirstDifference(NamedTuple):
    """The call of an object that is the first to go wrong in most of the objects that have one."""

    name: str  # of the method
    number: int  # of the call in its object
    objects: int  # in which it is the first
    wrong: int  # objects with a call that goes wrong


@dataclass(frozen=True)
class Drawn:
    """What the bank holds for the diagnosis of an exercise: its contract, drawn calls, mistakes, right programs."""

    draw: str  # text of `draw.py`; empty for a whole classifier, which is observed
    calls: Sequence[Call]  # of the contract; a draw that names none makes the last of them
    mistakes: Sequence[Mistake]
    right: Sequence[str] = ()  # texts of right programs beside ours

    def to_json(self) -> dict[str, Any]:
        """What the process of the experiment must know, beside the submission."""
        return {
            "draw": self.draw,
            "calls": [call._asdict() for call in self.calls],
            "mistakes": [mistake._asdict() for mistake in self.mistakes],
            "right": list(self.right),
        }


@dataclass(frozen=True)
class Diagnosis:
    """What was found in drawn calls, each made of a reader's program and of ours."""

    calls: int
    wrong: int  # calls that go wrong
    agreeing: tuple[str, ...] = ()  # outputs that are as ours in all of them
    condition: Condition | None = None
    condition_of: str = ""  # the call that alone goes wrong, among whose calls the condition was found
    first: FirstDifference | None = None  # of objects
    relations: tuple[Relation, ...] = ()
    likeness: tuple[tuple[str, ...], ...] = ()  # each a mistake, or two at once, that it behaves like throughout
    changed: tuple[ChangedLine, ...] = ()  # of a program that then behaves like it throughout; where no mistake does
    observed: tuple[Observation, ...] = ()  # of a whole classifier, each one a "call" that goes wrong
    compared: bool = True  # with every known mistake; False where time was up

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        condition = self.condition and {
            **self.condition._asdict(),
            "terms": [{**term._asdict(), "feature": term.feature._asdict()} for term in self.condition.terms],
        }
        return {
            "calls": self.calls,
            "wrong": self.wrong,
            "agreeing": list(self.agreeing),
            "condition": condition,
            "condition_of": self.condition_of,
            "first": self.first and self.first._asdict(),
            "relations": [relation._asdict() for relation in self.relations],
            "likeness": [list(ids) for ids in self.likeness],
            "changed": [line._asdict() for line in self.changed],
            "observed": [seen._asdict() for seen in self.observed],
            "compared": self.compared,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Diagnosis:
        """What `to_json` made. Raises ValueError, TypeError and KeyError for anything else."""
        condition, first = document["condition"], document["first"]
        return cls(
            calls=int(document["calls"]),
            wrong=int(document["wrong"]),
            agreeing=tuple(map(str, document["agreeing"])),
            condition=condition and Condition(**{**condition, "terms": tuple(map(_term, condition["terms"]))}),
            condition_of=str(document["condition_of"]),
            first=first and FirstDifference(**first),
            relations=tuple(map(_relation, document["relations"])),
            likeness=tuple(tuple(map(str, ids)) for ids in document["likeness"]),
            changed=tuple(ChangedLine(**line) for line in document["changed"]),
            observed=tuple(
                Observation(ObservationKind(seen["kind"]), tuple(map(str, seen["numbers"])))
                for seen in document["observed"]
            ),
            compared=bool(document["compared"]),
        )


def _term(document: Mapping[str, Any]) -> Term:
    feature = document["feature"]
    kind, names = FeatureKind(feature["kind"]), tuple(map(str, feature["names"]))
    return Term(Feature(kind, names), Comparison(document["comparison"]), float(document["value"]))


def _relation(document: Mapping[str, Any]) -> Relation:
    return Relation(**{**document, "kind": RelationKind(document["kind"]), "names": _names(document["names"])})


def _names(names: Sequence[Any]) -> tuple[str, ...]:
    return tuple(map(str, names))
