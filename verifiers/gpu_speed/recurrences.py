"""A recurrence as a scan: its steps are maps that compose."""

import numpy as np

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant

from ..programs.recurrence import apply, recurrence
from ..programs.scan import scan
from .common import Array
from .prefixes import drawn, require_length

START = 1.5  # h before the first step


def composed(earlier: Array, later: Array) -> Array:
    """Of maps h → a·h + b, each as [a, b]: first the earlier one, then the later one."""
    return np.array([later[0] * earlier[0], later[0] * earlier[1] + later[1]])


@claim(
    en="A recurrence h = a·h + b, each step of which needs the one before, is a scan: maps [a, b] compose "
    "associatively, and their prefixes hold all states.",
    ko="각 스텝이 바로 앞 스텝을 필요로 하는 점화식 h = a·h + b도 스캔이다. 사상 [a, b]의 합성은 결합 법칙을 따르고, "
    "그 프리픽스에 모든 상태가 들어 있다.",
    short="A recurrence as a scan",
    seconds=0.2,
    literature="Blelloch 1990",
)
def recurrence_by_scan(length: int = 256, seed: int = 0) -> Evidence:
    require_length(length)
    rng = np.random.default_rng(seed)
    maps = np.stack([rng.uniform(-1, 1, length), rng.standard_normal(length)], axis=1)
    states = np.array(recurrence(apply, list(map(tuple, maps.tolist())), START))
    by_scan = np.array([prefix[0] * START + prefix[1] for prefix in scan(composed, list(maps))])
    off = np.abs(by_scan - states)
    late = np.abs(np.concatenate([[START], states[:-1]]) - states)
    sums = at_most(1e-12, because="sums of products of factors below 1, a few hundred of each: rounding")
    return Evidence(
        finding=Finding(
            "{length} states of a recurrence by a scan are off by {off:.1g}; one step late by up to {late:.2g}",
            off="largest difference of scan and loop",
            late="largest difference of a state and the one before",
        ),
        caption="Difference from the states of a loop, by a scan and if each state came one step late.",
        fields={"length": length},
        measurements=[
            Measurement("largest difference of scan and loop", float(np.max(off)), sums),
            check_draws(oddity_of_uniform(maps[:, 0], -1, 1), oddity_of_normal(maps[:, 1])),
        ],
        controls=[Control("largest difference of a state and the one before", float(np.max(late)), sums)],
        curves=[
            Curve("scan", drawn(off.tolist()), role="subject"),
            Curve("one step late", drawn(late.tolist()), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="difference of the state",
            log_y=True,
            marks=[
                Mark(of="largest difference of scan and loop", x=int(np.argmax(off)), text="{value:.1g}"),
                Mark(of="largest difference of a state and the one before", x=int(np.argmax(late)), text="{value:.2g}"),
            ],
        ),
    )


mutant("starts from zero whatever it is given", "    states = []\n", "    states, h = [], 0.0\n", program="recurrence")
mutant("adds one in every step", "rng.standard_normal(length)]", "np.ones(length)]")
