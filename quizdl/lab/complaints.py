"""What goes wrong in a reader's own model, as one sentence: what was passed, where it failed, and how to mend it."""

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
MENDS = {  # what Python or torch says, and what to do about it
    "required positional argument": "give --input once for each input of forward",
    "positional arguments but": "give --input once for each input of forward",
    "unexpected keyword argument": "a dict is passed by name: put it into a tuple to pass it whole",
    "scalar types: Long, Int": "say that they are tokens, as in --input 128:int64",
    "a product of": "give --input the type that the layer takes, or none, or convert it in forward",
    "UninitializedParameter": "lazy layers learn their sizes from data: give the sizes",
    "support for cuda": "leave everything on the cpu, where it takes no memory either",
    "CUDA": "leave everything on the cpu, where it takes no memory either",
}
MENDS_IN_PYTHON = {  # where it is called with tensors and not from the command line
    **MENDS,
    "required positional argument": "pass a tuple, with an input for each argument of forward",
    "positional arguments but": "pass a tuple, with an input for each argument of forward",
    "scalar types: Long, Int": "pass tokens as integers, of torch.int64",
    "uninitialized parameter": "its lazy layers have no sizes yet: call it once with a batch",
    "a product of": "pass inputs of the type that the layer takes, or convert them in forward",
}
MISFIT = "does --input say the shape of one example, without the batch?"


@contextlib.contextmanager
def said_by_reader(what: str, mend: str = "") -> Iterator[None]:
    """An error in the reader's own code becomes a sentence that says where it lies; `mend` is for a TypeError."""
    try:
        yield
    except (QuizdlError, KeyboardInterrupt):
        raise
    except BaseException as error:  # SystemExit too: the module may be a script
        _refuse_looking(what, error)
        to_do = mend if isinstance(error, TypeError) else _mend(error, MENDS)
        said = f"{what}: {_where(error)}{type(error).__name__}: {_short(error)}"
        raise BadSetting(f"{said}; {to_do}" if to_do else said) from error


@contextlib.contextmanager
def said_plainly(request: str, mends: Mapping[str, str] = MENDS) -> Iterator[None]:
    """What torch says about fake tensors, devices and shapes, while it runs `request`, becomes a sentence.

    mends: what to do about it, by what Python or torch says.
    """
    try:
        yield
    except (QuizdlError, KeyboardInterrupt):
        raise
    except ImportError as error:
        raise BadSetting(str(error)) from error
    except BaseException as error:
        _refuse_looking(request, error)
        misfit = MISFIT if mends is MENDS and _inside_torch(error) else ""
        to_do = _mend(error, mends) or misfit
        said = f"{request}: {_where(error)}{_short(error)}"
        raise BadSetting(f"{said}; {to_do}" if to_do else said) from error


def _refuse_looking(what: str, error: BaseException) -> None:
    """Raise BadSetting where what went wrong is that somebody asked for the values of a tensor."""
    said = _short(error)
    if any(sign in f"{type(error).__name__}: {said}" for sign in LOOKING):
        raise BadSetting(f"{what}: {_where(error)}{NO_VALUES.format(what=said)}") from error


def _mend(error: BaseException, mends: Mapping[str, str]) -> str:
    return next((mend for words, mend in mends.items() if words in str(error)), "")


def _inside_torch(error: BaseException) -> bool:
    return traceback.extract_tb(error.__traceback__)[-1].filename.startswith(str(Path(torch.__file__).parent))


def _where(error: BaseException) -> str:
    """The last place outside torch and quizdl where it went wrong: `nets.py:12: `."""
    own = (str(Path(torch.__file__).parent), str(Path(__file__).parent), sys.prefix, sys.base_prefix, "<frozen")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(own)]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}: " if frames else ""


def _short(error: BaseException) -> str:
    """The first line of its message."""
    lines = str(error).strip().splitlines()
    return lines[0][:300].rstrip(".") if lines else type(error).__name__
