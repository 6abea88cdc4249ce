"""One training step: the usual one, or a reader's own; and what memory holds while it runs for the second time."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from quizdl.estimate.batch import Call
from quizdl.estimate.changes import MasterCopy
from quizdl.estimate.ledger import Ledger
from quizdl.estimate.losses import Loss
from quizdl.estimate.values import tensors_in, with_tensors

ITERATIONS = 2  # optimizers make their state in the first


class UsualStep:
    """Forward, backward, optimizer. Output and loss keep their names, and so live until the next ones are there."""

    def __init__(
        self,
        model: nn.Module,
        call: Call,
        trained: Sequence[nn.Parameter],
        optimizer: Optimizer | MasterCopy,
        loss: Loss,
    ) -> None:
        self.model, self.call, self.trained, self.optimizer, self.loss_of = model, call, trained, optimizer, loss.of
        self.output: Any = None
        self.loss: Tensor | None = None
        self.updated: set[nn.Parameter] = set()  # parameters with a gradient in the last step
        self.holds_graph = False  # the output holds a graph that the backward pass of the loss does not free

    def __call__(self) -> None:
        args, kwargs = self.call
        self.output = self.model(*args, **kwargs)
        self.loss = self.loss_of(self.output)
        self.loss.backward()
        self.update()

    def update(self) -> None:
        """Let the optimizer step, and drop the gradients."""
        updated = {parameter for parameter in self.trained if parameter.grad is not None}
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.updated = updated

    def without_backward(self) -> None:
        """Take the first step from the output that is there: without values, empty gradients do as well."""
        loss = self.loss_of(self.output)
        nodes = _nodes(loss)
        self.holds_graph = not {tensor.grad_fn for tensor in tensors_in(self.output)} <= nodes | {None}
        for parameter in {node.variable for node in nodes if hasattr(node, "variable")}.intersection(self.trained):
            parameter.grad = torch.empty_like(parameter)
        self.update()
        self.output, self.loss = with_tensors(self.output, Tensor.detach), loss.detach()


def _nodes(loss: Tensor) -> set[Any]:
    """The nodes of the loss's graph."""
    waiting: list[Any] = [loss.grad_fn]
    seen = {*waiting}
    while waiting:
        after = {following for following, _ in waiting.pop().next_functions if following is not None} - seen
        seen |= after
        waiting += after
    return seen


def trace_second_step(ledger: Ledger, step: UsualStep) -> None:
    """Run the second step; the ledger then holds its curve and its peak.

    The first is taken without a backward pass, since a forward pass has run. Both are run in full where that is not
    the same: where other parameters get gradients than the loss's graph shows, or the model keeps tensors of the pass,
    or the output holds a graph of its own.
    """
    ledger.building = False
    with _optimizers_watched(ledger, step.trained):
        with contextlib.suppress(RuntimeError):  # SparseAdam, for one, refuses empty gradients; it then gets its own
            step.without_backward()
        ledger.stepping = False
        taken = step.updated
        gc.collect()
        keeps = ledger.keep_tried() or step.holds_graph
        if taken and not keeps:
            ledger.restart()
            step()
    if not taken or keeps or step.updated != taken:
        step.optimizer.zero_grad()
        getattr(step.optimizer, "state", {}).clear()
        run_steps(ledger, step, step.trained)


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
            hook = parameter.register_post_accumulate_grad_hook(
                lambda parameter: ledger.mark(_gradients([parameter]), "gradients")
            )
            hooks.callback(hook.remove)

    def before(optimizer: Optimizer, *_: Any) -> None:
        ledger.stepping = True
        for parameter in _parameters(optimizer):
            ledger.mark([parameter], "parameters")
            ledger.mark(_gradients([parameter]), "gradients")
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


def _gradients(parameters: Iterable[nn.Parameter]) -> list[Tensor]:
    return [parameter.grad for parameter in parameters if parameter.grad is not None]


def _parameters(optimizer: Optimizer) -> Iterator[nn.Parameter]:
    for group in optimizer.param_groups:
        yield from group["params"]
