"""From a model, its inputs and an optimizer to the document of `quizdl memory --json`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import torch
from torch import Tensor, nn

from quizdl.errors import BadSetting
from quizdl.estimate.assumptions import Facts, assumptions, of_kernels
from quizdl.estimate.batch import Call, Taken, batch_not_taken_for_time
from quizdl.estimate.changes import NONE, Changes, MasterCopy, adapt, checkpoint_blocks
from quizdl.estimate.fakes import OneType, tracing
from quizdl.estimate.generation import cache_of
from quizdl.estimate.ledger import Ledger
from quizdl.estimate.losses import Loss, loss_for, own_loss
from quizdl.estimate.optimizers import MakeOptimizer, updates_together
from quizdl.estimate.steps import UsualStep, run_steps, trace_second_step
from quizdl.estimate.values import tensors_in, type_name
from quizdl.estimate.wrappers import buckets, unwrapped, wrapping_nothing
from quizdl.lab.memory import Items, Training, saved_by_layer, storages

MOST_LAYERS = 10
MOST_POINTS = 400  # of the curve of a step
EXTRA_ITEMS = ("master_copy", "buckets")  # shown where there are any


# is called with each stage when it begins: "first_pass", "step" and "layers", or "search" and the batch it is at
Tell = Callable[..., object]


def in_silence(stage: str, batch: int = 0) -> None:
    """Tell nothing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure of a model: its name, what makes the optimizer, and what the caller said of batch and loss."""

    name: str
    optimizer: MakeOptimizer
    optimizer_name: str
    loss: str | Callable[[Any], Tensor] | None = None
    real: bool = False
    dims_are_given: bool = True  # nothing was assumed of the batch's dimension
    changes: Changes = NONE
    tell: Tell = in_silence


@dataclass(slots=True)
class Fed:
    """A model with its inputs, and what was taken for the batch in each."""

    model: nn.Module
    call: Call
    batch: int
    taken: Sequence[Taken]
    around: Sequence[str] = ()  # the wrappers that were taken off


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A training step of the reader's own, with all that it holds: several models and optimizers, an average, …"""

    run: Callable[[], object]
    batch: int


def measure(plan: Plan, make: Callable[[], Fed | OwnStep]) -> dict[str, Any]:
    """Measure the second training step of what `make` makes: of a model, which is put into training mode, or its own.

    Raises BadSetting where its output cannot be trained, and whatever the model raises.
    """
    with tracing(plan.real), wrapping_nothing():
        with Ledger(plan.real) as ledger:
            fed = make()
            if isinstance(fed, OwnStep):
                if plan.changes != NONE:
                    raise BadSetting(f"{plan.name} gives a training step of its own: make its changes there")
                plan.tell("step")
                return _document_of_own_step(plan, fed, ledger, run_steps(ledger, fed.run))
            plan.tell("first_pass")
            model, around = unwrapped(fed.model)
            around += fed.around
            if plan.changes.generate is not None:
                return _document_of_generation(plan, fed, model, ledger)
            changes = _change(plan, model)
            ledger.trying = True
            output = _first_output(plan, model.train(), fed)
            ledger.trying = False
            ledger.mark(tensors_in(output), "activations")
            loss = _loss_of(plan, output, fed)
            trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
            data = [*tensors_in(fed.call), *loss.targets]
            if plan.changes.master_copy:
                master = MasterCopy(plan.name, trained, plan.optimizer)
                ledger.mark(master.copies, "master_copy")
            optimizer = master if plan.changes.master_copy else plan.optimizer(trained)
            step = UsualStep(model, fed.call, trained, optimizer, loss)
            ledger.mark(model.parameters(), "parameters")
            ledger.mark(model.buffers(), "buffers")
            ledger.mark(data, "inputs")
            held = buckets(trained) if "buckets" in around else []
            ledger.mark(held, "buckets")
            plan.tell("step")
            step.output = None if plan.real else output
            del output
            if plan.real:
                ledger.keep_tried()
                run_steps(ledger, step, trained)
            else:
                trace_second_step(ledger, step)
        plan.tell("layers")
        layers = {} if plan.real else _layers(step, data)
    facts = Facts(ledger, loss, trained, step.output, updates_together(optimizer), around, changes)
    return _document(plan, fed, model, facts, layers)


def _change(plan: Plan, model: nn.Module) -> list[dict[str, Any]]:
    """Change the model as the plan says, and return what was changed, as assumptions."""
    changes: list[dict[str, Any]] = []
    if plan.changes.lora is not None:
        layers = adapt(plan.name, model, plan.changes.lora)
        added = sum(storages(parameter for parameter in model.parameters() if parameter.requires_grad).values())
        changes.append({"name": "lora", "size": added, "rank": plan.changes.lora, "layers": layers})
    if plan.changes.checkpointing:
        changes.append({"name": "checkpointing", "size": None, "blocks": checkpoint_blocks(plan.name, model)})
    return changes


def _first_output(plan: Plan, model: nn.Module, fed: Fed) -> Any:
    """The output of a first forward pass, which gives lazy layers their sizes."""
    args, kwargs = fed.call
    one_type = OneType()  # type: ignore[no-untyped-call]  # torch gives it no types
    with batch_not_taken_for_time(plan.name, model, 0 if plan.dims_are_given else fed.batch), one_type:
        return model(*args, **kwargs)


def _loss_of(plan: Plan, output: object, fed: Fed) -> Loss:
    """The loss of such an output."""
    if callable(plan.loss):
        return own_loss(plan.loss)
    return loss_for(plan.name, output, list(tensors_in(fed.call)), plan.loss)


