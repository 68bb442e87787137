"""Questions that lean on the one before: “那9月1号呢”, “改成9000呢”, “补5个月呢”."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from bot.engine.days import Toward, YearMention
from bot.services.rule_questions.about_back_payment import count_of_months
from bot.services.rule_questions.about_people import birth_of, with_sex
from bot.services.rule_questions.reading import Dated, Reading, RuleQuestion

_SAYS_NOTHING = re.compile(
    r"那么|那|如果|要是|假如|换成?|改成?|改到|呢|吗|办|报|开始|合同|入职|的话|的|呀|啊|怎么样|行不行|可以|能|会|是|去|再|"
    r"基数|工资|补|\d{1,2}个月|元|块|出?生|[,.?!。 ]"
)
_MOST_LEFT = 2
_DAYS: Final = {
    "back_payment": ("filing_day", "contract_start"),
    "suspension": ("today", "termination_day"),
    "deadline": ("began",),
    "rollback": ("today", "mistake_day"),
    "record_validity": ("issued_day",),
    "filing_window": ("day",),
    "module": ("today",),
    "retirement_age": ("birth_date",),
    "enrollment_age": ("birth_date",),
}
"""Which answers a day may stand for, the first that the question before gave."""
_AMOUNTS: Final = {
    "base_change": "new_base",
    "contribution_base": "monthly_wage",
    "contribution_estimate": "contribution_base",
    "back_payment_estimate": "contribution_base",
}
_MONTHLY: Final = ("contribution_base", "base_limits", "contribution_rates", "contribution_estimate")
_PAST: Final = ("contract_start", "termination_day", "mistake_day", "began", "issued_day", "birth_date")
_STARTS = r"合同|入职|进厂|开始|的$|的呢$|办的|做的|离职|错"


def leaning(reading: Reading, before: RuleQuestion) -> RuleQuestion | None:
    """The question before with what is said now in its place; None where the text says more than that."""
    if before.private or _left(reading) > _MOST_LEFT:
        return None
    changed = dict(before.given)
    if len(reading.dated) == 1 and before.rule in _DAYS:
        name = _day_name(reading, before)
        if (day := _day(reading, reading.dated[0], name, before.given.get(name))) is None:
            return None
        changed[name] = day
        if name == "birth_date":
            return with_sex(replace(before, given=changed))
    elif len(reading.amounts) == 1 and before.rule in _AMOUNTS:
        changed[_AMOUNTS[before.rule]] = str(reading.amounts[0].value)
    elif len(reading.mentions) == 1 and before.rule in _MONTHLY:
        changed["contribution_month"] = _month(reading)
    elif "months_due" in before.given and (count := count_of_months(reading)) is not None:
        changed["months_due"] = str(count)
    else:
        return None
    return replace(before, given=changed)


def _left(reading: Reading) -> int:
    """How many letters the text has besides what is read and words that say nothing."""
    rest = list(reading.text)
    for span in (*reading.mentions, *reading.amounts):
        rest[span.start : span.end] = " " * (span.end - span.start)
    return len(_SAYS_NOTHING.sub("", "".join(rest)))


def _day_name(reading: Reading, before: RuleQuestion) -> str:
    names = _DAYS[before.rule]
    if reading.has(_STARTS) or names[0] not in before.given:
        return names[-1]
    return names[0]


def _day(reading: Reading, mention: Dated, name: str, said_before: str | None) -> str | None:
    """The day that is meant: what lies behind the person is past, another is the one nearest to what was asked."""
    if name == "birth_date" and mention.year is not None:
        return birth_of(reading, mention)
    if name in _PAST:
        return reading.day(mention, Toward.PAST)
    return reading.day(mention, Toward.NEAREST, date.fromisoformat(said_before) if said_before else None)


def _month(reading: Reading) -> str:
    mention = reading.mentions[0]
    if isinstance(mention, YearMention):
        return f"{mention.year:04}-01"
    found = mention.resolve(reading.today, Toward.NEAREST)
    return f"{found or reading.today:%Y-%m}"
