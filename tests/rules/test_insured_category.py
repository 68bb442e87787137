"""Promises of ``rules.insured_category``."""

from typing import Any

import pytest

from rules.insurances import IndustryClass, Insurance
from rules.insured_category import CategoryForm, EnrollmentForm, InsuredCategory, category_form
from tests.rules.cases import Case, rows


def shown(result: CategoryForm, expect: dict[str, Any]) -> dict[str, Any]:
    """The result as rows write it; every open point has to be one that the row asks about."""
    questions = [point.question for point in result.open_points]
    asked = [
        part for part, question in zip(expect.get("asks", []), questions, strict=False) if part in question
    ]
    facts: dict[str, Any] = {
        "form": result.outcome.value,
        "topic": result.outcome.topic,
        "insurances": [insurance.value for insurance in result.insurances] or None,
        "possible": [insurance.value for insurance in result.possible] or None,
        "asks": (asked if len(asked) == len(questions) else questions) or None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


@pytest.mark.parametrize("case", rows("insured_category"))
def test_rows(case: Case) -> None:
    """Each category has its form and its insurances, or says what the guides leave open."""
    assert shown(category_form(InsuredCategory(case.given["category"])), case.expect) == case.expect


def test_every_category_is_in_a_case() -> None:
    """No category enters the list without a row of its own."""
    seen = {param.values[0].given["category"] for param in rows("insured_category")}
    assert seen == set(InsuredCategory)


@pytest.mark.parametrize("category", InsuredCategory)
def test_every_category_tells_its_insurances_or_asks(category: InsuredCategory) -> None:
    """No category leaves the user without insurances and without an open point."""
    result = category_form(category)
    assert result.insurances or result.open_points


@pytest.mark.parametrize("category", InsuredCategory)
def test_every_category_points_to_medical_insurance(category: InsuredCategory) -> None:
    """Medical insurance is never among the portal's, and the user learns where it is filed."""
    result = category_form(category)
    assert Insurance.MEDICAL not in result.insurances + result.possible
    assert "12393" in "".join(result.because.lines())


@pytest.mark.parametrize(
    ("category", "told", "source"),
    [
        (InsuredCategory.PART_TIME_WORKER, "险种：工伤保险，由系统按参保身份匹配", "002 §三.3"),
        (InsuredCategory.CIVIL_SERVANT, "险种在失业保险、工伤保险当中", "002 §三.4"),
        (InsuredCategory.OTHER, "能看清的选项里没有这一种", "002 §三.4"),
    ],
)
def test_explanations(category: InsuredCategory, told: str, source: str) -> None:
    """The form and the insurances are explained with the guide's heading."""
    result = category_form(category)
    assert told in "".join(result.because.lines())
    assert result.sources[0] == source


@pytest.mark.parametrize("names", [InsuredCategory, EnrollmentForm, Insurance, IndustryClass])
def test_names_for_users(names: type[InsuredCategory]) -> None:
    """Every value is told in Chinese, each in its own words."""
    assert len({name.label for name in names}) == len(names)


def test_forms_are_named_as_the_guide_does() -> None:
    """The two forms go by the guide's names."""
    forms = (EnrollmentForm.EMPLOYEE_ENROLLMENT, EnrollmentForm.PERSONNEL_ENROLLMENT)
    assert [form.label for form in forms] == ["用人单位用工参保登记", "人员参保登记"]


def test_industry_classes_count_in_chinese() -> None:
    """The first class is 一类, the eighth 八类."""
    assert (IndustryClass.CLASS_1.label, IndustryClass.CLASS_8.label) == ("一类", "八类")
