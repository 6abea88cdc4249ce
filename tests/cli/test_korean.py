"""What commands print in Korean: no line of ours is left in English."""

import re

import pytest

from tests.cli.conftest import Quizdl

pytestmark = pytest.mark.slow  # each starts the program anew

VERSION = re.compile(r"\w+ +\d\S*")


@pytest.mark.parametrize("command", ["config", "doctor", "list momentum", "verify --list adam", "stats", "bank check"])
def test_a_command_prints_no_line_alike_in_both_languages(command: str, quizdl: Quizdl) -> None:
    printed = {language: quizdl("--lang", language, *command.split()).stdout for language in ("en", "ko")}
    alike = set(printed["en"].split("\n")) & set(printed["ko"].split("\n"))
    assert {line for line in alike if line and not VERSION.fullmatch(line)} == set()
    assert re.search("[가-힣]", printed["ko"])


def test_labels_of_the_doctor_fill_the_same_column(quizdl: Quizdl) -> None:
    lines = quizdl("--lang", "ko", "doctor").stdout.splitlines()
    labels = {re.findall(r"^\S+ +", line)[0] for line in lines}
    assert {len(label) + len(re.findall("[가-힣]", label)) for label in labels} == {10}
