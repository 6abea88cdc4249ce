"""Autograd's graph: when it is freed, when it refuses, and where it is cut without a word."""

from collections.abc import Callable

import torch

from quizdl.lab.checks import check_draws, check_oddities
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, Undecided, claim, mutant, within

from .common import SAME


def leaf(rows: int, columns: int) -> torch.Tensor:
    """Weights of one, (rows, columns), that ask for a gradient."""
    return torch.ones(rows, columns, dtype=torch.float64, requires_grad=True)


def refused(call: Callable[[], object]) -> int:
    """1 where autograd raises RuntimeError, 0 where it does what it was asked for."""
    try:
        call()
    except RuntimeError:
        return 1
    return 0


def asked_again(x: torch.Tensor, calls: int, *, keep: bool) -> tuple[int, list[torch.Tensor]]:
    """How many calls of backward() on one graph were refused, and .grad after each of them."""
    w = leaf(4, 3)
    loss = (x @ w).tanh().sum()
    refusals, grads = 0, []
    for _ in range(calls):
        refusals += refused(lambda: loss.backward(retain_graph=keep))
        assert w.grad is not None
        grads.append(w.grad.clone())
    return refusals, grads


def refused_after_a_change(x: torch.Tensor, function: Callable[[torch.Tensor], torch.Tensor]) -> int:
    """1 where backward() is refused after the output of the function was changed in place."""
    y = function(x @ leaf(4, 3))
    y.add_(1)
    return refused(lambda: y.sum().backward())


def layers_reached(x: torch.Tensor, *, cut: bool) -> tuple[int, int]:
    """How many of the layers before and behind a place get a gradient where the path is cut there, or is not."""
    before, behind = leaf(4, 3), leaf(3, 2)
    hidden = x @ before
    ((hidden.detach() if cut else hidden) @ behind).sum().backward()
    return int(before.grad is not None), int(behind.grad is not None)


@claim(
    en="backward() frees the tensors that its graph saved: a second call is refused, unless retain_graph=True kept "
    "them, and then adds the gradient once more. Autograd also refuses where a tensor that it saved was changed in "
    "place. detach() cuts the graph without a word: the layers before it get no gradient.",
    ko="backward()는 그래프가 저장해 둔 텐서를 해제하므로 두 번째 호출은 거부된다. retain_graph=True로 남겨 두었다면 "
    "기울기가 한 번 더 더해진다. autograd는 저장해 둔 텐서가 제자리(in-place) 연산으로 바뀐 경우에도 오류를 낸다. "
    "detach()는 아무 경고 없이 그래프를 끊으며, 그 앞쪽 층은 기울기를 받지 못한다.",
    short="What autograd keeps and refuses",
    seconds=0.2,
    literature="Paszke 2019",
)
def autograd_rules(calls: int = 5, seed: int = 0) -> Evidence:
    if not 2 <= calls <= 1000:
        raise Undecided(
            en="it takes a second call, and few are enough",
            ko="두 번째 호출이 있어야 하고, 많이 호출할 필요는 없다",
        )
    x = torch.randn(40, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    slope = x.T @ (1 - (x @ torch.ones(4, 3, dtype=torch.float64)).tanh() ** 2)  # ∇ of Σ tanh(xw) at w = 1
    refused_freed, freed = asked_again(x, calls, keep=False)
    refused_kept, kept = asked_again(x, calls, keep=True)
    multiples = [[float(grad.norm() / slope.norm()) for grad in grads] for grads in (kept, freed)]
    before_cut, behind_cut = layers_reached(x, cut=True)
    before_whole, _ = layers_reached(x, cut=False)
    saved = within(1, 0, because="the derivative of exp is its output, which autograd saved")
    return Evidence(
        finding=Finding(
            "After {calls} calls of backward() on one graph .grad is {kept:.3g} times the gradient with "
            "retain_graph=True; by default the later calls are refused, and it stays at {freed:.2g} times",
            kept="retain_graph=True: .grad after the last call in units of the gradient",
            freed="by default: .grad after the last call in units of the gradient",
        ),
        caption="Length of .grad after each call of backward() on the same graph, in units of the gradient.",
        measurements=[
            Measurement(
                "retain_graph=True: .grad after the last call in units of the gradient",
                multiples[0][-1],
                within(calls, 1e-12 * calls, because="one gradient more with each call; float64 additions"),
            ),
            Measurement(
                "by default: .grad after the last call in units of the gradient",
                multiples[1][-1],
                within(1, 1e-12, because="refused calls add nothing; float64 rounding"),
            ),
            Measurement(
                "by default: distance of .grad from the gradient",
                float((freed[-1] - slope).norm() / slope.norm()),
                within(0, 1e-12, because="x.T @ (1 - tanh²) by hand; float64 rounding"),
            ),
            Measurement(
                "by default: calls refused",
                refused_freed,
                within(calls - 1, 0, because="all but the first: what the graph saved is gone"),
            ),
            Measurement("retain_graph=True: calls refused", refused_kept, SAME),
            check_draws(oddity_of_normal(x.numpy())),
            check_oddities(),
            Measurement("output of exp changed in place: refused", refused_after_a_change(x, torch.exp), saved),
            Measurement(
                "layers with a gradient before detach()",
                before_cut,
                within(0, 0, because="the graph ends at detach()"),
            ),
            Measurement(
                "layers with a gradient behind detach()",
                behind_cut,
                within(1, 0, because="the graph begins behind detach()"),
            ),
        ],
        controls=[
            Control("output of sin changed in place: refused", refused_after_a_change(x, torch.sin), within(1, 0)),
            Control("layers with a gradient before a place where nothing cuts", before_whole, within(0, 0)),
            Control("retain_graph=True: .grad after the second call", multiples[0][1], within(1, 1e-12)),
        ],
        curves=[
            Curve("retain_graph=True", multiples[0], x=range(1, calls + 1), points=True, role="subject"),
            Curve("by default", multiples[1], x=range(1, calls + 1), points=True, role="reference"),
        ],
        axes=Axes(
            x="calls of backward()",
            y=".grad in units of the gradient",
            marks=[
                Mark(
                    of="retain_graph=True: .grad after the last call in units of the gradient",
                    x=calls,
                    text="{value:.3g}",
                ),
                Mark(of="by default: .grad after the last call in units of the gradient", x=calls, text="{value:.2g}"),
            ],
        ),
        fields={"calls": calls},
    )


mutant("keeps every graph", "retain_graph=keep", "retain_graph=True")
mutant("cuts nothing", "hidden.detach() if cut", "hidden if cut")
mutant("a new graph with each call", "refused(lambda: loss.backward(", "refused(lambda: (x @ w).tanh().sum().backward(")
mutant("changes nothing in place", "    y.add_(1)", "    y.add(1)")
