"""The best of many: how far a validation accuracy flatters the model that it chose."""

import itertools
import math

import numpy as np

from quizdl.lab.checks import NOT_ODD
from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.expected_best import expected_best
from .common import Array, floats, most_errors, require

SIZES = [1, 2, 5, 10, 20, 50, 100, 200]


def enumerated(k: int, n: int) -> float:
    """Mean of the largest of k accuracies on n images over all patterns of right and wrong answers."""
    patterns = np.array(list(itertools.product([0, 1], repeat=k * n))).reshape(-1, k, n)
    return float(patterns.mean(axis=2).max(axis=1).mean())


def deviation(k: int, n: int) -> float:
    """Standard deviation of that largest accuracy, from its distribution F(j)ᵏ."""
    below = np.cumsum([math.comb(n, j) / 2**n for j in range(n + 1)]) ** k
    chances = np.diff(below, prepend=0.0)
    j = np.arange(n + 1) / n
    mean = float(chances @ j)
    return math.sqrt(max(float(chances @ (j - mean) ** 2), 0.0))


def right_answers(rng: np.random.Generator, chains: int, k: int, n: int, shared: int) -> Array:
    """Which of n answers of k coin flippers are right, shape (chains, k, n); all give the first `shared` alike."""
    labels = rng.integers(2, size=(chains, 1, n), dtype=np.int8)
    guesses = rng.integers(2, size=(chains, k, n), dtype=np.int8)
    guesses[:, :, :shared] = guesses[:, :1, :shared]
    right: Array = (guesses == labels).astype(np.float64)
    return right


def chosen(validation: Array, test: Array) -> tuple[Array, Array]:
    """Validation and test accuracy of the model that is best on validation, in each chain; shape (chains,) each."""
    scores = validation.mean(axis=2)
    winner = scores.argmax(axis=1)
    chain = np.arange(len(scores))
    return scores[chain, winner], test.mean(axis=2)[chain, winner]


