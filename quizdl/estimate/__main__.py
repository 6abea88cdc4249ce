"""Estimate the memory of a reader's own model; `quizdl memory` runs this in a process of its own.

    python -P -m quizdl.estimate '{"model": "nets:resnet", "batch": 8, "inputs": [[[3, 224, 224], null]],
                                   "optimizer": "adam"}'

It prints JSON documents, one a line: {"stage": …} as it goes, and at last {"estimate": …} or {"error": …}. What the
reader's code prints goes to stderr.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys

from quizdl.errors import QuizdlError
from quizdl.estimate.real import limit_memory
from quizdl.estimate.request import Request, answer


def main() -> None:
    """Answer the request in the first argument."""
    asked = json.loads(sys.argv[1])
    answers = sys.stdout

    def tell(stage: str, **at: int) -> None:
        print(json.dumps({"stage": stage, **at}), file=answers, flush=True)

    logging.getLogger("torch._subclasses.fake_tensor").setLevel(logging.CRITICAL)  # errors are said below
    with contextlib.redirect_stdout(sys.stderr):
        try:
            if asked["real"]:
                limit_memory()
            found: dict[str, object] = {"estimate": answer(Request(**asked), tell)}
        except QuizdlError as error:
            found = {"error": str(error)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
