"""Papers of the simulated bureau: about the employer's own people, and verified with number and code alone."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.bureau.papers import NotOffered, PaperKind, PaperSeen, PaperWanted
from bot.bureau.protocol import NoAuthority, Outage
from bot.handlers.verify_page import VerifyPage, add_verify_page
from tests.bureau.stand import AGENCY, FACTORY, PEOPLE, Stand, administrator, code_of

MINE, THEIRS = PEOPLE["陈在厂"], PEOPLE["秦派遣"]
WHO, WHERE = administrator(FACTORY), code_of(FACTORY)
CERTIFICATE = PaperWanted(PaperKind.CERTIFICATE)


async def test_a_paper_is_about_ones_own_people(anywhere: Stand) -> None:
    """What the employer enrolled, six months of validity; nothing about anybody else's, and nothing for a stranger."""
    bureau = anywhere.bureau
    paper = await bureau.issue_paper(WHO, WHERE, PaperWanted(PaperKind.RECORD, MINE, "2024-12", "2025-11"))
    assert paper is not None and paper.number.startswith("QY") and paper.document is None
    told = {line.label: line.text for line in paper.lines}
    assert told["单位"] == FACTORY and told["查询时间"] == "2024-12至2025-11" and told["养老保险"] == "1人"
    (row,) = paper.rows
    assert (row.name, row.identity_number, row.last_month) == ("陈在厂", MINE, "2025-11")
    months = paper.valid_until.year * 12 + paper.valid_until.month - paper.issued_on.year * 12 - paper.issued_on.month
    assert months == 6
    assert await bureau.issue_paper(WHO, WHERE, PaperWanted(PaperKind.CERTIFICATE, THEIRS)) is None
    with pytest.raises(NoAuthority):
        await bureau.issue_paper(administrator(AGENCY), WHERE, CERTIFICATE)


async def test_a_record_of_everyone_lists_everyone_once(anywhere: Stand) -> None:
    """Everybody whom the employer insures, by name and months within what was asked for; nobody of another employer."""
    bureau = anywhere.bureau
    people = await bureau.people(WHO, WHERE)
    paper = await bureau.issue_paper(WHO, WHERE, PaperWanted(PaperKind.RECORD, "", "2025-01", "2025-11"))
    assert paper is not None
    assert [row.identity_number for row in paper.rows] == [each.identity_number for each in people]
    assert all("2025-01" <= row.first_month <= row.last_month <= "2025-11" for row in paper.rows)
    assert all(row.months == int(row.last_month[5:]) - int(row.first_month[5:]) + 1 for row in paper.rows)
    certificate = await bureau.issue_paper(WHO, WHERE, CERTIFICATE)
    assert certificate is not None and not certificate.rows
    assert f"{len(people)}人" in {line.text for line in certificate.lines}


async def test_months_before_anybody_was_insured_give_no_paper(anywhere: Stand) -> None:
    """Nobody is on it: there is no empty paper."""
    long_ago = PaperWanted(PaperKind.RECORD, "", "1999-01", "1999-12")
    assert await anywhere.bureau.issue_paper(WHO, WHERE, long_ago) is None


async def test_whoever_is_shown_one_verifies_it(anywhere: Stand) -> None:
    """Any number of times, masked; a wrong code, a wrong number and a blank one are alike."""
    bureau = anywhere.bureau
    paper = await bureau.issue_paper(WHO, WHERE, PaperWanted(PaperKind.CERTIFICATE, MINE))
    assert paper is not None
    for _ in range(2):
        seen = await bureau.verify_paper(paper.number, paper.code.upper())
        assert seen is not None and (seen.about, seen.employer_name) == ("陈**", FACTORY)
    assert await bureau.verify_paper(paper.number, "0" * 10) is None
    assert await bureau.verify_paper("ZM0", paper.code) is None and await bureau.verify_paper("", "") is None


async def test_the_page_tells_what_is_so(anywhere: Stand) -> None:
    """Valid, past its time, or not to be found; the code is never shown again."""
    bureau = anywhere.bureau
    paper = await bureau.issue_paper(WHO, WHERE, PaperWanted(PaperKind.CERTIFICATE, MINE))
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


@pytest.mark.parametrize("trouble", [Outage, NotOffered])
async def test_a_bureau_that_does_not_verify_here_is_told_as_such(trouble: type[Exception], anywhere: Stand) -> None:
    """What cannot be verified now is not called false."""

    async def verify(number: str, code: str) -> PaperSeen | None:
        raise trouble

    app = web.Application()
    add_verify_page(app, VerifyPage(verify, anywhere.clock.today))
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/verify", params={"number": "ZM1", "code": "1"})
        assert answer.status == 503 and "现在验不了" in await answer.text()
