"""Errors in a reader's own model as one sentence: what was passed, where it failed, and how to fix it."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from quizdl.errors import BadSetting, NeedsRealStep, QuizdlError

NO_VALUES = "the model looks at the values of a tensor ({what}), and traced tensors have shapes only"
NO_TRACE = "torch cannot trace this on tensors without values ({what})"
SPARSE = "it makes a sparse tensor, whose size depends on the data"
UNTRACEABLE = {  # by a part of the name or message of torch's error
    "attempting to construct sparse": SPARSE,
    "SparseTensor": SPARSE,
    "DataDependentOutputException": NO_VALUES,
    "DynamicOutputShapeException": NO_VALUES,
    ".numpy() is not supported": NO_VALUES,
    "Cannot access data pointer": NO_VALUES,
    "lazily-allocated": NO_VALUES,
    "UnsupportedOperatorException": NO_TRACE,
    "UnsupportedFakeTensorException": NO_TRACE,
    "UnsupportedMutationAliasingException": NO_TRACE,
    "NotImplementedError": NO_TRACE,
}
ADVICE = {  # by a part of Python's or torch's message
    "No module named": "install it where quizdl runs, or, if it is yours, name the file of the model by its path",
    "no known parent package": "relative imports need an __init__.py beside the file",
    "required positional argument": "give --input once for each input of forward",
    "positional arguments but": "give --input once for each input of forward",
    "unexpected keyword argument": "a dict is passed by name: put it into a tuple to pass it whole",
    "scalar types: Long, Int": "say that they are tokens, as in --input 128:int64",
    "a product of": "give --input the type that the layer takes, or none, or convert it in forward",
    "more than 1 value per channel": "batch norm cannot train on a single example: give --batch 2 or more",
    "can't allocate memory": "a real step needs more memory than this machine has free",
    "support for cuda": "leave everything on the cpu, where it takes no memory either",
    "CUDA": "leave everything on the cpu, where it takes no memory either",
}
ADVICE_IN_PYTHON = {  # where it is called with tensors and not from the command line
    **ADVICE,
    "required positional argument": "pass a tuple, with an input for each argument of forward",
    "positional arguments but": "pass a tuple, with an input for each argument of forward",
    "scalar types: Long, Int": "pass tokens as integers, of torch.int64",
    "uninitialized parameter": "its lazy layers have no sizes yet: call it once with a batch",
    "a product of": "pass inputs of the type that the layer takes, or convert them in forward",
    "more than 1 value per channel": "batch norm cannot train on a single example: pass a batch of two or more",
}
MISFIT = "does --input say the shape of one example, without the batch?"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who reads the errors: what to change, by a part of torch's message, and how to ask for a real step."""

    advice: Mapping[str, str]
    real_step: str
    misfit: str = ""


PYTHON = Caller(ADVICE_IN_PYTHON, "real=True")


@contextlib.contextmanager
def said_by_reader(what: str, caller: Caller, advice: str = "") -> Iterator[None]:
    """Turn an error in the reader's own code into a sentence that says where it is; `advice` is for a TypeError."""
    try:
        yield
    except (QuizdlError, KeyboardInterrupt):
        raise
    except BaseException as error:  # SystemExit too: the module may be a script
        _offer_real_step(what, error, caller)
        to_do = advice if isinstance(error, TypeError) else _advice(error, caller)
        message = f"{what}: {_where(error)}{type(error).__name__}: {_short(error)}"
        raise BadSetting(f"{message}; {to_do}" if to_do else message) from error


@contextlib.contextmanager
def said_plainly(request: str, caller: Caller) -> Iterator[None]:
    """Turn torch's errors about fake tensors, devices and shapes in `request` into a sentence."""
    try:
        yield
    except (QuizdlError, KeyboardInterrupt):
        raise
    except ImportError as error:
        raise BadSetting(str(error)) from error
    except BaseException as error:
        _offer_real_step(request, error, caller)
        misfit = caller.misfit if _inside_torch(error) else ""
        to_do = _advice(error, caller) or misfit
        message = f"{request}: {_where(error)}{_short(error)}"
        raise BadSetting(f"{message}; {to_do}" if to_do else message) from error


def _offer_real_step(what: str, error: BaseException, caller: Caller) -> None:
    """Raise NeedsRealStep if the error comes from tensors that have no values."""
    message = _short(error)
    full = f"{type(error).__name__}: {error}"
    why = next((why for sign, why in UNTRACEABLE.items() if sign in full), None)
    if why is not None and caller.real_step:
        raise NeedsRealStep(
            f"{what}: {_where(error)}{why.format(what=message)}; measure one real step instead with {caller.real_step}"
        ) from error


def _advice(error: BaseException, caller: Caller) -> str:
    return next((to_do for words, to_do in caller.advice.items() if words in str(error)), "")


def _inside_torch(error: BaseException) -> bool:
    return traceback.extract_tb(error.__traceback__)[-1].filename.startswith(str(Path(torch.__file__).parent))


def _where(error: BaseException) -> str:
    """The innermost line outside torch and quizdl: `nets.py:12: `."""
    own = (str(Path(torch.__file__).parent), str(Path(__file__).parents[1]), sys.prefix, sys.base_prefix, "<frozen")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(own)]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}: " if frames else ""


def _short(error: BaseException) -> str:
    """The first line of its message."""
    lines = str(error).strip().splitlines()
    return lines[0][:300].rstrip(".") if lines else type(error).__name__
