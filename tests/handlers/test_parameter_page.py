"""Promises of the pages of rules and parameters, asked as a browser asks."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import BeijingClock
from bot.handlers.parameter_page import ParameterPages, add_parameter_pages
from bot.handlers.step_chart import step_chart
from bot.services.library import Library
from bot.services.parameter_history import history
from bot.settings import ROOT
from rules.listing import RULES
from rules.series import Grade, Row, Series, Unit

Client = TestClient[web.Request, web.Application]
TODAY = date(2026, 11, 25)
_VOID = {"meta", "link", "img", "br"}


class Page(HTMLParser):
    """Reads a page; fails where tags do not fit, and keeps links, words and what a strict policy would refuse."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.refused: list[str] = []
        self.words = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [value for name in ("href", "src") if (value := given.get(name))]
        if tag in ("script", "style") or "style" in given or any(name.startswith("on") for name in given):
            self.refused.append(tag)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "style" not in dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += " ".join(data.split())


async def started(data: Path) -> tuple[Client, Library]:
    """A server that holds only these pages."""
    app = web.Application()
    library = Library(data)
    add_parameter_pages(app, ParameterPages(library, BeijingClock(TODAY)))
    client: Client = TestClient(TestServer(app))
    await client.start_server()
    return client, library


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    """Pages of the data as they are shipped."""
    asked, _ = await started(ROOT / "data")
    yield asked
    await asked.close()


async def test_every_page_is_whole_and_leads_on(client: Client) -> None:
    """The index and each rule's page are well-formed, in Chinese, and every link of them that is ours answers."""
    paths = {"/rules", *(f"/rules/{name}" for name in RULES)}
    seen: set[str] = set()
    for path in paths:
        answer = await client.get(path)
        page = Page(await answer.text())
        assert answer.status == 200 and answer.content_type == "text/html"
        assert page.refused == [] and "自助助手，不是经办机构" in page.words and "参数版本" in page.words
        seen |= {link.partition("#")[0] for link in page.links if link.startswith("/rules")}
    assert paths <= seen
    for link in seen:
        assert (await client.get(link)).status == 200, link


async def test_the_policy_lets_nothing_inline_through(client: Client) -> None:
    """The pages carry the chat's strict headers and ask for only what lies here."""
    answer = await client.get("/rules/contribution_base")
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert all(link.startswith(("/", "#")) for link in Page(await answer.text()).links)
    look = await client.get("/rules/look.css")
    assert look.content_type == "text/css" and "prefers-color-scheme: dark" in await look.text()


async def test_a_rule_shows_its_values_through_the_years(client: Client) -> None:
    """Values with first day and document, certainty in words, and the chart with its gap."""
    html = await (await client.get("/rules/contribution_base")).text()
    words = Page(html).words
    for said in ("4,879元/月", "苏人社发〔2024〕38号", "2024-01-01", "官方页面", "来源较弱", "暂定"):
        assert said in words, said
    assert "公布前暂按 21,821元/月" in words
    assert "没有查到公布文件，请问参保地社保经办机构或12333。" in words
    charts = re.findall(r'<svg class="chart".*?</svg>', html, re.DOTALL)
    assert len(charts) == 2
    for chart in map(ElementTree.fromstring, charts):
        classes = [one.attrib.get("class", "") for one in chart.iter()]
        assert {"gap", "question", "line provisional", "line firm", "today"} <= set(classes)
        assert "2026-01-01起没有查到" in (chart.findtext("title") or "")


async def test_an_unknown_rule_is_said_in_chinese(client: Client) -> None:
    """404 with a way back, whatever stands in the address; nothing of it is repeated."""
    for name in ("nope", "%3Cscript%3E", "contribution_base%20"):
        answer = await client.get(f"/rules/{name}")
        html = await answer.text()
        assert answer.status == 404 and "没有这个规则" in html and 'href="/rules"' in html
        assert "<script" not in html and "nope" not in html


async def test_the_calendar_of_a_year_is_served(client: Client) -> None:
    """The picture rings today and names the guide; a year that has none is said in Chinese."""
    answer = await client.get("/rules/calendar/2026.svg")
    svg = await answer.text()
    assert answer.content_type == "image/svg+xml" and "操作指南（2021-08-01）§一" in svg
    assert 'data-day="2026-11-25"' in svg and svg.count(" today\"") == 1
    for year in ("0000", "1989", "9999"):
        answer = await client.get(f"/rules/calendar/{year}.svg")
        assert answer.status == 404 and "请换一个年份" in await answer.text()


