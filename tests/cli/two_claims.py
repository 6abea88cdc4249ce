"""A verifier of two claims, one of which breaks for some seeds, trusted as a bank is."""

from pathlib import Path

from tests.cli.conftest import Quizdl
from tests.verify.conftest import HEAD

LACKS = """@claim(en="It needs what is not there.", seconds=0.1)
def lacks() -> Evidence:
    raise Unavailable("needs a second moon")
"""

ONE_HOLDS_ONE_BREAKS = f'''"""Two claims."""
{HEAD}

def double(x: float) -> float:
    return x * 2


@claim(en="Twice two is four.", seconds=0.1)
def holds(x: float = 2.0) -> Evidence:
    return Evidence(
        measurements=[Measurement("twice", double(x), within(4.0, 0.0, because="exact"))],
        controls=[Control("half", x / 2, within(4.0, 0.0))],
    )


@claim(en="A coin shows heads.", seconds=0.1)
def coin(seed: int = 0) -> Evidence:
    return Evidence(
        measurements=[Measurement("even seed", seed % 2, within(0.0, 0.0, because="made so"))],
        controls=[Control("other", 1.0, within(0.0, 0.0))],
    )


{LACKS}

mutant("triples", "x * 2", "x * 3")
mutant("turns nothing", "x * 2", "2 * x")
'''


def trusted(quizdl: Quizdl, tmp_path: Path) -> str:
    path = tmp_path / "two.py"
    path.write_text(ONE_HOLDS_ONE_BREAKS)
    done = quizdl("trust", str(path))
    assert done.returncode == 0, done.stderr
    return str(path)
