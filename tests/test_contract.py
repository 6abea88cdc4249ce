"""The calls of contracts: names are read, shapes are not, and a fault is told with its column."""

import pytest

from quizdl.contract import BadCall, Call, parse_call


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("step(theta: *s, g: *s) -> theta: *s", Call("step", ("theta", "g"), ("theta",), False)),
        ("step(theta, g)", Call("step", ("theta", "g"), (), False)),
        ("merge() -> w", Call("merge", (), ("w",), False)),
        ("Adam(lr=0.001, betas=(0.9, 0.999))", Call("Adam", ("lr", "betas"), (), False)),
        (
            "conv2d(x: (N, C, H, W), w: (F, C, k, k), stride: int = 1) -> out: (N, F, *, *), cost",
            Call("conv2d", ("x", "w", "stride"), ("out", "cost"), False),
        ),
        ("f(loss: (*s,) -> number, layers: [(W, b), …]) -> a", Call("f", ("loss", "layers"), ("a",), False)),
        ("backward(layers) -> dW_1, db_1, …", Call("backward", ("layers",), ("dW_1", "db_1"), True)),
        ("backward(layers) -> dW_1,...", Call("backward", ("layers",), ("dW_1",), True)),
        ("  f ( a )  ->  b  ", Call("f", ("a",), ("b",), False)),
    ],
)
def test_names_are_read_in_order_and_shapes_are_left_to_the_reader(text: str, call: Call) -> None:
    assert parse_call(text)._replace(shapes=()) == call


def test_lengths_are_read_where_a_shape_names_them() -> None:
    conv = parse_call("conv2d(x: (N, C, H, W), w: (F, C, *, k), b: (F,), stride=1) -> out: (N, F, *, *)")
    assert conv.shapes == (("N", "C", "H", "W"), ("F", "C", "*", "k"), ("F",), ())
    backward = parse_call("backward(layers: [(W (out, in), b (out,))], f: (*s,) -> number, y: [n]) -> dW_1, db_1, …")
    assert backward.shapes == ((), (), ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column 1: a name is missing"),
        ("2d(x)", "column 1: a name is missing"),
        ("step", "column 5: '(' is missing after 'step'"),
        ("step theta", "column 6: '(' is missing after 'step'"),
        ("step(theta: (n, 2]) -> a", "column 18: ']' stands where ')' is due"),
        ("step(theta: (n, 2) -> a", "column 5: '(' is never closed"),
        ("step(theta,) -> a", "column 12: a name is missing"),
        ("step(theta, *g)", "column 13: a name is missing"),
        ("step(theta g)", "column 12: a comma or ':' is missing after 'theta'"),
        ("step(g, g)", "column 9: 'g' occurs twice"),
        ("step(g): a", "column 8: '->' is missing before the results"),
        ("step(g) ->", "column 11: a name is missing"),
        ("step(g) -> a, a", "column 15: 'a' occurs twice"),
        ("step(g) -> a; b", "column 13: a comma or ':' is missing after 'a'"),
        ("step(g) -> …, a", "column 12: a name is missing"),
    ],
)
def test_a_fault_is_told_with_its_column(text: str, message: str) -> None:
    with pytest.raises(BadCall) as caught:
        parse_call(text)
    assert str(caught.value) == message


def test_an_absurd_call_takes_no_time() -> None:
    with pytest.raises(BadCall, match="column 2000: '\\(' is never closed"):
        parse_call("f(" * 1000)
    assert len(parse_call(f"f({', '.join(f'a{n}: ((n))' for n in range(1000))})").arguments) == 1000
