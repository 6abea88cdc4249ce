"""Gradients that add up: those of the chunks of a batch."""

import math
import tracemalloc
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.accumulate import accumulate
from ..programs.average_gradients import average_gradients
from ..programs.minibatch_descent import Array, Labels
from .accumulation import mean_of_chunks
from .common import check_digits, cut, digits, distance, torch_gradients


def peak_bytes(work: Callable[[], object]) -> int:
    """The most memory that one call holds at once, beyond what was there before."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def as_ranks(gradient: Callable[[Labels], Array], chunks: Sequence[Labels]) -> Array:
    """The average over ranks of a chunk each, which hold two arrays: half of the classes, and the other half."""
    held = [np.split(gradient(rows), 2, axis=1) for rows in chunks]
    return np.hstack(average_gradients(held, [len(rows) for rows in chunks]))


def small_task(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """96 samples of 50 normal numbers and their labels from 0 to 9, at random."""
    torch.manual_seed(seed)
    return torch.randn(96, 50, dtype=torch.float64), torch.randint(10, (96,))


def chunks_apart(normalised: bool, seed: int) -> float:
    """How far three chunks of 32 samples are off all 96 at once in a small network, with batch norm or without."""
    images, labels = small_task(seed)
    norm = [torch.nn.BatchNorm1d(16)] if normalised else []
    network = torch.nn.Sequential(torch.nn.Linear(50, 16), *norm, torch.nn.ReLU(), torch.nn.Linear(16, 10)).double()

    def gradient(rows: slice) -> Array:
        loss = cross_entropy(network(images[rows]), labels[rows], reduction="sum") / 96
        return np.concatenate([g.numpy().ravel() for g in torch.autograd.grad(loss, list(network.parameters()))])

    chunks = np.sum([gradient(slice(start, start + 32)) for start in (0, 32, 64)], axis=0)
    return distance(chunks, gradient(slice(None)))


@claim(
    en="As long as samples do not influence each other, batch gradient descent needs no more memory than a "
    "mini-batch: gradients of chunks, weighted by their share of the samples, add up to the full gradient. With "
    "batch normalisation they do not.",
    ko="샘플끼리 영향을 주지 않는다면 배치 경사 하강법의 메모리는 미니배치만큼이면 된다. 나눠 계산한 기울기를 샘플 "
    "비율로 가중해 더하면 전체 기울기와 같다. 배치 정규화를 쓰면 그렇지 않다.",
    short="Gradients of chunks add up",
    seconds=0.5,
    literature="Bottou, Curtis & Nocedal 2018",
)
def chunks_add_up(samples: int = 1000, size: int = 48, seed: int = 0) -> Evidence:
    if not (500 <= samples <= 5000 and 2 <= size < samples / 4 and samples % size):
        raise Undecided(
            en="500 to 5000 samples in chunks of 2 to N/4 that leave a shorter last one: equal chunks need no weights",
            ko="샘플 500~5000개를 2~N/4개씩 나누고 마지막 조각은 더 짧아야 한다. 조각의 크기가 같으면 가중치가 필요 "
            "없다",
        )
    data = digits(samples, np.random.default_rng(seed))
    everyone, every = torch_gradients(data), np.arange(samples)
    full = everyone.mean(axis=0)
    loud = data._replace(weights=3000 * data.weights)  # scores in the thousands, whose exponentials no float64 can hold
    saturated = distance(accumulate(loud.gradient, cut(every, size)), torch_gradients(loud).mean(axis=0))
    chunks = cut(every, size)
    one_chunk = peak_bytes(lambda: data.gradient(chunks[0]))
    chunked = (peak_bytes(lambda: accumulate(data.gradient, chunks)) - one_chunk) / full.nbytes
    at_once = (peak_bytes(lambda: data.gradient(every)) - one_chunk) / full.nbytes
    sizes = sorted({7, 16, 32, size, 150, samples * 2 // 3, samples - 1})
    weighted, averaged, unweighted = (
        [distance(combine(data.gradient, cut(every, b)), full) for b in sizes]
        for combine in (accumulate, as_ranks, mean_of_chunks)
    )
    at = sizes.index(size)
    theirs = [distance(mean_of_chunks(lambda rows: everyone[rows].mean(axis=0), cut(every, b)), full) for b in sizes]
    rounding = samples * 2**-53 * math.sqrt(2 * (data.images**2).sum(axis=1).max()) / float(np.linalg.norm(full))
    exact = at_most(rounding, because="N float64 sums of gradients no longer than √2 times an image")
    large = at_most(1e-10, because="scores are sums of 50 terms below 1e4, each rounded by 2^-53")
    copies = between(0.9, 3, because="a running total, a chunk's gradient, its weighted copy")
    sums = at_most(1e-13, because="rounding of sums over 96 samples")
    return Evidence(
        finding=Finding(
            "Chunks of {size} weighted by their samples are off the full gradient by {weighted:.2g}, unweighted by "
            "{unweighted:.2g}",
            weighted="weighted chunks: distance from the full gradient",
            unweighted="unweighted mean of chunks: distance from the full gradient",
        ),
        caption="Distance of the accumulated gradient from the full one, by the size of the chunks.",
        fields={"size": size},
        measurements=[
            Measurement("weighted chunks: distance from the full gradient", weighted[at], exact),
            Measurement("chunks averaged as those of ranks: distance from the full gradient", averaged[at], exact),
            Measurement("ranks of N - 1 samples and of one: distance from the full gradient", averaged[-1], exact),
            Measurement("weighted chunks of all sizes: largest distance", max(weighted), exact),
            Measurement("a chunk of N - 1 and one of 1: distance from the full gradient", weighted[-1], exact),
            Measurement("scores in the thousands: distance from the full gradient", saturated, large),
            Measurement(
                "largest score in the thousands",
                float((loud.images @ loud.weights).max()),
                at_least(710, because="e^710 is beyond float64"),
                check=True,
            ),
            check_controls(*np.subtract(unweighted, theirs)),
            Measurement("memory beyond that of one chunk", chunked, copies, unit="gradients"),
            Measurement(
                "a network: distance of three chunks from all samples at once", chunks_apart(False, seed), sums
            ),
            Measurement(
                "classes of the network without a sample",
                10 - len(set(small_task(seed)[1].tolist())),
                within(0, 0, because="of 96 draws one of ten classes is missing four times in 10 000 samples"),
                check=True,
            ),
            Measurement(
                "how odd samples and labels of the network look",
                max(oddity_of_normal(small_task(seed)[0]), oddity_of_integers(small_task(seed)[1], 10)),
                NOT_ODD,
                check=True,
            ),
            *check_digits(data),
        ],
        controls=[
            Control("unweighted mean of chunks: distance from the full gradient", unweighted[at], exact),
            Control(
                "a network with batch norm: distance of three chunks from all samples at once",
                chunks_apart(True, seed),
                sums,
            ),
            Control("memory of all samples at once beyond that of one chunk", at_once, copies, unit="gradients"),
        ],
        curves=[
            Curve("weighted by samples", weighted, x=sizes, role="subject"),
            Curve("unweighted mean", unweighted, x=sizes, role="reference"),
        ],
        axes=Axes(
            x="samples in a chunk",
            y="distance from the full gradient",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="weighted chunks: distance from the full gradient", x=size, text="{value:.2g}"),
                Mark(of="unweighted mean of chunks: distance from the full gradient", x=size, text="{value:.2g}"),
            ],
        ),
    )


mutant("leaves out a rank of one sample", "if size > 0]", "if size > 1]", program="average_gradients")
mutant("forgets a last chunk", "for chunk in chunks[1:]:", "for chunk in chunks[1:-1]:", program="accumulate")
mutant(
    "weights every chunk alike",
    "total += len(chunk) / samples * gradient(chunk)",
    "total += len(chunks[0]) / samples * gradient(chunk)",
    program="accumulate",
)
mutant("lets the first chunk count twice", "for chunk in chunks[1:]:", "for chunk in chunks:", program="accumulate")
mutant(
    "keeps the gradients of all chunks",
    "for chunk in chunks[1:]:\n        total += len(chunk) / samples * gradient(chunk)",
    "total += sum([len(chunk) / samples * gradient(chunk) for chunk in chunks[1:]])",
    program="accumulate",
)
mutant("averages the first array alone", "share * own[i]", "share * own[0]", program="average_gradients")
