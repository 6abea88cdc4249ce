"""Fitting to logs of readers whose law of memory is known, and refusing where there is too little to fit to."""

import sys
from datetime import UTC, datetime, timedelta
from math import log as log_e
from random import Random

import fsrs
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from quizdl.errors import CannotFit
from quizdl.study import fitting
from quizdl.study.cards import Card, Rating, Review, recall
from quizdl.study.fitting import Fit, fit
from quizdl.study.scheduling import Scheduler

START = datetime(2026, 1, 1, 19, tzinfo=UTC)
SLOW = (*DEFAULT_PARAMETERS[:8], 0.9, *DEFAULT_PARAMETERS[9:])  # gains little by each review


def log_of(parameters: tuple[float, ...], *, questions: int, days: int, seed: int = 0) -> list[Review]:
    """What a reader of these parameters answers where default FSRS says when: eight new questions a day."""
    draw, log = Random(seed), list[Review]()
    memory, schedule = Scheduler(parameters), Scheduler()
    remembered: dict[str, Card] = {}
    kept: dict[str, Card] = {}
    for day in range(days):
        now = START + timedelta(days=day)
        new = [f"q{number}" for number in range(8 * day, min(8 * day + 8, questions))]
        for name in [*new, *(name for name, card in kept.items() if card.due <= now + timedelta(hours=4))]:
            chance = recall(remembered[name], now, parameters[20]) if name in remembered else 0.4
            right = draw.random() < chance
            review = Review(name, 1, draw.choices(list(Rating)[1:], [3, 14, 3])[0] if right else Rating.AGAIN, now)
            log.append(review)
            remembered[name] = memory.review(remembered.get(name), review)
            kept[name] = schedule.review(kept.get(name), review)
    return log


def days_of(count: int) -> list[Review]:
    """One question, reviewed every day."""
    return [Review("q", 1, Rating.GOOD, START + timedelta(days=day)) for day in range(count)]


@pytest.mark.slow
def test_fitted_parameters_predict_a_reader_who_gains_less_by_each_review_better() -> None:
    found = fit(log_of(SLOW, questions=200, days=45))
    assert found.better
    assert found.fitted_loss < found.default_loss
    assert found.parameters[8] < DEFAULT_PARAMETERS[8]
    Scheduler(found.parameters)  # within fsrs's bounds


@pytest.mark.slow
def test_of_a_reader_like_the_default_one_fitting_finds_no_more_than_luck_and_says_which_is_better() -> None:
    """The default is then the truth, and the likelihood ratio of any law fixed beforehand has an expectation of 1:
    by Markov's inequality it passes 1000 once in a thousand times at most (Ville 1939)."""
    found = fit(log_of(DEFAULT_PARAMETERS, questions=200, days=45))
    assert (found.default_loss - found.fitted_loss) * found.held_out < log_e(1000)
    assert found.better == (found.fitted_loss < found.default_loss)


def test_the_losses_are_those_of_the_held_out_reviews_and_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    log = log_of(DEFAULT_PARAMETERS, questions=40, days=20)
    monkeypatch.setattr(fitting, "LEAST", 50)
    given: tuple[float, ...]
    monkeypatch.setattr(fitting, "_optimized", lambda _: given)
    cut = len(log) - round(len(log) / 5)

    def losses(parameters: tuple[float, ...]) -> list[float]:
        scheduler, cards, chances = Scheduler(parameters), dict[str, Card](), list[float]()
        for number, review in enumerate(log):
            card = cards.get(review.question)
            if number >= cut and card and review.at - card.last >= timedelta(days=1):
                chance = recall(card, review.at, parameters[20])
                chances.append(chance if review.rating > Rating.AGAIN else 1 - chance)
            cards[review.question] = scheduler.review(card, review)
        return chances

    for given in (SLOW, DEFAULT_PARAMETERS):
        found = fit(log)
        expected = [-sum(map(log_e, chances)) / len(chances) for chances in map(losses, (DEFAULT_PARAMETERS, given))]
        assert (found.default_loss, found.fitted_loss) == pytest.approx(expected)
        assert found.held_out == len(losses(given))
        assert found.better == (expected[1] < expected[0])
    assert not found.better  # a tie is no reason to change
    in_use = fit(log, SLOW)
    assert in_use.used_loss == pytest.approx(-sum(map(log_e, losses(SLOW))) / len(losses(SLOW)))


