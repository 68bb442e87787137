"""The example under ``examples/rasa``: its part of our domain is what we print, and what it names is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.__main__ import main
from bot.dialogs import FORMS
from bot.handlers.rasa.actions import executor_of
from bot.handlers.rasa.domain import domain_yaml
from bot.services.rulings import Rulings
from tests.channels.rasa_double import house_of, library
from tests.channels.rasa_house import Echo, echo_tools

EXAMPLE = Path(__file__).parents[2] / "examples" / "rasa"


def printed() -> str:
    """Our part of a domain."""
    rules = Rulings(lambda: library().current.law, lambda: date(2026, 11, 20)).rules()
    return domain_yaml(FORMS.values(), rules)


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    """It, as Rasa reads it."""
    read: dict[str, Any] = yaml.safe_load(printed())
    return read


def test_the_example_s_copy_is_new() -> None:
    """Otherwise: python -m bot rasa --domain > examples/rasa/domain/canbao.yml"""
    assert (EXAMPLE / "domain/canbao.yml").read_text("utf-8") == printed()


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Without opening a database."""
    assert main(["rasa", "--domain"]) == 0
    assert capsys.readouterr().out == printed()


def test_the_domain_names_every_action_that_is_served(domain: dict[str, Any]) -> None:
    """None is missing, and none that is named fails when Rasa calls it."""
    assert set(domain["actions"]) == set(executor_of(house_of(echo_tools(Echo()))).actions)


def test_every_slot_of_a_form_is_declared_and_asked_for(domain: dict[str, Any]) -> None:
    """Rasa asks by the response that is named after the slot."""
    needed = {slot for form in domain["forms"].values() for slot in form["required_slots"]}
    assert len(domain["forms"]) == len(FORMS) == 10
    assert needed <= set(domain["slots"]) and {f"utter_ask_{slot}" for slot in needed} <= set(domain["responses"])


def test_buttons_survive_rasa_s_filling_in_of_slots(domain: dict[str, Any]) -> None:
    """Rasa's responses are format strings: a brace that is to stay one is doubled."""
    said = [response for responses in domain["responses"].values() for response in responses]
    payloads = [button["payload"] for response in said for button in response.get("buttons", [])]
    slot = "canbao_suspend_coverage_termination_reason"
    assert f'/canbao_choose{{"n": 4, "of": "{slot}"}}' in [payload.format() for payload in payloads]
    assert all(response["text"].format() for response in said)


def test_no_password_is_a_slot(domain: dict[str, Any]) -> None:
    """Nor an entity: it would lie in Rasa's tracker."""
    assert not [name for name in (*domain["slots"], *domain["entities"]) if "password" in name]


def test_the_example_s_rules_use_what_there_is(domain: dict[str, Any]) -> None:
    """Every action, form and intent of its rules and stories is in one of its two domains."""
    own = yaml.safe_load((EXAMPLE / "domain/own.yml").read_text("utf-8"))
    known = {*domain["actions"], *domain["forms"], *own["responses"], "action_deactivate_loop", "nlu_fallback"}
    known |= {*own["intents"], *(name for intent in domain["intents"] for name in intent)}
    files = (yaml.safe_load((EXAMPLE / f"data/{name}.yml").read_text("utf-8")) for name in ("rules", "stories"))
    told = [told for file in files for part in ("rules", "stories") for told in file.get(part, [])]
    steps = [step for each in told for step in each["steps"]]
    used = {step[kind] for step in steps for kind in ("intent", "action") if kind in step}
    assert used <= known and len(used) > 8
