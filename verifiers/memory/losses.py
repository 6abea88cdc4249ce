"""Losses in a list, and what autograd keeps for their sake."""

import weakref
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from quizdl.lab.checks import check_controls, check_draws
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs import training_step
from ..programs.memory_estimate import FLOAT, INT
from ..programs.training_step import loss_of
from .common import KB, oddity_of_data

NOTHING = "nothing is left for a backward pass"


class Held:
    """A tensor that autograd keeps for the backward pass; it lives as long as autograd holds it."""

    def __init__(self, tensor: torch.Tensor) -> None:
        self.tensor = tensor.detach()  # an output that knew its own node would hold it in a circle


def bytes_held(held: "weakref.WeakSet[Held]", model: nn.Module) -> int:
    """Bytes of what autograd still keeps, parameters aside; tensors that share their memory count once."""
    own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    storages = {each.tensor.untyped_storage().data_ptr(): each.tensor.untyped_storage().nbytes() for each in held}
    return sum(size for place, size in storages.items() if place not in own)


def drawn(sizes: tuple[int, int, int, int], seed: int) -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    """A network, and the images and labels of all batches: so many batches, examples of each, units, and layers."""
    batches, batch, hidden, layers = sizes
    torch.manual_seed(seed)
    model = training_step.mlp(hidden, layers)
    return model, torch.rand(batches, batch, 1, 28, 28), torch.randint(10, (batches, batch))


def kept(
    keep: Callable[[torch.Tensor], object], sizes: tuple[int, int, int, int], seed: int, losses: list[object]
) -> list[float]:
    """kB that autograd keeps after each batch, if of each loss `keep(loss)` goes into the list of losses."""
    model, images, labels = drawn(sizes, seed)
    held: weakref.WeakSet[Held] = weakref.WeakSet()

    def pack(tensor: torch.Tensor) -> Held:
        noted = Held(tensor)
        held.add(noted)
        return noted

    after = []
    for x, y in zip(images, labels, strict=True):
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda noted: noted.tensor):
            losses.append(keep(loss_of(model, x.clone(), y.clone())))
        after.append(bytes_held(held, model) / KB)
    return after


def by_formula(sizes: tuple[int, int, int, int], seed: int) -> list[float]:
    """Mean of -log softmax at the label of the same network on the same batches, in float64."""
    model, images, labels = drawn(sizes, seed)
    with torch.no_grad():
        scores = [model.double()(x.double()).numpy() for x in images]
    right = [
        np.exp(z)[np.arange(len(y)), y] / np.exp(z).sum(axis=1) for z, y in zip(scores, labels.numpy(), strict=True)
    ]
    return [float(-np.log(shares).mean()) for shares in right]


def itself(loss: torch.Tensor) -> torch.Tensor:
    """The loss with its graph."""
    return loss


def as_number(loss: torch.Tensor) -> float:
    """The loss as a plain number."""
    return loss.item()


def after_backward(loss: torch.Tensor) -> torch.Tensor:
    """The loss when its backward pass is done."""
    loss.backward()
    return loss


def after_retaining(loss: torch.Tensor) -> torch.Tensor:
    """The loss when its backward pass is done and everything was retained for another one."""
    loss.backward(retain_graph=True)
    return loss


