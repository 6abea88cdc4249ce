"""Updates on a running experiment, for those who wait for its result."""

from __future__ import annotations

from dataclasses import dataclass

from quizdl.verify.curves import Curve


@dataclass(frozen=True, slots=True)
class Starting:
    """The engine has been importing `module` for `seconds`. No claim is charged for them."""

    module: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Started:
    """The experiment begins now."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an experiment is, from 0 to 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class Partial:
    """Curves of an experiment that still runs."""

    curves: tuple[Curve, ...]


Update = Starting | Started | Progress | Partial


def ignore(update: Update) -> None:
    del update
