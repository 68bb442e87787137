"""Where a base is asked for and “the lowest” is said: the number that the rules know, to be confirmed, never taken."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from bot.engine.checks import Slip, fold
from rules.limits_told import BaseLimits, LimitsOutcome, base_limits
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters

_ASKED = re.compile(
    "(?:就|先|都|给他|我们|公司|按照|按|照|交|缴|报|填|用|走|社保|养老|缴费|基数|是|的|以)*"
    "(?P<which>最低|下限|最少|保底|起步|最高|上限|封顶)"
    "(?:缴费|社保|基数|标准|档|的|来|交|缴|报|算|填|走|线|吧|了|呗|就行|就好|就可以)*"
)
_HIGHEST = frozenset(("最高", "上限", "封顶"))


def floor_or_ceiling(said: str, today: date, law: Parameters) -> Decimal | None:
    """Refuses “the lowest” or “the highest” as a base, and says the number of the month where it is known.

    Raises:
        Slip: it was said; with the number to choose where there is one.

    Source: domain.md Contribution base per month
    """
    match = _ASKED.fullmatch(fold(said))
    if match is None:
        return None
    month = Month.of(today)
    try:
        limits = base_limits(month, law)
    except ParameterMissing as missing:
        raise Slip(f"{missing}知道了再写金额，例如：6000。") from missing
    highest = match["which"] in _HIGHEST
    amount, name = (limits.ceiling, "上限") if highest else (limits.floor, "下限")
    if amount is None:
        raise Slip(_not_known(month, name, limits))
    raise Slip(f"{_told(month, name, amount, limits)}按它报，请写{amount}；不是就写别的金额。", reading=str(amount))


def _told(month: Month, name: str, amount: Decimal, limits: BaseLimits) -> str:
    provisional = "，是暂定的，以后可能补差" if limits.outcome is LimitsOutcome.PROVISIONAL else ""
    return f"{month.label}的缴费基数{name}是{amount}元{provisional}（{'；'.join(limits.sources)}）。"


def _not_known(month: Month, name: str, limits: BaseLimits) -> str:
    before = limits.last_known_floor if name == "下限" else limits.last_known_ceiling
    since = limits.last_known_from
    known = f"（最近查到的是{since.label}起的{before}元）" if before is not None and since is not None else ""
    who = "、".join(dict.fromkeys(point.ask for point in limits.open_points))
    return f"{month.label}的缴费基数{name}没有查到，这里不猜{known}，请问{who}。知道了再写金额，例如：6000。"
