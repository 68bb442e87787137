"""The panel of the demonstration: what it shows, and what it does in somebody else's place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta, timezone

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.bureau.protocol import Filing
from bot.handlers.demo_page import DemoPage, add_demo_page
from bot.services.demo_panel import DemoPanel
from rules.modules import Module
from tests.services.counter import DATA, open_counter

FACTORY, OPERATOR = "91321399MA000001AC", "321399198206060042"
FLEXIBLE, PLAIN = "321399198606150776", "321399199001030215"
ENROLLMENT = {
    "contract_increase_reason": "新签",
    "contract_kind": "固定期限",
    "contract_start": "2026-11-01",
    "contract_end": "2029-10-31",
    "post": "普通员工",
}


class SetClock:
    """Stands at noon."""

    def now(self) -> datetime:
        """The instant."""
        return datetime(2026, 11, 25, 12, 0, tzinfo=timezone(timedelta(hours=8)))

    def today(self) -> date:
        """The day."""
        return self.now().date()


@pytest.fixture
async def panel() -> AsyncIterator[DemoPanel]:
    """A panel over a fresh demonstration."""
    yield DemoPanel(await open_counter(SetClock()), DATA)


def enrollment(number: str) -> Filing:
    """An enrollment by the factory."""
    return Filing(Module.EMPLOYEE_ENROLLMENT, FACTORY, OPERATOR, {**ENROLLMENT, "identity_number": number})


async def test_it_shows_logins_people_and_codes(panel: DemoPanel) -> None:
    """Everybody who can be bound, everybody to try with and why they are hard, and a code once it was sent."""
    shown = await panel.shown()
    assert (FACTORY, OPERATOR) in {(login.credit_code, login.identity_number) for login in shown.logins}
    assert {s.about for s in shown.subjects if s.identity_number == FLEXIBLE} == {"灵活就业参保，本人还没停"}
    assert shown.codes == []
    await panel.bureau.send_code(FACTORY, OPERATOR)
    (code,) = (await panel.shown()).codes
    assert code.code == await panel.bureau.demo_code(FACTORY, OPERATOR)


async def test_the_employees_part_lets_a_filing_through(panel: DemoPanel) -> None:
    """Who has ended their own insurance can be enrolled; doing it again changes nothing, and says so."""
    assert (await panel.bureau.prepare(enrollment(FLEXIBLE))).refusals
    assert await panel.act("stop_flexible", FLEXIBLE) == "职工自己停灵活就业参保：好了。"
    assert (await panel.bureau.prepare(enrollment(FLEXIBLE))).refusals == ()
    assert "什么都没有变" in await panel.act("stop_flexible", FLEXIBLE)
    assert "什么都没有变" in await panel.act("return_benefit", PLAIN)
    assert await panel.act("household", "321399199208170813") == "职工补好户籍性质：好了。"


async def test_beginning_again_takes_filings_back(panel: DemoPanel) -> None:
    """What was filed is gone."""
    await panel.bureau.submit("r1", enrollment(PLAIN))
    assert (await panel.bureau.prepare(enrollment(PLAIN))).refusals
    await panel.act("begin_again", "")
    assert (await panel.bureau.prepare(enrollment(PLAIN))).refusals == ()
    assert await panel.act("police_down", "") == "让公安接口出错：好了。"


@pytest.mark.parametrize(("act", "number", "said"), [("fly", "", "没有这个动作"), ("household", "12", "18位")])
async def test_bad_input_is_told(panel: DemoPanel, act: str, number: str, said: str) -> None:
    """An act that there is not, and a number that is none."""
    assert said in await panel.act(act, number)


async def test_the_page_shows_and_does_it(panel: DemoPanel) -> None:
    """The page lists all of it, nothing typed comes back as markup, and a button does its part."""
    app = web.Application()
    add_demo_page(app, DemoPage(panel, "http://127.0.0.1"))
    async with TestClient(TestServer(app)) as client:
        page = await (await client.get("/demo")).text()
        assert "演示机械厂 李管理（管理员）" in page and OPERATOR in page and "灵活就业参保，本人还没停" in page
        said = await (await client.post("/demo", data={"act": "stop_flexible", "number": FLEXIBLE})).text()
        assert "职工自己停灵活就业参保：好了。" in said
        said = await (await client.post("/demo", data={"act": "household", "number": "<b>1"})).text()
        assert "<b>1" not in said
        foreign = await client.post("/demo", data={"act": "begin_again"}, headers={"Origin": "https://other.example"})
        assert "什么都没有变" in await foreign.text()
