"""Promises of ``rules.enrollment_age``."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.enrollment_age import EnrollmentAge, EnrollmentAgeOutcome, enrollment_age
from rules.identifiers import Sex
from rules.insured_category import InsuredCategory
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.retirement import FemalePost
from tests.rules.cases import Case, rows
from tests.rules.explaining import steps

_DAY = date(2026, 11, 22)
_OVER_AGE = InsuredCategory.OVER_AGE_WORKER
births = st.dates(date(1940, 1, 1), date(2010, 12, 31))
known_days = st.dates(date(2025, 1, 1), date(2035, 12, 31))


def shown(result: EnrollmentAge, expect: dict[str, Any]) -> dict[str, Any]:
    """The result as rows write it; every open point has to be one that the row asks about."""
    questions = [point.question for point in result.open_points]
    asked = [
        part for part, question in zip(expect.get("asks", []), questions, strict=False) if part in question
    ]
    facts: dict[str, Any] = {
        "outcome": result.outcome.value,
        "conditions": len(result.conditions) or None,
        "asks": (asked if len(asked) == len(questions) else questions) or None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def age_of(given_: dict[str, Any], law: Parameters) -> EnrollmentAge:
    """The check that a row asks for."""
    born = given_["birth_date"] if "birth_date" in given_ else Month.parse(given_["birth_month"])
    post = FemalePost(given_["post"]) if "post" in given_ else None
    category, sex = InsuredCategory(given_["category"]), Sex(given_["sex"])
    return enrollment_age(category, born, sex, post, given_.get("retired"), given_["day"], law)


@pytest.mark.parametrize("case", rows("enrollment_age"))
def test_rows(case: Case, law: Parameters) -> None:
    """Each age fits its category, does not, or depends on a reading that is told."""
    if missing := case.expect.get("missing"):
        with pytest.raises(ParameterMissing) as caught:
            age_of(case.given, law)
        assert caught.value.name == missing
        return
    assert shown(age_of(case.given, law), case.expect) == case.expect


@given(birth=births, sex=st.sampled_from(Sex), post=st.sampled_from(FemalePost), day=known_days)
def test_two_categories_never_both_fit(
    birth: date, sex: Sex, post: FemalePost, day: date, law: Parameters
) -> None:
    """Nobody fits as an ordinary employee and as over age on the same day, but may fit neither."""
    usual, over_age = (
        enrollment_age(category, birth, sex, post, False, day, law).outcome
        for category in (InsuredCategory.ENTERPRISE_EMPLOYEE, _OVER_AGE)
    )
    assert {usual, over_age} != {EnrollmentAgeOutcome.FITS}
    assert (usual is EnrollmentAgeOutcome.FITS) == (over_age is EnrollmentAgeOutcome.NOT_PAST_LEGAL_AGE)


@given(birth=births, post=st.sampled_from(FemalePost), day=known_days)
def test_unknown_post_agrees_with_both_or_is_unsettled(
    birth: date, post: FemalePost, day: date, law: Parameters
) -> None:
    """Not knowing the post never gives an answer that knowing it would take back."""
    unknown = enrollment_age(_OVER_AGE, birth, Sex.FEMALE, None, False, day, law).outcome
    known = enrollment_age(_OVER_AGE, birth, Sex.FEMALE, post, False, day, law).outcome
    assert unknown in (known, EnrollmentAgeOutcome.UNSETTLED)


@given(birth=births, day=known_days)
def test_unknown_day_agrees_or_is_unsettled(birth: date, day: date, law: Parameters) -> None:
    """Knowing only the month of birth never gives an answer that knowing the day would take back."""
    by_month = enrollment_age(_OVER_AGE, Month.of(birth), Sex.MALE, None, False, day, law).outcome
    by_day = enrollment_age(_OVER_AGE, birth, Sex.MALE, None, False, day, law).outcome
    assert by_month in (by_day, EnrollmentAgeOutcome.UNSETTLED)


@given(birth=births, category=st.sampled_from(InsuredCategory), sex=st.sampled_from(Sex))
def test_the_retired_never_fit(birth: date, category: InsuredCategory, sex: Sex, law: Parameters) -> None:
    """Whoever has retired fits no category."""
    result = enrollment_age(category, birth, sex, None, True, _DAY, law)
    assert result.outcome is EnrollmentAgeOutcome.RETIRED


def test_unsettled_tells_every_reading(law: Parameters) -> None:
    """Between 65 and 66, both ways to read the limit are told with what follows."""
    result = enrollment_age(_OVER_AGE, date(1960, 11, 23), Sex.MALE, None, False, _DAY, law)
    assert result.open_points[0].readings == (
        "男职工，60周岁，满65周岁的次日起就超过：超过了超龄工伤的最高年龄",
        "男职工，60周岁，到66周岁才超过：年龄符合",
    )


def test_month_of_reaching_tells_both_readings(law: Parameters) -> None:
    """In the month of reaching the legal age, by day it is past, by month not yet."""
    result = enrollment_age(_OVER_AGE, date(1965, 3, 20), Sex.MALE, None, False, date(2025, 4, 25), law)
    assert [reading.partition("：")[0] for reading in result.open_points[0].readings] == [
        "男职工，60周岁1个月，按日算已过",
        "男职工，60周岁1个月，到龄当月还不算过",
    ]


@pytest.mark.parametrize(
    ("category", "birth", "retired", "told"),
    [
        (_OVER_AGE, date(1962, 1, 1), False, "超龄人员参加工伤保险的最高年龄：65周岁"),
        (_OVER_AGE, date(1962, 1, 1), False, "自愿参加"),
        (InsuredCategory.ENTERPRISE_EMPLOYEE, date(1962, 1, 1), False, "自愿参加"),
        (_OVER_AGE, date(1962, 1, 1), True, "离退休人员"),
    ],
)
def test_explanations(
    category: InsuredCategory, birth: date, retired: bool, told: str, law: Parameters
) -> None:
    """Over-age insurance is explained with its limit and its terms, also to whom it is another way."""
    result = enrollment_age(category, birth, Sex.MALE, None, retired, _DAY, law)
    assert told in "".join(result.because.lines())


def test_young_people_are_not_told_of_over_age(law: Parameters) -> None:
    """Where an ordinary category fits, over-age insurance is not brought up."""
    result = enrollment_age(
        InsuredCategory.ENTERPRISE_EMPLOYEE, date(1990, 1, 1), Sex.MALE, None, None, _DAY, law
    )
    assert not any("超龄" in step.says for step in steps(result.because))
    assert result.conditions == ()


def test_outcomes_have_names_for_users() -> None:
    """Every outcome is told in Chinese, each in its own words."""
    assert len({outcome.label for outcome in EnrollmentAgeOutcome}) == len(EnrollmentAgeOutcome)
