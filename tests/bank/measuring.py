"""The time and memory that reading a bank takes, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bank.banks import write_bank

MEASURE = """
import json, resource, sys, time
from pathlib import Path
from quizdl.bank.reading import read_bank
from quizdl.errors import BankError
for root in sys.argv[1:]:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        read_bank(Path(root))
        message = "loaded"
    except BankError as error:
        message = str(error)
    seconds = time.process_time() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"message": message, "seconds": seconds, "grown_kb": grown}))
"""


def measured(tmp_path: Path, *texts: str | bytes) -> list[dict[str, Any]]:
    """What a process of its own says of each text, in how many seconds of processor time, with how much memory."""
    roots = [write_bank(tmp_path / f"bank{number}", adam=text) for number, text in enumerate(texts)]
    run = subprocess.run([sys.executable, "-c", MEASURE, *map(str, roots)], capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr[-2000:]
    return [json.loads(line) for line in run.stdout.splitlines()]
