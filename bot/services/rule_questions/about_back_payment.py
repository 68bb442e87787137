"""Questions about what several months of back payment cost, and which months they mean."""

from __future__ import annotations

import re
from datetime import date

from bot.engine.days import MonthMention, Toward, YearMention
from bot.services.rule_questions.about_days import BEGAN_AFTER, BEGAN_BEFORE, TO_MAKE_UP
from bot.services.rule_questions.about_money import OTHER_MATTER, industry_given
from bot.services.rule_questions.reading import Reading, RuleQuestion

_HOW_MUCH = r"多少(?!个|月|天|材|次)"
_ASKS_MONEY = r"多少(?:钱|费|元|块)|要" + _HOW_MUCH + r"|(?:[交缴扣出花共总]|承担)[^,。补]{0,4}" + _HOW_MUCH
_MONTHS_OF_A_HALF, _MONTHS_OF_A_YEAR = 6, 12
_LIST = re.compile(r"(?<![\d.年])(?:\d{1,2}(?:月份?[,和跟及]?|[,和跟及]))+\d{1,2}月")
_SHORT_RANGE = re.compile(r"(?<![\d.年])(\d{1,2})[到至~-](\d{1,2})月")
_RANGE = re.compile(r"(?:\d|月|月份)一?直?[到至~-]")


def back_payment_estimate(reading: Reading) -> RuleQuestion | None:
    """“补4个月，基数5000要多少钱”; without an amount, the base is asked for."""
    if not reading.has(TO_MAKE_UP) or reading.has(OTHER_MATTER + r"|滞纳|罚|差额|材料"):
        return None
    asked = reading.has(_ASKS_MONEY) or (reading.amounts and reading.has(_HOW_MUCH))
    if len(reading.amounts) > 1 or not asked or (months := _months_due(reading)) is None:
        return None
    base = {"contribution_base": str(reading.amounts[0].value)} if reading.amounts else {}
    missing = None if base else "contribution_base"
    given = months | base | industry_given(reading)
    return RuleQuestion("back_payment_estimate", given, "filing.arrears", missing=missing)


def count_of_months(reading: Reading) -> int | None:
    """How many months a text speaks of: “4个月”, “半年”, “1年”."""
    if found := re.search(r"(?<![\d.])(\d{1,2})个月", reading.text):
        return int(found[1])
    if found := re.search(r"(?<![\d.年])(\d{1,2})年(?![\d前以之后])", reading.text):
        return int(found[1]) * _MONTHS_OF_A_YEAR
    return _MONTHS_OF_A_HALF if reading.has("半年") else None


def _months_due(reading: Reading) -> dict[str, str] | None:
    """The months to make up as the rule takes them; None where none are said, or not one after another."""
    named, count = _months_named(reading), count_of_months(reading)
    begun = reading.best(reading.dated, BEGAN_BEFORE, BEGAN_AFTER)
    if len(named) > 1:
        spanned = (named[-1].year - named[0].year) * _MONTHS_OF_A_YEAR + named[-1].month - named[0].month + 1
        in_a_row = spanned == len(named) or (len(named) == 2 and _RANGE.search(reading.text))
        if not in_a_row or spanned < 1 or count not in (None, spanned):
            return None
        return {"first_month": f"{named[0]:%Y-%m}", "months_due": str(spanned)}
    if not named and reading.has(r"\d\d年|[去前]年"):
        return _whole_year(reading)
    if count is not None:
        since = reading.has(r"月份?(?:起|开始)") and named
        return ({"first_month": f"{named[0]:%Y-%m}"} if since else {}) | {"months_due": str(count)}
    if begun is None:
        return {"first_month": f"{named[0]:%Y-%m}", "months_due": "1"} if named else None
    start = reading.day(begun, Toward.PAST)
    return {"contract_start": start} if start else None


def _whole_year(reading: Reading) -> dict[str, str] | None:
    """“2022年全年”; a year with some months of it, but not which, is not guessed at."""
    years = [mention.year for mention in reading.mentions if isinstance(mention, YearMention)]
    if len(years) != 1 or not reading.has(r"全年|整年|一整年|1年"):
        return None
    return {"first_month": f"{years[0]:04}-01", "months_due": str(_MONTHS_OF_A_YEAR)}


def _months_named(reading: Reading) -> list[date]:
    """The months that are named, in order; without a year, the ones that lie nearest behind."""
    found = [mention for mention in reading.mentions if isinstance(mention, MonthMention)]
    short = _SHORT_RANGE.search(reading.text) or _LIST.search(reading.text)
    if short and not any(mention.year for mention in found):
        numbers = [int(number) for number in re.findall(r"\d+", short[0])]
        found = [MonthMention(*short.span(), None, number) for number in numbers if 0 < number <= 12]
    if found and found[0].year is not None:
        return _each_after(found, reading.today)
    named: list[date] = []
    for mention in reversed(found):
        if month := mention.resolve(named[0] if named else reading.today, Toward.PAST):
            named.insert(0, month)
    return named


def _each_after(found: list[MonthMention], today: date) -> list[date]:
    named: list[date] = []
    for mention in found:
        if month := mention.resolve(named[-1] if named else today, Toward.COMING):
            named.append(month)
    return named
