"""As many parameters and as many steps: the lead of the CNN, and what takes it away."""

import numpy as np
import torch
from numpy.typing import NDArray

from quizdl.lab.checks import check_draws, check_mean_interval
from quizdl.lab.samples import oddity_of_integers
from quizdl.lab.statistics import mean_interval, student_quantile
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
    claim,
    mutant,
    progress,
    within,
)

from ..programs.shifts import shift as shifted
from .digits import (
    Watched,
    digits,
    enough_images,
    epochs_of_batches,
    order_checks,
    permuted,
    sample_checks,
    test_digits,
)
from .networks import accuracy, check_starts, cnn, count, first_weights, mlp, train

FARTHEST = 4  # pixels that the test images are moved in the picture
PAIRED = "99 % t-interval over seeds, each with its own images and order and start (Student 1908)"
Contrasts = dict[str, tuple[NDArray[np.float64], float]]  # by seed, and as a difference of means


def above_zero(contrasts: Contrasts, name: str, unit: str = "") -> Measurement:
    """The mean over seeds of a difference that should be above zero."""
    by_seed, _ = contrasts[name]
    mean = float(by_seed.mean())
    return Measurement(name, mean, at_least(0, because=PAIRED), unit=unit, interval=mean_interval(by_seed))


def check_contrasts(contrasts: Contrasts) -> Measurement:
    """Whether the means of differences are the differences of means."""
    return Measurement(
        "contrasts: largest distance from differences of the mean accuracies",
        max(abs(float(by_seed.mean()) - of_means) for by_seed, of_means in contrasts.values()),
        at_most(1e-11, because="a mean of differences; rounding"),
        check=True,
    )


def no_difference(contrasts: Contrasts, name: str) -> Measurement:
    """The mean over seeds of a difference whose expectation is zero."""
    differences, _ = contrasts[name]
    seeds = len(differences)
    half = student_quantile(0.9995, seeds - 1) * float(np.std(differences, ddof=1)) / np.sqrt(seeds)
    if half > 0.1:
        raise Undecided(
            en=f"the seeds spread too far to tell nothing from {half:.0%}",
            ko=f"시드에 따른 차이가 너무 커서 0과 {half:.0%}를 구별할 수 없다",
        )
    because = "its weights start alike for all pixels; 99.9 % t-interval over seeds (Student 1908)"
    return Measurement(name, float(differences.mean()), within(0, half, because=because))