@claim(
    en="The validation accuracy of the best of k models that know nothing is the expected maximum of k binomials, at "
    "most ½ + √(ln k/(2n)) on n images; on fresh images the winner is at ½. Models that answer mostly alike flatter "
    "less.",
    ko="아무것도 모르는 모델 k개 가운데 가장 좋은 것의 검증 정확도는 이항분포 k개의 최댓값의 기댓값이며, 이미지 "
    "n장에서 ½ + √(ln k/(2n)) 이하이다. 새 이미지에서 그 모델의 정확도는 ½이다. 서로 비슷하게 답하는 모델들이면 "
    "덜 부풀려진다.",
    short="The best of many models",
    seconds=0.8,
    literature="Cawley & Talbot 2010",
)
def best_of_k(images: int = 100, chains: int = 200, seed: int = 0) -> Evidence:
    require(
        20 <= images <= 200 and 100 <= chains <= 1000,
        en="20 to 200 images and 100 to 1000 chains: few images or chains show little, many take long",
        ko="이미지는 20장에서 200장, 체인은 100개에서 1,000개 사이여야 한다. 적으면 보이지 않고 많으면 오래 걸린다",
    )
    rng, most, n = np.random.default_rng(seed), SIZES[-1], images
    validation, test = (right_answers(rng, chains, most, n, shared=0) for _ in range(2))
    simulated, fresh = np.array(
        [[one.mean() for one in chosen(validation[:, :k], test[:, :k])] for k in SIZES],
    ).T
    exact = np.array([expected_best(k, n) for k in SIZES])
    spread = np.array([deviation(k, n) for k in SIZES]) / math.sqrt(chains)
    shared = n * 9 // 10
    others = right_answers(rng, chains, most, n, shared)
    alike, _ = chosen(others, test)
    expected_alike = (shared / 2 + (n - shared) * expected_best(most, n - shared)) / n
    alike_spread = math.hypot(math.sqrt(shared) / 2, (n - shared) * deviation(most, n - shared)) / n
    errors, half = most_errors(chains), 0.5 / math.sqrt(n * chains)
    many = np.arange(1, 1001)
    room = [0.5 + math.sqrt(math.log(k) / (2 * n)) - expected_best(int(k), n) for k in many]
    accuracies = validation.mean(axis=2)
    because = "distribution of a maximum, F(j)ᵏ; 99.99 % of means of as many chains"
    last = float(most)
    return Evidence(
        finding=Finding(
            "The best of {most} guessing models reports {best:.3g} on {images} validation images and gets {fresh:.3g} "
            "on fresh ones",
            best="validation accuracy of the best of all",
            fresh="accuracy of the best of all on fresh images",
        ),
        caption="Validation accuracy of the best of k models that guess: simulated, expected, and its bound; and the "
        "accuracy of the same models on fresh images.",
        fields={"most": most, "images": images},
        measurements=[
            Measurement(
                "validation accuracy of the best of all",
                simulated[-1],
                within(exact[-1], errors * spread[-1], because=because),
            ),
            Measurement(
                "accuracy of the best of all on fresh images",
                fresh[-1],
                within(0.5, errors * half, because="it was chosen without them; 99.99 % of means of fair coins"),
            ),
            Measurement(
                "validation accuracy of a single model",
                simulated[0],
                within(0.5, errors * half, because="nothing is chosen; 99.99 % of means of fair coins"),
            ),
            Measurement(
                "largest distance from the expected maximum for 1 to 200 models",
                float(np.max(abs(simulated - exact) / spread)),
                at_most(errors, because=because),
                unit="standard errors",
            ),
            Measurement(
                "error of the expected maximum of 3 models on 2 images",
                abs(expected_best(3, 2) - enumerated(3, 2)),
                at_most(1e-14, because="all 64 patterns of right and wrong; rounding"),
            ),
            Measurement(
                "error of the expected maximum of 2 models on 5 images",
                abs(expected_best(2, 5) - enumerated(2, 5)),
                at_most(1e-14, because="all 1024 patterns of right and wrong; rounding"),
            ),
            Measurement(
                "least that ½ + √(ln k/(2n)) is above the expectation for 1 to 1000 models",
                min(room),
                within(0, 1e-12, because="maximum of sub-Gaussian numbers, and equal for one model; rounding"),
            ),
            Measurement(
                "validation accuracy of the best of all that share 90 % of their answers",
                float(alike.mean()),
                within(
                    expected_alike,
                    errors * alike_spread / math.sqrt(chains),
                    because="½ on the shared images and the expected maximum on the others; 99.99 %",
                ),
            ),
            Measurement(
                "mean accuracy of all models",
                float(accuracies.mean()),
                within(0.5, 5 * 0.5 / math.sqrt(accuracies.size * n), because="fair coins; 5 standard errors"),
                check=True,
            ),
            Measurement(
                "variance of the accuracies of all models over 1/(4n)",
                float(np.mean((accuracies - 0.5) ** 2)) * 4 * n,
                within(1, 5 * math.sqrt(2 / accuracies.size), because="independent fair coins; 5 standard errors"),
                check=True,
            ),
            Measurement(
                "how odd the answers to validation and fresh images look",
                max(
                    oddity_of_integers(np.stack([one[:, :12, start:] for one in sets]), 2)
                    for sets, start in (((validation, test), 0), ((validation, test, others), shared))
                ),
                NOT_ODD,
                check=True,
            ),
        ],
        controls=[
            Control(
                "gain of the best of all over ½",
                (simulated[-1] - 0.5) * 2 * math.sqrt(n),
                within(0, errors / math.sqrt(chains)),
                unit="standard deviations of one accuracy",
            ),
            Control(
                "gain of the best that share 90 % over that of the best of all",
                float((alike.mean() - 0.5) / (simulated[-1] - 0.5)),
                within(1, errors * spread[-1] / (exact[-1] - 0.5)),
            ),
        ],
        curves=[
            Curve("best on validation", floats(simulated), x=floats(SIZES), points=True, role="subject"),
            Curve("expected", floats(exact), x=floats(SIZES), role="reference"),
            Curve(
                "½ + √(ln k/2n)", [0.5 + math.sqrt(math.log(k) / (2 * n)) for k in SIZES], x=floats(SIZES), role="bound"
            ),
            Curve("the same on fresh images", floats(fresh), x=floats(SIZES)),
        ],
        axes=Axes(
            x="models tried",
            y="accuracy",
            log_x=True,
            marks=[
                Mark(of="validation accuracy of the best of all", x=last),
                Mark(of="accuracy of the best of all on fresh images", x=last),
            ],
        ),
    )


mutant("counts one model too few", "(below / 2**n) ** k", "(below / 2**n) ** (k - 1)", program="expected_best")
mutant("begins the sum at one right answer", "for j in range(n):", "for j in range(1, n):", program="expected_best")
mutant(
    "scores the winner on the images that chose it",
    "return scores[chain, winner], test.mean(axis=2)[chain, winner]",
    "return scores[chain, winner], scores[chain, winner]",
)
mutant(
    "takes the first model for the best", "winner = scores.argmax(axis=1)", "winner = np.zeros(len(scores), dtype=int)"
)
mutant(
    "lets neighbours share their answers",
    "guesses[:, :, :shared] = guesses[:, :1, :shared]",
    "guesses[:, 1::2] = guesses[:, ::2][:, : k // 2]\n    guesses[:, :, :shared] = guesses[:, :1, :shared]",
)
