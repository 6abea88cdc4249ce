"""The value function of a card up to a date, given a price of reviews: the tables behind a plan. Pure.

A state is a stability and a difficulty just after a showing. The tables hold some dozens of states and about a
dozen days; what lies between is interpolated. That keeps them small enough to be made anew for every session.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from quizdl.study.cards import Rating
from quizdl.study.fsrs_model import FsrsModel

WRONG = 2.0  # times what a showing costs that goes right: it comes back in the same session

_ROWS = 10  # of stabilities, from 0.1 to 543 days
_LEAST, _RATIO = math.log(0.1), math.log(2.6)
_DIFFICULTIES = (1.0, 5.5, 10.0)
_WIDTH = len(_DIFFICULTIES)
_AHEAD, _BACK = (1, 3, 9, 27, 81, 243), (1, 2, 5, 12, 30, 80, 200)  # days looked at, from today and from the date
_DEARER, _FADES = 2.5, 0.8  # a price is 3.5 times as high on the last day; what that adds is 0.8 of it a day before

GridPoint = tuple[int, float, float, float, float]  # of a card among the states: the lowest corner, and four weights
Values = list[float]  # by state
Neighbours = tuple[float, float, float, float]  # values at the corners of a cell, in the order of its weights
_Transition = tuple[float, int, float, float, float, float, int, float, float, float, float]  # cost; if right; if wrong

NEVER: GridPoint = (0, 1.0, 0.0, 0.0, 0.0)  # of a card that was never shown


def grid_point(stability: float, difficulty: float) -> GridPoint:
    """The cell of the grid that a card lies in, and its four weights there."""
    x = (math.log(stability) - _LEAST) / _RATIO
    last = _ROWS - 1.001
    x = 0.0 if x < 0 else last if x > last else x  # ten thousand cards are placed: min and max would take half the time
    y = (difficulty - _DIFFICULTIES[0]) / (_DIFFICULTIES[1] - _DIFFICULTIES[0])
    last = _WIDTH - 1.001
    y = 0.0 if y < 0 else last if y > last else y
    row, column = int(x), int(y)
    x -= row
    y -= column
    both = x * y
    return row * _WIDTH + column, 1 - x - y + both, y - both, x - both, both


def neighbours(values: Values) -> list[Neighbours]:
    """By lowest corner of a cell, the values of its four states."""
    return list(zip(values, values[1:], values[_WIDTH:], values[_WIDTH + 1 :], strict=False))


def interpolate(around: list[Neighbours], where: GridPoint) -> float:
    """A value between the states."""
    corner, a, b, c, d = where
    i, j, k, m = around[corner]
    return a * i + b * j + c * k + d * m


class Transitions:
    """What one showing makes of every state: two places, each with its chance, and what it costs on average.

    Costs count showings that go right. What goes wrong is answered again in the same session, and is hard then.
    """

    def __init__(self, parameters: Sequence[float]) -> None:
        self.model = FsrsModel(parameters)
        self.stabilities = [math.exp(_LEAST + row * _RATIO) for row in range(_ROWS) for _ in _DIFFICULTIES]
        self._after: dict[float, list[_Transition]] = {}

    def after(self, days: float) -> list[_Transition]:
        """By state, a showing so many days after the last one."""
        gap = _gap(days)
        if gap not in self._after:
            states = zip(self.stabilities, _DIFFICULTIES * _ROWS, strict=True)
            self._after[gap] = [self._transition(stability, difficulty, gap) for stability, difficulty in states]
        return self._after[gap]

    def first(self, known: float) -> _Transition:
        """The first showing, which goes right with a chance of `known`."""
        wrong = self.model.same_day(*self.model.first(Rating.AGAIN), Rating.HARD)
        return _transition(known, self.model.first(Rating.GOOD), wrong)

    def _transition(self, stability: float, difficulty: float, gap: float) -> _Transition:
        memory = self.model
        if gap == 0:
            soon = memory.same_day(stability, difficulty, Rating.GOOD)
            return _transition(1.0, soon, soon)
        chance = memory.recall(gap, stability)
        right = memory.later(stability, difficulty, chance, Rating.GOOD)
        wrong = memory.later(stability, difficulty, chance, Rating.AGAIN)
        return _transition(chance, right, memory.same_day(*wrong, Rating.HARD))


class ActionValues(NamedTuple):
    """By state, the value of a card that is shown today, what that costs, and its value if it waits.

    A value is the chance of recall on the date, less the price of all showings until then but today's.
    """

    now: Values
    costs: Values
    waiting: Values


class ValueFunction:
    """The futures of cards up to a date `left` days away, with a session today and on each day that follows.

    A price is that of one showing that goes right, as a step of a scale: see `price`.
    """

    def __init__(self, transitions: Transitions, left: float, known: float) -> None:
        self._transitions, self._left, self._known = transitions, left, known
        self._length = math.ceil(left)
        self._days = _sparse(self._length)
        self._tables: dict[int, list[list[Neighbours]]] = {}
        self._action_values: dict[tuple[float | None, int], ActionValues] = {}

    def cost_factor(self, day: int) -> float:
        """The cost of a showing on a day, relative to one long before the date; today is 0."""
        return 1 + _DEARER * _FADES ** (self._length - 1 - day)

    def room(self, today: float, daily: float) -> float:
        """The total time, today's session and the daily ones, each at the cost of its day."""
        return today * self.cost_factor(0) + daily * sum(self.cost_factor(day) for day in range(1, self._length))

    def action_values(self, gap: float | None, step: int) -> ActionValues:
        """Of cards that were last shown `gap` days ago (None: never), at a price."""
        if (gap, step) not in self._action_values:
            self._action_values[gap, step] = self._evaluate(gap, step)
        return self._action_values[gap, step]

    def _evaluate(self, gap: float | None, step: int) -> ActionValues:
        tables, stabilities = self._table(step), self._transitions.stabilities
        if gap is None:
            transitions = [self._transitions.first(self._known)] * len(stabilities)
            waiting = [self._known] * len(stabilities)
        else:
            transitions = self._transitions.after(gap)
            waiting = [self._transitions.model.recall(self._left + gap, stability) for stability in stabilities]
        now, costs = _shown(transitions, tables[0], 0.0), [transition[0] for transition in transitions]
        then = []
        for day, table in zip(self._days[1:], tables[1:], strict=True):
            if gap is not None:
                transitions = self._transitions.after(gap + day)
            then.append(_shown(transitions, table, price(step) * self.cost_factor(day)))
        return ActionValues(now, costs, _best(waiting, then))

    def _table(self, step: int) -> list[list[Neighbours]]:
        """For each day looked at, the value of a card that has just been shown."""
        if step not in self._tables:
            recall, stabilities = self._transitions.model.recall, self._transitions.stabilities
            tables: list[list[Neighbours]] = []  # from the last day to the first
            for day in reversed(self._days):
                waiting = [recall(self._left - day, stability) for stability in stabilities]
                shown = [
                    _shown(self._transitions.after(then - day), table, price(step) * self.cost_factor(then))
                    for then, table in zip(reversed(self._days), tables, strict=False)
                ]
                tables.append(neighbours(_best(waiting, shown)))
            self._tables[step] = tables[::-1]
        return self._tables[step]


