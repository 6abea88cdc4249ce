"""What it is worth to share weights: the same layer with filters of its own for every pixel."""

from collections.abc import Callable

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from quizdl.lab.checks import check_draws, check_mean_interval
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_integers
from quizdl.lab.statistics import mean_interval
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    progress,
    within,
)

from ..programs.convolution_cost import convolution_parameters, locally_connected_parameters
from .digits import (
    Watched,
    digits,
    enough_images,
    epochs_of_batches,
    halved,
    moved,
    order_checks,
    sample_checks,
    test_digits,
)
from .equal_budget import Contrasts, above_zero, check_contrasts
from .networks import LocallyConnected, accuracy, arrays, check_starts, count, first_weights, shallow, train


def shared() -> nn.Conv2d:
    """A convolution from 1 map to 8."""
    return nn.Conv2d(1, 8, 3, padding=1)


def movement_checks(most: int, seed: int) -> list[Measurement]:
    """Checks that images are moved by what is said of each, and that they are halved as torch does it."""
    each = np.indices((2 * most + 1, 2 * most + 1)).reshape(2, -1).T - most
    dots = np.zeros((len(each), 1, 28, 28))
    dots[:, :, 14, 14] = 1
    _, _, *places = np.nonzero(moved(dots, each))
    ink = np.random.default_rng([seed, 1]).random((3, 1, 28, 28))
    return [
        Measurement(
            "dots that are not moved as far as they should be",
            int(np.count_nonzero(np.transpose(places) != 14 + each)) if len(places[0]) == len(each) else np.inf,
            within(0, 0, because="a copy"),
            check=True,
        ),
        Measurement(
            "relative error of halved images against torch",
            relative_error(halved(ink), functional.avg_pool2d(torch.from_numpy(ink), 2).numpy()),
            at_most(1e-15, because="means of four in float64"),
            check=True,
        ),
    ]


def start_checks(seed: int) -> list[Measurement]:
    """Checks that the weights of both layers start alike: uniform between ±1/3, as torch's convolution of 3×3."""
    torch.manual_seed(seed)
    own = np.concatenate([array.ravel() for array in arrays(LocallyConnected())])
    spread = 5 / np.sqrt(own.size)
    return [
        Measurement(
            "mean of unshared weights at the start over their standard deviation",
            float(own.mean() / np.sqrt(1 / 27)),
            within(0, spread, because="uniform between ±1/3; five standard errors"),
            check=True,
        ),
        Measurement(
            "variance of unshared weights at the start times 27",
            float(27 * (own**2).mean()),
            within(1, spread * np.sqrt(0.8), because="uniform between ±1/3 has 1/27; five standard errors"),
            check=True,
        ),
        Measurement(
            "largest weight of torch's convolutions at the start times 3",
            max(float(3 * np.abs(array).max()) for _ in range(20) for array in arrays(nn.Conv2d(1, 8, 3))),
            between(0.98, 1.000001, because="uniform between ±1/3; 1600 numbers below 0.98 once in 10^14"),
            check=True,
        ),
    ]


