"""What Adam is made of, and where torch's optimizers go on the same gradients."""

from functools import partial

import numpy as np
from torch import optim

from quizdl.lab.checks import NOT_ODD, check_controls, check_paths
from quizdl.lab.descent import Array, Gradient, Step, descent_path, growing_distance, torch_path
from quizdl.lab.samples import oddity_of_normal
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

from ..programs.adagrad import Adagrad
from ..programs.adam import Adam
from ..programs.adam_uncorrected import AdamUncorrected
from ..programs.adamw import AdamW
from ..programs.amsgrad import AMSGrad
from ..programs.nadam import NAdam
from .common import CURVATURES, ROUNDING, drawn, nesterov_path, noisy_valley, oddity_of_starts, require, with_l2


@claim(
    en="Adam is an average of g over the root of RMSprop's average of g². With β₁ = 0 and no bias correction it is "
    "RMSprop; with a huge ε, η scaled to match and no bias correction it is momentum. RMSprop with a momentum buffer "
    "is not Adam.",
    ko="Adam은 g의 지수이동평균을 RMSprop의 g² 평균의 제곱근으로 나눈 것이다. β₁ = 0이고 편향 보정이 없으면 RMSprop과 "
    "같고, 편향 보정 없이 ε을 아주 크게 하고 η를 그만큼 키우면 모멘텀과 같다. 모멘텀 버퍼를 붙인 RMSprop은 Adam이 "
    "아니다.",
    short="Adam between momentum and RMSprop",
    seconds=0.5,
    literature="Kingma & Ba 2015; Tieleman & Hinton 2012",
)
def momentum_plus_rmsprop(
    beta1: float = 0.9, beta2: float = 0.99, lr: float = 0.01, eps: float = 1e-3, seed: int = 0
) -> Evidence:
    require(lr, beta1, beta2, eps)
    if lr > 0.2:
        raise Undecided(
            en=f"lr = {lr:g}: on a curvature of 10 descent diverges from lr = 0.2 on, and √v outgrows any ε",
            ko=f"lr = {lr:g}: 곡률이 10이면 lr = 0.2부터 경사 하강법이 발산하고, √v가 어떤 ε보다도 커진다",
        )
    gradient, start = noisy_valley(seed)
    rmsprop = partial(optim.RMSprop, alpha=beta2, eps=eps)
    rms_path = torch_path(partial(rmsprop, lr=lr), gradient, start)
    buffered = torch_path(partial(rmsprop, lr=lr * (1 - beta1), momentum=beta1), gradient, start)
    momentum = torch_path(partial(optim.SGD, lr=lr, momentum=beta1), gradient, start)
    torch_adam = torch_path(partial(optim.Adam, lr=lr, betas=(beta1, beta2), eps=eps), gradient, start)
    no_momentum = descent_path(AdamUncorrected(lr, 0, beta2, eps).step, gradient, start)
    corrected_v = descent_path(AdamUncorrected(lr, 0, beta2, eps, correct_v=True).step, gradient, start)
    blind = AdamUncorrected(1e15 * lr / (1 - beta1), beta1, beta2, 1e15)  # a buffer sums up to 1/(1-β₁) gradients
    blind_path = descent_path(blind.step, gradient, start)
    adam = descent_path(Adam(lr, beta1, beta2, eps).step, gradient, start)
    both = AdamUncorrected(lr, beta1, beta2, eps, correct_m=True, correct_v=True)
    put_together = descent_path(both.step, gradient, start)
    v, buffer, by_hand = np.zeros(6), np.zeros(6), [start]  # RMSprop with a buffer: it adds up g/√v, Adam adds up g
    for t in range(1, 101):
        g = gradient(by_hand[-1], t)
        v = beta2 * v + (1 - beta2) * g**2
        buffer = beta1 * buffer + g / (np.sqrt(v) + eps)
        by_hand.append(by_hand[-1] - lr * (1 - beta1) * buffer)
    bare = AdamUncorrected(1, 0, beta2, 0).step(np.zeros(1), np.ones(1))[0]
    to_rmsprop = growing_distance(no_momentum, rms_path)
    to_momentum = growing_distance(blind_path, momentum)
    to_buffered = growing_distance(torch_adam, buffered)
    corrected = partial(optim.Adam, lr=lr, betas=(0.0, beta2), eps=eps)
    to_corrected = growing_distance(corrected_v, rms_path)
    return Evidence(
        finding=Finding(
            "In 100 steps Adam without momentum and correction gets {same:.1g} away from RMSprop, and with a huge ε "
            "{blind:.1g} away from momentum; RMSprop with a momentum buffer gets {apart:.2g} away from Adam",
            same="distance from RMSprop of Adam with β₁ = 0 and no correction",
            blind="distance from momentum of Adam with ε = 1e15 and no correction",
            apart="distance from RMSprop with a momentum buffer of Adam",
        ),
        caption="Distances that stay at rounding belong to one rule written twice, those near 1 to different rules.",
        measurements=[
            Measurement(
                "distance from RMSprop of Adam with β₁ = 0 and no correction",
                to_rmsprop[-1],
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "distance from momentum of Adam with ε = 1e15 and no correction",
                to_momentum[-1],
                at_most(1e-11, because="√v < 100 beside ε = 1e15 changes a step by 1e-13; 100 steps"),
            ),
            Measurement(
                "first step with β₁ = 0 and no correction",
                -bare,
                within(1 / np.sqrt(1 - beta2), 1e-14 / (1 - beta2), because="v = (1-β₂)g²; rounding of 1-β₂"),
                unit="η",
            ),
            Measurement(
                "distance of Adam from the rule above with both corrections",
                growing_distance(adam, put_together)[-1],
                at_most(1e-12, because=ROUNDING),
                check=True,
            ),
            check_controls(
                to_corrected[-1] - growing_distance(torch_path(corrected, gradient, start), rms_path)[-1],
                to_buffered[-1] - growing_distance(adam, by_hand)[-1],
            ),
            Measurement(
                "distance of a written-out RMSprop with a momentum buffer from torch's",
                growing_distance(by_hand, buffered)[-1],
                at_most(1e-12, because=ROUNDING),
                check=True,
            ),
        ],
        controls=[
            Control("distance from RMSprop of Adam with β₁ = 0 and the correction", to_corrected[-1], at_most(1e-12)),
            Control("distance from RMSprop with a momentum buffer of Adam", to_buffered[-1], at_most(1e-12)),
        ],
        curves=[
            Curve("β₁ = 0, no correction: from RMSprop", drawn(to_rmsprop), role="subject"),
            Curve("ε = 1e15, no correction: from momentum", drawn(to_momentum)),
            Curve("β₁ = 0 with correction: from RMSprop", drawn(to_corrected)),
            Curve("Adam: from RMSprop with a buffer", drawn(to_buffered), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="largest distance so far",
            log_y=True,
            marks=[
                Mark(of="distance from RMSprop of Adam with β₁ = 0 and no correction", x=100, text="{value:.1g}"),
                Mark(of="distance from momentum of Adam with ε = 1e15 and no correction", x=100, text="{value:.1g}"),
                Mark(of="distance from RMSprop with a momentum buffer of Adam", x=100, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="Adam, AdamW, AMSGrad, NAdam, Adagrad and Nesterov momentum, written down from their formulas, go "
    "step for step where torch.optim goes.",
    ko="공식대로 구현한 Adam, AdamW, AMSGrad, NAdam, Adagrad, 네스테로프 모멘텀은 스텝마다 torch.optim과 "
    "같은 경로를 간다.",
    short="Six rules against torch.optim",
    seconds=0.6,
    literature="Kingma & Ba 2015; Loshchilov & Hutter 2019; Reddi 2018; Dozat 2016; Duchi 2011",
)
def against_torch(
    lr: float = 0.03, beta1: float = 0.8, beta2: float = 0.95, eps: float = 0.01, decay: float = 0.1, seed: int = 0
) -> Evidence:
    require(lr, beta1, beta2, eps)
    if beta2 < 0.5:
        raise Undecided(
            en=f"beta2 = {beta2:g}: steps follow the sign of g, and rounding grows where g changes it",
            ko=f"beta2 = {beta2:g}: 스텝이 g의 부호를 따라가므로, 부호가 바뀌는 곳에서 반올림 오차가 커진다",
        )
    gradient, start = noisy_valley(seed)
    slopes = np.array([gradient(start + 1, t) - gradient(start, t) for t in (1, 100)])
    noise = np.array([gradient(np.zeros(6), t) for t in range(1, 101)]) / CURVATURES
    settings = (lr, beta1, beta2, eps)
    regularised = with_l2(gradient, decay)
    adam = partial(optim.Adam, lr=lr, betas=(beta1, beta2), eps=eps)
    adamw = partial(optim.AdamW, lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=decay)
    adagrad = partial(optim.Adagrad, lr=lr, eps=eps)
    nesterov = partial(optim.SGD, lr=lr, momentum=0.8, nesterov=True, weight_decay=decay)
    torch_nesterov = torch_path(nesterov, gradient, start)
    torch_adam, torch_adamw = torch_path(adam, gradient, start), torch_path(adamw, gradient, start)
    torch_amsgrad = torch_path(partial(adam, amsgrad=True), gradient, start)
    torch_nadam = torch_path(
        partial(optim.NAdam, lr=lr, betas=(beta1, beta2), eps=eps, momentum_decay=0.3), gradient, start
    )
    torch_l2 = torch_path(partial(adam, weight_decay=decay), gradient, start)
    strangers = growing_distance(torch_l2, torch_adamw)
    to_amsgrad, to_nadam = (growing_distance(torch_adam, other)[-1] for other in (torch_amsgrad, torch_nadam))

    def distance(step: Step, theirs: Array, gradient: Gradient = gradient) -> Array:
        return growing_distance(descent_path(step, gradient, start), theirs)

    apart = {
        "distance of Adam from torch's": distance(Adam(*settings).step, torch_adam),
        "distance of Adam with its defaults from torch's": distance(
            Adam().step, torch_path(optim.Adam, gradient, start)
        ),
        "distance of Adam with an L2 penalty from torch's": distance(Adam(*settings).step, torch_l2, regularised),
        "distance of AdamW from torch's": distance(AdamW(*settings, decay).step, torch_adamw),
        "distance of AdamW with its defaults from torch's": distance(
            AdamW().step, torch_path(optim.AdamW, gradient, start)
        ),
        "distance of AMSGrad from torch's": distance(AMSGrad(*settings).step, torch_amsgrad),
        "distance of AMSGrad with its defaults from torch's": distance(
            AMSGrad().step, torch_path(partial(optim.Adam, amsgrad=True), gradient, start)
        ),
        "distance of NAdam from torch's": distance(NAdam(*settings, 0.3).step, torch_nadam),
        "distance of NAdam with its defaults from torch's": distance(
            NAdam().step, torch_path(optim.NAdam, gradient, start)
        ),
        "distance of AdaGrad from torch's": distance(Adagrad(lr, eps).step, torch_path(adagrad, gradient, start)),
        "distance of AdaGrad with its defaults from torch's": distance(
            Adagrad().step, torch_path(optim.Adagrad, gradient, start)
        ),
        "distance of Nesterov momentum from torch's": growing_distance(
            nesterov_path(regularised, start, lr, 0.8), torch_nesterov
        ),
    }
    return Evidence(
        finding=Finding(
            "In 100 steps our Adam gets {adam:.1g} away from torch's and our AdamW {adamw:.1g}; torch's Adam with an "
            "L2 penalty gets {strangers:.2g} away from its AdamW",
            adam="distance of Adam from torch's",
            adamw="distance of AdamW from torch's",
            strangers="distance of torch's Adam with an L2 penalty from its AdamW",
        ),
        caption="The same rule twice stays together within rounding. Two rules that differ in one line part at the "
        "first steps.",
        measurements=[
            *(Measurement(name, grown[-1], at_most(1e-12, because=ROUNDING)) for name, grown in apart.items()),
            Measurement(
                "steepest curvature of the valley over the flattest",
                np.max(slopes) / np.min(slopes),
                within(1000, 1e-8, because="10 over 0.01; rounding of gradients of order one"),
                check=True,
            ),
            Measurement(
                "different gradients at one place in 100 steps",
                len(np.unique(noise, axis=0)),
                within(100, 0, because="the noise is drawn anew for each step"),
                check=True,
            ),
            check_paths(),
            check_controls(
                strangers[-1] - distance(Adam(*settings).step, torch_adamw, regularised)[-1],
                to_amsgrad - distance(Adam(*settings).step, torch_amsgrad)[-1],
                to_nadam - distance(Adam(*settings).step, torch_nadam)[-1],
            ),
            Measurement(
                "how odd the valley's noise and start look",
                max(oddity_of_normal(np.round([*noise, start], 9)), oddity_of_starts(seed)),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "mean square of the valley's noise",
                float(np.mean(noise**2)),
                within(1, 4 * np.sqrt(2 / noise.size), because="normal of variance 1; four standard errors"),
                check=True,
            ),
        ],
        controls=[
            Control("distance of torch's Adam with an L2 penalty from its AdamW", strangers[-1], at_most(1e-12)),
            Control("distance of torch's Adam from its AMSGrad", to_amsgrad, at_most(1e-12)),
            Control("distance of torch's Adam from its NAdam", to_nadam, at_most(1e-12)),
        ],
        curves=[
            Curve("Adam", drawn(apart["distance of Adam from torch's"]), role="subject"),
            Curve("AdamW", drawn(apart["distance of AdamW from torch's"])),
            Curve("AMSGrad", drawn(apart["distance of AMSGrad from torch's"])),
            Curve("NAdam", drawn(apart["distance of NAdam from torch's"])),
            Curve("AdaGrad", drawn(apart["distance of AdaGrad from torch's"])),
            Curve("Nesterov momentum", drawn(apart["distance of Nesterov momentum from torch's"])),
            Curve("torch's Adam with L2 against its AdamW", drawn(strangers), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="largest distance so far",
            log_y=True,
            marks=[
                Mark(of="distance of Adam from torch's", x=100, text="{value:.1g}"),
                Mark(of="distance of AdamW from torch's", x=100, text="{value:.1g}"),
                Mark(of="distance of torch's Adam with an L2 penalty from its AdamW", x=100, text="{value:.2g}"),
            ],
        ),
    )


mutant("puts epsilon inside the root", "(np.sqrt(v_hat) + self.eps)", "np.sqrt(v_hat + self.eps)", program="adam")
mutant("averages g² over a hundred steps", "beta2: float = 0.999", "beta2: float = 0.99", program="adam")
mutant("looks ahead with the momentum of this step", "later * self.m", "now * self.m", program="nadam")
mutant("looks ahead by a whole step of the buffer", "theta - lr * beta * v)", "theta - lr * v)", program="nesterov")
mutant("averages where AdaGrad sums", "self.total + g**2", "0.999 * self.total + 0.001 * g**2", program="adagrad")
mutant("takes NAdam's default learning rate", "lr: float = 0.001", "lr: float = 0.002", program="amsgrad")
