"""When a net that overfits is at its best: by the loss that it is trained on, and by a metric that is watched."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from quizdl.lab.checks import check_mean_interval
from quizdl.lab.known_answers import share_off_wilson
from quizdl.lab.statistics import mean_interval, share_of_runs
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
    progress,
    within,
)

from ..programs.linear_classifier import Array
from ..programs.metrics import accuracy
from ..programs.sigmoid_losses import bce, squared_error
from ..programs.watched_training import train
from .common import Digits, check_digits, check_runs, digits, network, require


def history(model: nn.Module, parts: list[Digits], epochs: int, lr: float) -> Array:
    """BCE, MSE and error by epoch, of validation and then of training images, shape (epochs, 6)."""
    looked_at = [(torch.tensor(x, dtype=torch.float32), y) for x, y in reversed(parts)]

    def watch(model: nn.Module) -> list[float]:
        scores: list[float] = []
        for x, y in looked_at:
            with torch.no_grad():
                z = model(x).double().numpy()
            scores += [bce(z, y).mean(), squared_error(z, y).mean(), 1 - accuracy(z, y)]
        return scores

    return np.array(train(model, torch.optim.Adam(model.parameters(), lr), *parts[0], epochs, watch, batch=50))


def in_one_epoch(best: Array) -> NDArray[np.bool_]:
    """Whether BCE, MSE and error of the validation are best in one epoch, by run."""
    agree: NDArray[np.bool_] = np.ptp(best[:, :3], axis=1) == 0
    return agree


@claim(
    en="Trained on BCE until it overfits, a small network reaches its best validation BCE earlier than its best "
    "validation MSE in most runs: the two metrics would stop it at different epochs. On the images that it trains on, "
    "which it does not get wrong ever more surely, both fall to the end.",
    ko="작은 신경망을 BCE로 과적합될 때까지 학습하면 대부분의 실행에서 검증 BCE가 검증 MSE보다 먼저 최저점에 이른다. "
    "즉 어느 지표를 보고 조기 종료하느냐에 따라 멈추는 epoch가 달라진다. 학습 이미지에서는 확신에 찬 실수가 늘지 "
    "않으므로 두 지표 모두 끝까지 내려간다.",
    short="The best epoch by two metrics",
    seconds=8.0,
    literature="Gneiting & Raftery 2007",
)
def best_epochs(runs: int = 20, images: int = 200, epochs: int = 60, lr: float = 0.004, seed: int = 0) -> Evidence:
    require(
        runs > 1,
        en=f"runs = {runs}: an interval needs two runs or more",
        ko=f"runs = {runs}: 구간을 구하려면 두 번 이상 실행해야 한다",
    )
    require(
        images > 0 and epochs >= 20 and 0 < lr < np.inf,
        en=f"images = {images}, epochs = {epochs}, lr = {lr:g}: to overfit, a net needs images, a rate and 20 epochs",
        ko=f"images = {images}, epochs = {epochs}, lr = {lr:g}: 과적합되려면 이미지와 학습률, 20 epoch이 필요하다",
    )
    rng = np.random.default_rng(seed)
    drawn = [digits(rng, images, 1000) for _ in range(runs)]
    histories, starts = np.zeros((runs, epochs, 6)), []
    for run, parts in enumerate(progress(drawn)):
        model = network(1000 * seed + run)
        starts.append(nn.utils.parameters_to_vector(model.parameters()).detach().numpy())
        histories[run] = history(model, parts, epochs, lr)
    best = np.argmin(histories, axis=1)  # epochs by BCE, MSE and error, of validation and of training, shape (runs, 6)
    ended = histories[:, -1]
    later = share_of_runs(best[:, 1] > best[:, 0], ended)
    not_later = share_of_runs(best[:, 1] <= best[:, 0], ended)
    all_agree = share_of_runs(in_one_epoch(best), ended)
    on_training = share_of_runs(best[:, 4] > best[:, 3], ended)
    rises = 100 * (histories[:, :, :2] / histories[:, :, :2].min(axis=1, keepdims=True) - 1)
    rise, shown = rises[:, -1], rises.mean(axis=0)
    worse, (bce_rise, mse_rise) = rise[:, 0] - rise[:, 1], rise.mean(axis=0)
    most = "most of the runs; 99 % Wilson interval (Wilson 1927)"
    return Evidence(
        finding=Finding(
            "At the end validation BCE is {bce:.3g} % above its least and validation MSE {mse:.3g} %",
            bce="mean rise of BCE above its least",
            mse="mean rise of MSE above its least",
        ),
        caption="Mean over the runs of each validation metric above its least, in per cent, epoch by epoch.",
        measurements=[
            Measurement(
                "share of runs whose MSE is best after BCE",
                later.value,
                at_least(0.5, because=most),
                interval=later.interval,
            ),
            Measurement(
                "share of runs whose BCE and MSE and error are best in one epoch",
                all_agree.value,
                at_most(0.5, because=most),
                interval=all_agree.interval,
            ),
            Measurement(
                "mean rise of BCE above its least",
                float(bce_rise),
                at_least(0, because="99 % t-interval over runs (Student 1908)"),
                unit="%",
                interval=mean_interval(rise[:, 0]),
            ),
            Measurement(
                "mean rise of MSE above its least",
                float(mse_rise),
                at_least(0, because="no end is below the least"),
                unit="%",
            ),
            Measurement(
                "rise of BCE above its least less that of MSE",
                float(worse.mean()),
                at_least(0, because="99 % t-interval over runs (Student 1908)"),
                unit="%",
                interval=mean_interval(worse),
            ),
            Measurement(
                "share of runs whose MSE is best after BCE or not after it",
                later.value + not_later.value,
                within(1, 1e-12, because="one of the two, and a tie is not after it"),
                check=True,
            ),
            Measurement(
                "largest distance of a mean rise from the end of its curve",
                float(np.abs([*(rise.mean(axis=0) - shown[-1]), bce_rise - mse_rise - worse.mean()]).max()),
                at_most(1e-9, because="a rise is that of the last epoch; rounding"),
                unit="%",
                check=True,
            ),
            check_mean_interval(runs),
            Measurement(
                "three runs of which two disagree: share that is best in one epoch",
                float(np.mean(in_one_epoch(np.array([[3, 3, 3, 0], [3, 3, 4, 3], [3, 4, 4, 3]])))),
                within(1 / 3, 1e-12, because="a count"),
                check=True,
            ),
            check_runs(runs, starts, *([x for x, _ in part] for part in zip(*drawn, strict=True))),
            *check_digits(drawn[0], images, 1000),
            Measurement(
                "share of runs where one of two ended with a NaN beside a number",
                share_of_runs([True, False], [[1.0, 2.0], [np.nan, 1.0]]).value,
                within(1, 0, because="only the run that ended finite counts"),
                check=True,
            ),
            Measurement(
                "ends of the interval of 3 in 12 off Wilson's equation",
                share_off_wilson(lambda yes, runs: share_of_runs(np.arange(runs) < yes, np.zeros(runs)).interval),
                at_most(1e-12, because="(1/4 - p)² = z²p(1 - p)/12 at both ends; rounding"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "share of runs that overfit by validation BCE",
                float(np.mean((best[:, 0] < epochs - 1) & (ended[:, 2] > ended[:, 5]))),
                at_least(0.5, because="the sentence is about nets that are trained until they overfit"),
                must="hold",
            ),
            Control(
                "share of runs whose MSE is best after BCE on the training images",
                on_training.value,
                at_least(0.5),
                interval=on_training.interval,
            ),
        ],
        curves=[
            Curve("BCE", shown[:, 0].tolist(), role="subject"),
            Curve("MSE", shown[:, 1].tolist(), role="reference"),
        ],
        axes=Axes(
            x="epoch",
            y="validation metric above its least, %",
            marks=[
                Mark(of="mean rise of BCE above its least", x=epochs - 1),
                Mark(of="mean rise of MSE above its least", x=epochs - 1),
            ],
        ),
    )


mutant("watches the training images", "for x, y in reversed(parts)]", "for x, y in (parts[0], parts[0])]")
mutant("takes the highest rise for the last", "= rises[:, -1],", "= rises.max(axis=1),")
