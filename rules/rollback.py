"""Rollback of a mistaken filing (人员变更回退): whether it is still possible, until when, or what instead."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rules.calendar import WindowOnDay, window_on
from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.modules import Module
from rules.parameters import Parameters
from rules.telling import chinese_day
from rules.window_told import because_of_window

_WINDOW = "002 §一"
_MODULE = "002 §三.6"
_QUESTION_FOUR = "002 §五 问题四"
_BASE = "002 §三.7"
_ADVANCE = "domain 申报日历（B）"


class RollbackOutcome(StrEnum):
    """Whether the filing can be rolled back today."""

    ALLOWED = "allowed"
    PAUSED = "paused"
    NOT_WRITTEN = "not_written"
    OTHER_WAY = "other_way"

    @property
    def label(self) -> str:
        """For users."""
        return _OUTCOME_LABELS[self]


class Instead(StrEnum):
    """What to do where the filing is not rolled back today."""

    TRY_WHEN_REOPENED = "try_when_reopened"
    ASK_BUREAU = "ask_bureau"
    RAISE_BASE_ONLINE = "raise_base_online"
    LOWER_BASE_AT_COUNTER = "lower_base_at_counter"

    @property
    def label(self) -> str:
        """For users."""
        return _INSTEAD_LABELS[self]


_OUTCOME_LABELS = {
    RollbackOutcome.ALLOWED: "可以回退",
    RollbackOutcome.PAUSED: "暂停申报，今天不能回退",
    RollbackOutcome.NOT_WRITTEN: "能不能回退，指南没有写",
    RollbackOutcome.OTHER_WAY: "不用回退，另有办法",
}
_INSTEAD_LABELS = {
    Instead.TRY_WHEN_REOPENED: "重新开放后，在回退模块里查有没有这笔业务编号",
    Instead.ASK_BUREAU: "问参保地社保经办机构或12333",
    Instead.RAISE_BASE_ONLINE: "报低了的，用基数上调模块再报一次，下月起执行",
    Instead.LOWER_BASE_AT_COUNTER: "报高了的，或要改以前月份的，带材料到经办机构",
}
_ENROLLMENT_COVERED = Because("参保办错了，申报期内可以在人员变更回退里撤。", _MODULE)
_CHANGES_COVERED = Because("人员增减变动办错了，发现后可以及时回退。", _QUESTION_FOUR)
_COVERS = {
    Module.EMPLOYEE_ENROLLMENT: (_ENROLLMENT_COVERED, _CHANGES_COVERED),
    Module.PERSONNEL_ENROLLMENT: (_ENROLLMENT_COVERED, _CHANGES_COVERED),
    Module.COVERAGE_SUSPENSION: (_CHANGES_COVERED,),
}


@dataclass(frozen=True)
class Rollback(Reasoned):
    """What is left to do about a mistaken filing.

    Args:
        last_day: the last day on which the rollback module is open in the present window; None where the matter
            is not rolled back, or filing is paused.
        reopens_on: while paused, the day on which filing reopens; otherwise None.
        instead: what to do where ``outcome`` is not ALLOWED, the first the nearest.
    """

    outcome: RollbackOutcome
    last_day: date | None
    reopens_on: date | None
    instead: tuple[Instead, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def rollback(kind: Module, mistake_day: date, today: date, law: Parameters) -> Rollback:
    """Whether a filing of ``mistake_day`` that went wrong may be rolled back on ``today``, and until when.

    In the window in which the mistake was made, enrollments and suspensions may. The guides do not say whether a
    later window still takes it, nor whether other filings may be rolled back.

    Raises:
        ValueError: ``mistake_day`` lies after ``today``.
        ParameterMissing: no window is known for ``today``.

    Source: 002 §三.6, §五 问题四; for the base 002 §三.7
    """
    if mistake_day > today:
        raise ValueError(f"办错的日子{mistake_day}晚于今天{today}，请核对日期。")
    if kind is Module.BASE_INCREASE:
        return _base_increase()
    if kind not in _COVERS:
        return _not_covered(kind)
    window = window_on(today, law)
    if not window.open:
        return _paused(kind, window, law)
    if mistake_day < window.first_day:
        return _earlier_window(kind, mistake_day, window, law)
    return _allowed(kind, window, law)


def _allowed(kind: Module, window: WindowOnDay, law: Parameters) -> Rollback:
    says = f"{kind.label}办错了，今天可以用人员变更回退撤回，最晚{chinese_day(window.last_day)}。"
    because = Because(says, parts=(*_COVERS[kind], because_of_window(window, law)))
    points = (_last_day_point(window), *_suspension_point(kind))
    return _told(RollbackOutcome.ALLOWED, because, points, last_day=window.last_day)


def _earlier_window(kind: Module, mistake_day: date, window: WindowOnDay, law: Parameters) -> Rollback:
    before = Because(
        f"{chinese_day(mistake_day)}不在这一期之内，这一期从{chinese_day(window.first_day)}开始。", _WINDOW
    )
    because = Because(
        f"{kind.label}不是在这一期里办错的，现在还能不能回退，指南没有写。",
        parts=(*_COVERS[kind], because_of_window(window, law), before),
    )
    points = (_EARLIER_WINDOW, _last_day_point(window), *_suspension_point(kind))
    instead = (Instead.ASK_BUREAU,)
    return _told(RollbackOutcome.NOT_WRITTEN, because, points, instead, last_day=window.last_day)


def _paused(kind: Module, window: WindowOnDay, law: Parameters) -> Rollback:
    says = f"暂停申报期间不能回退{kind.label}；{chinese_day(window.first_day)}重新开放后还能不能退，指南没有写。"
    because = Because(says, parts=(*_COVERS[kind], because_of_window(window, law)))
    points = (_EARLIER_WINDOW, *_suspension_point(kind))
    instead = (Instead.TRY_WHEN_REOPENED, Instead.ASK_BUREAU)
    return _told(RollbackOutcome.PAUSED, because, points, instead, reopens_on=window.reopens_on)


def _base_increase() -> Rollback:
    step = Because("基数报错了重新报：往高改在网上办，往低改或改以前月份到经办机构。", _BASE)
    because = Because("缴费基数报错了，不在人员变更回退里撤，而是重新调整基数。", parts=(step,))
    instead = (Instead.RAISE_BASE_ONLINE, Instead.LOWER_BASE_AT_COUNTER)
    return _told(RollbackOutcome.OTHER_WAY, because, (), instead)


def _not_covered(kind: Module) -> Rollback:
    parts = [
        Because("回退模块的说明只提参保办错、办误。", _MODULE),
        Because("另一处说的是人员增减变动办错。", _QUESTION_FOUR),
    ]
    if kind is Module.ADVANCE_ENROLLMENT:
        parts.append(Because("预登记不会自己生效，不接着办正式的用工参保登记，这个人就没有参保。", _ADVANCE))
    because = Because(f"{kind.label}办错了能不能回退，指南没有写。", parts=tuple(parts))
    point = OpenPoint(f"{kind.label}办错了能不能用人员变更回退，指南没有写。", ("能退。", "不能退，由经办机构改正。"))
    return _told(RollbackOutcome.NOT_WRITTEN, because, (point,), (Instead.ASK_BUREAU,))


def _told(
    outcome: RollbackOutcome,
    because: Because,
    open_points: tuple[OpenPoint, ...],
    instead: tuple[Instead, ...] = (),
    last_day: date | None = None,
    reopens_on: date | None = None,
) -> Rollback:
    return Rollback(outcome, last_day, reopens_on, instead, because, open_points)


def _suspension_point(kind: Module) -> tuple[OpenPoint, ...]:
    if kind is not Module.COVERAGE_SUSPENSION:
        return ()
    question = "停保办错了能不能回退：模块说明只提参保，问题四说的是人员增减变动。"
    return (OpenPoint(question, ("能退，照问题四在回退模块里办。", "不能退，问经办机构怎么恢复。")),)


def _last_day_point(window: WindowOnDay) -> OpenPoint:
    last_day = window.last_day
    return OpenPoint(
        f"回退一节写的是“次月{last_day.day}日前”，{last_day.day}日当天还能不能退没有写明。",
        (f"能：最晚{chinese_day(last_day)}。", f"不能：最晚{chinese_day(last_day - timedelta(days=1))}。"),
    )


_EARLIER_WINDOW = OpenPoint(
    "隔了一个申报期还能不能回退，指南没有写。",
    ("能：只要在申报期内，以前办错的也可以退。", "不能：只能退当期办错的，以前的由经办机构处理。"),
)
