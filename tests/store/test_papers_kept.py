"""Papers and exports as a person gets them: kept among their files alone, and on the trail without what is in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.bureau.papers import ExportKind, PaperKind, PaperWanted
from bot.bureau.protocol import Outage
from bot.engine.messages import Address
from bot.services.binder import Binder
from bot.services.files import AddressFiles
from bot.services.papers import Exported, Issued, Papers, Place
from tests.store.sample import WEB
from tests.store.test_following import Desk, desk

__all__ = ["desk"]
RECORD = PaperWanted(PaperKind.RECORD, "", "2025-12", "2026-11")


@pytest.fixture
def papers(desk: Desk) -> Papers:
    """At the factory, with the demonstration itself."""
    filings = replace(desk.filings, bureau=desk.line.bureau)
    return Papers(filings, AddressFiles(desk.store.conversations, desk.store.uploads), "https://canbao.example/")


async def test_a_paper_is_kept_for_whoever_asked(desk: Desk, papers: Papers) -> None:
    """Nobody else opens it; the trail says that it was issued, and for which employer."""
    issued = await papers.issue("r.1", RECORD)
    assert issued.outcome is Issued.ISSUED
    (file,) = issued.paper_files
    files = AddressFiles(desk.store.conversations, desk.store.uploads)
    opened = await files.open_upload(WEB, file.id)
    assert opened is not None and opened[1].startswith(b"%PDF-")
    assert await files.open_upload(Address("web", "somebody else"), file.id) is None
    assert await desk.trail() == ["issued:rights_record"]


async def test_an_archive_needs_a_code_of_the_moment(desk: Desk, papers: Papers) -> None:
    """A wrong code leaves nothing behind, neither a file nor a line on the trail."""
    place = await papers.exports_at()
    assert place.outcome is Place.HERE
    bureau = desk.line.bureau
    binder = Binder(bureau, desk.store.bindings, desk.person, desk.clock.now())
    code = (await binder.send_code(place.acting_for, place.acting_as)).shown_code
    assert (await papers.export("r.1", ExportKind.PEOPLE, "no code")).outcome is Exported.WRONG_CODE
    assert await desk.trail() == []
    made = await papers.export("r.2", ExportKind.PEOPLE, code)
    assert made.outcome is Exported.DONE and made.archive_files[0].name.endswith(".zip")
    assert await desk.trail() == ["exported:people"]


async def test_without_a_binding_there_is_nothing_to_give(desk: Desk, papers: Papers) -> None:
    """Somebody who is bound to nobody is told to bind first; who was unbound meanwhile gets nothing."""
    await desk.store.bindings.unbind(desk.person, (await papers.papers_at()).acting_for)
    assert (await papers.papers_at()).outcome is Place.NOT_BOUND
    assert (await papers.issue("r.1", RECORD)).outcome is Issued.PORTAL
    assert (await papers.export("r.1", ExportKind.PEOPLE, "123456")).outcome is Exported.PORTAL


async def test_a_silent_bureau_is_no_paper(desk: Desk, papers: Papers) -> None:
    """What asked it hears of the outage."""

    class Silent:
        async def issue_paper(self, *asked: object) -> None:
            raise Outage

        async def verify_paper(self, *asked: object) -> None:
            raise Outage

    silent = replace(papers, filings=replace(papers.filings, bureau=Silent()))  # type: ignore[arg-type]
    with pytest.raises(Outage):
        await silent.issue("r.1", RECORD)
    assert await desk.trail() == []
