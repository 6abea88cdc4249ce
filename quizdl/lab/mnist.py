"""Real MNIST, all 70 000 images: shipped packed, unpacked once into the cache, memory-mapped from then on.

There is no download. The packed file holds the four original IDX files one after the other; its licence and
attribution stand beside it, in `data/MNIST-LICENCE.md`.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import lzma
import math
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from quizdl import folders
from quizdl.errors import QuizdlError
from quizdl.files import write_whole

Bytes = npt.NDArray[np.uint8]

PACKED = Path(__file__).parent / "data" / "mnist.idx.xz"
ORIGINALS = {  # the shape and the SHA-256 sum of each original IDX file, in their packed order
    "train_images": ((60_000, 28, 28), "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    "train_labels": ((60_000,), "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    "test_images": ((10_000, 28, 28), "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    "test_labels": ((10_000,), "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Mnist:
    """Handwritten digits: grey values 0 (paper) to 255 (ink), labels 0 to 9; uint8 arrays, read-only.

    Source: LeCun, Bottou, Bengio and Haffner 1998.
    """

    train_images: Bytes  # (60000, 28, 28)
    train_labels: Bytes  # (60000,)
    test_images: Bytes  # (10000, 28, 28)
    test_labels: Bytes  # (10000,)


@functools.cache
def load() -> Mnist:
    """The whole of MNIST, the same arrays at every call.

    The first use on a machine unpacks it (a second or so, 55 MB in the cache folder); later ones map those
    files and check their sums (30 ms). Files that are damaged are made again; where the cache cannot be
    written the arrays live in memory. Raises QuizdlError where the packed file itself is damaged.
    """
    folder = folders.cache_folder() / "mnist"
    try:
        return Mnist(**{name: _mapped(folder, name) for name in ORIGINALS})
    except (OSError, ValueError, EOFError):  # not there, not readable, truncated, or not the original numbers
        arrays = unpack()
    with contextlib.suppress(OSError):  # a full or read-only disk costs the next use a second, no more
        for name, array in arrays.items():
            write_whole(folder / f"{name}.npy", _npy(array))
        return Mnist(**{name: _mapped(folder, name) for name in ORIGINALS})
    return Mnist(**arrays)


def prepare() -> Path:
    """Unpack the images into the cache, unless they are there, and return the folder of the unpacked files.

    An experiment calls this before it gives up the right to write outside its scratch folder.
    """
    load()
    return folders.cache_folder() / "mnist"


def unpack() -> dict[str, Bytes]:
    """The four arrays from the packed file, checked against the sums of the originals.

    Raises QuizdlError where the file is missing or damaged.
    """
    try:
        rest = memoryview(lzma.decompress(PACKED.read_bytes()))
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise QuizdlError(f"{PACKED}: cannot be unpacked: {error} (install quizdl again)") from error
    arrays: dict[str, Bytes] = {}
    for name, (shape, _) in ORIGINALS.items():
        start = len(_idx_header(shape))
        end = start + math.prod(shape)
        numbers = np.frombuffer(rest[start:end], np.uint8)
        if numbers.size != math.prod(shape) or not _original(name, numbers.reshape(shape)):
            raise QuizdlError(f"{PACKED}: {name} are not the original ones (install quizdl again)")
        arrays[name] = numbers.reshape(shape)
        rest = rest[end:]
    return arrays


def _mapped(folder: Path, name: str) -> Bytes:
    """The array in the cache, mapped read-only; OSError, ValueError or EOFError where it is no good."""
    array: Bytes = np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
    if not _original(name, array):
        raise ValueError(f"the cached {name} are not the original ones")
    return array


def _original(name: str, array: Bytes) -> bool:
    """Whether these numbers, behind the header of an IDX file, are byte for byte the original file."""
    shape, sum_ = ORIGINALS[name]
    if array.shape != shape or array.dtype != np.uint8 or not array.flags.c_contiguous:
        return False
    file = hashlib.sha256(_idx_header(shape))
    file.update(array.data)
    return file.hexdigest() == sum_


def _idx_header(shape: tuple[int, ...]) -> bytes:
    """Magic number (two zeros, 8 for unsigned bytes, how many dimensions), then the sizes, big-endian."""
    return bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)


def _npy(array: Bytes) -> bytes:
    """The array as the content of a .npy file."""
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()
