"""The filing window (申报期) explained: open or not, for which month, and what a pause still allows."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.calendar import WindowOnDay, beijing_day, filing_window, window_on
from rules.evidence import sources_of
from rules.explained import Because, OpenPoint
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.telling import chinese_day, from_parameter

_ONE_DAY = timedelta(days=1)
_NEAR_THE_END = 7
_GUIDE = "002 §一"
_ADVANCE = "002 §三.10"
_LATER = "domain 申报日历（B）"


class WindowOutcome(StrEnum):
    """Whether employers can file on a day, under the window of today or the one of the old system."""

    OPEN = "open"
    PAUSED = "paused"
    OLD_OPEN = "old_open"
    OLD_CLOSED = "old_closed"

    @property
    def label(self) -> str:
        """For users."""
        return _OUTCOME_LABELS[self]


class Possible(StrEnum):
    """What the portal takes on a day."""

    EVERY_MODULE = "every_module"
    ADVANCE_ENROLLMENT_ONLY = "advance_enrollment_only"
    NOT_WRITTEN = "not_written"

    @property
    def label(self) -> str:
        """For users."""
        return _POSSIBLE_LABELS[self]


_OUTCOME_LABELS = {
    WindowOutcome.OPEN: "可以申报",
    WindowOutcome.PAUSED: "暂停申报",
    WindowOutcome.OLD_OPEN: "旧申报期内，可以申报",
    WindowOutcome.OLD_CLOSED: "不在旧申报期内",
}
_POSSIBLE_LABELS = {
    Possible.EVERY_MODULE: "各申报模块照常办理",
    Possible.ADVANCE_ENROLLMENT_ONLY: "只能做用工参保预登记",
    Possible.NOT_WRITTEN: "指南没有写",
}


@dataclass(frozen=True)
class WindowTold:
    """The filing window on ``day``, explained.

    Args:
        month: the contribution month (费款所属期); while paused, of the window that opens next; None under the
            old window, whose month the guide does not name.
        first_day, last_day: of that window, both counted.
        days_left: until it closes, ``day`` counted; None while nothing can be filed.
        reopens_on: the first day on which filing is possible again; None while it is.
    """

    day: date
    outcome: WindowOutcome
    possible: Possible
    month: Month | None
    first_day: date
    last_day: date
    days_left: int | None
    reopens_on: date | None
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...]


def window_told(day: date, law: Parameters) -> WindowTold:
    """The filing window on the Beijing calendar day ``day``, with why, and what is left open.

    Before the first window of today's kind, in Jiangsu before 2021-08-01, the window of the old system is told:
    the 11th to the end of the month.

    Raises:
        ParameterMissing: neither window is known for ``day``.

    Source: 002 §一, §三.10; domain.md Calendar
    """
    series = law.by_name.get("filing.first_day")
    if series is not None and series.on(day) is None:
        return _old_window(day, law)
    window = window_on(day, law)
    because = because_of_window(window, law)
    because = replace(because, parts=because.parts + pause_steps(window))
    return WindowTold(
        day=day,
        outcome=WindowOutcome.OPEN if window.open else WindowOutcome.PAUSED,
        possible=Possible.EVERY_MODULE if window.open else Possible.ADVANCE_ENROLLMENT_ONLY,
        month=window.month,
        first_day=window.first_day,
        last_day=window.last_day,
        days_left=window.days_left,
        reopens_on=window.reopens_on,
        because=because,
        open_points=boundary_points(window, law) + (() if window.open else (_OTHER_MODULES,)),
        sources=sources_of(because),
    )


def window_told_at(instant: datetime, law: Parameters) -> WindowTold:
    """The filing window on the Beijing day of ``instant``; raises as ``window_told``.

    Raises:
        ValueError: ``instant`` has no time zone.
    """
    return window_told(beijing_day(instant), law)


def because_of_window(window: WindowOnDay, law: Parameters) -> Because:
    """Why ``window`` is open or paused, and for which month, as a step that other rules can build on."""
    month, dated = window.month, window.month.first_day
    span = f"{chinese_day(window.first_day)}至{chinese_day(window.last_day)}"
    numbers = (
        from_parameter(law, "filing.first_day", dated),
        from_parameter(law, "filing.last_day", dated),
    )
    rule = Because(f"申报{month.label}社保的日子是{span}，首日末日都算在内。", _GUIDE, parts=numbers)
    if window.open:
        says = f"{chinese_day(window.day)}可以申报，报的是{month.label}的社保，含当天还有{window.days_left}天。"
        return Because(says, parts=(rule,))
    says = f"{chinese_day(window.day)}暂停申报，{chinese_day(window.first_day)}恢复，到时报的是{month.label}的社保。"
    return Because(says, parts=(rule,))


def boundary_points(window: WindowOnDay, law: Parameters) -> tuple[OpenPoint, ...]:
    """What is open about the window's ends, where ``window.day`` is near enough for it to matter."""
    if window.days_left is None:
        return (_holiday_point(window),)
    if window.days_left > _NEAR_THE_END:
        return ()
    last_day = window.last_day
    if_not = _too_late(window, law) if window.days_left == 1 else ""
    sixth = OpenPoint(
        f"{last_day.day}号当天算不算在申报期内：申报期一节写到{last_day.day}号，回退一节写的是“{last_day.day}日前”。",
        (
            f"算：{chinese_day(last_day)}当天还能报。",
            f"不算：最迟{chinese_day(last_day - _ONE_DAY)}报{if_not}。",
        ),
    )
    return (sixth, _holiday_point(window))


