"""All pages of a bank, and the folder that they are written to."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from quizdl.bank.model import Topic
from quizdl.pages.board import board_tracks, groups_of, myths_in
from quizdl.pages.markup import title
from quizdl.pages.material import Material, track_title
from quizdl.pages.question import question_page
from quizdl.report.documents import json_text, result_entry
from quizdl.report.text import harmless
from quizdl.study.searching import searchable
from quizdl.words import Language, say

MANIFEST = ".quizdl-pages"  # the names of all files that were written, so that those of removed questions can go


class Page(NamedTuple):
    """A file of the site, by its path in the folder."""

    path: str
    text: str


class Link(NamedTuple):
    """A question or a topic that a page links to."""

    name: str
    title: str


class Entry(NamedTuple):
    """A question in the list of all, with the words that find it, in every language."""

    id: str
    title: str
    level: str
    words: str


class TopicEntries(NamedTuple):
    """The questions of a topic."""

    name: str
    title: str
    entries: Sequence[Entry]


class TrackEntries(NamedTuple):
    """The topics of a track."""

    title: str
    topics: Sequence[TopicEntries]


class Written(NamedTuple):
    """What became of the folder: how many pages it holds, and how many of them are new or changed."""

    pages: int
    changed: int


def pages_of(material: Material) -> Iterator[Page]:
    """Every page of a bank, a tree a language."""
    names = {language: say(language, "language.name") for language in material.languages}
    templates = _Templates(bank=harmless(material.name), languages=material.languages, names=names)
    yield templates.page("index.html", "welcome.html")
    for language in material.languages:
        yield from _Tree(material, templates, language).pages()
    for name, result in material.results.items():
        if claim := material.claim(name):
            yield Page(f"data/{name}.json", json_text(result_entry(claim, result)) + "\n")


class _Templates:
    """The templates, with the values that each of them shows."""

    def __init__(self, **shared: object) -> None:
        loader = PackageLoader("quizdl.pages")
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        script = self._text("search.js")
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        self._shared = {
            **shared,
            "style": Markup(self._text("style.css")),
            "script": Markup(script),
            "script_hash": f"sha256-{digest}",
        }

    def page(self, place: str, template: str, **values: object) -> Page:
        return Page(place, self._environment.get_template(template).render(**self._shared, **values))

    @staticmethod
    def _text(name: str) -> str:
        return (files("quizdl.pages") / "templates" / name).read_text(encoding="utf-8")


class _Tree:
    """The pages in one language."""

    def __init__(self, material: Material, templates: _Templates, language: Language) -> None:
        self._material, self._templates, self._language = material, templates, language

    def pages(self) -> Iterator[Page]:
        yield self._contents()
        yield self._board()
        topics = [topic for _, _, listed in self._material.tracks for topic in listed]
        asked = [(topic, question) for topic in topics for question in topic.questions]
        links = [Link(question.id, title(question.prompt.to(self._language))) for _, question in asked]
        around = zip([None, *links[:-1]], [*links[1:], None], strict=True)
        for (topic, question), (previous, following) in zip(asked, around, strict=True):
            yield self._page(
                f"q/{question.id}.html",
                "question.html",
                page=question_page(question, self._material, self._language),
                topic=Link(topic.name, harmless(topic.title.to(self._language))),
                previous=previous,
                following=following,
            )

    def _contents(self) -> Page:
        tracks = [
            TrackEntries(track_title(named, self._language), [self._topic(topic) for topic in topics])
            for _, named, topics in self._material.tracks
        ]
        count = sum(len(topic.entries) for track in tracks for topic in track.topics)
        return self._page("index.html", "contents.html", tracks=tracks, count=count)

    def _topic(self, topic: Topic) -> TopicEntries:
        entries = []
        titles = [harmless(topic.title.to(language)) for language in self._material.languages]
        for summary in topic.summaries():
            prompts = [title(summary.prompt.to(language)) for language in self._material.languages]
            level = say(self._language, "level", level=summary.level)
            words = searchable(*prompts, *titles, *map(harmless, summary.tags), summary.id)
            entries.append(Entry(summary.id, title(summary.prompt.to(self._language)), level, words))
        return TopicEntries(topic.name, harmless(topic.title.to(self._language)), entries)

    def _board(self) -> Page:
        tracks = board_tracks(self._material, self._language)
        groups = groups_of(tracks, self._language)
        count, myths = sum(len(group.rows) for group in groups), myths_in(self._material)
        return self._page("board.html", "board.html", tracks=tracks, groups=groups, count=count, myths=myths)

    def _page(self, path: str, template: str, **values: object) -> Page:
        language = self._language
        shown = {**values, "language": language, "path": path, "up": "../" * path.count("/")}
        return self._templates.page(f"{language}/{path}", template, say=partial(say, language), **shown)


def write_pages(pages: Iterable[Page], folder: Path) -> Written:
    """Write pages into a folder: those that changed, and remove those of an earlier site that are no more.

    Other files in the folder stay. Raises OSError.
    """
    earlier, names, changed = _listed(folder), list[str](), 0
    for page in pages:
        names.append(page.path)
        path = folder / page.path
        if not path.is_file() or path.read_bytes() != page.text.encode():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.text, encoding="utf-8")  # half a page differs, so the next report completes it
            changed += 1
    for name in earlier - set(names):
        (folder / name).unlink(missing_ok=True)
    (folder / MANIFEST).write_text(json.dumps(names, indent=0), encoding="utf-8")
    return Written(len(names), changed)


def _listed(folder: Path) -> set[str]:
    """The files of the site that the folder holds, and no others, whatever its list says."""
    try:
        names = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return set()
    return {
        name
        for name in (names if isinstance(names, list) else [])
        if isinstance(name, str) and (folder / name).resolve().is_relative_to(folder.resolve())
    }
