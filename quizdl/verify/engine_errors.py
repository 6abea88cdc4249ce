"""What the engine says where it cannot run an experiment at all; none of it is a verdict."""

from __future__ import annotations

from typing import Any

from quizdl.errors import EngineError
from quizdl.verify.dependencies import NOT_INSTALLED, version_of

TORCH_IS_MISSING = EngineError(
    "torch is not installed, and this experiment needs it. Its CPU build is enough, a download of about 200 MB: "
    "pip install torch --index-url https://download.pytorch.org/whl/cpu",
    "이 실험에 필요한 torch가 설치되어 있지 않습니다. CPU용이면 충분하고 내려받는 크기는 약 200 MB입니다: "
    "pip install torch --index-url https://download.pytorch.org/whl/cpu",
)


def too_slow(module: str, seconds: float) -> EngineError:
    """An import did not end."""
    return EngineError(
        f"The engine could not be started: importing {module} took longer than {seconds:g} s. Run it again; "
        "on a slow disk the second import is faster.",
        f"실험 엔진을 시작하지 못했습니다. {module}을(를) 불러오는 데 {seconds:g}초가 넘게 걸렸습니다. 다시 "
        "실행해 보세요. 디스크가 느리면 두 번째부터 빨라집니다.",
    )


def not_started(ending: dict[str, Any]) -> EngineError:
    """The experiment's process ended, or had to be stopped, before the claim's own code began."""
    said = str(ending["output"]).strip().rpartition("\n")[2]
    said = f": {said}" if said else ""
    why = str(ending["reason"]) or "it ended by itself"
    why_korean = str(ending["reason"]) or "스스로 끝났습니다"
    during = f" while importing {ending['loading']}" if ending["loading"] else ""
    during_korean = f" ({ending['loading']}을(를) 불러오는 중)" if ending["loading"] else ""
    return EngineError(
        f"The experiment's process did not start{during}: {why}{said}",
        f"실험 프로세스가 시작되지 못했습니다{during_korean}: {why_korean}{said}",
    )


def unimportable(module: str, why: str) -> EngineError:
    """A package that the engine itself rests on is missing or broken."""
    package = module.partition(".")[0]
    if version_of(package) != NOT_INSTALLED:
        return EngineError(
            f"{package} is installed, but cannot be imported: {why}. Install it again.",
            f"{package}이(가) 설치되어 있지만 불러올 수 없습니다: {why}. 다시 설치하세요.",
        )
    if package == "torch":
        return EngineError(str(TORCH_IS_MISSING), TORCH_IS_MISSING.korean)
    return EngineError(
        f"{package} is not installed, and this experiment needs it: pip install {package}",
        f"이 실험에 필요한 {package}이(가) 설치되어 있지 않습니다: pip install {package}",
    )


def silent(seconds: float) -> EngineError:
    """A supervisor does not answer, and is not stopped."""
    return EngineError(
        f"The process that watches the experiment has not answered for {seconds:g} s. Run it again.",
        f"실험을 지켜보는 프로세스가 {seconds:g}초 동안 응답하지 않습니다. 다시 실행해 보세요.",
    )
