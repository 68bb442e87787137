"""The entries of an employer's calendar: of a month's filing window and tax, and of an employee's changes."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rules.calendar import filing_window, window_on
from rules.explained import Because, OpenPoint
from rules.month import Month
from rules.parameters import Parameters
from rules.staff_duties import StaffDutyKind, staff_duty
from rules.telling import chinese_day, from_parameter

_GUIDE = "002 §一"
_ADVANCE = "002 §三.10"
_LATER = "domain 申报日历（B）"
_TAX = "duty.tax_declaration"


class EventKind(StrEnum):
    """What happened to an employee and is not yet filed."""

    HIRED = "hired"
    ENDED = "ended"
    ADVANCE_ENROLLED = "advance_enrolled"

    @property
    def label(self) -> str:
        """For users."""
        return _EVENT_LABELS[self]


class DutyKind(StrEnum):
    """What an employer has to do by, or may do from, a day."""

    WINDOW_CLOSES = "window_closes"
    WINDOW_OPENS = "window_opens"
    TAX_DECLARATION = "tax_declaration"
    ENROLLMENT = "enrollment"
    SUSPENSION = "suspension"
    FORMAL_ENROLLMENT = "formal_enrollment"

    @property
    def label(self) -> str:
        """For users, as the entry of a calendar."""
        return _DUTY_LABELS[self]


_EVENT_LABELS = {
    EventKind.HIRED: "用工",
    EventKind.ENDED: "终止用工",
    EventKind.ADVANCE_ENROLLED: "做了用工参保预登记",
}
_DUTY_LABELS = {
    DutyKind.WINDOW_CLOSES: "社保申报期最后一天",
    DutyKind.WINDOW_OPENS: "社保申报期开始",
    DutyKind.TAX_DECLARATION: "向税务申报工资并缴费截止",
    DutyKind.ENROLLMENT: "最晚办参保登记",
    DutyKind.SUSPENSION: "最晚办停保",
    DutyKind.FORMAL_ENROLLMENT: "补办正式的用工参保登记",
}


@dataclass(frozen=True, order=True)
class StaffEvent:
    """Something that happened to an employee on ``day`` and is not yet filed.

    Args:
        who: how the calendar names the employee; different people need different names.

    Raises:
        ValueError: ``who`` is empty.
    """

    day: date
    kind: EventKind
    who: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.who.strip():
            raise ValueError("日历要写明是哪位职工，请给每位职工一个名称。")


@dataclass(frozen=True)
class Duty:
    """One entry of the calendar.

    Args:
        day: where it stands in the calendar: the last (or, for openings, first) day on which it can be done.
        due_day: the duty's own last day, where filing is paused then and ``day`` lies before it; else ``day``.
        began: the day, or the first of the month, that the entry follows from; it stays when numbers change.
        who: the employee, or empty.
    """

    kind: DutyKind
    day: date
    due_day: date
    began: date
    who: str
    because: Because

    @property
    def label(self) -> str:
        """For users, such as ``张测试：最晚办停保``."""
        return f"{self.who}：{self.kind.label}" if self.who else self.kind.label


Entry = tuple[Duty, tuple[OpenPoint, ...]]


def window_opens(month: Month, law: Parameters) -> Duty:
    """The first day in ``month`` on which the next contribution month is filed; raises as ``filing_window``."""
    filed_for = month + 1
    opens = filing_window(filed_for, law).first_day
    step = from_parameter(law, "filing.first_day", filed_for.first_day)
    because = Because(f"{chinese_day(opens)}起申报{filed_for.label}的社保。", _GUIDE, parts=(step,))
    return Duty(DutyKind.WINDOW_OPENS, opens, opens, month.first_day, "", because)


def window_closes(month: Month, law: Parameters) -> Duty:
    """The last day on which the contribution month ``month`` is filed; raises as ``filing_window``."""
    closes = filing_window(month, law).last_day
    step = from_parameter(law, "filing.last_day", month.first_day)
    because = Because(f"{month.label}的社保最晚{chinese_day(closes)}申报。", _GUIDE, parts=(step,))
    return Duty(DutyKind.WINDOW_CLOSES, closes, closes, month.first_day, "", because)


def tax_declaration(month: Month, law: Parameters) -> Duty:
    """The day in ``month`` by which wages are declared to the tax authority and paid for.

    Raises:
        ParameterMissing: no such day is known, in Jiangsu before 2023-12-01.

    Source: domain.md Who does what since 2023-12-01
    """
    day = month.first_day.replace(day=law.whole(_TAX, month.first_day))
    step = from_parameter(law, _TAX, month.first_day)
    because = Because(f"最晚{chinese_day(day)}向税务申报工资并缴费；增员、停保仍在人社网厅办。", parts=(step,))
    return Duty(DutyKind.TAX_DECLARATION, day, day, month.first_day, "", because)


def duty_of_event(event: StaffEvent, law: Parameters) -> Entry:
    """What ``event`` demands, and what is open about it; raises as ``staff_duty`` and ``window_on``."""
    if event.kind is EventKind.ADVANCE_ENROLLED:
        return _formal_enrollment(event, law), ()
    is_hiring = event.kind is EventKind.HIRED
    told = staff_duty(StaffDutyKind.ENROLLMENT if is_hiring else StaffDutyKind.SUSPENSION, event.day, law)
    kind = DutyKind.ENROLLMENT if is_hiring else DutyKind.SUSPENSION
    return Duty(kind, told.file_by, told.due_day, event.day, event.who, told.because), told.open_points


def _formal_enrollment(event: StaffEvent, law: Parameters) -> Duty:
    window = window_on(event.day, law)
    day = window.reopens_on or event.day
    if window.open:
        step = Because(f"{chinese_day(event.day)}不在暂停期，当天就能办正式登记。", _ADVANCE)
    else:
        step = Because(f"{chinese_day(event.day)}暂停申报，只能做预登记，{chinese_day(day)}恢复。", _ADVANCE)
    says = f"预登记不会自己生效，{chinese_day(day)}起要办正式的用工参保登记，不办等于没参保。"
    because = Because(says, _LATER, parts=(step,))
    return Duty(DutyKind.FORMAL_ENROLLMENT, day, day, event.day, event.who, because)
