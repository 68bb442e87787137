"""Filing for a person over the simulated bureau: who may, what is foreseen, and sending once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import pytest

from bot.bureau.protocol import BureauForm, Filed, Filing, Outage, Prepared
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.services.binder import Binder, Bound, CodeSent, Proved
from bot.services.filing_results import Foreseen, FoundPerson, May, Sent
from bot.services.filings import Filings
from rules.modules import Module
from tests.services.counter import ListedBindings, open_counter

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=timezone(timedelta(hours=8)))
FACTORY, OPERATOR = "91321399MA000001AC", "321399199009090079"
EMPLOYEE, STRANGER = "32139919800210041X", "321399199103110574"
SUSPENSION = {"identity_number": EMPLOYEE, "termination_reason": "合同期满"}


class SetClock:
    """Stands at noon."""

    def now(self) -> datetime:
        """The instant."""
        return NOON

    def today(self) -> date:
        """The day."""
        return NOON.date()


@pytest.fixture
async def counter() -> AsyncIterator[SimulatedBureau]:
    """A simulated bureau as it is on the first day."""
    yield await open_counter(SetClock())


async def bound(counter: SimulatedBureau) -> Filings:
    """A person who proved to be an operator of the factory."""
    kept = ListedBindings()
    binder = Binder(counter, kept, "p_1", NOON)
    code = await binder.send_code(FACTORY, OPERATOR)
    assert code.outcome is CodeSent.ASKED and code.shown_code
    proof = await binder.prove(FACTORY, OPERATOR, code.shown_code)
    assert proof.outcome is Proved.RIGHT
    assert await binder.bind("r-0", FACTORY, OPERATOR, proof.proved_name, proof.proved_role) is Bound.BOUND
    return Filings(counter, kept, "p_1")


async def test_a_wrong_code_binds_nobody(counter: SimulatedBureau) -> None:
    """A wrong code, a used one and a stranger's are told alike."""
    binder = Binder(counter, ListedBindings(), "p_1", NOON)
    code = (await binder.send_code(FACTORY, OPERATOR)).shown_code
    wrong = "000000" if code != "000000" else "111111"
    assert (await binder.prove(FACTORY, OPERATOR, wrong)).outcome is Proved.WRONG
    assert (await binder.prove(FACTORY, OPERATOR, code)).outcome is Proved.RIGHT
    assert (await binder.prove(FACTORY, OPERATOR, code)).outcome is Proved.WRONG
    assert (await binder.send_code(FACTORY, EMPLOYEE)).shown_code == ""


async def test_who_may(counter: SimulatedBureau) -> None:
    """Without a bureau, without a binding and without the matter nobody files; who can is said."""
    assert (await Filings(None, ListedBindings(), "p_1").may(Module.COVERAGE_SUSPENSION)).outcome is May.NO_BUREAU
    assert (await Filings(counter, ListedBindings(), "p_1").may(Module.COVERAGE_SUSPENSION)).outcome is May.NOT_BOUND
    filings = await bound(counter)
    assert (await filings.may(Module.COVERAGE_SUSPENSION)).outcome is May.YES
    refused = await filings.may(Module.BASE_INCREASE)
    assert refused.outcome is May.NOT_GRANTED and refused.who_can == "单位法人或管理员"
    assert filings.demo == "【演示】"


async def test_what_is_shown_of_people(counter: SimulatedBureau) -> None:
    """An own employee is shown; another employer's is no employee here, with the name masked."""
    filings = await bound(counter)
    own = await filings.find_person(EMPLOYEE)
    assert (own.outcome, own.person_name) == (FoundPerson.HERE, "陈在厂")
    stranger = await filings.find_person(STRANGER)
    assert stranger.outcome is FoundPerson.KNOWN and stranger.person_name != "秦派遣"


async def test_a_filing_is_foreseen_and_sent_once(counter: SimulatedBureau) -> None:
    """The same request twice is one filing; afterwards the bureau would refuse another."""
    filings = await bound(counter)
    assert (await filings.foresee(Module.COVERAGE_SUSPENSION, SUSPENSION)).outcome is Foreseen.CLEAR
    first = await filings.file("r-1", Module.COVERAGE_SUSPENSION, SUSPENSION)
    again = await filings.file("r-1", Module.COVERAGE_SUSPENSION, SUSPENSION)
    assert first.outcome is Sent.ACCEPTED and first.filing_number and again == first
    assert (await filings.foresee(Module.COVERAGE_SUSPENSION, SUSPENSION)).outcome is Foreseen.REFUSED
    assert [seen.filing_number for seen in await filings.filings(EMPLOYEE)] == [first.filing_number]


async def test_who_may_not_sends_nothing(counter: SimulatedBureau) -> None:
    """Authority is asked at the moment of sending: a matter that is not granted is not filed."""
    filings = await bound(counter)
    sent = await filings.file("r-2", Module.BASE_INCREASE, {"identity_number": EMPLOYEE, "contribution_base": "9000"})
    assert sent.outcome is Sent.NO_AUTHORITY and "单位法人或管理员" in sent.refused_because
    assert await counter.status("r-2") is None
    assert (await Filings(None, ListedBindings(), "p_1").file("r-3", Module.BASE_INCREASE, {})).outcome is (
        Sent.NO_AUTHORITY
    )


@dataclass
class LosesReplies:
    """A bureau whose replies get lost on the way; ``deaf`` also to questions."""

    inner: SimulatedBureau
    deaf: bool = False
    form: BureauForm = BureauForm.REMOTE

    async def prepare(self, filing: Filing) -> Prepared:
        """As the one behind it."""
        return await self.inner.prepare(filing)

    async def submit(self, request: str, filing: Filing) -> Filed:
        """Takes the filing, and the reply is lost."""
        await self.inner.submit(request, filing)
        raise Outage

    async def submit_many(self, filings: Sequence[tuple[str, Filing]]) -> Sequence[Filed]:
        """As ``submit``."""
        await self.inner.submit_many(filings)
        raise Outage

    async def status(self, request: str) -> Filed | None:
        """Says it unless deaf."""
        if self.deaf:
            raise Outage
        return await self.inner.status(request)


async def test_a_lost_reply_is_asked_after(counter: SimulatedBureau) -> None:
    """A time-out is neither success nor failure: the bureau is asked, and where it stays silent that is said."""
    kept = (await bound(counter)).kept
    answers = Filings(LosesReplies(counter), kept, "p_1")
    assert (await answers.file("r-4", Module.COVERAGE_SUSPENSION, SUSPENSION)).outcome is Sent.ACCEPTED
    silent = Filings(LosesReplies(counter, deaf=True), kept, "p_1")
    assert (await silent.file("r-5", Module.COVERAGE_SUSPENSION, SUSPENSION)).outcome is Sent.UNKNOWN
    assert silent.demo == ""