def _too_late(window: WindowOnDay, law: Parameters) -> str:
    """What follows if the last day does not count; the window after it may not be known."""
    next_month = window.month + 1
    try:
        reopens_on = f"{chinese_day(filing_window(next_month, law).first_day)}起报的是{next_month.label}的社保"
    except ParameterMissing:
        reopens_on = f"{next_month.label}的申报期没有查到"
    return f"，{chinese_day(window.last_day)}已不能报，{reopens_on}"


_OTHER_MODULES = OpenPoint(
    "暂停申报的几天，人员基础信息采集和单位信息登记还能不能做，指南没有写。",
    ("也暂停，等恢复后再做。", "照常可以做，以网厅页面为准。"),
)


def pause_steps(window: WindowOnDay) -> tuple[Because, ...]:
    """What an employer can do about a newcomer while ``window`` is paused, and must do after; empty while open."""
    if window.reopens_on is None:
        return ()
    reopens_on = window.reopens_on
    return (
        Because("暂停的几天里来了新人，可以先做用工参保预登记，免得出了工伤没有保障。", _ADVANCE),
        Because(f"预登记不会自己生效，{chinese_day(reopens_on)}起还要办正式的用工参保登记，不办等于没参保。", _LATER),
    )


def _holiday_point(window: WindowOnDay) -> OpenPoint:
    first_day, last_day = chinese_day(window.first_day), chinese_day(window.last_day)
    return OpenPoint(
        "申报期的首日、末日碰上节假日会不会顺延，没有查到规定。",
        (f"不顺延：{first_day}开始，{last_day}截止。", "顺延：往后移到工作日，以网厅通知为准。"),
    )


def _old_window(day: date, law: Parameters) -> WindowTold:
    month = Month.of(day)
    opens = month.first_day.replace(day=law.whole("filing.old_first_day", day))
    is_open = day >= opens
    state = "在旧申报期内，可以申报" if is_open else f"不在旧申报期内，{chinese_day(opens)}开始"
    rule = Because(
        f"原社保系统每月从{opens.day}号开到月底，这个月是{chinese_day(opens)}至{chinese_day(month.last_day)}。",
        _GUIDE,
        parts=(from_parameter(law, "filing.old_first_day", day),),
    )
    return WindowTold(
        day=day,
        outcome=WindowOutcome.OLD_OPEN if is_open else WindowOutcome.OLD_CLOSED,
        possible=Possible.NOT_WRITTEN,
        month=None,
        first_day=opens,
        last_day=month.last_day,
        days_left=(month.last_day - day).days + 1 if is_open else None,
        reopens_on=None if is_open else opens,
        because=Because(f"{chinese_day(day)}{state}。", parts=(rule,)),
        open_points=(_end_of_the_old(day, law), _MONTH_OF_THE_OLD),
        sources=(_GUIDE,),
    )


_MONTH_OF_THE_OLD = OpenPoint(
    "旧申报期里报的是哪个月的社保，指南没有写。",
    ("当月的社保。", "下个月的社保，和现在一样。"),
)


def _end_of_the_old(day: date, law: Parameters) -> OpenPoint:
    """Which window was in force on ``day`` is open: the guide tells both and dates neither."""
    begun = law.by_name["filing.first_day"].rows[0].first_day
    opens, closes = law.whole("filing.first_day", begun), law.whole("filing.last_day", begun)
    month = Month.of(day) + (1 if day.day > closes else 0)
    if closes < day.day < opens:
        new = f"{chinese_day(day)}暂停申报"
    else:
        new = f"{chinese_day(day)}可以申报，报的是{month.label}的社保"
    return OpenPoint(
        f"旧申报期用到哪一天为止，指南没有写；现在的申报期，查到的最早日子是{chinese_day(begun)}。",
        (
            f"用到{chinese_day(begun - _ONE_DAY)}：这一天按旧申报期算。",
            f"更早就换成每月{opens}号至次月{closes}号：{new}。",
        ),
    )
