"""The mock interview line by line: for pipes, screen readers, and terminals that cannot place a cursor."""

from __future__ import annotations

from quizdl.bank.question import OpenQuestion
from quizdl.line_mode.input import Compose, Read, Write, command_in, composed, numbers_in
from quizdl.report.interview import claims_told, keep_interview, score_lines, write_interview
from quizdl.report.text import harmless
from quizdl.report.view.answer import sections_of
from quizdl.report.wording import say_storage_warning
from quizdl.study.interview import How, Spoken
from quizdl.study.rehearsal import Rehearsal
from quizdl.study.storage_warnings import StorageWarning
from quizdl.verify.catalogue import Catalogue
from quizdl.words import Language, say

MOST_TRIES = 20  # lines that answer nothing, before the question is passed over: `yes | quizdl` must end


class _Leave(Exception):
    """The reader quits, or the input has ended."""


def interview_line_mode(
    rehearsal: Rehearsal,
    catalogue: Catalogue | None,
    language: Language,
    *,
    read: Read,
    write: Write,
    compose: Compose | None = None,
) -> int:
    """Ask, compare, show the scores; return the exit code: 0, or 2 if the input is empty.

    The catalogue, if there is one, says what the claims of the answers are. `compose` hears an answer, by default as
    `read` does.
    """
    return _Talk(rehearsal, catalogue, language, read, write, compose or composed(read)).run()


class _Talk:
    def __init__(
        self,
        rehearsal: Rehearsal,
        catalogue: Catalogue | None,
        language: Language,
        read: Read,
        write: Write,
        compose: Compose,
    ) -> None:
        self.rehearsal, self.catalogue, self.language = rehearsal, catalogue, language
        self._read, self._write, self._compose = read, write, compose
        self.heard_anything = False
        self._told: StorageWarning | None = None  # the warning that the reader has seen

    def run(self) -> int:
        interview = self.rehearsal.interview
        self.say("interview.begins", minutes=f"{interview.minutes:g}")
        self.tell_storage_warning()
        try:
            while interview.current is not None:
                self.question()
        except _Leave:
            interview.end()
            if not self.heard_anything:
                self.say("line.no_input")
                return 2
        try:
            for spoken in interview.spoken:
                self.compare(spoken)
        except _Leave:
            pass
        self.show_scores()
        return 0

    def say(self, name: str, **values: object) -> None:
        for line in say(self.language, name, **values).split("\n"):
            self._write(line)

    def hear(self, question: OpenQuestion | None = None) -> str:
        """The next line without its margins; raises _Leave at the end of the input and for `q`.

        While the interview goes on `q` asks first. To a `question` the line begins with what was typed for it before.
        """
        while True:
            if question is None:
                line = self._read("> ")
            else:
                draft = self.rehearsal.learner.draft(question)
                line = self._compose("> ", draft, lambda text: self.keep(question, text))
            if line is None:
                raise _Leave
            self.heard_anything = True
            if command_in(line.strip()) != "q":
                return line.strip()
            if self.rehearsal.interview.current is None or self.leaves():
                raise _Leave

    def leaves(self) -> bool:
        """Whether the reader wants to end the interview."""
        self.say("line.interview_leave")
        line = self._read("> ")
        return line is None or command_in(line.strip()) == "q"

    def keep(self, question: OpenQuestion, text: str) -> None:
        """Save the draft, unless it is the command to leave."""
        if text.strip() and command_in(text.strip()) != "q":
            self.rehearsal.learner.keep_draft(question, text)

    def question(self) -> None:
        """Ask without showing anything of the answer."""
        interview = self.rehearsal.interview
        assert interview.current is not None
        self._write("")
        self.say("line.interview_clock", minutes=f"{interview.left / 60:.0f}")
        if interview.current.deeper:
            self.say("line.interview_deeper")
        question = interview.current.question
        self._write(harmless(question.prompt.to(self.language)))
        self.say("line.interview_speak")
        if draft := self.rehearsal.learner.draft(question):
            self.say("line.draft", text=harmless(draft))
        words = self.hear(question)
        self.keep(question, words)
        self.say("line.interview_how")
        try:
            how = self.how()
        except _Leave:
            self.answered(words, How.STUCK)  # what was said counts, though they leave before they judge it
            raise
        self.answered(words, how)

    def answered(self, words: str, how: How) -> None:
        self.rehearsal.interview.answer(words, how)
        write_interview(self.rehearsal, self.catalogue, self.language)

    def how(self) -> How:
        for _ in range(MOST_TRIES):
            places = numbers_in(self.hear(), len(How))
            if places is not None and len(places) == 1:
                return How(places[0])
            self.say("line.not_understood")
        return How.STUCK

    def compare(self, spoken: Spoken) -> None:
        """Show the answer and the key points, and read which of them were said."""
        question = spoken.asked.question
        self._write("")
        self._write(harmless(question.prompt.to(self.language)))
        if spoken.words:
            self._write(f"{say(self.language, 'interview.words')}: {harmless(spoken.words)}")
        for section in sections_of(question, self.language):
            self._write(f"{section.title}: {section.text}")
        for place, point in enumerate(question.key_points, 1):
            self._write(f"{place}. {harmless(point.to(self.language))}")
        self.say("line.tick")
        for _ in range(MOST_TRIES):
            line = self.hear()
            places = numbers_in(line, len(question.key_points)) if line else []
            if places is not None:
                self.rehearsal.compare(spoken, {place - 1 for place in places}, self.language)
                write_interview(self.rehearsal, self.catalogue, self.language)
                self.say("interview.score", percent=f"{100 * spoken.credit:.0f}")
                for name, says, told in claims_told(spoken, self.rehearsal, self.catalogue, self.language):
                    self._write(f"- {says} ({name}: {told})")
                return
            self.say("line.not_understood")

    def show_scores(self) -> None:
        """Show the scores, and where the report is kept."""
        rehearsal = self.rehearsal
        self._write("")
        scores = rehearsal.interview.scores()
        for line in score_lines(scores, rehearsal.before, rehearsal.titles, self.language):
            self._write(line)
        file = keep_interview(rehearsal, self.catalogue, self.language)
        if file is not None:
            self.say("line.interview_kept", file=file)
        elif scores:
            self.say("interview.not_kept")
        self.tell_storage_warning()

    def tell_storage_warning(self) -> None:
        """Say it once, when progress is not saved or had to be restored."""
        warning = self.rehearsal.learner.store.warning
        if warning and warning != self._told:
            self._write(say_storage_warning(self.language, warning))
        self._told = warning
