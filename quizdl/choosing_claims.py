"""Resolve names to claims whose verifiers may run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from quizdl import folders
from quizdl.errors import BadSetting, UnknownName
from quizdl.family_files import families_in, family_of, is_family_folder
from quizdl.verify.catalogue import read_catalogue
from quizdl.verify.declared import Claim, Family
from quizdl.verify.reading import read_family


def choose_claims(
    names: Sequence[str], bank: Path | None = None, *, everything: bool = False
) -> tuple[list[Family], list[Claim]]:
    """The claims of these names, without duplicates, and their families, in order.

    A name is that of a family, a claim or a question, or the path of a verifier's file or folder; `everything` means
    all claims of the bank, the built-in one unless another is given. Raises UnknownName, BadSetting for a path without
    claims, CatalogueError, BankError, and NotTrusted for a file outside the built-in bank.
    """
    root = bank or folders.builtin_bank()
    sources = vouched_for(bank) if bank is not None else None
    families: dict[Path, Family] = {}
    chosen: list[Claim] = []
    for path, wanted in [
        *((path, path) for path in (families_in(root / "verifiers").values() if everything else ())),
        *(place for name in names for place in _meant(name, root)),
    ]:
        if path not in families:
            families[path] = read_family(path, sources if bank is not None else vouched_for(path))
        family = families[path]
        found = [known for known in family.claims if wanted in (family.path, known.path, known.id)]
        if not found:
            if isinstance(wanted, Path):
                raise BadSetting(f"{wanted} declares no claim; other files of its folder do")
            raise UnknownName("claim", wanted, [known.id for known in family.claims])
        chosen += [known for known in found if known not in chosen]
    return list(families.values()), chosen


def _meant(name: str, root: Path) -> list[tuple[Path, str | Path]]:
    """The families of the claims of a name, each with what is wanted of it: the id of a claim, a file, or itself.

    A name is looked up without reading other families, so that a mistake in one of them is no obstacle.
    """
    verifiers = root / "verifiers"
    if name.endswith(".py") or "/" in name:
        path = Path(name).resolve()
        if not path.is_file() and not is_family_folder(path):
            raise BadSetting(f"{name} is neither a file nor a folder with the claims of a family")
        return [(family_of(path), path)]
    families = families_in(verifiers)
    family, dot, _ = name.partition(".")
    if family in families:
        return [(families[family], name if dot else families[family])]

    from quizdl.bank.cache import open_bank

    questions = {question.id: question.verify for question in open_bank(root).questions()}
    if name not in questions:
        claims = [claim.id for claim in read_catalogue(verifiers).claims()]
        raise UnknownName(
            "family, claim or question", name, [*(c.partition(".")[0] for c in claims), *claims, *questions]
        )
    named = [(claim.partition(".")[0], claim) for claim in questions[name]]
    return [(families.get(family, verifiers / f"{family}.py"), claim) for family, claim in named]


def vouched_for(path: Path) -> Mapping[Path, str] | None:
    """The sources at `path` that may run, or None for those of the built-in bank; raises NotTrusted."""
    from quizdl.bank.trust import TrustStore

    if path.resolve().parent == (folders.builtin_bank() / "verifiers").resolve():
        return None
    return TrustStore().require(path)
