"""Promises of ``rules.retirement``."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.identifiers import Sex, identity_number
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.retirement import (
    FemalePost,
    RetirementAge,
    RetirementOutcome,
    age_text,
    months_after,
    retirement_age,
)
from tests.rules.cases import Case, rows
from tests.rules.sample_numbers import sample_identity_number

_DAY = date(2026, 11, 22)
births = st.dates(date(1940, 1, 1), date(2010, 12, 31))
posts = st.sampled_from(FemalePost)


def shown(result: RetirementAge, expect: dict[str, Any]) -> dict[str, Any]:
    """The result as rows write it; every open point has to be one that the row asks about."""
    ages = [
        {
            "months": age.months,
            "delay": age.delay_months,
            "month": str(age.reached_month),
            **({"on": age.reached_on} if age.reached_on else {}),
        }
        for age in result.ages
    ]
    questions = [point.question for point in result.open_points]
    asked = [
        part for part, question in zip(expect.get("asks", []), questions, strict=False) if part in question
    ]
    facts: dict[str, Any] = {
        "outcome": result.outcome.value,
        "ages": ages,
        "asks": (asked if len(asked) == len(questions) else questions) or None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def age_of(given_: dict[str, Any], law: Parameters) -> RetirementAge:
    """The retirement age that a row asks for."""
    born = given_["birth_date"] if "birth_date" in given_ else Month.parse(given_["birth_month"])
    post = FemalePost(given_["post"]) if "post" in given_ else None
    return retirement_age(born, Sex(given_["sex"]), post, given_["day"], law)


@pytest.mark.parametrize("case", rows("retirement_age"))
def test_rows(case: Case, law: Parameters) -> None:
    """Each birth has its legal age, its delay, and its month."""
    if missing := case.expect.get("missing"):
        with pytest.raises(ParameterMissing) as caught:
            age_of(case.given, law)
        assert caught.value.name == missing
        return
    assert shown(age_of(case.given, law), case.expect) == case.expect


@given(birth=births, days=st.integers(1, 400), sex=st.sampled_from(Sex), post=posts)
def test_later_births_never_retire_earlier(
    birth: date, days: int, sex: Sex, post: FemalePost, law: Parameters
) -> None:
    """Neither the legal age nor the day of reaching it goes back for someone born later."""
    older, younger = (
        retirement_age(born, sex, post, _DAY, law).ages[0] for born in (birth, birth + timedelta(days))
    )
    assert older.months <= younger.months
    assert older.reached_on is not None
    assert younger.reached_on is not None
    assert older.reached_on <= younger.reached_on


@given(birth=births, post=posts)
def test_delay_stays_within_the_law(birth: date, post: FemalePost, law: Parameters) -> None:
    """The legal age lies between the original and the latest one."""
    age = retirement_age(birth, Sex.FEMALE, post, _DAY, law).ages[0]
    low, high = (law.whole(f"retirement.{name}.{post}", _DAY) for name in ("original_age", "latest_age"))
    assert low <= age.months <= high
    assert age.months - age.delay_months == low


@given(birth=births, sex=st.sampled_from(Sex), post=posts)
def test_month_of_birth_is_enough(birth: date, sex: Sex, post: FemalePost, law: Parameters) -> None:
    """A date and its month alone have the same legal age and month."""
    by_day = retirement_age(birth, sex, post, _DAY, law).ages[0]
    by_month = retirement_age(Month.of(birth), sex, post, _DAY, law).ages[0]
    assert (by_day.months, by_day.reached_month) == (by_month.months, by_month.reached_month)
    assert by_month.reached_on is None


@given(birth=births, sex=st.sampled_from(Sex), post=posts)
def test_the_day_of_reaching_divides(birth: date, sex: Sex, post: FemalePost, law: Parameters) -> None:
    """The day before the legal age is not yet, the day itself is, and the month after is past."""
    age = retirement_age(birth, sex, post, _DAY, law).ages[0]
    reached = age.reached_on
    assert reached is not None
    if reached <= date(2025, 1, 1):
        return
    asked = (reached - timedelta(1), reached, (age.reached_month + 1).first_day)
    assert [retirement_age(birth, sex, post, day, law).outcome for day in asked] == [
        RetirementOutcome.NOT_REACHED,
        RetirementOutcome.THIS_MONTH,
        RetirementOutcome.PAST,
    ]


def test_read_off_an_identity_number(law: Parameters) -> None:
    """The parts of a sample person's identity number are what the rule asks for."""
    person = identity_number(sample_identity_number(birth=date(1966, 1, 15), sequence=1))
    assert retirement_age(person.birth_date, person.sex, None, _DAY, law).ages[0].months == 724


