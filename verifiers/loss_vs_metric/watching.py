"""What watching a metric does to the training that it watches."""

import copy
from functools import partial

import numpy as np
import torch
from torch import nn

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

from ..programs.metrics import brier
from ..programs.sigmoid import sigmoid
from ..programs.watched_training import train, validation_mse
from .common import Digits, check_digits, digits, draws_hold, network, require


def bits_apart(one: nn.Module, other: nn.Module) -> int:
    """How many bytes of two models of one shape, running statistics included, are not the same."""
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return sum(int((a.reshape(-1).view(torch.uint8) != b.reshape(-1).view(torch.uint8)).sum()) for a, b in pairs)


def trained(
    parts: list[Digits],
    seed: int,
    dropout: float,
    batch_norm: bool,
    watched: bool = True,
    evaluating: bool = True,
    gradients: bool = False,
    own_generator: bool = True,
    back_to_training: bool = True,
) -> tuple[nn.Module, list[tuple[float, int]]]:
    """A network after three epochs of Adam, and what is seen after each if it is watched in that way.

    That is the validation MSE, and how many of the outputs behind it remember how to run backwards.
    """
    (x, y), held_out = parts
    model = network(seed, dropout, batch_norm)

    def watch(model: nn.Module) -> tuple[float, int]:
        graphs: list[bool] = []
        hook = model.register_forward_hook(lambda *passed: graphs.append(passed[-1].requires_grad))
        mse = validation_mse(model, *held_out, evaluating, gradients, own_generator, back_to_training)
        hook.remove()
        return mse, sum(graphs)

    return model, train(model, torch.optim.Adam(model.parameters(), 0.01), x, y, 3, watch if watched else None)


@claim(
    en="A metric that is watched leaves training alone: with the validation MSE after every epoch or without it, the "
    "weights end up the same, bit for bit, with dropout and batch norm as well. A forgotten eval() or a DataLoader "
    "without its own generator changes them; a forgotten no_grad() does not.",
    ko="지표를 지켜보는 것은 학습에 영향을 주지 않는다. 드롭아웃과 배치 정규화가 있어도, epoch마다 검증 MSE를 재든 안 "
    "재든 가중치는 비트 단위까지 같다. eval()을 잊거나 DataLoader에 전용 generator를 주지 않으면 달라지지만, "
    "no_grad()를 잊는 것으로는 달라지지 않는다.",
    short="Weights beside a watched metric",
    seconds=0.9,
    literature="Srivastava 2014; Ioffe & Szegedy 2015",
)
def metric_leaves_weights(dropout: float = 0.5, seed: int = 0) -> Evidence:
    require(
        0 < dropout < 1,
        en=f"dropout = {dropout:g}: the sentence is about a dropout that drops some units",
        ko=f"dropout = {dropout:g}: 문장은 일부 유닛을 끄는 드롭아웃에 대한 것이다",
    )
    parts = digits(np.random.default_rng(seed), 256, 150)  # with batches of 64 the last one to watch is short
    way = partial(trained, parts, seed, dropout, True)
    plain, unwatched = way(watched=False)
    seen, watched = way()
    tracked, tracking = way(gradients=True)
    forgot, _ = way(evaluating=False)
    drew, _ = way(own_generator=False)
    stayed, _ = way(back_to_training=False)
    other, _ = trained(parts, seed + 1, dropout, True, watched=False)
    x, y = parts[1]
    looked = copy.deepcopy(plain)
    with torch.no_grad():
        looked.train()(torch.tensor(x, dtype=torch.float32))
    w1, b1, scale, shift, mean, variance, _, w2, b2 = (held.double().numpy() for held in seen.state_dict().values())
    normalised = (x @ w1.T + b1 - mean) / np.sqrt(variance + 1e-5)
    z = np.maximum(scale * normalised + shift, 0) @ w2.T + b2
    with torch.no_grad():
        exact = copy.deepcopy(seen).double().eval()(torch.tensor(x)).numpy()
    nets = {
        "bytes that differ after watching": seen,
        "bytes that differ after watching without no_grad()": tracked,
        "bytes that differ after watching without eval()": forgot,
        "bytes that differ after watching without train()": stayed,
        "bytes that differ after a loader drew a seed": drew,
        "bytes that differ from another seed": other,
    }
    differing = {name: bits_apart(plain, net) for name, net in nets.items()}
    watching, no_graph, *wrong = differing.items()
    same = "the same operations on the same numbers give the same bits"
    return Evidence(
        finding=Finding(
            "Watching changes {bits:.0f} bytes of the weights, and {forgot:.0f} where eval() is forgotten",
            bits="bytes that differ after watching",
            forgot="bytes that differ after watching without eval()",
        ),
        caption="Bytes of the weights that differ from those of an unwatched net: 0 watched, 1 without no_grad(), 2 "
        "without eval(), 3 without train(), 4 loader draws a seed, 5 another seed.",
        measurements=[
            Measurement(*watching, within(0, 0, because=same)),
            Measurement(
                "last validation MSE",
                watched[-1][0],
                within(
                    brier(sigmoid(z), y) / 10,
                    1e-5 * brier(sigmoid(z), y),
                    because="Brier score by hand over the ten classes; sums of up to 640 in float32",
                ),
            ),
            Measurement(*no_graph, within(0, 0, because=same)),
            Measurement("epochs watched", len(watched), within(3, 0, because="a count"), check=True),
            Measurement("epochs of the other net watched", len(unwatched), within(0, 0, because="a count"), check=True),
            *check_digits(parts, 256, 150),
            Measurement(
                "largest distance of a logit from the formula by hand in float64",
                float(np.abs(exact - z).max()),
                at_most(1e-10, because="sums of 784 and of 32 products in float64"),
                check=True,
            ),
            Measurement(
                "outputs with a graph behind them",
                sum(graphs for _, graphs in watched),
                within(0, 0, because="what no_grad() is for: memory"),
            ),
        ],
        controls=[
            Control(
                "outputs with a graph behind them without no_grad()",
                sum(graphs for _, graphs in tracking),
                within(0, 0),
            ),
            *(Control(*net, within(0, 0)) for net in wrong),
            Control("bytes that differ after one look in training mode", bits_apart(plain, looked), within(0, 0)),
        ],
        curves=[Curve("bytes that differ", list(differing.values()), points=True, role="subject")],
        axes=Axes(
            x="way of watching",
            y="bytes that differ",
            marks=[
                Mark(of="bytes that differ after watching", x=0, text="{value:.0f}"),
                Mark(of="bytes that differ after watching without eval()", x=2, text="{value:.0f}"),
            ],
        ),
    )


