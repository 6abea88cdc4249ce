"""The device memory of one training step, item by item, traced on fake tensors: nothing is allocated.

Sizes are in bytes. The tracer is torch's own MemTracker under FakeTensorMode; both are private parts of torch, so
they are imported where they are used, and a torch without them raises ImportError with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

NO_TRACER = "this torch has no memory tracer (torch.distributed._tools.mem_tracker): install torch 2.6 or newer"
NO_TRACER_KO = "이 torch에는 메모리 추적기(torch.distributed._tools.mem_tracker)가 없다. torch 2.6 이상을 설치해야 한다"


@dataclass(frozen=True, slots=True)
class Items:
    """What memory holds at one moment, in bytes.

    Activations are what the forward pass made and is still needed; temporaries are what the backward pass and the
    optimizer's step made and drop again: gradients of activations above all, and that of a parameter until it is
    stored; inputs are the batch and its targets.
    """

    parameters: int = 0
    buffers: int = 0
    inputs: int = 0
    gradients: int = 0
    optimizer_state: int = 0
    activations: int = 0
    temporaries: int = 0

    @property
    def total(self) -> int:
        return (
            self.parameters
            + self.buffers
            + self.inputs
            + self.gradients
            + self.optimizer_state
            + self.activations
            + self.temporaries
        )


@dataclass
class Training:
    """One training loop: `loss()` runs the forward pass over `data` (inputs and targets) down to a scalar.

    Without an optimizer there is no backward pass either: the step is inference, under `torch.no_grad`.
    `backward(loss)` replaces `loss.backward()`, and `step()` replaces `optimizer.step()`.
    """

    model: nn.Module
    optimizer: torch.optim.Optimizer | None
    data: tuple[Tensor, ...]
    loss: Callable[[], Tensor]
    also: tuple[nn.Module | torch.optim.Optimizer | Tensor, ...] = ()  # whatever else is held all the time
    step: Callable[[], object] | None = None


@dataclass(slots=True)
class Step:
    """One traced step: items at its peak, when its forward and its backward pass end, and totals op by op."""

    peak: Items = field(default_factory=Items)
    after_forward: Items = field(default_factory=Items)
    after_backward: Items = field(default_factory=Items)
    totals: list[int] = field(default_factory=list)  # bytes held after each operation
    phases: list[int] = field(default_factory=list)  # how many operations the forward, then the backward pass has

    @property
    def peak_phase(self) -> str:
        """The phase of the peak: "forward pass", "backward pass" or "optimizer step"."""
        place = self.totals.index(max(self.totals))
        names = ("forward pass", "backward pass", "optimizer step")
        return names[sum(place >= end for end in self.phases)]


def track(build: Callable[[], Training], iterations: int = 2) -> Step:
    """Trace training steps of what `build` makes and return the last one; `build` makes its tensors on the cpu.

    The first step says too little, since optimizers make their state in it. Raises ImportError where torch has no
    tracer, ValueError for no iterations and for tensors elsewhere than on the cpu, and what the model raises on
    tensors without values (torch._subclasses.fake_tensor.DataDependentOutputException, for one).
    """
    if iterations < 1:
        raise ValueError(f"{iterations} iterations trace nothing")
    try:
        from torch.distributed._tools.mem_tracker import MemTracker
    except ImportError as error:
        raise ImportError(NO_TRACER) from error
    with fake_tensors():
        training = build()
        held = [training.model, *training.data, *training.also, *([training.optimizer] if training.optimizer else [])]
        _refuse_other_devices([*training.model.parameters(), *training.model.buffers(), *training.data])
        tracker = MemTracker()
        tracker.track_external(*held)
        for _ in range(iterations):
            step = Step()
            with tracker, _Totals(tracker, step.totals):  # entered anew, it forgets the peak of the iteration before
                _run(training, step, lambda: _items(tracker, "current", training))
                tracker.reset_mod_stats()
                step.peak = _items(tracker, "peak", training)
    return step


def _run(training: Training, step: Step, now: Callable[[], Items]) -> None:
    """One iteration, in the order of the usual loop; gradients are dropped at its end."""
    with torch.set_grad_enabled(training.optimizer is not None):
        loss = training.loss()
    step.after_forward = now()
    step.phases.append(len(step.totals))
    if training.optimizer is None:
        return
    loss.backward()
    step.after_backward = now()
    step.phases.append(len(step.totals))
    (training.step or training.optimizer.step)()
    training.optimizer.zero_grad()
    training.model.zero_grad()


_faking: list[str] = []  # not empty within `fake_tensors`: modes must not be nested, for their tensors do not mix


@contextmanager
def fake_tensors() -> Iterator[None]:
    """A context whose tensors have shapes and no values, and take no memory. Raises ImportError where torch has none.

    Within another it does nothing, so that what was built there can be traced.
    """
    if _faking:
        yield
        return
    try:
        from torch._subclasses.fake_tensor import FakeTensorMode
    except ImportError as error:
        raise ImportError(NO_TRACER) from error
    swapping = nn.Module._apply
    nn.Module._apply = _anew({})  # type: ignore[method-assign]  # for as long as fake tensors last
    _faking.append("fake_tensors")
    try:
        with FakeTensorMode(allow_non_fake_inputs=True):
            yield
    finally:
        _faking.clear()
        nn.Module._apply = swapping  # type: ignore[method-assign]  # for as long as fake tensors last


def is_fake(tensor: Tensor) -> bool:
    """Whether a tensor was made within `fake_tensors`."""
    from torch._subclasses.fake_tensor import FakeTensor

    return isinstance(tensor, FakeTensor)


def _anew(made: dict[tuple[int, int], tuple[Any, Tensor, Tensor]]) -> Any:
    """Do `module.to(…)` with new parameters: torch would swap fake ones in place, and often cannot.

    `made` holds what became of each parameter under each function, so that tied weights stay tied.
    """

    def _apply(module: nn.Module, function: Callable[[Tensor], Tensor], recurse: bool = True) -> nn.Module:
        for child in module.children() if recurse else ():
            child._apply(function)
        tables: tuple[dict[str, Any], ...] = (module._parameters, module._buffers)
        for held in tables:
            for name, old in held.items():
                if old is None:
                    continue
                if (id(function), id(old)) not in made:
                    new = function(old.detach())
                    if isinstance(old, nn.Parameter):
                        new = nn.Parameter(new, old.requires_grad)
                    made[id(function), id(old)] = (function, old, new)  # kept alive, so that no id is used twice
                held[name] = made[id(function), id(old)][2]
        return module

    return _apply


def _refuse_other_devices(tensors: Iterable[Tensor]) -> None:
    """Refuse cuda: in a torch without CUDA a fake cuda tensor ends the process, and nothing can catch that."""
    for tensor in tensors:
        if tensor.device.type != "cpu":
            raise ValueError(f"a tensor lies on {tensor.device}: make all of them on the cpu, where none is allocated")


class _Totals(TorchDispatchMode):
    """Appends to `totals` the bytes that the tracker sees after each operation."""

    def __init__(self, tracker: Any, totals: list[int]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch gives it no types
        self.tracker, self.totals = tracker, totals

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        del types
        result = func(*args, **(kwargs or {}))
        self.totals.append(sum(here["Total"] for here in self.tracker.get_tracker_snapshot().values()))
        return result


def _items(tracker: Any, moment: str, training: Training) -> Items:
    """The items of the tracker, now or at its peak; it counts the temporaries of a step as optimizer state."""
    snapshot = tracker.get_tracker_snapshot(moment).get(torch.device("cpu"), {})
    held = {getattr(kind, "value", kind): size for kind, size in snapshot.items()}
    booked = held.get("Optstate", 0)
    state = min(booked, state_bytes(training.optimizer)) if training.optimizer else 0
    return Items(
        parameters=held.get("Parameter", 0),
        buffers=held.get("Buffer", 0),
        inputs=held.get("Other", 0),
        gradients=held.get("Gradient", 0),
        optimizer_state=state,
        activations=held.get("Activation", 0),
        temporaries=held.get("Temp", 0) + booked - state,
    )


def state_bytes(optimizer: torch.optim.Optimizer) -> int:
    """Bytes of all tensors in the optimizer's state; none before its first step."""
    tensors = [value for state in optimizer.state.values() for value in state.values() if isinstance(value, Tensor)]
    return sum(storages(tensors).values())


