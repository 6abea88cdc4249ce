"""Values and messages between the judge's process and the reader's: JSON, with the bytes of arrays after it.

What a reader's process sends is never unpickled. Numbers, texts, None, arrays, tensors, lists, tuples and mappings of
them travel by value; functions travel as numbers, by which the other side calls them.
"""

from __future__ import annotations

import dataclasses
import json
import math
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
HEAD = struct.Struct("!QQ")  # bytes of JSON, bytes of arrays
MOST_JSON = 64 * 2**20
MOST_BYTES = 2**30
KINDS = "biufc"  # of dtypes: what numbers are made of
NumberOf = Callable[[Callable[..., object]], int]
PLAIN = (bool, int, float, str, type(None))


class Untransferable(TypeError):
    """A value of a type that cannot travel."""


class BadMessage(ValueError):
    """What came is no message."""


def send(connection: socket.socket, message: dict[str, Any], value: object, number_of: NumberOf) -> None:
    """Send a message with a value. `number_of` gives a function its number. Raises Untransferable, OSError."""
    arrays: list[Array] = []
    head = json.dumps({**message, "value": _packed(value, arrays, number_of)}).encode()
    body = b"".join(array.tobytes() for array in arrays)
    connection.sendall(HEAD.pack(len(head), len(body)) + head + body)


def receive(read: Callable[[int], bytes], function: Callable[[int], object]) -> tuple[dict[str, Any], object]:
    """The next message and its value. `read` gives exactly so many bytes; `function` gives a number its function.

    Raises BadMessage, and what `read` raises.
    """
    of_head, of_body = HEAD.unpack(read(HEAD.size))
    if of_head > MOST_JSON or of_body > MOST_BYTES:
        raise BadMessage(f"a message of {of_head + of_body} bytes")
    head, body = read(of_head), read(of_body)
    try:
        message = json.loads(head)
        return message, _unpacked(message.pop("value"), iter(_Arrays(body)), function)
    except (ValueError, TypeError, KeyError, LookupError, AttributeError, RecursionError, StopIteration) as error:
        raise BadMessage(str(error)) from None


def as_received(value: object) -> object:
    """The value as the other end would receive it, but for functions. Raises Untransferable."""
    functions: list[Callable[..., object]] = []
    arrays: list[Array] = []

    def number_of(function: Callable[..., object]) -> int:
        functions.append(function)
        return len(functions) - 1

    packed = _packed(value, arrays, number_of)
    return _unpacked(packed, iter(_Arrays(b"".join(array.tobytes() for array in arrays))), functions.__getitem__)


def _packed(value: object, arrays: list[Array], number_of: NumberOf) -> object:
    """The JSON of a value; its arrays go to `arrays`. Types are exact: a subclass may lie about what it is."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, np.random.Generator):
        return {"generator": value.bit_generator.state}
    if isinstance(value, np.ma.MaskedArray):
        raise Untransferable("MaskedArray")
    if isinstance(value, np.generic | np.ndarray):
        return {"scalar" if isinstance(value, np.generic) else "array": _array(np.asarray(value), arrays)}
    if type(value).__module__ == "torch" and type(value).__name__ in ("Tensor", "Parameter"):
        return {"tensor": _array(_from_tensor(value), arrays)}
    if isinstance(value, tuple | list):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [_packed(item, arrays, number_of) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[str(key), _packed(item, arrays, number_of)] for key, item in value.items()]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
        return {"dict": [[name, _packed(item, arrays, number_of)] for name, item in fields]}
    if isinstance(value, Iterator):
        return {"list": [_packed(item, arrays, number_of) for item in value]}
    if callable(value) and not isinstance(value, type):
        return {"function": number_of(value)}
    raise Untransferable(type(value).__name__)


def _array(array: Array, arrays: list[Array]) -> list[Any]:
    if array.dtype.kind not in KINDS:
        raise Untransferable(f"array of dtype {array.dtype}")
    native = array.astype(array.dtype.newbyteorder("="), copy=False)
    arrays.append(native)
    return [native.dtype.str, list(native.shape)]


def _from_tensor(tensor: Any) -> Array:
    array: Array = tensor.detach().cpu().resolve_conj().numpy()
    return array


class _Arrays:
    """Takes the arrays of a message from its bytes, one after the other."""

    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def __iter__(self) -> Iterator[Callable[[str, list[int]], Array]]:
        while True:
            yield self.take

    def take(self, dtype: str, shape: list[int]) -> Array:
        kind = np.dtype(dtype)
        if kind.kind not in KINDS or any(type(length) is not int or length < 0 for length in shape):
            raise BadMessage("an array of no such kind")
        count = math.prod(shape)
        if count * kind.itemsize > len(self.body) - self.at:
            raise BadMessage("fewer bytes than an array has")
        array = np.frombuffer(self.body, kind, count, self.at).reshape(shape).copy()
        self.at += count * kind.itemsize
        return array


def _unpacked(
    value: Any, arrays: Iterator[Callable[[str, list[int]], Array]], function: Callable[[int], object]
) -> object:
    if type(value) in PLAIN:
        return value
    ((kind, content),) = value.items()
    match kind:
        case "array" | "tensor":
            return next(arrays)(*content)
        case "scalar":
            return next(arrays)(*content)[()]
        case "list":
            return [_unpacked(item, arrays, function) for item in content]
        case "tuple":
            return tuple(_unpacked(item, arrays, function) for item in content)
        case "dict":
            return {str(key): _unpacked(item, arrays, function) for key, item in content}
        case "function":
            return function(int(content))
        case "generator":
            generator = np.random.default_rng(0)
            generator.bit_generator.state = content
            return generator
    raise BadMessage(f"a value of kind {kind}")
