"""The link on a receipt: shows how its filing stands, to whoever holds it, and nothing to anybody else."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.handlers.filing_page import FilingPage, add_filing_page
from bot.services.receipts import NO_RECEIPTS, Receipts, StatusDesk
from tests.store.sample import KEYS
from tests.store.test_following import NEWCOMER, Desk, desk

__all__ = ["desk"]
RECEIPTS = Receipts("https://canbao.example/", lambda request: KEYS.fingerprint("receipt", request))


def test_a_link_cannot_be_made_up() -> None:
    """A token names its request only as it was signed; without a base there is no link, and no paper."""
    token = RECEIPTS.link("r.1").rpartition("/")[2]
    assert RECEIPTS.request_of(token) == "r.1"
    for wrong in (token[:-2] + "AA", "A" + token[1:], "", "AAAA", "é", token + token):
        assert RECEIPTS.request_of(wrong) is None
    assert NO_RECEIPTS.link("r.1") == "" and NO_RECEIPTS.files("x", [], None, "", False) == ()  # type: ignore[arg-type]


async def test_the_page_shows_how_the_filing_stands(desk: Desk) -> None:
    """The person masked; as the bureau has it now; a wrong link, an old one and a silent bureau are told."""
    await desk.enroll()
    page = FilingPage(StatusDesk(RECEIPTS, desk.store.followed, desk.line, desk.clock), True)  # type: ignore[arg-type]
    app = web.Application()
    add_filing_page(app, page)
    path = RECEIPTS.link("r.1").removeprefix("https://canbao.example")
    async with TestClient(TestServer(app)) as client:
        shown = await (await client.get(path)).text()
        assert "审核中" in shown and "演示" in shown and "3213**********0215" in shown and NEWCOMER not in shown
        desk.clock.instant += timedelta(minutes=10)
        assert "已办成" in await (await client.get(path)).text()
        assert (await client.get("/filing/" + "A" * 40)).status == 404
        desk.line.cut = "before"
        assert "没有回话" in await (await client.get(path)).text()
        desk.line.cut = ""
        desk.clock.instant += timedelta(days=200)
        assert (await client.get(path)).status == 404
