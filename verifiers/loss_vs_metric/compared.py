"""Losses that are trained on, against metrics that are watched: which is ahead, and when each is at its best."""

import numpy as np
import torch
from torch import nn

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
    between,
    claim,
    progress,
)

from ..programs.linear_classifier import Array, fit
from ..programs.metrics import accuracy, brier
from ..programs.sigmoid_losses import bce, squared_error
from ..programs.watched_training import train
from .common import LOSSES, Digits, digits, network, require

RATES = (0.1, 0.2, 0.4, 0.8, 1.6)  # from too small to too large for each of the three losses


def scored(parts: list[Digits], loss: str, lr: float, epochs: int, shift: int = 0) -> tuple[float, float]:
    """Accuracy in per cent and Brier score on the second part, after training on the first.

    With a shift every image is trained with the label of another.
    """
    (x, y), (x_test, y_test) = parts
    gradient, probabilities = LOSSES[loss]
    w, b = fit(gradient, x, np.roll(y, shift, axis=0), lr, epochs)
    z = x_test @ w + b
    return 100 * accuracy(z, y_test), brier(probabilities(z), y_test)


@claim(
    en="A linear classifier of ten digits after 800 steps, on losses summed over its outputs: at the same small "
    "learning rate of 0.1 BCE is less than two points of accuracy behind cross-entropy, and MSE behind sigmoids is "
    "behind both. With each rate tuned, MSE comes within a point of BCE, and cross-entropy keeps the best Brier score.",
    ko="숫자 열 개를 구분하는 선형 분류기를 출력에 대해 합한 손실로 800스텝 학습한다. 학습률이 똑같이 0.1로 작으면 "
    "BCE의 정확도는 크로스 엔트로피보다 2%p 미만으로 뒤지고, 시그모이드 뒤의 MSE는 둘 다에 뒤진다. 손실마다 학습률을 "
    "따로 맞추면 MSE와 BCE의 차이는 1%p 미만이 되고, Brier 점수는 여전히 크로스 엔트로피가 가장 좋다.",
    short="Three losses at one rate and tuned",
    seconds=8,
    literature="Hui & Belkin 2021; Beyer 2020",
)
def losses_compared(runs: int = 8, lr: float = 0.1, epochs: int = 10, seed: int = 0) -> Evidence:
    require(
        runs > 1,
        en=f"runs = {runs}: an interval needs two runs or more",
        ko=f"runs = {runs}: 구간을 구하려면 두 번 이상 실행해야 한다",
    )
    require(
        lr > 0 and epochs > 0,
        en=f"lr = {lr:g} and epochs = {epochs}: nothing is trained",
        ko=f"lr = {lr:g}, epochs = {epochs}: 학습되는 것이 없다",
    )
    tuning = [digits(1000 * seed + 500 + run, 4000, 4000) for run in range(3)]  # draws that score nothing
    tuned_on = {
        loss: [np.mean([scored(parts, loss, rate, epochs)[0] for parts in tuning]) for rate in RATES] for loss in LOSSES
    }
    tuned = {loss: RATES[int(np.argmax(tuned_on[loss]))] for loss in LOSSES}
    same, best, wrong = np.zeros((runs, 3, 2)), np.zeros((runs, 3, 2)), np.zeros(runs)
    for run in progress(range(runs)):
        parts = digits(1000 * seed + run, 4000, 4000)
        same[run] = [scored(parts, loss, lr, epochs) for loss in LOSSES]
        best[run] = [scored(parts, loss, tuned[loss], epochs) for loss in LOSSES]
        wrong[run] = scored(parts, "BCE", lr, epochs, shift=1)[0]
    (ce, bce_, mse), (ce_tuned, bce_tuned, mse_tuned) = same.transpose(1, 2, 0), best.transpose(1, 2, 0)
    paired = "99 % t-interval over paired runs (Student 1908)"
    rows = [
        ("accuracy of CE less BCE at the same rate", ce[0] - bce_[0], between(0, 2, because=paired), "points"),
        ("accuracy of BCE less MSE at the same rate", bce_[0] - mse[0], at_least(0, because=paired), "points"),
        ("Brier score of BCE less CE at the same rate", bce_[1] - ce[1], at_least(0, because=paired), ""),
        ("Brier score of MSE less BCE at the same rate", mse[1] - bce_[1], at_least(0, because=paired), ""),
        (
            "accuracy of BCE less MSE at tuned rates",
            bce_tuned[0] - mse_tuned[0],
            between(-1, 1, because=paired),
            "points",
        ),
        ("Brier score of BCE less CE at tuned rates", bce_tuned[1] - ce_tuned[1], at_least(0, because=paired), ""),
        ("Brier score of MSE less CE at tuned rates", mse_tuned[1] - ce_tuned[1], at_least(0, because=paired), ""),
    ]
    return Evidence(
        finding=Finding(
            "At the rate {lr:.3g} BCE is {same:.2g} points of accuracy ahead of MSE, at tuned rates {tuned:.2g}",
            same="accuracy of BCE less MSE at the same rate",
            tuned="accuracy of BCE less MSE at tuned rates",
        ),
        caption="How far BCE is ahead of MSE in accuracy, run by run, at one rate for both and at the tuned rate of "
        "each.",
        fields={"lr": lr},
        measurements=[
            Measurement(name, float(samples.mean()), bound, interval=mean_interval(samples), unit=unit)
            for name, samples, bound, unit in rows
        ]
        + [
            Measurement(
                "smallest gain of a tuned rate over the smallest one of the grid",
                float(min(max(values) - values[0] for values in tuned_on.values())),
                at_least(0, because="the best of five is as good as any of them"),
                unit="points",
                check=True,
            ),
        ],
        controls=[
            Control(
                "accuracy of CE less BCE on the labels of others",
                float((ce[0] - wrong).mean()),
                between(0, 2),
                unit="points",
            )
        ],
        curves=[
            Curve("same rate", (bce_[0] - mse[0]).tolist(), points=True, role="subject"),
            Curve("tuned rates", (bce_tuned[0] - mse_tuned[0]).tolist(), points=True, role="reference"),
        ],
        axes=Axes(
            x="run",
            y="accuracy of BCE less MSE, points",
            marks=[
                Mark(of="accuracy of BCE less MSE at the same rate", text="{value:.2g}"),
                Mark(of="accuracy of BCE less MSE at tuned rates", text="{value:.2g}"),
            ],
        ),
    )


