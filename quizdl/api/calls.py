"""The functions of the public API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quizdl import folders
from quizdl.api.attempt import judge_attempt
from quizdl.api.background import background_service
from quizdl.api.judgement import Judgement, bytes_of, solution_for
from quizdl.api.memory import MemoryEstimate
from quizdl.api.proofs import Proof, Proofs
from quizdl.bank.cache import open_bank
from quizdl.bank.model import Bank
from quizdl.choosing_claims import choose_claims
from quizdl.errors import BadSetting
from quizdl.practice.exercise import exercise_named
from quizdl.verify import judging
from quizdl.verify.declared import Claim, Setting
from quizdl.verify.events import SolutionJudged
from quizdl.verify.service import Service
from quizdl.verify.task import Task, tasks_for

if TYPE_CHECKING:
    from torch import Tensor, nn
    from torch.optim import Optimizer


def claims(bank: str | Path | None = None) -> tuple[Claim, ...]:
    """All claims of the built-in bank, or of the bank in a folder; nothing is imported or run.

    Raises CatalogueError with every problem of the verifiers, and NotTrusted for a bank that `quizdl trust` does not
    vouch for.
    """
    return tuple(choose_claims((), _root(bank), everything=True)[1])


def run(
    name: str,
    *more: str,
    seeds: int = 1,
    seed: int = 0,
    settings: Mapping[str, Setting] | None = None,
    bank: str | Path | None = None,
    jobs: int | None = None,
    fresh: bool = False,
    **knobs: Setting,
) -> Proofs:
    """Run the experiments behind claims, and wait for their proofs; also inside a running event loop.

    name: a family (`adam`), a claim (`adam.bias_correction`), the id of a question, or a verifier's file; there may be
        more of them.
    seeds: how many seeds, `seed` being the first; a claim that draws no random numbers runs once.
    knobs: parameters of the experiment, as in `beta1=0`; the sentence of a claim speaks of the defaults. `settings`
        says the same as a mapping, for a knob that is called like an argument of this function.
    bank: the folder of a bank; without it, the built-in one.
    jobs: how many run at a time, by default as many as there are cores; those that time something run alone.
    fresh: run again what has a kept result.

    An experiment that crashes or takes too long raises nothing: its verdict is `failed`. KeyboardInterrupt ends what
    runs. The processes that ran the experiments stay warm for the next call, and end with the program.

    Raises UnknownName for an unknown name or knob, with the nearest ones; BadSetting for a value that does not fit;
    NotTrusted for a verifier outside the built-in bank that `quizdl trust` does not vouch for; BankError and
    CatalogueError for a bank that cannot be read; EngineError where experiments cannot be run at all.
    """
    tasks = _tasks((name, *more), _root(bank), {**(settings or {}), **knobs}, seed=seed, seeds=seeds, jobs=jobs)
    results = background_service().wait_for(lambda service: service.results(tasks, jobs=jobs, fresh=fresh))
    return Proofs(tuple(Proof(task.claim, result) for task, result in zip(tasks, results, strict=True)))


def judge(
    name: str,
    solution: str | Path | Callable[..., object],
    *claims: str,
    seeds: int = 1,
    seed: int = 0,
    bank: str | Path | None = None,
    jobs: int | None = None,
    fresh: bool = False,
) -> Judgement:
    """Judge a function or class of yours: are the claims as declared with it in place of the bank's?

    name: an exercise (`write-adam`), whose claims judge it and whose contract it must keep; or what it replaces, as in
        `adam.Adam`: the class Adam of `verifiers/programs/adam.py` or `verifiers/adam.py`; `nets.mlp.Layer` is in the
        file `mlp.py` of a folder `nets` there.
    solution: a class or function of that name, the path of a file that defines it, or source text; its imports and
        helpers come along from a file or a text, but not from a class or function. Of a notebook, the cell of the
        exercise is judged.
    claims: the claims to ask about a symbol, as for `run`; by default all of the bank. Those that do not use the symbol
        are left out.

    The other arguments are those of `run`. The solution runs in the process of the experiment, with its limits; an
    attempt at an exercise in a process of its own, and at one seed. What cannot be computed with it is `refused`, and
    what is off without it cannot judge. Raises UnknownName where the bank has no such exercise, or the bank or the
    solution no such symbol, BadSolution for a source that cannot be read or is not Python, BadSetting where no claim
    uses the symbol or claims are named beside an exercise, and what `run` raises.
    """
    if "." not in name:
        if claims or seeds > 1:
            raise BadSetting(f"{name} is an exercise: its own claims judge it, at one seed")
        exercise = exercise_named(name, _root(bank))
        file = str(solution) if isinstance(solution, Path) else exercise.file_name
        return judge_attempt(exercise, bytes_of(solution), file, seed=seed, jobs=jobs, fresh=fresh)
    root = _root(bank)
    tasks = _tasks(claims, root, {}, seed=seed, seeds=seeds, jobs=jobs)
    claim_of = {task.claim.id: task.claim for task in tasks}
    submitted = solution_for(name, solution, root)

    async def ended(service: Service) -> judging.SolutionJudgement:
        [judgement] = [
            event.judgement
            async for event in service.judge(submitted, tasks, jobs=jobs, fresh=fresh)
            if isinstance(event, SolutionJudged)
        ]
        return judgement

    made = background_service().wait_for(ended)
    proofs = Proofs(tuple(Proof(claim_of[result.claim], result) for result in made.results))
    return Judgement(name, made.claims, made.passes, proofs)


def load_bank(path: str | Path | None = None) -> Bank:
    """The questions of the built-in bank, or of the bank in a folder; they are read only where they have changed.

    Raises BankError with every problem, by file, line and column.
    """
    return open_bank(_root(path) or folders.builtin_bank())


def estimate_memory(
    module: nn.Module,
    inputs: object,
    optimizer: str | Callable[..., Optimizer] = "adam",
    *,
    loss: str | Callable[..., Tensor] | None = None,
    batch_dim: int | Sequence[int | None] = 0,
    real: bool = False,
    lora: int | None = None,
    checkpointing: bool = False,
    master_copy: bool = False,
    generate: int | None = None,
    max_batch: str | int | None = None,
) -> MemoryEstimate:
    """Estimate the memory of one training step of a module, item by item; nothing is allocated or changed.

    inputs: a batch as forward takes it: a tensor, a tuple or list of several, or a dict by name. They are not resized.
    optimizer: an optimizer of torch by its name, `momentum`, or what makes one of the parameters.
    loss: `cross-entropy`, `mse`, `mean`, or a function of what the module returns; None takes the loss that it returns,
        else mean squared error for an output of the shape of an input, else cross-entropy.
    batch_dim: the dimension of the batch, or one for each input, None where the batch shares it.
    real: run two real steps of a copy on the CPU, for modules that look at values.
    lora: freeze the module, and train adapters of this rank beside its linear layers, all but the last.
    checkpointing: compute equal blocks anew in the backward pass.
    master_copy: let the optimizer update a float32 copy of 16-bit weights.
    generate: instead of training, generate so many tokens: weights, and keys and values of all tokens.
    max_batch: find the largest batch that fits into this memory, `"80GB"` or a number of bytes; inputs are resized
        in `batch_dim`.

    The module is copied without values, put into training mode, and traced through two steps: its hooks run on the
    copy. The estimate says all that is assumed, with the memory that hangs on it.

    Raises UnknownName for the optimizer and loss, NeedsRealStep for a module that only a real step can measure, and
    BadSetting for one that does not take these inputs or has nothing to train.
    """
    from quizdl.estimate.changes import Changes
    from quizdl.estimate.module import estimate_module
    from quizdl.report.view.memory import memory_size

    changes = Changes(lora, checkpointing, master_copy, generate)
    room = memory_size(max_batch) if isinstance(max_batch, str) else max_batch
    return MemoryEstimate(**estimate_module(module, inputs, optimizer, loss, batch_dim, real, changes, room))


def _tasks(
    names: Sequence[str],
    root: Path | None,
    settings: Mapping[str, Setting],
    *,
    seed: int,
    seeds: int,
    jobs: int | None,
) -> list[Task]:
    """The tasks of these claims, or of all claims without names. Raises the errors of `run` before anything runs."""
    if jobs is not None and jobs < 1:
        raise BadSetting(f"jobs={jobs} is not at least 1")
    turned = {knob: str(value) for knob, value in settings.items()}
    return tasks_for(choose_claims(names, root, everything=not names)[1], turned, seed=seed, seeds=seeds)


def _root(bank: str | Path | None) -> Path | None:
    return None if bank is None else Path(bank)
