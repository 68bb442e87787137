"""Promises of the year's filing calendar, as picture and as text."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.documents.svg_words import width_of, wrapped
from bot.documents.year_calendar import year_calendar, year_text
from rules.calendar import window_on
from rules.month import Month
from rules.parameters import Parameters, load_parameters

_SVG = "{http://www.w3.org/2000/svg}"
Region = Callable[..., Parameters]


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """Writes parameters of one's own; each is a list of rows ``(from, value)``, an unknown value is None."""

    def written(**series: list[tuple[str, int | None]]) -> Parameters:
        folder = tmp_path / "nearby"
        folder.mkdir(exist_ok=True)
        lines: list[str] = []
        for name, rows in series.items():
            lines += [f"[filing.{name}]", f'label = "{name} <&>"', 'unit = "号"', 'ask = "某局"']
            for first_day, value in rows:
                known = "unknown = true" if value is None else f'value = {value}\ngrade = "B"'
                lines += [f"[[filing.{name}.values]]", f"from = {first_day}", known, 'document = "文件<一>&\\"二\\""']
        (folder / "calendar.toml").write_text("\n".join(lines), "utf-8")
        return load_parameters(folder)

    return written


def days_of(year: int) -> list[date]:
    """All days of the year."""
    return [date(year, 1, 1) + timedelta(days=n) for n in range(366 if isleap(year) else 365)]


def drawn(svg: str) -> list[ElementTree.Element]:
    """The figures of days, as they stand in the picture."""
    return [text for text in ElementTree.fromstring(svg).iter(f"{_SVG}text") if "data-day" in text.attrib]


def marks(svg: str) -> dict[date, set[str]]:
    """Each day's marks."""
    return {date.fromisoformat(one.attrib["data-day"]): set(one.attrib["class"].split()) for one in drawn(svg)}


def expected(day: date, law: Parameters) -> set[str]:
    """The marks that the rules give a day of the present window."""
    window = window_on(day, law)
    edges = (("first", window.first_day), ("last", window.last_day))
    return {window.state.value} | {mark for mark, edge in edges if day == edge}


def texts(svg: str) -> str:
    """All words that a reader sees, joined without the breaks of lines."""
    return "".join(text.text or "" for text in ElementTree.fromstring(svg).iter(f"{_SVG}text"))


@pytest.mark.parametrize("year", range(2022, 2036))
def test_every_day_stands_once_with_what_the_rules_say(year: int, law: Parameters) -> None:
    """Each day, also of leap years, appears once, in order, open or paused, and with the ends of windows marked."""
    svg = year_calendar(year, law)
    assert [one.attrib["data-day"] for one in drawn(svg)] == [str(day) for day in days_of(year)]
    assert [one.text for one in drawn(svg)] == [str(day.day) for day in days_of(year)]
    assert marks(svg) == {day: expected(day, law) for day in days_of(year)}


def test_the_year_of_the_change_has_both_windows(law: Parameters) -> None:
    """Until 2021-07 the old window is drawn as such, from 2021-08 today's, and that its end is open is said."""
    svg = year_calendar(2021, law)
    found = marks(svg)
    assert len(found) == len(drawn(svg)) == 365
    for day in days_of(2021):
        if day >= date(2021, 8, 1):
            assert found[day] == expected(day, law)
            continue
        ends = {mark for mark, edge in (("first", 11), ("last", Month.of(day).last_day.day)) if day.day == edge}
        assert found[day] == {"old_open" if day.day >= 11 else "old_closed"} | ends
    assert "旧申报期用到哪一天为止，指南没有写" in texts(svg)


def test_days_without_a_window_are_said_not_guessed(law: Parameters) -> None:
    """Before the first parameter each day is unknown, and the picture and the text say which and whom to ask."""
    svg = year_calendar(2019, law)
    for day, found in marks(svg).items():
        assert (found == {"unknown"}) == (day < date(2019, 7, 1))
    for told in (texts(svg), year_text(2019, law)):
        assert "2019年1月1日至2019年6月30日没有查到“旧申报期首日”，不作推测，请问参保地社保经办机构或12333。" in told
    assert set().union(*marks(year_calendar(1990, law)).values()) == {"unknown"}


def test_a_region_without_any_window_is_drawn_all_the_same(region: Region) -> None:
    """Where a region has no window at all, every day is unknown."""
    svg = year_calendar(2026, region(old_first_day=[("2019-07-01", 11)]))
    assert set().union(*marks(svg).values()) == {"unknown"}


def test_a_value_that_ends_leaves_the_days_after_it_unknown(region: Region) -> None:
    """A window known up to a month leaves later days unknown, from the day on that belongs to the next window."""
    law = region(
        first_day=[("2021-08-01", 11), ("2026-06-01", None)], last_day=[("2021-08-01", 6), ("2026-06-01", None)]
    )
    found = marks(year_calendar(2026, law))
    assert found[date(2026, 5, 6)] == {"open", "last"}
    assert all(found[day] == {"unknown"} for day in days_of(2026) if day > date(2026, 5, 6))
    assert "1–6日报5月；7–31日没有查到" in year_text(2026, law)


