"""Everything is filed once: many at once, two employers at once, and a database that does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import Connection, func, select

from bot.bureau.protocol import NoAuthority, Outage, Standing
from bot.bureau.simulated.bureau import GROUP, SimulatedBureau, open_simulated
from bot.bureau.simulated.demo_files import read_demo
from bot.bureau.simulated.tables import enrollments, filings
from bot.engine.ports import StoreTrouble
from rules.modules import Module
from rules.parameters import Parameters
from tests.bureau.stand import DATA, FACTORY, KEY, SHOP, Stand, filing
from tests.rules.sample_numbers import sample_identity_number

T = TypeVar("T")
ENROLL = Module.EMPLOYEE_ENROLLMENT
STRANGERS = [sample_identity_number(sequence=number) for number in range(101, 101 + 2 * (GROUP + 20), 2)]


async def _count(stand: Stand, column: object) -> int:
    return await stand.database.read(
        lambda connection: connection.execute(select(func.count(column))).scalar_one()  # type: ignore[arg-type]
    )


async def test_ten_batches_at_once_file_each_once(anywhere: Stand) -> None:
    """The same batch sent ten times at once leaves one filing a row, and ten times the same answers."""
    batch = [(f"b{n}", filing(Module.PERSON_RECORD, number)) for n, number in enumerate(STRANGERS[:20])]
    answers = await asyncio.gather(*(anywhere.bureau.submit_many(batch) for _ in range(10)))
    assert all(list(each) == list(answers[0]) for each in answers)
    assert await _count(anywhere, filings.c.request) == 20


async def test_a_batch_of_several_groups_is_whole(anywhere: Stand) -> None:
    """More rows than one transaction takes are filed in order, each with a number of its own."""
    batch = [(f"b{n}", filing(Module.PERSON_RECORD, number)) for n, number in enumerate(STRANGERS)]
    filed = await anywhere.bureau.submit_many(batch)
    assert [each.request for each in filed] == [request for request, _ in batch]
    numbers = [each.filing_number for each in filed]
    assert len(set(numbers)) == len(STRANGERS) and numbers == sorted(numbers)


async def test_two_employers_at_once_let_one_win(anywhere: Stand) -> None:
    """Of two employers that enroll the same person at once, one wins, and the other is told 养老已参保."""
    filed = await asyncio.gather(
        anywhere.file(filing(ENROLL, "张测试")), anywhere.file(filing(ENROLL, "张测试", employer=SHOP))
    )
    refusals = [each.refusal.error for each in filed if each.refusal]
    assert refusals == ["pension_already_insured"]
    assert await _count(anywhere, enrollments.c.filing.distinct()) > 0


async def test_two_operators_of_one_employer_let_one_win(anywhere: Stand) -> None:
    """Of two operators that enroll the same person at once, one wins, and the other is told so."""
    filed = await asyncio.gather(
        anywhere.file(filing(ENROLL, "张测试", operator="李管理")),
        anywhere.file(filing(ENROLL, "张测试", operator="王经办")),
    )
    refusals = [each.refusal.error for each in filed if each.refusal]
    assert refusals == ["already_enrolled_here"]


async def test_suspending_and_enrolling_elsewhere_at_once_insure_once(anywhere: Stand) -> None:
    """However a suspension and an enrollment elsewhere meet, the person is never insured twice."""
    stopped, enrolled = await asyncio.gather(
        anywhere.file(filing(Module.COVERAGE_SUSPENSION, "严未停", employer=SHOP)),
        anywhere.file(filing(ENROLL, "严未停")),
    )
    assert stopped.standing is Standing.ACCEPTED
    assert enrolled.refusal is None or enrolled.refusal.error == "pension_already_insured"


async def test_a_request_is_not_taken_for_another_filing(anywhere: Stand) -> None:
    """A request id that another employer used shows nothing of that filing."""
    await anywhere.bureau.submit("r1", filing(ENROLL, "张测试"))
    with pytest.raises(ValueError, match="request"):
        await anywhere.bureau.submit("r1", filing(ENROLL, "张测试", employer=SHOP))


async def test_who_may_not_file_stops_the_group(anywhere: Stand) -> None:
    """Where one row of a group may not be filed by its operator, none of the group is."""
    batch = [
        ("r1", filing(ENROLL, "张测试", operator="王经办")),
        ("r2", filing(Module.BASE_INCREASE, "陈在厂", operator="王经办", contribution_base="8000")),
    ]
    with pytest.raises(NoAuthority):
        await anywhere.bureau.submit_many(batch)
    assert await anywhere.bureau.status("r1") is None


class Silent:
    """A database that writes or not, and never answers."""

    def __init__(self, stand: Stand, writes: bool) -> None:
        self._database = stand.database
        self._writes = writes

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Reads nothing."""
        raise StoreTrouble("no answer")

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Loses its answer."""
        if self._writes:
            await self._database.write(work)
        raise StoreTrouble("no answer")


@pytest.mark.parametrize("writes", [True, False])
async def test_a_lost_answer_is_an_outage_and_no_second_filing(
    anywhere: Stand, writes: bool, law: Parameters
) -> None:
    """Whether what was sent arrived is not known until asked; sending it again files it once in either case."""
    each = filing(ENROLL, "张测试")
    silent = SimulatedBureau(Silent(anywhere, writes), lambda: law, anywhere.clock, read_demo(DATA).house, KEY)
    with pytest.raises(Outage):
        await silent.submit("r1", each)
    with pytest.raises(Outage):
        await silent.status("r1")
    arrived = await anywhere.bureau.status("r1")
    assert (arrived is not None) == writes
    filed = await anywhere.bureau.submit("r1", each)
    assert filed.refusal is None and (arrived is None or filed == arrived)
    assert await _count(anywhere, filings.c.request) == 1


async def test_bureaus_in_two_processes_share_what_was_filed(anywhere: Stand, law: Parameters) -> None:
    """A second bureau on the same database finds the demonstration there, and every filing of the first."""
    await anywhere.bureau.submit("r1", filing(ENROLL, "张测试", employer=FACTORY))
    other = await open_simulated(anywhere.database, lambda: law, anywhere.clock, DATA, KEY)
    assert await other.status("r1") == await anywhere.bureau.status("r1")
