"""Evidence with a text of every kind."""

from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, within


def whole_evidence(value: float = 3.14159) -> Evidence:
    """Two numbers, a curve, marks, a finding and a caption, all with fields."""
    return Evidence(
        measurements=[
            Measurement("η", 0.0, at_most(1, because="η"), check=True),
            Measurement(
                "a name of {n}", value, within(3, 0.5, because="a reason of {n}"), unit="apples", fields={"n": 2}
            ),
        ],
        controls=[Control("a control", 7.0, at_most(1))],
        curves=[Curve("curve of {n}", [1.0, 3.0, 10.0], x=[1, 2, 3], fields={"n": 2}, role="subject")],
        axes=Axes(
            x="bottom axis",
            y="η",
            log_x=True,
            marks=[
                Mark(of="a name of 2", x=2, text="marked {value:.3g}"),
                Mark(of="a control", text="across the chart"),
            ],
        ),
        finding=Finding("a finding of {found:.3g}", found="a name of 2"),
        caption="a caption of {n} words",
        fields={"n": 5},
    )
