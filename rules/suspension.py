"""Coverage suspension (退工停保登记): the stop date, the duty of ten days, and what the employee should know."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.calendar import WindowOnDay, window_on
from rules.evidence import sources_of
from rules.explained import Because, OpenPoint
from rules.filing_days import first_open_day
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.staff_duties import StaffDuty, StaffDutyKind, staff_duty
from rules.telling import chinese_day, left_open
from rules.window_told import because_of_window, boundary_points

_MODULE = "002 §三.5"
_QUESTION_THREE = "002 §五 问题三（2）"
_PORTAL = "domain 网厅提示补充（B）"


class SuspensionOutcome(StrEnum):
    """Whether the employer can stop the coverage today."""

    STOP_TODAY = "stop_today"
    PAUSED = "paused"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        """For users."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    SuspensionOutcome.STOP_TODAY: "今天可以停保",
    SuspensionOutcome.PAUSED: "暂停申报，恢复后再停保",
    SuspensionOutcome.NOT_YET: "用工还没有终止，先不要停保",
}


@dataclass(frozen=True)
class Suspension:
    """When the coverage of an employee can be stopped, and by when it must be.

    Args:
        stop_date: the day that the portal writes when the employer files on the first possible day; it is always
            the day of filing and cannot be changed.
        contribution_month: the month (费款所属期) being filed on that day.
        due_day: the last day of the duty; None where its length is not known for that day.
        file_by: the last day up to ``due_day`` on which employers can file; None with it.
        late: whether ``stop_date`` lies after ``due_day``; None with it.
        tell_employee: sentences for the employee.
    """

    outcome: SuspensionOutcome
    stop_date: date
    contribution_month: Month
    due_day: date | None
    file_by: date | None
    late: bool | None
    tell_employee: tuple[str, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...]


def suspension(termination_day: date, today: date, law: Parameters) -> Suspension:
    """When coverage can be stopped for an employee whose work ended, or will end, on ``termination_day``.

    The duty is told as ``staff_duty`` counts it; where its length is not known, the rest stands without it.

    Raises:
        ParameterMissing: no window is known for the day on which it could be filed.

    Source: 002 §三.5, §五 问题三(2), (5); domain.md Calendar, More messages seen on portals
    """
    window = window_on(max(today, termination_day), law)
    stop_date = first_open_day(window.day, law)
    duty: StaffDuty | None = None
    duty_points: tuple[OpenPoint, ...] = ()
    try:
        duty = staff_duty(StaffDutyKind.SUSPENSION, termination_day, law)
        duty_points = duty.open_points if stop_date >= duty.due_day else ()
    except ParameterMissing as missing:
        duty_points = (left_open(missing),)
    outcome = _outcome(termination_day, today, window)
    because = _because(outcome, window, stop_date, duty, law)
    return Suspension(
        outcome=outcome,
        stop_date=stop_date,
        contribution_month=window.month,
        due_day=duty.due_day if duty else None,
        file_by=duty.file_by if duty else None,
        late=stop_date > duty.due_day if duty else None,
        tell_employee=_tell_employee(stop_date),
        because=because,
        open_points=(_last_paid(window.month), *duty_points, *boundary_points(window, law)),
        sources=(*sources_of(because), _PORTAL),
    )


def _outcome(termination_day: date, today: date, window: WindowOnDay) -> SuspensionOutcome:
    if termination_day > today:
        return SuspensionOutcome.NOT_YET
    return SuspensionOutcome.STOP_TODAY if window.open else SuspensionOutcome.PAUSED


def _because(
    outcome: SuspensionOutcome, window: WindowOnDay, stop_date: date, duty: StaffDuty | None, law: Parameters
) -> Because:
    rule = Because("停保时间就是办理的那一天，不能往前填，也不能预约。", _MODULE)
    parts = [rule, because_of_window(window, law)]
    if duty:
        kept = "已经超过期限，请尽快办" if stop_date > duty.due_day else "没有超过期限"
        parts.append(Because(f"{chinese_day(stop_date)}停保，{kept}。", parts=(duty.because,)))
    parts.append(Because("这边没有停保，新单位办参保会提示“养老已参保”。", _QUESTION_THREE))
    says = f"{outcome.label}；最早{chinese_day(stop_date)}停保，停保时间也就是这一天。"
    return Because(says, parts=tuple(parts))


def _tell_employee(stop_date: date) -> tuple[str, ...]:
    return (
        f"单位最早{chinese_day(stop_date)}办停保，停保时间就是办理那天，改不了。",
        "新单位要等这边停保以后才能办参保；新单位遇到“养老已参保”的提示，请先来问停保办好没有。",
        "以后想自己接着缴养老保险，可以在个人网上办事大厅办灵活就业参保登记。",
        "医疗和生育保险不在这里停，请问医保局（12393）。",
    )


def _last_paid(month: Month) -> OpenPoint:
    return OpenPoint(
        "停保以后最后缴到哪个月，指南没有写。",
        (
            f"停保时正在申报的{month.label}还要缴。",
            f"缴到它的前一个月，{(month - 1).label}。",
            "停保时网厅会提示税务缴费的截止时间，提示里的月份仍要缴（转载的说法）。",
        ),
    )
