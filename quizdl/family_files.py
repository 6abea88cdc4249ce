"""The files of families: `verifiers/FAMILY.py`, or `verifiers/FAMILY/*.py` where its claims need more than one file."""

from __future__ import annotations

from pathlib import Path

NO_FAMILIES = ("programs", "ko", "exercises", "verifiers")  # folders that hold other things, or all families


def families_in(folder: Path) -> dict[str, Path]:
    """The families of a folder of verifiers, by name: each a Python file, or a folder of them."""
    files = {path.stem: path for path in folder.glob("*.py")}
    inner = {path.name: path for path in folder.glob("*/") if is_family_folder(path)}
    return dict(sorted({**inner, **files}.items()))


def is_family_folder(path: Path) -> bool:
    """Whether it is a folder of one family: it holds Python files, and is no bank."""
    named = path.name not in NO_FAMILIES and not path.name.startswith(".") and path.suffix != ".py"
    return named and any(path.glob("*.py")) and not (path / "verifiers").is_dir()


def files_of(family: Path) -> list[Path]:
    """The Python files of a family; one that is named after its folder comes first."""
    if family.suffix == ".py":
        return [family]
    return sorted(family.glob("*.py"), key=lambda file: (file.stem != family.name, file.name))


def family_of(path: Path) -> Path:
    """The family that a file belongs to: its folder, if that is one in `verifiers/`; else what `path` names itself."""
    folder = path.parent
    inside = path.suffix == ".py" and folder.parent.name == "verifiers" and is_family_folder(folder)
    return folder if inside else path
