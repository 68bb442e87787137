"""All actions, as the executor of rasa-sdk runs them."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from bot.handlers.rasa.answer_action import AnswerAction
from bot.handlers.rasa.form_slots import FormSlots
from bot.handlers.rasa.form_submit import FormSubmit
from bot.handlers.rasa.form_validation import FormValidation
from bot.handlers.rasa.house import House
from bot.handlers.rasa.kept_values import KeptValues
from bot.handlers.rasa.late_action import LateAction
from bot.handlers.rasa.rule_action import RuleAction
from bot.handlers.rasa.turn_action import TurnAction


def executor_of(house: House) -> ActionExecutor:
    """Our actions, and for each filing what checks its form and what submits it."""
    executor = ActionExecutor()
    kept = KeptValues(house.personal)
    for action in (TurnAction(house), AnswerAction(house), RuleAction(house), LateAction(house)):
        executor.register_action(action)
    for dialog in house.forms.values():
        form = FormSlots(dialog)
        executor.register_action(FormValidation(form, house, kept))
        executor.register_action(FormSubmit(form, house, kept))
    return executor
