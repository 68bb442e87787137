"""The months to make up as ``back_payment`` tells them, with what other readings and a later filing would give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.engine.choice import Choice
from bot.engine.texts import show
from bot.services.rule_sources import cited, told_open
from rules.back_payment import BackPayment, MonthSpan, back_payment
from rules.calendar import window_on
from rules.filing_days import first_open_day
from rules.parameters import ParameterMissing, Parameters

_NOT_SURE_AFTER_YEARS = 10
"""Our own caution: so old a contract is rather a slip of the year. No rule says so."""


_BENEFIT = "002 §五 问题三(4)"
"""Where the guide tells of those who drew unemployment benefit in the months that are made up."""


class Age(Choice):
    """Whether the contract is so old that the year may be a slip."""

    RECENT = "不算久"
    LONG_AGO = "很久以前"


class Due(Choice):
    """Where the months due are made up, or why there are none."""

    NOTHING = "没有要补的月份"
    ONLINE = "网上就能补"
    COUNTER_TOO = "要到柜台补"
    NOT_BEGUN = "合同还没开始"
    NO_NUMBER = "没有查到数"


@dataclass(frozen=True, slots=True)
class Years:
    """How long ago a contract began, in whole years; ``anew`` is the dialog to begin anew where the year is a slip."""

    outcome: Age
    years_ago: int = 0
    anew: str = "back_payment"


@dataclass(frozen=True, slots=True)
class MonthsTold:
    """The months to make up as they are told; ``str`` says them in short.

    ``filed`` says on which day, which is not the day that was wished where filing is paused on it; ``otherwise`` says
    what other readings give, ``later`` what a filing in the next window gives.
    """

    outcome: Due
    filed: str = ""
    due: str = ""
    online: str = ""
    counter: str = ""
    otherwise: str = ""
    later: str = ""
    left_open: tuple[str, ...] = ()
    source: str = ""
    trouble: str = ""

    def __str__(self) -> str:
        counter = f"，其中到柜台补{self.counter}" if self.counter else ""
        return f"应补{self.due}{counter}" if self.due else str(self.outcome)


def how_long_ago(contract_start: date, today: date) -> Years:
    """Whether the year of the contract is worth asking again."""
    birthday_to_come = (today.month, today.day) < (contract_start.month, contract_start.day)
    years = today.year - contract_start.year - birthday_to_come
    return Years(Age.LONG_AGO if years >= _NOT_SURE_AFTER_YEARS else Age.RECENT, years)


def months_told(contract_start: date, filing_day: date, today: date, law: Parameters) -> MonthsTold:
    """The months to make up for a contract when it is filed on ``filing_day``.

    Source: 002 §一, §三.3
    """
    if filing_day < contract_start:
        return MonthsTold(Due.NOT_BEGUN)
    try:
        reckoned = back_payment(contract_start, filing_day, law)
        later = _later(contract_start, reckoned, today, law)
    except ParameterMissing as missing:
        return MonthsTold(Due.NO_NUMBER, trouble=str(missing))
    return MonthsTold(
        outcome=_outcome(reckoned),
        filed=_filed(reckoned.file_on, filing_day),
        due=_span(reckoned.due),
        online=_span(reckoned.online),
        counter=_span(reckoned.counter),
        otherwise=_otherwise(reckoned),
        later=later,
        left_open=tuple(_compact(point) for point in told_open(reckoned.open_points)),
        source=cited((*reckoned.sources, *([_BENEFIT] if reckoned.due else []))),
    )


def _filed(file_on: date, wished: date) -> str:
    if file_on == wished:
        return f"{show(file_on)}办"
    return f"{show(wished)}暂停申报，按恢复后的{show(file_on)}办来算"


def _span(months: MonthSpan | None) -> str:
    return _compact(months.label) if months else ""


def _compact(text: str) -> str:
    """The text without what it says twice: the year of a span's end, and the months due where all go one way."""
    text = re.sub(r"(\d{4})年(\d{1,2})月至\1年", r"\1年\2月至", text)
    text = re.sub(r"应补([^，]+)，网上自动补\1，不用到柜台", r"应补\1，都在网上", text)
    return re.sub(r"应补([^，。]+)，到柜台补\1", r"应补\1，都到柜台", text)


def _outcome(reckoned: BackPayment) -> Due:
    if reckoned.due is None:
        return Due.NOTHING
    return Due.COUNTER_TOO if reckoned.counter else Due.ONLINE


def _otherwise(reckoned: BackPayment) -> str:
    """What the readings give that are not told as the result; empty where all give the same."""
    others = reckoned.readings[1:]
    if not others:
        return ""
    counts = sorted({reading.due.count if reading.due else 0 for reading in others})
    if counts == [0]:
        return "没有要补的月份"
    months = f"{counts[0]}到{counts[-1]}个月" if len(counts) > 1 else f"{counts[0]}个月"
    return f"应补{months}{_where([reading.counter for reading in others], reckoned.counter)}"


def _where(at_counter: list[MonthSpan | None], told: MonthSpan | None) -> str:
    """Whether the counter is needed under other readings, as the end of a sentence; empty where none needs it."""
    if all(at_counter):
        return "，要到柜台"
    if any(at_counter):
        return "，有的不用到柜台" if told else "，有的要到柜台"
    return "，不用到柜台" if told else ""


def _later(start: date, reckoned: BackPayment, today: date, law: Parameters) -> str:
    """What becomes worse in the next window; empty where no more months go to the counter then, or it has begun."""
    last_day = window_on(reckoned.file_on, law).last_day
    next_day = first_open_day(last_day + timedelta(days=1), law)
    next_time = back_payment(start, next_day, law)
    now, then = (span.count if span else 0 for span in (reckoned.counter, next_time.counter))
    if then <= now or next_day <= today:
        return ""
    return f"最好{show(last_day)}前办：{show(next_day)}起，到柜台补的就有{then}个月。"
