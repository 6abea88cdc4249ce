"""Find two parts of an experiment that share a stream of random numbers by a slip of a seed.

Generators that start alike give the same numbers. That is wanted where settings are compared on common random
numbers: both parts then draw alike. Where they draw different things, one depends on the other, and no measurement
of the claim itself needs to show it.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from itertools import combinations
from types import FrameType
from typing import Any

import numpy as np

from quizdl.verify.bounds import within
from quizdl.verify.evidence import Evidence, Measurement

MOST_DRAWS = 1000  # of a stream that are remembered: a slip shows in the first of them
NO_DRAWS = ("bit_generator", "spawn")

Draw = tuple[str, int]  # a method of the generator, and how many numbers it gave


def with_check(run: Callable[[], Any]) -> Any:
    """What an experiment returns: evidence gets a check of the random streams, if they start in two places or more."""
    streams = RandomStreams()
    with streams.recorded():
        evidence = run()
    if isinstance(evidence, Evidence) and streams.places > 1:
        return replace(evidence, measurements=[*evidence.measurements, streams.check()])
    return evidence


class RandomStreams:
    """What generators of numpy draw that code starts by `default_rng` while it is recorded."""

    def __init__(self) -> None:
        self._started: list[tuple[bytes, str, list[Draw]]] = []  # the state at the start, the place in code, the draws

    @property
    def places(self) -> int:
        """The number of places in the code that start generators."""
        return len({place for _, place, _ in self._started})

    def shared(self) -> list[tuple[str, str]]:
        """Pairs of places that start generators alike, and draw different things from them."""
        alike: dict[bytes, set[tuple[str, tuple[Draw, ...]]]] = {}
        for state, place, draws in self._started:
            alike.setdefault(state, set()).add((place, tuple(draws)))
        pairs = {
            (place, other)
            for streams in alike.values()
            for (place, draws), (other, others) in combinations(sorted(streams), 2)
            if place != other and any(one != two for one, two in zip(draws, others, strict=False))
        }
        return sorted(pairs)

    def check(self) -> Measurement:
        """That no two places share a stream; those that do are printed."""
        shared = self.shared()
        for one, other in shared:
            print(f"{one} and {other} start random streams alike and draw different things from them")
        return Measurement(
            "pairs of draws that share a random stream",
            len(shared),
            within(0, 0, because="what is drawn from one seed twice is not independent"),
            check=True,
        )

    def start(self, generator: np.random.Generator, place: str) -> np.random.Generator:
        """The same generator; what it draws from now on is recorded."""
        draws: list[Draw] = []
        self._started.append((pickle.dumps(generator.bit_generator.state), place, draws))
        return _Recorded(self, generator, draws)

    @contextmanager
    def recorded(self) -> Iterator[None]:
        """Record the generators that are started here. They give the same numbers as without."""
        default_rng = np.random.default_rng

        def recording(seed: Any = None) -> np.random.Generator:
            generator = default_rng(seed)
            return generator if generator is seed else self.start(generator, _place(sys._getframe(1)))

        np.random.default_rng = recording
        try:
            yield
        finally:
            np.random.default_rng = default_rng


class _Recorded(np.random.Generator):
    """A generator that notes what is drawn from it."""

    def __init__(self, streams: RandomStreams, generator: np.random.Generator, draws: list[Draw]) -> None:
        super().__init__(generator.bit_generator)
        self._streams, self._draws = streams, draws

    def spawn(self, n_children: int) -> list[np.random.Generator]:
        """Children with streams of their own, recorded too."""
        place = _place(sys._getframe(1))
        children = np.random.Generator(self.bit_generator).spawn(n_children)
        return [self._streams.start(child, place) for child in children]


def _place(frame: FrameType) -> str:
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _noting(name: str) -> Callable[..., Any]:
    """The method of this name, which notes what it draws."""
    method = getattr(np.random.Generator, name)

    @wraps(method)
    def draw(self: _Recorded, *args: Any, **kwargs: Any) -> Any:
        drawn = method(self, *args, **kwargs)
        if len(self._draws) < MOST_DRAWS:
            self._draws.append((name, np.size(args[0] if drawn is None else drawn)))  # shuffle gives None
        return drawn

    return draw


for _name in vars(np.random.Generator):
    if not _name.startswith("_") and _name not in NO_DRAWS:
        setattr(_Recorded, _name, _noting(_name))
