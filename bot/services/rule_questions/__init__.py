"""Questions that a rule answers: found in what people type, with what the rule is to be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from bot.services.rule_questions import about_days, about_money, about_numbers, about_people
from bot.services.rule_questions.leaning import leaning
from bot.services.rule_questions.reading import Reading, RuleQuestion

__all__ = ["CHATTED", "RuleQuestion", "find_rule_question"]

CHATTED: Final[Mapping[str, tuple[str, ...]]] = {
    "filing_window": ("filing.calendar", "filing.pre_enrol", "filing.stop", "filing.stop_date", "filing.enrol"),
    "back_payment": ("filing.arrears", "filing.enrol"),
    "suspension": ("filing.stop", "filing.stop_date", "filing.calendar"),
    "deadline": ("filing.enrol", "filing.calendar", "filing.arrears", "filing.enrol_result"),
    "rollback": ("filing.rollback", "filing.calendar"),
    "record_validity": ("query.rights_record", "query.certificate"),
    "base_change": ("filing.base_up", "filing.base_down", "filing.base_declare", "filing.base_rule"),
    "contribution_base": ("filing.base_rule", "filing.base_declare", "filing.base_up", "filing.policy_update"),
    "base_limits": ("filing.policy_update", "filing.base_rule"),
    "contribution_rates": ("filing.policy_update",),
    "contribution_estimate": ("filing.policy_update", "filing.base_rule", "filing.base_declare"),
    "retirement_age": ("filing.over_age_injury",),
    "enrollment_age": ("filing.over_age_injury", "filing.special_enrol", "filing.enrol"),
    "insured_category": ("filing.special_enrol", "filing.enrol", "filing.which_module"),
    "permission": ("account.roles", "account.add_operator", "account.permission_advice"),
    "identity_number": ("account.id_mismatch", "error.police_mismatch"),
    "credit_code": ("account.code_mismatch",),
}
"""The rules that are asked about in the chat, each with the topics under which its answer may stand."""

_FINDERS: Final[tuple[Callable[[Reading], RuleQuestion | None], ...]] = (
    about_numbers.identity_number,
    about_numbers.credit_code,
    about_people.permission,
    about_people.ages,
    about_people.insured_category,
    about_money.base_change,
    about_money.contribution_base,
    about_money.contribution_estimate,
    about_money.base_limits,
    about_money.contribution_rates,
    about_days.rollback,
    about_days.record_validity,
    about_days.suspension,
    about_days.back_payment,
    about_days.deadline,
    about_days.filing_window,
)
"""Tried in this order; the first that finds its question is taken."""


def find_rule_question(text: str, today: date, before: RuleQuestion | None = None) -> RuleQuestion | None:
    """The question in ``text`` that a rule answers, if there is one; ``before`` is the one that it may lean on."""
    reading = Reading.of(text, today)
    if not reading.text:
        return None
    if before is not None and (leant := leaning(reading, before)) is not None:
        return leant
    return next((question for find in _FINDERS if (question := find(reading)) is not None), None)