@pytest.mark.parametrize(("opens", "closes"), [(16, 9), (3, 2), (28, 1), (5, 5)])
def test_another_law_gives_another_picture(opens: int, closes: int, region: Region) -> None:
    """Nothing of the days is written into the picture: it follows the parameters."""
    law = region(first_day=[("2020-01-01", opens)], last_day=[("2020-01-01", closes)])
    svg = year_calendar(2028, law)
    found = marks(svg)
    assert len(drawn(svg)) == 366
    for day in days_of(2028):
        assert found[day] == expected(day, law)
    assert f"{max(opens, closes + 1)}日起报2月" in texts(svg)


def test_captions_say_which_month_is_filed_when(law: Parameters) -> None:
    """Beside each month stands what is filed in it; December's end files the next year's January."""
    said = texts(year_calendar(2026, law))
    assert "1–6日报11月11日起报12月" in said and "1–6日报12月11日起报次年1月" in said
    assert "12月：1–6日报12月；7–10日暂停申报；11–31日报次年1月" in year_text(2026, law).splitlines()


def test_today_is_ringed_in_its_own_year_only(law: Parameters) -> None:
    """One ring, on today; none in another year."""
    today = date(2026, 12, 6)
    found = marks(year_calendar(2026, law, today))
    assert [day for day, mark in found.items() if "today" in mark] == [today]
    assert "今天" in texts(year_calendar(2026, law, today))
    other = year_calendar(2027, law, today)
    assert not any("today" in mark for mark in marks(other).values()) and "今天" not in texts(other)


def test_holidays_documents_and_grades_are_told(law: Parameters) -> None:
    """What is open about holidays, the document and its grade, and that this is no document of a bureau."""
    for told in (texts(year_calendar(2026, law)), year_text(2026, law)):
        assert "节假日会不会顺延，没有查到规定" in told
        assert "002 §一（官方页面）：申报期首日（费款所属期的上一个月）是11号" in told
        assert "不是经办机构的文件" in told


def test_documents_are_named_as_asked(law: Parameters) -> None:
    """Whoever knows the guides' titles can have them named so."""
    cited = year_calendar(2026, law, cite=lambda document: document.replace("002", "操作指南"))
    assert "操作指南 §一（官方页面）" in texts(cited) and "002" not in texts(cited)


def test_what_data_say_is_never_markup(region: Region) -> None:
    """Signs of markup in a label or document are shown as they are."""
    law = region(first_day=[("2020-01-01", 11)], last_day=[("2020-01-01", 6)])
    assert '文件<一>&"二"（转载）：first_day <&>是11号；last_day <&>是6号。' in texts(year_calendar(2026, law))


def test_it_can_be_read_aloud(law: Parameters) -> None:
    """A title and the whole calendar as text stand for the picture."""
    root = ElementTree.fromstring(year_calendar(2026, law))
    named = {child.attrib.get("id"): child.text for child in root}
    assert root.attrib["role"] == "img"
    title, said = (named[name] for name in root.attrib["aria-labelledby"].split())
    assert title == "2026年社保申报日历" and said == year_text(2026, law)


def test_it_needs_nothing_from_outside_and_no_style(law: Parameters) -> None:
    """Under any content policy, and in dark surroundings: own ground, no style, script, link or font."""
    svg = year_calendar(2026, law)
    root = ElementTree.fromstring(svg)
    assert not [one for one in root.iter() if one.tag.removeprefix(_SVG) in ("style", "script", "image", "a", "use")]
    assert "style=" not in svg and re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    grounds = [rect for rect in root if rect.tag == f"{_SVG}rect"]
    assert grounds[0].attrib["width"] == grounds[0].attrib["height"] == "100%"


def test_everything_stands_inside_the_picture(law: Parameters) -> None:
    """No text and no shape leaves a phone's width, in any kind of year."""
    for year in (2019, 2021, 2026):
        root = ElementTree.fromstring(year_calendar(year, law, date(year, 12, 31)))
        height = float(root.attrib["height"])
        for text in root.iter(f"{_SVG}text"):
            assert 0 <= float(text.attrib["x"]) <= 360 and 0 < float(text.attrib["y"]) < height
        for rect in root.iter(f"{_SVG}rect"):
            if "x" in rect.attrib:
                left = float(rect.attrib["x"])
                assert left >= 13.9 and left + float(rect.attrib["width"]) <= 346.1


@pytest.mark.parametrize("year", [-1, 0, 1989, 2100, 9999])
def test_a_year_out_of_range_is_said(year: int, law: Parameters) -> None:
    """A year that no calendar is made for gets a sentence that says which are."""
    for make in (year_calendar, year_text):
        with pytest.raises(ValueError, match="1990年到2099年"):
            make(year, law)


def test_lines_break_between_words_and_never_before_a_stop() -> None:
    """Numbers stay whole, a stop hangs at the end, nothing is lost."""
    text = "没有写明的：6号当天算不算在申报期内，2025-10-23的官方页面仍是这样写的。"
    for most in range(8, 40):
        lines = wrapped(text, most)
        assert "".join(lines) == text
        assert all(line[0] not in "，。：" for line in lines)
        assert any("2025-10-23" in line for line in lines)
        assert all(width_of(line) <= most + 1 for line in lines)