@claim(
    en="At 52 480 parameters each and after the same 240 batches from 2000 digits (equal steps, not equal "
    "arithmetic), a CNN is more accurate than an MLP, and loses less (but does lose) when the test digits move by 2 "
    "pixels. One permutation of the pixels for training and test erases both leads.",
    ko="파라미터 수를 52,480개로 맞추고 숫자 2000장을 같은 미니배치 240개로 학습하면(스텝 수는 같지만 연산량은 "
    "다르다) CNN이 MLP보다 정확하고, 테스트 이미지를 2픽셀 옮겼을 때도 덜 떨어진다(그래도 떨어지기는 한다). 학습과 "
    "테스트 이미지의 픽셀을 같은 순서로 뒤섞으면 두 우위가 모두 사라진다.",
    short="A CNN and an MLP of one size",
    seconds=30,
    literature="LeCun 1989; Azulay & Weiss 2019",
)
def equal_budget(samples: int = 2000, epochs: int = 6, seeds: int = 8, shift: int = 2, seed: int = 0) -> Evidence:
    enough_images(samples)
    if epochs < 1 or seeds < 5 or not 1 <= shift <= FARTHEST:
        raise Undecided(
            en=f"it takes training, five seeds for an interval narrow enough, and a shift from 1 to {FARTHEST} pixels",
            ko="학습을 해야 하고, 구간이 충분히 좁으려면 시드가 다섯 개는 필요하며, 이동은 1픽셀부터 "
            f"{FARTHEST}픽셀까지여야 한다",
        )
    right = np.zeros((2, 2, FARTHEST + 1, seeds))  # CNN and MLP; pixels in order and permuted; shift of the tests
    trained, tested, drawn, orders, starts, misplaced = [], [], [], [], [], 0
    for run in progress(range(seeds)):
        s = seeds * seed + run
        rng = np.random.default_rng(s)
        images, labels = digits(samples, rng)
        tests, answers = test_digits(2500, rng)
        order = rng.permutation(784)
        batches = epochs_of_batches(samples, epochs, rng)
        moved = [shifted(tests, 0, by) for by in range(FARTHEST + 1)]
        nets = []
        for n, build in enumerate((cnn, mlp)):
            for p, pixels in enumerate((np.arange(784), order)):
                torch.manual_seed(s)  # the same start with permuted pixels
                nets.append(Watched(permuted(images, pixels)))
                net = build()
                starts.append(first_weights(net))
                train(net, nets[-1], labels, batches)
                right[n, p, :, run] = [accuracy(net, permuted(seen, pixels), answers) for seen in moved]
        trained.append((images, labels))
        tested.append((tests, answers))
        orders.append(order)
        drawn.append(nets)
        by_hand = images.reshape(samples, 784).T[order].T.reshape(images.shape)
        expected = [images, by_hand, images, by_hand]
        misplaced += sum(int(np.count_nonzero(net.images != e)) for net, e in zip(nets, expected, strict=True))
        misplaced += sum(int(np.count_nonzero(x[..., by:] != tests[..., : 28 - by])) for by, x in enumerate(moved))
    (cnn_right, cnn_permuted), (mlp_right, mlp_permuted) = right
    c, m = right.mean(axis=-1)[:, :, [0, shift]]  # of the CNN and the MLP, by order of the pixels and by shift
    lead, lead_permuted = cnn_right[0] - mlp_right[0], cnn_permuted[0] - mlp_permuted[0]
    costs, costs_permuted = cnn_right[0] - cnn_right[shift], cnn_permuted[0] - cnn_permuted[shift]
    spared, spared_permuted = (
        mlp_right[0] - mlp_right[shift] - costs,
        mlp_permuted[0] - mlp_permuted[shift] - costs_permuted,
    )
    contrasts: Contrasts = {
        "lead of the CNN in accuracy": (lead, c[0, 0] - m[0, 0]),
        "lead of the CNN on permuted pixels": (lead_permuted, c[1, 0] - m[1, 0]),
        "what permuting the pixels takes from the lead": (lead - lead_permuted, np.diff(m - c, axis=0)[0, 0]),
        "what a shift costs the CNN": (costs, c[0, 0] - c[0, 1]),
        "what a shift costs the MLP beyond the CNN": (
            spared,
            np.diff(c - m, axis=1)[0, 0],
        ),
        "what a shift costs the MLP beyond the CNN on permuted pixels": (
            spared_permuted,
            np.diff(c - m, axis=1)[1, 0],
        ),
        "what permuting costs the MLP": (mlp_right[0] - mlp_permuted[0], m[0, 0] - m[1, 0]),
        "what permuting costs the MLP on moved digits": (mlp_right[shift] - mlp_permuted[shift], m[0, 1] - m[1, 1]),
    }
    learned = at_least(0.5, because="it learns: more right than wrong")
    return Evidence(
        finding=Finding(
            "After {steps} steps the CNN reads {cnn:.1%} of the test digits and the MLP {mlp:.1%}; on permuted pixels "
            "they read {cnn_permuted:.1%} and {mlp_permuted:.1%}",
            cnn="mean accuracy of the CNN",
            mlp="mean accuracy of the MLP",
            cnn_permuted="mean accuracy of the CNN on permuted pixels",
            mlp_permuted="mean accuracy of the MLP on permuted pixels",
        ),
        caption="Mean test accuracy by how far the test digits are moved. Both lose, the CNN less. On permuted pixels "
        "the MLP stays as it was, and the CNN falls below it.",
        measurements=[
            *(
                Measurement(name, share, learned)
                for name, share in zip(
                    (
                        "mean accuracy of the CNN",
                        "mean accuracy of the CNN on permuted pixels",
                        "mean accuracy of the MLP",
                        "mean accuracy of the MLP on permuted pixels",
                    ),
                    right[:, :, 0].mean(axis=-1).ravel().tolist(),
                    strict=True,
                )
            ),
            *(
                above_zero(contrasts, name)
                for name in (
                    "lead of the CNN in accuracy",
                    "what permuting the pixels takes from the lead",
                    "what a shift costs the CNN",
                    "what a shift costs the MLP beyond the CNN",
                )
            ),
            no_difference(contrasts, "what permuting costs the MLP"),
            no_difference(contrasts, "what permuting costs the MLP on moved digits"),
            Measurement(
                "parameters of the CNN beside those of the MLP",
                count(cnn()) - count(mlp()),
                within(0, 0, because="equal by design"),
                check=True,
            ),
            Measurement(
                "pixels that are not where the order puts them", misplaced, within(0, 0, because="a copy"), check=True
            ),
            check_contrasts(contrasts),
            check_starts(starts, 2 * seeds),
            check_mean_interval(seeds),
            check_draws(*(oddity_of_integers(order, 784) for order in orders)),
            Measurement(
                "orders of the pixels that another seed has as well",
                seeds - len({order.tobytes() for order in orders}),
                within(0, 0, because="each seed draws its own"),
                check=True,
            ),
            *sample_checks(trained, tested, samples, 2500),
            *order_checks(drawn, samples, epochs),
        ],
        controls=[
            Control(
                "lead of the CNN on permuted pixels",
                float(lead_permuted.mean()),
                at_least(0),
                interval=mean_interval(lead_permuted),
            ),
            Control(
                "what a shift costs the MLP beyond the CNN on permuted pixels",
                float(spared_permuted.mean()),
                at_least(mean_interval(spared)[0]),
                interval=mean_interval(spared_permuted),
            ),
        ],
        curves=[
            Curve("CNN", cnn_right.mean(axis=1).tolist(), role="subject"),
            Curve("MLP", mlp_right.mean(axis=1).tolist(), role="reference"),
            Curve("CNN on permuted pixels", cnn_permuted.mean(axis=1).tolist()),
            Curve("MLP on permuted pixels", mlp_permuted.mean(axis=1).tolist()),
        ],
        axes=Axes(
            x="shift of the test digits in pixels",
            y="test accuracy",
            marks=[
                Mark(of="mean accuracy of the CNN", x=0, text="{value:.1%}"),
                Mark(of="mean accuracy of the MLP", x=0, text="{value:.1%}"),
                Mark(of="mean accuracy of the CNN on permuted pixels", x=0, text="{value:.1%}"),
                Mark(of="mean accuracy of the MLP on permuted pixels", x=0, text="{value:.1%}"),
            ],
        ),
        fields={"steps": len(batches)},
    )


mutant(
    "takes what permuting costs on moved digits from those that stay",
    "mlp_right[shift] - mlp_permuted[shift]",
    "mlp_right[0] - mlp_permuted[0]",
)
mutant(
    "scatters the training images alone",
    "permuted(seen, pixels)",
    "seen",
)
mutant(
    "moves the test images after it permutes them",
    "permuted(seen, pixels), answers) for seen in moved]",
    "shifted(permuted(tests, pixels), 0, by), answers) for by in range(FARTHEST + 1)]",
)
mutant(
    "trains one of the two for longer",
    "nets[-1], labels, batches)",
    "nets[-1], labels, batches * (1 + (build is cnn)))",
)
