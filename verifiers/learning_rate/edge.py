"""Where the sharpness settles when a network is trained by full batches.

Notation: η learning rate; sharpness: the largest eigenvalue of the Hessian where training stands. A quadratic of
sharpness 2/η is the limit of stability.
"""

from functools import partial

import numpy as np

from quizdl.lab.checks import check_draws, check_oddities
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.sharpness import sharpness
from .common import rises
from .sharpening import (
    EVERY,
    draw,
    gradient_at,
    hessian_by_torch,
    largest_eigenvalue,
    loss_at,
    losses_of,
    oddity_of_tasks,
    outputs_of,
    sharpen,
)


@claim(
    en="Trained by full batches at a constant η on random labels, which it cannot fit quickly, a tanh network of 20 "
    "units sharpens until its sharpness hovers within 5 % of 2/η. Its loss falls in the long run and, in most such "
    "networks, rises at some steps. On labels that a network like itself makes, the sharpness stays below.",
    ko="금방 맞힐 수 없는 무작위 레이블을 일정한 η의 전체 배치로 학습하면, 은닉 유닛 20개인 tanh 신경망의 "
    "sharpness는 2/η의 5% 이내까지 올라가 머문다. 손실은 길게 보면 감소하지만, 그런 신경망 대부분에서 증가하는 "
    "스텝이 있다. 같은 구조의 신경망이 만든 레이블이라면 sharpness가 그보다 낮게 유지된다.",
    short="Training sharpens up to the edge",
    seconds=4.0,
    literature="Cohen et al. 2021",
)
def edge_of_stability(steps: int = 2000, hidden: int = 20, seed: int = 0) -> Evidence:
    # Easier tasks are over before the edge: a network that fits its data has no gradient left to sharpen by.
    # Random labels were chosen, out of several tasks tried, because they reach the edge within 1000 steps.
    if steps < 1500:
        raise Undecided(
            en="the edge is reached within some 1000 steps, and what counts is the time after it",
            ko="2/η에 이르는 데 1000스텝쯤 걸리며, 중요한 것은 그 뒤의 스텝이다",
        )
    rng = np.random.default_rng(seed)
    tasks = [draw(rng, hidden) for _ in range(5)]
    task = x, y, start = tasks[0]
    teacher = outputs_of(tasks[1][2], x)
    random, gentle, taught = (  # half as sharp as 2/η at first, and a twentieth
        sharpen(of_labels, share, steps) for of_labels, share in ((task, 1.0), (task, 0.1), ((x, teacher, start), 1.0))
    )
    ratios, end = random.ratios, random.end
    runs = [losses_of(of_run, 1.0, steps) for of_run in tasks]
    losses, (losses_gentle, first_gentle) = runs[0][0], losses_of(task, 0.1, steps)
    *rising, rising_gentle = (bool(rises(of_run) > 0) for of_run in (*(run[0] for run in runs), losses_gentle))
    known = sharpness(lambda theta: -3 * theta, np.zeros(2), np.array([0.6, 0.8]), 3)[0]
    mixed = sharpness(lambda theta: theta * [1, 3], np.zeros(2), np.full(2, 0.5**0.5), 1)[0]

    loss, gradient, hessian = hessian_by_torch(end, x, y)
    last, top = sharpness(partial(gradient_at, x=x, y=y), end, random.top, 1000)
    along, _ = sharpness(partial(gradient_at, x=x, y=y), end, top, 1)
    off = max(float(np.abs(gradient_at(end, x, y) - gradient).max()), abs(loss_at(end, x, y) - loss))
    half, at = len(ratios) // 2, list(range(0, steps, EVERY))
    fall = float(losses[-steps // 4 :].mean() / losses[: steps // 4].mean())
    edge = within(1, 0.05, because="the sentence: 2/η is where a quadratic of that sharpness stops converging")
    power = "power iteration with 1000 products: 0.87·ln(P)/999 expected (Kuczyński & Woźniakowski 1992)"
    hundred = "η is one over the sharpness; power iteration with 100 products: 0.87·ln(P)/99"
    central = "h² = 1e-8 times the fourth derivative over the second; ε/h = 2e-12"
    return Evidence(
        finding=Finding(
            "From {start:.3g} of 2/η the sharpness rose and hovered at {settled:.3g}; with η/10 at {gentle:.3g}, on "
            "labels by a network at {taught:.3g}",
            start="sharpness times η/2 at the start",
            settled="sharpness times η/2 in the later half",
            gentle="sharpness times η/2 in the later half with η/10",
            taught="sharpness times η/2 in the later half on labels by a network",
        ),
        caption="Sharpness times η/2 in training by full batches: at 1 a quadratic of that sharpness stops converging.",
        measurements=[
            Measurement("sharpness times η/2 in the later half", random.settled, edge),
            Measurement("sharpness times η/2 at the start", random.first, within(0.5, 0.025, because=hundred)),
            Measurement(
                "sharpness times η/2 at the start on labels by a network",
                taught.first,
                within(0.5, 0.025, because=hundred),
                check=True,
            ),
            Measurement(
                "sharpness times η/2 at the start with η/10",
                max(gentle.first, first_gentle, key=lambda ratio: abs(ratio - 0.05)),
                within(0.05, 0.0025, because=hundred),
                check=True,
            ),
            Measurement(
                "networks of five whose loss rises at some step",
                sum(rising),
                at_least(3, because="the sentence: most of them"),
            ),
            Measurement(
                "loss of the last quarter over that of the first", fall, at_most(1, because="it falls in the long run")
            ),
            Measurement(
                "sharpness at the end over the eigenvalue by torch",
                last / largest_eigenvalue(hessian),
                within(1, 0.01, because=power),
                check=True,
            ),
            Measurement(
                "five networks: sharpness times η/2 of the first step farthest from a half",
                max((ratio for _, ratio in runs), key=lambda ratio: abs(ratio - 0.5)),
                within(0.5, 0.025, because=hundred),
                check=True,
            ),
            check_draws(oddity_of_tasks(tasks, hidden)),
            check_oddities(),
            Measurement(
                "first loss on labels by a network over half their mean square",
                loss_at(start, x, teacher) / float(np.mean(teacher**2) / 2),
                at_least(0.1, because="the network of the labels is another one"),
                check=True,
            ),
            Measurement(
                "labels other than 1 and -1",
                sum(int(np.count_nonzero(abs(labels) != 1)) for _, labels, _ in tasks),
                within(0, 0, because="two classes"),
                check=True,
            ),
            Measurement(
                "share of the later half that lies at or below what it settles at",
                float(np.mean(ratios[half:] <= random.settled)),
                within(0.5, 1 / (len(ratios) - half), because="a median has half of the values on either side"),
                check=True,
            ),
            Measurement(
                "sharpness of a quadratic of curvature -3",
                known,
                within(-3, 1e-9, because="the eigenvalue with its sign; rounding over the step"),
                check=True,
            ),
            Measurement(
                "curvature between 1 and 3 by one product",
                mixed,
                within(2, 1e-9, because="(1 + 3)/2 along the diagonal; rounding over the step"),
                check=True,
            ),
            Measurement(
                "curvature along its direction over that by torch",
                along / float(top @ hessian @ top),
                within(1, 1e-6, because=central),
                check=True,
            ),
            Measurement(
                "distance of the network from torch",
                off,
                at_most(1e-12, because="rounding of sums over 80 examples"),
                check=True,
            ),
        ],
        controls=[
            Control("sharpness times η/2 in the later half with η/10", gentle.settled, within(1, 0.05)),
            Control("sharpness times η/2 in the later half on labels by a network", taught.settled, within(1, 0.05)),
            Control("networks of one whose loss rises with η/10", int(rising_gentle), at_least(1)),
            Control("rising steps with η/10", float(rises(losses_gentle)), at_least(100 / steps), unit="%"),
        ],
        curves=[
            Curve("random labels", list(ratios), at, role="subject"),
            Curve("random labels with η/10", list(gentle.ratios), at, role="reference"),
            Curve("labels by a network", list(taught.ratios), at, role="reference"),
            Curve("2/η", [1, 1], [0, steps], role="bound"),
        ],
        axes=Axes(
            x="step",
            y="sharpness times η/2",
            marks=[
                Mark(of="sharpness times η/2 at the start", x=0, text="{value:.3g}"),
                Mark(of="sharpness times η/2 in the later half", x=0.75 * steps, text="{value:.3g}"),
                Mark(of="sharpness times η/2 in the later half with η/10", x=0.75 * steps, text="{value:.3g}"),
                Mark(
                    of="sharpness times η/2 in the later half on labels by a network",
                    x=0.75 * steps,
                    text="{value:.3g}",
                ),
            ],
        ),
    )


mutant("draws one task five times", "[draw(rng, hidden) for _ in range(5)]", "[draw(rng, hidden)] * 5")
mutant("lets all networks start sharp", "losses_of(of_run, 1.0, steps)", "losses_of(of_run, 1.9, steps)")
mutant(
    "loses the sign of a curvature", "float(direction @ product)", "float(np.linalg.norm(product))", program="sharpness"
)
mutant("forgets 1/N in the output layer", "h.T @ error / len(y)", "h.T @ error", program="tanh_network")
mutant("divides by one step instead of two", "(2 * step)", "step", program="sharpness")
mutant(
    "multiplies the product by itself",
    "direction @ product",
    "product @ product",
    program="sharpness",
)
mutant("trains faster on labels by a network", "((x, teacher, start), 1.0))", "((x, teacher, start), 1.5))")
