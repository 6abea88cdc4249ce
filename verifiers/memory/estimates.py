"""The estimate of a step's memory: against a walk through the step, numpy's sizes, and the state of real optimizers."""

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws, check_oddities
from quizdl.lab.memory import state_bytes
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
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.memory_by_hand import Numbers, Op
from ..programs.memory_estimate import FLOAT, estimate
from ..programs.training_step import optimizer_of
from .common import KB, plain
from .drawn_steps import TENSORS, drawn_step, held, oddity_of_steps

PLACES = {"keeps": "activations", "buffers": "buffers", "inputs": "inputs"}


def largest_difference(peaks: list[int], most: list[int]) -> int:
    """Of the peaks of all steps from the most that their walks hold."""
    return max(abs(peak - held_at_most) for peak, held_at_most in zip(peaks, most, strict=True))


@claim(
    en="The peak of a training step is the most that is held at any one moment of its backward pass or of the "
    "optimizer's step, and not the sum of all that is held at some time.",
    ko="학습 한 스텝의 피크는 역전파나 옵티마이저 스텝의 어느 한 순간에 잡고 있는 양 가운데 가장 큰 값이다. 언젠가 "
    "잡게 되는 것을 모두 더한 값이 아니다.",
    short="The peak is one moment of a step",
    seconds=0.3,
)
def walked_through(steps: int = 400, seed: int = 0) -> Evidence:
    if steps < 20:
        raise Undecided(
            en=f"steps = {steps}: of fewer than 20 none may have its peak in the optimizer's step",
            ko=f"steps = {steps}: 20개보다 적으면 옵티마이저 스텝에 피크가 있는 것이 없을 수 있다",
        )
    rng = np.random.default_rng(seed)
    drawn = [drawn_step(rng) for _ in range(steps)]
    peaks, most, ungraded, summed, apart, early, late = [], [], [], [], [], 0, 0
    for ops, inputs, optimizer in ((step.ops, step.inputs, step.optimizer) for step in drawn):
        walk = list(held(ops, inputs, optimizer))
        items = estimate(plain(ops), inputs, optimizer)
        peaks.append(items.pop("peak"))
        most.append(max(walk))
        ungraded.append(max(walk) - max(held(ops, inputs, optimizer, gradients=False)))
        summed.append(sum(items.values()))
        apart.append(walk[len(ops) - 1] + FLOAT * sum(sum(op.weights) for op in ops) - summed[-1])
        late += walk.index(max(walk)) >= 2 * len(ops)
        early += max(walk[: -sum(len(op.weights) for op in ops)]) == max(walk)  # the last moments update a tensor each
    byte_more = largest_difference(peaks, [most[0] + 1, *most[1:]])
    return Evidence(
        finding=Finding("The last step drawn holds {peak:.3g} kB at its peak", peak="peak of the last step"),
        caption="Bytes held at each moment of the last step drawn: what is kept comes and goes, gradients of "
        "parameters come and stay, and those of activations are held for one operation.",
        measurements=[
            Measurement(
                "largest difference of a peak from the walk",
                largest_difference(peaks, most),
                at_most(0, because="both count the same tensors"),
                unit="B",
            ),
            Measurement(
                "peak of the last step",
                peaks[-1] / KB,
                within(max(walk) / KB, 0, because="the most that the walk holds"),
                unit="kB",
            ),
            Measurement(
                "steps with their peak in the optimizer's step",
                late,
                between(1, steps - 1, because="steps are drawn so that the peak may lie in either place"),
                check=True,
            ),
            Measurement(
                "steps with their peak before it",
                early,
                within(steps - late, 0, because="it lies in one of the two places"),
                check=True,
            ),
            check_draws(oddity_of_steps(drawn)),
            check_oddities(),
            check_controls(byte_more - 1, *apart),
        ],
        controls=[
            Control("largest difference if the first step drawn held a byte more", byte_more, at_most(0), unit="B"),
            Control("largest difference without gradients of parameters", max(ungraded), at_most(0), unit="B"),
            Control(
                "largest difference of all that is held at some time",
                largest_difference(summed, most),
                at_most(0),
                unit="B",
            ),
        ],
        curves=[Curve("held", [size / KB for size in walk], role="subject")],
        axes=Axes(
            x="moment of the step",
            y="kB",
            marks=[Mark(of="peak of the last step", x=walk.index(max(walk)), text="{value:.3g} kB")],
        ),
    )


