"""What is shown today for the sake of a date: against the best there is, and against what must hold of any plan."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from statistics import mean

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from quizdl.study.cards import Card, Rating, Review, day_of, recall
from quizdl.study.fsrs_model import FsrsModel
from quizdl.study.plan import REST, expected_recall, plan_day, seconds_for
from quizdl.study.scheduling import Scheduler

NOW = datetime(2026, 3, 1, 19, tzinfo=UTC)

MEMORY = FsrsModel(DEFAULT_PARAMETERS)


def card(name: str, stability: float, ago: float, difficulty: float = 5.0) -> Card:
    last = NOW - timedelta(days=ago)
    due = last + timedelta(days=max(round(stability), 1))
    return Card(name, 1, 2, None, stability, difficulty, due, last, 3, 0, Rating.GOOD)


def cards(*given: Card) -> dict[str, Card]:
    return {one.question: one for one in given}


def plan(
    known: dict[str, Card], new: Sequence[str] = (), *, days: float = 10, minutes: float = 1e4, **seconds: float
) -> list[str]:
    takes = {name: seconds.get(name, 60.0) for name in [*known, *new]}
    until = NOW + timedelta(days=days)
    return plan_day(known, new, NOW, until, minutes, parameters=DEFAULT_PARAMETERS, seconds=takes)


# The choice


def test_a_plan_takes_about_the_minutes_there_are() -> None:
    known = cards(*(card(f"q{n}", 1.0 + n / 9, 2.0 + n % 7) for n in range(200)))
    chosen = plan(known, [f"n{n}" for n in range(50)], minutes=30)
    takes = {name: 2 - recall(known[name], NOW) if name in known else 1.75 for name in chosen}
    assert 28 <= sum(takes.values()) <= 30.5  # of a minute each; interpolation rounds the chances
    assert len(set(chosen)) == len(chosen)


def test_one_question_is_shown_even_if_it_takes_longer_than_there_is_time() -> None:
    assert plan({}, ["long", "other"], minutes=0.5) == ["long"]


def test_new_questions_keep_their_order_and_short_ones_come_before_long_ones() -> None:
    assert plan({}, ["b", "a", "c"], b=50.0, a=50.0, c=50.0) == ["b", "a", "c"]
    assert plan({}, ["long", "short"], minutes=1.5, long=90.0, short=30.0) == ["short"]


def test_on_the_last_day_the_least_remembered_comes_first() -> None:
    known = cards(card("fresh", 20.0, 2.0), card("fading", 20.0, 60.0), card("half", 20.0, 20.0))
    assert plan(known, days=1) == ["fading", "half", "fresh"]


def test_a_review_waits_for_the_day_on_which_it_does_most() -> None:
    """Where minutes are short, what holds anyway is not shown early while there is something that does not."""
    known = cards(card("steady", 60.0, 2.0, 2.0), card("weak", 0.3, 2.0, 8.0))
    assert plan(known, days=10, minutes=1)[0] == "weak"
    assert plan(cards(card("steady", 60.0, 2.0)), ["new"], days=10, minutes=2)[0] == "new"


def test_what_was_just_shown_rests() -> None:
    hour = 1 / 24
    assert plan(cards(card("now", 1.0, 0.0), card("soon", 1.0, REST - hour), card("later", 1.0, 1.0))) == ["later"]


def test_a_date_that_has_passed_and_no_time_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="2026-03-01 19:00 is not after"):
        plan({}, ["new"], days=0)
    with pytest.raises(ValueError, match="0 minutes"):
        plan({}, ["new"], minutes=0)


def test_nothing_to_show_is_an_empty_plan() -> None:
    assert plan({}) == []
    assert plan({}, ["new"], minutes=1) == ["new"]


CARDS = st.builds(
    card,
    st.uuids().map(str),
    st.floats(0.001, 36_500),
    st.floats(0, 4_000),
    st.floats(1, 10),
)


@given(
    st.lists(CARDS, max_size=30),
    st.integers(0, 30),
    st.floats(0.01, 1_500),
    st.floats(0.1, 1e5),
    st.lists(st.floats(0.1, 5_000), min_size=60, max_size=60),
)
@settings(max_examples=30, deadline=None)
@pytest.mark.slow
def test_any_plan_names_each_card_once_and_none_that_rests_and_touches_nothing(
    given_cards: list[Card], new: int, days: float, minutes: float, takes: list[float]
) -> None:
    known, fresh = cards(*given_cards), [f"n{n}" for n in range(new)]
    seconds = dict(zip([*known, *fresh], takes, strict=False))
    before = deepcopy((known, fresh, seconds))
    until = NOW + timedelta(days=days)

    def planned() -> list[str]:
        return plan_day(known, fresh, NOW, until, minutes, parameters=DEFAULT_PARAMETERS, seconds=seconds)

    chosen = planned()
    assert (known, fresh, seconds) == before
    assert chosen == planned()
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= {name for name, one in known.items() if NOW - one.last >= timedelta(days=REST)} | set(fresh)


State = tuple[float, float, int] | None  # stability, difficulty, day of the last showing; None: never shown

Policy = Callable[[tuple[State, ...], int], Sequence[int]]  # of the days left for a showing: which may be shown


def shown(state: State, day: int) -> list[tuple[float, State]]:
    """What a showing makes of a card, with chances."""
    if state is None:
        right, wrong, chance = MEMORY.first(Rating.GOOD), MEMORY.first(Rating.AGAIN), 0.25
    else:
        stability, difficulty, last = state
        chance = MEMORY.recall(day - last, stability)
        right = MEMORY.later(stability, difficulty, chance, Rating.GOOD)
        wrong = MEMORY.later(stability, difficulty, chance, Rating.AGAIN)
    return [(chance, (*right, day)), (1 - chance, (*MEMORY.same_day(*wrong, Rating.HARD), day))]


def reached(
    states: tuple[State, ...], day: int, end: int, policy: Policy, weigh: Callable[[list[float]], float]
) -> float:
    """How many are recalled on the day `end`, on average over all that can happen, with one showing a day."""
    if day == end:
        return sum(MEMORY.recall(end - state[2], state[0]) if state else 0.25 for state in states)
    values = []
    for place_ in policy(states, day):
        after = shown(states[place_], day)
        values.append(
            sum(
                chance * reached((*states[:place_], state, *states[place_ + 1 :]), day + 1, end, policy, weigh)
                for chance, state in after
            )
        )
    return weigh(values)


@pytest.mark.slow
def test_with_one_showing_a_day_a_plan_comes_near_the_best_that_any_order_can_reach() -> None:
    """It may lose a fifth of what showing them in random order loses, all outcomes counted exactly."""
    end = 5
    start: tuple[State, ...] = ((0.4, 7.0, -2), (6.0, 4.0, -20), (30.0, 5.0, -6), None)

    def planned(states: tuple[State, ...], day: int) -> list[int]:
        known = cards(*(card(str(n), s[0], day - s[2], s[1]) for n, s in enumerate(states) if s))
        new = [str(n) for n, state in enumerate(states) if state is None]
        return [int(name) for name in plan(known, new, days=end - day, minutes=1)[:1]]

    every: Policy = lambda states, day: range(len(states))  # noqa: ARG005, E731  # a policy of one line
    best = reached(start, 0, end, every, max)
    by_chance = reached(start, 0, end, every, mean)
    assert best - reached(start, 0, end, planned, max) < (best - by_chance) / 5


# What it does to the schedule


def test_after_the_date_cards_are_what_fsrs_makes_of_the_log_and_nothing_else() -> None:
    """A plan leaves no trace but the answers: a rebuild without the date gives the same cards."""
    scheduler, kept, log = Scheduler(), dict[str, Card](), list[Review]()
    until = NOW + timedelta(days=6)
    names = [f"q{n}" for n in range(40)]
    for day in range(6):
        now = NOW + timedelta(days=day)
        new = [name for name in names if name not in kept]
        chosen = plan_day(
            kept, new, now, until, 12, parameters=scheduler.parameters, seconds=dict.fromkeys(names, 60.0)
        )
        for count, name in enumerate(chosen):
            review = Review(name, 1, Rating.AGAIN if count % 4 == 0 else Rating.GOOD, now)
            log.append(review)
            kept[name] = scheduler.review(kept.get(name), review)
    assert len(log) > 40
    assert kept == Scheduler().rebuild(log)


@given(
    st.floats(0.001, 10_000),
    st.floats(1, 10),
    st.floats(0, 100),
    st.sampled_from([Rating.HARD, Rating.GOOD, Rating.EASY]),
)
@settings(max_examples=200, deadline=None)
def test_one_review_more_however_early_never_shortens_stability_nor_makes_a_card_due_sooner(
    stability: float, difficulty: float, days: float, rating: Rating
) -> None:
    before = card("q", stability, 0.0, difficulty)
    after = Scheduler().review(before, Review("q", 1, rating, NOW + timedelta(days=days)))
    assert after.stability >= stability
    assert day_of(after.due) >= day_of(before.due)


# Readiness


def test_readiness_is_the_mean_chance_of_recall_on_the_date_with_unseen_questions_at_their_own() -> None:
    known = cards(card("a", 5.0, 1.0), card("b", 50.0, 9.0), card("elsewhere", 1.0, 1.0))
    until = NOW + timedelta(days=30)
    seen = recall(known["a"], until) + recall(known["b"], until)
    assert expected_recall(known, ["a", "b", "c"], until) == pytest.approx(seen / 3)
    assert expected_recall(known, ["a", "b", "c"], until, unseen=0.25) == pytest.approx((seen + 0.25) / 3)
    assert expected_recall(known, [], until) == 0


def test_a_showing_takes_longer_the_more_there_is_to_say() -> None:
    assert seconds_for("choice", 1) < seconds_for("choice", 3) < seconds_for("open", 1)


def test_an_exercise_takes_its_minutes_whatever_its_level() -> None:
    assert seconds_for("code", 1, minutes=15) == seconds_for("code", 3, minutes=15) == 900


@pytest.mark.slow
@pytest.mark.parametrize("law", ["fsrs", "exponential", "act-r"])
def test_in_simulation_more_is_recalled_on_the_day_than_in_random_order(law: str) -> None:
    """At 99 % confidence, over 20 learners; none of them remembers by the parameters that the plan reckons with."""
    from quizdl.lab.statistics import mean_interval
    from tools.study_simulation import recalled

    shares = {
        strategy: [recalled(law, strategy, f"test {n}", questions=100, days=14, minutes=15)[0] for n in range(20)]
        for strategy in ("plan", "random order")
    }
    ahead = [ours - theirs for ours, theirs in zip(shares["plan"], shares["random order"], strict=True)]
    assert mean_interval(ahead, 0.99)[0] > 0


def test_who_comes_a_little_earlier_than_the_day_before_is_planned_as_after_a_day() -> None:
    def first(ago: float) -> list[str]:
        known = cards(*(card(f"q{n}", 0.5 + n, ago, 1 + n % 9) for n in range(40)))
        return plan(known, days=3, minutes=10)

    assert first(1 - 10 / 1440) == first(1)
    assert first(15 / 24) != first(1), "what was shown this morning is not a day old tonight"
