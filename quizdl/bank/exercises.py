"""What must hold in an exercise beyond the types of its fields: by itself, and against our program.

Programs and starters are read with `ast`; nothing is imported.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from quizdl.bank.defect import Defect, FieldPath
from quizdl.bank.question import CodeQuestion
from quizdl.contract import BadCall, Call, parse_call

LEAST_JUDGES = 3
HARDEST = 3  # level: of exercises that may limit time

_FORM = "write name(argument: shape) -> result: shape"
_SESSION = "write >>> before a call, and its result beneath"
_MAKE: FieldPath = ("contract", "make")

Calls = Mapping[FieldPath, Call]  # by where they stand in the question


def exercise_defects(question: CodeQuestion) -> Iterator[Defect]:
    """Check an exercise by itself. The loader refuses a bank with any of these defects."""
    for name in () if question.whole else ("statements", "accuracy", "said_minutes"):
        if getattr(question, name) is not None:
            yield Defect((name,), "belongs to a whole program", "add whole: true, or remove it")
    if question.said_minutes is not None and question.said_minutes[0] >= question.said_minutes[1]:
        yield Defect(("said_minutes",), "does not grow", "write the shorter time first: [30, 60]")
    if question.at_most_times is not None:
        yield from _time_defects(question)
    if len(question.verify) < LEAST_JUDGES:
        yield Defect(("verify",), f"names fewer than {LEAST_JUDGES} judges", "name claims that wrong programs fail")
    calls, defects = _parsed(question)
    defects = defects or [*_call_defects(question, calls), *_example_defects(question, calls)]
    yield from defects
    if question.session is not None:
        yield from _session_defects(question.session)
    try:
        starter = _tree(question.starter, "the starter")
    except ValueError as error:
        yield Defect(("starter",), str(error))
    else:
        comparable = not defects and question.symbol
        lacking = _against(starter, "the starter", question, calls) if comparable else ()
        yield from (defect._replace(path=("starter",)) for defect in lacking)


def _time_defects(question: CodeQuestion) -> Iterator[Defect]:
    """Check whether a limit on time belongs here: ours must run beside the reader's program to be timed."""
    if question.level != HARDEST:
        yield Defect(("at_most_times",), f"belongs to level {HARDEST}", f"write level: {HARDEST}, or remove it")
    if not question.contract.compared:
        yield Defect(("at_most_times",), "needs ours beside it", "remove compared: false, or this")


def program_defects(question: CodeQuestion, programs: Path) -> Iterator[Defect]:
    """Check an exercise against our program, in the folder `programs`, once it is sound by itself."""
    if any(exercise_defects(question)):
        return
    name = question.symbol.partition(".")[0]
    place = f"verifiers/programs/{name}.py"
    try:
        tree = _tree((programs / f"{name}.py").read_bytes(), place)
    except OSError:
        yield Defect(("symbol",), f"there is no {place}", _near(name, [file.stem for file in programs.glob("*.py")]))
    except ValueError as error:
        yield Defect(("symbol",), str(error))
    else:
        yield from _against(tree, place, question, _parsed(question)[0])


def _parsed(question: CodeQuestion) -> tuple[Calls, list[Defect]]:
    """The calls of the contract, and what is wrong with those that cannot be read."""
    written: dict[FieldPath, str] = {
        ("contract", "calls", index): text for index, text in enumerate(question.contract.calls)
    }
    if question.contract.make is not None:
        written[_MAKE] = question.contract.make
    calls: dict[FieldPath, Call] = {}
    defects = [] if question.contract.calls else [Defect(("contract", "calls"), "names no call", _FORM)]
    for path, text in written.items():
        try:
            calls[path] = parse_call(text)
        except BadCall as error:
            defects.append(Defect(path, str(error), _FORM))
    return calls, defects


def _call_defects(question: CodeQuestion, calls: Calls) -> Iterator[Defect]:
    """Check the names of calls against the symbol and one another."""
    symbol = question.symbol.partition(".")[2]
    seen = set[str]()
    for path, call in calls.items():
        if call.name in seen:
            yield Defect(path, f"{call.name!r} occurs twice", "keep one")
        seen.add(call.name)
        if symbol and call.name != symbol and (path == _MAKE or _MAKE not in calls):
            fix = "a class needs make:, and calls: of its methods"
            yield Defect(path, f"{call.name!r} is not the symbol {symbol!r}", fix)
    known = [name for call in calls.values() for name in call.arguments]
    for index, name in enumerate(question.contract.in_place):
        if name not in known:
            yield Defect(("contract", "in_place", index), f"no call takes {name!r}", _near(name, known))


