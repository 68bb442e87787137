"""Papers of the simulated bureau: about the employer's own people, and verified with number and code alone."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.bureau.protocol import GivesPapers, NoAuthority, PaperKind
from bot.handlers.verify_page import VerifyPage, add_verify_page
from tests.bureau.stand import AGENCY, FACTORY, PEOPLE, Stand, administrator, code_of

MINE, THEIRS = PEOPLE["陈在厂"], PEOPLE["秦派遣"]


async def test_a_paper_is_about_ones_own_people(anywhere: Stand) -> None:
    """What the employer enrolled, six months of validity; nothing about anybody else's, and nothing for a stranger."""
    bureau, who, factory = anywhere.bureau, administrator(FACTORY), code_of(FACTORY)
    assert isinstance(bureau, GivesPapers)
    paper = await bureau.issue_paper(who, factory, PaperKind.RECORD, MINE)
    assert paper is not None and paper.number.startswith("QY") and paper.kind is PaperKind.RECORD
    told = {line.label: line.text for line in paper.lines}
    assert told["姓名"] == "陈在厂" and told["证件号码"] == MINE and "缴费基数" in told and "养老保险" in told
    assert (paper.valid_until.year * 12 + paper.valid_until.month) - (
        paper.issued_on.year * 12 + paper.issued_on.month
    ) == 6
    assert await bureau.issue_paper(who, factory, PaperKind.CERTIFICATE, THEIRS) is None
    with pytest.raises(NoAuthority):
        await bureau.issue_paper(administrator(AGENCY), factory, PaperKind.CERTIFICATE, MINE)


async def test_whoever_is_shown_one_verifies_it(anywhere: Stand) -> None:
    """Any number of times, masked; a wrong code, a wrong number and a blank one are alike."""
    bureau = anywhere.bureau
    paper = await bureau.issue_paper(administrator(FACTORY), code_of(FACTORY), PaperKind.CERTIFICATE, MINE)
    assert paper is not None
    for _ in range(2):
        seen = await bureau.verify_paper(paper.number, paper.code.upper())
        assert seen is not None and (seen.name, seen.employer_name) == ("陈**", FACTORY)
    assert await bureau.verify_paper(paper.number, "0" * 10) is None
    assert await bureau.verify_paper("ZM0", paper.code) is None and await bureau.verify_paper("", "") is None


async def test_the_page_tells_what_is_so(anywhere: Stand) -> None:
    """Valid, past its time, or not to be found; the code is never shown again."""
    bureau = anywhere.bureau
    paper = await bureau.issue_paper(administrator(FACTORY), code_of(FACTORY), PaperKind.CERTIFICATE, MINE)
    assert paper is not None
    app = web.Application()
    add_verify_page(app, VerifyPage(bureau.verify_paper, anywhere.clock.today))
    async with TestClient(TestServer(app)) as client:
        assert "验一验" in await (await client.get("/verify")).text()
        asked = {"number": paper.number, "code": paper.code}
        shown = await (await client.get("/verify", params=asked)).text()
        assert "参保证明：有效" in shown and "陈**" in shown and MINE not in shown and paper.code not in shown
        wrong = await client.get("/verify", params={"number": "<b>x", "code": "1"})
        assert wrong.status == 404 and "<b>x" not in await wrong.text()
        anywhere.clock.pass_by(days=200)
        assert "已过有效期" in await (await client.get("/verify", params=asked)).text()
