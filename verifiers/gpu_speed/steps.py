"""What lanes are good for: steps of programs whose operations do, or do not, need each other, on an ideal machine."""

from operator import add

import numpy as np

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.lanes import Program, serial_then_parallel
from ..programs.recurrence import apply, compose, recurrence
from ..programs.scan import scan, tree_reduce
from .common import LANES, Array, require
from .random_programs import OPERATIONS, depth_of, draw, faults_of, most_steps, oddity_of_programs


def by_sums(factors: Array, terms: Array) -> Array:
    """Every hₜ = Σᵢ aₜ·…·aᵢ₊₁·bᵢ of the recurrence, by its sum."""
    return np.array([sum(terms[i] * np.prod(factors[i + 1 : t + 1]) for i in range(t + 1)) for t in range(len(terms))])


@claim(
    en="256 operations take ⌈256/lanes⌉ steps if they are independent, and 256 on any number of lanes if each needs "
    "the one before. A scan computes the same recurrence in log₂ 256 = 8 steps, with seven times the work. Steps are "
    "counted on an ideal machine: one operation a lane and step, composing two maps counts as one, and communication "
    "is free.",
    ko="서로 독립인 연산 256개는 ⌈256/레인 수⌉ 스텝이 걸리지만, 각 연산이 바로 앞의 결과를 필요로 하면 레인이 몇 "
    "개든 256 스텝이 걸린다. 같은 점화식을 스캔(prefix scan)으로 바꾸면 연산량은 7배가 되지만 log₂ 256 = 8 스텝이면 "
    "된다. 레인은 스텝마다 연산 하나를 하고, 사상 둘의 합성도 연산 하나로 세며, 통신에는 시간이 들지 않는 이상적인 "
    "기계에서 스텝을 센다.",
    short="A chain of steps, and a scan",
    seconds=1.0,
    literature="Graham 1966; Hillis & Steele 1986",
)
def serial_chain(length: int = 256, seed: int = 0) -> Evidence:
    require(
        8 <= length <= 1024,
        en=f"length = {length}: the sentence is about 8 operations or more, and the lanes counted end at 1024",
        ko=f"length = {length}: 문장은 연산 8개 이상에 대한 것이고, 레인은 1024개까지만 센다",
    )
    rng = np.random.default_rng(seed)
    factors, terms = rng.uniform(-1, 1, length), rng.standard_normal(length)
    pairs = list(zip(factors, terms, strict=True))
    independent = serial_then_parallel(0, length)
    chain, scanned, tree = Program(), Program(), Program()
    states = recurrence(chain.noted(apply), pairs, 0.0)
    prefixes = scan(scanned.noted(compose), pairs)
    total = tree_reduce(tree.noted(add), list(terms))
    direct = by_sums(factors, terms)
    from_states = np.array([state.value for state in states])
    from_scan = np.array([prefixes[0][1], *(prefix.value[1] for prefix in prefixes[1:])])
    letters = "abcdefghijk"
    words = [*scan(add, letters), tree_reduce(add, letters)]
    steps = {
        name: {n: program.steps(n) for n in LANES}
        for name, program in {"independent": independent, "chain": chain, "scan": scanned, "tree": tree}.items()
    }
    rounds = int(np.ceil(np.log2(length)))
    work = sum(length - 2**k for k in range(rounds))
    others = [draw(rng, lanes) for lanes in range(1, 11) for _ in range(2)]
    depths = [depth_of(drawn.needs) for drawn in others]
    took = [drawn.program.steps(drawn.lanes) for drawn in others]
    least = [max(-(-OPERATIONS // drawn.lanes), depth) for drawn, depth in zip(others, depths, strict=True)]
    most = [most_steps(drawn.lanes, depth) for drawn, depth in zip(others, depths, strict=True)]
    sums = at_most(1e-12, because="sums of products of factors below 1, a few hundred of each: rounding")
    return Evidence(
        finding=Finding(
            "On 1024 lanes {length} operations take {independent:.0f} step if independent, {chain:.0f} if each needs "
            "the one before, and {scan:.0f} as a scan",
            independent="independent: steps on 1024 lanes",
            chain="chain: steps on 1024 lanes",
            scan="scan: steps on 1024 lanes",
        ),
        caption="Steps by the number of lanes. The chain stays where it is; the scan does more work, and overtakes it.",
        fields={"length": length},
        measurements=[
            Measurement(
                "independent: steps on 1024 lanes", steps["independent"][1024], within(1, 0, because="⌈length/1024⌉")
            ),
            Measurement(
                "independent: steps on 64 lanes",
                steps["independent"][64],
                within(-(-length // 64), 0, because="⌈length/64⌉"),
            ),
            Measurement("chain: steps on 1024 lanes", steps["chain"][1024], within(length, 0, because="its depth")),
            Measurement("scan: steps on 1024 lanes", steps["scan"][1024], within(rounds, 0, because="⌈log₂ length⌉")),
            Measurement(
                "scan: operations over those of the chain",
                steps["scan"][1] / length,
                within(work / length, 0, because="Σ (length - distance) / length over distances 1, 2, 4, …"),
            ),
            Measurement(
                "sum by a tree: steps on 1024 lanes", steps["tree"][1024], within(rounds, 0, because="its depth")
            ),
            Measurement(
                "sum by a tree: operations", steps["tree"][1], within(length - 1, 0, because="one less than the terms")
            ),
            Measurement("largest difference of scan and chain", float(np.max(np.abs(from_scan - from_states))), sums),
            Measurement(
                "largest difference of the chain and its sum",
                float(np.max(np.abs(from_states - direct))),
                sums,
                check=True,
            ),
            Measurement(
                "difference of the sum by a tree and numpy's", abs(total.value - float(np.sum(terms))), sums, check=True
            ),
            Measurement(
                "wrong words where a scan and a tree join letters",
                sum(word != letters[: i + 1] for i, word in enumerate(words)),
                within(0, 0, because="joining words does not commute, and eleven is no power of two"),
            ),
            Measurement(
                "faults of the schedules of 20 random programs",
                sum(faults_of(drawn) for drawn in others),
                within(0, 0, because="no operation early, no step too full, no lane idle beside a ready operation"),
                check=True,
            ),
            Measurement(
                "random programs: steps over the most that Graham allows",
                float(np.max(np.array(took) / most)),
                at_most(1 + 1e-12, because="work/n + (1 - 1/n)·depth without idle lanes (Graham 1966); rounding"),
                check=True,
            ),
            Measurement(
                "most steps that Graham allows on one lane and for a chain: largest difference from 60",
                max(abs(most_steps(*case) - OPERATIONS) for case in ((1, 1), (1, 20), (2, 60), (8, 60))),
                at_most(1e-12, because="one lane does one operation a step, and a chain waits for each; rounding"),
                check=True,
            ),
            Measurement(
                "random programs: steps over the least possible",
                float(np.min(np.array(took) / least)),
                between(1, 2, because="no less than work/n and depth, and less than twice the larger (Graham 1966)"),
                check=True,
            ),
            Measurement(
                "random programs: steps on 60 lanes beyond their depths",
                sum(drawn.program.steps(OPERATIONS) for drawn in others) - sum(depths),
                within(0, 0, because="a lane for every operation: only the depth remains"),
                check=True,
            ),
            check_draws(oddity_of_uniform(factors, -1, 1), oddity_of_normal(terms), oddity_of_programs(others)),
        ],
        controls=[
            Control("chain: steps on 64 lanes over those on one", steps["chain"][64] / steps["chain"][1], at_most(0.5)),
            Control("scan: steps on one lane", steps["scan"][1], at_most(length)),
            Control(
                "largest difference of the chain and a scan in the wrong order",
                float(np.max(np.abs([p[1] for p in scan(lambda x, y: compose(y, x), pairs)] - from_states))),
                sums,
            ),
        ],
        curves=[
            Curve("chain", list(steps["chain"].values()), x=LANES, role="reference"),
            Curve("scan", list(steps["scan"].values()), x=LANES, role="subject"),
            Curve("independent", list(steps["independent"].values()), x=LANES),
            Curve("sum by a tree", list(steps["tree"].values()), x=LANES),
        ],
        axes=Axes(
            x="lanes",
            y="steps",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="independent: steps on 1024 lanes", x=1024, text="{value:.0f}"),
                Mark(of="chain: steps on 1024 lanes", x=1024, text="{value:.0f}"),
                Mark(of="scan: steps on 1024 lanes", x=1024, text="{value:.0f}"),
            ],
        ),
    )


mutant(
    "starts before its inputs are ready", "0 < steps[need] < step for", "0 < steps[need] <= step for", program="lanes"
)
mutant("waits for one input alone", "for need in self.needs[i])", "for need in self.needs[i][:1])", program="lanes")
mutant("composes maps the wrong way round", "a2 * b1 + b2", "a1 * b2 + b1", program="recurrence")
mutant("scans half of the distances", "distance < len(prefixes)", "distance <= len(prefixes) // 2", program="scan")
mutant("drops the odd one out", "range(0, even, 2)] + level[even:]", "range(0, even, 2)]", program="scan")
mutant("notes one input alone", "for x in inputs if", "for x in inputs[-1:] if", program="lanes")
mutant("draws factors that are all positive", "rng.uniform(-1, 1, length)", "rng.uniform(0, 1, length)")
mutant("sums with one factor too many", "factors[i + 1 : t + 1]", "factors[i : t + 1]")
