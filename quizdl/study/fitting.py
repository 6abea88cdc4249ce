"""Fit FSRS's parameters to a reader's log, and keep them only if they predict held-out reviews better. Pure.

The optimizer of fsrs needs torch, pandas and tqdm; they are imported only for a fit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean

from quizdl.errors import CannotFit
from quizdl.study.cards import Review, days_between
from quizdl.study.scheduling import EARLIEST, Scheduler

HELD_OUT = 1 / 5  # of the log, its last part
LEAST = 512  # reviews to fit to: a mini-batch of fsrs's optimizer, which hands the defaults back below that
DEEPEST = 64  # reviews of a question: the optimizer leaves out what comes after them
MOST = 10_000  # reviews to fit to, those of the questions reviewed last: more take minutes and change little
SURE = 1e-6  # no prediction counts as surer than this: one surprise would outweigh all the rest


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted, current and default parameters by the mean log loss (in nats) of the held-out reviews.

    Those in use were fitted to a shorter log: to none of the reviews held out now.
    """

    parameters: tuple[float, ...]  # the fitted ones, whether better or not
    fitted_on: int  # reviews that counted
    held_out: int  # reviews that counted
    default_loss: float
    fitted_loss: float
    used_loss: float | None = None  # of those in use, where they are not the default ones

    @property
    def better(self) -> bool:
        """Whether to keep the fitted parameters."""
        return self.fitted_loss < min(self.default_loss, self.used_loss or math.inf)

    @property
    def default_again(self) -> bool:
        """Whether to replace the current parameters by the default ones."""
        return not self.better and self.used_loss is not None and self.default_loss < self.used_loss


def fit(log: Iterable[Review], used: Sequence[float] | None = None) -> Fit:
    """Fit to the first four fifths of a log by time, and evaluate on the last fifth.

    log: of all that one reader reviewed; a question's name says which bank it is of. used: parameters in use, if
    they are not the default ones.

    Counted is each review on a later day than the one before of the same question. It takes some five
    milliseconds a review. Raises CannotFit where fewer than LEAST that count are left to fit to, or none to
    judge by, or the extra `fit` is not installed.
    """
    reviews = sorted(log, key=lambda review: review.at)
    cut = len(reviews) - round(HELD_OUT * len(reviews))
    first = _newest(reviews[:cut])
    fitted_on = _counted(first)
    if fitted_on < LEAST:
        raise CannotFit(
            f"fitting needs {LEAST} reviews on a later day than the one before in the first four fifths of the log, "
            f"and there are {fitted_on}"
        )
    default = Scheduler()
    skipped = len(_losses(default, reviews[:cut]))
    default_losses = _losses(default, reviews)[skipped:]
    if not default_losses:
        raise CannotFit("the last fifth of the log holds no review on a later day than the one before to judge by")
    parameters = _optimized(first)
    fitted = fmean(_losses(Scheduler(parameters), reviews)[skipped:])
    in_use = None if used is None else fmean(_losses(Scheduler(used), reviews)[skipped:])
    return Fit(parameters, fitted_on, len(default_losses), fmean(default_losses), fitted, in_use)


def _newest(reviews: Sequence[Review]) -> list[Review]:
    """The reviews of the most recently reviewed questions, about MOST reviews in all."""
    counts: dict[str, int] = {}  # from the question reviewed last to the one longest ago
    for review in reversed(reviews):
        counts[review.question] = counts.get(review.question, 0) + 1
    total, kept = 0, set[str]()
    for question, count in counts.items():
        if total >= MOST:
            break
        kept.add(question)
        total += count
    return [review for review in reviews if review.question in kept]


def _counted(reviews: Iterable[Review]) -> int:
    """The number of reviews that the optimizer learns from."""
    seen: dict[str, list[Review]] = {}
    for review in reviews:
        seen.setdefault(review.question, []).append(review)
    return sum(
        days_between(before.at, after.at) > 0
        for history in seen.values()
        for before, after in pairwise(history[:DEEPEST])
    )


def _optimized(reviews: Iterable[Review]) -> tuple[float, ...]:
    import fsrs

    seen: dict[str, tuple[int, datetime, datetime]] = {}  # id for fsrs, last review, and the time that fsrs sees
    logs = []
    for review in reviews:
        card_id, last, shifted = seen.get(review.question, (len(seen), review.at, EARLIEST))
        shifted += timedelta(days=days_between(last, review.at))  # the optimizer counts days by 24 hours
        seen[review.question] = card_id, review.at, shifted
        logs.append(fsrs.ReviewLog(card_id, fsrs.Rating(review.rating), shifted, None))
    try:
        optimizer = fsrs.Optimizer(logs)
    except ImportError as trouble:
        raise CannotFit("fitting needs pandas and tqdm: install quizdl[fit]") from trouble
    return tuple(optimizer.compute_optimal_parameters())


def _losses(scheduler: Scheduler, reviews: Iterable[Review]) -> list[float]:
    """Log losses of the predicted recall, of the reviews that count."""
    return [
        -math.log(max(chance if recalled else 1 - chance, SURE))
        for _, recalled, chance in scheduler.predictions(reviews)
    ]
