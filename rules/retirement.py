"""Legal retirement age (法定退休年龄) by birth month under the reform that began on 2025-01-01."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.identifiers import Sex
from rules.month import Month
from rules.parameters import Parameters
from rules.telling import from_parameter

_FIRST_DELAY = "retirement.first_delay"
_SOURCE = "domain 退休年龄与超龄工伤（A）"


class FemalePost(StrEnum):
    """Which age a woman's post had before the reform; the bureau decides it, no guide says by what."""

    ORIGINALLY_55 = "women_55"
    ORIGINALLY_50 = "women_50"

    @property
    def label(self) -> str:
        """For users."""
        return "原定55周岁退休的女职工" if self is FemalePost.ORIGINALLY_55 else "原定50周岁退休的女职工"


class RetirementOutcome(StrEnum):
    """Where a person stands to the legal retirement age on a day."""

    NOT_REACHED = "not_reached"
    THIS_MONTH = "this_month"
    PAST = "past"
    DEPENDS_ON_POST = "depends_on_post"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    RetirementOutcome.NOT_REACHED: "还没有到法定退休年龄",
    RetirementOutcome.THIS_MONTH: "在这个月到法定退休年龄",
    RetirementOutcome.PAST: "已过法定退休年龄",
    RetirementOutcome.DEPENDS_ON_POST: "要看原定50周岁还是55周岁退休",
}


@dataclass(frozen=True)
class LegalAge:
    """One legal retirement age.

    Args:
        whom: for users, such as 男职工.
        months: the legal age in months of life; ``delay_months`` of them come from the reform.
        reached_month: the month in which it is reached.
        reached_on: the day, the month's last one where it lacks the day of birth; None where only the month
            of birth is known.
    """

    whom: str
    months: int
    delay_months: int
    reached_month: Month
    reached_on: date | None
    outcome: RetirementOutcome
    because: Because


@dataclass(frozen=True)
class RetirementAge(Reasoned):
    """Legal retirement age, once, or twice for a woman whose post is not known."""

    outcome: RetirementOutcome
    ages: tuple[LegalAge, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def retirement_age(
    birth_date: date | Month, sex: Sex, female_post: FemalePost | None, day: date, law: Parameters
) -> RetirementAge:
    """The legal retirement age, and whether it is reached on ``day``.

    Who reached the original age before the reform keeps it. Later ones are delayed by ``first_delay`` months from
    the first month of the reform on, by one more after every ``months_per_delay`` months, up to the latest age.
    What the first delay is rests on general knowledge, and the explanation says so.

    Args:
        birth_date: the month alone is enough for the age.
        female_post: None where it is not known, then both ages are told; for men it does not count.
        day: the question's Beijing day; the law is read as in force on it.

    Raises:
        ParameterMissing: ``day`` lies before the reform, 2025-01-01.
        ValueError: the birth lies after ``day``.

    Source: domain.md Structure
    """
    if (birth_date if isinstance(birth_date, date) else birth_date.first_day) > day:
        raise ValueError("出生日期晚于所问的日子。请核对后重新输入。")
    ages = tuple(_legal_age(birth_date, group, day, law) for group in _groups(sex, female_post))
    outcomes = {age.outcome for age in ages}
    outcome = outcomes.pop() if len(outcomes) == 1 else RetirementOutcome.DEPENDS_ON_POST
    return RetirementAge(outcome, ages, Because.later(lambda: _because(ages)), _open_points(ages))


def months_after(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day where there is none."""
    month = Month.of(day) + months
    return month.first_day.replace(day=min(day.day, month.last_day.day))


def age_text(months: int) -> str:
    """For users: ``63周岁``, ``60周岁4个月``."""
    years, rest = divmod(months, 12)
    return f"{years}周岁{rest}个月" if rest else f"{years}周岁"


def age_step(law: Parameters, name: str, day: date) -> Because:
    """The step that names an age of the law in years and months.

    Raises:
        ParameterMissing: no value is known for ``day``.
    """
    step, months = from_parameter(law, name, day), law.whole(name, day)
    return replace(step, says=step.says.replace(f"{months}个月", age_text(months)))


def _groups(sex: Sex, female_post: FemalePost | None) -> tuple[str, ...]:
    if sex is Sex.MALE:
        return ("men",)
    return (female_post,) if female_post else tuple(FemalePost)


def _legal_age(birth_date: date | Month, group: str, day: date, law: Parameters) -> LegalAge:
    names = [f"retirement.{name}.{group}" for name in ("original_age", "latest_age", "months_per_delay")]
    original, latest, per_delay = (law.whole(name, day) for name in names)
    reform = Month.of(law.by_name[names[2]].rows[0].first_day)
    born = Month.of(birth_date) if isinstance(birth_date, date) else birth_date
    waited = _months_between(reform, born + original)
    first_delay = law.whole(_FIRST_DELAY, day)
    delay = 0 if waited < 0 else min(waited // per_delay + first_delay, latest - original)
    months = original + delay
    reached_on = months_after(birth_date, months) if isinstance(birth_date, date) else None
    outcome = _outcome(born + months, reached_on, day)
    whom = "男职工" if group == "men" else FemalePost(group).label

    def why() -> Because:
        says = f"{(born + original).label}满原定的{age_text(original)}，" + (
            f"延迟{delay}个月，是{age_text(months)}。" if delay else f"早于{reform.label}，不延迟。"
        )
        ages = (age_step(law, name, day) for name in names[:2])
        paces = (from_parameter(law, name, day) for name in ((names[2], _FIRST_DELAY) if delay else names[2:]))
        return Because(says, _SOURCE, parts=(*ages, *paces))

    return LegalAge(whom, months, delay, born + months, reached_on, outcome, Because.later(why))


def _because(ages: tuple[LegalAge, ...]) -> Because:
    return Because("；".join(_told(ages)) + "。", _SOURCE, parts=tuple(age.because for age in ages))


def _told(ages: tuple[LegalAge, ...]) -> tuple[str, ...]:
    return tuple(f"{age.whom}：{_reached_text(age)}" for age in ages)


def _months_between(earlier: Month, later: Month) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _outcome(reached_month: Month, reached_on: date | None, day: date) -> RetirementOutcome:
    if day < (reached_on or reached_month.first_day):
        return RetirementOutcome.NOT_REACHED
    return RetirementOutcome.THIS_MONTH if day <= reached_month.last_day else RetirementOutcome.PAST


def _reached_text(age: LegalAge) -> str:
    return f"法定退休年龄{age_text(age.months)}，{age.reached_month.label}到龄"


def _open_points(ages: tuple[LegalAge, ...]) -> tuple[OpenPoint, ...]:
    points = []
    if len(ages) > 1:
        points.append(OpenPoint("这位女职工原定50周岁还是55周岁退休？以社保经办机构认定的岗位为准。", _told(ages)))
    if RetirementOutcome.THIS_MONTH in {age.outcome for age in ages}:
        readings = ("从到龄的那一天起算已到", "从到龄的下个月起算已过")
        points.append(OpenPoint("到龄的当月按日算还是按月算，资料没有写。", readings))
    return tuple(points)
