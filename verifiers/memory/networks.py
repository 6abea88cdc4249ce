"""What the four networks give for a batch, from the formulas of their layers: small ones, so that it takes no time."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d

from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal

from ..programs import training_step

Weights = Iterator[nn.Parameter]  # in the order in which a network lists them


def normalised(x: Tensor, over: tuple[int, ...], weights: Weights) -> Tensor:
    """Batch or layer norm over these axes, with scale and shift."""
    mean = x.mean(over, keepdim=True)
    deviation = ((x - mean).square().mean(over, keepdim=True) + 1e-5).sqrt()
    shape = [1, -1, 1, 1] if x.ndim == 4 else [-1]
    return (x - mean) / deviation * next(weights).view(shape) + next(weights).view(shape)


def dense(x: Tensor, weights: Weights) -> Tensor:
    return x @ next(weights).T + next(weights)


def mlp(x: Tensor, weights: Weights) -> Tensor:
    x = x.flatten(1)
    for _ in range(2):
        x = dense(x, weights).clamp(min=0)
    return dense(x, weights)


def cnn(x: Tensor, weights: Weights) -> Tensor:
    for _ in range(2):
        x = conv2d(x, next(weights), next(weights), padding=1).clamp(min=0)
        x = x.unfold(2, 2, 2).unfold(3, 2, 2).amax((4, 5))
    return dense(x.flatten(1), weights)


def resnet(x: Tensor, weights: Weights) -> Tensor:
    """He 2016, fig. 2 and sec. 4.2: two blocks a stage; the first of a later stage halves the side."""

    def normed_conv(x: Tensor, padding: int, stride: int = 1) -> Tensor:
        return normalised(conv2d(x, next(weights), padding=padding, stride=stride), (0, 2, 3), weights)

    x = normed_conv(x, 1).clamp(min=0)
    for stride in (1, 1, 2, 1):
        branch = normed_conv(normed_conv(x, 1, stride).clamp(min=0), 1)
        x = (branch + (normed_conv(x, 0, stride) if stride == 2 else x)).clamp(min=0)
    return dense(x.mean((2, 3)), weights)


def gpt(tokens: Tensor, weights: Weights) -> Tensor:
    """Radford 2019, with layers of two heads; `transformer_layer` holds one of them against torch's."""
    x = next(weights)[tokens] + next(weights)[: tokens.shape[1]]
    layer = training_step.TransformerLayer(x.shape[2], 2).double()
    for _ in range(2):
        layer.load_state_dict({name: next(weights) for name, _ in layer.named_parameters()})
        x = layer(x)
    return normalised(x, (2,), weights) @ next(weights).T


NETWORKS: dict[str, tuple[Callable[[], nn.Module], Callable[[Tensor, Weights], Tensor], tuple[int, ...]]] = {
    "MLP": (lambda: training_step.mlp(16, 2), mlp, (1, 28, 28)),
    "CNN": (lambda: training_step.cnn((1, 4, 6)), cnn, (1, 28, 28)),
    "ResNet": (lambda: training_step.resnet(4, 2), resnet, (3, 8, 8)),
    "GPT": (lambda: training_step.gpt(8, 2, 2, 12, 10), gpt, (12,)),
}


class Compared(NamedTuple):
    """The relative error of what a small network gives, and how odd its weights and inputs look."""

    error: float
    oddity: float


def compared(name: str) -> Compared:
    """A small network of that name on sixty inputs, beside its formula."""
    build, formula, shape = NETWORKS[name]
    model = build().double()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.3)  # norms too, or one could stand for the other
    weights = torch.cat([parameter.detach().flatten() / 0.3 for parameter in model.parameters()])
    if name == "GPT":
        x = torch.randint(10, (60, *shape))
        odd = max(oddity_of_normal(weights), oddity_of_integers(x.numpy(), 10))
    else:
        x = torch.randn(60, *shape, dtype=torch.float64)
        odd = max(oddity_of_normal(weights), oddity_of_normal(x))
    with torch.no_grad():
        return Compared(relative_error(model(x).numpy(), formula(x, iter(model.parameters())).numpy()), odd)
