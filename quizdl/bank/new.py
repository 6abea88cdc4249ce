"""Makes a small bank that works, for an author to start from."""

from __future__ import annotations

from pathlib import Path

from quizdl.errors import BadSetting

_TEMPLATE = Path(__file__).parent / "template"


def new_bank(path: Path) -> None:
    """Write two questions, their verifier and a README below `path`, a folder that is empty or not there yet.

    Raises BadSetting where something stands there already, or it cannot be written.
    """
    try:
        place = path.resolve()  # missing/.. is this folder, once `missing` is made
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise BadSetting(f"{path} is not an empty folder; name one that does not exist yet")
        for file in sorted(_TEMPLATE.rglob("*.*")):
            if file.suffix != ".pyc":
                copy = path / file.relative_to(_TEMPLATE)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(file.read_bytes())
    except OSError as error:
        raise BadSetting(f"{path} cannot be written: {error.strerror or error}") from None
