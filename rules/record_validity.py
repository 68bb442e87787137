"""How long an entitlement record (权益记录单) can be verified after it was issued."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.month import Month
from rules.parameters import Parameters
from rules.telling import chinese_day, from_parameter

_ONE_DAY = timedelta(days=1)
_MONTHS = "entitlement_record.valid_months"
_GUIDE = "002 §四"


class RecordOutcome(StrEnum):
    """Whether a record can still be verified."""

    VALID = "valid"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """For users."""
        return "在有效期内" if self is RecordOutcome.VALID else "已过有效期"


@dataclass(frozen=True)
class RecordValidity(Reasoned):
    """Whether the record is valid on the day asked for.

    Args:
        last_day: the last day on which it is valid.
        days_left: until then, the day asked for counted; None once expired.
    """

    outcome: RecordOutcome
    last_day: date
    days_left: int | None
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def record_validity(issued_day: date, today: date, law: Parameters) -> RecordValidity:
    """Whether a record issued on ``issued_day`` is valid on ``today``; meanwhile it is verified any number of times.

    Valid to the same day of the month six months later, that day counted, or to the end of that month where it is
    too short; the guide says no more than six months.

    Raises:
        ValueError: ``issued_day`` lies after ``today``.
        ParameterMissing: no period is known for ``issued_day``.

    Source: 002 §四
    """
    if issued_day > today:
        raise ValueError(f"出具日期{issued_day}晚于今天{today}，请核对日期。")
    months = law.whole(_MONTHS, issued_day)
    last_day = months_later(issued_day, months)
    valid = today <= last_day
    outcome = RecordOutcome.VALID if valid else RecordOutcome.EXPIRED
    because = _because(issued_day, last_day, outcome, law)
    return RecordValidity(
        outcome=outcome,
        last_day=last_day,
        days_left=(last_day - today).days + 1 if valid else None,
        because=because,
        open_points=_open_points(issued_day, last_day, today),
    )


def months_later(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day where it has no such day.

    Raises:
        ValueError: that lies beyond the year 9999.
    """
    month = Month.of(day) + months
    return month.first_day.replace(day=min(day.day, month.last_day.day))


def _because(issued_day: date, last_day: date, outcome: RecordOutcome, law: Parameters) -> Because:
    span = Because(
        f"{chinese_day(issued_day)}出具，有效到{chinese_day(last_day)}。",
        _GUIDE,
        parts=(from_parameter(law, _MONTHS, issued_day),),
    )
    if outcome is RecordOutcome.VALID:
        then = Because("有效期内用江苏智慧人社APP扫右上方的二维码验真，次数不限。", _GUIDE)
    else:
        then = Because("过期以后怎么办指南没有写；重新打印一份最稳妥，这是我们的建议。")
    return Because(f"这张记录单{outcome.label}。", parts=(span, then))


def _open_points(issued_day: date, last_day: date, today: date) -> tuple[OpenPoint, ...]:
    points = []
    if today == last_day:
        readings = (f"算：{chinese_day(last_day)}还有效。", f"不算：到{chinese_day(last_day - _ONE_DAY)}为止。")
        points.append(OpenPoint("满六个月的那一天还算不算有效，指南没有写。", readings))
    if last_day.day < issued_day.day:
        question = f"{last_day.month}月没有{issued_day.day}日，有效期到哪一天为止，指南没有写。"
        readings = (f"到{chinese_day(last_day)}。", f"顺到下个月，到{chinese_day(last_day + _ONE_DAY)}。")
        points.append(OpenPoint(question, readings))
    if today > last_day:
        points.append(OpenPoint("过期的记录单怎么办，指南没有写。", ("重新打印一份。",)))
    return tuple(points)
