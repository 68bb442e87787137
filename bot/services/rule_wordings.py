"""What the texts of rules read, and whether each can be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import TemplateError

from bot.services.rule_questions import CHATTED, RuleQuestion
from bot.services.wordings import Wordings
from rules.back_payment import MonthSpan
from rules.explained import Explained
from rules.limits_told import base_limits
from rules.listing import RULES, BadGiven
from rules.money import percent_text, yuan_text
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.telling import chinese_day


def rule_names(result: Explained, question: RuleQuestion, law: Parameters) -> dict[str, Any]:
    """What the text of a rule may read: its result, what was asked, the days that were taken, and last known limits."""
    return {
        "r": result,
        "about": question.about,
        "said": {name: _said(value) for name, value in question.given.items()},
        "asked": lambda items: [each for each in items if _label(each).startswith(question.about)],
        "last_limits": lambda month: _last_limits(month, law),
        "names": _names,
        "span": _span,
        "yuan": _yuan,
        "percent": percent_text,
    }


def check_rule_wordings(wordings: Wordings, law: Parameters, today: date) -> Iterator[str]:
    """What is wrong with the text of a rule, tried on the rule's own example."""
    for name in CHATTED:
        try:
            result = RULES[name].run(RULES[name].example_given(), law, today)
        except (BadGiven, ParameterMissing):
            continue
        try:
            question = RuleQuestion(name, RULES[name].example_given(), CHATTED[name][0])
            wordings.rule(name, **rule_names(result, question, law))
        except (TemplateError, AttributeError, TypeError, ValueError) as error:
            yield f"{name} 填不进去（{error}），请改正花括号里的名字"


def _label(of: Any) -> str:
    """The Chinese name of an insurance, or of what is about one."""
    return str(getattr(getattr(of, "insurance", of), "label", ""))


def _names(insurances: Iterable[Any]) -> str:
    """Insurances, or what is about each of some, by their short names: ``养老、失业``."""
    return "、".join(_label(each).replace("保险", "") for each in insurances)


def _span(months: MonthSpan) -> str:
    """Months without a year said twice, and without their number: ``2026年6月至8月``."""
    if months.first == months.last:
        return months.first.label
    last = f"{months.last.month}月" if months.first.year == months.last.year else months.last.label
    return f"{months.first.label}至{last}"


def _said(value: object) -> str:
    """A day as people write it; anything else as it is."""
    try:
        return chinese_day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _last_limits(month: Month, law: Parameters) -> str:
    """The newest known limits before a month whose own are not known; empty where they are."""
    try:
        limits = base_limits(month, law)
    except ParameterMissing:
        return ""
    if limits.last_known_from is None:
        return ""
    return f"{limits.last_known_from.label}起{_yuan(limits.last_known_floor)}到{_yuan(limits.last_known_ceiling)}"


def _yuan(amount: Decimal | None) -> str:
    return "没有查到" if amount is None else yuan_text(amount)
