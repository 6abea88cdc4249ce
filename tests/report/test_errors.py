"""Errors in the reader's language: every message that quizdl raises on purpose has its Korean."""

import ast
import functools
import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import quizdl
from quizdl.config import SETTINGS
from quizdl.report.errors import say_message
from quizdl.words import say
from quizdl.words.ko import CLICK, SENTENCES, SYSTEM
from quizdl.words.sentences import TRANSLATED, values_in

FOLDER = Path(quizdl.__file__).parent
RAISED = {
    "QuizdlError",
    "EngineError",
    "BadSetting",
    "NeedsRealStep",
    "BadSolution",
    "CannotFit",
    "NotTrusted",
    "UsageError",
    "BadParameter",
    "fail",
}
KINDS = {"UnknownName"}  # the first argument says of what kind the name is
VALUES = re.compile(r"Q[0-9a-z]+")
WORDS = re.compile(r"[a-z0-9_]{4,}")
HANGUL = re.compile("[가-힣]")
ENGLISH_KEPT = {
    *("python", "toml", "pandas", "tqdm", "sha256", "2027", "qname", "qnear", "lion_pytorch", "lion"),
    *("unicode", "ascii", "plain", "m_hat", "sqrt", "student", "judge", "jobs", "seed", "json", "with", "mutants"),
    "figure",  # an option
    *("sealed", "bubblewrap", "bwrap"),  # the option and the program behind it
    *(
        "int64",
        "input",
        "forward",
        "dict",
        "tuple",
        "module",
        "example",
        "lazy",
        "batch",
        "batch_first",
        "none",
        "real",
        "lbfgs",
        "80gb",
        *(
            "__init__",
            "estimate_memory",
            "memory",
            "optim",
            "cross",
            "entropy",
            "model",
            "lora",
            "checkpointing",
            "master",
            "copy",
            "dtype",
            "bfloat16",
            "config",
            "hidden_size",
        ),
        *("scaled_dot_product_attention", "num_hidden_layers", "num_attention_heads"),
        "24gib",
    ),  # of a reader's own code
    *(
        "quizdl",
        "quizdl_home",
        "trust",
        "seed",
        "with",
        "dark",
        "high",
        "contrast",
        "terminal",
        "light",
        "true",
        "false",
        "timeout",
        "practice",
        "list",
        "config",
        "file",
        "path",
        "json",
    ),  # what a reader types
    *("https", "download", "pytorch", "torch", "install", "index"),  # of a command of pip
}


def constant(file: str, name: str) -> Any:
    """What a module of the package calls `name`, read without importing torch."""
    body = ast.parse((FOLDER / file).read_text()).body
    return next(
        ast.literal_eval(n.value) for n in body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == name
    )


MODEL_ERRORS = "estimate/model_errors.py"
REASONS = [constant(MODEL_ERRORS, name).replace("{what}", "{}") for name in ("NO_VALUES", "NO_TRACE", "SPARSE")]
ADVICE = {*constant(MODEL_ERRORS, "ADVICE").values(), constant(MODEL_ERRORS, "MISFIT")}
FILLINGS = {  # by file and gap in an f-string: what stands there where it is not just any text
    ("config.py", "wanted"): [say("en", f"setting.{name}.wanted") for name in SETTINGS],
    ("config.py", "where"): ["", "{}: "],
    ("config.py", "f'setting of {file}' if file else 'setting'"): ["setting", "setting of {}"],
    ("config.py", "_why(error)"): ["Permission denied", "{}"],
    ("config.py", "mistake"): ["{} (at line {}, column {})", "{} (at end of document)"],
    ("verify/declared.py", "kind"): ["true or false", "a whole number", "a number"],
    ("study/selection.py", "kind"): ["topic", "tag"],
    ("verify/solution.py", "place"): ["the solution", "{}"],
    ("bank/trust.py", "count"): ["1 Python file", "{} Python files"],
    ("bank/trust.py", "what"): [
        "is not trusted: its verifiers are not vouched for",
        "has changed since it was trusted ({})",
    ],
    (MODEL_ERRORS, "_where(error)"): ["", "{}: "],
    (MODEL_ERRORS, "why.format(what=message)"): REASONS,
    (MODEL_ERRORS, "f'{message}; {to_do}' if to_do else message"): [f"{{}}; {advice}" for advice in sorted(ADVICE)],
    ("estimate/request.py", "NO_INPUT.format(model=request.model)"): [
        constant("estimate/request.py", "NO_INPUT").replace("{model}", "{}")
    ],
    ("verify/engine_errors.py", "during"): ["", " while importing {}"],
    ("verify/engine_errors.py", "why"): ["it ended by itself", "its imports took longer than {} s", "{}"],
    ("verify/engine_errors.py", "output"): ["", ": {}"],
    ("verify/engine_errors.py", "str(TORCH_IS_MISSING)"): [],  # raised as it is
    ("verify/server_handle.py", "log"): ["", " {}"],
    ("cli/estimating.py", "died"): ["signal {}", "exit code {}"],
    ("cli/estimating.py", "answer['error']"): [],  # what quizdl.estimate said
}
NOT_ITS_OWN = {"say", "join", "str"}  # functions that give a message made elsewhere


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def messages() -> Iterator[tuple[str, str]]:
    """Each message that is raised on purpose, or that a store keeps as its trouble, and where."""
    for path in sorted(FOLDER.rglob("*.py")):
        name = path.relative_to(FOLDER).as_posix()
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Assign | ast.Call):
                for message in of_node(node, name):
                    yield f"{name}:{node.lineno}", message


