"""Promises of ``rules.back_payment``."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.back_payment import (
    BackPayment,
    BackPaymentOutcome,
    BackPaymentReading,
    CurrentMonth,
    MonthSpan,
    PartialMonth,
    back_payment,
)
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters, load_parameters
from tests.rules.cases import Case, rows
from tests.rules.explaining import check_explained, questions_are, readings_of

_CALENDAR_FILE = Path(__file__).parents[2] / "data" / "parameters" / "jiangsu" / "calendar.toml"
_LIMIT_VALUE = 'value = 6\ndocument = "002 §一"\ngrade = "guide"'
contract_starts = st.dates(date(2020, 1, 1), date(2035, 12, 31))
filing_days = st.dates(date(2021, 8, 1), date(2035, 12, 31))


def span(written: str | None) -> MonthSpan | None:
    """``2026-06 2026-08`` as months."""
    return MonthSpan(*(Month.parse(month) for month in written.split())) if written else None


def months(told: BackPayment | BackPaymentReading) -> tuple[MonthSpan | None, ...]:
    """What there is to make up, and where."""
    return told.due, told.online, told.counter


def by_means(told: BackPayment, current: CurrentMonth, partial: PartialMonth) -> BackPaymentReading:
    """The one different reading that takes both words so."""
    (found,) = (r for r in told.readings if (r.current_month_means, r.partial_month) == (current, partial))
    return found


@pytest.mark.parametrize("case", rows("back_payment"))
def test_rows(case: Case, law: Parameters) -> None:
    """The months due, those online, those for the counter, and what is open about them."""
    told = back_payment(**case.given, law=law)
    expect = case.expect
    assert told.outcome == expect["outcome"]
    assert told.current_month == Month.parse(expect["current"])
    assert months(told) == tuple(span(expect.get(name)) for name in ("due", "online", "counter"))
    assert told.file_on == expect.get("file_on", case.given["filing_day"])
    assert questions_are(told.open_points, expect["open"])
    check_explained(told)


@given(contract_start=contract_starts, filing_day=filing_days)
def test_months_add_up(contract_start: date, filing_day: date, law: Parameters) -> None:
    """In every reading counter and online months are the due ones without gap, and six at most are online."""
    for reading in back_payment(contract_start, filing_day, law).readings:
        if reading.due is None:
            assert (reading.online, reading.counter) == (None, None)
            continue
        parts = [part for part in (reading.counter, reading.online) if part]
        assert (parts[0].first, parts[-1].last) == (reading.due.first, reading.due.last)
        assert sum(part.count for part in parts) == reading.due.count
        assert reading.online is None or reading.online.count <= 6
        assert reading.due.last == reading.current_month - 1


@given(contract_start=contract_starts, filing_day=filing_days)
def test_differing_readings_are_open(contract_start: date, filing_day: date, law: Parameters) -> None:
    """The result is the first reading, no two readings agree, and where there are more a point says so."""
    told = back_payment(contract_start, filing_day, law)
    assert months(told) == months(told.readings[0])
    assert len({months(reading) for reading in told.readings}) == len(told.readings)
    own = [p for p in told.open_points if any(w in p.question for w in ("“当前月”", "不是从1日", "全部到柜台"))]
    assert bool(own) == (len(told.readings) > 1)
    for point in own:
        first, second = point.readings
        assert told.readings[0].says in first
        assert told.readings[0].says not in second


@given(contract_start=contract_starts, filing_day=filing_days)
def test_result_is_the_longest_reading(contract_start: date, filing_day: date, law: Parameters) -> None:
    """No reading asks for more months than the one told: it is the cautious one."""
    told = back_payment(contract_start, filing_day, law)
    counts = [reading.due.count if reading.due else 0 for reading in told.readings]
    assert counts[0] == max(counts)


def test_all_readings_are_told(law: Parameters) -> None:
    """Where the words differ together, each combination that gives other months is among the readings."""
    told = back_payment(date(2026, 5, 20), date(2026, 11, 20), law)
    assert [months(reading) for reading in told.readings] == [
        (span("2026-05 2026-11"), span("2026-06 2026-11"), span("2026-05 2026-05")),
        (span("2026-05 2026-11"), None, span("2026-05 2026-11")),
        (span("2026-06 2026-11"), span("2026-06 2026-11"), None),
        (span("2026-05 2026-10"), span("2026-05 2026-10"), None),
        (span("2026-06 2026-10"), span("2026-06 2026-10"), None),
    ]
    shortest = by_means(told, CurrentMonth.CALENDAR_MONTH, PartialMonth.LEFT_OUT)
    assert shortest.says == "应补2026年6月至2026年10月（5个月），网上自动补2026年6月至2026年10月（5个月），不用到柜台"


def test_each_open_word_tells_its_months(law: Parameters) -> None:
    """A user reads for each open word what both readings mean for the months and the counter."""
    told = back_payment(date(2026, 5, 20), date(2026, 11, 20), law)
    by_window, by_calendar = readings_of(told.open_points, "“当前月”")
    assert by_window.startswith("正在申报的2026年12月：应补2026年5月至2026年11月（7个月）")
    assert by_calendar.startswith("办理当天所在的2026年11月：应补2026年5月至2026年10月（6个月）")
    assert by_calendar.endswith("不用到柜台。")
    assert readings_of(told.open_points, "不是从1日")[1].startswith("不算：应补2026年6月至2026年11月（6个月）")
    assert readings_of(told.open_points, "全部到柜台")[1] == (
        "全部到柜台：应补2026年5月至2026年11月（7个月），到柜台补2026年5月至2026年11月（7个月）。"
    )


def test_calendar_reading_may_owe_nothing(law: Parameters) -> None:
    """A contract of this very month: one month due while the next is filed, or none."""
    told = back_payment(date(2026, 11, 1), date(2026, 11, 20), law)
    assert readings_of(told.open_points, "“当前月”") == (
        "正在申报的2026年12月：应补2026年11月（1个月），网上自动补2026年11月（1个月），不用到柜台。",
        "办理当天所在的2026年11月：没有要补的月份。",
    )


def test_explanation_says_where(law: Parameters) -> None:
    """The tree says what is done online by itself, what needs the counter, and during a pause what comes first."""
    online = "".join(back_payment(date(2026, 6, 1), date(2026, 8, 20), law).because.lines())
    counter = "".join(back_payment(date(2026, 1, 1), date(2026, 8, 20), law).because.lines())
    nothing = "".join(back_payment(date(2026, 9, 1), date(2026, 8, 20), law).because.lines())
    paused = "".join(back_payment(date(2026, 6, 1), date(2026, 8, 8), law).because.lines())
    assert "自动生成补缴" in online
    assert "到经办机构：2026年1月至2026年2月（2个月）" in counter
    assert "不早于2026年9月" in nothing
    assert "预登记" in paused
    assert "预登记" not in online


@pytest.mark.parametrize("limit", [0, 1, 7])
def test_limit_comes_from_the_parameters(limit: int, tmp_path: Path) -> None:
    """Another number of online months moves the border to the counter."""
    text = _CALENDAR_FILE.read_text(encoding="utf-8")
    assert _LIMIT_VALUE in text.split("[back_payment.online_months]")[1]
    head, tail = text.split("[back_payment.online_months]")
    text = head + "[back_payment.online_months]" + tail.replace("value = 6", f"value = {limit}", 1)
    (tmp_path / "calendar.toml").write_text(text, encoding="utf-8")
    told = back_payment(date(2026, 5, 1), date(2026, 11, 20), load_parameters(tmp_path))
    assert (told.online.count if told.online else 0, told.counter.count if told.counter else 0) == (limit, 7 - limit)


def test_before_the_new_rule(law: Parameters) -> None:
    """Before 2021-08-01 another rule held, which is not computed here."""
    with pytest.raises(ParameterMissing, match="12333"):
        back_payment(date(2021, 3, 1), date(2021, 7, 31), law)


def test_month_spans_count_both_ends() -> None:
    """A span of one month is named once, others by both ends, across years."""
    assert MonthSpan(Month(2026, 6), Month(2026, 6)).label == "2026年6月（1个月）"
    assert MonthSpan(Month(2026, 11), Month(2027, 2)).label == "2026年11月至2027年2月（4个月）"


def test_labels() -> None:
    """Every outcome has its own Chinese label."""
    assert len({outcome.label for outcome in BackPaymentOutcome}) == 4
