"""The limits of the contribution base (缴费基数上下限) of a month, with document, grade and what is provisional."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rules.evidence import sources_of
from rules.explained import Because, OpenPoint
from rules.month import Month
from rules.parameters import Parameters, Row
from rules.telling import from_parameter

_NAMES = ("base.floor", "base.ceiling")
_WHO_KNOWS = "税务机关、参保地社保经办机构或12333"


class LimitsOutcome(StrEnum):
    """How much is known of a month's limits."""

    KNOWN = "known"
    PROVISIONAL = "provisional"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    LimitsOutcome.KNOWN: "上下限已公布",
    LimitsOutcome.PROVISIONAL: "上下限是暂定的，终值公布后可能要补差",
    LimitsOutcome.UNKNOWN: "上下限没有查到",
}


@dataclass(frozen=True)
class BaseLimits:
    """The limits of a contribution month.

    Args:
        floor, ceiling: yuan a month; None where it is known that the value is not known.
        last_known_floor, last_known_ceiling: the newest known values before, where these are not known.
        last_known_from: the first month of those values.
        changes: the months of the same calendar year from which other limits hold.
    """

    outcome: LimitsOutcome
    contribution_month: Month
    floor: Decimal | None
    ceiling: Decimal | None
    last_known_floor: Decimal | None
    last_known_ceiling: Decimal | None
    last_known_from: Month | None
    changes: tuple[Month, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...]


def base_limits(contribution_month: Month, law: Parameters) -> BaseLimits:
    """The lowest and the highest contribution base of ``contribution_month``, the same in the whole province.

    Raises:
        ParameterMissing: no limits had begun by the month, in Jiangsu before 2019-07.

    Source: domain.md Contribution base per month
    """
    day = contribution_month.first_day
    floor, ceiling = (law.row(name, day) for name in _NAMES)
    outcome = _outcome(floor, ceiling)
    earlier = [_last_known(law, name, contribution_month) for name in _NAMES]
    because = _because(outcome, contribution_month, law)
    own = Because("", parts=tuple(from_parameter(law, name, day) for name in _NAMES))
    return BaseLimits(
        outcome=outcome,
        contribution_month=contribution_month,
        floor=_yuan(floor),
        ceiling=_yuan(ceiling),
        last_known_floor=_yuan(earlier[0]),
        last_known_ceiling=_yuan(earlier[1]),
        last_known_from=Month.of(earlier[0].first_day) if earlier[0] else None,
        changes=tuple(_changes(contribution_month, law)),
        because=because,
        open_points=_open_points(outcome, contribution_month),
        sources=sources_of(own) or sources_of(because),
    )


def _outcome(floor: Row, ceiling: Row) -> LimitsOutcome:
    if floor.unknown or ceiling.unknown:
        return LimitsOutcome.UNKNOWN
    return LimitsOutcome.PROVISIONAL if floor.provisional or ceiling.provisional else LimitsOutcome.KNOWN


def _yuan(row: Row | None) -> Decimal | None:
    return row.value if row is not None and isinstance(row.value, Decimal) else None


def _last_known(law: Parameters, name: str, month: Month) -> Row | None:
    """The newest known row before an unknown one."""
    if not law.row(name, month.first_day).unknown:
        return None
    known = [row for row in law.by_name[name].rows if row.first_day <= month.first_day and not row.unknown]
    return known[-1] if known else None


def _changes(month: Month, law: Parameters) -> Iterator[Month]:
    begins = {Month.of(row.first_day) for name in _NAMES for row in law.by_name[name].rows}
    yield from sorted(each for each in begins if each.year == month.year and each.month > 1)


def _because(outcome: LimitsOutcome, month: Month, law: Parameters) -> Because:
    steps = [from_parameter(law, name, month.first_day) for name in _NAMES]
    for each in _changes(month, law):
        steps += [from_parameter(law, name, each.first_day) for name in _NAMES]
    for name in _NAMES:
        if (known := _last_known(law, name, month)) is not None:
            steps.append(from_parameter(law, name, known.first_day))
    return Because(f"{month.label}：{outcome.label}。", parts=tuple(dict.fromkeys(steps)))


def _open_points(outcome: LimitsOutcome, month: Month) -> tuple[OpenPoint, ...]:
    if outcome is LimitsOutcome.UNKNOWN:
        return (OpenPoint(f"{month.label}的上下限没有查到，这里不猜。", (), _WHO_KNOWS),)
    return ()