def price(step: int) -> float:
    """Prices tried: each is a tenth higher than the one before."""
    return 1e-6 * 1.1**step


def steps(ratio: float) -> int:
    """How many steps of the scale of prices make a ratio, to the nearest two."""
    return 2 * round(math.log(ratio) / (2 * math.log(1.1)))


def _gap(days: float) -> float:
    """Days between two showings, rounded so that few differ; 0 is the same day."""
    if days < 1:
        return 0.0
    return float(round(days)) if days < 20 else 20 * 1.05 ** round(math.log(days / 20) / math.log(1.05))


def _transition(chance: float, right: tuple[float, float], wrong: tuple[float, float]) -> _Transition:
    corner, a, b, c, d = grid_point(*right)
    other, e, f, g, h = grid_point(*wrong)
    p, q = chance, 1 - chance
    return p + WRONG * q, corner, p * a, p * b, p * c, p * d, other, q * e, q * f, q * g, q * h


def _shown(transitions: list[_Transition], after: list[Neighbours], price: float) -> Values:
    """The value of each showing at a price, from the values of what it leads to."""
    return [
        a * k + b * m + c * n + d * o + e * p + f * q + g * r + h * s - price * cost
        for cost, i, a, b, c, d, j, e, f, g, h in transitions
        for k, m, n, o in [after[i]]
        for p, q, r, s in [after[j]]
    ]


def _best(waiting: Values, shown: list[Values]) -> Values:
    """By state, the most that waiting or any of the showings is worth."""
    return list(map(max, waiting, *shown)) if shown else waiting


def _sparse(length: int) -> list[int]:
    """A sparse selection of the days 0 to length - 1: dense at both ends, sparse between."""
    return sorted({0, *(day for day in _AHEAD if day < length), *(length - day for day in _BACK if day <= length)})
