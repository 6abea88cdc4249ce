"""Decides which verifiers may run: those of the built-in bank, and those that the reader has trusted.

Trust is given to the text of every Python file that could run, not to a name: an edit, a new file or a removed file
revokes it. The texts are kept, so that a refusal can show what has changed.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shlex
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quizdl import folders
from quizdl.bank.characters import visible
from quizdl.errors import NotTrusted
from quizdl.family_files import family_of, is_family_folder
from quizdl.files import write_whole

MOST_BYTES = 1_000_000  # of a verifier, which a reader must be able to read
MOST_FILES = 10_000  # the built-in bank holds a thousand, most of them programs of exercises
MOST_BYTES_TOGETHER = 20_000_000
DIFF_LINES = 40
SECONDS_BETWEEN_LOOKS = 0.5  # of watched files
LINE_WIDTH = 160

Sources = Mapping[Path, str]  # of every file that could run, by its resolved path


def read_sources(path: Path) -> dict[Path, str]:
    """Every Python file that could run for `path`: a bank's `verifiers/`, or one family and `programs/` beside it.

    A file of a family that is a folder stands for the family.

    Raises NotTrusted where there is none, or one cannot be read as it would run (a link, not UTF-8, too large).
    """
    path = family_of(path.resolve())
    if _is_bank(path):
        files = sorted(_python_files(path / "verifiers"))
    else:
        family = sorted(_python_files(path)) if path.is_dir() else [path]
        files = [*family, *sorted(_python_files(path.parent / "programs"))]
    if not files:
        raise NotTrusted(f"{_shown(path)}: there is no verifier to trust")
    sources = {}
    left = MOST_BYTES_TOGETHER
    for file in files:
        sources[file] = _text(file)
        left -= len(sources[file])
        if left < 0:
            raise NotTrusted(f"{_shown(path)} holds more than {MOST_BYTES_TOGETHER // 10**6} MB of Python")
    return sources


def fingerprint(path: Path, sources: Sources) -> str:
    """SHA-256 over the names (seen from `path`) and texts of the sources, in hexadecimal."""
    return _digest(_by_name(family_of(path.resolve()), sources))


class TrustStore:
    """What the reader trusts, kept in `trust.json` in the data folder."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or folders.data_folder() / "trust.json"

    def trust(self, path: Path, sources: Sources | None = None) -> str:
        """Trust what `path` holds, and return its fingerprint. Raises NotTrusted, also where it cannot be saved.

        Give the `sources` that the reader was shown, so that no edit slips in between.
        """
        path = family_of(path.resolve())
        texts = _by_name(path, read_sources(path) if sources is None else sources)
        kept = self._read()
        kept[str(path)] = {"sha256": _digest(texts), "sources": texts}
        document = {"format": "quizdl.trust/1", "trusted": kept}
        try:
            write_whole(self.path, json.dumps(document, indent=1, sort_keys=True))
        except OSError as error:
            raise NotTrusted(
                f"{_shown(self.path)} cannot be written ({error.strerror or error}), so nothing new is trusted: "
                "make room there, or name a folder that you can write to in QUIZDL_HOME"
            ) from None
        return _digest(texts)

    def watch(self, path: Path, sources: Sources) -> Iterator[tuple[list[str], str] | NotTrusted]:
        """Trust every save at `path`, starting from `sources`, for as long as the iterator is used.

        Yields the names of changed files and the new fingerprint once they are trusted, or the reason why they cannot
        be. Sleeps SECONDS_BETWEEN_LOOKS between looks.
        """
        path = family_of(path.resolve())
        known, refused = _by_name(path, sources), ""
        while True:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            try:
                texts = _by_name(path, now := read_sources(path))
                if texts == known:
                    continue
                digest = self.trust(path, now)
            except NotTrusted as error:
                if str(error) != refused:
                    refused = str(error)
                    yield error
                continue
            changed = sorted(name for name in {*known, *texts} if known.get(name) != texts.get(name))
            known, refused = texts, ""
            yield changed, digest

    def require(self, path: Path) -> dict[Path, str]:
        """The sources that may run for `path`: run these texts, since the files may have changed since.

        `path` is a bank, or a family. A family is trusted with its bank, too, or for itself alone. The built-in
        bank is always trusted. Raises NotTrusted, with what has changed since it was trusted and how to trust it.
        """
        path = family_of(path.resolve())
        bank = path.parent.parent if path.parent.name == "verifiers" else path
        if bank == folders.builtin_bank().resolve():
            return read_sources(bank)
        kept = self._read()
        known = [place for place in dict.fromkeys((path, bank)) if str(place) in kept]
        if not known:
            raise self._refusal(path, "is not trusted: its verifiers are not vouched for", read_sources(path))
        for place in known:
            sources = read_sources(place)
            texts = _by_name(place, sources)
            if _digest(texts) == kept[str(place)]["sha256"]:
                return sources
        total, lines = _difference(kept[str(place)]["sources"], texts)
        refusal = self._refusal(place, f"has changed since it was trusted ({total})", sources)
        raise NotTrusted("\n".join([str(refusal), *lines]))

    def is_trusted(self, path: Path) -> bool:
        """Whether `require` would let it run."""
        try:
            self.require(path)
        except NotTrusted:
            return False
        return True

    def _refusal(self, path: Path, what: str, sources: Sources) -> NotTrusted:
        count = "1 Python file" if len(sources) == 1 else f"{len(sources)} Python files"
        return NotTrusted(
            f"{_shown(path)} {what}; it would run {count} with your rights.\n"
            f"sha256 {fingerprint(path, sources)}\n"
            f"Read what it would run, then: quizdl trust {shlex.quote(_shown(path))}"
        )

    def _read(self) -> dict[str, dict[str, Any]]:
        """The saved trust; empty, so that nothing is trusted, where the file is missing or malformed."""
        try:
            kept = json.loads(self.path.read_bytes())["trusted"]
            entries = [(entry["sha256"], entry["sources"]) for entry in kept.values()]
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return {}
        sound = all(
            isinstance(digest, str) and isinstance(texts, dict) and all(isinstance(t, str) for t in texts.values())
            for digest, texts in entries
        )
        return kept if sound else {}


