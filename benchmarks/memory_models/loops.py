"""Training steps that are not the usual one: each function makes a step, with all that it holds."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

Step = Callable[[], None]


def _net() -> nn.Sequential:
    return nn.Sequential(nn.Linear(256, 512), nn.ReLU(), nn.Linear(512, 10))


def gan_with_two_optimizers() -> Step:
    make = nn.Sequential(nn.Linear(32, 256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())
    judge = nn.Sequential(nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))
    makes, judges = (torch.optim.Adam(net.parameters(), betas=(0.5, 0.999)) for net in (make, judge))
    images = torch.rand(64, 784)

    def step() -> None:
        made = make(torch.randn(64, 32))
        judges.zero_grad()
        loss = F.softplus(-judge(images)).mean() + F.softplus(judge(made.detach())).mean()
        loss.backward()
        judges.step()
        makes.zero_grad()
        F.softplus(-judge(made)).mean().backward()
        makes.step()

    return step


def exponential_average() -> Step:
    net = _net()
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.999))
    optimizer = torch.optim.AdamW(net.parameters())
    x, y = torch.rand(64, 256), torch.zeros(64, dtype=torch.int64)

    def step() -> None:
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        average.update_parameters(net)

    return step


def accumulated_gradients() -> Step:
    net = _net()
    optimizer = torch.optim.Adam(net.parameters())
    x, y = torch.rand(64, 256), torch.zeros(64, dtype=torch.int64)

    def step() -> None:
        optimizer.zero_grad(set_to_none=False)
        for part, target in zip(x.chunk(4), y.chunk(4), strict=True):
            (F.cross_entropy(net(part), target) / 4).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()

    return step


def distillation() -> Step:
    teacher, student = _net().requires_grad_(False), _net()
    optimizer = torch.optim.SGD(student.parameters(), lr=0.1, momentum=0.9)
    x = torch.rand(64, 256)

    def step() -> None:
        with torch.no_grad():
            wanted = teacher(x).log_softmax(-1)
        optimizer.zero_grad()
        F.kl_div(student(x).log_softmax(-1), wanted, log_target=True, reduction="batchmean").backward()
        optimizer.step()

    return step


def autocast() -> Step:
    net = _net()
    optimizer = torch.optim.AdamW(net.parameters())
    x, y = torch.rand(64, 256), torch.zeros(64, dtype=torch.int64)

    def step() -> None:
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16):
            loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()

    return step


def gradient_penalty() -> Step:
    net = nn.Sequential(nn.Linear(256, 256), nn.Tanh(), nn.Linear(256, 1))
    optimizer = torch.optim.Adam(net.parameters())
    x = torch.rand(64, 256)

    def step() -> None:
        optimizer.zero_grad()
        points: Tensor = x.clone().requires_grad_()
        (slope,) = torch.autograd.grad(net(points).sum(), points, create_graph=True)
        (slope.norm(dim=1) - 1).square().mean().backward()
        optimizer.step()

    return step


def target_network() -> Step:
    net, target = _net(), _net()
    optimizer = torch.optim.RMSprop(net.parameters())
    state, later, reward = torch.rand(128, 256), torch.rand(128, 256), torch.rand(128)

    def step() -> None:
        with torch.no_grad():
            wanted = reward + 0.99 * target(later).max(1).values
        optimizer.zero_grad()
        F.smooth_l1_loss(net(state).max(1).values, wanted).backward()
        optimizer.step()
        with torch.no_grad():
            for held, new in zip(target.parameters(), net.parameters(), strict=True):
                held.lerp_(new, 0.01)

    return step