@claim(
    en="Weight sharing pays where things can stand anywhere: on digits moved at random, a 3×3 filter of its own for "
    "every pixel reads fewer digits than shared ones, with 196 times the weights. On centred digits the lead shrinks.",
    ko="가중치 공유는 대상이 어디에나 놓일 수 있을 때 이득이다. 숫자를 무작위로 옮긴 이미지에서는 픽셀마다 따로 둔 "
    "3×3 필터가 파라미터가 196배인데도 공유한 필터보다 덜 맞힌다. 가운데 정렬된 숫자에서는 그 차이가 줄어든다.",
    short="Shared filters and moved digits",
    seconds=15,
    literature="LeCun 1989",
)
def sharing_pays(samples: int = 1000, epochs: int = 8, seeds: int = 5, jitter: int = 6, seed: int = 0) -> Evidence:
    enough_images(samples)
    if epochs < 1 or seeds < 2 or not 1 <= jitter <= 13:
        raise Undecided(
            en="it takes training, two seeds for an interval, and digits that move and stay in the image",
            ko="학습을 해야 하고, 구간을 구하려면 시드가 두 개는 필요하며, 숫자는 움직이되 이미지 안에 머물러야 한다",
        )
    right = np.zeros((2, 2, seeds))  # shared and unshared; moved and centred
    trained, tested, drawn, starts, movements, astray = [], [], [], [], [], 0
    layers: tuple[Callable[[], nn.Module], ...] = (shared, LocallyConnected)
    for run in progress(range(seeds)):
        s = seeds * seed + run
        rng = np.random.default_rng(s)
        images, labels = digits(samples, rng)
        tests, answers = test_digits(1250, rng)
        batches = epochs_of_batches(samples, epochs, rng)
        both = np.concatenate([images, tests])
        by = rng.integers(-jitter, jitter + 1, size=(len(both), 2))  # pixels, down and to the right
        nets = []
        for place, pixels in enumerate((by, 0 * by)):
            seen, unseen = np.split(halved(moved(both, pixels)), [samples])
            stayed = (np.concatenate([seen, unseen]) == halved(both)).all(axis=(1, 2, 3))
            astray += int(np.count_nonzero(stayed != (pixels == 0).all(axis=1)))
            for n, build in enumerate(layers):
                torch.manual_seed(s)
                nets.append(Watched(seen))
                net = shallow(build())
                starts.append(first_weights(net))
                train(net, nets[-1], labels, batches)
                right[n, place, run] = accuracy(net, unseen, answers)
        trained.append((images, labels))
        tested.append((tests, answers))
        drawn.append(nets)
        movements.append(by)
    moved_lead, centred_lead = 100 * (right[0] - right[1])
    means = 100 * right.mean(axis=2)
    leads: Contrasts = {
        "lead of sharing on moved digits": (moved_lead, means[0, 0] - means[1, 0]),
        "lead of sharing on centred digits": (centred_lead, means[0, 1] - means[1, 1]),
        "how much larger that is than on centred digits": (
            moved_lead - centred_lead,
            means[0, 0] - means[0, 1] - means[1, 0] + means[1, 1],
        ),
    }
    weights = [count(layer) for layer in (LocallyConnected(), shared())]
    return Evidence(
        finding=Finding(
            "On digits moved at random shared filters lead by {moved:.3g} points of accuracy, and on centred ones by "
            "{centred:.2g}",
            moved="lead of sharing on moved digits",
            centred="lead of sharing on centred digits",
        ),
        caption="Lead of shared filters over a filter of its own for every pixel, seed by seed.",
        measurements=[
            above_zero(leads, "lead of sharing on moved digits", unit="points"),
            above_zero(leads, "how much larger that is than on centred digits", unit="points"),
            Measurement(
                "parameters of the unshared layer over those of the shared one",
                locally_connected_parameters(1, 8, 3, 196) / convolution_parameters(1, 8, 3),
                within(weights[0] / weights[1], 0, because="the counts of torch for the two layers"),
            ),
            Measurement(
                "that ratio in torch", weights[0] / weights[1], within(196, 0, because="14×14 pixels"), check=True
            ),
            Measurement(
                "least accuracy on centred digits",
                float(right[:, 1].min()),
                at_least(0.5, because="both learn: more right than wrong"),
                check=True,
            ),
            Measurement(
                "images that stay though they move or move though they stay",
                astray,
                within(0, 0, because="a digit moved by a pixel is another image"),
                check=True,
            ),
            check_draws(oddity_of_integers(np.array(movements) + jitter, 2 * jitter + 1)),
            *movement_checks(jitter, seed),
            *start_checks(seed),
            check_contrasts(leads),
            check_starts(starts, 2 * seeds),
            check_mean_interval(seeds),
            *sample_checks(trained, tested, samples, 1250),
            *order_checks(drawn, samples, epochs),
        ],
        controls=[
            Control(
                "lead of sharing on centred digits",
                float(centred_lead.mean()),
                at_least(mean_interval(moved_lead)[0]),
                unit="points",
                interval=mean_interval(centred_lead),
            )
        ],
        curves=[
            Curve("moved digits", moved_lead.tolist(), points=True, role="subject"),
            Curve("centred digits", centred_lead.tolist(), points=True, role="reference"),
        ],
        axes=Axes(
            x="seed",
            y="lead of shared filters in points",
            marks=[
                Mark(of="lead of sharing on moved digits", text="{value:.3g}"),
                Mark(of="lead of sharing on centred digits", text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "moves the training images alone",
    "np.split(halved(moved(both, pixels)), [samples])",
    "halved(moved(images, pixels[:samples])), halved(tests)",
)
mutant("moves digits only one way", "rng.integers(-jitter, jitter + 1,", "rng.integers(0, jitter + 1,")
