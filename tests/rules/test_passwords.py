"""Promises of ``rules.passwords``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.identifiers import AccountKind, PasswordVerdict, password_rules, password_strength
from tests.rules.cases import Case, rows


@pytest.mark.parametrize("case", rows("password_strength"))
def test_password_strength_rows(case: Case) -> None:
    """Each password gets its verdict and the sentences that explain it."""
    strength = password_strength(case.given["password"], AccountKind(case.given["kind"]))
    said = "".join(strength.problems + strength.advice)
    assert {
        "verdict": strength.verdict.value,
        "problems": len(strength.problems),
        "says": [part for part in case.expect["says"] if part in said],
    } == case.expect


def test_persons_rules_bind_and_units_advise() -> None:
    """A person's rules are demanded by a guide; a unit's are told as advice, the portal's word counting."""
    assert password_rules(AccountKind.PERSON).binding
    assert not password_rules(AccountKind.UNIT).binding
    assert "以网厅提示为准" in password_rules(AccountKind.UNIT).text


@given(password=st.text(min_size=4, max_size=30), kind=st.sampled_from(AccountKind))
def test_the_password_is_never_repeated(password: str, kind: AccountKind) -> None:
    """No sentence depends on the password beyond which faults it has."""
    strength = password_strength(password, kind)
    fixed = {
        "太短：至少8位。",
        "太长：最多20位。",
        "没有字母：请加上字母。",
        "没有数字：请加上数字。",
        "含有连续或重复的字符（如123456），容易被猜中，请换掉。",
        "含有像生日的日期，容易被猜中，请换掉。",
        "单位账号的具体要求资料没有写明，以网厅提示为准。",
    }
    assert set(strength.problems + strength.advice) <= fixed


@given(password=st.from_regex(r"[A-Za-z0-9]{0,24}", fullmatch=True))
def test_only_a_binding_rule_refuses(password: str) -> None:
    """A unit's password is never refused, since no guide says what the portal demands."""
    assert password_strength(password, AccountKind.UNIT).verdict is not PasswordVerdict.REFUSED
