"""Validates the files of a bank, with errors in plain words, and gives editors a JSON Schema of each.

Only here pydantic is imported; it builds its validators from the dataclasses of `question.py` and `model.py`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from quizdl.bank import model, question
from quizdl.bank.defect import Defect, FieldPath
from quizdl.words import LANGUAGES

CONFIG = ConfigDict(extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)
_KINDS = tuple(question.KINDS)

_AnyQuestion = Annotated[question.AnyQuestion, Field(discriminator="kind")]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A topic and its questions: one file of a question bank of quizdl."""

    __pydantic_config__: ClassVar = CONFIG

    topic: model.Text = field(
        metadata=model.about("The title of the topic. The name of the file is the name that commands take.")
    )
    questions: Annotated[tuple[_AnyQuestion, ...], model.Limits(min_length=1)] = field(
        metadata=model.about("The questions of the topic, in the order in which they are best learnt.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _UncheckedFile:
    """A file whose questions are validated later, one by one, so that a bad one does not hide other problems."""

    __pydantic_config__: ClassVar = CONFIG

    topic: model.Text
    questions: Annotated[tuple[Any, ...], model.Limits(min_length=1)]


_UNCHECKED_FILE = TypeAdapter(_UncheckedFile)
_QUESTION: TypeAdapter[question.AnyQuestion] = TypeAdapter(_AnyQuestion)


def read_file(value: object) -> tuple[model.Text, tuple[Any, ...]] | list[Defect]:
    """Title and raw questions of a file, or its defects."""
    try:
        unchecked = _UNCHECKED_FILE.validate_python(value)
    except ValidationError as error:
        return list(_defects(error, value, _File))
    return unchecked.topic, unchecked.questions


class ReadQuestion(NamedTuple):
    """A question as far as it can be read."""

    question: question.AnyQuestion  # with stand-ins for the fields that cannot be
    defects: Sequence[Defect] = ()
    unread: frozenset[str] = frozenset()  # the fields that stand-ins take the place of


def read_question(value: object) -> ReadQuestion:
    """One question and its defects: every field is checked, whatever is wrong with the others."""
    try:
        return ReadQuestion(_QUESTION.validate_python(value))
    except ValidationError as error:
        if not isinstance(value, dict):
            return _unreadable(list(_defects(error, value, question.Question)))
        kind = value.get("kind")
        defects = []
        if not isinstance(kind, str) or kind not in question.KINDS:
            defects = list(_defects(error, value, question.Question))
            kind = _kind_by_fields(value) or _near_kind(kind)
    if kind is None:
        return _unreadable(defects)
    try:
        _QUESTION.validate_python({**value, "kind": kind})
    except ValidationError as error:
        defects += _defects(error, value, question.KINDS[kind])
    names = model.fields_in_files(question.KINDS[kind]).keys()
    bad = {str(defect.path[0]) for defect in defects if defect.path}
    stand_ins = _stand_ins(kind)
    missing = names & (bad | stand_ins.keys() - value.keys())
    sound = {name: given for name, given in value.items() if name in names - bad}
    try:
        whole = _QUESTION.validate_python({**stand_ins, **sound, "kind": kind})
    except ValidationError:
        return _unreadable(defects)
    return ReadQuestion(whole, defects, frozenset(missing))


def _unreadable(defects: Sequence[Defect]) -> ReadQuestion:
    """A question of which no field can be read."""
    whole = _QUESTION.validate_python({**_stand_ins("open"), "kind": "open"})
    return ReadQuestion(whole, defects, frozenset(vars(whole)))


def _stand_ins(kind: str) -> dict[str, Any]:
    """The stand-ins of the required fields of this kind of question, by name."""
    asked = model.fields_in_files(question.KINDS[kind])
    return {name: stand_in for name, field in asked.items() if (stand_in := field.metadata["stand_in"]) is not None}


def _near_kind(kind: object) -> str | None:
    return next(iter(difflib.get_close_matches(str(kind), _KINDS, n=1)), None)


def _kind_by_fields(value: Mapping[str, Any]) -> str | None:
    """Guess the kind from fields that only one kind has, or None."""
    common = {*model.fields_in_files(question.Question), "kind"}
    own = {kind: model.fields_in_files(made).keys() - common for kind, made in question.KINDS.items()}
    best = max(_KINDS, key=lambda kind: len(own[kind] & value.keys()))
    return best if own[best] & value.keys() else None


def read_mapping(value: object, kind: type[Made]) -> dict[str, Made] | list[Defect]:
    """A mapping of names to values of a dataclass, or its defects."""
    try:
        return TypeAdapter(dict[str, kind]).validate_python(value)  # type: ignore[valid-type]  # a type made at run time
    except ValidationError as error:
        return list(_defects(error, value, kind))


def read_description(value: object) -> model.Description | list[Defect]:
    """The content of a `bank.yaml`, or its defects."""
    try:
        return TypeAdapter(model.Description).validate_python(value)
    except ValidationError as error:
        return list(_defects(error, value, model.Description))


def _defects(error: ValidationError, value: object, kind: type) -> Iterator[Defect]:
    by_path: dict[FieldPath, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False, include_context=True):
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue  # pydantic does not count items that are wrong in themselves
        by_path.setdefault(_path(detail, value), []).append(detail)
    for path, details in by_path.items():
        if len(details) > 1:  # the members of a union each say what they miss
            details = [d for d in details if not d["type"].endswith("_type")] or details
            if details[0]["type"].endswith("_type"):
                what = _unless_empty(details[0]["input"], "is neither a number nor a text")
                yield Defect(path, what, 'write 0.5 (absolute) or "10%" (relative)')
                continue
        yield _defect(path, details[0], kind)


def _path(detail: ErrorDetails, value: Any) -> FieldPath:
    """The path of an error: its loc without what pydantic adds, such as union tags."""
    steps = list(detail["loc"])
    if steps and steps[0] in _KINDS and not (len(steps) == 1 and detail["type"] == "unexpected_keyword_argument"):
        del steps[0]
    path: list[str | int] = []
    for step in steps:
        there = step in value if isinstance(value, dict) else isinstance(value, list) and isinstance(step, int)
        if there:
            value = value[step]
            path.append(step)
    return tuple(path)


def _defect(path: FieldPath, detail: ErrorDetails, kind: type) -> Defect:
    context = detail.get("ctx", {})
    found = detail["input"]
    match detail["type"]:
        case "missing":
            return Defect(path, f"{detail['loc'][-1]!r} is missing", f"add {detail['loc'][-1]}:")
        case "unexpected_keyword_argument":
            return Defect(path, "is an unknown field", _known_fields(str(path[-1]), path, kind), at_key=True)
        case "union_tag_not_found":
            return Defect((), "'kind' is missing", f"add kind: one of {', '.join(_KINDS)}")
        case "union_tag_invalid":
            near = _near_kind(context["tag"])
            fix = f"did you mean {near}?" if near else f"one of {', '.join(_KINDS)}"
            return Defect(("kind",), f"{context['tag']!r} is not a kind of question", fix)
        case "string_type":
            return Defect(path, *_not_a_string(found))
        case "dataclass_type" | "model_attributes_type" | "dict_type":
            fix = 'write {en: "…", ko: "…"}' if context.get("class_name") == "Text" else "write fields as name: value"
            return Defect(path, _unless_empty(found, "is not a mapping"), fix)
        case "tuple_type":
            return Defect(path, _unless_empty(found, "is not a list"), "write [one, two]")
        case "int_type":
            return Defect(path, _unless_empty(found, "is not a whole number"), "write digits only, without quotes")
        case "float_type":
            return Defect(path, _unless_empty(found, "is not a number"), "write it without quotes")
        case "bool_type":
            return Defect(
                path, _unless_empty(found, "is neither true nor false"), "write true or false, without quotes"
            )
        case "string_too_short" if not found:
            return Defect(path, "is empty", "write something, or remove it")
        case "too_short" | "string_too_short":
            return Defect(path, "is too short", f"at least {context['min_length']}")
        case "too_long" | "string_too_long":
            return Defect(path, "is too long", f"at most {context['max_length']}")
        case "greater_than_equal":
            return Defect(path, f"is below {context['ge']:g}", f"at least {context['ge']:g}")
        case "less_than_equal":
            return Defect(path, f"is above {context['le']:g}", f"at most {context['le']:g}")
        case "literal_error":
            return Defect(path, f"{found!r} is not a language of quizdl", f"one of {', '.join(LANGUAGES)}")
        case "string_pattern_mismatch":
            return Defect(path, *_not_of_form(context["pattern"], found))
    return Defect(path, detail["msg"])


def _unless_empty(found: object, what: str) -> str:
    """What is wrong with a value of the wrong type; a key without a value is empty."""
    return what if found is not None else "is empty"


def _not_of_form(pattern: str, found: object) -> tuple[str, str]:
    if pattern == question.SLUG:
        return f"{found!r} is not a slug", "lower-case letters, digits and single hyphens"
    if pattern == model.NAME:
        return f"{found!r} is not a name", "lower-case letters, digits, hyphens and underscores"
    if pattern == question.CLAIM:
        return f"{found!r} does not name a claim", "write family.claim"
    if pattern == question.SYMBOL:
        return f"{found!r} does not name a function or class of a program", "write program.Symbol"
    if pattern == question.DOTTED_NAME:
        return f"{found!r} is not a Python name", "write numpy, or numpy.linalg.lstsq"
    return f"{found!r} does not name a measurement", "write family.claim/name of the measurement"


def _not_a_string(found: object) -> tuple[str, str]:
    if found is None:
        return "is empty", "write something, or remove it"
    if isinstance(found, (dict, list, tuple)):
        return "not a string", "quote it if it holds ': ', '[' or '{'"
    return "not a string", "quote it"


def _known_fields(name: str, path: FieldPath, kind: type) -> str:
    """A hint with the nearest field, or with all fields."""
    if len(path) == 1 or not issubclass(kind, (question.Question, _File, model.Description)):
        known = list(model.fields_in_files(kind))
    elif len(path) == 2 and path[0] == "contract":
        known = list(model.fields_in_files(question.Contract))
    elif len(path) == 3 and path[0] == "choices":
        known = list(model.fields_in_files(question.Choice))
    elif len(path) == 3 and path[0] == "tracks":
        known = list(model.fields_in_files(model.Track))
    else:
        known = list(LANGUAGES)
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"one of {', '.join(known)}"


def json_schema(of: Literal["questions", "bank"] = "questions") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a file of questions, or of bank.yaml: editors complete and explain by it."""
    kind, title = (_File, "a file of questions") if of == "questions" else (model.Description, "bank.yaml")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(kind).json_schema(),
        "title": f"quizdl: {title}",
    }
