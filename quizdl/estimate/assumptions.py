"""What an estimate assumes, and how much memory hangs on each assumption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from torch import nn

from quizdl.estimate.changes import HALVES
from quizdl.estimate.ledger import FORWARD, STEP, Ledger
from quizdl.estimate.losses import Loss
from quizdl.estimate.values import tensors_in
from quizdl.lab.memory import storages

SIZE_OF_A_MASTER = 4  # bytes of a number in float32


@dataclass(frozen=True, slots=True)
class Facts:
    """What was seen of a step."""

    ledger: Ledger
    loss: Loss
    trained: Sequence[nn.Parameter]
    output: object
    together: bool  # the optimizer updates all parameters together
    around: Sequence[str]  # of the wrappers of the model
    changes: Sequence[dict[str, Any]] = ()  # of the model, as assumptions


def assumptions(facts: Facts) -> list[dict[str, Any]]:
    """Each with its name, and the bytes that hang on it: those that are held for it, or those that would be added."""
    ledger, loss = facts.ledger, facts.loss
    inputs = ledger.held["inputs"]
    targets = sum(storages(loss.targets).values())
    gradients = sum(storages(facts.trained).values())
    of_loss = f"loss_{loss.kind.replace('-', '_')}"
    found: list[dict[str, Any]] = [{"name": of_loss, "size": targets, "output": loss.output, "dim": loss.dim}]
    found.append({"name": "output_held", "size": sum(storages([*tensors_in(facts.output)]).values())})
    if facts.together:
        stepping = ledger.peaks[STEP][1] if STEP in ledger.peaks else {}
        found.append({"name": "optimizer_together", "size": stepping.get("temporaries", 0)})
    through = ledger.largest(FORWARD) + gradients - ledger.largest(ledger.peak_phase)
    found.append({"name": "gradients_dropped", "size": max(through, 0)})
    halves = sum(parameter.numel() for parameter in facts.trained if parameter.dtype in HALVES)
    if ledger.held["master_copy"]:
        found.append({"name": "master_copy", "size": ledger.held["master_copy"]})
    else:
        found.append({"name": "no_master_copy" if halves else "no_autocast", "size": SIZE_OF_A_MASTER * halves})
    found.append({"name": "one_batch", "size": inputs})
    found += facts.changes
    found += of_kernels(ledger, facts.around)
    return found


def of_kernels(ledger: Ledger, around: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What is assumed of kernels, whatever the step is."""
    if ledger.attention:
        yield {"name": "fused_attention", "size": ledger.attention}
    yield {"name": "plain_kernels", "size": None}
    if "compiled" in around:
        yield {"name": "compiled", "size": None}
    if buckets := ledger.held["buckets"]:
        yield {"name": "buckets", "size": buckets}
