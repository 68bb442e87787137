"""The remote bureau keeps the contract over HTTP, files once whatever the line does, and keeps away from a dead one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import yaml
from aiohttp.test_utils import TestServer
from openapi_spec_validator import validate

from bot.bureau.contract_file import PLACE, written
from bot.bureau.papers import ExportKind, Exports, GivesPapers, NotOffered, PaperKind, PaperWanted
from bot.bureau.protocol import Binds, Bureau, BureauForm, Document, Filed, Filing, LooksUp, NoAuthority, Outage
from bot.bureau.remote import Patience, RemoteBureau, WrongAddress
from rules.modules import Module
from tests.bureau.contract import BureauContract
from tests.bureau.reference_server import ReferenceServer
from tests.bureau.stand import FACTORY, PEOPLE, Stand, administrator, code_of, filing
from tests.bureau.test_simulated_contract import ENROLL, REFUSED

QUICK = Patience(connect=1.0, total=5.0, tries=3, first_pause=0.001, failures=5, pause=60.0)
SUSPENSION = filing(Module.COVERAGE_SUSPENSION, "陈在厂")


@dataclass
class RemoteStage:
    """The stage over HTTP."""

    stand: Stand
    server: ReferenceServer
    bureau: RemoteBureau
    seconds: list[float] = field(default_factory=lambda: [0.0])

    @property
    def taken(self) -> Sequence[Filing]:
        """New employees of a factory."""
        return [filing(ENROLL, who, contribution_base="6000") for who in ("张测试", "李示例", "王样本")]

    @property
    def refused(self) -> Mapping[str, Filing]:
        """Somebody's trap for each reason."""
        return REFUSED

    async def let_reviews_end(self) -> None:
        """Lets two days pass."""
        self.stand.clock.pass_by(days=2)


@pytest.fixture
async def stage(stand: Stand) -> AsyncIterator[RemoteStage]:
    """A reference server on loopback, and a client of it."""
    server = ReferenceServer(stand.bureau)
    async with TestServer(server.app()) as served:
        seconds = [0.0]
        bureau = RemoteBureau(str(served.make_url("/v1")), server.token, QUICK, lambda: seconds[0], lambda: 0.5)
        yield RemoteStage(stand, server, bureau, seconds)
        await bureau.close()
    assert server.misfits == []


class TestRemoteContract(BureauContract):
    """Every promise, over HTTP; requests and answers fit the published contract."""


def test_it_is_a_bureau_with_everything(stage: RemoteStage) -> None:
    """It looks up, binds, issues papers and exports, too."""
    bureau: Bureau = stage.bureau
    assert bureau.form is BureauForm.REMOTE
    assert isinstance(bureau, LooksUp) and isinstance(bureau, Binds)
    assert isinstance(bureau, GivesPapers) and isinstance(bureau, Exports)


async def test_it_shows_what_the_bureau_shows(stage: RemoteStage) -> None:
    """Look-ups and bindings give what the bureau behind gives."""
    remote, near, who = stage.bureau, stage.stand.bureau, administrator(FACTORY)
    employer, number = code_of(FACTORY), PEOPLE["陈在厂"]
    assert await remote.employer(who, employer) == await near.employer(who, employer)
    assert await remote.person(who, employer, number) == await near.person(who, employer, number)
    assert await remote.records(who, employer, number) == list(await near.records(who, employer, number))
    assert len(await remote.people(who, employer)) == len(await near.people(who, employer))
    assert await remote.authority(employer, who) == await near.authority(employer, who)
    assert await remote.authority(employer, number) is None
    await remote.send_code(employer, who)
    assert await remote.check_code(employer, who, "no code") is None
    proved = await remote.check_code(employer, who, await near.demo_code(employer, who))
    assert proved == await near.authority(employer, who)
    await remote.submit("r", SUSPENSION)
    assert await remote.filings(who, employer) == list(await near.filings(who, employer))
    with pytest.raises(NoAuthority, match="不是这家单位的经办人"):
        await remote.filings(number, employer)


async def test_the_bureaus_own_file_comes_through_as_it_is(stage: RemoteStage) -> None:
    """A paper byte for byte, and what its number and code stand for; an archive that the right code alone gives."""
    remote, near, who, employer = stage.bureau, stage.stand.bureau, administrator(FACTORY), code_of(FACTORY)
    paper = await remote.issue_paper(who, employer, PaperWanted(PaperKind.RECORD, "", "2025-01", "2025-11"))
    assert paper is not None and paper.document is not None
    assert paper.document.content == f"%PDF original {paper.number}".encode()
    assert await remote.verify_paper(paper.number, paper.code) == await near.verify_paper(paper.number, paper.code)
    assert await remote.issue_paper(who, employer, PaperWanted(PaperKind.CERTIFICATE, PEOPLE["秦派遣"])) is None
    await remote.send_code(employer, who)
    assert await remote.export(who, employer, ExportKind.PEOPLE, "no code") is None
    archive = await remote.export(who, employer, ExportKind.PEOPLE, await near.demo_code(employer, who))
    assert archive is not None and archive.content.startswith(b"PK")


