"""Questions about money: what base counts, how it is changed, its limits, the rates, and what is to be paid."""

from __future__ import annotations

import json
import re
from datetime import date

from bot.engine.days import MonthMention, Toward, YearMention
from bot.services.rule_questions.about_days import TO_MAKE_UP
from bot.services.rule_questions.reading import Amount, Reading, RuleQuestion

_NEW_BEFORE = "改成?|调到|调成|改为|变成?|上调到|下调到|提到|降到|应该是?|实际是?|涨到|要|到|报成?|成"
_OLD_BEFORE = "现在是?|原来是?|目前是?|以前是?|本来|报的?是?|从|之前是?|基数是?|基数"
OTHER_MATTER = r"公积金|医保|医疗|生育|个税|退休金|养老金|待遇|赔|灵活就业"
_LIMITS = (
    r"上下限|上限|下限|封顶|保底|最低(?:缴费|社保)?基数|最高(?:缴费|社保)?基数"
    r"|基数.{0,4}(?:最低|最高|最少|最多)|(?:最低|最高)(?:报|缴|交)"
)
_WAGE = r"工资|平均|收入|薪|一个月(?:拿|发)"
_RATES = r"费率|比例|几个点|多少个?点|百分之|百分点|几个百分"


def base_change(reading: Reading) -> RuleQuestion | None:
    """“基数6000报低了，要改8000”."""
    if len(reading.amounts) != 2 or not reading.has(r"基数") or reading.has(OTHER_MATTER):
        return None
    if not reading.has(r"改|调|变|报低|报高|报少|报多|报错|提|降|涨|[报录填写输]成|实际|应该"):
        return None
    current, new = _old_and_new(reading)
    given = {"current_base": str(current.value), "new_base": str(new.value)}
    if (month := _named_month(reading)) is not None and reading.has(r"月份?(?:起|开始|的)|从.{0,8}月"):
        given["from_month"] = month
    return RuleQuestion("base_change", given, "filing.base_up" if new.value >= current.value else "filing.base_down")


def base_change_list(reading: Reading) -> RuleQuestion | None:
    """“张三基数5000改6000，李四8000改7000”: two amounts a clause; nobody's name is kept."""
    if len(reading.amounts) < 4 or not reading.has(r"基数") or reading.has(OTHER_MATTER):
        return None
    if not reading.has(r"改|调|变|提|降|涨"):
        return None
    people: list[dict[str, str]] = []
    start = 0
    for end in (*(match.start() for match in re.finditer(r"[,;。、\n]", reading.text)), len(reading.text)):
        inside = [amount for amount in reading.amounts if start <= amount.start < end]
        if len(inside) == 2:
            bases = {"current_base": str(inside[0].value), "new_base": str(inside[1].value)}
            people.append({"person": f"第{len(people) + 1}位", **bases})
        elif inside:
            return None
        start = end
    return RuleQuestion("base_change_list", {"people": json.dumps(people, ensure_ascii=False)}, "filing.base_up")


def _old_and_new(reading: Reading) -> tuple[Amount, Amount]:
    """In the order in which they stand, unless the words beside them say otherwise."""
    first, second = reading.amounts
    between = reading.text[first.end : second.start]
    turned = reading.beside(first, _NEW_BEFORE) > 0 and reading.beside(second, _OLD_BEFORE) > 0
    turned = turned or re.search(r"[报录填写输]成", between) is not None
    return (second, first) if turned else (first, second)


def contribution_base(reading: Reading) -> RuleQuestion | None:
    """“去年平均工资4000，基数按多少”."""
    if len(reading.amounts) != 1 or not reading.has(r"基数") or reading.has(OTHER_MATTER):
        return None
    if not reading.has(_WAGE) or not reading.has(r"多少|怎么|按|几|哪个|定|报|封顶|保底"):
        return None
    months = "0" if reading.has(r"新员工|新来|刚来|刚入职|新入职|没有?上年|今年才") else "12"
    given = {"monthly_wage": str(reading.amounts[0].value), "months_worked_last_year": months}
    return RuleQuestion("contribution_base", given | _month_given(reading), "filing.base_rule")


def base_limits(reading: Reading) -> RuleQuestion | None:
    """“2025年基数上下限是多少”."""
    if not reading.has(_LIMITS) or reading.amounts:
        return None
    if reading.has(OTHER_MATTER) or reading.has(r"调|改|比.{0,8}(?:低|高)"):
        return None
    if not reading.has(r"基数|社保") or not reading.has(r"多少|几|是啥|查|告诉|标准|[上下]限$|基数$|一样"):
        return None
    return RuleQuestion("base_limits", _month_given(reading), "filing.policy_update")


def contribution_rates(reading: Reading) -> RuleQuestion | None:
    """“养老单位交百分之几”."""
    if not reading.has(_RATES) or reading.has(r"公积金|医保|医疗|生育|个税|利率|灵活就业|滞纳|折"):
        return None
    if reading.has(r"工地|工程|项目|造价|建筑"):
        return None
    if not reading.has(r"社保|养老|失业|工伤|单位|个人|缴费|五险"):
        return None
    named = [name for name in ("养老", "失业", "工伤") if reading.has(name)]
    about = named[0] if len(named) == 1 else ""
    given = _month_given(reading) | industry_given(reading)
    return RuleQuestion("contribution_rates", given, "filing.policy_update", about)


def contribution_estimate(reading: Reading) -> RuleQuestion | None:
    """“基数6000单位一个月要交多少”."""
    if len(reading.amounts) != 1 or reading.has(r"公积金|医保|医疗|生育|个税|退休金|养老金|待遇|失业金|赔|补差|改|调"):
        return None
    if not reading.has(r"(?:交|缴|扣|出|承担|花).{0,8}(?:多少|几)|多少钱|一共多少|合计|要多少"):
        return None
    if not reading.has(r"社保|基数|单位|个人|五险|三险|养老"):
        return None
    months = sum(isinstance(each, MonthMention) for each in reading.mentions)
    if reading.has(TO_MAKE_UP) and (months > 1 or reading.has(r"\d个月|半年|全年|整年")):
        return None
    given = {"contribution_base": str(reading.amounts[0].value), **_month_given(reading), **industry_given(reading)}
    return RuleQuestion("contribution_estimate", given, "filing.policy_update")


def industry_given(reading: Reading) -> dict[str, str]:
    """The industry class, where one is named."""
    for place, sign in enumerate("一二三四五六七八", 1):
        if reading.has(rf"(?:{place}|{sign})类"):
            return {"industry_class": f"class_{place}"}
    return {}


def _month_given(reading: Reading) -> dict[str, str]:
    """The month that is asked about; the one of the present day where none is named."""
    return {"contribution_month": _named_month(reading) or f"{reading.today:%Y-%m}"}


def _named_month(reading: Reading) -> str | None:
    for mention in reading.mentions:
        if reading.beside(mention, "", r"的?月?(?:平均|工资|收入)"):
            continue
        if isinstance(mention, MonthMention) and (first := mention.resolve(reading.today, Toward.NEAREST)):
            return f"{first:%Y-%m}"
        if isinstance(mention, YearMention) and 1949 < mention.year < 2100:
            return f"{date(mention.year, 1, 1):%Y-%m}"
    return None
