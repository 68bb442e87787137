"""Promises of ``rules.typed``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.identifiers import Sex
from rules.labelled import Labelled
from rules.month import Month
from rules.situation import Aim, PortalError
from rules.typed import Misfit, item_kind, optional, read, wanted


class Color(Labelled):
    """Two labels, one a part of the other."""

    RED = "r", "红色"
    DARK_RED = "dr", "深红色"


@dataclass(frozen=True)
class Line:
    """A record with something that may be unknown."""

    who: str
    amount: Decimal
    month: Month | None

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("金额不能小于0。")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (date, "2026-08-20", date(2026, 8, 20)),
        (date, "2026/8/2", date(2026, 8, 2)),
        (date, "2026.8.2", date(2026, 8, 2)),
        (date, "2026年8月20日", date(2026, 8, 20)),
        (date, "2026年8月20号", date(2026, 8, 20)),
        (date, "20260820", date(2026, 8, 20)),
        (date, "２０２６－０８－２０", date(2026, 8, 20)),
        (date, "2024-02-29", date(2024, 2, 29)),
        (date, 20260820, date(2026, 8, 20)),
        (date, date(2026, 8, 20), date(2026, 8, 20)),
        (Month, "2026-08", Month(2026, 8)),
        (Month, "2026年8月", Month(2026, 8)),
        (Month, "202608", Month(2026, 8)),
        (Month, Month(2026, 8), Month(2026, 8)),
        (Decimal, "6000", Decimal(6000)),
        (Decimal, "6,000.50元", Decimal("6000.50")),
        (Decimal, "￥6000", Decimal(6000)),
        (Decimal, "0.6万", Decimal(6000)),
        (Decimal, 6000.1, Decimal("6000.1")),
        (Decimal, "999999999999999", Decimal(999999999999999)),
        (int, "12", 12),
        (int, "-1", -1),
        (int, 12, 12),
        (bool, "是", True),
        (bool, "没有", False),
        (bool, True, True),
        (bool, "FALSE", False),
        (str, " 张 测 ", " 张 测 "),
        (bytes, "25 50 44", b"%PD"),
        (Sex, "男", Sex.MALE),
        (Sex, "male", Sex.MALE),
        (Sex, Sex.MALE, Sex.MALE),
        (Aim, "ENROLL", Aim.ENROLL),
        (Aim, "增员", Aim.ENROLL),
        (Aim, "减员", Aim.SUSPEND),
        (Color, "红色", Color.RED),
        (Color, "深红", Color.DARK_RED),
        (PortalError, "提示:养老已参保,不能再办理参保!", PortalError.PENSION_ALREADY_INSURED),
        (PortalError, "户籍性质为空", PortalError.HOUSEHOLD_EMPTY),
        (Decimal | None, "", None),
        (Decimal | None, "不知道", None),
        (Decimal | None, None, None),
        (Decimal | None, "0", Decimal(0)),
        (date | Month, "2026-08-20", date(2026, 8, 20)),
        (date | Month, "2026-08", Month(2026, 8)),
        (tuple[int, ...], "1,2、3", (1, 2, 3)),
        (Sequence[int], "[1, 2]", (1, 2)),
        (Sequence[int], [1, "2"], (1, 2)),
        (Sequence[int], "", ()),
        (Line, {"who": "张测试", "amount": "1"}, Line("张测试", Decimal(1), None)),
        (Line, '{"who": "甲", "amount": 1.10, "month": "2026-08"}', Line("甲", Decimal("1.10"), Month(2026, 8))),
        (Line, Line("张测试", Decimal(1), None), Line("张测试", Decimal(1), None)),
    ],
)
def test_what_is_read(kind: Any, text: object, value: object) -> None:
    """Text, and what JSON holds, becomes the typed value."""
    found = read(kind, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        (date, "20.8.2026", "日期，如 2026-08-20"),
        (date, "2026-02-29", "不是日历上有的日子"),
        (date | None, "2026-02-29", "不是日历上有的日子"),
        (date, True, "日期"),
        (date, None, "日期"),
        (Month, "2026-13", "不是有的月份"),
        (Month, "0000-01", "不是有的月份"),
        (Month, "8月", "月份，如 2026-08"),
        (Decimal, "六千", "数，如 6000"),
        (Decimal, "nan", "数，如 6000"),
        (Decimal, "inf", "数，如 6000"),
        (Decimal, "1e15", "数，如 6000"),
        (Decimal, [], "数，如 6000"),
        (int, "1.5", "整数"),
        (int, 1.5, "整数"),
        (int, True, "整数"),
        (int, "1" * 16, "整数"),
        (bool, "也许", "是或否"),
        (str, 5, "文字"),
        (bytes, "5", "十六进制"),
        (bytes, "zz", "十六进制"),
        (Sex, "人", "male（男）、female（女）"),
        (Color, "红", "r（红色）、dr（深红色）"),
        (date | Month, "x", "日期，如 2026-08-20，或月份，如 2026-08"),
        (date | Month, None, "不能空着"),
        (Sequence[int], "1,x", "整数"),
        (Sequence[int], 5, "一组值"),
        (Sequence[int], b"12", "一组值"),
        (Sequence[int], "[1", "JSON"),
        (Sequence[int], "[" * 100_000, "JSON"),
        (Line, "[]", "一组项（who、amount、month），写成JSON"),
        (Line, "{", "JSON"),
        (Line, {"who": "x", "amount": 1, "base": 1}, "没有“base”这一项，可用的：who、amount、month"),
        (Line, {"who": "x"}, "里缺少“amount”这一项"),
        (Line, {"who": "x", "amount": "y"}, "的“amount”须是数"),
        (Line, {"who": "x", "amount": -1}, "不合要求：金额不能小于0"),
        (Sequence[Line], [{"who": 1, "amount": 1}], "的“who”须是文字"),
    ],
)
def test_what_is_refused(kind: Any, given: object, says: str) -> None:
    """What does not fit is refused, saying what is wanted."""
    with pytest.raises(Misfit) as caught:
        read(kind, given)
    assert says in str(caught.value)


@given(text=st.text(max_size=30), kind=st.sampled_from([date, Month, Decimal, int, bool, bytes, Sex, Sequence[int]]))
def test_any_text_is_read_or_refused(text: str, kind: Any) -> None:
    """No text leads to anything but a value or a Misfit, and a refusal does not repeat it."""
    try:
        read(kind, text)
    except Misfit as misfit:
        assert len(text.strip()) < 12 or text not in str(misfit)


@given(day=st.dates())
def test_days_and_months_read_what_they_write(day: date) -> None:
    """A day's and a month's own text reads back."""
    assert read(date, str(day)) == day
    assert read(Month, str(Month.of(day))) == Month.of(day)


def test_kinds_are_told() -> None:
    """Lists, records and choices say what they look like, and what may be unknown is known to be."""
    assert wanted(Sequence[int]) == "一组值，每一个是整数，如 6"
    assert wanted(Month | None) == "月份，如 2026-08"
    assert item_kind(Iterable[Month]) is Month
    assert item_kind(Month) is None
    assert optional(Month | None)
    assert not optional(date | Month)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-12-06T15:59:59Z", date(2026, 12, 6)),
        ("2026-12-06T16:00:00Z", date(2026, 12, 7)),
        ("2026-12-31 16:00:00+00:00", date(2027, 1, 1)),
        ("2028-02-28T23:30:00+08:00", date(2028, 2, 28)),
    ],
)
def test_an_instant_is_its_beijing_day(instant: str, day: date) -> None:
    """A time with a zone, given where a day is asked for, counts in Beijing."""
    assert read(date, instant) == day


@pytest.mark.parametrize("instant", ["2026-12-06T16:00:00", "2026-13-06T16:00:00Z", "9999-12-31T23:00:00Z"])
def test_a_time_without_a_zone_is_no_day(instant: str) -> None:
    """A time whose zone nobody named, or that does not exist, is refused rather than guessed at."""
    with pytest.raises(Misfit):
        read(date, instant)
