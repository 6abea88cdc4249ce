"""MNIST is the original, is unpacked once, and survives a damaged, crowded or read-only cache."""

from __future__ import annotations

import hashlib
import lzma
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from quizdl.errors import QuizdlError
from quizdl.lab import mnist

pytestmark = pytest.mark.slow  # unpacks 70 000 images


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of its own, with nothing in it yet."""
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path))
    mnist.load.cache_clear()
    yield tmp_path / "cache" / "mnist"
    mnist.load.cache_clear()


@pytest.fixture(scope="module")
def unpacked() -> dict[str, mnist.Bytes]:
    """Unpacking takes a second; tests of the cache alone share one result."""
    return mnist.unpack()


def again() -> mnist.Mnist:
    """What the next process would load."""
    mnist.load.cache_clear()
    return mnist.load()


def refuse_to_unpack() -> dict[str, mnist.Bytes]:
    raise AssertionError("unpacked although the cache was good")


def test_the_packed_file_holds_the_four_original_idx_files_byte_for_byte() -> None:
    stream = lzma.decompress(mnist.PACKED.read_bytes())
    sizes = {  # the published sizes in bytes of the unpacked files
        47_040_016: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        60_008: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        7_840_016: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        10_008: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    }
    assert len(stream) == sum(sizes)
    start = 0
    for size, expected in sizes.items():
        assert hashlib.sha256(stream[start : start + size]).hexdigest() == expected
        start += size


def test_the_arrays_have_the_known_shapes_means_and_first_labels() -> None:
    data = mnist.load()
    assert data.train_images.shape == (60_000, 28, 28)
    assert data.test_images.shape == (10_000, 28, 28)
    assert data.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert data.test_labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(data.test_labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert data.train_images.mean() / 255 == pytest.approx(0.1307, abs=5e-5)  # the constants of every tutorial
    assert data.train_images.std() / 255 == pytest.approx(0.3081, abs=5e-5)


def test_the_second_use_maps_the_cache_and_unpacks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first = mnist.load()
    monkeypatch.setattr(mnist, "unpack", refuse_to_unpack)
    second = again()
    assert np.array_equal(first.test_images, second.test_images)
    assert isinstance(second.train_images.base, np.memmap)
    assert not second.train_images.flags.writeable


@pytest.mark.parametrize("damage", ["truncated", "empty", "one pixel", "other shape", "garbage", "missing"])
def test_a_damaged_cache_is_made_again(
    home: Path, damage: str, unpacked: dict[str, mnist.Bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "unpack", lambda: unpacked)
    good = mnist.load().test_images.copy()
    file = home / "test_images.npy"
    content = bytearray(file.read_bytes())
    file.unlink()  # the mapping of this process keeps the old file
    if damage == "one pixel":
        content[-1000] ^= 1
        file.write_bytes(content)
    elif damage == "other shape":
        np.save(file, good.reshape(10_000, 784))
    elif damage != "missing":
        broken: dict[str, bytes] = {
            "truncated": bytes(content[:-1]),
            "empty": b"",
            "garbage": b"\x93NUMPY and then nothing",
        }
        file.write_bytes(broken[damage])
    assert np.array_equal(again().test_images, good)
    assert np.array_equal(np.load(file), good)


@pytest.mark.parametrize("obstacle", ["file in the way", "folder in the way"])
def test_a_cache_that_cannot_be_written_leaves_the_arrays_in_memory(
    home: Path, obstacle: str, unpacked: dict[str, mnist.Bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "unpack", lambda: unpacked)
    if obstacle == "file in the way":
        home.parent.mkdir(parents=True)
        home.write_text("")
    else:
        (home / "train_images.npy" / "inside").mkdir(parents=True)
    data = mnist.load()
    assert not isinstance(data.train_images.base, np.memmap)
    assert data.train_labels[:3].tolist() == [5, 0, 4]
    assert not list(home.parent.rglob("*.draft"))


def load_and_sum(_: int) -> int:
    return int(again().test_images.sum(dtype=np.int64))


def test_processes_that_unpack_at_once_all_get_the_data_and_leave_no_unfinished_file(home: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        sums = set(pool.map(load_and_sum, range(3), chunksize=1))
    assert sums == {int(mnist.load().test_images.sum(dtype=np.int64))}
    assert sorted(file.name for file in home.iterdir()) == sorted(f"{name}.npy" for name in mnist.ORIGINALS)


def test_a_damaged_package_is_reported_and_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = bytearray(lzma.decompress(mnist.PACKED.read_bytes()))
    stream[5_000_000] ^= 1
    packed = tmp_path / "mnist.idx.xz"
    monkeypatch.setattr(mnist, "PACKED", packed)
    packed.write_bytes(lzma.compress(stream, preset=0))
    with pytest.raises(QuizdlError, match="train_images are not the original ones"):
        mnist.load()
    packed.write_bytes(packed.read_bytes()[:1_000_000])
    with pytest.raises(QuizdlError, match="cannot be unpacked"):
        mnist.load()
    packed.unlink()
    with pytest.raises(QuizdlError, match="cannot be unpacked"):
        mnist.load()
