"""A verifier runs only as it was when somebody vouched for it."""

import json
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from quizdl import folders
from quizdl.bank import trust
from quizdl.bank.trust import DIFF_LINES, TrustStore, fingerprint, read_sources
from quizdl.errors import NotTrusted
from quizdl.files import write_whole


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    root = tmp_path / "my bank"
    (root / "verifiers" / "programs").mkdir(parents=True)
    (root / "verifiers" / "adam.py").write_text("first = 1\nsecond = 2\n")
    (root / "verifiers" / "programs" / "net.py").write_text("layers = 3\n")
    return root


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path / "data" / "trust.json")


def refusal(store: TrustStore, path: Path) -> str:
    with pytest.raises(NotTrusted) as caught:
        store.require(path)
    return str(caught.value)


@pytest.mark.fault
def test_only_what_was_vouched_for_runs(bank: Path, store: TrustStore) -> None:
    sources = read_sources(bank)
    assert refusal(store, bank) == (
        f"{bank} is not trusted: its verifiers are not vouched for; it would run 2 Python files with your rights.\n"
        f"sha256 {fingerprint(bank, sources)}\nRead what it would run, then: quizdl trust '{bank}'"
    )
    assert not store.is_trusted(bank)


def test_what_was_vouched_for_is_handed_out_to_be_run(bank: Path, store: TrustStore) -> None:
    digest = store.trust(bank)
    sources = TrustStore(store.path).require(bank)
    folder = bank.resolve() / "verifiers"
    assert sources == {folder / "adam.py": "first = 1\nsecond = 2\n", folder / "programs" / "net.py": "layers = 3\n"}
    assert digest == fingerprint(bank, sources)
    assert store.is_trusted(bank)


def edit(bank: Path) -> None:
    (bank / "verifiers" / "adam.py").write_text("first = 1\nsecond = 9\n")


def edit_program(bank: Path) -> None:
    (bank / "verifiers" / "programs" / "net.py").write_text("layers = 4\n")


def add(bank: Path) -> None:
    (bank / "verifiers" / "extra.py").write_text("")


def remove(bank: Path) -> None:
    (bank / "verifiers" / "programs" / "net.py").unlink()


def rename(bank: Path) -> None:
    (bank / "verifiers" / "adam.py").rename(bank / "verifiers" / "sgd.py")


@pytest.mark.fault
@pytest.mark.parametrize("change", [edit, edit_program, add, remove, rename])
def test_any_change_of_what_could_run_takes_the_trust_away(
    bank: Path, store: TrustStore, change: Callable[[Path], None]
) -> None:
    store.trust(bank)
    change(bank)
    assert f"{bank} has changed since it was trusted" in refusal(store, bank)
    assert not store.is_trusted(bank / "verifiers" / "adam.py")
    store.trust(bank)
    assert store.is_trusted(bank)


@pytest.mark.fault
def test_a_refusal_after_an_edit_shows_what_has_changed(bank: Path, store: TrustStore) -> None:
    store.trust(bank)
    edit(bank)
    assert refusal(store, bank).splitlines()[3:] == [
        "--- trusted/verifiers/adam.py",
        "+++ now/verifiers/adam.py",
        "@@ -1,2 +1,2 @@",
        " first = 1",
        "-second = 2",
        "+second = 9",
    ]


def test_a_long_difference_is_cut_and_made_harmless(bank: Path, store: TrustStore) -> None:
    store.trust(bank)
    (bank / "verifiers" / "adam.py").write_text("\x1b]52;c;eA==\x07\u202e" + "x" * 500 + "\n" + "a\n" * 100)
    lines = refusal(store, bank).splitlines()
    assert len(lines) == 3 + DIFF_LINES + 1
    assert lines[-1].startswith("… ")
    assert "+<U+001B>]52;c;eA==<U+0007><U+202E>xxx" in "\n".join(lines)
    assert max(map(len, lines[3:])) <= 160
    assert "\x1b" not in "".join(lines)


def test_a_verifier_is_trusted_with_its_bank_or_alone_with_its_programs(bank: Path, store: TrustStore) -> None:
    verifier = bank / "verifiers" / "adam.py"
    store.trust(verifier)
    assert {file.name for file in store.require(verifier)} == {"adam.py", "net.py"}
    assert not store.is_trusted(bank)
    add(bank)
    assert store.is_trusted(verifier)
    edit_program(bank)
    assert not store.is_trusted(verifier)
    store.trust(bank)
    assert store.is_trusted(verifier)


