"""Bytes of every live tensor while a training step runs, by what they are for; on fake tensors and on real ones."""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode, is_traceable_wrapper_subclass

from quizdl.estimate.kernels import bytes_inside

FORWARD, BACKWARD, STEP = "forward pass", "backward pass", "optimizer step"
REDUCED_IN_PLACE = {"mse_loss", "smooth_l1_loss", "binary_cross_entropy"}  # a number in the storage of all losses
IN_PLACE_ELSEWHERE = {"add", "scatter", "scatter_add", "index_add", "index_put", "masked_scatter", "put"}
TRIED = "tried"
ANY_NUMBER = 0.5  # what an optimizer reads of its count of steps, say: no size depends on it
ATTENTION = "scaled_dot_product"  # in the names of the fused kernels of attention


class _Entry:
    """A live storage of at least so many bytes. `alive` is a weak reference, whose callback takes it off the ledger."""

    __slots__ = ("alive", "kind", "least", "size")

    def __init__(self, kind: str, least: int) -> None:
        self.kind, self.least, self.size = kind, least, 0
        self.alive: weakref.ref[Any] | None = None


class _Moment(NamedTuple):
    """What is held when an operation has ended."""

    phase: str
    total: int
    held: dict[str, int]
    written_into: tuple[int, _Entry] | None = None  # a storage, by its key, that may have become the result