def added(place: str, dtype: str, count: int) -> float:
    """Bytes that each of `count` more numbers adds to the item of that place, in a small network."""
    few: dict[str, Numbers] = {name: {} for name in PLACES}
    more: dict[str, Numbers] = {**few, place: {dtype: count}}
    one, other = (
        estimate(plain([Op((6, 2), 3, 2, 0, of["keeps"], of["buffers"])]), of["inputs"], "sgd")[PLACES[place]]
        for of in (few, more)
    )
    return (other - one) / count


@claim(
    en="A number costs the bytes of its dtype wherever it is held: an int64 index or label eight, twice as many as a "
    "float32, and a bool of a mask one.",
    ko="수 하나의 비용은 어디에 있든 dtype의 바이트 수이다. int64 인덱스나 레이블은 float32의 두 배인 8바이트이고, "
    "마스크의 bool은 1바이트이다.",
    short="Bytes of a number by its dtype",
    seconds=0.1,
    literature="NumPy documentation",
)
def bytes_of_dtypes(count: int = 1000) -> Evidence:
    if count < 1:
        raise Undecided(en="without a number there is nothing to count", ko="수가 하나도 없으면 셀 것이 없다")
    dtypes = ("float32", "int64", "bool")
    sizes = {place: {dtype: added(place, dtype, count) for dtype in dtypes} for place in PLACES}
    return Evidence(
        finding=Finding(
            "Each number of int64 that is kept adds {int64:.2g} bytes, of float32 {float32:.2g}, of bool {bool:.2g}",
            int64="keeps: a number of int64",
            float32="keeps: a number of float32",
            bool="keeps: a number of bool",
        ),
        caption="Bytes that a further number adds to what is kept for the backward pass, by its dtype.",
        measurements=[
            Measurement(
                "{place}: a number of {dtype}",
                size,
                within(np.dtype(dtype).itemsize, 0, because="numpy's itemsize of the dtype"),
                unit="B",
                fields={"dtype": dtype, "place": place},
            )
            for place, of in sizes.items()
            for dtype, size in of.items()
        ],
        controls=[Control("a number of int16 for one of int64", np.dtype("int16").itemsize, within(8, 0), unit="B")],
        curves=[Curve("bytes of a number", list(sizes["keeps"].values()), points=True, role="subject")],
        axes=Axes(
            x="float32, int64, bool",
            y="B",
            marks=[Mark(of=f"keeps: a number of {dtype}", x=x) for x, dtype in enumerate(dtypes)],
        ),
    )


def real_state(name: str, sizes: list[int], *, amsgrad: bool = False) -> int:
    """Bytes in the state of torch's optimizer of that name after a step with parameters of these sizes."""
    parameters = [torch.nn.Parameter(torch.ones(size)) for size in sizes]
    optimizer: torch.optim.Optimizer
    if name.startswith("adam"):
        kind = torch.optim.AdamW if name == "adamw" else torch.optim.Adam
        optimizer = kind(parameters, amsgrad=amsgrad)
    else:
        optimizer = torch.optim.SGD(parameters, lr=0.1, momentum=0.9 if name == "momentum" else 0.0)
    for parameter in parameters:
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    return state_bytes(optimizer)


def after_steps(name: str, steps: int, lr: float = 1e-4) -> tuple[float, float]:
    """Where the optimizer that trains the examples, and where its formula, takes θ = 5 on gradients of 2."""
    theta = torch.nn.Parameter(torch.tensor([5.0], dtype=torch.float64))
    optimizer, place, velocity = optimizer_of(name, torch.nn.ParameterList([theta])), 5.0, 0.0
    for _ in range(steps):
        theta.grad = torch.full_like(theta, 2)
        optimizer.step()
        velocity = 0.9 * velocity + 2 if name == "momentum" else 2.0
        shrunk = place * (1 - 0.01 * lr) if name == "adamw" else place
        place = shrunk - lr * (2 / (2 + 1e-8) if name.startswith("adam") else velocity)
    return float(theta.detach()), place


