"""What runs inside the process of one experiment: confine, import the verifier, call the claim, report.

It reports evidence, never a verdict. Everything it says goes down one pipe as JSON lines:
`{"progress": 0.5}`, `{"curves": […]}`, and at the end one of `{"evidence": …}`, `{"unavailable": "…"}`,
`{"undecided": "…"}`, `{"error": "…"}`.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

from quizdl.verify import words
from quizdl.verify.evidence import MOST_LETTERS, Evidence
from quizdl.verify.importing import load_verifier

DISK_ERRORS = (errno.EFBIG, errno.ENOSPC, errno.EDQUOT)


def run(request: dict[str, Any], reports: int, output: int, scratch: Path) -> NoReturn:
    """Run the claim that `request` names and leave the process; its reports go to the pipe `reports`."""
    code = 1
    try:
        _confine(request["limits"], output, scratch)
        with os.fdopen(reports, "w", encoding="utf-8") as pipe:

            def say(report: dict[str, Any]) -> None:
                pipe.write(json.dumps(report) + "\n")
                pipe.flush()

            words.listen(say)
            report = experiment(request)
            say(report)
            code = 0 if "error" not in report else 1
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def experiment(request: dict[str, Any]) -> dict[str, Any]:
    """The last report: evidence, or why there is none."""
    replaced = {Path(file): source for file, source in request["replaced"].items()}
    try:
        module = load_verifier(Path(request["path"]), replaced, sealed=request["sealed"])
        evidence = getattr(module, request["function"])(**request["parameters"])
        if not isinstance(evidence, Evidence):
            return {"error": f"crash: it returned {type(evidence).__name__}, not Evidence"}
        return {"evidence": evidence.to_json()}
    except words.Unavailable as lack:
        return {"unavailable": _brief(lack) or "it does not say what is missing"}
    except words.Undecided as doubt:
        return {"undecided": _brief(doubt) or "it does not say why"}
    except MemoryError as error:
        asked = f"it asked for more than {request['limits']['memory'] // 2**20} MB in all"
        return {"error": f"memory: {_brief(error) or asked}"}
    except SystemExit as leaving:
        return {"error": f"crash: exit code {_brief(leaving) if leaving.code else 0}"}
    except BaseException as error:  # whatever an experiment raises is a result: it failed
        traceback.print_exc()
        if isinstance(error, OSError) and error.errno in DISK_ERRORS:
            return {"error": f"disk: {error.strerror or os.strerror(error.errno)}"}
        kind = "memory" if "can't allocate memory" in str(error) else "crash"  # torch raises RuntimeError
        return {"error": f"{kind}: {': '.join(filter(None, (type(error).__name__, _brief(error))))}"}


def _brief(error: BaseException) -> str:
    """What an error says, on one line that can be shown."""
    try:
        told = str(error).partition("\nException raised from")[0]  # torch may add frames of its own after that
        text = " ".join(told.split())
    except Exception:  # an exception of the experiment's own, which cannot even be shown
        return ""
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def _confine(limits: dict[str, Any], output: int, scratch: Path) -> None:
    """Own output, a scratch folder, and limits that the kernel keeps. (stdin is at its end since the server began.)"""
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    for number in (signal.SIGINT, signal.SIGCHLD, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(scratch)
    os.environ["TMPDIR"] = str(scratch)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_FSIZE, limits["disk"] // 2)  # one file may not take all the room
    _lower(resource.RLIMIT_DATA, limits["memory"])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # too large a file is an OSError, not a death


def _lower(limit: int, value: int) -> None:
    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))
