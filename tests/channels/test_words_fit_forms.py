"""What goes with options fits every form of them: buttons, cards and menus show no numbers."""

from __future__ import annotations

import re

import pytest
import yaml

from bot.dialogs import DIALOGS, FORMS
from bot.engine.dialog import Dialog
from bot.engine.faces import ColumnKind
from bot.engine.steps import Choose, Review
from bot.handlers.rasa.domain import domain_yaml
from bot.handlers.rasa.form_slots import FormSlots
from bot.settings import Settings

_BY_NUMBER = re.compile(r"序号|回复\s*[“\"]?[0-9一二三]|选\s*[0-9]|第\s*[0-9一二三]\s*项")
_LIST_THEIR_OWN = {"card_hint", "modify_unknown", "help"}
"""These speak of the numbers that a card's lines have, which stand in the text on every channel."""


def sentences() -> dict[str, str]:
    """The engine's own sentences by name."""
    kept: dict[str, str] = yaml.safe_load((Settings().data / "texts/phrases.yaml").read_text("utf-8"))
    return kept


@pytest.mark.parametrize("name", sorted(set(sentences()) - _LIST_THEIR_OWN))
def test_no_sentence_asks_for_a_number(name: str) -> None:
    """How an option is chosen is said by the channel, below the options."""
    assert not _BY_NUMBER.search(sentences()[name])


@pytest.mark.parametrize("dialog", list(DIALOGS), ids=lambda dialog: dialog.key)
def test_no_question_with_options_asks_for_a_number(dialog: type[Dialog]) -> None:
    """Nor does a dialog's step."""
    asked = [step.text for step in dialog.steps.values() if isinstance(step, Choose | Review)]
    assert not [text for text in asked if _BY_NUMBER.search(text)]


def test_rasa_asks_with_buttons_and_says_no_numbers() -> None:
    """An option that is a button does not stand in the text once more; where several may be said, numbers do."""
    asked = yaml.safe_load(domain_yaml(FORMS.values(), ()))["responses"]
    for form in map(FormSlots, FORMS.values()):
        for slot, column in form.columns.items():
            (said,) = asked[f"utter_ask_{slot}"]
            if column.kind is ColumnKind.CHOICE:
                assert [each["title"] for each in said["buttons"]] == [option.label for option in column.options]
                assert "1. " not in said["text"]


@pytest.mark.parametrize("dialog", list(DIALOGS), ids=lambda dialog: dialog.key)
def test_only_the_channel_says_that_a_note_can_be_forwarded(dialog: type[Dialog]) -> None:
    """Each says it in its way before a note that is marked as one; in the text it would be said twice."""
    assert not [step.text for step in dialog.steps.values() if "下面这段" in step.text]
