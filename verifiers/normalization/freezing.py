"""What freezes a batch norm layer, and what does not."""

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from .common import Array, batch, draws_of, require

FEATURES = 4


def trained(layer: torch.nn.BatchNorm1d, batches: list[Array]) -> list[float]:
    """The running mean of the first feature, at first and after each step of SGD on some loss of the output."""
    readout = torch.nn.Linear(FEATURES, 1, dtype=torch.float64)
    optimizer = torch.optim.SGD([*layer.parameters(), *readout.parameters()], lr=0.1)
    assert layer.running_mean is not None
    path = [layer.running_mean[0].item()]
    for x in batches:
        optimizer.zero_grad()
        readout(layer(torch.tensor(x))).square().mean().backward()
        optimizer.step()
        path.append(layer.running_mean[0].item())
    return path


def averaged(of_batches: list[Array], momentum: float) -> Array:
    """Σ m(1-m)^k of the statistics of the features, k batches before the last."""
    shares = [momentum * (1 - momentum) ** k for k in range(len(of_batches))]
    return np.asarray(sum(share * of for share, of in zip(shares, reversed(of_batches), strict=True)))


@claim(
    en="“With requires_grad=False on its parameters a batch norm layer of torch is frozen: further batches do not "
    "change what it computes.”",
    ko="“파라미터에 requires_grad=False를 주면 torch의 배치 정규화 층은 고정된다. 배치를 더 넣어도 층이 하는 계산은 "
    "변하지 않는다.”",
    short="“requires_grad=False freezes batch norm”",
    seconds=0.3,
    expects="refuted",
    literature="Ioffe & Szegedy 2015",
)
def frozen_parameters(momentum: float = 0.1, seed: int = 0) -> Evidence:
    require(
        0 < momentum <= 1,
        en=f"momentum = {momentum:g}: it must lie in (0, 1], or no running statistic ever moves",
        ko=f"momentum = {momentum:g}: (0, 1] 안에 있어야 한다. 그렇지 않으면 이동 통계량이 움직이지 않는다",
    )
    rng = np.random.default_rng(seed)
    batches = [batch(rng, 16, FEATURES) for _ in range(30)]
    probe = torch.tensor(batch(rng, 5, FEATURES))
    moved: dict[str, float] = {}
    changed: dict[str, float] = {}
    paths: dict[str, list[float]] = {}
    weights_moved = 0.0
    for mode in ("train", "eval"):
        layer = torch.nn.BatchNorm1d(FEATURES, momentum=momentum, dtype=torch.float64)
        for parameter in layer.parameters():
            parameter.requires_grad = False
        before = layer.eval()(probe)
        layer.train(mode == "train")
        paths[mode] = trained(layer, batches)
        changed[mode] = relative_error(layer.eval()(probe).numpy(), before.numpy())
        moved[mode] = paths[mode][-1] - paths[mode][0]
        weights_moved += float((layer.weight - 1).abs().sum() + layer.bias.abs().sum())
    mean = averaged([x.sum(axis=0) / len(x) for x in batches], momentum)
    variance = (1 - momentum) ** len(batches) + averaged([x.var(axis=0, ddof=1) for x in batches], momentum)
    after, start = (probe.numpy() - mean) / np.sqrt(variance + 1e-5), probe.numpy() / np.sqrt(1 + 1e-5)
    unchanged = within(0, 0, because="frozen means that nothing changes")
    return Evidence(
        finding=Finding(
            "Thirty batches in train mode move a running mean from 0 to {mean:.3g} in spite of requires_grad=False; in "
            "eval mode to {stays:.0f}",
            mean="train mode: movement of the running mean",
            stays="eval mode: movement of the running mean",
        ),
        caption="Running mean of one feature. Buffers get no gradient: every forward pass in train mode moves them, "
        "and eval() is what stops that.",
        measurements=[
            Measurement("train mode: movement of the running mean", moved["train"], unchanged),
            Measurement("train mode: relative change of the output in inference", changed["train"], unchanged),
            check_controls(changed["train"] - relative_error(after, start)),
            check_draws(oddity_of_normal(draws_of(np.concatenate([*batches, probe.numpy()])))),
        ],
        controls=[
            Control(
                "train mode: distance of the movement from the average of the batches",
                moved["train"] - mean[0],
                at_most(1e-12),
                must="hold",
            ),
            Control("eval mode: movement of the running mean", moved["eval"], within(0, 0), must="hold"),
            Control(
                "eval mode: relative change of the output in inference", changed["eval"], within(0, 0), must="hold"
            ),
            Control("movement of γ and β in both modes", weights_moved, within(0, 0), must="hold"),
        ],
        curves=[
            Curve("train mode", paths["train"], role="subject"),
            Curve("eval mode", paths["eval"], role="reference"),
        ],
        axes=Axes(
            x="batches",
            y="running mean",
            marks=[
                Mark(of="train mode: movement of the running mean", x=30),
                Mark(of="eval mode: movement of the running mean", x=30, text="{value:.0f}"),
            ],
        ),
    )


mutant("never goes to eval mode", 'layer.train(mode == "train")', "layer.train()")
