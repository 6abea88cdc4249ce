"""The programs of the four frameworks: their texts, and runs of the worker with one of them."""

import importlib.util
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.programs import run_alone, source_of
from quizdl.verify import Unavailable

from .common import Weights

FRAMEWORKS = {"PyTorch": "torch", "Keras": "keras", "TensorFlow": "tensorflow"}  # and the package that each needs
Arrays = dict[str, NDArray[Any]]

ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"),
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
}


def text_of(name: str) -> str:
    """The text of a file in programs/, as the loader has it; nothing is imported."""
    return source_of(f"{(__package__ or '').rpartition('.')[0]}.programs.{name}")


def run(framework: str, seed: int, *experiments: str) -> Arrays:
    """What the worker measured with the program of that framework ("NumPy" is by hand), on one thread of the CPU."""
    if importlib.util.find_spec(FRAMEWORKS.get(framework, "numpy")) is None:
        raise Unavailable(
            en=f"needs {framework}: pip install 'quizdl[frameworks]'",
            ko=f"{framework} 패키지가 필요하다: pip install 'quizdl[frameworks]'",
        )
    with tempfile.TemporaryDirectory() as folder:
        program, result = Path(folder) / "program.py", Path(folder) / "result.npz"
        program.write_text(text_of(f"classifier_{framework.lower()}"), encoding="utf-8")
        arguments = [str(program), str(result), str(seed), *experiments]
        run_alone(text_of("framework_worker"), arguments, {**ENVIRONMENT, "KERAS_HOME": folder})
        with np.load(result) as arrays:
            return dict(arrays)


def weights_in(arrays: Arrays, name: str) -> Weights:
    """The four arrays of weights, or of a gradient, that the worker kept under that name."""
    return [arrays[f"{name} {i}"].astype(np.float64) for i in range(4)]
