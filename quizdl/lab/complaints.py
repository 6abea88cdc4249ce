"""Errors in a reader's own model as one sentence: what was passed, where it failed, and how to fix it."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch

from quizdl.errors import BadSetting, QuizdlError

NO_VALUES = (
    "the model looks at the values of a tensor ({what}); here tensors have shapes only, so what depends on data cannot "
    "be estimated"
)
LOOKING = ("DataDependentOutputException", "DynamicOutputShapeException", ".numpy() is not supported")
ADVICE = {  # by a part of Python's or torch's message
    "required positional argument": "give --input once for each input of forward",
    "positional arguments but": "give --input once for each input of forward",
    "unexpected keyword argument": "a dict is passed by name: put it into a tuple to pass it whole",
    "scalar types: Long, Int": "say that they are tokens, as in --input 128:int64",
    "a product of": "give --input the type that the layer takes, or none, or convert it in forward",
    "UninitializedParameter": "lazy layers learn their sizes from data: give the sizes",
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
}
MISFIT = "does --input say the shape of one example, without the batch?"


@contextlib.contextmanager
def said_by_reader(what: str, advice: str = "") -> Iterator[None]:
    """Turn an error in the reader's own code into a sentence that says where it is; `advice` is for a TypeError."""
    try:
        yield
    except (QuizdlError, KeyboardInterrupt):
        raise
    except BaseException as error:  # SystemExit too: the module may be a script
        _refuse_looking(what, error)
        to_do = advice if isinstance(error, TypeError) else _advice(error, ADVICE)
        message = f"{what}: {_where(error)}{type(error).__name__}: {_short(error)}"
        raise BadSetting(f"{message}; {to_do}" if to_do else message) from error


@contextlib.contextmanager
def said_plainly(request: str, advice: Mapping[str, str] = ADVICE) -> Iterator[None]:
    """Turn torch's errors about fake tensors, devices and shapes in `request` into a sentence.

    advice: how to fix it, by a part of Python's or torch's message.
    """
    try:
        yield
    except (QuizdlError, KeyboardInterrupt):
        raise
    except ImportError as error:
        raise BadSetting(str(error)) from error
    except BaseException as error:
        _refuse_looking(request, error)
        misfit = MISFIT if advice is ADVICE and _inside_torch(error) else ""
        to_do = _advice(error, advice) or misfit
        message = f"{request}: {_where(error)}{_short(error)}"
        raise BadSetting(f"{message}; {to_do}" if to_do else message) from error


def _refuse_looking(what: str, error: BaseException) -> None:
    """Raise BadSetting if the error comes from reading the values of a tensor."""
    message = _short(error)
    if any(sign in f"{type(error).__name__}: {message}" for sign in LOOKING):
        raise BadSetting(f"{what}: {_where(error)}{NO_VALUES.format(what=message)}") from error


def _advice(error: BaseException, advice: Mapping[str, str]) -> str:
    return next((to_do for words, to_do in advice.items() if words in str(error)), "")


def _inside_torch(error: BaseException) -> bool:
    return traceback.extract_tb(error.__traceback__)[-1].filename.startswith(str(Path(torch.__file__).parent))


def _where(error: BaseException) -> str:
    """The innermost line outside torch and quizdl: `nets.py:12: `."""
    own = (str(Path(torch.__file__).parent), str(Path(__file__).parent), sys.prefix, sys.base_prefix, "<frozen")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(own)]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}: " if frames else ""


def _short(error: BaseException) -> str:
    """The first line of its message."""
    lines = str(error).strip().splitlines()
    return lines[0][:300].rstrip(".") if lines else type(error).__name__
