"""Plan today's questions for the highest recall on the day of the interview. Pure: no clock, no input or output.

Every showing costs minutes, and raises the chance that its question is recalled on the day. How much depends on
when: soon after the last one it does little, on the last day it does much, but the last day has no room for all.
So minutes get a price, the same for all cards, and dearer towards the date. At a given price each card has a
best future of its own (dynamic programming over FSRS's law of memory), and the right price is the one at which
all those futures take the minutes there are: Lagrange's relaxation of a budget, as Whittle (1988) does for
restless bandits. Today's are the cards that lose most by waiting, per minute.

A plan never writes. What it makes the reader review is logged as it happened, and stability and due dates follow
from the log as ever: after the date plain FSRS goes on from there.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from operator import itemgetter

from quizdl.study.cards import DECAY, Card, nights_before, recall, start_of_day
from quizdl.study.value_function import (
    NEVER,
    GridPoint,
    Transitions,
    ValueFunction,
    grid_point,
    interpolate,
    neighbours,
    price,
    steps,
)

SECONDS = {"choice": 30.0, "number": 40.0, "order": 45.0, "open": 90.0}  # to answer rightly and read the answer
LEVELS = (0.8, 1.0, 1.25)  # of that, by level
KNOWN = 0.25  # chance that a question never seen is answered rightly
REST = 0.5  # days since its last showing before a card is planned again
MOST_DAYS = 366  # looked ahead

_SAMPLE = 200  # cards that the price is looked for with

_Groups = dict[tuple[int, float | None], list[tuple[str, GridPoint]]]  # by seconds of a showing, and days since


def seconds_for(kind: str, level: int, minutes: int = 0) -> float:
    """Seconds for one right answer to a question, if no time was measured; an exercise states its `minutes`."""
    return 60.0 * minutes if minutes else SECONDS[kind] * LEVELS[level - 1]


def expected_recall(
    cards: Mapping[str, Card], questions: Iterable[str], at: datetime, *, unseen: float = 0.0, decay: float = DECAY
) -> float:
    """Expected share of the questions recalled at a time if none is shown before then; 0 where there are none.

    `unseen` is the chance that a question without a card is recalled; `decay` is the last of FSRS's parameters.
    """
    chances = [recall(cards[name], at, decay) if name in cards else unseen for name in questions]
    return math.fsum(chances) / len(chances) if chances else 0.0


def plan_day(
    cards: Mapping[str, Card],
    new: Sequence[str],
    now: datetime,
    until: datetime,
    minutes: float,
    *,
    parameters: Sequence[float],
    seconds: Mapping[str, float],
    daily: float | None = None,
    known: float = KNOWN,
) -> list[str]:
    """The questions to show now, those that lose most by waiting first; on average they take `minutes` or less.

    cards: what is remembered, by question; any of them may be shown. new: questions without a card, in the order
    in which they come where nothing else decides. until: the date, after `now`. minutes: those of this session;
    daily: those of each later day, as many if None. parameters: the scheduler's. seconds: of one showing that
    goes right, for every id. known: the chance that a new question is answered rightly.

    A question that gains nothing by being shown now is left out, so the list may be short; it holds one at least
    if there is one to gain. Raises ValueError where `until` is not after `now`, or there are no minutes.
    """
    if until <= now:
        raise ValueError(f"{until:%Y-%m-%d %H:%M} is not after {now:%Y-%m-%d %H:%M}")
    if minutes <= 0:
        raise ValueError(f"{minutes:g} minutes are not enough for anything")
    left = min(math.ceil((until - now) / timedelta(hours=1)) / 24, MOST_DAYS)
    futures = _value_function(tuple(parameters), left, known)
    groups = _grouped(cards, new, now, seconds)
    step = _price(futures, groups, 60 * futures.room(minutes, minutes if daily is None else daily))
    chosen, budget = list[str](), 60 * minutes
    for name, cost in _urgent(futures, groups, step, seconds):
        if cost <= budget or not chosen:
            chosen.append(name)
            budget -= cost
    return chosen


@lru_cache(maxsize=2)
def _transitions(parameters: tuple[float, ...]) -> Transitions:
    return Transitions(parameters)


@lru_cache(maxsize=64)  # a simulation asks for the same days over and over
def _value_function(parameters: tuple[float, ...], left: float, known: float) -> ValueFunction:
    return ValueFunction(_transitions(parameters), left, known)


def _grouped(cards: Mapping[str, Card], new: Iterable[str], now: datetime, seconds: Mapping[str, float]) -> _Groups:
    """Group cards that share their tables; None means never shown."""
    takes = {each: steps(each) for each in set(seconds.values())}
    groups: _Groups = defaultdict(list)
    morning, rested = start_of_day(now), now - timedelta(days=REST)
    for name, card in cards.items():
        if card.last <= rested:
            group = groups[takes[seconds[name]], _age(nights_before(morning, card.last))]
            group.append((name, grid_point(card.stability, card.difficulty)))
    for name in new:
        groups[takes[seconds[name]], None].append((name, NEVER))
    return groups


@cache
def _age(days: int) -> float:
    """Days since a showing, and fewer of them told apart the longer ago."""
    return days if days < 6 else round(6 * 1.3 ** round(math.log(days / 6, 1.3)))


def _price(futures: ValueFunction, groups: _Groups, room: float) -> int:
    """The price of a second at which the best futures of all cards take just the `room` there is.

    It is where the bound on what can be reached at all, room at its price and the values of all cards at that
    price, is lowest. The bound is convex.
    """
    total = sum(map(len, groups.values()))
    sample: dict[tuple[int, float | None], list[GridPoint]] = defaultdict(list)
    for (takes, gap), group in groups.items():
        rough = gap and 3 ** round(math.log(gap, 3))  # near enough for a price
        sample[4 * round(takes / 4), rough].extend(where for _, where in group)

    @cache
    def bound(step: int) -> float:
        value = price(step) * room
        for (takes, gap), places in sample.items():
            now, costs, waiting = futures.action_values(gap, step + takes)
            paid = price(step + takes) * futures.cost_factor(0)
            best = [max(shown - paid * cost, wait) for shown, cost, wait in zip(now, costs, waiting, strict=True)]
            some, around = places[:: max(1, total // _SAMPLE)], neighbours(best)
            value += len(places) / len(some) * sum(interpolate(around, where) for where in some)
        return value

    step, reach = 80, 8
    while reach > 1:  # the tables of even steps will be needed again
        step, before = min(step, max(step - reach, 0), step + reach, key=bound), step
        if step == before:
            reach //= 2
    return step


def _urgent(
    futures: ValueFunction, groups: _Groups, step: int, seconds: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Those worth being shown today and the seconds that takes, by what is lost by waiting, per second."""
    found = list[tuple[float, str, float]]()
    for (takes, gap), group in groups.items():
        now, costs, waiting = futures.action_values(gap, step + takes)
        losses = [shown - wait for shown, wait in zip(now, waiting, strict=True)]
        if max(losses) <= 0:
            continue
        lost, cost_around = neighbours(losses), neighbours(costs)
        for name, where in group:
            if (loss := interpolate(lost, where)) > 0:
                cost = interpolate(cost_around, where) * seconds[name]
                found.append((loss / cost, name, cost))
    found.sort(key=itemgetter(0), reverse=True)
    return [(name, cost) for _, name, cost in found]
