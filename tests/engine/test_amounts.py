"""Money as people type and say it: what is plain is read, what is rough or a range is no amount."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.amounts import AmountSaid, amounts_in, said_amount, says_about_how_much
from bot.engine.checks import Amount, Slip

TODAY = date(2026, 11, 20)
_SIGNS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("七千", "7000"),
        ("六千五", "6500"),
        ("六千五百", "6500"),
        ("六千零五", "6005"),
        ("六千零五十", "6050"),
        ("一千二百三十四", "1234"),
        ("6千5", "6500"),
        ("6千5百", "6500"),
        ("5k", "5000"),
        ("5.5K", "5500"),
        ("1w", "10000"),
        ("一万二", "12000"),
        ("1万2", "12000"),
        ("1万2千", "12000"),
        ("1万2000", "12000"),
        ("1.2万", "12000"),
        ("十二万", "120000"),
        ("两千二", "2200"),
        ("六五零零", "6500"),
        ("7000。", "7000"),
        ("7000元/月", "7000"),
        ("月薪7000", "7000"),
        ("就按七千的吧", "7000"),
        ("七千元整", "7000"),
        ("涨到8000", "8000"),
        ("从6000调到八千", "8000"),
        ("上调到8千元", "8000"),
        (" 七千 块 ", "7000"),
        ("￥6,500.50", "6500.50"),
        ("6，500", "6500"),
        ("２０００", "2000"),
    ],
)
def test_a_plain_amount_is_read(text: str, value: str) -> None:
    """In digits, in characters, mixed, with the usual words around it."""
    assert said_amount(text) == AmountSaid(Decimal(value))


@pytest.mark.parametrize("text", ["七千块左右", "大概7000", "差不多七千", "7000上下"])
def test_a_rough_amount_says_so(text: str) -> None:
    """The number is there, and that it is rough."""
    assert said_amount(text) == AmountSaid(Decimal(7000), about=True)


@pytest.mark.parametrize("text", ["6000-7000", "五六千", "5000多", "三千来块", "不到六千", "至少5000"])
def test_a_range_or_limit_is_no_amount(text: str) -> None:
    """Nobody knows which number is meant."""
    assert said_amount(text) is None
    assert says_about_how_much(text)


@pytest.mark.parametrize(
    "text", ["万一", "一千万别", "1.2万5", "百", "最低", "", "6000。00", "十百", "1千2000", "加500", "+500"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    """Words that only hold a numeral, and numerals that make no number."""
    assert said_amount(text) is None


@given(
    st.integers(1, 99_999_999).map(Decimal), st.sampled_from(["{}", "{}元", "{:,}", "{:,}块", "月薪{}元", "{}元/月。"])
)
def test_digits_mean_themselves(value: Decimal, form: str) -> None:
    """With and without separators and units."""
    assert said_amount(form.format(value)) == AmountSaid(value)


@given(st.integers(1, 9), st.integers(0, 9), st.sampled_from([("万", 10_000), ("千", 1_000), ("百", 100)]))
def test_the_last_numeral_has_the_unit_below(head: int, tail: int, unit: tuple[str, int]) -> None:
    """一万二 is 12000, 六千五 is 6500, 三百五 is 350; in digits or characters alike."""
    sign, worth = unit
    value = AmountSaid(Decimal(head * worth + tail * worth // 10))
    for signs in (_SIGNS, "0123456789"):
        assert said_amount(f"{signs[head]}{sign}{signs[tail] if tail else ''}") == value


@given(st.text(alphabet="0123456789一二两三千万百十零点.,kw元块左右大概多-约 ", max_size=16))
def test_any_text_is_read_or_kindly_refused(text: str) -> None:
    """No text breaks the reading, what is read has at most two decimals, and places lie in order inside the text."""
    try:
        value = Amount().parse(text, TODAY)
    except Slip as wrong:
        assert wrong.message.endswith("。")
        assert not wrong.reading or Amount().parse(wrong.reading, TODAY) is not None
    else:
        assert value == value.quantize(Decimal("0.01")) and 0 <= value < 10**10
    ends = [(found.start, found.end) for found in amounts_in(text)]
    assert ends == sorted(ends) and all(0 <= start < end <= len(text) for start, end in ends)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("基数六千五", ["6500"]),
        ("基数6千5，普通员工", ["6500"]),
        ("工资5k", ["5000"]),
        ("基数5500,三年合同", ["5500"]),
        ("李四8000", ["8000"]),
        ("一万2和1万2000", ["12000", "12000"]),
        ("重5kg，三个人，2029年", []),
    ],
)
def test_amounts_are_found_in_a_message(text: str, found: list[str]) -> None:
    """However they are written; what is something else is not."""
    assert [f.value for f in Amount().find(text, TODAY)] == [Decimal(number) for number in found]
