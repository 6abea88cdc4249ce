"""Both sides of a card: nothing on the front gives the answer away, everything is escaped, nothing is fetched."""

from dataclasses import replace

import pytest

from quizdl.bank.model import Text
from quizdl.bank.question import AnyQuestion
from quizdl.report.cards import card_of
from quizdl.words import LANGUAGES, Language
from tests.tui.small_bank import CHOICE, NUMBER, OPEN, ORDER

HOSTILE = "<script>alert(1)</script> & \x1b[2J"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", [CHOICE, NUMBER, ORDER, OPEN], ids=lambda question: question.kind)
def test_the_front_asks_and_the_back_answers(question: AnyQuestion, language: Language) -> None:
    card = card_of(question, {}, language)
    assert question.prompt.to(language).split()[0] in card.front
    assert question.answer.to(language) not in card.front
    assert question.answer.to(language).split()[0] in card.back
    assert all(f"<code>quizdl verify {claim}</code>" in card.evidence for claim in question.verify)


def test_a_choice_is_offered_without_its_mark_and_its_reason() -> None:
    card, right = card_of(CHOICE, {}, "en"), next(choice for choice in CHOICE.choices if choice.correct)
    assert all(f"<li>{choice.text.to('en')}</li>" in card.front for choice in CHOICE.choices)
    assert not {"✓", "✗", "<b>"} & set(card.front.replace("<", " <").split())
    assert f"<li>✓ <b>{right.text.to('en')}</b><br><small>" in card.back
    assert card.back.count("<li>✗ ") == len(CHOICE.choices) - 1


def test_items_are_offered_shuffled_and_answered_in_order() -> None:
    card, items = card_of(ORDER, {}, "en"), [item.to("en") for item in ORDER.items]
    offered, told = (sorted(items, key=side.index) for side in (card.front, card.back))
    assert offered != items
    assert told == items


def test_texts_of_a_bank_are_escaped_and_code_stays_as_it_is() -> None:
    text = Text(en=f"{HOSTILE} has `a < b`\n\n```python\nif a < b:\n    x = 1\n```\nand $\\alpha^2$")
    card = card_of(replace(OPEN, prompt=text, answer=text), {}, "en")
    for side in (card.front, card.back):
        assert "<script" not in side
        assert "\x1b" not in side
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ␛[2J has <code>a &lt; b</code>" in side
        assert "<pre><code>if a &lt; b:\n    x = 1</code></pre><p>and α²</p>" in side