@pytest.fixture
def folder_family(bank: Path) -> Path:
    """The folder of a family of two files, in the verifiers of the bank."""
    folder = bank / "verifiers" / "sgd"
    folder.mkdir()
    (folder / "steps.py").write_text("from .common import start\n")
    (folder / "common.py").write_text("start = 1\n")
    return folder


def test_a_folder_of_a_family_is_trusted_with_its_programs_by_its_own_name_or_that_of_a_file(
    folder_family: Path, store: TrustStore
) -> None:
    names = ["programs/net.py", "sgd/common.py", "sgd/steps.py"]
    for path in (folder_family, folder_family / "steps.py"):
        digest = store.trust(path)
        sources = store.require(path)
        assert sources == read_sources(path)
        assert sorted(file.relative_to(folder_family.parent.resolve()).as_posix() for file in sources) == names
        assert digest == fingerprint(folder_family, sources) == fingerprint(folder_family / "common.py", sources)
        assert not store.is_trusted(folder_family.parent / "adam.py")
        assert not store.is_trusted(folder_family.parent.parent)
        store.path.unlink()
    store.trust(folder_family.parent.parent)
    assert store.is_trusted(folder_family)
    assert store.is_trusted(folder_family / "steps.py")


@pytest.mark.fault
@pytest.mark.parametrize("file", ["sgd/steps.py", "sgd/common.py", "sgd/late.py", "sgd/data/x.py", "programs/net.py"])
def test_an_edit_of_any_file_of_a_folder_or_of_a_program_takes_the_trust_of_the_family_away(
    folder_family: Path, store: TrustStore, file: str
) -> None:
    store.trust(folder_family / "steps.py")
    edited = folder_family.parent / file
    edited.parent.mkdir(exist_ok=True)
    edited.write_text("start = 2\n")
    lines = refusal(store, folder_family).splitlines()
    assert f"{folder_family} has changed since it was trusted" in lines[0]
    assert f"+++ now/{file}" in lines


def test_while_a_family_is_watched_every_save_of_its_files_is_trusted(
    folder_family: Path, store: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    watched = store.watch(folder_family / "steps.py", read_sources(folder_family))
    (folder_family / "common.py").write_text("start = 3\n")
    assert next(watched) == (["sgd/common.py"], fingerprint(folder_family, read_sources(folder_family)))
    assert store.is_trusted(folder_family)


def test_folders_that_hold_no_family_are_not_trusted_as_one(folder_family: Path, store: TrustStore) -> None:
    for folder in (folder_family.parent, folder_family.parent / "programs"):
        with pytest.raises(NotTrusted, match="there is no verifier to trust"):
            store.trust(folder)


def test_what_was_shown_is_trusted_and_not_what_came_after(bank: Path, store: TrustStore) -> None:
    shown = read_sources(bank)
    edit(bank)
    store.trust(bank, shown)
    assert "has changed since it was trusted" in refusal(store, bank)


def test_the_built_in_bank_needs_no_vouching(store: TrustStore) -> None:
    root = folders.builtin_bank()
    assert store.require(root).keys() == set((root / "verifiers").resolve().rglob("*.py"))
    assert store.is_trusted(root / "verifiers" / "momentum.py")


def test_links_are_refused_because_they_can_change_without_a_trace(bank: Path, store: TrustStore) -> None:
    (bank / "elsewhere").mkdir()
    (bank / "verifiers" / "linked").symlink_to(bank / "elsewhere")
    with pytest.raises(NotTrusted, match="linked is a link, which cannot be trusted"):
        store.trust(bank)


@pytest.mark.parametrize(
    ("data", "what"), [(b"\xff", "is not UTF-8"), (b"#" * 1_000_001, "is larger than 1000 kB")], ids=["bytes", "size"]
)
def test_what_cannot_be_read_as_text_is_not_trusted(bank: Path, store: TrustStore, data: bytes, what: str) -> None:
    (bank / "verifiers" / "adam.py").write_bytes(data)
    with pytest.raises(NotTrusted, match=what):
        store.trust(bank)


def test_where_there_is_nothing_there_is_nothing_to_trust(tmp_path: Path, store: TrustStore) -> None:
    with pytest.raises(NotTrusted, match="there is no verifier to trust"):
        store.trust(tmp_path)
    with pytest.raises(NotTrusted, match="cannot be read: No such file"):
        store.trust(tmp_path / "lost.py")


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"trusted": []}', '{"trusted": {"BANK": 1}}', '{"trusted": {"BANK": {"sha256": 1, "sources": 2}}}'],
)
def test_a_damaged_store_trusts_nothing_and_can_be_written_again(bank: Path, store: TrustStore, text: str) -> None:
    store.path.parent.mkdir()
    store.path.write_text(text.replace("BANK", str(bank)))
    assert not store.is_trusted(bank)
    store.trust(bank)
    assert store.is_trusted(bank)
    assert store.path.stat().st_mode & 0o777 == 0o600


