"""The printed proof: what one experiment measured against its bounds, as rich renderables. Nothing is printed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quizdl.report.curves import chart
from quizdl.report.text import harmless, readable, value_and_bound
from quizdl.report.view.picture import Picture
from quizdl.report.wording import printed_by, say_changed, say_reason, verdict_and_reason
from quizdl.verdict import Verdict
from quizdl.verify.declared import Claim
from quizdl.verify.evidence import Control, Evidence, Measurement
from quizdl.verify.judging import Catch, Hunt
from quizdl.verify.result import Result
from quizdl.words import say

SIGNS = {
    Verdict.SUPPORTED: ("✓", "bold green"),
    Verdict.REFUTED: ("✗", "bold red"),
    Verdict.INCONCLUSIVE: ("?", "bold yellow"),
    Verdict.UNAVAILABLE: ("–", "dim"),
    Verdict.FAILED: ("!", "bold magenta"),
}
HOLDS = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}
STACKED, ROOMY = 72, 110  # cells: below the first no table fits, from the second on each word has its column
CHART_WIDTH, CHART_HEIGHT = 100, 16


def _text(text: str, style: str = "") -> Text:
    """Text of a bank or a verifier: harmless, and never markup."""
    return Text(harmless(text), style)


def render_result(result: Result, claim: Claim, language: str, width: int) -> RenderableType:
    """One result: sentence, verdict, numbers, controls, and what it rests on, for `width` cells."""
    parts: list[RenderableType] = [_text(claim.sentence(language), "bold"), _verdict(result, language)]
    if changed := say_changed(language, result, claim):
        parts.append(Padding(Text(changed, "yellow"), (0, 0, 0, 2)))
    if why := say_reason(language, result):
        parts.append(Padding(_text(why), (0, 0, 0, 2)))
    if result.evidence is not None:
        parts.append((_stack if width < STACKED else _table)(result.evidence, language, width))
    if printed := printed_by(result):
        parts += [Text(f"{say(language, 'proof.output')}:", "dim"), Padding(_text(printed), (0, 0, 0, 2))]
    parts.append(_footer(result, claim, language))
    return Padding(Group(*parts), (0, 0, 1, 0))


def render_line(result: Result, claim: Claim, language: str) -> RenderableType:
    """One result in one line, cut where the terminal ends."""
    sign, style = SIGNS[result.verdict]
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append_text(Text(f"{sign} {say(language, f'verdict.{result.verdict}')}", style)).append("  ")
    line.append_text(_text(claim.id)).append("  ")
    if changed := say_changed(language, result, claim):
        line.append(f"({changed})  ", "yellow")
    sentence = (
        claim.sentence(language) if result.as_declared else say_reason(language, result) or claim.sentence(language)
    )
    line.append_text(_text(" ".join(sentence.split()), "dim"))
    return Group(line)  # a bare Text would be wrapped all the same


def render_chart(picture: Picture, width: int, *, colour: bool = True) -> RenderableType:
    """The curves of an experiment, as wide as there is room up to 100 cells."""
    drawn = chart(picture, min(width, CHART_WIDTH), CHART_HEIGHT, colour=colour)
    return Group(Text.from_ansi(drawn, no_wrap=True))


def verdict_words(result: Result, language: str) -> str:
    """The verdict and whether it is the declared one: `refuted, as declared: this is folklore`."""
    word = say(language, f"verdict.{result.verdict}")
    if result.verdict in (Verdict.UNAVAILABLE, Verdict.FAILED):
        return word
    if not result.as_declared:
        declared = say(language, f"verdict.{result.expected}")
        return f"{word}, {say(language, 'verdict.not_as_declared', verdict=declared)}"
    folklore = result.verdict == Verdict.REFUTED
    return f"{word}, {say(language, 'verdict.folklore_refuted' if folklore else 'verdict.as_declared')}"


def _verdict(result: Result, language: str) -> Text:
    sign, style = SIGNS[result.verdict]
    word, comma, rest = verdict_words(result, language).partition(",")
    line = Text(f"{sign} {word}", style)
    line.append(comma + rest, "not bold green" if result.as_declared else "not bold red")
    name = result.claim + (f" [{result.mutant}]" if result.mutant else "")
    return line.append_text(_text(f"   {name}", "not bold dim"))


def _table(evidence: Evidence, language: str, width: int) -> RenderableType:
    """Measurements, then controls, in columns of which name and reason share what room is left."""
    roomy = width >= ROOMY
    table = Table(box=SIMPLE, padding=(0, 1), pad_edge=False, header_style="dim", width=width)
    table.add_column("", width=1)
    table.add_column(say(language, "proof.measurement"), ratio=2)
    table.add_column(say(language, "proof.measured"))
    table.add_column(say(language, "proof.bound"))
    if roomy:
        table.add_column(say(language, "proof.unit"))
        table.add_column(say(language, "proof.because"), ratio=3)
    for number in (*evidence.measurements, *evidence.controls):
        if number is evidence.controls[0]:
            table.add_section()
            table.add_row("", Text(say(language, "proof.controls"), "dim"))
        sign, style = _outcome(number)
        value, bound = value_and_bound(number)
        name, because = _text(number.name), _because(number, language)
        if roomy:
            cells = [name, _text(value, "bold"), _text(bound), _text(number.unit), because]
        else:
            both = name.append("\n").append_text(because) if because else name
            cells = [both, _text(f"{value} {number.unit}".rstrip(), "bold"), _text(bound)]
        table.add_row(Text(sign, style), *cells)
    return table


def _stack(evidence: Evidence, language: str, width: int) -> RenderableType:
    """The same in a narrow terminal: the parts of each number beneath each other."""
    del width  # it wraps
    parts: list[RenderableType] = []
    for number in (*evidence.measurements, *evidence.controls):
        if number is evidence.controls[0]:
            parts.append(Text(say(language, "proof.controls"), "dim"))
        sign, style = _outcome(number)
        value, bound = value_and_bound(number)
        parts.append(Text(f"{sign} ", style).append_text(_text(number.name, "not bold default")))
        facts = _text(f"{value} {number.unit}".rstrip(), "bold")
        facts.append(f"\n{say(language, 'proof.bound')}: ", "not bold dim").append_text(_text(bound, "not bold"))
        if because := _because(number, language):
            facts.append("\n").append_text(because)
        parts.append(Padding(facts, (0, 0, 0, 2)))
    return Group(*parts)


def _outcome(number: Measurement) -> tuple[str, str]:
    """The sign of a number: whether it holds; of a control, whether it came out as it must."""
    return HOLDS[number.came_out if isinstance(number, Control) else number.holds]


def _because(number: Measurement, language: str) -> Text:
    """The reason for a bound; a control says before it what it must do and did."""
    words = []
    if isinstance(number, Control):
        did = {True: "bound.held", False: "bound.broke", None: "bound.undecided"}[number.holds]
        words.append(f"{say(language, f'bound.must_{number.must}')}: {say(language, did)}")
    if number.because:
        words.append(number.because)
    return _text("; ".join(words), "not bold dim")


def _footer(result: Result, claim: Claim, language: str) -> Text:
    facts = [claim.literature] if claim.literature else []
    if result.seed is not None:
        facts.append(say(language, "proof.seed", seed=result.seed))
    facts.append(say(language, "proof.took", seconds=readable(result.seconds, 2)))
    if result.kept:
        facts.append(say(language, "proof.kept_result", age=_age(result, language)))
    return _text(" · ".join(facts), "dim")


def _age(result: Result, language: str) -> str:
    seconds = (datetime.now(UTC) - result.made).total_seconds()
    for name, size in (("ago.days", 86_400), ("ago.hours", 3_600), ("ago.minutes", 60)):
        if seconds >= size:
            return say(language, name, count=int(seconds // size))
    return say(language, "ago.now")


CATCHES = {Catch.CAUGHT: HOLDS[True], Catch.MISSED: HOLDS[False], Catch.UNJUDGED: HOLDS[None]}


def render_mutants(hunts: Sequence[Hunt], language: str = "en") -> RenderableType:
    """The mutants, each with its change and the claims that caught it or could not judge it."""
    blocks: list[RenderableType] = []
    for hunt in hunts:
        mutant = hunt.mutant
        sign, style = CATCHES[hunt.outcome]
        head = Text(f"{sign} ", style).append_text(_text(mutant.description, "not bold default"))
        head.append_text(_text(f"  {mutant.path.name}:{mutant.line}", "not bold dim"))
        body = Text()
        for mark, code, colour in (("-", mutant.old, "red"), ("+", mutant.new, "green")):
            for line in harmless(code).split("\n"):
                body.append(f"{mark} {line}\n", colour)
        body.append_text(_text(who_caught(hunt, language), "" if hunt.caught else f"bold {style}"))
        blocks += [head, Padding(body, (0, 0, 0, 2))]
    count = Counter(hunt.outcome for hunt in hunts)
    total = say(language, "total.caught", right=count[Catch.CAUGHT], all=len(hunts) - count[Catch.UNJUDGED])
    if count[Catch.UNJUDGED]:
        total += ", " + say(language, "total.unjudged", count=count[Catch.UNJUDGED])
    return Group(*blocks, Text(""), Text(total, "bold red" if any(hunt.fails for hunt in hunts) else "bold green"))


def who_caught(hunt: Hunt, language: str) -> str:
    """The claims that caught a mutant; or that none did, or why that cannot be judged."""
    if hunt.outcome is Catch.CAUGHT:
        return say(language, "mutant.caught", claims=", ".join(hunt.caught))
    if hunt.outcome is Catch.MISSED:
        return say(language, "mutant.missed" if hunt.whole else "mutant.missed_here")
    untold = [
        say(
            language,
            "mutant.unjudged" if why.mutant else "mutant.unjudged_anyway",
            claim=claim,
            verdict=verdict_and_reason(language, why),
        )
        for claim, why in hunt.unjudged.items()
    ]
    return say(language, "mutant.cannot_judge", claims="; ".join(untold))


def render_summary(results: Iterable[Result], language: str = "en") -> RenderableType:
    """How many came out as declared; claims run with several seeds are counted one by one."""
    results = list(results)
    checked = [result for result in results if result.verdict != Verdict.UNAVAILABLE]
    by_claim: dict[str, list[Result]] = {}
    for result in checked:
        by_claim.setdefault(result.claim, []).append(result)
    lines = [_seeds(claim, runs, language) for claim, runs in by_claim.items() if len(runs) > 1]
    right = sum(result.as_declared for result in checked)
    style = "bold green" if right == len(checked) else "bold red"
    line = Text(say(language, "total.as_declared", right=right, all=len(checked)), style)
    if missing := len(results) - len(checked):
        line.append(f", {say(language, 'total.unavailable', count=missing)}", "not bold default")
    return Group(*lines, line)


def _seeds(claim: str, runs: Sequence[Result], language: str) -> Text:
    right = sum(result.as_declared for result in runs)
    line = _text(claim, "bold").append(f"  {right}/{len(runs)} {say(language, 'total.seeds')}", "not bold default")
    others = [
        f"{say(language, f'verdict.{r.verdict}')} ({say(language, 'proof.seed', seed=r.seed)})"
        for r in runs
        if not r.as_declared
    ]
    return line.append(": " + ", ".join(others[:10]), "not bold red") if others else line