def storages(tensors: Iterable[Tensor]) -> dict[int, int]:
    """Bytes by storage: a view costs nothing beside the tensor that it looks into."""
    found = (tensor.untyped_storage() for tensor in tensors)
    return {storage._cdata: storage.nbytes() for storage in found}


def saved_by_layer(build: Callable[[], Training]) -> dict[str, int]:
    """Bytes that the forward pass of what `build` makes leaves for the backward pass, by the layer that saved them.

    Each tensor counts once, for the first that saved it; parameters, buffers and data do not count. What the loss
    saves stands under "loss", and what a module saves outside its submodules under its own name. Traced on fake
    tensors, by hooks on autograd itself, so independent of `track`. Raises as `track` does.
    """
    layers: dict[str, int] = {}
    kept: list[Tensor] = []  # alive, so that no storage takes the place of another
    running: list[str] = ["loss"]
    with fake_tensors(), ExitStack() as hooks:
        training = build()
        known = storages([*training.model.parameters(), *training.model.buffers(), *training.data])

        def pack(tensor: Tensor) -> Tensor:
            storage = tensor.untyped_storage()
            if storage._cdata not in known:
                known[storage._cdata] = storage.nbytes()
                kept.append(tensor)
                layers[running[-1]] = layers.get(running[-1], 0) + storage.nbytes()
            return tensor

        for name, module in training.model.named_modules():
            hooks.enter_context(_noted(module, name or "model", running))
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            training.loss()
    return layers


def _noted(module: nn.Module, name: str, running: list[str]) -> AbstractContextManager[object]:
    """Within it, `name` is the last of `running` while the module runs its forward pass."""
    before = module.register_forward_pre_hook(lambda *_: running.append(name))
    after = module.register_forward_hook(lambda *_: running.pop() and None)
    stack = ExitStack()
    stack.callback(before.remove)
    stack.callback(after.remove)
    return stack
