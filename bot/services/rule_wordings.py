"""What the texts of rules read, and whether each can be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import TemplateError

from bot.services.rule_questions import CHATTED
from bot.services.wordings import Wordings
from rules.explained import Explained
from rules.listing import RULES, BadGiven
from rules.money import percent_text, yuan_text
from rules.parameters import ParameterMissing, Parameters


def rule_names(result: Explained, about: str = "") -> dict[str, Any]:
    """What the text of a rule may read: its result, what was asked to be done, and how amounts are written."""
    return {"r": result, "about": about, "yuan": _yuan, "percent": percent_text}


def check_rule_wordings(wordings: Wordings, law: Parameters, today: date) -> Iterator[str]:
    """What is wrong with the text of a rule, tried on the rule's own example."""
    for name in CHATTED:
        try:
            result = RULES[name].run(RULES[name].example_given(), law, today)
        except (BadGiven, ParameterMissing):
            continue
        try:
            wordings.rule(name, **rule_names(result))
        except (TemplateError, AttributeError, TypeError, ValueError) as error:
            yield f"{name} 填不进去（{error}），请改正花括号里的名字"


def _yuan(amount: Decimal | None) -> str:
    return "没有查到" if amount is None else yuan_text(amount)