def test_a_store_that_cannot_be_written_leaves_the_old_one_whole(
    bank: Path, store: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.trust(bank)
    before = json.loads(store.path.read_text())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    edit(bank)
    monkeypatch.setattr("os.replace", full)
    with pytest.raises(NotTrusted, match=r"trust\.json cannot be written \(No space left on device\).*QUIZDL_HOME"):
        store.trust(bank)
    assert json.loads(store.path.read_text()) == before
    assert [file.name for file in store.path.parent.iterdir()] == ["trust.json"]


def test_while_a_bank_is_watched_every_save_is_trusted_and_none_after(
    bank: Path, store: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    sources = read_sources(bank)
    store.trust(bank, sources)
    watched = store.watch(bank, sources)
    (bank / "verifiers" / "adam.py").write_text("first = 7\n")
    assert next(watched) == (["verifiers/adam.py"], fingerprint(bank, read_sources(bank)))
    assert store.is_trusted(bank)
    (bank / "verifiers" / "late.py").write_text("x = 1\n")
    (bank / "verifiers" / "programs" / "net.py").unlink()
    assert next(watched) == (
        ["verifiers/late.py", "verifiers/programs/net.py"],
        fingerprint(bank, read_sources(bank)),
    )
    assert store.is_trusted(bank)
    assert isinstance(watched, Generator)
    watched.close()
    (bank / "verifiers" / "adam.py").write_text("first = 8\n")
    assert not store.is_trusted(bank)


def test_what_cannot_be_trusted_is_told_once_and_watching_goes_on(
    bank: Path, store: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, link = bank / "verifiers" / "adam.py", bank / "verifiers" / "link.py"
    looks = 0

    def look(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 5:
            link.unlink()

    monkeypatch.setattr(time, "sleep", look)
    sources = read_sources(bank)
    store.trust(bank, sources)
    watched = store.watch(bank, sources)
    file.write_text("first = 7\n")
    link.symlink_to(file)
    refused = next(watched)
    assert isinstance(refused, NotTrusted)
    assert "is a link" in str(refused)
    assert not store.is_trusted(bank)
    assert next(watched) == (["verifiers/adam.py"], fingerprint(bank, read_sources(bank)))
    assert looks >= 5, "the same refusal is not told again"


def test_a_disk_that_is_full_for_a_moment_does_not_end_the_watching(
    bank: Path, store: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = [True]

    def write(path: Path, data: bytes) -> None:
        if full[0]:
            raise OSError(28, "No space left on device")
        write_whole(path, data)

    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(trust, "write_whole", write)
    watched = store.watch(bank, read_sources(bank))
    edit(bank)
    refused = next(watched)
    assert isinstance(refused, NotTrusted)
    assert "No space left" in str(refused)
    full[0] = False
    assert next(watched) == (["verifiers/adam.py"], fingerprint(bank, read_sources(bank)))
    assert store.is_trusted(bank)


def test_python_of_very_many_bytes_together_is_not_trusted(
    bank: Path, store: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "MOST_BYTES_TOGETHER", 1_000)
    (bank / "verifiers" / "one.py").write_text("#" * 600)
    (bank / "verifiers" / "two.py").write_text("#" * 600)
    with pytest.raises(NotTrusted, match="more than 0 MB of Python"):
        store.trust(bank)