async def test_an_edit_shows_without_a_restart_and_is_never_markup(tmp_path: Path) -> None:
    """The next request after a look shows the edited number, and markup in data is shown as it is written."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    asked, library = await started(data)
    before = await (await asked.get("/rules/contribution_base")).text()
    path = data / "parameters" / "jiangsu" / "base_limits.toml"
    changed = path.read_text("utf-8").replace("value = 4952", "value = 4953")
    path.write_text(changed.replace("2025年9月公布，文号未查到", "<b>某号</b>&"), "utf-8")
    await asyncio.sleep(1.05)
    assert library.look().law.by_name["base.floor"].on(date(2025, 1, 1)).value == 4953
    html = await (await asked.get("/rules/contribution_base")).text()
    assert "4,953元/月" in html and "4,953元/月" not in before
    assert "&lt;b&gt;某号&lt;/b&gt;&amp;" in html and "<b>" not in html
    assert library.current.law.id in html
    await asked.close()


@dataclass
class Calendar:
    """A clock whose day is turned by hand."""

    day: date

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        return datetime.combine(self.day, datetime.min.time(), UTC)


async def test_the_next_day_has_pages_of_its_own() -> None:
    """What was made yesterday is not served today: the ring moves, and so does the value that holds."""
    clock = Calendar(date(2025, 12, 31))
    app = web.Application()
    add_parameter_pages(app, ParameterPages(Library(ROOT / "data"), clock))
    async with TestClient(TestServer(app)) as asked:
        yesterday = [await (await asked.get(path)).text() for path in ("/rules", "/rules/calendar/2026.svg")]
        clock.day = date(2026, 1, 1)
        today = [await (await asked.get(path)).text() for path in ("/rules", "/rules/calendar/2026.svg")]
    assert "4,952元/月" in yesterday[0] and "4,952元/月" not in today[0]
    assert "今天</text>" not in yesterday[1] and "今天</text>" in today[1]


def test_the_chart_stands_to_scale() -> None:
    """Heights go with amounts, stretches with days; equal neighbors are labeled once; all lies inside."""
    rows = (
        Row(date(2020, 1, 1), 100, "甲", Grade.OFFICIAL, first_day_known=False),
        Row(date(2021, 1, 1), 100, "甲", Grade.OFFICIAL, provisional=True),
        Row(date(2022, 1, 1), 200, "甲", Grade.OFFICIAL, provisional_value=150),
        Row(date(2023, 1, 1), None, "没有查到", None),
        Row(date(2024, 1, 1), 50, "甲", Grade.WEAK),
    )
    chart = step_chart(history(Series("x.y", "试", Unit.YUAN_PER_MONTH, "某局", rows), TODAY, str), TODAY)
    steps = chart.steps
    assert [step.kind for step in steps] == ["firm", "provisional", "firm", "unknown", "firm"]
    assert [step.label for step in steps] == ["100", "", "200", "", "50"]
    assert [step.known_start for step in steps] == [False, True, True, True, True]
    heights = [chart.base - step.y for step in steps]
    assert heights[0] == heights[1] == pytest.approx(heights[2] / 2) == pytest.approx(heights[4] * 2)
    assert steps[2].earlier_y is not None and chart.base - steps[2].earlier_y == pytest.approx(heights[2] * 0.75)
    assert all(a.end == b.x for a, b in pairwise(steps))
    assert steps[1].width == pytest.approx(steps[0].width * 365 / 366)
    assert len(chart.joints) == 2 and [year for _, year in chart.ticks] == [str(y) for y in range(2020, 2027)]
    assert all(step.label_x >= 0 and step.label_x + 20 <= chart.width and step.label_y > 8 for step in steps)
    assert chart.today_x is not None and steps[-1].x < chart.today_x < chart.right


def test_a_chart_of_zeros_and_of_the_future_can_be_drawn() -> None:
    """Only zeros divide nothing by nothing; today before the first value has no line."""
    rows = (Row(date(2030, 12, 31), 0, "甲", Grade.OFFICIAL), Row(date(2031, 1, 1), 0, "乙", Grade.OFFICIAL))
    chart = step_chart(history(Series("x.y", "试", Unit.FRACTION, "某局", rows), TODAY, str), TODAY)
    assert chart.today_x is None and {step.y for step in chart.steps} == {chart.base}
