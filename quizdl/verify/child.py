"""The process of one experiment: confine, import the verifier, call the claim, report.

It reports evidence, never a verdict. All reports go through one pipe as JSON lines: `{"loading": "torch.nn"}`
for each module that it imports before its time counts, `{"loaded": true}`, then any number of `{"progress": 0.5}` and
`{"curves": […]}`, and at the end one of `{"evidence": …}`, `{"unavailable": "…", "ko": "…"}`,
`{"undecided": "…", "ko": "…"}`, `{"diagnosis": …}`, `{"unimportable": "torch", "why": "…"}` and `{"error": "…"}`.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from quizdl.verify.confinement import confine
from quizdl.verify.evidence import Evidence
from quizdl.verify.importing import Prepare, load_verifier, serve_lab
from quizdl.verify.practice.faults import SolutionFault
from quizdl.verify.texts import MOST_LETTERS
from quizdl.verify.verifier_api import Unavailable, Undecided, listen

LOADED = {"loaded": True}
DISK_ERRORS = (errno.EFBIG, errno.ENOSPC, errno.EDQUOT)


def run(request: dict[str, Any], reports: int, output: int, scratch: Path) -> NoReturn:
    """Run the claim that `request` names and leave the process; its reports go to the pipe `reports`."""
    code = 1
    try:
        files = {name: Path(file) for name, file in request["lab"].items()}
        serve_lab({name: request["modules"][name] for name in files}, files)
        confine(request["limits"], reports, output, scratch, request["prepared"])
        with os.fdopen(reports, "w", encoding="utf-8") as pipe:

            def say(report: dict[str, Any]) -> None:
                pipe.write(json.dumps(report) + "\n")
                pipe.flush()

            for module in request["ahead"]:
                say({"loading": module})
                with contextlib.suppress(Exception):  # the verifier that imports it will say why
                    importlib.import_module(module)
            say(LOADED)
            listen(say)
            report = _report(request, scratch)
            say(report)
            code = 0 if "error" not in report else 1
    except BaseException:
        traceback.print_exc()  # of this file's own making, and before the claim's time began
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _report(request: dict[str, Any], scratch: Path) -> dict[str, Any]:
    """The last report."""
    if request["drawn"]:
        return diagnosed(request, scratch)
    return judged(request, scratch) if request["solution"] else experiment(request)


def diagnosed(request: dict[str, Any], scratch: Path) -> dict[str, Any]:
    """What a reader's program has in common with mistakes that are known, and among the calls that go wrong."""
    from quizdl.verify.practice.diagnosis.experiment import diagnose
    from quizdl.verify.practice.reader_process import ReaderProcess

    process = ReaderProcess(dict(request), scratch)
    try:
        return {"diagnosis": diagnose(request, process).to_json()}
    except SolutionFault as fault:
        return {"fault": fault.to_json()}
    except Exception as error:
        traceback.print_exc()
        return {"error": f"crash: {described(error)}"}
    finally:
        process.close()


def judged(request: dict[str, Any], scratch: Path) -> dict[str, Any]:
    """The last report of an experiment in which a reader's program stands in for ours."""
    from quizdl.verify.practice.reader_process import ReaderProcess
    from quizdl.verify.practice.stand_in import Contract, StandIn

    solution = request["solution"]
    process = ReaderProcess(dict(request), scratch)  # before anything computes: it is a fork of this process
    stand_in = StandIn(process, Contract.of(solution["contract"]))

    def prepare(module: ModuleType) -> None:
        setattr(module, solution["symbol"], stand_in.of(getattr(module, solution["symbol"])))

    try:
        report = experiment(request, (Path(solution["path"]), prepare))
        calls = stand_in.to_json()
    except SolutionFault as fault:
        report, calls = {"fault": fault.to_json()}, stand_in.log.to_json()
    finally:
        process.close()
    if "evidence" in report and not stand_in.steps:
        return {"error": f"crash: the claim never calls {solution['symbol']}, so it cannot judge it"}
    return {**report, "calls": calls}


def experiment(request: dict[str, Any], prepare: tuple[Path, Prepare] | None = None) -> dict[str, Any]:
    """The last report: evidence, or the reason that there is none. Raises SolutionFault."""
    sources = {Path(file): source for file, source in request["files"].items()}
    path, folder = Path(request["path"]), Path(request["folder"])
    try:
        module = load_verifier(path, sources, folder=folder, sealed=True, prepare=prepare)
        evidence = _checked(partial(getattr(module, request["function"]), **request["parameters"]))
        if not isinstance(evidence, Evidence):
            return {"error": f"crash: it returned {type(evidence).__name__}, not Evidence"}
        return {"evidence": evidence.to_json()}
    except SolutionFault:
        raise
    except Unavailable as lack:
        return _told("unavailable", lack, "it does not say what is missing", "무엇이 없는지 밝히지 않음")
    except Undecided as doubt:
        return _told("undecided", doubt, "it does not say why", "이유를 밝히지 않음")
    except MemoryError as error:
        asked = f"it asked for more than {request['limits']['memory'] // 2**20} MB in all"
        return {"error": f"memory: {_brief(error) or asked}"}
    except SystemExit as leaving:
        return {"error": f"crash: exit code {_brief(leaving) if leaving.code else 0}"}
    except BaseException as error:  # whatever an experiment raises is a result: it failed
        traceback.print_exc()
        for module, why in request["unimportable"].items():  # the engine could not import it either
            if isinstance(error, ImportError) or why == described(error):
                return {"unimportable": module, "why": why}
        if isinstance(error, OSError) and error.errno in DISK_ERRORS:
            return {"error": f"disk: {error.strerror or os.strerror(error.errno)}"}
        kind = "memory" if "can't allocate memory" in str(error) else "crash"  # torch raises RuntimeError
        return {"error": f"{kind}: {described(error)}"}


def _checked(run: Callable[[], Any]) -> Any:
    """What the experiment returns, its random streams checked."""
    if "numpy" not in sys.modules:
        return run()
    from quizdl.verify.random_streams import with_check

    return with_check(run)


def _told(kind: str, error: Unavailable | Undecided, unsaid: str, unsaid_ko: str) -> dict[str, Any]:
    """Report a reason in both languages, or that there is none."""
    en, ko = _brief(error), _one_line(error.ko)
    return {kind: en or unsaid, "ko": ko if en or ko else unsaid_ko}


def described(error: BaseException) -> str:
    """The type and message of an error, on one printable line."""
    return ": ".join(filter(None, (type(error).__name__, _brief(error))))


def _brief(error: BaseException) -> str:
    """The message of an error, on one printable line."""
    try:
        told = str(error)
    except Exception:  # an exception of the experiment's own, which cannot even be shown
        return ""
    return _one_line(told.partition("\nException raised from")[0])  # torch may add frames of its own after that


def _one_line(told: object) -> str:
    """A text of the verifier on one line, cut to a length that can be shown."""
    text = " ".join(told.split()) if isinstance(told, str) else ""
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"