def history(seed: int, images: int, epochs: int, lr: float) -> Array:
    """BCE, MSE and error by epoch, of validation and then of training images, shape (epochs, 6)."""
    parts = digits(seed, images, 1000)
    model = network(seed)
    looked_at = [(torch.tensor(x, dtype=torch.float32), y) for x, y in reversed(parts)]

    def watch(model: nn.Module) -> list[float]:
        scores: list[float] = []
        for x, y in looked_at:
            with torch.no_grad():
                z = model(x).double().numpy()
            scores += [bce(z, y).mean(), squared_error(z, y).mean(), 1 - accuracy(z, y)]
        return scores

    return np.array(train(model, torch.optim.Adam(model.parameters(), lr), *parts[0], epochs, watch, batch=50))


@claim(
    en="Trained on BCE until it overfits, a small network reaches its best validation BCE earlier than its best "
    "validation MSE in most runs: the two metrics would stop it at different epochs. On the images that it trains on, "
    "which it does not get wrong ever more surely, both fall to the end.",
    ko="작은 신경망을 BCE로 과적합될 때까지 학습하면 대부분의 실행에서 검증 BCE가 검증 MSE보다 먼저 최저점에 이른다. "
    "즉 어느 지표를 보고 조기 종료하느냐에 따라 멈추는 epoch가 달라진다. 학습 이미지에서는 확신에 찬 실수가 늘지 "
    "않으므로 두 지표 모두 끝까지 내려간다.",
    short="The best epoch by two metrics",
    seconds=5.0,
    literature="Gneiting & Raftery 2007",
)
def best_epochs(runs: int = 12, images: int = 200, epochs: int = 60, lr: float = 0.004, seed: int = 0) -> Evidence:
    require(
        runs > 1,
        en=f"runs = {runs}: an interval needs two runs or more",
        ko=f"runs = {runs}: 구간을 구하려면 두 번 이상 실행해야 한다",
    )
    require(
        images > 0 and epochs > 1 and 0 < lr < np.inf,
        en="nothing is trained for more than one epoch",
        ko="두 epoch 이상 학습되는 것이 없다",
    )
    histories = np.array([history(1000 * seed + run, images, epochs, lr) for run in progress(range(runs))])
    best = np.argmin(histories, axis=1)  # epochs by BCE, MSE and error, of validation and of training, shape (runs, 6)
    early = np.sum(best[:, 0] < epochs - 1)
    require(
        2 * early > runs,
        en=f"by BCE only {early} of {runs} runs overfit within {epochs} epochs of {images} images",
        ko=f"BCE로 보면 이미지 {images}장을 {epochs} epoch 학습하는 동안 과적합된 실행이 {runs}번 가운데 "
        f"{early}번뿐이다",
    )
    ended = histories[:, -1]
    later = share_of_runs(best[:, 1] > best[:, 0], ended)
    all_agree = share_of_runs(np.ptp(best[:, :3], axis=1) == 0, ended)
    on_training = share_of_runs(best[:, 4] > best[:, 3], ended)
    rises = 100 * (histories[:, :, :2] / histories[:, :, :2].min(axis=1, keepdims=True) - 1)
    rise, shown = rises[:, -1], rises.mean(axis=0)
    worse = rise[:, 0] - rise[:, 1]
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
                float(rise[:, 0].mean()),
                at_least(0, because="99 % t-interval over runs (Student 1908)"),
                unit="%",
                interval=mean_interval(rise[:, 0]),
            ),
            Measurement(
                "mean rise of MSE above its least",
                float(rise[:, 1].mean()),
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
        ],
        controls=[
            Control(
                "share of runs whose MSE is best after BCE on the training images",
                on_training.value,
                at_least(0.5),
                interval=on_training.interval,
            )
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