def _example_defects(question: CodeQuestion, calls: Calls) -> Iterator[Defect]:
    """Check the example against the contract: `make` and the lists of arguments."""
    named = {"make" if path == _MAKE else call.name: call for path, call in calls.items()}
    for name, given in (question.example or {}).items():
        here: FieldPath = ("example", name)
        if name not in named:
            yield Defect(here, f"no call is named {name!r}", _near(name, named), at_key=True)
        elif name == "make" and isinstance(given, dict):
            for argument in given.keys() - set(named[name].arguments):
                fix = _near(argument, named[name].arguments)
                yield Defect((*here, argument), f"no call takes {argument!r}", fix, at_key=True)
        elif name == "make":
            yield Defect(here, "is not a mapping", "write fields as name: value")
        elif not isinstance(given, list) or not all(isinstance(arguments, list) for arguments in given):
            yield Defect(here, "is no list of calls", "write [[one, two]] for one call with two arguments")
        else:
            most = len(named[name].arguments)
            for index, arguments in enumerate(given):
                if len(arguments) > most:
                    yield Defect((*here, index), f"gives {len(arguments)} arguments", f"at most {most}")


def _session_defects(session: str) -> Iterator[Defect]:
    """Check that a session can be read, and that it calls something."""
    import doctest

    try:
        if not doctest.DocTestParser().get_examples(session):
            yield Defect(("session",), "holds no call", _SESSION)
    except ValueError:
        yield Defect(("session",), "is no session at Python's prompt", _SESSION)


def _against(tree: ast.Module, place: str, question: CodeQuestion, calls: Calls) -> Iterator[Defect]:
    """Check that a module defines what the contract names. `place` is what readers call the module."""
    top = _definitions(tree.body)
    name = question.symbol.partition(".")[2]
    symbol = top.get(name)
    if symbol is None:
        yield Defect(("symbol",), f"{place} defines no {name!r}", _near(name, top))
    elif isinstance(symbol, ast.FunctionDef) and _MAKE in calls:
        yield Defect(_MAKE, f"{name!r} is a function in {place}", "remove it")
    elif isinstance(symbol, ast.FunctionDef):
        path, call = next(iter(calls.items()))
        yield from _signature_defects(path, call, _parameters(symbol), name, place)
    elif _MAKE not in calls:
        yield Defect(("symbol",), f"{name!r} is a class in {place}", "write under make: how an object is made")
    else:
        yield from _class_defects(symbol, place, calls)


def _class_defects(symbol: ast.ClassDef, place: str, calls: Calls) -> Iterator[Defect]:
    """Check the methods of a class, those that it inherits or a decorator adds aside."""
    methods = _definitions(symbol.body)
    for path, call in calls.items():
        name = "__init__" if path == _MAKE else call.name
        shown = f"{symbol.name}.{name}"
        if isinstance(method := methods.get(name), ast.FunctionDef):
            yield from _signature_defects(path, call, _parameters(method)[1:], shown, place)
        elif not symbol.bases and not symbol.decorator_list and (path != _MAKE or call.arguments):
            yield Defect(path, f"{place} defines no {shown!r}", _near(name, methods))


def _signature_defects(path: FieldPath, call: Call, parameters: list[str], name: str, place: str) -> Iterator[Defect]:
    """Check the names and the order of a call's arguments against the parameters of the definition `name`."""
    unknown = [argument for argument in call.arguments if argument not in parameters]
    for argument in unknown:
        yield Defect(path, f"{name} in {place} has no parameter {argument!r}", _near(argument, parameters))
    if not unknown and [known for known in parameters if known in call.arguments] != list(call.arguments):
        yield Defect(path, f"{name} in {place} has another order of parameters", f"write ({', '.join(parameters)})")


def _definitions(body: list[ast.stmt]) -> dict[str, ast.FunctionDef | ast.ClassDef]:
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _parameters(function: ast.FunctionDef) -> list[str]:
    """The names of the parameters, in order."""
    arguments = function.args
    return [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _tree(source: str | bytes, place: str) -> ast.Module:
    """The parsed source. Raises ValueError, with words for the author, where it is not Python."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise ValueError(f"{place} is not Python in line {error.lineno or 1}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise ValueError(f"{place} is not Python: it holds null bytes or is nested too deeply") from None


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else ""
