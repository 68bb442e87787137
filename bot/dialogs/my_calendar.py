"""我的日历: the coming weeks' days of an employer, with those whose formal enrollment still has to follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.bureau.protocol import Standing
from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice, YesNo
from bot.engine.messages import Made
from bot.engine.steps import choose, end, look_up, perform, tell
from bot.services.filings import Filings
from bot.services.reminders import Remembered, Reminders
from rules.calendar import filing_window, window_on
from rules.duties import DutyCalendar, EventKind, StaffEvent, duty_calendar
from rules.duty_file import as_ics
from rules.identifiers import mask
from rules.modules import Module
from rules.names import PersonName
from rules.parameters import ParameterMissing, Parameters
from rules.telling import chinese_day

SPAN = timedelta(days=45)
_AHEAD = timedelta(days=2)
_MONTHS = 3
_TAKEN = (Standing.ACCEPTED, Standing.IN_REVIEW)


class Days(Choice):
    """Whether there are days to show."""

    LISTED = "列出来了"
    NONE = "没有查到日子"
    UNKNOWN = "经办系统没有回话"


@dataclass(frozen=True, slots=True)
class ComingDays:
    """The coming days, each as one line, and whom the calendar names: day of the advance enrollment and who."""

    outcome: Days
    day_lines: tuple[str, ...] = ()
    whose_days: str = ""
    to_follow: tuple[tuple[date, str], ...] = field(default=(), repr=False)


async def coming_days(filings: Filings, today: date, law: Parameters) -> ComingDays:
    """The employer's calendar from today on; raises ``Outage``."""
    binding = await filings.current()
    to_follow = await _still_to_follow(filings)
    calendar = _calendar(today, to_follow, law)
    lines = tuple(
        f"{chinese_day(duty.day)} {f'{duty.who}：' if duty.who else ''}{duty.kind.label}" for duty in calendar.duties
    )
    outcome = Days.LISTED if lines else Days.NONE
    return ComingDays(outcome, lines, binding.name if binding else "", to_follow)


async def _still_to_follow(filings: Filings) -> tuple[tuple[date, str], ...]:
    """Who was enrolled in advance and not formally since."""
    seen = [filing for filing in await filings.filings() if filing.standing in _TAKEN]
    formal = {f.identity_number: f.day for f in reversed(seen) if f.module is Module.EMPLOYEE_ENROLLMENT}
    advance = {f.identity_number: f for f in reversed(seen) if f.module is Module.ADVANCE_ENROLLMENT}
    return tuple(
        (f.day, f"{PersonName(f.name).masked}{mask(f.identity_number)}")
        for number, f in advance.items()
        if formal.get(number, date.min) < f.day
    )


def _calendar(today: date, to_follow: tuple[tuple[date, str], ...], law: Parameters) -> DutyCalendar:
    events = [StaffEvent(day, EventKind.ADVANCE_ENROLLED, who) for day, who in to_follow]
    return duty_calendar(today, today + SPAN, events, law)


def calendar_file(
    today: date, now: datetime, to_follow: tuple[tuple[date, str], ...], law: Parameters
) -> tuple[Made, ...]:
    """The same days for calendar programs."""
    made = as_ics(_calendar(today, to_follow, law), now)
    return (Made("我的申报日历.ics", "text/calendar", made.encode()),)


async def remind_of_closings(request: str, today: date, law: Parameters, reminders: Reminders) -> Remembered:
    """Reminds two days before each of the coming windows closes, as far as they are known."""
    kept = Remembered.NOT_HERE
    try:
        month = window_on(today, law).month
        for _ in range(_MONTHS):
            last = filing_window(month, law).last_day
            what = f"{month.label}的社保，申报期到{chinese_day(last)}"
            if last - _AHEAD > today:
                kept = await reminders.remember("late_closing", what, last - _AHEAD)
            month = month + 1
    except ParameterMissing:
        return kept
    return kept


class MyCalendar(CanbaoDialog):
    """我的日历: the window, the tax day, the formal enrollments that must follow; a file of it, and reminders.

    Source: 002 §一, §三.10; domain.md Calendar, Who does what since 2023-12-01
    """

    key = "my_calendar"
    topic = "filing.calendar"
    title = "我的申报日历"
    version = 1

    days: ComingDays = look_up(coming_days, {Days.LISTED: "listed", Days.NONE: "none", Days.UNKNOWN: "silent"})
    listed = tell(
        """
        {{ demo }}{% if whose_days %}{{ whose_days }}{% else %}您的单位{% endif %}接下来的日子：
        {% for line in day_lines %}
        · {{ line }}
        {% endfor %}
        最后一天的当天算不算、碰上节假日顺不顺延，资料没写，请赶早；附件可以导进手机日历。
        """,
        made=calendar_file,
    )
    wish: YesNo = choose(
        "每期截止前两天提醒您吗？先记接下来三期，不想要了随时说“提醒”关掉。",
        {YesNo.YES: "reminding", YesNo.NO: "not_wanted"},
        label="截止前提醒",
    )
    reminding: Remembered = perform(
        remind_of_closings,
        {Remembered.KEPT: "kept", Remembered.NOT_HERE: "not_here", Remembered.UNKNOWN: "silent"},
    )

    kept = end("好，截止前两天早上九点提醒您。", silent=True)
    not_here = end("这里发不了提醒，请把附件导进手机日历。", silent=True)
    not_wanted = end("好，不提醒。要看随时说“我的日历”。", silent=True)
    none = end("这段时间没有查到要办的日子，请问12333。", silent=True)
    silent = end("系统没有回话，日历没有列出来，提醒也可能没有记下。过一会儿再说“我的日历”。", silent=True)