@pytest.mark.parametrize("birth", [date(2026, 11, 23), Month(2026, 12)])
def test_birth_after_the_day(birth: date | Month, law: Parameters) -> None:
    """Nobody is born after the day that is asked about; that day itself is fine."""
    with pytest.raises(ValueError, match="出生日期"):
        retirement_age(birth, Sex.MALE, None, _DAY, law)
    newborn = retirement_age(_DAY, Sex.MALE, None, _DAY, law)
    assert newborn.outcome is RetirementOutcome.NOT_REACHED


def test_explanation_tells_age_and_delay(law: Parameters) -> None:
    """The tree tells the age in years, where it comes from, and the official page."""
    result = retirement_age(date(1966, 1, 15), Sex.MALE, None, _DAY, law)
    told = "".join(result.because.lines())
    for part in (
        "男职工：法定退休年龄60周岁4个月，2026年5月到龄",
        "2026年1月满原定的60周岁，延迟4个月",
        "原法定退休年龄：60周岁",
        "63周岁",
    ):
        assert part in told
    assert "2025年起延迟法定退休年龄的官方页面" in result.sources


def test_the_first_delay_is_said_to_be_ours(law: Parameters) -> None:
    """What no source at hand says is told as general knowledge to be checked, and only where it counts."""
    delayed, kept = (
        list(retirement_age(birth, Sex.MALE, None, _DAY, law).because.lines())
        for birth in (date(1965, 1, 1), date(1964, 12, 31))
    )
    (step,) = (line for line in delayed if "最先延迟的一批人" in line)
    assert "手头的资料没有写，按常识记，请向12333核实" in step
    assert any("以国家公布的对照表为准" in line for line in delayed)
    assert not any("最先延迟的一批人" in line for line in kept)


def test_no_delay_is_explained(law: Parameters) -> None:
    """Who reached the original age before the reform is told that it does not count."""
    told = "".join(retirement_age(date(1960, 1, 1), Sex.MALE, None, _DAY, law).because.lines())
    assert "早于2025年1月，不延迟" in told


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 8, 15), 0, date(2025, 8, 15)),
    ],
)
def test_months_after(day: date, months: int, later: date) -> None:
    """The same day of a later month, or its last one."""
    assert months_after(day, months) == later


@pytest.mark.parametrize(("months", "text"), [(720, "60周岁"), (721, "60周岁1个月"), (731, "60周岁11个月")])
def test_age_text(months: int, text: str) -> None:
    """Whole years are told without months."""
    assert age_text(months) == text


def test_outcomes_have_names_for_users() -> None:
    """Every outcome is told in Chinese, each in its own words."""
    assert len({outcome.label for outcome in RetirementOutcome}) == len(RetirementOutcome)


def test_posts_have_names_for_users() -> None:
    """A woman's post is told by the age it had before the reform."""
    assert [("55" in post.label, "50" in post.label) for post in FemalePost] == [(True, False), (False, True)]


def test_ages_are_explained_in_years(law: Parameters) -> None:
    """No age of the law is left in bare months, but the pace of the delay is."""
    told = list(retirement_age(date(1966, 1, 15), Sex.MALE, None, _DAY, law).because.lines())
    assert not any("720个月" in line or "756个月" in line for line in told)
    assert any("4个月" in line for line in told if "每隔" in line)
