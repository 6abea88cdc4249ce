"""The claims that need a GPU, on a simulated one: it knows a roofline, launches and a bus, and has its own clock.

This proves nothing about GPUs. It runs every line of those claims, and shows that their sizes and bounds fit devices
from a laptop's to a data centre's, and that a device which behaves otherwise does not pass.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from quizdl.lab import timing
from quizdl.verify import Evidence, Unavailable, Verdict
from quizdl.verify.importing import load_verifier
from tests.built_in import CATALOGUE, VERIFIERS
from tests.headlines import faults


@dataclass(frozen=True)
class Machine:
    """A GPU and one thread of a CPU: FLOP/s and bytes/s of each, bytes/s between them, seconds an operation costs."""

    peak: float
    bandwidth: float
    bus: float
    free: int = 5_000_000_000
    launch: float = 6e-6  # for the host; the device is done with a kernel of no work in a third of it
    waits: bool = False  # for each kernel, as with CUDA_LAUNCH_BLOCKING
    vectors: float = 1.0  # share of the bandwidth that a matrix times a vector gets
    cpu_peak: float = 6e10
    cpu_bandwidth: float = 1.2e10
    cpu_call: float = 1.5e-6


H100 = Machine(66.9e12, 3.35e12, 5e10, cpu_peak=1.5e11, cpu_bandwidth=3e10)
MACHINES = {
    "RTX 3060 laptop": Machine(10.9e12, 0.336e12, 1.2e10),
    "A100": Machine(19.5e12, 1.555e12, 2.4e10, cpu_peak=1.5e11, cpu_bandwidth=3e10),
    "H100": H100,
    "RTX 4090": Machine(82.6e12, 1.01e12, 2.4e10),
}


class Simulation(TorchDispatchMode):
    """Tensors on the meta device stand for those on the GPU; operations move the clocks and compute nothing."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch gives it no types
        self.machine = machine
        self.now = 0.0  # of the host
        self.busy_until = 0.0  # the GPU, with all that it was given

    def perf_counter(self) -> float:
        return self.now

    def synchronize(self) -> None:
        self.now = max(self.now, self.busy_until)

    def order(self, seconds: float) -> None:
        self.now += self.machine.launch
        self.busy_until = max(self.now, self.busy_until) + seconds + self.machine.launch / 3
        if self.machine.waits:
            self.synchronize()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        del types
        kwargs = kwargs or {}
        name, machine = func.overloadpacket.__name__, self.machine
        if name == "copy_":
            to, source = args[:2]
            assert {to.device.type, source.device.type} == {"cpu", "meta"}
            self.order(to.nbytes / machine.bus)
            if not (args[2:] or [kwargs.get("non_blocking", False)])[0]:
                self.synchronize()
            return to
        if name not in ("mm", "mv", "add") or "out" not in kwargs:
            return func(*args, **kwargs)
        out = kwargs["out"]
        flop = 2 * args[0].numel() * (args[1].shape[1] if name == "mm" else 1)
        moved = sum(tensor.nbytes for tensor in (*args, out))
        if out.device.type == "meta":
            bandwidth = machine.bandwidth * (machine.vectors if name == "mv" else 1)
            self.order(max(flop / machine.peak, moved / bandwidth))
        else:
            bandwidth = machine.cpu_bandwidth * (5 if moved < 2**20 else 1)  # from its cache
            self.now += machine.cpu_call + max(flop / machine.cpu_peak, moved / bandwidth)
            out.fill_(1 + kwargs.get("alpha", 1) if name == "add" else args[0].shape[1])  # sums of ones
        return out

    def event(self, enable_timing: bool) -> "Event":
        assert enable_timing
        return Event(self)


class Event:
    """It happens when the GPU has done what it was given before; its time is unknown until then."""

    def __init__(self, gpu: Simulation) -> None:
        self.gpu, self.at = gpu, np.inf

    def record(self) -> None:
        self.at = max(self.gpu.now, self.gpu.busy_until)

    def elapsed_time(self, end: "Event") -> float:
        assert max(self.at, end.at) <= self.gpu.now, "asked before it has happened"
        return 1000 * (end.at - self.at)


Simulate = Callable[[str, Machine], Evidence]


CLAIMS = {claim.function: claim for claim in CATALOGUE.families["gpu_speed"].claims}


@pytest.fixture
def files() -> dict[str, ModuleType]:
    """The files of the family, by name."""
    return {file.stem: load_verifier(file, folder=VERIFIERS) for file in (VERIFIERS / "gpu_speed").glob("*.py")}


@pytest.fixture
def simulate(files: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulate]:
    """Runs a claim on a machine."""

    def run(name: str, machine: Machine) -> Evidence:
        simulation = Simulation(machine)

        def ones(device: str, *shape: int) -> torch.Tensor:
            return torch.empty(shape, device="meta" if device == "cuda" else "cpu")

        for module in files.values():
            if hasattr(module, "ones"):
                monkeypatch.setattr(module, "ones", ones)
        for module in (files["launches"], timing):
            monkeypatch.setattr(module, "time", simulation)
        monkeypatch.setattr(torch.Tensor, "pin_memory", lambda tensor: tensor)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (machine.free, machine.free))
        monkeypatch.setattr(torch.cuda, "Event", simulation.event)
        monkeypatch.setattr(torch.cuda, "synchronize", simulation.synchronize)
        with simulation:
            evidence: Evidence = getattr(files[CLAIMS[name].path.stem], name)()
        return evidence

    threads = torch.get_num_threads()
    yield run
    torch.set_num_threads(threads)


