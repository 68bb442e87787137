"""Promises of ``rules.identifiers``; passwords have a file of their own."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.identifiers import (
    FaultKind,
    IdentifierFault,
    Sex,
    credit_code,
    identity_number,
    in_digits,
    mask,
    mobile,
)
from tests.rules.cases import Case, rows
from tests.rules.sample_numbers import CREDIT_SIGNS, sample_credit_code, sample_identity_number

identity_numbers = st.builds(
    sample_identity_number,
    region=st.text("0123456789", min_size=6, max_size=6),
    birth=st.dates(date(1900, 1, 1), date(2035, 12, 31)),
    sequence=st.integers(0, 999),
)
credit_codes = st.builds(sample_credit_code, st.text(CREDIT_SIGNS, min_size=17, max_size=17))
places = st.integers(0, 17)


def outcome(check: Callable[..., dict[str, Any]], case: Case) -> dict[str, Any]:
    """What ``check`` gives in the form of the row's expectation."""
    try:
        return check(**case.given)
    except IdentifierFault as fault:
        says = [part for part in case.expect.get("says", []) if part in fault.message_zh]
        return {"fault": fault.kind.value, "says": says}


def read_identity(text: str, today: date | None = None) -> dict[str, Any]:
    """An identity number's parts as rows write them."""
    identity = identity_number(text, today)
    return {
        "number": identity.number,
        "birth_date": identity.birth_date,
        "sex": identity.sex.value,
        "region_code": identity.region_code,
    }


@pytest.mark.parametrize("case", rows("identity_number"))
def test_identity_number_rows(case: Case) -> None:
    """Each way of typing an identity number is read, or refused with its reason."""
    assert outcome(read_identity, case) == case.expect


_AS_SPOKEN = str.maketrans("0123456789X", "零一二三四五六七八九叉")


@given(identity_numbers)
def test_an_identity_number_spoken_sign_by_sign_is_the_same(number: str) -> None:
    """As voice input writes it: 零, or 〇; 一, or 幺; 叉 for the X."""
    spoken = number.translate(_AS_SPOKEN)
    assert identity_number(spoken) == identity_number(spoken.replace("一", "幺").replace("零", "〇"))
    assert identity_number(spoken).number == number == in_digits(spoken)


@pytest.mark.parametrize("case", rows("credit_code"))
def test_credit_code_rows(case: Case) -> None:
    """Each way of typing a credit code is read, or refused with its reason."""
    assert outcome(lambda text: {"code": credit_code(text)}, case) == case.expect


@pytest.mark.parametrize("case", rows("mobile"))
def test_mobile_rows(case: Case) -> None:
    """Each way of typing a mobile number is read, or refused with its reason."""
    assert outcome(lambda text: {"number": mobile(text)}, case) == case.expect


@given(number=identity_numbers)
def test_every_valid_identity_number_is_read(number: str) -> None:
    """No region, birth date or sequence with the right check sign is refused."""
    assert identity_number(number).number == number


@given(number=identity_numbers, place=places, other=st.sampled_from("0123456789X"))
def test_identity_number_with_one_sign_changed(number: str, place: int, other: str) -> None:
    """One wrong sign anywhere is always noticed."""
    changed = number[:place] + other + number[place + 1 :]
    if changed == number:
        assert identity_number(changed).number == number
        return
    with pytest.raises(IdentifierFault):
        identity_number(changed)


@given(code=credit_codes)
def test_every_valid_credit_code_is_read(code: str) -> None:
    """No body with the right check sign is refused."""
    assert credit_code(code) == code


@given(code=credit_codes, place=places, other=st.sampled_from(CREDIT_SIGNS + "IOZSV"))
def test_credit_code_with_one_sign_changed(code: str, place: int, other: str) -> None:
    """One wrong sign anywhere is always noticed."""
    changed = code[:place] + other + code[place + 1 :]
    if changed == code:
        assert credit_code(changed) == code
        return
    with pytest.raises(IdentifierFault):
        credit_code(changed)


@given(text=st.text(max_size=40))
@pytest.mark.parametrize("check", [identity_number, credit_code, mobile])
def test_any_text_is_read_or_explained(check: Callable[[str], object], text: str) -> None:
    """Whatever is typed ends in a value or in a Chinese sentence with something to do, never in a crash."""
    try:
        assert check(text)
    except IdentifierFault as fault:
        assert "请" in fault.message_zh


def test_long_text_gets_a_short_answer() -> None:
    """Ten million signs are counted, not repeated."""
    with pytest.raises(IdentifierFault) as caught:
        identity_number("1" * 10_000_000)
    assert caught.value.kind is FaultKind.LENGTH
    assert len(caught.value.message_zh) < 80


@given(number=identity_numbers)
def test_fault_never_repeats_the_number(number: str) -> None:
    """The message for a mistyped number holds no four digits of it in a row, so that it may be logged."""
    other = "1" if number[17] != "1" else "2"
    with pytest.raises(IdentifierFault) as caught:
        identity_number(number[:17] + other)
    assert not any(number[place : place + 4] in caught.value.message_zh for place in range(15))


def test_identity_number_prints_masked() -> None:
    """Neither ``str`` nor ``repr`` lets a whole number or a birth date into a log."""
    identity = identity_number("321399199001010011")
    assert str(identity) == "3213**********0011"
    assert "19900101" not in repr(identity)
    assert "1990, 1, 1" not in repr(identity)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("321399199001011234", "3213**********1234"),
        ("321399900101001", "3213*******1001"),
        ("13800001234", "138****1234"),
        ("1380000123", "**********"),
        ("", ""),
    ],
)
def test_mask(number: str, shown: str) -> None:
    """A masked number keeps its ends and its length; a short one keeps nothing."""
    assert mask(number) == shown


def test_sex_has_a_name_for_users() -> None:
    """Both are told in Chinese."""
    assert (Sex.MALE.label, Sex.FEMALE.label) == ("男", "女")


@pytest.mark.parametrize("place", range(17))
@given(number=identity_numbers)
def test_identity_number_with_two_neighbors_swapped(place: int, number: str) -> None:
    """Two different neighboring signs that changed places are always noticed: no two weights beside another agree."""
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assume(swapped != number)
    with pytest.raises(IdentifierFault):
        identity_number(swapped)


@pytest.mark.parametrize("place", range(17))
@given(code=credit_codes)
def test_credit_code_with_two_neighbors_swapped(place: int, code: str) -> None:
    """Two different neighboring signs that changed places are always noticed, the check sign among them."""
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assume(swapped != code)
    with pytest.raises(IdentifierFault):
        credit_code(swapped)