@claim(
    en="torch.no_grad() around the validation is enough to keep it from changing the model.",
    ko="검증 코드를 torch.no_grad()로 감싸기만 하면 모델은 바뀌지 않는다.",
    short="no_grad() around the validation",
    seconds=0.6,
    expects="refuted",
    literature="Srivastava 2014; Ioffe & Szegedy 2015",
)
def no_grad_is_enough(dropout: float = 0.5, seed: int = 0) -> Evidence:
    require(
        0 < dropout < 1,
        en=f"dropout = {dropout:g}: the sentence is about a dropout that drops some units",
        ko=f"dropout = {dropout:g}: 문장은 일부 유닛을 끄는 드롭아웃에 대한 것이다",
    )
    nets = {
        "bytes changed with dropout": (dropout, False),
        "bytes changed with batch norm": (0.0, True),
        "bytes changed with neither": (0.0, False),
    }
    parts, changed = digits(np.random.default_rng(seed), 256, 150), {}
    for name, net in nets.items():
        way = partial(trained, parts, seed, *net)
        changed[name] = bits_apart(way(watched=False)[0], way(evaluating=False)[0])
    *by_noise, neither = changed.items()
    same = "unchanged means bit for bit"
    return Evidence(
        finding=Finding(
            "Watching under no_grad() in training mode changes {dropout:.0f} bytes of a net with dropout and "
            "{norm:.0f} of one with batch norm",
            dropout="bytes changed with dropout",
            norm="bytes changed with batch norm",
        ),
        caption="Bytes of the model that change when it is watched under no_grad() without eval(): 0 with dropout, 1 "
        "with batch norm, 2 with neither.",
        measurements=[
            *(Measurement(name, count, within(0, 0, because=same)) for name, count in by_noise),
        ],
        controls=[Control(*neither, within(0, 0), must="hold"), *draws_hold(parts, 256, 150)],
        curves=[Curve("bytes changed", list(changed.values()), points=True, role="subject")],
        axes=Axes(
            x="net",
            y="bytes",
            marks=[
                Mark(of="bytes changed with dropout", x=0, text="{value:.0f}"),
                Mark(of="bytes changed with batch norm", x=1, text="{value:.0f}"),
            ],
        ),
    )


mutant(
    "leaves out a short last batch",
    "DataLoader(pairs, 64, generator=generator)",
    "DataLoader(pairs, 64, generator=generator, drop_last=True)",
    program="watched_training",
)
mutant("watches in training mode", "model.train(not evaluating)", "model.train()", program="watched_training")
mutant(
    "forgets no_grad()", "torch.set_grad_enabled(gradients)", "torch.set_grad_enabled(True)", program="watched_training"
)
mutant(
    "leaves the model in evaluation mode",
    "model.train(back_to_training)",
    "model.train(False)",
    program="watched_training",
)
mutant(
    "draws the loader's seed from the training",
    "torch.Generator() if own_generator else None",
    "None",
    program="watched_training",
)