NAMES = ["cuda_roofline", "cuda_batching", "cuda_asynchronous", "cuda_crossover", "cuda_transfer"]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_a_gpu_under_a_roofline_supports_the_claim(simulate: Simulate, name: str, machine: str) -> None:
    evidence = simulate(name, MACHINES[machine])
    assert evidence.judge() == (Verdict.SUPPORTED, None)
    assert None not in [number.holds for number in (*evidence.measurements, *evidence.controls)]
    assert all(np.isfinite(curve.y).all() for curve in evidence.curves)
    assert list(faults(CLAIMS[name], evidence)) == []


OTHERWISE = {
    "cuda_roofline": replace(H100, vectors=0.3),
    "cuda_batching": replace(H100, peak=1e12, bandwidth=1e16),  # no weights to wait for
    "cuda_asynchronous": replace(H100, waits=True),
    "cuda_crossover": replace(H100, peak=1e10),
    "cuda_transfer": replace(H100, bus=1e13),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_a_gpu_that_behaves_otherwise_refutes_it(simulate: Simulate, name: str) -> None:
    assert simulate(name, OTHERWISE[name]).judge()[0] is Verdict.REFUTED


@pytest.mark.parametrize("name", NAMES)
def test_without_a_gpu_or_memory_on_it_the_claim_is_unavailable(
    simulate: Simulate, files: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with pytest.raises(Unavailable, match="needs 3 GB of free memory on the CUDA device: it would have "):
        simulate(name, replace(H100, free=2_000_000_000))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(Unavailable, match="needs a CUDA device: it would have "):
        getattr(files[CLAIMS[name].path.stem], name)()


@pytest.mark.parametrize("name", ["roofline", "batching", "cuda_roofline", "cuda_batching"])
@pytest.mark.slow
def test_a_machine_under_its_roofline_gets_all_that_this_allows(simulate: Simulate, name: str) -> None:
    evidence = simulate(name, replace(H100, launch=1e-7, cpu_call=1e-8))  # calls cost nothing, nearly
    assert evidence.judge() == (Verdict.SUPPORTED, None)
    found = {number.name: number.value for number in (*evidence.measurements, *evidence.controls)}
    if name.endswith("roofline"):
        shares = [
            found[f"{work}: share of the roof"] for work in ("smaller product", "addition", "matrix times vector")
        ]
        assert shares == pytest.approx([1] * 3, rel=0.01)
        assert found.get("addition in cache: share of the roof of memory", 5) == pytest.approx(5, rel=0.01)
        return
    measured, roofline = evidence.curves
    assert measured.y == pytest.approx(roofline.y, rel=0.01)
    assert found["largest batch: share of the roof"] == pytest.approx(1, rel=0.01)
    own = found["time of a sample alone over that of four with weights of their own"]
    assert own == pytest.approx(1, rel=0.01)


def test_rates_are_those_of_the_device(simulate: Simulate) -> None:
    once = H100.launch * 4 / 3  # from one event to the other, beside the work
    evidence = simulate("cuda_roofline", H100)
    moved = 12 * 67_108_864  # bytes of three arrays
    triad = moved / (moved / H100.bandwidth + once)
    peak = 2 * 4096**3 / (2 * 4096**3 / H100.peak + once)
    assert evidence.fields["peak"] == pytest.approx(peak / 1e9)
    assert evidence.fields["bandwidth"] == pytest.approx(triad / 1e9)
    roof = evidence.curves[0]
    assert roof.x is not None
    assert roof.y[0] / roof.x[0] == pytest.approx(triad / peak)
    transfer = simulate("cuda_transfer", H100)
    bus = moved / (moved / H100.bus + 2 * H100.launch)
    assert transfer.value_of("bandwidth of the bus over that of the device") == pytest.approx(bus / triad)


def test_a_launch_is_timed_apart_from_its_work(simulate: Simulate) -> None:
    early, late, blocking, _ = simulate("cuda_asynchronous", H100).curves
    work, launches = 20 * 2 * 4096**3 / H100.peak, 20 * H100.launch
    assert early.y == pytest.approx([work / launches] * 15, rel=0.01)
    assert late.y == pytest.approx([1] * 15, rel=0.01)
    assert blocking.y == pytest.approx([1] * 15, rel=0.01)


def test_a_crossover_is_as_uncertain_as_its_medians(files: dict[str, ModuleType]) -> None:
    overtakes = files["gpu_only"].overtakes
    slower, unsure, faster = np.full(9, 0.5), np.linspace(0.9, 1.3, 9), np.full(9, 2.0)
    assert overtakes({16: slower, 32: slower, 64: faster}) == (64, 64, 64)
    assert overtakes({16: unsure, 32: faster, 64: faster}) == (16, 16, 32)
    assert overtakes({16: slower, 32: slower}) == (np.inf,) * 3


@pytest.mark.slow
def test_a_crossover_counts_the_work_and_its_transfer(simulate: Simulate) -> None:
    in_place, with_transfer, _ = simulate("cuda_crossover", H100).curves
    on_cpu, on_gpu = 2 * 2048**3 / H100.cpu_peak, 2 * 2048**3 / H100.peak + H100.launch * 4 / 3
    moving = 3 * (4 * 2048**2 / H100.bus + H100.launch)
    assert in_place.y[-1] == pytest.approx(on_cpu / on_gpu, rel=0.01)
    assert with_transfer.y[-1] == pytest.approx(on_cpu / (on_gpu + moving), rel=0.01)
