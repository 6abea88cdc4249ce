"""Estimate the memory of a reader's own model; `quizdl memory` runs this in a process of its own.

    python -P -m quizdl.estimate '{"model": "nets:resnet", "batch": 8, "inputs": [[[3, 224, 224], null]],
                                   "optimizer": "adam"}'

It prints one JSON document, {"estimate": …} or {"error": …}; what the reader's code prints goes to stderr.
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
    logging.getLogger("torch._subclasses.fake_tensor").setLevel(logging.CRITICAL)  # errors are said below
    with contextlib.redirect_stdout(sys.stderr):
        try:
            if asked["real"]:
                limit_memory()
            found: dict[str, object] = {"estimate": answer(Request(**asked))}
        except QuizdlError as error:
            found = {"error": str(error)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
