"""The last day to enroll someone who was hired, or to suspend someone who left, seen from a day."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.parameters import Parameters
from rules.staff_duties import StaffDutyKind, staff_duty
from rules.telling import chinese_day


class DeadlineOutcome(StrEnum):
    """How a day stands to the last one."""

    IN_TIME = "in_time"
    LAST_DAY = "last_day"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    DeadlineOutcome.IN_TIME: "还在期限内",
    DeadlineOutcome.LAST_DAY: "今天是最后一天",
    DeadlineOutcome.OVERDUE: "已经过了期限，请尽快办",
}


@dataclass(frozen=True)
class Deadline(Reasoned):
    """The end of a duty.

    Args:
        due_day: the last day of the duty.
        file_by: the last day up to it on which employers can file.
        days_left: from ``today`` to ``file_by``, today counted; None once it is over.
    """

    outcome: DeadlineOutcome
    duty: StaffDutyKind
    due_day: date
    file_by: date
    days_left: int | None
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def deadline(duty: StaffDutyKind, began: date, today: date, law: Parameters) -> Deadline:
    """By when a hiring is to be enrolled (用工之日起), or a termination suspended (终止用工).

    Args:
        began: the day of the hiring, or of the termination.

    Raises:
        ParameterMissing: the number of days, or the window around the last of them, is not known.

    Source: domain.md Calendar
    """
    told = staff_duty(duty, began, law)
    outcome = _outcome(told.file_by, today)
    says = f"{chinese_day(began)}{duty.begins_with}，最晚{chinese_day(told.file_by)}办{duty.label}；{outcome.label}。"
    because = Because(says, parts=(told.because,))
    left = (told.file_by - today).days + 1
    return Deadline(
        outcome, duty, told.due_day, told.file_by, left if left > 0 else None, because, told.open_points,
    )  # fmt: skip


def _outcome(file_by: date, today: date) -> DeadlineOutcome:
    if file_by == today:
        return DeadlineOutcome.LAST_DAY
    return DeadlineOutcome.OVERDUE if file_by < today else DeadlineOutcome.IN_TIME