def _layers(step: UsualStep, data: Iterable[Tensor]) -> dict[str, int]:
    """Bytes that each layer keeps for the backward pass."""
    args, kwargs = step.call

    def loss() -> Tensor:
        return step.loss_of(step.model(*args, **kwargs))

    try:
        return saved_by_layer(lambda: Training(step.model, None, (*data,), loss))
    except RuntimeError as error:
        if "saved tensor hooks" not in str(error):
            raise
        return {}  # torch.func allows no hooks, by which layers are told apart


def _document(plan: Plan, fed: Fed, model: nn.Module, facts: Facts, layers: dict[str, int]) -> dict[str, Any]:
    ledger = facts.ledger
    inputs = list(tensors_in(fed.call))
    kinds = {name or "model": type(module).__name__ for name, module in model.named_modules()}
    largest = sorted(layers.items(), key=lambda layer: -layer[1])[:MOST_LAYERS]
    formula = sum(storages([*model.parameters(), *model.buffers(), *inputs]).values())
    return {
        "model": plan.name,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "batch": fed.batch,
        "optimizer": plan.optimizer_name,
        "dtype": " + ".join(dict.fromkeys(type_name(parameter.dtype) for parameter in facts.trained)),
        "inputs": [[_without(shape.shape, shape.dim), type_name(shape.type)] for shape in fed.taken],
        **_peak_of(ledger, formula),
        "layers": [{"name": name, "kind": kinds.get(name, ""), "kept": size} for name, size in largest],
        "measured": plan.real,
        "taken": [taken.entry for taken in fed.taken],
        "assumptions": assumptions(facts),
        "curve": shortened(ledger.curve),
    }


def _document_of_generation(plan: Plan, fed: Fed, model: nn.Module, ledger: Ledger) -> dict[str, Any]:
    """Weights, the pass over the prompt, and the cache of the prompt and all tokens that follow."""
    inputs = list(tensors_in(fed.call))
    ledger.mark(model.parameters(), "parameters")
    ledger.mark(model.buffers(), "buffers")
    ledger.mark(inputs, "inputs")
    ledger.building = False
    ledger.restart()
    args, kwargs = fed.call
    with torch.no_grad():
        model.eval()(*args, **kwargs)
    cache = cache_of(plan.name, model, ledger.keys)
    prompt = _without(fed.taken[0].shape, fed.taken[0].dim)[0]
    formula = sum(storages([*model.parameters(), *model.buffers(), *inputs]).values())
    found = _peak_of(ledger, formula)
    held = cache.bytes(fed.batch, prompt + (plan.changes.generate or 0))
    if found["peak"] + cache.bytes(fed.batch, prompt) > formula + held:
        held = cache.bytes(fed.batch, prompt)  # the pass over the prompt needs more than all that follows
    else:
        found["items"] |= {"activations": 0, "temporaries": 0}
    items = {**found["items"], "kv_cache": held}
    peak = sum(items.values())
    fields_of_cache = {"layers": cache.layers, "groups": cache.groups, "size_of_head": cache.size}
    assumed = {"name": f"cache_by_{cache.source}", "size": held, "tokens": plan.changes.generate, **fields_of_cache}
    return {
        "model": plan.name,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "batch": fed.batch,
        "optimizer": "",
        "dtype": " + ".join(dict.fromkeys(type_name(parameter.dtype) for parameter in model.parameters())),
        "inputs": [[_without(shape.shape, shape.dim), type_name(shape.type)] for shape in fed.taken],
        **found,
        "items": items,
        "peak": peak,
        "factor": peak / formula,
        "layers": [],
        "measured": plan.real,
        "taken": [taken.entry for taken in fed.taken],
        "assumptions": [assumed, *of_kernels(ledger, ())],
        "curve": shortened(ledger.curve),
    }


def _document_of_own_step(plan: Plan, own: OwnStep, ledger: Ledger, trained: Sequence[nn.Parameter]) -> dict[str, Any]:
    formula = ledger.held["parameters"] + ledger.held["buffers"]
    return {
        "model": plan.name,
        "parameters": sum(parameter.numel() for parameter in trained),
        "batch": own.batch,
        "optimizer": "",
        "dtype": " + ".join(dict.fromkeys(type_name(parameter.dtype) for parameter in trained)),
        "inputs": [],
        **_peak_of(ledger, formula),
        "layers": [],
        "measured": plan.real,
        "taken": [],
        "assumptions": [{"name": "own_step", "size": None}, *of_kernels(ledger, ())],
        "curve": shortened(ledger.curve),
    }


def _peak_of(ledger: Ledger, formula: int) -> dict[str, Any]:
    peak, at_peak = ledger.peaks[ledger.peak_phase]
    items = {field.name: at_peak.get(field.name, 0) for field in fields(Items)}
    items |= {name: at_peak[name] for name in EXTRA_ITEMS if at_peak.get(name)}
    factor = peak / formula if formula else 1.0
    return {"items": items, "peak": peak, "phase": ledger.peak_phase, "formula": formula, "factor": factor}


def _without(shape: Sequence[int], dim: int | None) -> list[int]:
    return [size for place, size in enumerate(shape) if place != dim]


def shortened(curve: Sequence[tuple[str, int]]) -> list[list[Any]]:
    """The curve as at most MOST_POINTS pairs of a phase and the largest number of bytes in a few operations of it."""
    every = max(1, -(-len(curve) // MOST_POINTS))
    found: list[list[Any]] = []
    for place, (phase, size) in enumerate(curve):
        if found and place % every and found[-1][0] == phase:
            found[-1][1] = max(found[-1][1], size)
        else:
            found.append([phase, size])
    return found
