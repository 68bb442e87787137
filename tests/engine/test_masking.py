"""What may be kept of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.masking import LIMIT, mask, shortened, without_secrets


def wide(text: str) -> str:
    """The ASCII text in full-width signs."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


COLON, COMMA, OPENING, CLOSING = map(wide, ":,()")

STARRED = [
    ("identity number", "身份证321302199003071230。", "身份证3213**********1230。"),
    ("lower-case x", "32130219900307122x", "3213**********122X"),
    ("upper-case X", "号码32130219900307122X,男", "号码3213**********122X,男"),
    ("full-width", wide("321302199003071230"), "3213**********1230"),
    ("full-width X", wide("32130219900307122X"), "3213**********122X"),
    ("spaced 6-8-4", "321302 19900307 1230", "3213**********1230"),
    ("spaced by four", "3213 0219 9003 0712 30", "3213**********1230"),
    ("hyphens", "321302-19900307-1230", "3213**********1230"),
    ("zero-width spaces", "321302\u200b19900307\u200b1230", "3213**********1230"),
    ("15 digits", "321302900307123", "3213*******7123"),
    ("wrong check digit", "321302199003071239", "3213**********1239"),
    ("a digit missing", "32130219900307123", "3213*********7123"),
    ("a digit too many", "3213021990030712301", "3213***********2301"),
    ("glued to a mobile", "32130219900307123013800001234", "3213*********************1234"),
    ("mobile", "手机13800001234", "手机138****1234"),
    ("full-width mobile", wide("13800001234"), "138****1234"),
    ("spoken", "三二一三九九一九九零零一零三零二一五的", f"{'*' * 18}的"),
    ("spoken mobile", "幺三八零零零零幺二三四", "*" * 11),
    ("spoken with a cross", "三二一三九九一九九零零一零三零二一叉", "*" * 18),
    ("counting is no number", "一二三四五六七八九十", "一二三四五六七八九十"),
    ("spaced mobile", "138 0000 1234", "138****1234"),
    ("with country", "+86 138-0000-1234", "+86138****1234"),
    ("country glued", "8613800001234", "86138****1234"),
    ("mobile, then identity number", "13800001234 321302199003071230", "138****1234 3213**********1230"),
    ("identity number, then mobile", "321302199003071230 13800001234", "3213**********1230 138****1234"),
    ("bank card", "卡号6222021234567890128", "卡号6222***********0128"),
    ("spaced card", "6222 0212 3456 7890 128", "6222***********0128"),
    ("16-digit card", "4111111111111111", "4111********1111"),
]

LEFT = [
    "业务编号20261120000123",
    "91321300MA1XYZ4567",
    "2026-01-01 至 2026-02-01 2026-03-01",
    "2026年11月20日缴费基数4494元,共12345678.90元",
    "拨打12333,或0527-84399999",
    "卡号6222021234567890123",
    "密码忘了怎么办",
    "密码是什么",
    "密码错误3次",
    "密码(6-20位)",
    f"密码{OPENING}6-20位{CLOSING}",
    f"密码{COLON}8-16位字母和数字",
    "忘记密码打12333",
    "验证码收不到",
    "password reset page",
    "密码五六七八位都不行",
    "",
]

SECRET = [
    ("密码是Abc@123", "密码是******"),
    ("密码:123456", "密码:******"),
    (f"密码{COLON}123456", f"密码{COLON}******"),
    (f"密码是{wide('Abc123')}", "密码是******"),
    ("密码: hunter2!", "密码: ******"),
    ("我的密码Abc12345登录不了", "我的密码******登录不了"),
    ("密码改成了Abc12345还是不行", "密码改成了******还是不行"),
    (f"密码设置为Abc12345{COMMA}登录不了", f"密码设置为******{COMMA}登录不了"),
    ("密码是“Abc12345”", "密码是“******”"),
    ("密码Abc12345", "密码******"),
    ("验证码 384756 过期了", "验证码 ****** 过期了"),
    (f"验证码为{COLON}384756{COMMA}请勿泄露", f"验证码为{COLON}******{COMMA}请勿泄露"),
    ("验证码是三八四七五六", "验证码是******"),
    ("384756是您的验证码", "******是您的验证码"),
    ("Abc12345就是我的登录密码", "******就是我的登录密码"),
    ("password: hunter2", "password: ******"),
    ("My Password is hunter22", "My Password is ******"),
]


@pytest.mark.parametrize(("typed", "kept"), [row[1:] for row in STARRED], ids=[row[0] for row in STARRED])
def test_numbers_of_a_person_are_starred(typed: str, kept: str) -> None:
    """Of an identity number, mobile or bank card, however it is typed, only the ends stay."""
    assert mask(typed) == kept


@pytest.mark.parametrize("typed", LEFT)
def test_other_text_stays(typed: str) -> None:
    """Dates, amounts, credit codes, service numbers and talk about passwords stay as they are."""
    assert mask(typed) == typed


@pytest.mark.parametrize(("typed", "kept"), SECRET)
def test_secrets_are_dropped(typed: str, kept: str) -> None:
    """A password or code that follows its name, or goes before it, is not kept."""
    assert mask(typed) == kept
    assert without_secrets(typed) == kept


def test_only_secrets_are_dropped_where_the_rest_is_needed() -> None:
    """``without_secrets`` leaves identity numbers and mobiles whole, even right after the word password."""
    typed = "忘记密码 13800001234,身份证321302199003071230"
    assert without_secrets(typed) == typed


@given(st.text(alphabet="0123456789xX- 一密码是:。a1８", max_size=60))
def test_masking_twice_changes_nothing_more(typed: str) -> None:
    """A masked text is masked already."""
    assert mask(mask(typed)) == mask(typed)


@given(st.text("0123456789", min_size=18, max_size=18), st.text("号 ,:的", max_size=5))
def test_no_eighteen_digits_survive(number: str, around: str) -> None:
    """Whatever stands around them, 18 digits in a row are not kept."""
    assert number not in mask(around + number + around)


@pytest.mark.parametrize("piece", ["1", "1 ", "12 3", "密码", "密码是 ", "a1", "abc是", "一", "13800001234 "])
def test_ten_megabytes_are_cut(piece: str) -> None:
    """A huge message is cut before it is read."""
    text = piece * (10_000_000 // len(piece))
    assert len(mask(text)) <= 2 * LIMIT


def test_a_cut_leaves_no_piece_of_a_number() -> None:
    """Where the cut falls into an identity number, what is left of it goes, too."""
    assert shortened("身份证321302199003071230", 18) == "身份证…"
