"""Promises of the pages' view of rules and parameters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from bot.services.citing import citing
from bot.services.library import Library, Snapshot
from bot.services.parameter_history import History, history
from bot.services.parameter_pages import UnknownRule, rule_index, rule_shown
from bot.settings import ROOT
from rules.listing import RULES
from rules.series import Grade, Row, Series, Unit

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """The data as they are shipped."""
    return Library(ROOT / "data").current


def of_base(snapshot: Snapshot, name: str, today: date = TODAY) -> History:
    """The history of a parameter of the base."""
    page = rule_shown("contribution_base", snapshot, today)
    return next(each.history for each in page.parameters if each.name == name)


def test_each_rule_shows_what_it_asks_and_reads(snapshot: Snapshot) -> None:
    """Every rule has a page with Chinese labels of its answers, and all parameters that it may read, no other."""
    for name, entry in RULES.items():
        page = rule_shown(name, snapshot, TODAY)
        assert (page.name, page.label) == (name, entry.label)
        assert tuple(each.name for each in page.parameters) == entry.law_names(snapshot.law)
        assert len(page.asks) == len(entry.parameters) > 0
        for asked in page.asks:
            assert asked.label and bool(asked.wanted) != bool(asked.choices)
        assert page.has_calendar == ("filing.first_day" in entry.law_names(snapshot.law))


def test_readers_lead_back(snapshot: Snapshot) -> None:
    """A parameter names exactly the rules whose pages show it."""
    pages = {name: rule_shown(name, snapshot, TODAY) for name in RULES}
    for parameter in rule_index(snapshot, TODAY).parameters:
        shown_by = {name for name, page in pages.items() if parameter.name in [p.name for p in page.parameters]}
        assert {link.name for link in parameter.read_by} == shown_by
        assert all(link.label == RULES[link.name].label for link in parameter.read_by)


def test_the_index_has_everything(snapshot: Snapshot) -> None:
    """All rules and all parameters, with the version and when it was read in Beijing."""
    read_at = datetime(2026, 11, 24, 16, 5, tzinfo=UTC)
    index = rule_index(replace(snapshot, read_at=read_at), TODAY)
    assert [link.name for link, _ in index.rules] == list(RULES)
    assert [each.name for each in index.parameters] == list(snapshot.law.by_name)
    assert dict((link.name, count) for link, count in index.rules)["contribution_base"] == 3
    assert (index.law_id, index.read_at) == (snapshot.law.id, "2026-11-25 00:05")


def test_each_value_reaches_to_the_day_before_the_next(snapshot: Snapshot) -> None:
    """No gap and no overlap, the last without an end, and one value at most holds today."""
    for parameter in rule_index(snapshot, TODAY).parameters:
        values = parameter.history.values
        assert all(a.until == b.first_day - timedelta(days=1) for a, b in pairwise(values))
        assert values[-1].until is None and sum(value.now for value in values) <= 1
        assert parameter.history.now is not None


def test_certainty_is_told(snapshot: Snapshot) -> None:
    """Grades in words, provisional values, what was used before, and documents as they are."""
    by_day = {value.first_day: value for value in of_base(snapshot, "base.ceiling").values}
    weak, mended, final = by_day[date(2021, 1, 1)], by_day[date(2022, 1, 1)], by_day[date(2024, 1, 1)]
    assert (weak.value, weak.amount, weak.grade, weak.provisional) == ("19,335元/月", 19335.0, "来源较弱", True)
    assert (mended.grade, mended.provisional_value, mended.provisional_amount) == ("官方页面", "21,821元/月", 21821.0)
    assert (final.document, final.provisional) == ("苏人社发〔2024〕38号", False)
    assert final.note.startswith("2024年10月公布，追溯到2024年1月")


def test_an_unknown_value_says_why_and_whom_to_ask(snapshot: Snapshot) -> None:
    """From the day on that nobody has found a value for, there is none, and no document passes for its source."""
    found = of_base(snapshot, "base.floor")
    assert found.now is not None and found.now.first_day == date(2026, 1, 1)
    assert found.now.missing == "没有查到公布文件，请问参保地社保经办机构或12333。"
    assert (found.now.value, found.now.amount, found.now.document, found.now.grade) == ("", None, "", "")
    assert of_base(snapshot, "base.floor", date(2025, 12, 31)).now == replace(found.values[-2], now=True)


def test_before_the_first_value_nothing_holds(snapshot: Snapshot) -> None:
    """A day before the first value has none."""
    assert of_base(snapshot, "base.floor", date(2019, 6, 30)).now is None


def test_a_method_is_told_in_words_and_its_guide_by_title(snapshot: Snapshot) -> None:
    """Neither the English name of a method nor the number of a guide reaches the page."""
    found = of_base(snapshot, "base.method")
    assert found.now is not None and found.now.value == "按上一自然年度的月平均工资，封顶保底"
    assert found.now.document == "操作指南（2021-08-01）§一" and not found.drawn
    assert not found.values[0].first_day_known


def row(first_day: date, value: Decimal | int | None) -> Row:
    """A row of an invented document."""
    return Row(first_day, value, "某文件", Grade.REPUBLISHED)


@pytest.mark.parametrize(
    ("unit", "value", "told", "amount"),
    [
        (Unit.FRACTION, Decimal("0.0009"), "0.09%", 0.09),
        (Unit.FRACTION, Decimal("0.20"), "20%", 20.0),
        (Unit.FRACTION, 0, "0%", 0.0),
        (Unit.YUAN_PER_MONTH, Decimal("4952.50"), "4,952.50元/月", 4952.5),
        (Unit.DAYS, 30, "30天", None),
        (Unit.DAY_OF_MONTH, 11, "11号", None),
    ],
)
def test_values_are_told_with_their_unit(unit: Unit, value: Decimal | int, told: str, amount: float | None) -> None:
    """Fractions as percent, yuan with thousands, and only money and rates are drawn."""
    series = Series("x.y", "试", unit, "某局", (row(date(2020, 1, 1), value), row(date(2021, 1, 1), value)))
    shown = history(series, TODAY, str)
    assert (shown.values[0].value, shown.values[0].amount) == (told, amount and pytest.approx(amount))
    assert shown.drawn == (amount is not None)


def test_there_is_nothing_to_draw_of_one_value_or_none() -> None:
    """A chart needs two values, of which one is known."""
    one = Series("x.y", "试", Unit.FRACTION, "某局", (row(date(2020, 1, 1), 0),))
    none = replace(one, rows=(row(date(2020, 1, 1), None), row(date(2021, 1, 1), None)))
    assert not history(one, TODAY, str).drawn and not history(none, TODAY, str).drawn


def test_a_rule_that_is_not_there(snapshot: Snapshot) -> None:
    """An unknown name is told apart from an empty page."""
    with pytest.raises(UnknownRule):
        rule_shown("nope", snapshot, TODAY)


def test_documents_of_no_guide_stand_as_they_are(snapshot: Snapshot) -> None:
    """Only a guide's number is put into words."""
    cite = citing(snapshot.knowledge.guides)
    assert cite("苏人社发〔2019〕137号") == "苏人社发〔2019〕137号" and cite("0021 §一") == "0021 §一"
