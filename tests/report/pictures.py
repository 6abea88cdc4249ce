"""Pictures of curves, without numbers beside them."""

from collections.abc import Iterable

from quizdl.report.view.picture import Picture, picture_of
from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, at_most


def picture_with(curves: Iterable[Curve], axes: Axes, language: str = "en") -> Picture:
    """The picture of evidence that has these curves."""
    measurement = Measurement("number", 0.0, at_most(1, because="test"))
    controls = [Control("control", 2.0, at_most(1))]
    return picture_of(
        Evidence(measurements=[measurement], controls=controls, curves=tuple(curves), axes=axes), language
    )