class Ledger(TorchDispatchMode):
    """Holds the size of each live storage; as a context, it sees every operation within it.

    A storage is counted once, however many views look into it. What the forward pass makes is of the kind
    "activations", what the backward pass and the optimizer make "temporaries", until `mark` says better.
    """

    def __init__(self, real: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch gives it no types
        self.real = real
        self.held: Counter[str] = Counter()  # bytes by kind
        self.total = 0
        self.building = True  # until the first step begins: what is made before it stays
        self.trying = False  # within a forward pass before the first step, which should leave nothing
        self.stepping = False  # within the optimizer's step
        self._live: dict[int, _Entry] = {}
        self._last: _Moment | None = None  # put off until it is known what it writes into
        self.restart()

    def restart(self) -> None:
        """Forget the curve and the peak, but not what is alive."""
        self.curve: list[tuple[str, int]] = []  # after each operation its phase, and the bytes that are held
        self.peaks: dict[str, tuple[int, dict[str, int]]] = {}  # of each phase: the most bytes, and those by kind
        # of each attention: heads of its keys, their size, bytes of a number
        self.keys: list[tuple[int, int, int]] = []
        self.attention = 0  # bytes of the score matrices that fused attention does not make

    @property
    def phase(self) -> str:
        """What is running: the backward pass is whatever autograd's engine runs."""
        if self.stepping:
            return STEP
        return BACKWARD if torch._C._current_graph_task_id() != -1 else FORWARD

    @property
    def peak_phase(self) -> str:
        """The phase that holds the most."""
        return max(self.peaks, key=self.largest)

    def largest(self, phase: str) -> int:
        """The most bytes that were held in that phase."""
        return self.peaks[phase][0] if phase in self.peaks else 0

    def mark(self, tensors: Iterable[Tensor], kind: str) -> None:
        """Say what these tensors are for."""
        for tensor in tensors:
            for storage in _storages(tensor):
                known = self._live.get(storage._cdata)
                if known and known.kind == "master_copy":
                    continue  # to the optimizer these are parameters
                entry = known or self._hold(storage, kind)
                self.held[entry.kind] -= entry.size
                self.held[kind] += entry.size
                entry.kind = kind

    def keep_tried(self) -> bool:
        """Count what a forward pass before the first step has left as buffers; return whether there is any."""
        left = [entry for entry in self._live.values() if entry.kind == TRIED]
        for entry in left:
            entry.kind = "buffers"
        self.held["buffers"] += self.held.pop(TRIED, 0)
        return bool(left)

    def _hold(self, storage: Any, kind: str, least: int = 0) -> _Entry:
        key = storage._cdata
        entry = self._live.get(key)
        if entry is None:
            entry = self._live[key] = _Entry(kind, least)
            entry.alive = weakref.ref(storage, lambda _: self._drop(key))
        size = max(storage.nbytes(), entry.least)
        if entry.size != size:  # new, or resized in place
            self.total += size - entry.size
            self.held[entry.kind] += size - entry.size
            entry.size = size
        return entry

    def _note(self, moment: _Moment) -> None:
        self.curve.append((moment.phase, moment.total))
        if moment.total > self.largest(moment.phase):
            self.peaks[moment.phase] = moment.total, moment.held

    def _written_into(self, func: Any, args: Any, result: Any, phase: str) -> tuple[int, _Entry] | None:
        """The storage that a backward pass outside a dispatch mode may write the result into."""
        if phase != BACKWARD or torch.is_grad_enabled() or func.overloadpacket.__name__ not in IN_PLACE_ELSEWHERE:
            return None
        if args[0].shape != result.shape or args[0].dtype != result.dtype:
            return None
        key = args[0].untyped_storage()._cdata
        entry = self._live.get(key)
        return (key, entry) if entry and entry.size == result.nbytes else None

    def _note_last(self) -> None:
        """Note the last operation, if it was put off: it works in place where its first input is gone by now.

        So autograd adds gradients of a tensor that was used twice, and scatters gradients into zeros, but for tensors
        of a dispatch mode such as this one.
        """
        if self._last is None:
            return
        moment, self._last = self._last, None
        assert moment.written_into is not None
        key, entry = moment.written_into
        if self._live.get(key) is not entry:
            moment.held[entry.kind] -= entry.size
            moment = moment._replace(total=moment.total - entry.size)
        self._note(moment)

    def _drop(self, key: int) -> None:
        entry = self._live.pop(key)
        self.total -= entry.size
        self.held[entry.kind] -= entry.size

    def _kind(self, phase: str) -> str:
        """What a new storage is for, as long as nothing says better."""
        if self.trying:
            return TRIED
        if self.building:
            return "buffers"
        return "activations" if phase == FORWARD else "temporaries"

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        del types
        self._note_last()
        phase = self.phase
        if not self.real and phase == STEP and func is torch.ops.aten._local_scalar_dense.default:
            return ANY_NUMBER
        result = func(*args, **(kwargs or {}))
        kind = self._kind(phase)
        reduced = not self.real and func.overloadpacket.__name__ in REDUCED_IN_PLACE
        for tensor in _tensors(result):
            if not self.real and tensor.layout != torch.strided:
                raise NotImplementedError("attempting to construct sparse tensors")
            for storage in _storages(tensor):
                self._hold(storage, kind, args[0].nbytes if reduced else 0)
        if not self.building:
            inside = bytes_inside(func, args, result)
            held = self.held + Counter(temporaries=inside) if inside else dict(self.held)
            written_into = self._written_into(func, args, result, phase)
            moment = _Moment(phase, self.total + inside, held, written_into)
            if written_into:
                self._last = moment
            else:
                self._note(moment)
        if phase == FORWARD and ATTENTION in func.__name__:
            query, key = args[0], args[1]
            self.keys.append((key.shape[1], key.shape[-1], key.element_size()))
            self.attention += query.numel() // query.shape[-1] * key.shape[-2] * query.element_size()
        return result


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _tensors(part)


def _storages(tensor: Tensor) -> Iterator[Any]:
    """The storages of a tensor: one, but for sparse ones and for wrappers of others."""
    if is_traceable_wrapper_subclass(tensor):
        for name in tensor.__tensor_flatten__()[0]:
            yield from _storages(getattr(tensor, name))
    elif tensor.layout == torch.sparse_coo:
        yield from (*_storages(tensor._indices()), *_storages(tensor._values()))
    elif tensor.layout == torch.strided:
        yield tensor.untyped_storage()
