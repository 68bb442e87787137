"""Days, months and years in running text: found in every usual form, and which one they mean."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.days import DayMention, MonthMention, Toward, YearMention, find_days, find_mentions, plain_day
from bot.engine.numerals import arabic

TODAY = date(2026, 11, 25)
PLAIN = ["{0.year}-{0.month}-{0.day}", "{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}日",
         "{0.year}年{0.month}月{0.day}日", "{0:%Y年%m月%d}"]  # fmt: skip


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(PLAIN))
def test_a_whole_day_is_the_same_the_short_way_and_the_long_way(day: date, form: str) -> None:
    """What is only a day is read without looking for anything else."""
    text = form.format(day)
    assert plain_day(text) == day and [found.day for found in find_days(text, TODAY)] == [day]


@pytest.mark.parametrize("text", ["2026-02-30", "3月1日", "2026年3月", "2026-3-1和2026-3-2", "1899-1-1", "2026-3-32"])
def test_what_is_more_or_less_than_a_day_is_left_to_the_long_way(text: str) -> None:
    """There it is found, or told why not."""
    assert plain_day(text) is None


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("八月二十号合同六月一号开始", "8月20号合同6月1号开始"),
        ("一九六五年三月生", "1965年3月生"),
        ("六五年三月生的", "65年3月生的"),
        ("二〇二六年八月", "2026年8月"),
        ("基数一万二要改一万五", "基数12000要改15000"),
        ("1万2调到1.5万", "12000调到1.5万"),
        ("一万2千和五万3", "12000和53000"),
        ("2万五，3万2500", "25000，3万2500"),
        ("张三8000，李四6000", "张三8000，李四6000"),
        ("一个月前", "1个月前"),
        ("廿五号", "25号"),
        ("三五个月", "三五个月"),
        ("两三年", "两三年"),
        ("万一", "万一"),
        ("千万别", "千万别"),
        ("一起去", "一起去"),
        ("下周三", "下周三"),
        ("七八九十这四天", "七八九十这4天"),
        ("", ""),
    ],
)
def test_numerals_become_digits(text: str, digits: str) -> None:
    """Numbers are digits afterwards; words that only hold a numeral, and rough counts, stay."""
    assert arabic(text).text == digits


@given(st.text(alphabet="一二三十百千万零〇两廿年月日号个周天合同补缴12 ", max_size=30))
def test_places_lead_back(text: str) -> None:
    """Every sign of the digits, and the end, leads to a place in the original, in order."""
    digits = arabic(text)
    assert len(digits.places) == len(digits.text) + 1
    assert list(digits.places) == sorted(digits.places)
    assert digits.places[-1] == len(text)


@pytest.mark.parametrize(
    ("text", "past", "coming"),
    [
        ("7号", date(2026, 11, 7), date(2026, 12, 7)),
        ("25号", date(2026, 11, 25), date(2026, 11, 25)),
        ("31号", date(2026, 10, 31), date(2026, 12, 31)),
        ("8月20号", date(2026, 8, 20), date(2027, 8, 20)),
        ("12月8日", date(2025, 12, 8), date(2026, 12, 8)),
        ("2月29号", None, None),
        ("月底", date(2026, 10, 31), date(2026, 11, 30)),
        ("2026年8月20日", date(2026, 8, 20), date(2026, 8, 20)),
        ("去年8月20号", date(2025, 8, 20), date(2025, 8, 20)),
        ("上个月15号", date(2026, 10, 15), date(2026, 10, 15)),
        ("下月底", date(2026, 12, 31), date(2026, 12, 31)),
        ("大后天", date(2026, 11, 28), date(2026, 11, 28)),
        ("三个月前", date(2026, 8, 25), date(2026, 8, 25)),
        ("半年前", date(2026, 5, 25), date(2026, 5, 25)),
        ("10天后", date(2026, 12, 5), date(2026, 12, 5)),
        ("两周前", date(2026, 11, 11), date(2026, 11, 11)),
        ("下周三", date(2026, 12, 2), date(2026, 12, 2)),
    ],
)
def test_what_is_left_out_is_filled_in(text: str, past: date | None, coming: date | None) -> None:
    """A missing year or month is the one that lies behind, or ahead, as asked; a day that is none is none."""
    mention = find_mentions(arabic(text).text, TODAY)[0]
    assert isinstance(mention, DayMention)
    assert mention.resolve(TODAY, Toward.PAST) == past
    assert mention.resolve(TODAY, Toward.COMING) == coming


@pytest.mark.parametrize(
    ("text", "first_day"),
    [
        ("今年3月份", date(2026, 3, 1)),
        ("去年八月", date(2025, 8, 1)),
        ("2025-06", date(2025, 6, 1)),
        ("上上个月", date(2026, 9, 1)),
        ("12月", date(2026, 12, 1)),
    ],
)
def test_months(text: str, first_day: date) -> None:
    """A month without a day is a month, nearest where the year is left out."""
    mention = find_mentions(arabic(text).text, TODAY)[0]
    assert isinstance(mention, MonthMention)
    assert mention.resolve(TODAY, Toward.NEAREST) == first_day


def test_years_and_ranges() -> None:
    """A year alone is a year; 7到10号 are two days; what is no day is none."""
    assert find_mentions("2025年的上下限", TODAY) == (YearMention(0, 5, 2025),)
    assert [found.day for found in find_days("7到10号", TODAY)] == [date(2026, 11, 7), date(2026, 11, 10)]
    assert [found.day for found in find_days("6-1号", TODAY)] == [date(2026, 6, 1)]
    assert find_mentions("补3个月,6000元,25个人,3号楼", TODAY) == ()


@given(st.text(alphabet="0123456789年月日号底个周天前后上下去今明-/. 半", max_size=24), st.dates())
def test_any_text_is_read_without_trouble(text: str, today: date) -> None:
    """No text and no day, however odd, breaks the reading; mentions never overlap."""
    mentions = find_mentions(text, today)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    for mention in mentions:
        if not isinstance(mention, YearMention):
            for toward in Toward:
                mention.resolve(today, toward)
