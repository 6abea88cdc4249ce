"""What is seen of a whole classifier that is trained on drawn images and asked."""

from typing import Any

import numpy as np
import pytest

from quizdl.verify.diagnosis import ObservationKind
from quizdl.verify.practice.diagnosis.classifiers import ASKED, observe
from quizdl.verify.practice.diagnosis.draws import Own


class Means:
    """Names the digit whose mean image is nearest, after a small random push; right in every respect."""

    def fit(self, images: Any, labels: Any, seed: int) -> None:
        means = [images[labels == digit].mean(axis=0) for digit in range(10)]
        self.means = np.array(means) + np.random.default_rng(seed).normal(0, 5, (10, 28, 28))

    def predict(self, images: Any) -> Any:
        scores = np.einsum("nij,kij->nk", images.astype(float), self.means) - (self.means**2).sum((1, 2)) / 2
        return scores.argmax(axis=1)


class OneTooHigh(Means):
    def predict(self, images: Any) -> Any:
        return super().predict(images) + 1


class Turned(Means):
    def predict(self, images: Any) -> Any:
        return super().predict(np.swapaxes(images, 1, 2))


class Scores(Means):
    def predict(self, images: Any) -> Any:
        return np.zeros((len(images), 10))


class Unseeded(Means):
    def fit(self, images: Any, labels: Any, seed: int) -> None:
        super().fit(images, labels, seed)
        self.means += np.random.default_rng().normal(0, 50, self.means.shape)  # 5 changed no answer in 1 of 100 runs


class WithNoise(Means):
    def predict(self, images: Any) -> Any:
        return super().predict(images + np.random.default_rng().normal(0, 200, images.shape))


class OfTheBatch(Means):
    def predict(self, images: Any) -> Any:
        return super().predict(50 * (images - images.mean(axis=0)))


class GoesOn(Means):
    def fit(self, images: Any, labels: Any, seed: int) -> None:
        before = getattr(self, "means", None)
        super().fit(images, labels, seed)
        self.means = self.means if before is None else (before + self.means) / 2


class Shared(Means):
    held: list[Any] = []  # noqa: RUF012  # it is the mistake

    def fit(self, images: Any, labels: Any, seed: int) -> None:
        super().fit(images, labels, seed)
        Shared.held[:] = [self.means]

    def predict(self, images: Any) -> Any:
        self.means = Shared.held[0]
        return super().predict(images)


class NeverLearns(Means):
    def fit(self, images: Any, _: Any, seed: int) -> None:
        super().fit(images, np.arange(len(images)) % 10, seed)


class OneDigit(Means):
    def predict(self, images: Any) -> Any:
        return np.full(len(images), 3)


class Raises(Means):
    def predict(self, _: Any) -> Any:
        raise ValueError


def seen(program: type[Means]) -> dict[ObservationKind, tuple[str, ...]]:
    return {one.kind: one.numbers for one in observe(Own(program), program.__name__)}


def test_nothing_is_seen_of_a_right_program_nor_of_one_that_raises() -> None:
    assert seen(Means) == {}
    assert seen(Raises) == {}


@pytest.mark.parametrize(
    ("program", "kind"),
    [
        (OneTooHigh, ObservationKind.OFF_BY),
        (Turned, ObservationKind.ROWS_AND_COLUMNS),
        (Scores, ObservationKind.SHAPE),
        (Unseeded, ObservationKind.SEED),
        (WithNoise, ObservationKind.ASKED_AGAIN),
        (OfTheBatch, ObservationKind.ALONE),
        (GoesOn, ObservationKind.TRAINED_AGAIN),
        (Shared, ObservationKind.SHARED),
        (NeverLearns, ObservationKind.OWN_IMAGES),
        (NeverLearns, ObservationKind.LABELS),
        (OneDigit, ObservationKind.ONE_DIGIT),
    ],
)
def test_what_a_wrong_program_does_is_seen(program: type[Means], kind: ObservationKind) -> None:
    found = seen(program)
    assert kind in found
    not_seen = {ObservationKind.SEED, ObservationKind.ASKED_AGAIN, ObservationKind.ALONE} - {kind}
    assert not not_seen & set(found), "only what is true of it"


def test_what_is_counted_is_told() -> None:
    assert seen(OneTooHigh)[ObservationKind.OFF_BY] == ("+1", str(ASKED), str(ASKED))
    assert seen(Scores)[ObservationKind.SHAPE] == (f"({ASKED}, 10)", str(ASKED))