def _is_bank(path: Path) -> bool:
    return path.is_dir() and not is_family_folder(path)


def _python_files(folder: Path) -> Iterator[Path]:
    """Every Python file below `folder`. Links are refused: their targets can change unnoticed."""
    count = 0
    for place, folders_, names in os.walk(folder):
        folders_[:] = [name for name in folders_ if name != "__pycache__"]
        for name in [*folders_, *names]:
            entry = Path(place, name)
            if entry.is_symlink():
                raise NotTrusted(f"{_shown(entry)} is a link, which cannot be trusted: put the file itself there")
            if name.endswith(".py") and name in names:
                count += 1
                if count > MOST_FILES:
                    raise NotTrusted(f"{_shown(folder)} holds more than {MOST_FILES} Python files")
                yield entry


def _text(file: Path) -> str:
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise NotTrusted(f"{_shown(file)} is not a file")
        if status.st_size > MOST_BYTES:
            raise NotTrusted(f"{_shown(file)} is larger than {MOST_BYTES // 1000} kB")
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise NotTrusted(f"{_shown(file)} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NotTrusted(f"{_shown(file)} is not UTF-8") from None


def _by_name(path: Path, sources: Sources) -> dict[str, str]:
    folder = path if _is_bank(path) else path.parent
    return {file.relative_to(folder).as_posix(): text for file, text in sources.items()}


def _digest(texts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sorted(texts.items())).encode()).hexdigest()


def _difference(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, list[str]]:
    """How many lines came and went (`+3 -1`), and a unified diff, harmless to show, cut to DIFF_LINES lines."""
    lines: list[str] = []
    added = removed = 0
    for name in sorted({*old, *new}):
        before, after = (texts.get(name, "").splitlines() for texts in (old, new))
        diff = [*difflib.unified_diff(before, after, f"trusted/{name}", f"now/{name}", n=2, lineterm="")]
        added += sum(line.startswith("+") for line in diff[2:])  # behind the names of the files
        removed += sum(line.startswith("-") for line in diff[2:])
        lines += diff
    shown = [visible(line)[:LINE_WIDTH] for line in lines[:DIFF_LINES]]
    more = [f"… {len(lines) - DIFF_LINES} more lines"] if len(lines) > DIFF_LINES else []
    return f"+{added} -{removed}", [*shown, *more]


def _shown(path: Path) -> str:
    return visible(str(path))
