"""What a serial part leaves of many lanes: Amdahl's law, counted in the steps of an ideal machine."""

import numpy as np

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

from ..programs.amdahl import speedup
from ..programs.lanes import serial_then_parallel
from .common import LANES, require


def require_both_parts(serial: int, parallel: int) -> None:
    """Raise Undecided where there is no serial part, or counting takes too long."""
    require(
        0 < serial < parallel <= 10_000 and serial <= 500,
        en=f"serial = {serial} and parallel = {parallel}: 1 to 500 of the first, and more of the second up to 10,000",
        ko=f"serial = {serial}, parallel = {parallel}: 직렬 부분은 1~500, 병렬 부분은 그보다 크고 10,000 이하여야 한다",
    )


@claim(
    en="Counted in the steps of an ideal machine where communication is free, nothing is timed: if 95 % of a program "
    "of fixed size can be shared among lanes, 64 of them make it 15.4 times as fast and no number makes it twenty "
    "times: 1 / ((1-p) + p/n).",
    ko="통신에 시간이 들지 않는 이상적인 기계에서 스텝을 센 것이며 시간을 재지는 않는다. 크기가 정해진 프로그램의 "
    "95%를 병렬화할 수 있을 때 레인 64개면 15.4배 빨라지고, 아무리 많아도 20배에는 이르지 못한다. 속도 향상은 "
    "1 / ((1-p) + p/n)이다.",
    short="Amdahl's law, counted in steps",
    seconds=0.5,
    literature="Amdahl 1967",
)
def amdahls_law(serial: int = 64, parallel: int = 1216) -> Evidence:
    require_both_parts(serial, parallel)
    total, share = serial + parallel, parallel / (serial + parallel)
    program, free = serial_then_parallel(serial, parallel), serial_then_parallel(0, total)
    times = {n: total / program.steps(n) for n in LANES}
    full = [n for n in LANES if parallel % n == 0]
    off = max(abs(times[n] / speedup(share, n) - 1) for n in full)
    of_law = [times[n] / speedup(share, n) for n in LANES]
    over = max(of_law)
    return Evidence(
        finding=Finding(
            "64 lanes make the program {some:.3g} times as fast, and 1024 lanes {many:.3g} times; without a serial "
            "part it would be {free:.3g} times",
            some="times as fast on 64 lanes",
            many="times as fast on 1024 lanes",
            free="nothing serial: times as fast on 1024 lanes",
        ),
        caption="Steps on one lane over steps on so many. The serial part sets a ceiling of 1/(1-p).",
        measurements=[
            Measurement(
                "times as fast on 64 lanes",
                times[64],
                within(
                    total / (serial + -(-parallel // 64)),
                    1e-12,
                    because="(serial + parallel) / (serial + ⌈parallel/64⌉), counts; rounding",
                ),
            ),
            Measurement(
                "times as fast on 1024 lanes",
                times[1024],
                between(
                    0.5 / (1 - share), 1 / (1 - share), because="the serial part remains, and is most of it: 1/(1-p)"
                ),
            ),
            Measurement(
                "lanes that share the work evenly: largest relative difference from the law",
                off,
                at_most(1e-14, because="exact there; rounding"),
            ),
            Measurement(
                "any number of lanes: times as fast over the law",
                over,
                within(1, 1e-14, because="lanes that idle in the last step only cost; exact on one lane"),
            ),
            Measurement(
                "numbers of lanes tried", len(of_law), within(11, 0, because="powers of two from 1 to 1024"), check=True
            ),
            Measurement(
                "numbers of lanes that share the work evenly",
                len(full),
                between(1, len(LANES), because="one lane does in any case"),
                check=True,
            ),
            Measurement(
                "steps on one lane",
                program.steps(1),
                within(total, 0, because="all operations one after the other"),
                check=True,
            ),
        ],
        controls=[
            Control("nothing serial: times as fast on 1024 lanes", total / free.steps(1024), at_most(1 / (1 - share))),
            Control(
                "lanes that share the work evenly: largest relative difference from lanes alone",
                max(abs(times[n] / n - 1) for n in full),
                at_most(1e-14),
            ),
        ],
        curves=[
            Curve("counted", list(times.values()), x=LANES, points=True, role="subject"),
            Curve("Amdahl's law", [speedup(share, n) for n in LANES], x=LANES, role="reference"),
            Curve("1/(1-p)", [1 / (1 - share)] * 2, x=[1, 1024], role="bound"),
            Curve("nothing serial", [total / free.steps(n) for n in LANES], x=LANES),
        ],
        axes=Axes(
            x="lanes",
            y="times as fast",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="times as fast on 64 lanes", x=64),
                Mark(of="times as fast on 1024 lanes", x=1024),
                Mark(of="nothing serial: times as fast on 1024 lanes", x=1024),
            ],
        ),
    )


@claim(
    en="Twice the lanes, half the time: a program that is 95 % parallel halves its steps with every doubling.",
    ko="레인이 두 배면 시간은 절반이다. 95%가 병렬인 프로그램은 레인을 두 배로 늘릴 때마다 스텝이 절반으로 준다.",
    short="Folklore: twice the lanes, half the time",
    seconds=0.4,
    expects="refuted",
    literature="Amdahl 1967",
)
def twice_the_lanes(serial: int = 32, parallel: int = 608) -> Evidence:
    require_both_parts(serial, parallel)
    lanes = LANES[:6]
    shared, free = serial_then_parallel(serial, parallel), serial_then_parallel(0, serial + parallel)
    halvings = [shared.steps(2 * n) / shared.steps(n) for n in lanes[:-1]]
    free_halvings = [free.steps(2 * n) / free.steps(n) for n in lanes[:-1]]
    by_hand = [(serial + -(-parallel // (2 * n))) / (serial + -(-parallel // n)) for n in lanes[:-1]]
    half = within(0.5, 0, because="half the steps")
    return Evidence(
        finding=Finding(
            "From 16 to 32 lanes the steps fall to {last:.3g} of what they were, from 1 to 2 to {first:.3g}",
            last="steps on 32 lanes over those on 16",
            first="steps on 2 lanes over those on 1",
        ),
        caption="What a doubling of the lanes leaves of the steps: half, as long as the serial part does not count.",
        measurements=[
            Measurement("steps on 2 lanes over those on 1", halvings[0], half),
            Measurement("steps on 32 lanes over those on 16", halvings[4], half),
        ],
        controls=[
            Control("nothing serial: steps on 32 lanes over those on 16", free_halvings[4], half, must="hold"),
            Control(
                "largest difference from serial + ⌈parallel/n⌉ steps",
                float(np.max(np.abs(np.subtract(halvings, by_hand)))),
                within(0, 0, because="counts of the same steps"),
                must="hold",
            ),
        ],
        curves=[
            Curve("95 % parallel", halvings, x=lanes[1:], role="subject"),
            Curve("all parallel", free_halvings, x=lanes[1:], role="reference"),
        ],
        axes=Axes(
            x="lanes",
            y="steps over those on half the lanes",
            log_x=True,
            marks=[
                Mark(of="steps on 2 lanes over those on 1", x=2),
                Mark(of="steps on 32 lanes over those on 16", x=32),
            ],
        ),
    )


mutant(
    "divides the serial share among the lanes",
    "(1 - parallel) + parallel /",
    "(1 - parallel) / lanes + parallel *",
    program="amdahl",
)
mutant("leaves the serial part out", "for _ in range(serial):", "for _ in range(serial - 1):", program="lanes")
mutant(
    "takes the serial share for the parallel one", "parallel / (serial + parallel)\n", "serial / (serial + parallel)\n"
)