def test_a_log_that_is_too_short_is_refused_and_says_how_much_there_is() -> None:
    with pytest.raises(CannotFit, match=r"needs 512 reviews.*there are 0"):
        fit([])
    with pytest.raises(CannotFit, match="there are 63"):  # the optimizer looks at 64 of a question
        fit(reversed(days_of(400)))


def test_reviews_on_the_day_of_the_last_do_not_count() -> None:
    often = [Review(f"q{n % 9}", 1, Rating.GOOD, START + timedelta(seconds=20 * n)) for n in range(1_400)]
    with pytest.raises(CannotFit, match="there are 0"):
        fit(often)


def test_a_log_whose_end_judges_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "LEAST", 10)
    late = [Review(f"new{n}", 1, Rating.GOOD, START + timedelta(days=90)) for n in range(20)]
    with pytest.raises(CannotFit, match="last fifth"):
        fit(days_of(60) + late)


@pytest.mark.slow
def test_what_counts_is_what_the_optimizer_counts() -> None:
    """One less, and it hands the defaults back; the count is fsrs's own, seen from outside."""
    log = [Review(f"q{n % 100}", 1, Rating.GOOD, START + timedelta(days=n // 100)) for n in range(700)]
    assert fitting._counted(log[:611]) == 511
    assert fitting._counted(log[:612]) == 512
    assert fitting._optimized(log[:611]) == DEFAULT_PARAMETERS
    assert fitting._optimized(log[:612]) != DEFAULT_PARAMETERS


def test_of_a_long_log_the_questions_reviewed_last_are_taken_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MOST", 30)
    old = [Review("old", 1, Rating.GOOD, START + timedelta(days=day)) for day in range(100)]
    both = [
        Review(name, 1, Rating.GOOD, START + timedelta(days=day)) for day in range(200, 220) for name in ("mid", "late")
    ]
    assert fitting._newest(old + both) == both


def test_without_the_extra_fitting_is_refused_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)  # an import of it raises ImportError
    monkeypatch.delitem(sys.modules, "fsrs.optimizer", raising=False)
    monkeypatch.delattr(fsrs, "Optimizer", raising=False)
    log = [Review(f"q{n % 100}", 1, Rating.GOOD, START + timedelta(days=n // 100)) for n in range(900)]
    with pytest.raises(CannotFit, match=r"quizdl\[fit\]"):
        fit(log)


def test_a_fit_that_is_no_better_is_not_kept() -> None:
    assert Fit(SLOW, 600, 150, default_loss=0.31, fitted_loss=0.30).better
    assert not Fit(SLOW, 600, 150, default_loss=0.30, fitted_loss=0.30).better


@pytest.mark.parametrize(
    ("default", "used", "fitted", "better", "default_again"),
    [
        (0.32, 0.31, 0.30, True, False),
        (0.32, 0.30, 0.31, False, False),
        (0.30, 0.32, 0.31, False, True),
        (0.30, 0.31, 0.32, False, True),
        (0.31, 0.32, 0.30, True, False),
        (0.30, 0.30, 0.30, False, False),
    ],
)
def test_of_three_laws_the_one_that_predicts_best_is_used(
    default: float, used: float, fitted: float, better: bool, default_again: bool
) -> None:
    found = Fit(SLOW, 600, 150, default, fitted, used)
    assert (found.better, found.default_again) == (better, default_again)