@claim(
    en="Adam remembers two numbers for each parameter and a count of steps for each tensor, SGD with momentum one "
    "number for each parameter, and plain SGD nothing.",
    ko="Adam은 파라미터마다 수 두 개와 텐서마다 스텝 횟수 하나를, 모멘텀 SGD는 파라미터마다 수 하나를 기억하고, 순수한 "
    "SGD는 아무것도 기억하지 않는다.",
    short="What optimizers remember",
    seconds=0.2,
    literature="PyTorch documentation",
)
def states_of_torch(tensors: int = 200, seed: int = 0) -> Evidence:
    if tensors < 1:
        raise Undecided(en="without a tensor nothing is remembered", ko="텐서가 없으면 기억할 것도 없다")
    sizes = np.random.default_rng(seed).integers(1, 500, size=tensors).tolist()
    every = FLOAT * sum(sizes)
    by_torch = {name: real_state(name, sizes) for name in TENSORS}
    ops = plain([Op((size,), 1, 1, keeps={"float32": 1}) for size in sizes])
    items = {name: estimate(ops, {}, name) for name in TENSORS}
    ratios = {name: of["state"] / every for name, of in items.items()}
    amsgrad = real_state("adam", sizes, amsgrad=True) / every  # remembers the largest v as well
    ends = [after_steps(name, steps) for name in TENSORS for steps in (1, 2, 20)]
    return Evidence(
        finding=Finding(
            "The state is {adam:.3g} times as large as the parameters with Adam, {momentum:.3g} times with momentum "
            "and {sgd:.3g} times with plain SGD",
            adam="adam: state / parameters",
            momentum="momentum: state / parameters",
            sgd="sgd: state / parameters",
        ),
        caption="The optimizer's state over the parameters; Adam's lies above 2 by its counts of steps, one for each "
        "tensor.",
        measurements=[
            *(
                Measurement(
                    "{optimizer}: state / parameters",
                    ratio,
                    within(by_torch[name] / every, 0, because="what torch's optimizer holds after a step"),
                    fields={"optimizer": name},
                )
                for name, ratio in ratios.items()
            ),
            Measurement(
                "gradients / parameters",
                items["sgd"]["gradients"] / items["sgd"]["parameters"],
                within(1, 0, because="one gradient for each parameter"),
            ),
            Measurement(
                "parameters by the estimate",
                items["sgd"]["parameters"],
                within(every, 0, because="4 bytes each"),
                unit="B",
            ),
            check_draws(oddity_of_integers(np.array(sizes) - 1, 499)),
            Measurement(
                "optimizers of the examples after up to 20 steps: largest distance from their formulas",
                max(abs(ours - theirs) for ours, theirs in ends),
                at_most(1e-12, because="rounding; on a steady gradient each of Adam's corrected steps is η"),
                check=True,
            ),
            check_controls(amsgrad - by_torch["adam"] / every - 1),
        ],
        controls=[
            Control(
                "AMSGrad: state / parameters",
                amsgrad,
                within(by_torch["adam"] / every, 0),
            )
        ],
        curves=[Curve("state / parameters", list(ratios.values()), points=True, role="subject")],
        axes=Axes(
            x="SGD, momentum, Adam, AdamW",
            y="state / parameters",
            marks=[Mark(of=f"{name}: state / parameters", x=x) for x, name in enumerate(TENSORS)],
        ),
    )


mutant("takes an index for as wide as a float32", '"int64": INT', '"int64": FLOAT', program="memory_estimate")
mutant(
    "counts nothing that passes from layer to layer",
    "zip(kept, gradients, passing, strict=True)",
    "zip(kept, gradients, strict=True)",
    program="memory_estimate",
)
mutant("adds the backward pass to the step", "max(backward, step)", "backward + step", program="memory_estimate")
mutant("forgets the gradients", '"gradients": parameters', '"gradients": 0', program="memory_estimate")
mutant("leaves out what goes with a residual branch", ' + op["carries"]', "", program="memory_estimate")
