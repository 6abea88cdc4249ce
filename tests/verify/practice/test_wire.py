"""Values on their way between two processes."""

import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from quizdl.verify.practice.wire import HEAD, BadMessage, Untransferable, receive, send


def reader_of(connection: socket.socket) -> Callable[[int], bytes]:
    def read(size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += connection.recv(size - len(data))
        return data

    return read


def there(value: object) -> Any:
    """The value as it arrives; functions arrive as "function N"."""
    ours, theirs = socket.socketpair()
    functions: list[object] = []

    def number_of(function: object) -> int:
        functions.append(function)
        return len(functions) - 1

    with ours, theirs:
        send(ours, {"kind": 1}, value, number_of)
        message, arrived = receive(reader_of(theirs), lambda number: f"function {number}")
    assert message == {"kind": 1}
    return arrived


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()


@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))
@pytest.mark.slow
def test_plain_values_arrive_as_they_were_sent(value: object) -> None:
    assert there(value) == value


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "uint8", "bool", "complex128"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_an_array_arrives_with_its_dtype_and_shape(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    arrived = there([array, 1])[0]
    assert (arrived.dtype, arrived.shape, arrived.tobytes()) == (array.dtype, array.shape, array.tobytes())
    assert arrived.flags.writeable


def test_views_turned_arrays_and_other_byte_orders_arrive_as_their_numbers() -> None:
    array = np.arange(6.0).reshape(2, 3)
    for sent in (array.T, array[:, ::-1], array.astype(">f8")):
        np.testing.assert_array_equal(there(sent), sent)


def test_tensors_scalars_tuples_dataclasses_and_generators_of_values_arrive_as_plain_ones() -> None:
    @dataclass
    class Gradients:
        dw: float
        db: list[int]

    arrived = there((torch.tensor([1.0, 2.0], requires_grad=True), np.float32(0.5), Gradients(1.0, [2]), iter([3, 4])))
    assert arrived[0].tolist() == [1.0, 2.0]
    assert (arrived[1], arrived[1].dtype) == (0.5, np.float32)
    assert arrived[2:] == ({"dw": 1.0, "db": [2]}, [3, 4])


def test_a_generator_of_random_numbers_goes_on_there_as_it_would_here() -> None:
    rng = np.random.default_rng(3)
    rng.random()
    arrived = there(rng)
    assert arrived.random(4).tolist() == rng.random(4).tolist()


def test_functions_arrive_by_their_numbers() -> None:
    assert there([len, 1, abs]) == ["function 0", 1, "function 1"]


class Liar(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


@pytest.mark.parametrize(
    "value", [Liar(1.0), np.array([None]), np.ma.masked_array([1.0], [True]), {1, 2}, object(), float, b"bytes", 1j]
)
def test_what_may_lie_about_itself_does_not_travel(value: object) -> None:
    with pytest.raises(Untransferable):
        there(value)


def sent(head: object, body: bytes = b"", lengths: tuple[int, int] | None = None) -> None:
    """Receive these bytes."""
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    data = HEAD.pack(*(lengths or (len(text), len(body)))) + text + body
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(data)
        receive(reader_of(theirs), lambda number: number)


@pytest.mark.parametrize(
    "head",
    [
        b"no JSON",
        [],
        {},
        {"value": {}},
        {"value": {"array": ["O", [1]]}},
        {"value": {"array": ["<f8", [-1]]}},
        {"value": {"array": ["<f8", [3]]}},
        {"value": {"array": ["<f8", [2**70]]}},
        {"value": {"pickle": "cos"}},
        {"value": {"list": 3}},
        {"value": {"list": [], "tuple": []}},
    ],
)
def test_a_forged_message_is_refused(head: object) -> None:
    with pytest.raises(BadMessage):
        sent(head, b"\0" * 8)


def test_a_message_of_many_gigabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadMessage):
        sent(b"", lengths=(10, 5 * 2**30))
    with pytest.raises(struct.error):
        HEAD.pack(-1, 0)
