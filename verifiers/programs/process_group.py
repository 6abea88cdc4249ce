"""Start the processes that train together, one for each rank, and collect what they found.

python process_group.py      # starts two data_parallel_worker.py, and prints what each saw
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch

Task = dict[str, Any]  # see data_parallel_worker.py


def launch(source: str, task: Task) -> list[dict[str, Any]]:
    """The results of each rank, from one process a device, that runs `source`: the text of data_parallel_worker.py.

    They meet through a file in a folder of their own and talk over the loopback interface.
    Raises RuntimeError with their error output where one fails.
    """
    loopback = "lo" if sys.platform == "linux" else "lo0"
    settings = {"OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": loopback, "NCCL_SOCKET_IFNAME": loopback}
    if task["backend"] == "gloo":
        settings["CUDA_VISIBLE_DEVICES"] = ""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder, processes = Path(name), []
        torch.save(task, folder / "task.pt")
        for rank in range(len(task["devices"])):
            process = subprocess.Popen(
                [sys.executable, "-c", source, str(rank), str(folder)],
                env={**os.environ, **settings},
                stdin=subprocess.PIPE,  # closes when this process dies, however it dies
                stdout=subprocess.DEVNULL,
                stderr=stack.enter_context(open(folder / f"{rank}.txt", "w")),
            )
            processes.append(stack.enter_context(process))
            stack.callback(process.kill)
        if any(process.wait() for process in processes):
            errors = [(folder / f"{rank}.txt").read_text()[-2000:] for rank in range(len(processes))]
            raise RuntimeError("a process of the group failed:\n" + "\n".join(errors))
        return [torch.load(folder / f"{rank}.pt") for rank in range(len(processes))]


def main(source: str) -> None:
    """Two processes on the CPU that run `source`, each with half of a random batch."""
    torch.manual_seed(0)
    shapes = [(8, 12), (8,), (5, 8), (5,)]
    task = {
        "backend": "gloo",
        "devices": ["cpu", "cpu"],
        "weights": [[torch.randn(shape, dtype=torch.float64) for shape in shapes] for _ in range(2)],
        "images": torch.randn(48, 12, dtype=torch.float64),
        "labels": torch.randint(5, (48,)),
        "work": {how: ("train", {"how": how, "sizes": [24, 24], "steps": 20}) for how in ("by hand", "DDP", "no_sync")},
    }
    one, other = launch(source, task)
    for how in task["work"]:
        apart = (one[how]["path"] - other[how]["path"]).abs().max(dim=1).values
        print(f"{how}: the two ranks are {apart[0]:.1e} apart at the start, {apart[-1]:.1e} after 20 steps")


if __name__ == "__main__":
    main(Path(__file__).with_name("data_parallel_worker.py").read_text(encoding="utf-8"))
