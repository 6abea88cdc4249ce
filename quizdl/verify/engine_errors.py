"""Errors of the engine when it cannot run an experiment at all; none is a verdict."""

from __future__ import annotations

from typing import Any

from quizdl.errors import EngineError
from quizdl.verify.dependencies import NOT_INSTALLED, version_of

TORCH_IS_MISSING = EngineError(
    "torch is not installed, and this experiment needs it. Its CPU build is enough, a download of about 200 MB: "
    "pip install torch --index-url https://download.pytorch.org/whl/cpu"
)


def too_slow(module: str, seconds: float) -> EngineError:
    """An import did not end."""
    return EngineError(
        f"The engine could not be started: importing {module} took longer than {seconds:g} s. Run it again; "
        "on a slow disk the second import is faster."
    )


def not_started(ending: dict[str, Any]) -> EngineError:
    """The experiment's process ended, or had to be stopped, before the claim's own code began."""
    output = str(ending["output"]).strip().rpartition("\n")[2]
    output = f": {output}" if output else ""
    why = str(ending["reason"]) or "it ended by itself"
    during = f" while importing {ending['loading']}" if ending["loading"] else ""
    return EngineError(f"The experiment's process did not start{during}: {why}{output}")


def unimportable(module: str, why: str) -> EngineError:
    """A package that the engine needs is missing or broken."""
    package = module.partition(".")[0]
    if version_of(package) != NOT_INSTALLED:
        return EngineError(f"{package} is installed, but cannot be imported: {why}. Install it again.")
    if package == "torch":
        return EngineError(str(TORCH_IS_MISSING))
    return EngineError(f"{package} is not installed, and this experiment needs it: pip install {package}")


def silent(seconds: float) -> EngineError:
    """A supervisor does not answer, and is not stopped."""
    return EngineError(f"The process that watches the experiment has not answered for {seconds:g} s. Run it again.")
