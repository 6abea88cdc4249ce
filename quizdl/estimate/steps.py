"""One training step: the usual one, or a reader's own; and what memory holds while it runs for the second time."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from quizdl.estimate.batch import Call
from quizdl.estimate.changes import MasterCopy
from quizdl.estimate.ledger import Ledger
from quizdl.estimate.losses import Loss
from quizdl.estimate.values import tensors_in

ITERATIONS = 2  # optimizers make their state in the first


class UsualStep:
    """Forward, backward, optimizer. Output and loss keep their names, and so live until the next ones are there."""

    def __init__(self, model: nn.Module, call: Call, optimizer: Optimizer | MasterCopy, loss: Loss) -> None:
        self.model, self.call, self.optimizer, self.loss_of = model, call, optimizer, loss.of
        self.output: Any = None
        self.loss: Tensor | None = None

    def __call__(self) -> None:
        args, kwargs = self.call
        self.output = self.model(*args, **kwargs)
        self.loss = self.loss_of(self.output)
        self.loss.backward()  # type: ignore[no-untyped-call]  # torch gives it no types
        self.optimizer.step()
        self.optimizer.zero_grad()


def run_steps(ledger: Ledger, step: Callable[[], object], known: Iterable[nn.Parameter] = ()) -> Sequence[nn.Parameter]:
    """Run the step twice; the ledger then holds the curve and the peak of the second. Return what optimizers train.

    known: parameters that no optimizer may show, since it trains copies of them.
    """
    ledger.building = False
    with _optimizers_watched(ledger, known) as trained:
        for _ in range(ITERATIONS):
            gc.collect()  # so that what is measured does not depend on when Python last did
            ledger.restart()
            step()
    return [*trained.values()]


@contextmanager
def _optimizers_watched(ledger: Ledger, known: Iterable[nn.Parameter]) -> Iterator[dict[int, nn.Parameter]]:
    """Within it the ledger knows gradients, and the state of every optimizer. Gives the parameters that they train."""
    watched: dict[int, nn.Parameter] = {}

    def watch(parameter: nn.Parameter) -> None:
        if id(parameter) not in watched and parameter.requires_grad:
            watched[id(parameter)] = parameter
            hook = parameter.register_post_accumulate_grad_hook(  # type: ignore[no-untyped-call]
                lambda parameter: ledger.mark([parameter.grad], "gradients")
            )
            hooks.callback(hook.remove)

    def before(optimizer: Optimizer, *_: Any) -> None:
        ledger.stepping = True
        for parameter in _parameters(optimizer):
            ledger.mark([parameter], "parameters")
            ledger.mark([parameter.grad] if parameter.grad is not None else [], "gradients")
            watch(parameter)

    def after(optimizer: Optimizer, *_: Any) -> None:
        ledger.stepping = False
        ledger.mark(tensors_in([*optimizer.state.values()]), "optimizer_state")

    with ExitStack() as hooks:
        for parameter in known:
            watch(parameter)
        hooks.callback(register_optimizer_step_pre_hook(before).remove)
        hooks.callback(register_optimizer_step_post_hook(after).remove)
        yield watched


def _parameters(optimizer: Optimizer) -> Iterator[nn.Parameter]:
    for group in optimizer.param_groups:
        yield from group["params"]
