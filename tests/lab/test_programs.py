"""Programs as texts: read as they are loaded, and run alone."""

import pytest

from quizdl.lab import programs
from quizdl.lab.programs import last_numbers, run_alone, source_of


def test_the_text_of_a_module_is_read() -> None:
    with open(programs.__file__, encoding="utf-8") as file:
        assert source_of("quizdl.lab.programs") == file.read()


@pytest.mark.parametrize("name", ["quizdl.lab.no_such_module", "_imp"])
def test_a_module_without_a_text_is_none(name: str) -> None:
    with pytest.raises(ModuleNotFoundError):
        source_of(name)


def test_a_program_gets_arguments_and_environment() -> None:
    text = "import os, sys\nprint(__name__, sys.argv[1:], os.environ['GREETING'])"
    assert run_alone(text, ["a", "b"], {"GREETING": "hello"}) == "__main__ ['a', 'b'] hello\n"


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)ended with 1: .*ZeroDivisionError"):
        run_alone("1 / 0")


def test_the_last_number_of_each_line() -> None:
    assert last_numbers("epoch 1: 0.5\nepoch 2: 0.75\n") == [0.5, 0.75]
    with pytest.raises(ValueError, match="done"):
        last_numbers("done")
