"""Questions that a rule answers: found in what people type, with what the rule is to be given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from bot.engine.days import find_days
from bot.services.rule_questions import about_back_payment, about_days, about_money, about_numbers, about_people
from bot.services.rule_questions.leaning import leaning
from bot.services.rule_questions.reading import Reading, RuleQuestion
from bot.services.rule_questions.respelling import respelled

__all__ = ["CHATTED", "RuleQuestion", "find_rule_question", "is_about_days", "no_such_day"]

CHATTED: Final[Mapping[str, tuple[str, ...]]] = {
    "module": ("filing.which_module",),
    "filing_window": ("filing.calendar", "filing.pre_enrol", "filing.stop", "filing.stop_date", "filing.enrol"),
    "back_payment": ("filing.arrears", "filing.enrol"),
    "suspension": ("filing.stop", "filing.stop_date", "filing.calendar"),
    "deadline": ("filing.enrol", "filing.calendar", "filing.arrears", "filing.enrol_result"),
    "rollback": ("filing.rollback", "filing.calendar"),
    "record_validity": ("query.rights_record", "query.certificate"),
    "base_change_list": ("filing.base_up", "filing.base_down", "filing.base_declare", "filing.base_rule"),
    "base_change": ("filing.base_up", "filing.base_down", "filing.base_declare", "filing.base_rule"),
    "contribution_base": ("filing.base_rule", "filing.base_declare", "filing.base_up", "filing.policy_update"),
    "base_limits": ("filing.policy_update", "filing.base_rule"),
    "contribution_rates": ("filing.policy_update",),
    "contribution_estimate": ("filing.policy_update", "filing.base_rule", "filing.base_declare"),
    "back_payment_estimate": ("filing.arrears", "filing.enrol", "filing.policy_update", "filing.base_rule"),
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
    about_money.base_change_list,
    about_money.base_change,
    about_back_payment.back_payment_estimate,
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
    found = _found(reading)
    if found is None and (written := respelled(reading.text)) != reading.text:
        found = _found(Reading(written, today))
    return found


def no_such_day(text: str, today: date) -> str:
    """The first day in ``text`` that the calendar has not, as it stands there; empty where there is none."""
    missing = (day for day in find_days(text, today) if day.day is None and not _in_a_code(text, day.start))
    return next((text[day.start : day.end] for day in missing), "")


def _in_a_code(text: str, start: int) -> bool:
    """Whether what starts there goes on from Latin letters or digits, as in a trace number."""
    before = text[start - 1 : start]
    return before.isascii() and (before.isalnum() or before in "-_=/") if before else False


def is_about_days(text: str) -> bool:
    """Whether a text is about something that rules reckon from days."""
    return re.search(r"合同|停保|入职|离职|申报|补缴|补|办|报|增员|减员|生日|出生|登记", text) is not None


def _found(reading: Reading) -> RuleQuestion | None:
    return next((question for find in _FINDERS if (question := find(reading)) is not None), None)
