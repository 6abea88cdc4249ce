"""Epochs of a training that validates: the rows and gradients of its steps, and the curve that it gives."""

from itertools import pairwise

import numpy as np

from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.validated_training import train
from .common import require
from .handed import Net, Nets, Pairs, check_parts, forgetful, parts, stepped, stream, validation_loss


def row_numbers(batches: list[Pairs], data: Pairs) -> list[int]:
    """Which rows of the data the batches hold, in order; -1 is a row that is none of them."""
    known = {(x.tobytes(), float(y)): row for row, (x, y) in enumerate(zip(*data, strict=True))}
    return [known.get((x.tobytes(), float(y)), -1) for batch in batches for x, y in zip(*batch, strict=False)]


@claim(
    en="Each epoch trains on every row of the data once, in a new order, and on none of the validation data; each step "
    "follows the gradient of its own batch alone.",
    ko="epoch마다 데이터의 모든 행을 새로운 순서로 한 번씩 학습하고 검증 데이터는 학습하지 않는다. 각 스텝은 그 배치의 "
    "기울기만 따른다.",
    short="Rows and gradients of an epoch",
    seconds=0.3,
    literature="Robbins & Monro 1951",
)
def each_row_once(epochs: int = 3, batch: int = 8, seed: int = 0) -> Evidence:
    require(
        epochs > 1 and 0 < batch < 20,
        en=f"epochs = {epochs}, batch = {batch}: it takes two epochs and two steps to see what is carried over",
        ko=f"epochs = {epochs}, batch = {batch}: 이월되는 것을 보려면 epoch와 스텝이 둘 이상 있어야 한다",
    )
    data, validation = parts(stream(seed))
    nets = Nets(seed)
    weights, _ = train(nets, data, validation, seed, epochs, batch)
    net, each = nets.first, len(data[0])
    seen = row_numbers(net.batches, data)
    nets_of_next = Nets(seed)
    train(nets_of_next, data, validation, seed + 1, epochs, batch)
    of_next = row_numbers(nets_of_next.first.batches, data)
    by_epoch = [seen[start : start + each] for start in range(0, each * epochs, each)]
    missed = sum(each - len(set(rows) - {-1}) for rows in by_epoch)
    sizes = [min(batch, each - start) for start in range(0, each, batch)] * epochs
    alone = stepped(Net(seed), net.batches)
    order = np.random.default_rng(seed)
    batches = [
        (data[0][rows], data[1][rows])
        for _ in range(epochs)
        for rows in np.split(order.permutation(each), range(batch, each, batch))
    ]
    cleared, kept = stepped(Net(seed), batches), stepped(Net(seed), batches, clears=False)
    away = [float(abs(ours - other).max()) for ours, other in zip(net.after_steps, alone, strict=False)]
    away_kept = [float(abs(one - other).max()) for one, other in zip(cleared, kept, strict=True)]
    return Evidence(
        finding=Finding(
            "The weights end {away:.2g} from those of their batches one by one, and {kept:.2g} where gradients add up",
            away="distance of the weights from steps by the same batches",
            kept="distance of the weights where gradients are kept",
        ),
        caption="Distance of the weights, step by step, from those of a network that takes the same batches and clears "
        "its gradients before each.",
        measurements=[
            Measurement("rows missed in all epochs", missed, at_most(0, because="an epoch is one pass over all rows")),
            Measurement(
                "rows trained on", len(seen), within(epochs * each, 0, because="an epoch is one pass over all rows")
            ),
            Measurement(
                "rows trained on that are none of the data",
                seen.count(-1),
                at_most(0, because="what is trained on cannot validate"),
            ),
            Measurement(
                "batches of another size",
                sum(one != other for one, other in zip([len(y) for _, y in net.batches], sizes, strict=False)),
                at_most(0, because="of that size, and the last one of an epoch what is left"),
            ),
            Measurement(
                "epochs in the order of the one before",
                sum(one == other for one, other in pairwise(by_epoch)),
                at_most(0, because="of 37 rows two drawn orders are the same once in 10^43"),
            ),
            Measurement(
                "orders of an epoch that the next seed draws as well",
                sum(order in by_epoch for order in (of_next[n : n + each] for n in range(0, each * epochs, each))),
                at_most(0, because="each seed draws its own orders"),
            ),
            Measurement(
                "distance of the weights from steps by the same batches",
                abs(weights - alone[-1]).max() if alone else np.inf,
                at_most(1e-12, because="the same operations; float64"),
            ),
            check_parts(data, validation),
        ],
        controls=[
            Control("distance of the weights where gradients are kept", away_kept[-1], at_most(1e-12)),
            Control("rows that are none of the data", row_numbers([validation], data).count(-1), at_most(0)),
        ],
        curves=[
            Curve("this training", away or [0.0], role="subject"),
            Curve("gradients kept", away_kept, role="reference"),
        ],
        axes=Axes(
            x="step",
            y="distance of the weights",
            marks=[
                Mark(of="distance of the weights from steps by the same batches", x=max(len(away) - 1, 0)),
                Mark(of="distance of the weights where gradients are kept", x=len(away_kept) - 1),
            ],
        ),
    )


