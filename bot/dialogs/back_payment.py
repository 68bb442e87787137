"""补缴：劳动合同早于现在，能补几个月: two days in, the months online and at the counter out, and other days to try."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.months_told import Age, Due, MonthsTold, Years, how_long_ago, months_told
from bot.engine.checks import CalendarDay, show_day
from bot.engine.choice import Choice
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, decide, end, tell
from bot.services.rule_answers import lean_on
from bot.services.rule_questions import RuleQuestion

_FORESEEN = timedelta(days=366)
_START_CUES = ("合同", "入职", "开始", "进厂", "上班", "来的", "签", "从", "起")
_SOON = ("没定", "不知道", "不确定", "随便", "尽快", "马上", "这几天", "最近", "随时", "就现在", "都行")
StartDay = Annotated[date, CalendarDay("合同开始日期", "2026年6月1日")]
FilingDay = Annotated[date, CalendarDay("办理日期", "2026年11月25日，或者“今天”", soon=_SOON)]


class Sure(Choice):
    """Whether the year is as meant."""

    RIGHT = ("年份没错", "没错", "对", "对的", "是", "是的", "没写错", "就是那年")
    WRONG = ("写错了，重填", "写错了", "错了", "不对", "不是", "打错了", "重填")


def as_of_today(today: date) -> date:
    """Suggests today."""
    return today


def not_too_far(filing_day: date, today: date) -> str | None:
    """Refuses a day more than a year ahead: whether the rules are the same by then, nobody knows."""
    if filing_day - today <= _FORESEEN:
        return None
    return f"{show_day(filing_day)}太远了，规则到那时可能会变。请给一年以内的日子。"


def another_day(contract_start: date, months: MonthsTold) -> tuple[str | Offer, ...]:
    """The same contract on another day, the enrollment, and the error of those who drew benefit meanwhile."""
    benefit = ("error.unemployment_benefit",) if months.due else ()
    return (_same_contract(contract_start), "filing.enrol", *benefit)


def corrections(contract_start: date, filing_day: date, today: date) -> tuple[str | Offer, ...]:
    """The two days exchanged, or the contract a year earlier, where they look like a slip."""
    offers: list[str | Offer] = []
    if contract_start - today <= _FORESEEN:
        exchanged = {"contract_start": filing_day.isoformat(), "filing_day": contract_start.isoformat()}
        offers.append(Offer("back_payment", exchanged, "两个日期说反了，换过来算"))
    year = contract_start.year - 1
    if contract_start > today and year == today.year - 1 and (contract_start.month, contract_start.day) != (2, 29):
        earlier = {"contract_start": contract_start.replace(year=year).isoformat()}
        offers.append(Offer("back_payment", earlier, f"合同是{year}年开始的，按它算"))
    return (*offers, "filing.enrol")


def another_day_only(contract_start: date) -> tuple[str | Offer, ...]:
    """The same contract on another day."""
    return (_same_contract(contract_start),)


def _same_contract(contract_start: date) -> Offer:
    given = {"contract_start": contract_start.isoformat(), "sure": Sure.RIGHT.name}
    return Offer("back_payment", given, "同一份合同，换一天办再算")


def lean_on_months(contract_start: date, filing_day: date, today: date) -> str:
    """The question that was answered, for 为什么 and “那9月1号呢”."""
    given = {"contract_start": contract_start.isoformat(), "filing_day": filing_day.isoformat()}
    return lean_on(RuleQuestion("back_payment", given, BackPayment.topic), today)


class BackPayment(CanbaoDialog):
    """补缴: the months between the contract's start and the filing, online up to six, the earlier at the counter.

    Source: 002 §一, §三.3, 问题三(4)
    """

    key = "back_payment"
    topic = "filing.arrears"
    title = "算补缴几个月"
    version = 1

    contract_start: StartDay = ask(
        """
        劳动合同从哪天开始？写年、月、日。
        知道打算哪天办的，也可以一句话说完，例如“合同6月1日开始，8月20日办”。
        """,
        label="合同开始日期",
        cues=_START_CUES,
    )
    age: Years = decide(how_long_ago, {Age.RECENT: "filing_day", Age.LONG_AGO: "sure"})
    sure: Sure = choose(
        "{{ contract_start }}，离今天有{{ years_ago }}年了。年份写对了吗？",
        {Sure.RIGHT: "filing_day", Sure.WRONG: "slip_of_the_year"},
        label="年份核对",
    )
    filing_day: FilingDay = ask(
        "合同{{ contract_start }}开始，打算哪天在网上办增员（用工参保登记）？",
        label="办理日期",
        cues=("办", "报", "增员", "去", "申请"),
        suggest=as_of_today,
        check=not_too_far,
    )
    months: MonthsTold = decide(
        months_told,
        {
            Due.NOTHING: "nothing",
            Due.ONLINE: "online_only",
            Due.COUNTER_TOO: "counter_too",
            Due.NOT_BEGUN: "not_begun",
            Due.NO_NUMBER: "no_number",
        },
    )

    nothing = tell(
        """
        合同{{ contract_start }}开始，{{ filed }}：没有要补的月份，照常增员就行。
        {% if otherwise %}
        指南有没写明的地方，换个读法：{{ otherwise }}，见细节。
        {% endif %}
        依据：{{ source }}
        """,
        then="details",
    )
    online_only = tell(
        """
        合同{{ contract_start }}开始，{{ filed }}：应补{{ due }}，都在网上补，不用到柜台。
        增员时填好合同开始日期，系统自动带出补缴，金额看那里的明细。
        {% if later %}
        {{ later }}
        {% endif %}
        {% if otherwise %}
        指南有没写明的地方，换个读法：{{ otherwise }}，见细节。
        {% endif %}
        他这几个月领过失业金的会报错，要本人先到人社局退回，单位再申请补缴。
        依据：{{ source }}
        """,
        then="details",
    )
    counter_too = tell(
        """
        合同{{ contract_start }}开始，{{ filed }}：应补{{ due }}。
        {% if online %}
        增员时网上自动补{{ online }}。
        {% endif %}
        到经办机构柜台补{{ counter }}。带什么材料，指南没列清单，先打12333问清再去。
        {% if later %}
        {{ later }}
        {% endif %}
        {% if otherwise %}
        指南有没写明的地方，换个读法：{{ otherwise }}，见细节。
        {% endif %}
        他这几个月领过失业金的会报错，要本人先到人社局退回，单位再申请补缴。
        依据：{{ source }}
        """,
        then="details",
    )
    details = tell(
        """
        【细节】
        {% if left_open %}
        资料没有写明的（可问参保地社保经办机构或12333）：
        {% endif %}
        {% for line in left_open %}
        · {{ line }}
        {% endfor %}
        还要知道：
        · 补缴几个月以网厅页面的明细为准；滞纳金资料没写，问税务12366。
        · 工资和缴费2023年12月起直接向税务申报，每月25日前（公告2023年第2号，公开资料转载）。
        """,
        then="done",
    )

    slip_of_the_year = end("好，重新来一遍。", goes_to="anew")
    done = end("想看换一天办差多少，或者增员怎么点，选下面的。", offers=another_day, lean=lean_on_months)
    not_begun = end(
        """
        {{ filing_day }}办的话，合同{{ contract_start }}还没开始，没有要补的月份。
        开始以后再增员；招用后30日内要办参保登记（官方页面，2025-10-23）。
        合同开始前能不能先报，指南没写。日期要是写错了，选下面的改。
        """,
        offers=corrections,
        lean=lean_on_months,
    )
    no_number = end(
        """
        {{ trouble }}
        补缴的月数按办理那天的规则算，换成查得到规则的一天就能算。
        """,
        offers=another_day_only,
    )
