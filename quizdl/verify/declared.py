"""Declarations of a verifier: claims, the bugs that they must catch, and families of both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quizdl.errors import BadSetting, Problem, UnknownName
from quizdl.verdict import Verdict

Setting = bool | int | float | str


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """One sentence that can be wrong, and the function that tests it."""

    id: str  # family.function
    path: Path
    folder: Path  # of all verifiers: `programs/` and translations stand in it
    line: int
    en: str
    ko: str
    seconds: float
    expects: Verdict
    literature: str
    alone: bool
    knobs: Mapping[str, Setting] = field(default_factory=dict)  # parameter: default
    sources: Mapping[Path, str] = field(default_factory=dict)  # what was vouched for; empty: run the files as they are
    short: str = ""  # its name in lists, in English

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]

    @property
    def function(self) -> str:
        return self.id.partition(".")[2]

    @property
    def seeded(self) -> bool:
        """Whether it draws random numbers, so that other seeds can give other results."""
        return "seed" in self.knobs

    @property
    def turnable(self) -> tuple[str, ...]:
        """The knobs that a reader can turn: the seed is none, since results are named by it."""
        return tuple(knob for knob in self.knobs if knob != "seed")

    def sentence(self, language: str) -> str:
        return (self.ko or self.en) if language == "ko" else (self.en or self.ko)

    def __repr__(self) -> str:
        return f"<Claim {self.id}: {self.sentence('en')}>"

    def changed(self, settings: Mapping[str, Setting]) -> dict[str, tuple[Setting, Setting]]:
        """The knobs that `settings` move away from their defaults: value and default."""
        return {
            knob: (value, self.knobs[knob])
            for knob, value in settings.items()
            if knob in self.knobs and value != self.knobs[knob]
        }

    def setting(self, name: str, text: str) -> Setting:
        """`text` as a value for the knob `name`, of the type of its default.

        Raises UnknownName for a knob that the claim does not have, BadSetting for a value that does not fit.
        """
        if name not in self.knobs:
            raise UnknownName(f"parameter of {self.id}", name, self.knobs)
        default = self.knobs[name]
        try:
            if isinstance(default, bool):
                return {"true": True, "false": False}[text.lower()]
            if isinstance(default, (int, float)):
                value = type(default)(text)
                float(value)  # OverflowError for an integer beyond every float
                if math.isfinite(value):
                    return value
                raise BadSetting(f"{self.id}: {name}={text} is not a finite number (its default is {default})")
        except (ValueError, KeyError, OverflowError):
            kind = {bool: "true or false", int: "a whole number", float: "a number"}[type(default)]
            raise BadSetting(f"{self.id}: {name}={text} is not {kind} (its default is {default})") from None
        return text


@dataclass(frozen=True, slots=True)
class Mutant:
    """A one-line bug planted in a verifier, or in a program beside it, that its family must catch."""

    id: str  # family.description_in_snake_case
    description: str
    old: str
    new: str
    path: Path  # the file that it changes
    file: str  # its name, seen from the folder of all verifiers: "programs/adam.py"
    line: int  # of the changed line in that file
    source: str  # the changed source, whole
    folder: Path = Path()  # of all verifiers, with translations of descriptions

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Family:
    """The claims and mutants of one file, or of the files of one folder."""

    name: str
    path: Path  # of the file or the folder
    title: str  # first line of the docstring of the first file with claims
    files: Mapping[Path, str]  # its sources
    claims: tuple[Claim, ...]
    mutants: tuple[Mutant, ...]
    stale: tuple[Problem, ...] = ()  # mutants that no longer fit the code; the claims run all the same
