"""Promises about what is refused, and with which words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from rules.attachments import AttachmentPurpose, check_attachment
from rules.entries import BadGiven, RuleEntry
from rules.identifiers import FaultKind, IdentifierFault, credit_code, identity_number, mobile
from rules.labelled import Labelled
from rules.listing import RULES, run_rule
from rules.month import Month
from rules.names import person_name
from rules.parameters import Parameters
from rules.typed import Misfit, read

_TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Paid:
    """A record with an amount."""

    who: str
    amount: Decimal

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("金额须不小于0。")


class Deed(Labelled):
    """Labels of two signs, the shortest that are looked for within a longer answer."""

    ADD = "add", "增员"
    STOP = "stop", "停保"


def refused(check: Callable[[str], object], text: str) -> IdentifierFault:
    """The fault of an identifier."""
    with pytest.raises(IdentifierFault) as caught:
        check(text)
    return caught.value


@pytest.mark.parametrize(
    ("check", "name", "length", "text"),
    [
        (identity_number, "公民身份号码", 18, "32139919900101001"),
        (credit_code, "统一社会信用代码", 18, "91321399MA00000AA"),
        (mobile, "手机号码", 11, "1380000000"),
    ],
)
def test_a_length_is_told_with_the_name(check: Callable[[str], object], name: str, length: int, text: str) -> None:
    """One sign too few: what it is, how long it should be, how long it is."""
    fault = refused(check, text)
    assert str(fault) == fault.message_zh
    assert f"{name}是{length}位，收到的是{length - 1}位，少了1位" in fault.message_zh
    assert f"还没有收到{name}" in refused(check, " ").message_zh


@pytest.mark.parametrize(
    ("check", "text", "told"),
    [
        (identity_number, "32139919900101001A", "前17位是数字，最后一位是数字或X；第18位“A”不对"),
        (identity_number, "O21399199001010011", "前17位是数字，最后一位是数字或X；第1位“O”（是不是0？）不对"),
        (credit_code, "91321399MA00000AAI", "不用 I、O、Z、S、V；第18位“I”（是不是1？）不对"),
        (mobile, "138000000O0", "手机号码只有数字；第10位“O”（是不是0？）不对"),
        (mobile, "138000000#0", "手机号码只有数字；第10位“#”不对"),
    ],
)
def test_a_wrong_sign_is_told_with_rule_and_place(check: Callable[[str], object], text: str, told: str) -> None:
    """Which signs are allowed, which one is wrong and where, and what was probably meant."""
    fault = refused(check, text)
    assert fault.kind is FaultKind.SIGN
    assert told in fault.message_zh


def test_a_letter_x_within_a_number_is_no_check_sign() -> None:
    """X is allowed at the end alone, and no hint is made up for it."""
    assert "第5位“X”不对" in refused(identity_number, "3213X9199001010011").message_zh


def test_wrong_signs_of_a_name_are_counted() -> None:
    """More than one wrong sign is said to be more than one."""
    assert "这样的共" not in refused(person_name, "张1试").message_zh
    assert "（这样的共2处）" in refused(person_name, "张1试2").message_zh


def test_blanks_within_a_name_are_dropped() -> None:
    """Blanks at any place, also behind the label, are no part of the name."""
    assert person_name(" 姓 名： 张 测　试 ").text == "张测试"


@pytest.mark.parametrize("month", [Month(1, 1), Month(1, 12), Month(9999, 12)])
def test_the_first_and_the_last_year_have_months(month: Month) -> None:
    """The calendar's own limits are months."""
    assert Month.parse(str(month)) == month


def test_a_long_text_is_cut_in_the_message() -> None:
    """No more than twenty signs of what was typed come back."""
    with pytest.raises(ValueError, match=re.escape(f"“{'9' * 20}”")):
        Month.parse("9" * 30)
    with pytest.raises(Misfit, match=re.escape(f"“{'x' * 20}”")):
        read(Paid, {"x" * 30: 1})


def test_an_unknown_answer_is_cut_in_the_message_and_in_its_key(law: Parameters) -> None:
    """No more than twenty signs of a key come back, in the words and for programs."""
    with pytest.raises(BadGiven) as caught:
        run_rule("mobile", {"k" * 30: "1"}, law, _TODAY)
    assert str(caught.value) == caught.value.message_zh
    assert f"“{'k' * 20}”" in caught.value.message_zh
    assert caught.value.key == "k" * 20


def test_amounts_within_json_lose_nothing() -> None:
    """A fraction in JSON is the decimal number that is written there."""
    assert read(Paid, '{"who": "张测试", "amount": 6000.10}') == Paid("张测试", Decimal("6000.10"))
    assert str(read(Paid, '{"who": "张测试", "amount": 0.1000000000000000055}').amount) == "0.1000000000000000055"


def test_what_a_record_says_is_told_in_one_sentence() -> None:
    """The record's own reason is taken over without its full stop."""
    with pytest.raises(Misfit, match=r"^不合要求：金额须不小于0$"):
        read(Paid, {"who": "张测试", "amount": -1})


def test_true_is_no_number() -> None:
    """Yes and no are no amounts and no days."""
    for kind in (int, Decimal, date, Month):
        with pytest.raises(Misfit):
            read(kind, True)


@pytest.mark.parametrize("kind", [Month, date, int, Decimal])
def test_what_is_wanted_is_said_of_the_right_kind(kind: type) -> None:
    """A list where a single value belongs is refused with what that value looks like."""
    with pytest.raises(Misfit) as of_list:
        read(kind, [])
    with pytest.raises(Misfit) as of_text:
        read(kind, "##")
    assert str(of_list.value) == str(of_text.value)


@pytest.mark.parametrize("text", ["2026 - 12", "２０２６－１２", "2026年 12 月"])
def test_blanks_and_wide_signs_in_a_month(text: str) -> None:
    """They are forgiven."""
    assert read(Month, text) == Month(2026, 12)


def test_only_the_first_equals_sign_ends_a_key() -> None:
    """A value in an example may hold equals signs itself."""
    listed = RULES["mobile"]
    entry = RuleEntry(listed.name, listed.label, listed.function, listed.reads, "key=a=b other=c")
    assert entry.example_given() == {"key": "a=b", "other": "c"}


def test_a_short_label_within_a_longer_answer() -> None:
    """Two signs of a label are enough to be understood; one is not."""
    assert read(Deed, "我要增员") is Deed.ADD
    with pytest.raises(Misfit, match=r"增员.*停保"):
        read(Deed, "停")


def test_a_file_of_no_bytes_is_empty_whatever_is_said_of_its_beginning(law: Parameters) -> None:
    """The size decides: bytes of an earlier file do not make this one a picture."""
    empty = check_attachment(AttachmentPurpose.ENROLLMENT, "合同.pdf", 0, b"%PDF-1.7", _TODAY, law)
    nothing = check_attachment(AttachmentPurpose.ENROLLMENT, "合同.pdf", 0, b"", _TODAY, law)
    assert empty == nothing
