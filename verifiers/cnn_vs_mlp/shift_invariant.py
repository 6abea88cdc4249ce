"""Whether a CNN gives the same answer wherever a digit stands."""

import numpy as np
import torch
from torch.nn import functional

from quizdl.lab.differences import relative_error
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    claim,
    mutant,
)

from ..programs.circular_convolution import circular_convolution
from ..programs.global_pool_head import pool
from ..programs.shifts import circular_shift, shift
from ..programs.small_cnn import logits
from .digits import Watched, digits, enough_images, epochs_of_batches, order_checks, sample_checks, test_digits
from .networks import SMALLEST, Array, arrays, changes_of, cnn, digits_of, outputs, train

FARTHEST = 6  # pixels


def centres(images: Array) -> Array:
    """The centre of the ink, row and column, of each image (N, 1, 28, 28): shape (N, 2)."""
    places = np.indices(images.shape[2:])
    ink = images.sum(axis=(1, 2, 3))
    return np.stack([(images[:, 0] * axis).sum(axis=(1, 2)) / ink for axis in places], axis=1)


@claim(
    en="A CNN is shift invariant.",
    ko="CNN은 이동 불변이다.",
    short="A CNN on shifted digits",
    seconds=5,
    expects="refuted",
    literature="Azulay & Weiss 2019; Zhang 2019",
)
def shift_invariant(samples: int = 2000, epochs: int = 6, seed: int = 0) -> Evidence:
    enough_images(samples)
    rng = np.random.default_rng(seed)
    images, labels = digits(samples, rng)
    tests, answers = test_digits(500, rng)
    batches = epochs_of_batches(samples, epochs, rng)
    torch.manual_seed(seed)
    seen = Watched(images)
    net = train(cnn(), seen, labels, batches)
    parameters, x = arrays(net), tests.astype(float)
    shifted = [shift(x, 0, by) for by in range(FARTHEST + 1)]
    moved = [logits(parameters, image) for image in shifted]
    inside = x[:, 0, :, -1].max(axis=1) == 0  # the digits that lose no ink to the border
    before, after = (centres(image[inside]) for image in shifted[:2])
    changes = changes_of(moved)
    others = [float((digits_of(z) != digits_of(moved[0])).mean()) for z in moved]

    k1, c1, k2, c2 = parameters[:4]  # the same kernels with circular edges, no pooling on the way and no dense layers
    maps = []
    for by in range(FARTHEST + 1):
        low = np.maximum(circular_convolution(circular_shift(x, 0, by), k1, c1), 0)
        maps.append(np.maximum(circular_convolution(low, k2, c2), 0))
    features = [pool(one) for one in maps]
    kept = changes_of(features)
    by_torch = torch.tensor(x)
    for kernels, biases in ((k1, c1), (k2, c2)):
        ring = functional.pad(by_torch, (1, 1, 1, 1), mode="circular")
        by_torch = functional.conv2d(ring, torch.tensor(kernels), torch.tensor(biases)).relu()
    stay = at_most(1e-12, because="invariant: the output does not change but by rounding")
    checks = [
        *sample_checks([(images, labels)], [(tests, answers)], samples, 500),
        *order_checks([[seen]], samples, epochs),
    ]
    return Evidence(
        finding=Finding(
            "A shift by one pixel changes the logits of the CNN by {changed:.0%} of the largest, and globally pooled "
            "features of the same kernels by {pooled:.1g}",
            changed="change of the logits for a shift by 1 pixel",
            pooled="change of globally pooled features for a shift by 1 pixel",
        ),
        caption="Change of the output by how far the test digits are moved: logits behind flatten and dense layers, "
        "and features of the same kernels with circular edges that are pooled globally.",
        measurements=[
            Measurement("change of the logits for a shift by 1 pixel", changes[1], stay),
            Measurement("change of the logits for a shift by 2 pixels", changes[2], stay),
            Measurement(
                "share of other answers for a shift by 3 pixels",
                others[3],
                at_most(0, because="invariant: the same answer"),
            ),
        ],
        controls=[
            Control("change of globally pooled features for a shift by 1 pixel", kept[1], at_most(1e-12), must="hold"),
            Control("largest such change for a shift by up to 6 pixels", max(kept), at_most(1e-12), must="hold"),
            Control(
                "least change of globally pooled features from one image to the next over the largest feature",
                float(np.abs(np.diff(features[0], axis=0)).max(axis=1).min() / np.abs(features[0]).max()),
                at_least(1e-6),
                must="hold",
            ),
            Control(
                "largest relative error of the maps before pooling against the first ones shifted along",
                max(relative_error(one, np.roll(maps[0], by, axis=3)) for by, one in enumerate(maps)),
                at_most(1e-12),
                must="hold",
            ),
            Control("share of other answers without a shift", others[0], at_most(0), must="hold"),
            Control("change of the logits without a shift", changes[0], at_most(0), must="hold"),
            Control(
                "largest error of how far ink moves in a shift by 1 pixel",
                float(np.abs(after - before - [0, 1]).max()),
                at_most(1e-12),
                must="hold",
            ),
            Control(
                "relative error of the logits against torch",
                relative_error(moved[0], outputs(net, tests)),
                at_most(1e-5),
                must="hold",
            ),
            Control(
                "relative error of the features against torch",
                relative_error(features[0], by_torch.mean(dim=(2, 3)).numpy())
                if features[0].shape[1] == 12
                else np.inf,
                at_most(1e-12),
                must="hold",
            ),
            Control(
                "accuracy on the test digits as they are",
                float((digits_of(moved[0]) == answers).mean()),
                at_least(0.5),
                must="hold",
            ),
            *(Control(check.name, check.value, check.bound, must="hold") for check in checks),
        ],
        curves=[
            Curve("logits of the CNN", np.maximum(changes, SMALLEST).tolist(), role="subject"),
            Curve("globally pooled features", np.maximum(kept, SMALLEST).tolist(), role="reference"),
        ],
        axes=Axes(
            x="shift of the test digits in pixels",
            y="change of the output",
            log_y=True,
            marks=[
                Mark(of="change of the logits for a shift by 1 pixel", x=1, text="{value:.0%}"),
                Mark(of="change of globally pooled features for a shift by 1 pixel", x=1, text="{value:.1g}"),
            ],
        ),
    )


mutant("moves the image of the features with zeros around", "circular_shift(x, 0, by), k1", "shift(x, 0, by), k1")