def of_node(node: ast.Assign | ast.Call, file: str) -> Iterator[str]:
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.JoinedStr):
        if ast.unparse(node.targets[0]) == "self.trouble":
            yield from filled(node.value, file)
        return
    if not isinstance(node, ast.Call) or not node.args:
        return
    function = ast.unparse(node.func).rpartition(".")[2]
    if function in RAISED:
        yield from filled(node.args[0], file)
    elif function in KINDS:
        advices = [f" ({advice})" for node in node.args[3:] for advice in filled(node, file)] or [""]
        for kind, advice in itertools.product(filled(node.args[0], file), advices):
            yield f"no {kind} is called 'Qname'{advice}"
            yield f"no {kind} is called 'Qname'{advice}; did you mean Qnear?"


def filled(node: ast.expr, file: str) -> Iterator[str]:
    """The text of a literal or an f-string with its gaps filled; nothing for what is made elsewhere."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
        return
    if (file, ast.unparse(node)) in FILLINGS:
        yield from map(numbered, FILLINGS[file, ast.unparse(node)])
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in NOT_ITS_OWN:
        return
    assert isinstance(node, ast.JoinedStr), f"line {node.lineno}: write the message where it is raised"
    parts = [[part.value] if isinstance(part, ast.Constant) else gap(part, file) for part in node.values]
    for chosen in itertools.product(*parts):
        yield numbered("".join(str(part) for part in chosen))


def numbered(text: str) -> str:
    number = itertools.count(1)
    return re.sub(r"\{\}", lambda _: f"Q{next(number)}", text)


def gap(part: ast.expr, file: str) -> list[str]:
    assert isinstance(part, ast.FormattedValue)
    return FILLINGS.get((file, ast.unparse(part.value)), ["{}"])


MESSAGES = list(messages())


def test_at_least_45_messages_are_found_in_the_source() -> None:
    assert len({place for place, _ in MESSAGES}) >= 45


@pytest.mark.parametrize("message", [message for _, message in MESSAGES], ids=[place for place, _ in MESSAGES])
def test_each_error_is_said_in_korean(message: str) -> None:
    korean = say_message("ko", message)
    assert HANGUL.search(korean), korean
    assert set(VALUES.findall(message)) == set(VALUES.findall(korean))
    assert set(WORDS.findall(message.lower())) & set(WORDS.findall(korean.lower())) <= ENGLISH_KEPT


@pytest.mark.parametrize(("english", "korean"), SENTENCES["errors"].items())
def test_no_form_hides_another(english: str, korean: str) -> None:
    assert say_message("ko", english) == korean  # "{name}" stands for itself


def test_what_has_no_form_stays_as_it_is() -> None:
    assert say_message("ko", "{odd} \n") == "{odd} \n"
    assert say_message("en", "no topic is called 'x'") == "no topic is called 'x'"


def test_a_long_message_takes_no_time() -> None:
    began = time.process_time()
    say_message("ko", ": = a: cannot (" * 20_000)
    assert time.process_time() - began < 5


def test_no_form_is_kept_that_nothing_raises() -> None:
    raised = {message for _, message in MESSAGES}
    forms = SENTENCES["errors"].keys() - CLICK.keys() - SYSTEM.keys()
    parts: set[str] = set()  # what stands in a message for a name that has forms of its own, and so on
    texts = raised
    while texts:
        found = [values for form in forms for text in texts if (values := values_in(text, form))]
        texts = {values[name] for values in found for name in values.keys() & set(TRANSLATED)} - parts
        parts |= texts
    unused = [form for form in forms if not any(text == form or values_in(text, form) for text in raised | parts)]
    nodes = (node for path in FOLDER.rglob("*.py") if path.parent.name != "words" for node in ast.walk(parsed(path)))
    literals = "\0".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    # a message may be put together from parts of several functions: then its longest part stands in one of them
    assert [form for form in unused if max(re.split(r"\{\w+\}", form), key=len).strip(": ") not in literals] == []
