"""Gradients in TensorFlow: a tape hands them over, and stores nothing."""

from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, claim, mutant, within

from .common import BATCH, FLOAT32, SAME, Learner, distance, first_batch, gradient_of_sum, length
from .processes import run, weights_in


@claim(
    en="In TensorFlow a tape gives the gradient that loss.backward() gives. It is handed over, not stored: asked again "
    "it is the same and not twice, and apply_gradients alone moves the weights.",
    ko="TensorFlow에서는 테이프가 loss.backward()와 같은 기울기를 준다. 저장하지 않고 돌려주므로 다시 구해도 두 배가 "
    "아니라 같은 값이고, 가중치는 apply_gradients만이 움직인다.",
    short="A tape's gradient asked for again",
    seconds=9,
    literature="Agrawal 2019; Paszke 2019",
)
def tape_gradients(seed: int = 0) -> Evidence:
    arrays = run("TensorFlow", seed, "tapes", "three_steps")
    before, after = weights_in(arrays, "before"), weights_in(arrays, "after")
    taped = [weights_in(arrays, call) for call in ("first", "second", "third")]
    learner = Learner(seed)
    learner.adopt(before)
    stored = []
    for _ in taped:
        learner.backward()
        stored.append(learner.gradient())
    reference = [gradient / BATCH for gradient in gradient_of_sum(before, *first_batch())]
    lengths = {
        name: [length(one) / length(reference) for one in asked] for name, asked in (("tape", taped), ("torch", stored))
    }
    calls = range(1, 4)
    return Evidence(
        finding=Finding(
            "Asked a second time the tape's gradient is {tape:.3g} times the gradient of the loss; what torch then has "
            "in .grad is {torch:.3g} times it",
            tape="tape: length when asked again in units of ‖∇L‖",
            torch="torch: length of .grad after two calls in units of ‖∇L‖",
        ),
        caption="Length of the gradient by the number of times that it was asked for, in units of ‖∇L‖: a tape returns "
        "it, and torch adds it to .grad.",
        measurements=[
            Measurement(
                "tape: length when asked again in units of ‖∇L‖",
                lengths["tape"][1],
                within(1, 1e-5, because="returned, not added; float32 sums of 784 products"),
            ),
            Measurement("tape: distance from the gradient of torch", distance(taped[0], stored[0]), FLOAT32),
            Measurement("tape: distance from ∇L", distance(taped[0], reference), FLOAT32),
            Measurement(
                "tape: largest distance from the first when asked again",
                max(distance(one, taped[0]) for one in taped[1:]),
                FLOAT32,
            ),
            Measurement("distance that asking moves the weights", distance(weights_in(arrays, "asked"), before), SAME),
        ],
        controls=[
            Control("torch: length of .grad after two calls in units of ‖∇L‖", lengths["torch"][1], within(1, 1e-5)),
            Control("distance that apply_gradients moves the weights", distance(after, before), SAME),
        ],
        curves=[
            Curve("tape", lengths["tape"], x=calls, role="subject"),
            Curve(".grad of torch", lengths["torch"], x=calls, role="reference"),
        ],
        axes=Axes(
            x="times asked",
            y="length of the gradient / ‖∇L‖",
            marks=[
                Mark(of="tape: length when asked again in units of ‖∇L‖", x=2, text="{value:.3g}"),
                Mark(of="torch: length of .grad after two calls in units of ‖∇L‖", x=2, text="{value:.3g}"),
            ],
        ),
    )


mutant(
    "asks with the labels of the images before",
    "images[:BATCH], labels[:BATCH])\n        arrays",
    "images[:BATCH], np.roll(labels[:BATCH], 1))\n        arrays",
    program="framework_worker",
)
