"""Proofs, attempts and estimates as HTML for notebooks and pages: no script, no style sheet, no link, nothing fetched.

Words take the colour of the text around them, and signs a colour that stands out from white and from black. Every text
is escaped: banks hold foreign text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from quizdl.report.svg import chart_svg
from quizdl.report.view.excerpt import CodeLine
from quizdl.report.view.memory import MemoryView
from quizdl.report.view.numbers import Row, SignedWord, Tone
from quizdl.report.view.practice import WAITING, AttemptView
from quizdl.report.view.proof import ProofView
from quizdl.report.view.totals import TotalsView

MOST_PROOFS = 12  # of several results; the rest are a line each
MOST_LINES = 200
TONES = {
    Tone.GOOD: "#16a34a",
    Tone.BAD: "#dc2626",
    Tone.OPEN: "#d97706",
    Tone.UNAVAILABLE: "currentColor",
    Tone.FAILED: "#c026d3",
}
QUIET = "opacity: 0.75"
BAR, BAR_PIXELS = "#0891b2", 200  # the colour of a bar, and the width of a whole one
LEFT, RIGHT = "text-align: left; vertical-align: top", "text-align: right; vertical-align: top"


class Column(NamedTuple):
    """The head of a column, and how its cells are aligned."""

    head: str
    style: str = LEFT


def proof_html(view: ProofView) -> str:
    """One result: headline, verdict, sentence, turned knobs and reason, picture, table, references."""
    parts = [_paragraph(view.headline, "font-weight: bold"), f"<p>{_verdict(view)}</p>"]
    texts = (view.sentence if view.finding else "", view.changed, view.reason, view.picture.caption)
    parts += [_paragraph(text) for text in texts if text]
    parts.append(chart_svg(view.picture))
    if view.measurements:
        parts += _numbers(view)
    if printed := "\n".join(filter(None, (view.printed, view.traceback))):
        parts.append(_paragraph(f"{view.heads.printed}:", QUIET) + f"<pre>{escape(printed)}</pre>")
    parts.append(_paragraph(" · ".join(filter(None, (view.literature, *view.facts))), QUIET))
    return _box(parts)


def proofs_html(views: Sequence[ProofView], totals: TotalsView) -> str:
    """Several results under their totals: the first few whole and folded, then a line each, up to two hundred."""
    parts = [_paragraph(", ".join(filter(None, (totals.agreed, totals.unavailable))), "font-weight: bold")]
    parts += [_paragraph(": ".join(filter(None, (f"{row.claim}  {row.agreed}", row.others)))) for row in totals.seeds]
    parts += [
        f"<details><summary>{_verdict(view)} {_facts(view)}</summary>{proof_html(view)}</details>"
        for view in views[:MOST_PROOFS]
    ]
    lines = [f"<li>{_verdict(view)} {_facts(view)}</li>" for view in views[MOST_PROOFS:MOST_LINES]]
    if left := len(views[MOST_LINES:]):
        lines.append(f"<li>… {left}</li>")
    return _box([*parts, f"<ul>{''.join(lines)}</ul>" if lines else ""])


def attempt_html(view: AttemptView) -> str:
    """An attempt at an exercise: its outcome, what is wrong or slow, judges, a call that differs, output."""
    parts = [f"<p>{_sign(view.headline)} <b>{escape(view.headline.word)}</b></p>"]
    parts += [_paragraph(text) for text in (view.fault.text if view.fault else "", view.speed) if text]
    parts += ["<pre>" + "\n".join(map(_code, view.code)) + "</pre>"] if view.code else []
    asked = [row for row in view.judges if row.label.sign != WAITING.sign]
    rows = [[_sign(row.label), escape(row.name), escape(row.detail)] for row in asked]
    parts.append(_table([Column("")] * 3, rows))
    if (differs := view.difference) is not None:
        parts.append(_paragraph(differs.call))
        results = [(differs.yours_head, differs.yours), (differs.ours_head, differs.ours)]
        cells = [[escape(head), escape(differs.place), escape(result)] for head, result in results]
        parts.append(_table([Column("")] * 3, cells))
    parts += [_paragraph(view.agreement, QUIET)] if view.agreement else []
    parts += [f"<pre>{escape(view.printed)}</pre>"] if view.printed else []
    return _box(parts)


def _code(line: CodeLine) -> str:
    """A line of code; that which is told stands out."""
    told = escape(f"{line.number}  {line.text}")
    return f'<b style="color: {TONES[Tone.BAD]}">{told}</b>' if line.is_told else told


def memory_html(view: MemoryView) -> str:
    """An estimate: the model, its items with bars, the peak, the largest layers."""
    heads = view.heads
    columns = [Column(heads.item), Column(heads.size, RIGHT), Column(heads.share, RIGHT), Column("")]
    rows = [[escape(item.name), escape(item.size), escape(item.percent), _bar(item.share)] for item in view.items]
    rows.append([f"<b>{escape(heads.peak)}</b>", f"<b>{escape(view.peak)}</b>", "", ""])
    parts = [_paragraph(view.head, "font-weight: bold"), _table(columns, rows), _paragraph(view.about)]
    if view.layers:
        layers = [[escape(layer.name), escape(layer.kind), escape(layer.size)] for layer in view.layers]
        parts += [_paragraph(heads.layers, QUIET), _table([Column(""), Column(""), Column("", RIGHT)], layers)]
    assumed = [[escape(assumption.text), escape(assumption.size)] for assumption in view.assumptions]
    parts += [chart_svg(view.picture)] if view.picture.lines[0].y else []
    parts += [_paragraph(text) for text in view.taken]
    parts += [_paragraph(heads.assumptions, QUIET), _table([Column(""), Column("", RIGHT)], assumed)]
    return _box([*parts, _paragraph(view.left_out, QUIET)])


def _numbers(view: ProofView) -> Iterator[str]:
    """The findings, the checks (folded where all are within their bounds), and the controls."""
    yield _rows(view.findings, view)
    if view.checks_in_short:
        opened = "" if view.checks_kept else " open"
        yield f"<details{opened}><summary>{escape(view.checks_in_short)}</summary>{_rows(view.checks, view)}</details>"
    for control in view.controls:
        sign = _sign(SignedWord(control.sign, control.outcome, control.tone))
        because = f'; <span style="{QUIET}">{escape(control.because)}</span>' if control.because else ""
        told = f"{escape(control.told)} {sign} {escape(control.outcome)}{because}"
        yield f"<p><b>{escape(view.heads.control)}</b> {told}</p>"


def _rows(rows: Sequence[Row], view: ProofView) -> str:
    heads = view.heads
    columns = [Column(""), Column(heads.name), Column(heads.value, RIGHT), Column(heads.bound, RIGHT)]
    return _table([*columns, Column(heads.because)], map(_cells, rows))


def _cells(row: Row) -> list[str]:
    texts = map(escape, (row.name, row.value, row.bound, row.because))
    return [_sign(SignedWord(row.sign, row.outcome, row.tone)), *texts]


def _verdict(view: ProofView) -> str:
    """`✓ supported, as declared  adam.bias_correction`."""
    words = ", ".join(filter(None, (view.verdict.word, view.agreement)))
    return f"{_sign(view.verdict)} {escape(words)} <code>{escape(view.claim)}</code>"


def _facts(view: ProofView) -> str:
    return f'<span style="{QUIET}">{escape(" · ".join(view.facts))}</span>'


def _sign(label: SignedWord) -> str:
    """The sign of a label in the colour of its tone, with its word as a tooltip and for screen readers."""
    word = escape(label.word)
    return f'<b style="color: {TONES[label.tone]}" title="{word}" aria-label="{word}">{escape(label.sign)}</b>'


def _table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are HTML; without a head if no column has one."""
    heads = "".join(f'<th style="{column.style}">{escape(column.head)}</th>' for column in columns)
    head = f"<thead><tr>{heads}</tr></thead>" if any(column.head for column in columns) else ""
    body = "".join(f"<tr>{_row(columns, row)}</tr>" for row in rows)
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _row(columns: Sequence[Column], row: Sequence[str]) -> str:
    return "".join(f'<td style="{column.style}">{cell}</td>' for column, cell in zip(columns, row, strict=True))


def _bar(share: float) -> str:
    width = max(round(share * BAR_PIXELS), 1 if share > 0 else 0)
    return f'<div style="width: {width}px; height: 0.8em; background: {BAR}"></div>'


def _paragraph(text: str, style: str = "") -> str:
    styled = f' style="{style}"' if style else ""
    return f"<p{styled}>{escape(text)}</p>"


def _box(parts: Iterable[str]) -> str:
    return f'<div class="quizdl" style="max-width: 60em">{"".join(parts)}</div>'
