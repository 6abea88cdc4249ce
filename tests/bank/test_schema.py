"""The JSON Schema that editors complete from, and the README that shows every field."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from quizdl import folders
from quizdl.bank import question
from quizdl.bank.check import check_bank
from quizdl.bank.model import Description, Track, fields_in_files
from quizdl.bank.reading import read_bank
from quizdl.bank.schema import json_schema

KINDS = tuple(question.KINDS.values())


def test_every_field_has_a_description_and_nothing_unknown_is_allowed() -> None:
    schema = json_schema()
    parts = {"file": schema, **schema["$defs"]}
    assert set(parts) == {"file", "Text", "Choice", "Contract", *(kind.__name__ for kind in KINDS)}
    for name, part in parts.items():
        assert part["additionalProperties"] is False, name
        for field, described in part["properties"].items():
            assert len(described["description"]) > 10, (name, field)


def test_every_field_of_bank_yaml_has_a_description_and_nothing_unknown_is_allowed() -> None:
    schema = json_schema("bank")
    parts = {"file": schema, **schema["$defs"]}
    assert set(parts) == {"file", "Text", "Track"}
    for name, part in parts.items():
        assert part["additionalProperties"] is False, name
        for field, described in part["properties"].items():
            assert len(described["description"]) > 10, (name, field)
    assert schema["$defs"]["Track"]["required"] == ["id", "title", "topics"]
    assert "required" not in schema


def test_the_kind_decides_which_fields_there_are() -> None:
    schema = json_schema()
    question = schema["properties"]["questions"]["items"]
    assert question["discriminator"]["mapping"] == {
        "choice": "#/$defs/ChoiceQuestion",
        "code": "#/$defs/CodeQuestion",
        "number": "#/$defs/NumberQuestion",
        "open": "#/$defs/OpenQuestion",
        "order": "#/$defs/OrderQuestion",
    }
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["required"] == ["topic", "questions"]
    assert schema["$defs"]["ChoiceQuestion"]["required"] == ["id", "level", "prompt", "answer", "verify", "kind"]


def test_the_schema_says_what_the_loader_says_of_numbers_and_patterns() -> None:
    fields: dict[str, Any] = json_schema()["$defs"]["NumberQuestion"]["properties"]
    assert (fields["level"]["minimum"], fields["level"]["maximum"]) == (1, 3)
    assert fields["id"]["pattern"] == "^[a-z0-9]+(-[a-z0-9]+)*$"
    assert fields["verify"]["items"]["pattern"] == r"^[^\W\d]\w*\.[^\W\d]\w*$"
    assert [part["type"] for part in fields["tolerance"]["anyOf"]] == ["number", "string"]
    assert fields["measured"]["pattern"] == r"^[^\W\d]\w*\.[^\W\d]\w*/.+$"
    assert fields["tags"]["items"]["pattern"] == fields["id"]["pattern"]


def test_the_schema_has_the_names_of_files_and_not_those_of_python() -> None:
    schema = json_schema()["$defs"]["CodeQuestion"]
    assert "not" in schema["properties"]
    assert "forbidden" not in schema["properties"]
    assert (schema["properties"]["minutes"]["minimum"], schema["properties"]["minutes"]["maximum"]) == (1, 180)


def test_the_schema_like_the_loader_takes_no_key_without_a_value() -> None:
    assert '"null"' not in json.dumps(json_schema())


def rows_of_fields() -> list[str]:
    """The rows of the README's table, from the classes: fields that kinds share stand once."""
    rows: dict[str, list[str]] = {}
    parts = {"each of `choices`": question.Choice, "`contract`": question.Contract}
    for kind, made in {**question.KINDS, **parts}.items():
        for name, field in fields_in_files(made).items():
            optional = "" if field.default is dataclasses.MISSING else ", optional"
            row = f"| `{name}` | {{}}{optional} | {field.metadata['description']} |"
            rows.setdefault(row, []).append(kind)
    return [row.format("all" if set(kinds) == {*question.KINDS} else ", ".join(kinds)) for row, kinds in rows.items()]


def test_the_readme_lists_every_field_as_it_is_declared() -> None:
    text = (folders.builtin_bank() / "questions" / "README.md").read_text(encoding="utf-8")
    table = text.split("## Every field\n")[1].partition("\n## ")[0]
    assert [line for line in table.splitlines() if line.startswith("| `")] == rows_of_fields()


def test_a_required_field_has_a_stand_in_so_that_a_question_without_it_is_checked() -> None:
    for kind, made in question.KINDS.items():
        for field in dataclasses.fields(made):
            required = field.default is dataclasses.MISSING and field.name != "kind"
            assert (field.metadata["stand_in"] is not None) == required, (kind, field.name)


def test_the_readme_shows_every_field_in_examples_that_load(tmp_path: Path) -> None:
    text = (folders.builtin_bank() / "questions" / "README.md").read_text(encoding="utf-8")
    *examples, described, references = [block.partition("```")[0] for block in text.split("```yaml\n")[1:]]
    references += 'dl-basics-2: {authors: "anonymous", year: 2024, title: "DL", where: "a blog"}\n'
    (tmp_path / "sources.yaml").write_text(references, encoding="utf-8")
    (tmp_path / "bank.yaml").write_text(described, encoding="utf-8")
    (tmp_path / "verifiers").symlink_to(folders.builtin_bank() / "verifiers")
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "example.yaml").write_text("".join(examples), encoding="utf-8")
    bank = read_bank(tmp_path)
    assert {question.kind for question in bank.questions()} == set(question.KINDS)
    fields = {name for kind in (*KINDS, question.Choice, question.Contract) for name in fields_in_files(kind)}
    assert [name for name in sorted(fields) if f"{name}:" not in "".join(examples)] == []
    described_fields = {field.name for kind in (Description, Track) for field in dataclasses.fields(kind)}
    assert [name for name in sorted(described_fields) if f"{name}:" not in described] == []
    claims = {claim for question in bank.questions() for claim in question.verify}
    assert check_bank(bank, claims) == []