async def test_a_bureau_need_not_offer_papers(stage: RemoteStage) -> None:
    """501 says so for papers and exports; for a filing it is no answer. A paper without its file is none, either."""
    who, employer = administrator(FACTORY), code_of(FACTORY)
    stage.server.faults.coming += ["501", "501", "501", "501", "bare"]
    with pytest.raises(NotOffered):
        await stage.bureau.issue_paper(who, employer, PaperWanted(PaperKind.CERTIFICATE))
    with pytest.raises(NotOffered):
        await stage.bureau.verify_paper("ZM1", "1")
    with pytest.raises(NotOffered):
        await stage.bureau.export(who, employer, ExportKind.PEOPLE, "1")
    with pytest.raises(Outage):
        await stage.bureau.submit("r", SUSPENSION)
    with pytest.raises(Outage):
        await stage.bureau.issue_paper(who, employer, PaperWanted(PaperKind.CERTIFICATE))


@pytest.mark.parametrize("faults", [["drop"], ["drop", "drop"], ["refuse"], ["503"], ["500", "drop"], ["429"]])
async def test_whatever_the_line_does_it_is_one_filing(stage: RemoteStage, faults: list[str]) -> None:
    """It is sent again under its key until an answer comes."""
    stage.server.faults.coming = [*faults]
    filed = await stage.bureau.submit("r1", SUSPENSION)
    assert filed == await stage.stand.bureau.status("r1")
    seen = await stage.stand.bureau.filings(administrator(FACTORY), code_of(FACTORY))
    assert len(seen) == 1


async def test_ten_confirmations_at_once_are_one_filing(stage: RemoteStage) -> None:
    """With lines cut in between."""
    stage.server.faults.coming = ["drop", "", "drop"]
    filed = await asyncio.gather(*(stage.bureau.submit("r1", SUSPENSION) for _ in range(10)))
    assert all(one == filed[0] for one in filed)


@pytest.mark.parametrize("faults", [["drop"] * 9, ["503"] * 3, ["garbage"], ["400"]])
async def test_no_answer_is_no_failure(stage: RemoteStage, faults: list[str]) -> None:
    """Where no answer is to be had it is an outage; whether it arrived, the status says afterwards."""
    stage.server.faults.coming = [*faults]
    with pytest.raises(Outage):
        await stage.bureau.submit("r1", SUSPENSION)
    stage.server.faults.coming.clear()
    arrived = await stage.bureau.status("r1")
    assert (arrived is not None) is (faults[0] in ("drop", "garbage"))


async def test_a_dead_bureau_is_left_alone_for_a_while(stage: RemoteStage) -> None:
    """After failures in a row nothing is sent; after the pause one goes first, and then all do."""
    stage.server.faults.coming = ["503"] * 9
    for _ in range(2):
        with pytest.raises(Outage):
            await stage.bureau.status("r1")
    asked = len(stage.server.faults.seen)
    with pytest.raises(Outage):
        await stage.bureau.status("r1")
    assert len(stage.server.faults.seen) == asked == 5
    stage.server.faults.coming.clear()
    stage.seconds[0] += 61
    assert await stage.bureau.status("r1") is None
    assert await stage.bureau.status("r1") is None
    assert len(stage.server.faults.seen) == asked + 2


async def test_a_request_used_for_something_else_is_a_mistake_of_ours(stage: RemoteStage) -> None:
    """The bureau says so, and so does the client."""
    await stage.bureau.submit("r1", SUSPENSION)
    with pytest.raises(ValueError, match="another filing"):
        await stage.bureau.submit("r1", filing(ENROLL, "张测试"))


async def test_nothing_secret_is_logged(stage: RemoteStage, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the token nor anybody's number, whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    stage.server.faults.coming = ["drop", "503", "garbage"]
    with pytest.raises(Outage):
        await stage.bureau.submit("r1", SUSPENSION)
    stage.bureau._token = "another"
    await stage.bureau.close()
    with pytest.raises(Outage):
        await stage.bureau.status("r1")
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert logged and "token-for-tests" not in logged and PEOPLE["陈在厂"] not in logged


@pytest.mark.parametrize("url", ["http://bureau.example/v1", "ftp://bureau.example", "bureau", ""])
def test_people_travel_protected(url: str) -> None:
    """Anything but https is for this machine only."""
    with pytest.raises(WrongAddress, match="CANBAO_BUREAU_URL"):
        RemoteBureau(url, "token")


def test_the_contract_is_published_as_it_is() -> None:
    """``data/bureau/openapi.yaml`` is OpenAPI 3.1, and what the code makes."""
    assert PLACE.read_text("utf-8") == written(), "stale: python -m bot.bureau.contract_file"
    validate(yaml.safe_load(written()))


async def test_attachments_go_with_the_filing(stage: RemoteStage) -> None:
    """Byte for byte, as the contract describes them."""
    taken: list[Filing] = []

    class Recording:
        def __getattr__(self, name: str) -> Any:
            return getattr(stage.stand.bureau, name)

        async def submit(self, request: str, filing: Filing) -> Filed:
            taken.append(filing)
            return await stage.stand.bureau.submit(request, filing)

    stage.server.bureau = Recording()  # type: ignore[assignment]
    attached = (Document("合同.pdf", "application/pdf", b"%PDF-1.4 \x00\xff"),)
    await stage.bureau.submit("r", replace(SUSPENSION, attachments=attached))
    assert [each.attachments for each in taken] == [attached]
