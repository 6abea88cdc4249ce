"""Small banks for the tests of the loader."""

from pathlib import Path

import pytest

from quizdl.bank.model import Bank
from quizdl.bank.question import NumberQuestion
from quizdl.bank.reading import read_bank
from quizdl.errors import BankError

HEAD = "topic: {en: Adam, ko: 아담}\nquestions:\n"


def question(**fields: str) -> str:
    """A sound number question as YAML; `fields` replace or add lines, an empty one removes its line."""
    lines = {
        "id": "adam-one",
        "kind": "number",
        "level": "1",
        "prompt": "{en: How many?, ko: 몇 개인가?}",
        "value": "22",
        "tolerance": "1",
        "answer": "{en: Twenty-two., ko: 스물둘이다.}",
        "verify": "[adam.steps]",
    } | fields
    return "".join(
        f"{'    ' if number else '  - '}{name}: {value}\n"
        for number, (name, value) in enumerate((name, value) for name, value in lines.items() if value)
    )


def choices(*lines: str, **fields: str) -> str:
    """A choice question as YAML with the given choices, each a flow mapping."""
    listed = "".join(f"\n      - {line}" for line in lines)
    return question(kind="choice", value="", tolerance="", choices=listed, **fields)


def write_bank(root: Path, **files: str | bytes) -> Path:
    """A bank with these files of questions."""
    (root / "questions").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        (root / "questions" / f"{name}.yaml").write_bytes(data)
    return root


def numbers(bank: Bank) -> list[NumberQuestion]:
    """The number questions of a bank."""
    return [entry for entry in bank.questions() if isinstance(entry, NumberQuestion)]


def problems(root: Path) -> list[str]:
    """What the loader says about a bad bank, each problem as `adam.yaml:3:5: …`."""
    with pytest.raises(BankError) as caught:
        read_bank(root)
    return [str(problem).replace(f"{root}/questions/", "") for problem in caught.value.problems]