@claim(
    en="The curve holds the loss over the whole validation data after each epoch, without dropout; without such data "
    "it is empty.",
    ko="곡선에는 epoch가 끝날 때마다 드롭아웃 없이 검증 데이터 전체에서 구한 손실이 들어간다. 검증 데이터가 없으면 "
    "비어 있다.",
    short="The curve of validation losses",
    seconds=0.2,
    literature="Srivastava 2014",
)
def curve_of_validation(epochs: int = 4, batch: int = 8, seed: int = 0) -> Evidence:
    require(
        epochs > 1 and 0 < batch < 37,
        en=f"epochs = {epochs}, batch = {batch}: a curve has two epochs at least, and an epoch two steps",
        ko=f"epochs = {epochs}, batch = {batch}: 곡선에는 epoch가 둘, epoch에는 스텝이 둘 이상 있어야 한다",
    )
    data, validation = parts(stream(seed))
    nets = Nets(seed)
    _, curve = train(nets, data, validation, seed, epochs, batch)
    _, empty = train(Nets(seed), data, None, seed, epochs, batch)
    steps = -(-len(data[0]) // batch)
    ends = nets.first.after_steps[steps - 1 :: steps]
    by_hand = [validation_loss(weights, *validation) for weights in ends]
    weights, masked = forgetful(seed, data, validation, evaluates=False)
    apart = max((abs(one - other) for one, other in zip(curve, by_hand, strict=False)), default=np.inf)
    return Evidence(
        finding=Finding("After the last epoch the validation loss is {last:.3g}", last="last validation loss"),
        caption="The validation loss after each epoch, and by hand from the weights that the network had then.",
        measurements=[
            Measurement(
                "last validation loss",
                curve[-1],
                within(by_hand[-1] if by_hand else np.nan, 1e-12, because="mean squared error by numpy; rounding"),
            ),
            Measurement(
                "largest difference of the curve from the loss by hand",
                apart,
                at_most(1e-12, because="mean squared error by numpy; rounding"),
            ),
            Measurement("losses in the curve", len(curve), within(epochs, 0, because="one after each epoch")),
            Measurement(
                "losses without validation data", len(empty), within(0, 0, because="there is nothing to validate by")
            ),
            check_parts(data, validation),
        ],
        controls=[
            Control(
                "difference of a loss in training mode from the loss by hand",
                abs(masked[-1] - validation_loss(weights, *validation)),
                at_most(1e-12),
            )
        ],
        curves=[
            Curve("validation loss", list(curve), points=True, role="subject"),
            Curve("by hand", by_hand, role="reference"),
        ],
        axes=Axes(
            x="epoch",
            y="mean squared error",
            marks=[Mark(of="last validation loss", x=len(curve) - 1)],
        ),
    )


mutant(
    "begins a generator anew for every epoch",
    "        order = rng.permutation(len(x))\n",
    "        order = np.random.default_rng(seed + len(curve)).permutation(len(x))\n",
    program="validated_training",
)
mutant("keeps gradients between batches", '            model["zero_grad"]()\n', "", program="validated_training")
mutant(
    "drops the short batch",
    "range(0, len(x), batch)",
    "range(0, len(x) - batch + 1, batch)",
    program="validated_training",
)