@claim(
    en="A list of losses keeps all activations of the batches that had no backward pass, batch by batch. After "
    "backward() it keeps none, and under no_grad or as .item() there are none to keep.",
    ko="손실을 리스트에 모으면 역전파를 하지 않은 배치의 활성값이 배치마다 모두 남는다. backward()를 한 뒤에는 남지 "
    "않고, no_grad 안에서 구했거나 .item()으로 꺼낸 손실에는 남을 것이 없다.",
    short="What a list of losses keeps alive",
    seconds=0.3,
    literature="PyTorch documentation",
)
def kept_losses(batches: int = 5, batch: int = 64, hidden: int = 128, layers: int = 3, seed: int = 0) -> Evidence:
    sizes = (batches, batch, hidden, layers)
    if min(sizes) < 1:
        raise Undecided(
            en="without a batch, a sample, a unit or a layer there is nothing to keep",
            ko="배치, 샘플, 유닛, 층 가운데 하나라도 없으면 남을 것이 없다",
        )
    lists: list[list[object]] = [[] for _ in range(5)]
    no_backward = kept(itself, sizes, seed, lists[0])
    freed = {
        "kept by all losses with backward()": kept(after_backward, sizes, seed, lists[1]),
        "kept by all losses as .item()": kept(as_number, sizes, seed, lists[2]),
    }
    retained = kept(after_retaining, (batches, 2 * batch, hidden, layers), seed, lists[3])
    with torch.no_grad():
        freed["kept by all losses under no_grad"] = kept(itself, sizes, seed, lists[4])
    tensors = [sum(isinstance(loss, torch.Tensor) for loss in losses) for losses in lists]
    values = {
        losses_of: [loss.item() if isinstance(loss, torch.Tensor) else loss for loss in lists[losses_of]]
        for losses_of in (0, 1, 2, 4)
    }
    as_numbers = [loss if isinstance(loss, float) else np.nan for loss in lists[2]]
    # the images, what each ReLU gives, log-probabilities, labels, and a weight per label that the loss notes as one
    each = (784 * FLOAT + layers * hidden * FLOAT + 10 * FLOAT + INT) / KB
    by_hand, twice = (examples * each + FLOAT / KB for examples in (batch, 2 * batch))
    rounding = 1e-12 * batches * by_hand
    x = list(range(1, batches + 1))
    return Evidence(
        finding=Finding(
            "One loss without backward() keeps {one:.3g} kB, and {batches} losses {all:.4g} kB; with a backward() for "
            "each they keep {none:.3g} kB",
            one="kept by the first loss without backward()",
            all="kept by all losses without backward()",
            none="kept by all losses with backward()",
        ),
        caption="What autograd keeps while losses go into a list: every loss holds the activations of its batch until "
        "its backward pass is done.",
        measurements=[
            Measurement(
                "kept by the first loss without backward()",
                no_backward[0],
                within(by_hand, rounding, because="tensors counted by hand; rounding"),
                unit="kB",
            ),
            Measurement(
                "kept by all losses without backward()",
                no_backward[-1],
                within(batches * by_hand, rounding, because="every batch keeps as much as the first; rounding"),
                unit="kB",
            ),
            *(Measurement(name, left[-1], within(0, 0, because=NOTHING), unit="kB") for name, left in freed.items()),
            Measurement(
                "losses in the list that are no tensors without backward() or with it or under no_grad",
                3 * batches - tensors[0] - tensors[1] - tensors[4],
                within(0, 0, because="the losses themselves"),
                check=True,
            ),
            Measurement(
                "losses in one of the lists that are unlike those in the first",
                sum(values[0] != values[other] for other in (1, 2, 4)),
                within(0, 0, because="the same network and batches"),
                check=True,
            ),
            Measurement(
                "largest relative difference of a loss from the mean of -log softmax",
                np.max(abs(np.divide(as_numbers, by_formula(sizes, seed)) - 1)),
                at_most(1e-5, because="the mean cross-entropy of the batch; float32 sums of at most 784 products"),
                check=True,
            ),
            check_draws(oddity_of_data(*drawn(sizes, seed)[1:], 10)),
            check_controls(retained[-1] / (batches * twice) - 1),
        ],
        controls=[
            Control(
                "kept by all losses of twice the batch with backward(retain_graph=True)",
                retained[-1],
                at_most(0),
                unit="kB",
            )
        ],
        curves=[
            Curve("no backward()", no_backward, x=x, role="subject"),
            Curve("backward()", freed["kept by all losses with backward()"], x=x, role="reference"),
        ],
        axes=Axes(
            x="batches",
            y="kB kept by autograd",
            marks=[
                Mark(of="kept by the first loss without backward()", x=1, text="{value:.3g} kB"),
                Mark(of="kept by all losses without backward()", x=batches, text="{value:.4g} kB"),
                Mark(of="kept by all losses with backward()", x=batches, text="{value:.3g} kB"),
            ],
        ),
        fields={"batches": batches},
    )


mutant("never goes back", "loss.backward()", "loss.requires_grad")
mutant("retains every graph", "loss.backward()", "loss.backward(None, True)")
mutant("keeps the loss where a number is asked for", "return loss.item()", "return loss")
mutant(
    "counts what shares its memory twice",
    "{each.tensor.untyped_storage().data_ptr(): each.tensor.untyped_storage().nbytes() for each in held}",
    "{id(each): each.tensor.untyped_storage().nbytes() for each in held}",
)
mutant(
    "sums the loss over all targets",
    "targets.flatten())",
    'targets.flatten(), reduction="sum")',
    program="training_step",
)
