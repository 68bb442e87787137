"""Promises of ``rules.identifiers_told``."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.identifiers import FaultKind, Sex
from rules.identifiers_told import (
    IdentifierOutcome,
    IdentifierTold,
    credit_code_told,
    identity_number_told,
    mobile_told,
    password_told,
    person_name_told,
)
from rules.passwords import AccountKind, PasswordVerdict
from rules.plain import as_json
from tests.rules.sample_numbers import sample_credit_code, sample_identity_number

_TODAY = date(2026, 11, 22)


def test_an_identity_number_is_read() -> None:
    """A right number tells birth date and sex, and stays masked."""
    number = sample_identity_number(birth=date(1988, 2, 29), sequence=2)
    told = identity_number_told(number, _TODAY)
    assert (told.outcome, told.birth_date, told.sex) == (IdentifierOutcome.FITS, date(1988, 2, 29), Sex.FEMALE)
    assert told.shown == f"3213**********{number[-4:]}"
    assert number not in str(as_json(told))
    assert "1988" not in repr(told)


def test_outcomes_have_names_for_users() -> None:
    """Right and wrong are told in Chinese."""
    assert [outcome.label for outcome in IdentifierOutcome] == ["写法正确", "写法不对"]


@pytest.mark.parametrize(("region", "city"), [("321399", "宿迁"), ("320199", "南京"), ("990199", "")])
def test_the_region_is_a_hint_only(region: str, city: str) -> None:
    """A city of Jiangsu is hinted at, any other is left alone, and the hint is said to be one."""
    told = identity_number_told(sample_identity_number(region=region), _TODAY)
    assert told.region_hint == city
    assert any("只作参考" in line for line in told.because.lines())


def test_a_birth_in_the_future_is_refused() -> None:
    """The day counts: a number is refused on the day before its birth date."""
    number = sample_identity_number(birth=_TODAY)
    assert identity_number_told(number, _TODAY).outcome is IdentifierOutcome.FITS
    told = identity_number_told(number, date(2026, 11, 21))
    assert (told.outcome, told.fault) == (IdentifierOutcome.REFUSED, FaultKind.BIRTH_DATE)
    assert told.birth_date is None


@pytest.mark.parametrize(
    ("tell", "right", "wrong", "fault"),
    [
        (credit_code_told, sample_credit_code(), sample_credit_code()[:-1] + "0", FaultKind.CHECK_SIGN),
        (mobile_told, "13800000000", "12800000000", FaultKind.NOT_MOBILE),
        (person_name_told, "张测试", "张测3", FaultKind.SIGN),
    ],
)
def test_right_and_wrong(tell: Callable[[str], IdentifierTold], right: str, wrong: str, fault: FaultKind) -> None:
    """What fits is shown masked; what does not is told with fault and mend, and neither repeats what was typed."""
    fits, refused = tell(right), tell(wrong)
    assert (fits.outcome, fits.fault, fits.message) == (IdentifierOutcome.FITS, None, "")
    assert fits.shown
    assert (refused.outcome, refused.fault, refused.shown) == (IdentifierOutcome.REFUSED, fault, "")
    assert "请" in refused.message
    assert refused.because.says == refused.message
    assert right not in str(as_json(fits))
    assert wrong not in str(as_json(refused))


def test_a_rare_name_has_an_open_point() -> None:
    """A rare character is right, and may still give trouble on the portal; a common name has none."""
    assert "生僻字" in person_name_told("张㛃").open_points[0].question
    assert person_name_told("张测试").open_points == ()


def test_a_persons_password_is_judged_and_a_units_left_open() -> None:
    """The rules bind a person; for a unit the portal's word counts, and that is an open point."""
    person = password_told("cb7k2m9", AccountKind.PERSON)
    unit = password_told("cb7k2m9", AccountKind.UNIT)
    assert (person.outcome, person.open_points) == (PasswordVerdict.REFUSED, ())
    assert unit.outcome is PasswordVerdict.WEAK
    assert len(unit.open_points) == 1
    assert "cb7k2m9" not in str(as_json(person))
    assert "至少8位" in "".join(person.because.lines())
    assert unit.sources == ("001 单位用户注册流程", "000 关联经办人信息")
