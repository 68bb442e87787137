"""Whether a person's age fits the insured category: below the legal retirement age, or past it and not too old."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.identifiers import Sex
from rules.insured_category import InsuredCategory
from rules.month import Month
from rules.parameters import Parameters
from rules.retirement import (
    FemalePost,
    LegalAge,
    RetirementAge,
    RetirementOutcome,
    age_step,
    age_text,
    months_after,
    retirement_age,
)

_OLDEST = "over_age.oldest"
_STRUCTURE = "domain 退休年龄与超龄工伤（B）"
_MESSAGES = "domain 网厅提示补充（B）"


class EnrollmentAgeOutcome(StrEnum):
    """Whether a category can be filed for a person of that age."""

    FITS = "fits"
    NOT_PAST_LEGAL_AGE = "not_past_legal_age"
    PAST_LEGAL_AGE = "past_legal_age"
    TOO_OLD = "too_old"
    RETIRED = "retired"
    UNSETTLED = "unsettled"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    EnrollmentAgeOutcome.FITS: "年龄符合",
    EnrollmentAgeOutcome.NOT_PAST_LEGAL_AGE: "还没有超过本人的法定退休年龄，不能按超龄办，请按普通职工办",
    EnrollmentAgeOutcome.PAST_LEGAL_AGE: "已过法定退休年龄，请看能不能按“超龄工伤”只参加工伤保险",
    EnrollmentAgeOutcome.TOO_OLD: "超过了超龄工伤的最高年龄",
    EnrollmentAgeOutcome.RETIRED: "已经退休，不符合条件",
    EnrollmentAgeOutcome.UNSETTLED: "读法不同，结果不同，请先核实",
}


@dataclass(frozen=True)
class EnrollmentAge(Reasoned):
    """Whether the age fits.

    Args:
        legal: the legal retirement age that it was held against.
        conditions: what the outcome rests on and was not said, in Chinese.
    """

    outcome: EnrollmentAgeOutcome
    legal: RetirementAge
    conditions: tuple[str, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def enrollment_age(
    insured_category: InsuredCategory,
    birth_date: date | Month,
    sex: Sex,
    female_post: FemalePost | None,
    retired: bool | None,
    day: date,
    law: Parameters,
) -> EnrollmentAge:
    """Check a person's age for a category on ``day``.

    Over-age work injury insurance is voluntary, for those past their own legal age, at most 65, not retired.
    Every other category ends with the legal age. No lowest age is checked: the guides name none.

    Args:
        birth_date: the month alone is enough, except around the highest age.
        female_post: None where it is not known; for men it does not count.
        retired: whether retirement has been filed; None where it is not known, then it is a condition.

    Raises:
        ParameterMissing: ``day`` lies before 2025-01-01.
        ValueError: the birth lies after ``day``.

    Source: domain.md Structure, More messages seen on portals; 002 §三.4
    """
    legal = retirement_age(birth_date, sex, female_post, day, law)
    over_age = insured_category is InsuredCategory.OVER_AGE_WORKER
    oldest = law.whole(_OLDEST, day)
    readings = _over_age_readings(legal, birth_date, oldest, day) if over_age else _usual_readings(legal)
    outcomes = dict.fromkeys(readings.values())
    outcome = next(iter(outcomes)) if len(outcomes) == 1 else EnrollmentAgeOutcome.UNSETTLED
    if retired:
        outcome = EnrollmentAgeOutcome.RETIRED

    def why() -> Because:
        steps = [legal.because]
        if over_age or outcome is EnrollmentAgeOutcome.PAST_LEGAL_AGE:
            steps.append(age_step(law, _OLDEST, day))
            steps.append(Because("超龄工伤自愿参加，条件是已过本人的法定退休年龄、没有退休。", _STRUCTURE))
        if retired:
            steps.append(Because("网厅对离退休人员会提示不允许办理。", _MESSAGES))
        return Because(f"{insured_category.label}：{outcome.label}。", _STRUCTURE, parts=tuple(steps))

    asked = over_age and retired is None and outcome is not EnrollmentAgeOutcome.NOT_PAST_LEGAL_AGE
    conditions = ("前提是本人还没有办理退休。",) if asked else ()
    points = _open_points(outcome, readings)
    return EnrollmentAge(outcome, legal, conditions, Because.later(why), points)


def _usual_readings(legal: RetirementAge) -> dict[str, EnrollmentAgeOutcome]:
    fits, past = EnrollmentAgeOutcome.FITS, EnrollmentAgeOutcome.PAST_LEGAL_AGE
    return {
        told: past if is_past else fits for age in legal.ages for told, is_past in _past_readings(age).items()
    }


def _over_age_readings(
    legal: RetirementAge, birth_date: date | Month, oldest: int, day: date
) -> dict[str, EnrollmentAgeOutcome]:
    readings = {}
    for age in legal.ages:
        for told, is_past in _past_readings(age).items():
            if not is_past:
                readings[told] = EnrollmentAgeOutcome.NOT_PAST_LEGAL_AGE
                continue
            for limit, too_old in _limit_readings(birth_date, oldest, day).items():
                outcome = EnrollmentAgeOutcome.TOO_OLD if too_old else EnrollmentAgeOutcome.FITS
                readings[told + limit] = outcome
    return readings


def _past_readings(age: LegalAge) -> dict[str, bool]:
    """Whether the legal age is past; in the month of reaching it, one reading by the day and one by the month."""
    whom = f"{age.whom}，{age_text(age.months)}"
    if age.outcome is RetirementOutcome.THIS_MONTH:
        return {f"{whom}，按日算已过": True, f"{whom}，到龄当月还不算过": False}
    return {whom: age.outcome is RetirementOutcome.PAST}


def _limit_readings(birth_date: date | Month, oldest: int, day: date) -> dict[str, bool]:
    """Whether ``oldest`` is exceeded: from the day after that birthday, or only from the next birthday."""
    if isinstance(birth_date, Month):
        first, last = birth_date.first_day, birth_date.last_day
    else:
        first = last = birth_date
    if day <= months_after(first, oldest):
        return {"": False}
    if day >= months_after(last, oldest + 12):
        return {"": True}
    years = oldest // 12
    return {f"，满{years}周岁的次日起就超过": True, f"，到{years + 1}周岁才超过": False}


def _open_points(
    outcome: EnrollmentAgeOutcome, readings: dict[str, EnrollmentAgeOutcome]
) -> tuple[OpenPoint, ...]:
    points = []
    if outcome is EnrollmentAgeOutcome.UNSETTLED:
        told = tuple(f"{reading}：{each.label}" for reading, each in readings.items())
        points.append(OpenPoint("能不能办，要看按哪种情形、哪种读法。", told))
    if outcome is EnrollmentAgeOutcome.PAST_LEGAL_AGE:
        readings_of_extension = ("到龄不能再按原来的身份参保", "缴费年限不足的可以延长缴费")
        question = "表上有“延长缴费标志”，到龄以后谁能继续缴养老保险，指南没有写。"
        points.append(OpenPoint(question, readings_of_extension))
    if outcome in (EnrollmentAgeOutcome.RETIRED, EnrollmentAgeOutcome.TOO_OLD):
        question = "已经退休或者年龄超过上限的人还能怎样保障工伤，指南没有写。"
        points.append(OpenPoint(question, ()))
    return tuple(points)
