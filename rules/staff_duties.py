"""The duties that a day in an employee's work starts: enrollment after hiring, suspension after termination."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.explained import Because, OpenPoint
from rules.filing_days import days_after, last_open_day
from rules.parameters import Parameters
from rules.telling import chinese_day, from_parameter


class StaffDutyKind(StrEnum):
    """What has to be filed within days of hiring, or of termination."""

    ENROLLMENT = "enrollment"
    SUSPENSION = "suspension"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]

    @property
    def begins_with(self) -> str:
        """For users: what starts the count of days."""
        return _BEGINS_WITH[self]


_LABELS = {StaffDutyKind.ENROLLMENT: "参保登记", StaffDutyKind.SUSPENSION: "停保"}
_BEGINS_WITH = {StaffDutyKind.ENROLLMENT: "用工", StaffDutyKind.SUSPENSION: "终止用工"}
_PARAMETERS = {StaffDutyKind.ENROLLMENT: "duty.enrollment", StaffDutyKind.SUSPENSION: "duty.suspension"}


@dataclass(frozen=True)
class StaffDuty:
    """By when a filing about an employee is due.

    Args:
        due_day: the last day of the duty.
        file_by: the last day up to ``due_day`` on which employers can file.
    """

    kind: StaffDutyKind
    due_day: date
    file_by: date
    because: Because
    open_points: tuple[OpenPoint, ...]


def staff_duty(kind: StaffDutyKind, begins: date, law: Parameters) -> StaffDuty:
    """The duty that began with the hiring, or the termination, on ``begins``.

    Calendar days are counted, ``begins`` not among them; the sources say no more than how many days.

    Raises:
        ParameterMissing: the number of days, or the window around the last of them, is not known.

    Source: domain.md Calendar
    """
    name = _PARAMETERS[kind]
    due_day = days_after(begins, law.whole(name, begins))
    file_by = last_open_day(due_day, law)

    def why() -> Because:
        paused = "" if file_by == due_day else f"，那天暂停申报，要赶在{chinese_day(file_by)}或更早办好"
        says = f"{chinese_day(begins)}{kind.begins_with}，办{kind.label}的期限到{chinese_day(due_day)}{paused}。"
        return Because(says, parts=(from_parameter(law, name, begins),))

    note = law.row(name, begins).note
    return StaffDuty(
        kind=kind,
        due_day=due_day,
        file_by=file_by,
        because=Because.later(why),
        open_points=_open_points(kind, due_day, note),
    )


def _open_points(kind: StaffDutyKind, due_day: date, note: str) -> tuple[OpenPoint, ...]:
    counting = OpenPoint(
        f"办{kind.label}的期限从哪天数起、遇节假日是否顺延，没有查到规定。",
        (
            f"{kind.begins_with}的次日起按日历天数：到{chinese_day(due_day)}为止。",
            f"{kind.begins_with}当天也算一天：到{chinese_day(days_after(due_day, -1))}为止。",
        ),
    )
    if not note:
        return (counting,)
    official = f"按官方页面：到{chinese_day(due_day)}为止。"
    return (counting, OpenPoint(f"办{kind.label}的期限有不同说法。", (official, note)))
