"""Checkpoints: what a training must keep to go on as if it had not stopped."""

import io
import math
from typing import Any

import torch

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_integers
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    claim,
    mutant,
    within,
)

from .common import BATCH, SAME, Weights, distance, first_batch

PARTS = ("model", "optimizer", "schedule", "generator")
DRAWN = 16  # images of a batch


class Checkpointed:
    """A small training with all that a checkpoint must hold: momentum, a falling rate, dropout and random batches."""

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        layers = torch.nn.Linear(784, 16), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(16, 10)
        self.model = torch.nn.Sequential(*layers).double()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.9)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda number: 1 / (1 + number))
        images, labels = first_batch()
        self.images, self.labels = torch.tensor(images), torch.tensor(labels).long()
        self.drawn: list[list[int]] = []

    def train(self, steps: int) -> list[Weights]:
        """The weights after each step on sixteen images drawn at random."""
        path = []
        for _ in range(steps):
            chosen = torch.randperm(BATCH)[:DRAWN]
            self.drawn.append(chosen.tolist())
            loss = torch.nn.functional.cross_entropy(self.model(self.images[chosen]), self.labels[chosen])
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            self.schedule.step()
            path.append(self.weights())
        return path

    def weights(self) -> Weights:
        return [parameter.detach().numpy().copy() for parameter in self.model.parameters()]

    def save(self) -> bytes:
        """A checkpoint, as a file would hold it."""
        file = io.BytesIO()
        states: dict[str, Any] = {name: getattr(self, name).state_dict() for name in PARTS[:3]}
        torch.save({**states, "generator": torch.get_rng_state()}, file)
        return file.getvalue()

    def resume(self, checkpoint: bytes, without: str = "") -> None:
        """Take over a checkpoint, but for one of its parts."""
        states = torch.load(io.BytesIO(checkpoint))
        for name in {"model", "optimizer", "schedule"} - {without}:
            getattr(self, name).load_state_dict(states[name])
        if without != "generator":
            torch.set_rng_state(states["generator"])


@claim(
    en="A training with momentum, a falling learning rate, dropout and random batches that is resumed, on the same "
    "machine, from weights, optimizer, schedule and random generator ends where the uninterrupted one ends, to the "
    "last bit. Leave any one of the four out, and it ends elsewhere.",
    ko="모멘텀, 낮아지는 학습률, 드롭아웃, 무작위 배치를 쓰는 학습을 같은 컴퓨터에서 가중치, 옵티마이저, 학습률 "
    "스케줄, 난수 생성기의 상태로 재개하면 중단하지 않은 학습과 마지막 비트까지 같은 곳에 이른다. 넷 중 하나라도 "
    "빠뜨리면 다른 곳에 이른다.",
    short="A training resumed from a checkpoint",
    seconds=0.5,
    literature="Paszke 2019",
)
def resumes_exactly(steps: int = 6, seed: int = 0) -> Evidence:
    if not 2 <= steps <= 200:
        raise Undecided(
            en="before and after the break it takes two steps, for momentum and the rate to tell, and few are enough",
            ko="모멘텀과 학습률의 영향이 드러나려면 중단 전후로 두 스텝씩 필요하고, 많은 스텝은 필요하지 않다",
        )
    whole = Checkpointed(seed)
    start = whole.weights()
    whole.train(steps)
    checkpoint, at_break = whole.save(), whole.weights()
    path = whole.train(steps)
    dropped = float((whole.model[2](torch.ones(10_000)) == 0).double().mean())
    apart: dict[str, list[float]] = {}
    fresh = elsewhere = 0.0
    for without in ("", *PARTS):
        again = Checkpointed(seed + 1)  # as a new process would make it
        fresh, elsewhere = distance(again.weights(), at_break), distance(again.weights(), start)
        again.resume(checkpoint, without)
        apart[without] = [distance(ours, theirs) for ours, theirs in zip(again.train(steps), path, strict=True)]
    after = range(1, steps + 1)
    return Evidence(
        finding=Finding(
            "{steps} steps after the break the weights are {whole:.2g} away from those of the uninterrupted training, "
            "and {optimizer:.2g} without the state of the optimizer",
            whole="resumed from all parts: distance of the weights",
            optimizer="resumed without the optimizer: distance of the weights",
        ),
        caption="Distance of the weights from those of the uninterrupted training, after each step since the break, in "
        "lengths of the weights.",
        measurements=[
            Measurement(
                "resumed from all parts: distance of the weights",
                apart[""][-1],
                within(0, 0, because="the same operations on the same numbers: nothing to round"),
            ),
            Measurement("resumed from all parts: largest distance on the way", max(apart[""]), SAME),
            Measurement(
                "share of units that dropout leaves out",
                dropped,
                within(
                    0.5, 5 * math.sqrt(0.25 / 10_000), because="five standard deviations of 10 000 draws (binomial)"
                ),
                check=True,
            ),
            Measurement(
                "arrays whose velocity the optimizer keeps",
                sum("momentum_buffer" in state for state in whole.optimizer.state.values()),
                within(4, 0, because="momentum has one for each array of parameters"),
                check=True,
            ),
            Measurement(
                "images drawn twice in a batch",
                sum(DRAWN - len(set(batch)) for batch in whole.drawn),
                within(0, 0, because="drawn without replacement"),
                check=True,
            ),
            check_draws(oddity_of_integers(whole.drawn, BATCH)),
        ],
        controls=[
            *(
                Control(
                    "resumed without the {part}: distance of the weights",
                    apart[part][-1],
                    within(0, 0),
                    fields={"part": part},
                )
                for part in PARTS
            ),
            Control("before it is resumed: distance of the weights", fresh, within(0, 0)),
            Control("before it is resumed: distance from where the first training began", elsewhere, within(0, 0)),
        ],
        curves=[
            Curve("resumed from all parts", apart[""], x=after, role="subject"),
            *(
                Curve(
                    "without the {part}",
                    apart[part],
                    x=after,
                    role="reference" if part == "optimizer" else "",
                    fields={"part": part},
                )
                for part in ("optimizer", "schedule", "generator")
            ),
        ],
        axes=Axes(
            x="step after the break",
            y="distance of the weights",
            marks=[
                Mark(of="resumed from all parts: distance of the weights", x=steps, text="{value:.2g}"),
                Mark(of="resumed without the optimizer: distance of the weights", x=steps, text="{value:.2g}"),
            ],
        ),
        fields={"steps": steps},
    )


mutant("forgets the generator", 'torch.set_rng_state(states["generator"])', "pass")
mutant(
    "resumes the schedule from its start",
    '{"model", "optimizer", "schedule"} - {without}',
    '{"model", "optimizer"} - {without}',
)
mutant("draws the first images twice", "torch.randperm(BATCH)[:DRAWN]", "torch.randint(BATCH, (DRAWN,))")
mutant("compares with itself", "zip(again.train(steps), path, strict=True)", "zip(path, path, strict=True)")
mutant(
    "draws from the first half of the batch alone",
    "torch.randperm(BATCH)[:DRAWN]",
    "torch.randperm(BATCH // 2)[:DRAWN]",
)
